"""Triples out of JSON-LD and N-Quads, whatever their layout, without a network.

Only what carries facts is read: node objects, values, language maps, sets, prefixes, type
coercion, nested nodes, named graphs (their facts count, their names do not).  What would need a
network or changes meaning from place to place (a context at an address, contexts of single terms,
reversed properties, ordered lists) is refused by name rather than read wrongly.
Sources: JSON-LD 1.1 (W3C, 16 July 2020), RDF 1.1 N-Quads (W3C, 25 February 2014).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value with its datatype (an IRI; None for plain text) or its language."""

    text: str
    datatype: str | None = None
    lang: str | None = None


Node = str | Literal
"""An IRI, a blank node (`_:b0`), or a Literal."""
Triple = tuple[str, str, Node]
"""Subject, predicate, object."""


# --- N-Quads ---

_IRI = (
    r"<([^<>\"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|[^<>\"{}|^`\\\x00-\x20])*)>"
)
_BLANK = r"(_:[^\s<>\"]+)"
_STRING = r'"((?:[^"\\\n\r]|\\.)*)"'
_LITERAL = rf"{_STRING}(?:\^\^{_IRI}|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?"
_QUAD = re.compile(
    rf"\s*(?:{_IRI}|{_BLANK})\s*{_IRI}\s*(?:{_IRI}|{_BLANK}|{_LITERAL})"
    rf"\s*(?:{_IRI}|{_BLANK})?\s*\.\s*(?:#.*)?"
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = dict(zip("tbnrf", "\t\b\n\r\f", strict=True))


def from_nquads(text: str, name: str) -> list[Triple]:
    """Return the triples of an N-Quads (or N-Triples) document; `name` is for the messages.

    Raises BadInput with every line that is not a statement.
    """
    found: list[Triple] = []
    broken: list[Finding] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _QUAD.fullmatch(line)
        if match:
            found.append(_quad(match.groups()))
        else:
            broken.append(_broken_line(name, number, line))
    if broken:
        raise BadInput(broken)
    return found


def _quad(parts: tuple[str | None, ...]) -> Triple:
    subject, blank, predicate, iri, other, string, datatype, lang = parts[:8]
    if string is None:
        thing: Node = _plain(iri) if iri is not None else str(other)
    else:
        thing = Literal(_plain(string), _datatype(datatype), lang.lower() if lang else None)
    return (str(blank) if subject is None else _plain(subject), _plain(predicate or ""), thing)


def _datatype(iri: str | None) -> str | None:
    return None if iri in (None, f"{XSD}string") else _plain(iri)


def _plain(text: str | None) -> str:
    return _ESCAPE.sub(_unescaped, text or "")


def _unescaped(match: re.Match[str]) -> str:
    short, long, char = match.groups()
    if char is not None:
        return _ESCAPED.get(char, char)
    point = int(short or long, 16)
    return chr(point) if point <= 0x10FFFF else "\ufffd"


def _broken_line(name: str, number: int, line: str) -> Finding:
    sentence = Text(
        "{name}، سطر {number}: این سطر یک گزارهٔ N-Quads نیست: «{line}»",
        "{name}, line {number}: this is not an N-Quads statement: “{line}”",
    ).fill(name=name, number=number, line=line.strip()[:80])
    return Finding(
        "broken_statement",
        Severity.ERROR,
        sentence,
        where=(Where(name, row=number),),
        came=line[:80],
    )


# --- JSON-LD ---

_KEYWORDS = frozenset(
    "@id @type @value @language @graph @set @list @reverse @context @index @included @nest @json "
    "@none @base @vocab @container @direction @import @propagate @protected @version @prefix".split()
)
_REFUSED = {
    "@reverse": Text("ویژگی وارونه (@reverse)", "a reversed property (@reverse)"),
    "@list": Text("فهرست مرتب (@list)", "an ordered list (@list)"),
    "@nest": Text("ویژگی تودرتو (@nest)", "nested properties (@nest)"),
    "@import": Text("درون‌آوری زمینه (@import)", "an imported context (@import)"),
    "@propagate": Text("انتشار زمینه (@propagate)", "context propagation (@propagate)"),
    "@json": Text("مقدار خام JSON", "a raw JSON value (@json)"),
}
_CONTAINERS = frozenset({"@set", "@language", "@none"})


@dataclass(frozen=True, slots=True)
class _Term:
    iri: str
    coerce: str | None = None
    lang: str | None = None
    has_lang: bool = False
    by_language: bool = False


@dataclass(frozen=True)
class _Context:
    terms: Mapping[str, _Term] = field(default_factory=dict)
    vocab: str | None = None
    base: str | None = None
    lang: str | None = None

    def iri(self, value: str, vocab: bool) -> str:
        """Expand `value`: a keyword, a term, a compact IRI, an IRI."""
        if value in _KEYWORDS:
            return value
        if vocab and value in self.terms:
            return self.terms[value].iri
        prefix, colon, rest = value.partition(":")
        if colon:
            known = self.terms.get(prefix)
            return value if known is None or rest.startswith("//") else known.iri + rest
        if vocab:
            return f"{self.vocab}{value}" if self.vocab is not None else value
        return urljoin(self.base, value) if self.base else value


def from_jsonld(text: str, name: str) -> list[Triple]:
    """Return the triples of a JSON-LD document with its context inside; `name` is for messages.

    Compacted, expanded and flattened documents give the same triples.  Numbers keep every digit of
    an integer.  Raises BadInput if it is not JSON, or needs what is refused (see the module).
    """
    try:
        document = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
        return list(_Reader(name).top(document))
    except json.JSONDecodeError as error:
        raise _not_json(name, error) from None
    except (RecursionError, ValueError) as error:
        raise _refuse(name, "unreadable_json", _UNREADABLE.fill(why=str(error)[:120])) from None


def _no_constant(word: str) -> float:
    raise ValueError(word)


_UNREADABLE = Text("محتوای JSON خواندنی نیست: {why}", "the JSON cannot be read: {why}")


class _Reader:
    """Walks one document; keeps its name for messages and the count of its blank nodes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blanks = 0

    def top(self, document: object) -> Iterator[Triple]:
        for item in document if isinstance(document, list) else [document]:
            if not isinstance(item, dict):
                raise self.refuse("not_jsonld", _NOT_NODE.fill(came=_short(item)))
            yield from self.node(item, _Context())[1]

    def node(self, item: dict[str, Any], context: _Context) -> tuple[str, list[Triple]]:
        if "@context" in item:
            context = self.context(item["@context"], context)
        pairs = [(context.iri(k, vocab=True), k, v) for k, v in item.items() if k != "@context"]
        subject = self.subject([v for i, _, v in pairs if i == "@id"], context)
        found: list[Triple] = []
        for iri, key, value in pairs:
            found.extend(self.property(subject, iri, key, value, context))
        return subject, found

    def subject(self, ids: list[object], context: _Context) -> str:
        if not ids:
            self.blanks += 1
            return f"_:n{self.blanks}"
        if not isinstance(ids[0], str):
            raise self.refuse("not_jsonld", _NOT_IRI.fill(came=_short(ids[0])))
        return context.iri(ids[0], vocab=False)

    def property(
        self, subject: str, iri: str, key: str, value: object, context: _Context
    ) -> Iterator[Triple]:
        if iri in _REFUSED:
            raise self.refuse("unsupported_jsonld", _NOT_READ.fill(what=_REFUSED[iri]))
        if iri in ("@graph", "@included"):
            for item in value if isinstance(value, list) else [value]:
                if not isinstance(item, dict):
                    raise self.refuse("not_jsonld", _NOT_NODE.fill(came=_short(item)))
                yield from self.node(item, context)[1]
        elif iri == "@type":
            for kind in value if isinstance(value, list) else [value]:
                yield subject, RDF_TYPE, context.iri(str(kind), vocab=True)
        elif iri.startswith("@"):
            return
        elif ":" not in iri:
            raise self.refuse("unknown_key", _UNKNOWN_KEY.fill(key=key))
        else:
            term = context.terms.get(key, _Term(iri))
            for thing, more in self.values(value, term, context):
                yield subject, iri, thing
                yield from more

    def values(
        self, value: object, term: _Term, context: _Context
    ) -> Iterator[tuple[Node, list[Triple]]]:
        if value is None:
            return
        if isinstance(value, list):
            for item in value:
                yield from self.values(item, term, context)
        elif isinstance(value, dict) and term.by_language:
            for lang, texts in value.items():
                for text in texts if isinstance(texts, list) else [texts]:
                    if text is not None:
                        yield Literal(str(text), None, _lang(lang)), []
        elif isinstance(value, dict):
            yield from self.thing(value, term, context)
        else:
            yield self.scalar(value, term, context), []

    def thing(
        self, value: dict[str, Any], term: _Term, context: _Context
    ) -> Iterator[tuple[Node, list[Triple]]]:
        keys = {context.iri(k, vocab=True): v for k, v in value.items()}
        if "@list" in keys:
            raise self.refuse("unsupported_jsonld", _NOT_READ.fill(what=_REFUSED["@list"]))
        if "@set" in keys:
            yield from self.values(keys["@set"], term, context)
        elif "@value" in keys:
            if keys["@value"] is not None:
                yield self.value(keys, context), []
        else:
            yield self.node(value, context)

    def value(self, keys: Mapping[str, Any], context: _Context) -> Literal:
        lang, kind = keys.get("@language"), keys.get("@type")
        self.words(lang, kind)
        if kind == "@json":
            raise self.refuse("unsupported_jsonld", _NOT_READ.fill(what=_REFUSED["@json"]))
        if lang:
            return Literal(str(keys["@value"]), None, _lang(lang))
        return _literal(keys["@value"], context.iri(kind, vocab=True) if kind else None)

    def scalar(self, value: object, term: _Term, context: _Context) -> Node:
        if isinstance(value, str) and term.coerce in ("@id", "@vocab"):
            return context.iri(value, vocab=term.coerce == "@vocab")
        if not isinstance(value, str) or term.coerce:
            return _literal(value, None if term.coerce in ("@id", "@vocab") else term.coerce)
        return Literal(value, None, term.lang if term.has_lang else context.lang)

    def context(self, local: object, active: _Context) -> _Context:
        """Return `active` with a local context laid over it."""
        for part in local if isinstance(local, list) else [local]:
            if part is None:
                active = _Context()
            elif isinstance(part, str):
                raise self.refuse("remote_context", _REMOTE.fill(address=part))
            elif isinstance(part, dict):
                active = self.overlay(part, active)
            else:
                raise self.refuse("not_jsonld", _NOT_NODE.fill(came=_short(part)))
        return active

    def overlay(self, local: dict[str, Any], active: _Context) -> _Context:
        for key in ("@import", "@propagate"):
            if key in local:
                raise self.refuse("unsupported_jsonld", _NOT_READ.fill(what=_REFUSED[key]))
        for key in ("@base", "@vocab", "@language"):
            self.words(local.get(key))
        active = replace(
            active,
            terms=dict(active.terms),
            base=local.get("@base", active.base),
            lang=_lang(local["@language"]) if "@language" in local else active.lang,
        )
        names = [key for key in local if not key.startswith("@")]
        for key in names:
            self.define(key, local, active, ())
        vocab = local.get("@vocab", active.vocab)
        return replace(active, vocab=active.iri(vocab, vocab=False) if vocab else vocab)

    def define(
        self, key: str, local: dict[str, Any], active: _Context, under: tuple[str, ...]
    ) -> None:
        """Add the term `key`, its prefix before it."""
        if key in under:
            raise self.refuse("not_jsonld", _CYCLE.fill(key=key))
        given = local[key]
        rule: dict[str, Any] = given if isinstance(given, dict) else {"@id": given}
        containers = rule.get("@container") or []
        containers = containers if isinstance(containers, list) else [containers]
        self.words(rule.get("@id"), rule.get("@type"), rule.get("@language"), *containers)
        for word in ("@reverse", "@nest", "@context"):
            if word in rule:
                what = _REFUSED.get(word, Text("زمینهٔ ویژهٔ یک واژه", "a context of a single term"))
                raise self.refuse("unsupported_jsonld", _NOT_READ.fill(what=what))
        strange = sorted({str(c) for c in containers} - _CONTAINERS)
        if strange:
            what = _CONTAINER.fill(came=", ".join(strange))
            raise self.refuse("unsupported_jsonld", _NOT_READ.fill(what=what))
        vocab = local.get("@vocab", active.vocab)
        scope = replace(active, vocab=vocab)
        for word in (str(rule.get("@id") or key), str(rule.get("@type") or "")):
            prefix = word.partition(":")[0] if ":" in word else word
            if prefix in local and prefix != key and not prefix.startswith("@"):
                self.define(prefix, local, active, (*under, key))
        terms: dict[str, _Term] = active.terms  # type: ignore[assignment]
        terms.pop(key, None)
        kind = rule.get("@type")
        terms[key] = _Term(
            iri=scope.iri(str(rule.get("@id") or key), vocab=True),
            coerce=scope.iri(kind, vocab=True) if kind else None,
            lang=_lang(rule.get("@language")),
            has_lang="@language" in rule,
            by_language="@language" in containers,
        )

    def words(self, *values: object) -> None:
        """Refuse what stands where a word, or nothing, must."""
        for value in values:
            if value is not None and not isinstance(value, str):
                raise self.refuse("not_jsonld", _NOT_WORD.fill(came=_short(value)))

    def refuse(self, code: str, what: Text) -> BadInput:
        return _refuse(self.name, code, what)


_NOT_NODE = Text("به‌جای یک شیء JSON آمده است: «{came}»", "expected an object, came “{came}”")
_NOT_WORD = Text("به‌جای یک واژه آمده است: «{came}»", "expected a word, came “{came}”")
_NOT_IRI = Text("شناسه (@id) باید متن باشد، نه «{came}»", "an @id must be text, not “{came}”")
_NOT_READ = Text("{what} خوانده نمی‌شود", "{what} is not read")
_UNKNOWN_KEY = Text(
    "کلید «{key}» در زمینهٔ پرونده (@context) معنایی ندارد",
    "the key “{key}” has no meaning in the file's @context",
)
_REMOTE = Text(
    "زمینهٔ پرونده نشانی «{address}» است و هیچ نشانی‌ای باز نمی‌شود؛ زمینه را درون پرونده بگذارید",
    "the file's @context is the address “{address}”, and no address is opened; put the context "
    "into the file",
)
_CONTAINER = Text("ظرف {came}", "the container {came}")
_CYCLE = Text("واژهٔ «{key}» به خودش تعریف شده است", "the term “{key}” is defined by itself")


def _refuse(name: str, code: str, what: Text) -> BadInput:
    sentence = Text("{name}: {what}", "{name}: {what}").fill(name=name, what=what)
    return BadInput([Finding(code, Severity.ERROR, sentence, where=(Where(name),))])


def _not_json(name: str, error: json.JSONDecodeError) -> BadInput:
    what = Text(
        "سطر {line}، نویسهٔ {column}: محتوا JSON درست نیست ({why})",
        "line {line}, character {column}: this is not valid JSON ({why})",
    ).fill(line=error.lineno, column=error.colno, why=error.msg)
    where = Where(name, row=error.lineno)
    sentence = Text("{name}، {what}", "{name}, {what}").fill(name=name, what=what)
    return BadInput([Finding("broken_json", Severity.ERROR, sentence, where=(where,))])


def _literal(value: object, datatype: str | None) -> Literal:
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype or f"{XSD}boolean")
    if isinstance(value, int):
        return Literal(str(value), datatype or f"{XSD}integer")
    if isinstance(value, float):
        return Literal(repr(value), datatype or f"{XSD}double")
    return Literal(str(value), None if datatype == f"{XSD}string" else datatype)


def _lang(tag: object) -> str | None:
    return None if tag in (None, "@none") else str(tag).lower()


def _short(value: object) -> str:
    return str(value)[:60]


def grouped(triples: Iterable[Triple]) -> dict[str, dict[str, list[Node]]]:
    """Return the triples as subject -> predicate -> distinct objects, in order of appearance."""
    found: dict[str, dict[str, list[Node]]] = {}
    for subject, predicate, thing in triples:
        things = found.setdefault(subject, {}).setdefault(predicate, [])
        if thing not in things:
            things.append(thing)
    return found

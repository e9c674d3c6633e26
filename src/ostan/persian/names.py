"""Guarded matching of names of bodies and posts.

One name equals another unasked only where their folded keys are equal.  Anything looser is a
proposal for a person: words are compared softly (spelling slips, lost spaces, ezafe, plural, a
glossary of abbreviations and older names), weighed by how rare they are, and guards forbid what
looks alike and is not: another level (province, county, country, supreme), another number, another
head (deputy, secretary, council, headquarters), another place, a word exchanged for another.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Generic, Literal, TypeVar

from ostan.persian.keys import fold, words

Id = TypeVar("Id", bound=Hashable)

THRESHOLD: Final = 0.80
"""Least score of a proposal; set on a prototype's names, frozen before the measuring set."""
LIGHT: Final = 0.25
"""Weight of words that half of all names have (امور، هماهنگی، عمومی)."""
HEAD_OMITTED: Final = 0.05
"""Taken off where one side leaves the kind of unit out (اداره کل آموزش و پرورش)."""
LEVEL_OMITTED: Final = 0.02
"""Taken off where one side leaves its level out (شورای اداری for شورای اداری استان)."""
EXCHANGED: Final = 0.10
"""Taken off where each side has a light word the other lacks (خدمات for توسعه)."""
ADJECTIVE: Final = 0.95
"""Likeness of a noun and its adjective in ی."""
SLIP: Final = 0.90
"""Likeness of two words that differ by a slip of the keyboard."""
SLIP_LENGTH: Final = 5
"""Shortest word, in letters, in which one wrong letter is taken for a slip."""
TWO_SLIPS_LENGTH: Final = 9
"""Shortest word in which two wrong letters are."""
IDF_NAMES: Final = 50
"""Fewest names from which the rarity of words is worth counting."""

_COURTESY: Final = frozenset("محترم معزز جناب اقای سرکار خانم حضرت دکتر مهندس محترمه".split())
_ADDRESSED: Final = {
    "ریاست": "رییس",
    "فرماندهی": "فرمانده",
    "مدیریت": "مدیر",
    "معاونت": "معاون",
    "نمایندگی": "نماینده",
}
_STOP: Final = frozenset(
    "و در از با به بر برای که مربوط مربوطه ره س ع عج گروه قدس سره the of and for in a an".split()
)
_SUFFIXES: Final = frozenset(("ها", "های", "هایی", "ای"))
_LONGEST_PHRASE: Final = 12
"""Longest form of the glossary, in words."""
_BY_LEGAL_FORM: Final = (frozenset(("رییس", "مدیرکل")), frozenset(("سازمان", "ادارهکل")))
"""Heads that only follow the legal form of a provincial body: the same where both name the
province."""
_PORTFOLIO_HEADS: Final = frozenset(
    ("وزارت", "وزیر", "ادارهکل", "مدیرکل", "سازمان", "رییس", "معاون")
)
_TENS: Final = frozenset(("20", "30", "40", "50", "60", "70", "80", "90"))
_FRAME: Final = frozenset(("سازمان", "امور", "وزارت", "وزیر", "هماهنگی"))
"""Words around a portfolio that are no part of it: سازمان in رئیس سازمان صمت."""


@dataclass(frozen=True)
class Name:
    """A name taken apart: what the guards look at, and the words that are left."""

    head: str
    kind: str
    supreme: bool
    levels: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    content: tuple[str, ...]


@dataclass(frozen=True)
class Candidate(Generic[Id]):
    """An id whose name `name` is like the text, with a score in [0, 1]."""

    id: Id
    name: str
    score: float


@dataclass(frozen=True)
class Match(Generic[Id]):
    """The answer for one text.

    `exact`: one id has this very key; may be accepted unasked.  `proposed`: a person should look
    at `id`, the best of `candidates`.  `none`: no id; `candidates` then holds near misses, or the
    several ids that share the key.  `why` is a code: `key`, `shared_key`, `like`, `tie`,
    `below_threshold`, `nothing_like`, `empty`.
    """

    kind: Literal["exact", "proposed", "none"]
    id: Id | None
    score: float
    candidates: tuple[Candidate[Id], ...]
    why: str


# --- the glossary ---


@dataclass(frozen=True)
class _Glossary:
    heads: dict[str, str]
    offices: dict[str, str]
    omit: frozenset[str]
    levels: dict[str, str]
    light: frozenset[str]
    numbers: dict[str, str]
    places: frozenset[str]
    portfolios: dict[str, tuple[str, ...]]
    topics: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    drop: frozenset[str]
    own_level: dict[str, str]
    known: frozenset[str]
    by_initial: dict[str, tuple[str, ...]]


@cache
def _glossary(with_synonyms: bool) -> _Glossary:
    """Read `glossary.csv`; without synonyms only what the guards need is kept."""
    from importlib.resources import files

    text = files("ostan.persian").joinpath("glossary.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    kinds: dict[str, dict[str, str]] = {}
    for kind, form, canonical in rows:
        kinds.setdefault(kind, {})[fold(form)] = canonical
    spelt = [(f, c) for k, f, c in rows if k == "always" or (with_synonyms and k == "same")]
    phrases = {form: c for f, c in spelt for form in _orders(f)}
    places = {form: fold(form) for kind, form, _ in rows if kind == "place"}
    numbers = kinds["number"]
    known = frozenset(word for _, form, _ in rows for word in words(form))
    multiword = (
        places
        | _compound_numbers(numbers)
        | {f: numbers[fold(f)] for k, f, _ in rows if k == "number" and " " in f}
    )
    return _Glossary(
        heads=kinds["head"],
        offices={form: fold(canonical) for form, canonical in kinds["office"].items()},
        omit=frozenset(kinds["omit"]),
        levels=kinds["level"],
        light=frozenset(kinds["light"]),
        numbers=numbers,
        places=frozenset(places.values()),
        portfolios=_whole(rows, "portfolio") if with_synonyms else {},
        topics=_whole(rows, "topic") if with_synonyms else {},
        phrases={
            key: _folded(v) for k, v in (multiword | phrases).items() for key in _keys_of_phrase(k)
        },
        drop=frozenset(kinds["drop"]),
        own_level=kinds["own_level"],
        known=known,
        by_initial={i: tuple(w for w in known if w[0] == i) for i in {w[0] for w in known}},
    )


def _keys_of_phrase(form: str) -> set[str]:
    """Return how a phrase is looked up: its words without spaces, with and without its و."""
    tokens = [_without_ezafe(token) for token in _with_suffixes(words(form))]
    return {"".join(tokens), "".join(token for token in tokens if token != "و")}


def _orders(form: str) -> list[str]:
    """Return a form and, where it is two parts with و between, the other order too."""
    first, joint, second = form.partition(" و ")
    return [f"{second} و {first}", form] if joint and " و " not in second else [form]


def _compound_numbers(numbers: Mapping[str, str]) -> dict[str, str]:
    """Return twenty-one to ninety-nine in words, as tens و units."""
    tens = [(w, int(n)) for w, n in numbers.items() if n in _TENS]
    units = [(w, int(n)) for w, n in numbers.items() if int(n) < 10]
    return {f"{t} و {u}": str(a + b) for t, a in tens for u, b in units}


def _folded(forms: str) -> tuple[str, ...]:
    return tuple(fold(form) for form in forms.split())


def _whole(rows: list[list[str]], wanted: str) -> dict[str, tuple[str, ...]]:
    """Return synonyms that hold only for a whole content, keyed by its words without little ones."""
    return {
        "".join(_without_ezafe(w) for w in words(form) if w not in _STOP): _folded(canonical)
        for kind, form, canonical in rows
        if kind == wanted
    }


# --- taking a name apart ---


@lru_cache(maxsize=100_000)
def parse(text: str, glossary: bool = True) -> Name:
    """Take a name apart; with `glossary`, by its synonyms too."""
    known = _glossary(glossary)
    tokens = [_stem(token, known) for token in _phrased(_plain(text, known), known)]
    at = _place_of_head(tokens, known)
    head = "" if at is None else _mended(tokens[at], known)
    rest = tokens if at is None else tokens[:at] + tokens[at + 1 :]
    follower = "" if at is None else "".join(tokens[at + 1 : at + 2])
    supreme = follower == "عالی"
    levels = {known.levels[t] for t in rest if t in known.levels}
    if follower in ("ملی", "مرکزی") and known.heads[head] == "council":
        levels.add("country")
    levels.discard(known.own_level.get(head, ""))
    return Name(
        head=head,
        kind=known.heads.get(head, ""),
        supreme=supreme,
        levels=frozenset(levels),
        numbers=frozenset(_number(t, known) for t in rest) - {""},
        places=frozenset(t for t in rest if t in known.places),
        content=_settled(head, [t for t in rest if not _set_aside(t, known)], known, supreme),
    )


def _place_of_head(tokens: list[str], known: _Glossary) -> int | None:
    """Return where the head stands: first, or second after a word such as the province's name."""
    for at, token in enumerate(tokens[:3]):
        if token in known.heads:
            return at
    return 0 if tokens and _mended(tokens[0], known) in known.heads else None


def _mended(token: str, known: _Glossary) -> str:
    """Return a head that was mistyped by one letter, in its right form; else the token."""
    if token in known.heads or token in known.known or len(token) < SLIP_LENGTH:
        return token
    near = [h for h in known.heads for t in (h, h + "ی") if _is_slip(token, t, known, most=1)]
    return near[0] if near else token


def _plain(text: str, known: _Glossary) -> list[str]:
    """Return the words without courtesies, slips and ezafe."""
    tokens = _with_suffixes(_without_courtesy(words(text)))
    return [_without_ezafe(_corrected(token, known)) for token in tokens]


def _without_courtesy(tokens: list[str]) -> list[str]:
    """Drop courtesies; an office so addressed is its holder: فرماندهی محترم is the commander."""
    followers = [*tokens[1:], ""]
    return [
        _ADDRESSED.get(token, token) if follower in _COURTESY else token
        for token, follower in zip(tokens, followers, strict=True)
        if token not in _COURTESY
    ]


def _without_ezafe(token: str) -> str:
    """Take the ی of ezafe off after a long vowel: شورای, نیروی; a plural keeps its own."""
    ezafe = len(token) > 3 and token.endswith(("ای", "وی")) and not token.endswith("های")
    return token[:-1] if ezafe else token


def _corrected(token: str, known: _Glossary) -> str:
    """Return the one word of the vocabulary that `token` misses by a slip; else the token."""
    if len(token) < SLIP_LENGTH - 1 or token in known.known or _without_ezafe(token) in known.known:
        return token
    words_near = known.by_initial.get(token[0], ())
    near = [w for w in words_near if w not in known.places and _is_slip(token, w, known, 1)]
    return near[0] if len(near) == 1 else token


def _with_suffixes(tokens: list[str]) -> list[str]:
    """Join ها and ای to the word before; take و off the word after where it was glued."""
    joined: list[str] = []
    for token in tokens:
        if token in _SUFFIXES and joined:
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def _phrased(tokens: list[str], known: _Glossary) -> list[str]:
    """Put the longest phrases of the glossary in their settled form, whatever their spacing."""
    out: list[str] = []
    start = 0
    while start < len(tokens):
        for end in range(min(len(tokens), start + _LONGEST_PHRASE), start, -1):
            settled = _settled_phrase(tokens[start:end], known)
            if settled is not None:
                out.extend(settled)
                start = end
                break
        else:
            out.append(tokens[start])
            start += 1
    return out


def _settled_phrase(tokens: list[str], known: _Glossary) -> tuple[str, ...] | None:
    if "و" in (tokens[0], tokens[-1]):
        return None
    whole = known.phrases.get("".join(tokens))
    return whole or known.phrases.get("".join(t for t in tokens if t != "و"))


def _stem(token: str, known: _Glossary) -> str:
    """Take ezafe after a long vowel and plural endings off; words of the guards stay whole."""
    if token in known.heads or token in known.levels or token in known.places:
        return token
    if token.endswith(("ای", "وی")) and token[:-1] in known.heads:
        return token[:-1]
    for ending in ("هایی", "های", "ها"):
        stem = token.removesuffix(ending)
        if stem != token and len(stem) >= 3:
            return token if stem in known.levels or stem in known.heads else stem
    return token


def _set_aside(token: str, known: _Glossary) -> bool:
    return (
        token in _STOP
        or token in known.drop
        or token in known.levels
        or token in known.places
        or bool(_number(token, known))
    )


def _number(token: str, known: _Glossary) -> str:
    if token.isdecimal():
        return token.lstrip("0") or "0"
    return known.numbers.get(token, "")


def _settled(head: str, content: list[str], known: _Glossary, supreme: bool) -> tuple[str, ...]:
    """Return the content words: a whole portfolio or topic in full, offices by their holder."""
    if supreme:
        content = content[1:] if content[:1] == ["عالی"] else content
    own = [t for t in content if t not in _FRAME]
    wholes: dict[str, tuple[str, ...]] = {}
    if not head or head in _PORTFOLIO_HEADS:
        wholes = known.portfolios
    elif known.heads[head] == "council":
        wholes = known.topics
    full = wholes.get("".join(own))
    if full:
        content = [t for t in content if t in _FRAME] + list(full)
    return tuple(known.offices.get(token, token) for token in content)


# --- comparing two names ---


def compare(
    first: Name, second: Name, weights: Mapping[str, float] | None = None, glossary: bool = True
) -> float:
    """Return how alike two names are, in [0, 1]; 0 where a guard forbids them to be the same."""
    known = _glossary(glossary)
    penalty = _guards(first, second, known)
    if penalty is None:
        return 0.0
    left, right = _aligned(list(first.content), list(second.content))
    if not left and not right:
        return 1.0 - penalty if first.head and second.head else 0.0
    here, loose_left = _covered(left, right, weights or {}, known)
    there, loose_right = _covered(right, left, weights or {}, known)
    if here < SLIP and there < SLIP:
        penalty += EXCHANGED
    if (loose_left and loose_right) or _other_body(left, right, known):
        return 0.0
    return max(0.0, (here + there) / 2 - penalty)


def _guards(a: Name, b: Name, known: _Glossary) -> float | None:
    """Return the penalty for what one side leaves out, or None where they must differ."""
    if a.supreme != b.supreme or a.numbers != b.numbers or a.places != b.places:
        return None
    levels = _level_penalty(a, b)
    head = _head_penalty(a, b, known)
    return None if levels is None or head is None else levels + head


def _level_penalty(a: Name, b: Name) -> float | None:
    mine, yours = a.levels, b.levels
    if mine == yours:
        return 0.0
    if mine and yours:
        return None
    extra = mine | yours
    return LEVEL_OMITTED if extra in ({"province"}, {"country"}, {"capital"}) else None


def _head_penalty(a: Name, b: Name, known: _Glossary) -> float | None:
    if a.head == b.head:
        return 0.0
    heads = {a.head, b.head}
    if heads in _BY_LEGAL_FORM:
        return HEAD_OMITTED if "province" in a.levels & b.levels else None
    if "" in heads and heads - {""} <= known.omit:
        return HEAD_OMITTED
    return None


def _aligned(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """Join neighbours which the other side writes as one word."""
    return _joined_like(left, set(right)), _joined_like(right, set(left))


def _joined_like(tokens: list[str], other: set[str]) -> list[str]:
    out: list[str] = []
    for token in tokens:
        if out and token not in other and out[-1] + token in other:
            out[-1] += token
        elif token not in other and token.startswith("و") and token[1:] in other:
            out.append(token[1:])
        else:
            out.append(token)
    return out


def _covered(
    tokens: Sequence[str], other: Sequence[str], weights: Mapping[str, float], known: _Glossary
) -> tuple[float, bool]:
    """Return the weighted share of `tokens` found in `other`, and whether a heavy one is not."""
    if not tokens:
        return 1.0, False
    total = found = 0.0
    loose = False
    for token in tokens:
        weight = _weight(token, weights, known)
        likeness = max((_alike(token, word, known) for word in other), default=0.0)
        total += weight
        found += weight * likeness
        loose = loose or (likeness == 0 and weight > LIGHT)
    return found / total, loose


def _other_body(left: list[str], right: list[str], known: _Glossary) -> bool:
    """Whether each side names a body the other does not: رئیس سازمان and رئیس شرکت."""
    mine, yours = set(left) & known.heads.keys(), set(right) & known.heads.keys()
    return bool(mine - yours and yours - mine)


def _weight(token: str, weights: Mapping[str, float], known: _Glossary) -> float:
    if token in known.light or token in known.omit or token in known.offices.values():
        return LIGHT
    return weights.get(token, 1.0)


def _alike(a: str, b: str, known: _Glossary) -> float:
    if a == b:
        return 1.0
    if a in known.heads or b in known.heads:
        return 0.0
    if a + "ی" == b or b + "ی" == a:
        return ADJECTIVE
    return SLIP if _is_slip(a, b, known) else 0.0


def _is_slip(a: str, b: str, known: _Glossary, most: int = 2) -> bool:
    """Whether one word may be the other mistyped: never where both are words of the glossary."""
    shorter, longer = sorted((len(a), len(b)))
    if (
        longer < SLIP_LENGTH
        or shorter < SLIP_LENGTH - 1
        or a[0] != b[0]
        or (a in known.known and b in known.known)
    ):
        return False
    from rapidfuzz.distance import OSA

    allowed = min(most, 2 if shorter >= TWO_SLIPS_LENGTH else 1)
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


# --- matching against many names ---


class Matcher(Generic[Id]):
    """Names and aliases of many ids, ready to be asked.

    >>> matcher = Matcher({"governor": ["استاندار"], "deputy": ["معاون استاندار"]})
    >>> matcher.match("استاندار").id
    'governor'
    """

    def __init__(self, names: Mapping[Id, Iterable[str]], glossary: bool = True) -> None:
        self.glossary = glossary
        self._names = [(key, name) for key, own in names.items() for name in own if fold(name)]
        self._keys = [fold(name) for _, name in self._names]
        self._ids_of_key: dict[str, dict[Id, str]] = {}
        for folded, (key, name) in zip(self._keys, self._names, strict=True):
            self._ids_of_key.setdefault(folded, {}).setdefault(key, name)
        self._parsed = [parse(name, glossary) for _, name in self._names]
        self._weights = _rarity(self._parsed)
        self._having: dict[str, list[int]] = {}
        for place, parsed in enumerate(self._parsed):
            for token in {*parsed.content, parsed.head}:
                self._having.setdefault(token, []).append(place)

    def score(self, first: str, second: str) -> float:
        """Return how alike two names are: 1 for one key, 0 where a guard stands between them."""
        if fold(first) == fold(second):
            return 1.0
        a, b = parse(first, self.glossary), parse(second, self.glossary)
        return compare(a, b, self._weights, self.glossary)

    def match(self, text: str, most: int = 5) -> Match[Id]:
        """Return the id that `text` names exactly, or proposals for a person, best first."""
        key = fold(text)
        if not key:
            return Match("none", None, 0.0, (), "empty")
        owners = self._ids_of_key.get(key, {})
        if owners:
            same = tuple(Candidate(i, name, 1.0) for i, name in owners.items())
            if len(same) == 1:
                return Match("exact", same[0].id, 1.0, same, "key")
            return Match("none", None, 1.0, same, "shared_key")
        return self._soft(text, most)

    def _soft(self, text: str, most: int) -> Match[Id]:
        found = self._candidates(text)[:most]
        if not found:
            return Match("none", None, 0.0, (), "nothing_like")
        best = found[0]
        if best.score < THRESHOLD:
            return Match("none", None, best.score, tuple(found), "below_threshold")
        tie = len(found) > 1 and found[1].score == best.score
        return Match("proposed", best.id, best.score, tuple(found), "tie" if tie else "like")

    def _candidates(self, text: str) -> list[Candidate[Id]]:
        name = parse(text, self.glossary)
        best: dict[Id, Candidate[Id]] = {}
        for place in self._worth_comparing(name, text):
            score = compare(name, self._parsed[place], self._weights, self.glossary)
            key, written = self._names[place]
            if score > 0 and (key not in best or best[key].score < score):
                best[key] = Candidate(key, written, score)
        return sorted(best.values(), key=lambda c: (-c.score, c.name))

    def _worth_comparing(self, name: Name, text: str) -> set[int]:
        """Return places of names that share a word, and those whose letters are nearest."""
        places: set[int] = set()
        tokens = name.content or (name.head,)
        for token in sorted(tokens, key=lambda t: len(self._having.get(t, ())))[:4]:
            places.update(self._having.get(token, ())[:2000])
        return places | set(_nearest_places(fold(text), self._keys, 50))


def _rarity(names: Sequence[Name]) -> dict[str, float]:
    """Return inverse document frequency of words, scaled to [LIGHT + 0.1, 1]."""
    if len(names) < IDF_NAMES:
        return {}
    having = Counter(token for name in names for token in set(name.content))
    top = math.log(1 + len(names) / 2)
    return {
        token: max(LIGHT + 0.1, min(1.0, math.log(1 + len(names) / (1 + count)) / top))
        for token, count in having.items()
    }


def _nearest_places(key: str, keys: Sequence[str], most: int, cutoff: float = 50.0) -> list[int]:
    from rapidfuzz import fuzz, process

    found = process.extract(key, keys, scorer=fuzz.ratio, limit=most, score_cutoff=cutoff)
    return [place for _, _, place in found]


def nearest(text: str, names: Iterable[str], k: int = 3) -> list[str]:
    """Return up to `k` of `names` that are most like `text`, best first, for "did you mean".

    By letters of the folded keys, so it serves ids and names of either language; nothing less
    than half alike is named.  Ten thousand names take some milliseconds.
    """
    if not fold(text):
        return []
    written = list(dict.fromkeys(names))
    return [written[place] for place in _nearest_places(fold(text), [fold(n) for n in written], k)]

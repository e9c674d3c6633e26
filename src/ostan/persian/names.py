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
from itertools import pairwise
from typing import Final, Generic, Literal, TypeVar

from ostan.persian.keys import fold, words

Id = TypeVar("Id", bound=Hashable)

THRESHOLD: Final = 0.80
"""Least score of a proposal; set on a prototype's names, never moved since."""
LIGHT: Final = 0.25
"""Weight of words that half of all names have (امور، هماهنگی، عمومی)."""
HEAD_OMITTED: Final = 0.05
"""Taken off where one side leaves the kind of unit out (اداره کل آموزش و پرورش)."""
LEVEL_OMITTED: Final = 0.02
"""Taken off where one side leaves its level out (شورای اداری for شورای اداری استان)."""
PLACE_OMITTED: Final = 0.03
"""Taken off where one side names its province and the other is of a province unnamed (استان)."""
EXCHANGED: Final = 0.10
"""Taken off where each side has a light word the other lacks (خدمات for توسعه)."""
ADJECTIVE: Final = 0.95
"""Likeness of a noun and its adjective in ی."""
SAME_WORDS: Final = 0.99
"""Likeness of two names that have the same words in another order."""
SLIP: Final = 0.90
"""Likeness of two words that differ by a slip of the keyboard."""
SLIP_LENGTH: Final = 5
"""Shortest word, in letters, in which one wrong letter is taken for a slip."""
TWO_SLIPS_LENGTH: Final = 9
"""Shortest word in which two wrong letters are."""
DOT_SLIP_LENGTH: Final = 3
"""Shortest word in which one letter for another of the same outline (ع for غ) is taken for a slip."""
FIRST_LETTER_LENGTH: Final = 7
"""Shortest word whose first letter may be wrong too, if of the same outline."""
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
_BY_LEGAL_FORM: Final = (
    frozenset(("رییس", "مدیرکل")),
    frozenset(("سازمان", "ادارهکل")),
    frozenset(("اداره", "ادارهکل")),
    frozenset(("مدیریت", "ادارهکل")),
)
"""Heads that only follow the legal form of a provincial body: the same where both name the
province."""
_PORTFOLIO_HEADS: Final = frozenset(
    ("وزارت", "وزیر", "ادارهکل", "مدیرکل", "سازمان", "رییس", "معاون")
)
_OF_PROVINCES: Final = frozenset(("ادارهکل", "مدیرکل"))
"""Heads that stand in provinces: a named province may be left out even with the word استان."""
_FRAMING: Final = frozenset(("ادارهکل", "اداره"))
"""Heads said before the name of a body that has a head of its own: اداره کل دیوان محاسبات."""
_OUTLINES: Final = {
    letter: group[0]
    for group in ("بپتثنی", "جچحخ", "دذ", "رزژ", "سش", "صض", "طظ", "عغ", "فق", "کگ")
    for letter in group
}
"""Letters of one outline, told apart by dots or a stroke: the commonest slip of print."""
_TENS: Final = frozenset(("20", "30", "40", "50", "60", "70", "80", "90"))
_ANY_PROVINCE: Final = frozenset(("مدیرکل", "مدیر", "ادارهکل"))
"""Heads of posts and units in provinces: with them even a nation's body is its branch."""
_FRAME: Final = frozenset(("سازمان", "امور", "وزارت", "وزیر", "هماهنگی"))
"""Words around a portfolio that are no part of it: سازمان in رئیس سازمان صمت."""


@dataclass(frozen=True)
class Name:
    """A name taken apart: what the guards look at, the words that are left, and all as spelt."""

    head: str
    kind: str
    supreme: bool
    levels: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    content: tuple[str, ...]
    spelt: frozenset[str] = frozenset()


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


@dataclass(frozen=True, eq=False)
class _Glossary:
    heads: dict[str, str]
    offices: dict[str, str]
    omit: frozenset[str]
    levels: dict[str, str]
    lower: dict[str, str]
    light: frozenset[str]
    numbers: dict[str, str]
    places: frozenset[str]
    provinces: frozenset[str]
    distinct: frozenset[str]
    portfolios: dict[str, tuple[str, ...]]
    topics: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    drop: frozenset[str]
    own_level: dict[str, str]
    known: frozenset[str]
    by_initial: dict[tuple[str, int], tuple[str, ...]]


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
    provinces = frozenset(fold(form) for kind, form, _ in rows if kind == "province")
    places = {form: fold(form) for kind, form, _ in rows if kind in ("place", "province")}
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
        lower=kinds["lower"],
        light=frozenset(kinds["light"]),
        numbers=numbers,
        places=frozenset(places.values()),
        provinces=provinces,
        distinct=frozenset(kinds["distinct"]),
        portfolios=_whole(rows, "portfolio") if with_synonyms else {},
        topics=_whole(rows, "topic") if with_synonyms else {},
        phrases={
            key: _folded(v) for k, v in (multiword | phrases).items() for key in _keys_of_phrase(k)
        },
        drop=frozenset(kinds["drop"]),
        own_level=kinds["own_level"],
        known=known,
        by_initial=_by_initial(known - set(places.values())),
    )


def _by_initial(vocabulary: Iterable[str]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return words by first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in sorted(vocabulary):
        found.setdefault((word[0], len(word)), []).append(word)
    return {key: tuple(own) for key, own in found.items()}


def _keys_of_phrase(form: str) -> set[str]:
    """Return how a phrase is looked up: its words without spaces, with and without its و."""
    tokens = [_without_ezafe(token) for token in _with_suffixes(words(form))]
    return {"".join(tokens), "".join(token for token in tokens if token != "و")}


def _orders(form: str) -> list[str]:
    """Return a form and, where two words or two parts have و between, the other order too."""
    first, joint, second = form.partition(" و ")
    if not joint or " و " in second:
        return [form]
    *before, one = first.split()
    other, *after = second.split()
    return [f"{second} و {first}", " ".join((*before, other, "و", one, *after)), form]


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
    plain = _plain(text, known)
    tokens = [_stem(token, known) for token in _phrased(plain, known)]
    at = _place_of_head(tokens, known)
    head = "" if at is None else _mended(tokens[at], known)
    rest = tokens if at is None else tokens[:at] + tokens[at + 1 :]
    follower = "" if at is None else "".join(tokens[at + 1 : at + 2])
    supreme = follower == "عالی"
    levels = {known.levels[t] for t in rest if t in known.levels} | _lower_levels(rest, known)
    if follower in ("ملی", "مرکزی") and known.heads[head] == "council":
        levels.add("country")
    places = frozenset(t for t in rest if t in known.places)
    if "province" in levels or places & known.provinces:
        levels.discard("country")
    levels.discard(known.own_level.get(head, ""))
    return Name(
        head=head,
        kind=known.heads.get(head, ""),
        supreme=supreme,
        levels=frozenset(levels),
        numbers=_numbers(rest, known),
        places=places,
        content=_settled(head, [t for t in rest if not _set_aside(t, known)], known, supreme),
        spelt=frozenset(_stem(token, known) for token in plain if token not in _STOP),
    )


def _lower_levels(tokens: list[str], known: _Glossary) -> set[str]:
    """Return levels such as منطقه and بخش, which are levels only last or before number or place."""
    return {
        known.lower[t]
        for t, after in pairwise([*tokens, ""])
        if t in known.lower and (not after or after in known.places or _number(after, known))
    }


def _place_of_head(tokens: list[str], known: _Glossary) -> int | None:
    """Return where the head stands: first, or second after a word such as the province's name."""
    for at, token in enumerate(tokens[:3]):
        if token in known.heads and not _is_owner(tokens[:at], token, known):
            return at + 1 if token in _FRAMING and _is_body(tokens[at + 1 : at + 2], known) else at
    return 0 if tokens and _mended(tokens[0], known) in known.heads else None


def _is_owner(before: list[str], token: str, known: _Glossary) -> bool:
    """Whether the word only says whose the body before it is: پدافند غیرعامل استانداری."""
    if not before or token not in known.own_level:
        return False
    return before[-1] not in known.places and not _number(before[-1], known)


def _is_body(following: list[str], known: _Glossary) -> bool:
    """Whether the next word begins the name of a body; مدیریت may be any management."""
    return following != ["مدیریت"] and any(known.heads.get(t) == "unit" for t in following)


def _mended(token: str, known: _Glossary) -> str:
    """Return a head that was mistyped by one letter, in its right form; else the token."""
    if token in known.heads or token in known.known or len(token) < SLIP_LENGTH - 1:
        return token
    near = [h for h in known.heads for t in (h, h + "ی") if _slip_rank(token, t) is not None]
    return near[0] if len(near) == 1 else token


def _plain(text: str, known: _Glossary) -> list[str]:
    """Return the words without courtesies, slips and ezafe."""
    tokens = _with_suffixes(_without_courtesy(words(text)))
    parted = _rejoined([part for token in tokens for part in _parted(token, known)], known)
    return [
        _of_place(_without_ezafe(_corrected(token, known)), before, known)
        for before, token in pairwise(["", *parted])
    ]


def _rejoined(tokens: list[str], known: _Glossary) -> list[str]:
    """Join two words that make one of the vocabulary, where not both are words: آبخیز داری."""
    out: list[str] = []
    for token in tokens:
        whole = out and out[-1] + token in known.known
        if whole and not (out[-1] in known.known and token in known.known):
            out[-1] += token
        else:
            out.append(token)
    return out


def _of_place(token: str, before: str, known: _Glossary) -> str:
    """Return the one place that a word after استان or شهرستان misses by a slip; else the word."""
    places = {"استان": known.provinces, "شهرستان": known.places}.get(before)
    if not places or token in known.known or len(token) < DOT_SLIP_LENGTH:
        return token
    near = [name for name in places if _slip_rank(token, name) is not None]
    return near[0] if len(near) == 1 else token


def _parted(token: str, known: _Glossary) -> tuple[str, ...]:
    """Take a word of the frame off a word it was glued to: امورجوانان, گازاستان, وبخش."""
    if token in known.known or _without_ezafe(token) in known.known:
        return (token,)
    if token.startswith("و") and len(token) > DOT_SLIP_LENGTH and token[1:] in known.known:
        return ("و", token[1:])
    rest = token.removeprefix("امور")
    if rest != token and len(rest) >= DOT_SLIP_LENGTH:
        return ("امور", rest)
    body = token.removesuffix("استان")
    return (body, "استان") if body != token and body in known.known else (token,)


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
    if (
        len(token) < DOT_SLIP_LENGTH
        or token.isdecimal()
        or token in known.known
        or _without_ezafe(token) in known.known
    ):
        return token
    near = _near_words(token, known)
    return near[0] if len(near) == 1 else token


@lru_cache(maxsize=100_000)
def _near_words(token: str, known: _Glossary) -> list[str]:
    """Return the words `token` may be a slip of, of the likeliest sort of slip there is."""
    near: dict[int, list[str]] = {}
    for initial in {token[0], token[1]}:
        for length in range(len(token) - 1, len(token) + 2):
            for word in known.by_initial.get((initial, length), ()):
                rank = _slip_rank(token, word)
                if rank is not None:
                    near.setdefault(rank, []).append(word)
    return near[min(near)] if near else []


def _slip_rank(token: str, word: str) -> int | None:
    """Return how far-fetched it is that `token` is a slip of `word`; None if it is none.

    0: dots.  1: letters swapped or doubled.  2: one lost.  3: one added.  4: one for another.
    """
    if len(token) == len(word) and _is_dot_slip(token, word):
        return 0
    if len(token) == len(word) + 1 and _is_doubled(token, word):
        return 1
    shorter = min(len(token), len(word))
    if shorter < SLIP_LENGTH - 1 or not _is_one_slip(token, word):
        return None
    if len(token) != len(word):
        return 2 if len(token) < len(word) else 3
    if sorted(token) == sorted(word):
        return 1
    return 4 if shorter >= SLIP_LENGTH else None


def _is_doubled(token: str, word: str) -> bool:
    return len(word) >= DOT_SLIP_LENGTH and any(
        a == b and token[:at] + token[at + 1 :] == word for at, (a, b) in enumerate(pairwise(token))
    )


def _is_one_slip(a: str, b: str) -> bool:
    """Whether one letter is wrong, lost or added, or two stand swapped; the first stays or swaps."""
    from rapidfuzz.distance import OSA

    kept = a[0] == b[0] or (a[0], a[1]) == (b[1], b[0])
    return kept and OSA.distance(a, b, score_cutoff=1) <= 1


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


def _numbers(tokens: list[str], known: _Glossary) -> frozenset[str]:
    """Return the numbers of a name; of several, each with the word it counts (ناحیه 4)."""
    found = [(before, _number(t, known)) for before, t in pairwise(["", *tokens])]
    told = [(before, number) for before, number in found if number]
    return frozenset(f"{before} {n}" if len(told) > 1 else n for before, n in told)


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
    if glossary and first.spelt == second.spelt and first.content:
        return SAME_WORDS - penalty
    here, loose_left = _covered(left, right, weights or {}, known)
    there, loose_right = _covered(right, left, weights or {}, known)
    if here < SLIP and there < SLIP:
        penalty += EXCHANGED
    if (loose_left and loose_right) or _other_body(first, second, left, right, known):
        return 0.0
    return max(0.0, (here + there) / 2 - penalty)


def _guards(a: Name, b: Name, known: _Glossary) -> float | None:
    """Return the penalty for what one side leaves out, or None where they must differ."""
    if a.supreme != b.supreme or a.numbers != b.numbers:
        return None
    if _nation_and_province(a, b, known) or _nation_and_province(b, a, known):
        return None
    found = (_level_penalty(a, b), _head_penalty(a, b, known), _place_penalty(a, b, known))
    told = [penalty for penalty in found if penalty is not None]
    return sum(told) if len(told) == len(found) else None


def _nation_and_province(bare: Name, other: Name, known: _Glossary) -> bool:
    """Whether a bare name is a nation's body, and the other name is a province's."""
    if bare.levels or bare.places or bare.head in _ANY_PROVINCE:
        return False
    return (_has_province(other, known) or bool(other.places)) and _is_a_nations(bare)


def _is_a_nations(name: Name) -> bool:
    """Whether the bare name is known for a nation's body, or is of an organisation not known
    to be a province's: سازمان alone is national."""
    body = _body(name)
    if body in _listed("national"):
        return True
    return "سازمان" in body and name.kind != "council" and not body & _organisations_of_provinces()


def _body(name: Name) -> frozenset[str]:
    """Return the words of a body; of a post, those of the body it belongs to."""
    own = {name.head} if name.kind in ("unit", "council") else set()
    return frozenset(own.union(name.content))


@cache
def _listed(kind: str) -> frozenset[frozenset[str]]:
    """Return the bodies that the glossary lists under `kind`."""
    from importlib.resources import files

    text = files("ostan.persian").joinpath("glossary.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    forms = [row[1] for row in rows if row[0] == kind]
    return frozenset(_body(parse(form, way)) for form in forms for way in (True, False))


@cache
def _organisations_of_provinces() -> frozenset[str]:
    """Return words that tell a province's organisation: جهاد in سازمان جهاد کشاورزی."""
    return frozenset().union(*_listed("provincial")) - {"سازمان"}


def _place_penalty(a: Name, b: Name, known: _Glossary) -> float | None:
    """Places differ only where both are named; one province named suits an unnamed province."""
    if a.places == b.places:
        return 0.0
    if a.places and b.places:
        return None
    named, bare = (a, b) if a.places else (b, a)
    if not named.places <= known.provinces or named.levels - {"province"}:
        return None
    unnamed = _is_of_a_province(bare, known) or (
        not bare.levels
        and "province" in named.levels
        and (bare.head in _OF_PROVINCES or bare.kind == "council")
    )
    return PLACE_OMITTED if unnamed else None


def _is_of_a_province(name: Name, known: _Glossary) -> bool:
    return (
        "province" in name.levels
        or known.own_level.get(name.head) == "province"
        or (not name.levels and "استاندار" in name.content)
    )


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
    if "" not in heads or not heads - {""} <= known.omit:
        return None
    full, short = (a, b) if a.head else (b, a)
    national = _is_national(full) and _has_province(short, known)
    provincial = full.head == "ادارهکل" and not full.levels and "country" in short.levels
    return None if national or provincial else HEAD_OMITTED


def _is_national(name: Name) -> bool:
    """An organisation that names no level is the nation's: سازمان صداوسیما."""
    return name.head == "سازمان" and not name.levels and not name.places


def _has_province(name: Name, known: _Glossary) -> bool:
    return "province" in name.levels or bool(name.places & known.provinces)


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


def _other_body(
    first: Name, second: Name, left: list[str], right: list[str], known: _Glossary
) -> bool:
    """Whether a word tells two bodies apart.

    Each side names a body the other does not (رئیس سازمان and رئیس شرکت), or one side alone has a
    word that makes another body of it (بیمه and بیمه مرکزی).
    """
    mine, yours = set(left), set(right)
    bodies = known.heads.keys()
    if (mine - yours) & bodies and (yours - mine) & bodies:
        return True
    council = "council" in (first.kind, second.kind)
    return not council and bool((mine ^ yours) & known.distinct)


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
    met = (a in known.known) + (b in known.known)
    if met == len((a, b)):
        return False
    if met and _is_slip_of_known(a, b):
        return True
    shorter, longer = sorted((len(a), len(b)))
    if longer < SLIP_LENGTH or shorter < SLIP_LENGTH - 1 or a[0] != b[0]:
        return False
    from rapidfuzz.distance import OSA

    allowed = min(most, 2 if shorter >= TWO_SLIPS_LENGTH else 1)
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _is_slip_of_known(a: str, b: str) -> bool:
    """Whether a word nobody knows misses one of the vocabulary by a letter, short as they be."""
    if len(a) == len(b) and _is_dot_slip(a, b):
        return True
    short, long = sorted((len(a), len(b)))
    return short >= DOT_SLIP_LENGTH and long >= SLIP_LENGTH - 1 and _is_one_slip(a, b)


def _is_dot_slip(a: str, b: str) -> bool:
    """Whether two words of one length differ by one letter, and that in its dots alone.

    At the end of a word ن and ی have outlines of their own: ملی is not ملت.
    """
    if len(a) < DOT_SLIP_LENGTH or (a[0] != b[0] and len(a) < FIRST_LETTER_LENGTH):
        return False
    other = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(other) != 1:
        return False
    x, y = a[other[0]], b[other[0]]
    last = other[0] == len(a) - 1 and not {x, y}.isdisjoint("نی")
    return not last and _OUTLINES.get(x) == _OUTLINES.get(y, "")


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

"""Goals: what a plan may change, by which acts, and what it is judged by.

A file of goals is TOML; every key may be left out. `Goals` says what each means, in which unit and
range. The preset sets which ranks of acts and which moves are within reach, unless they are given.
Names in `lock`, `together`, `apart` and `assume_ground` are types of councils (in every place) or
ids; whether a Country has them is asked by `checked`.

What a plan is judged by, its *value*, is in weighted hours a year, at the middle setting, over the
councils of the scope:

    hours of their seats, each times weight and holders of its post        (measure, on Country')
    + secretariat work: of a body (a council, or a host with those merged into it) without a
      secretary's seat, s x sessions where it is one council; else, over its councils i without one,
      rho x sum of s m_i + (1 - rho) s x M, with M the sessions of its sitting, rho `regrowth`
    + lambda x incoherence of every pair of councils (of origin) in one sitting
    + acts: of councils brought together, the price of the act that each needs but the dearest, or
      the host; in a template an act is counted once for a type, for it speaks of all places

with s = `secretariat(country)`. Incoherence is 1 less the cosine of the vectors of subjects.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ostan.plan import refused
from ostan.reform.change import given
from ostan.words.errors import BadInput
from ostan.words.finding import Finding
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country

PRESETS = ("alone", "decree", "bill", "free")
"""What can be counted on: what a chair decides alone; a decree that reaches over bodies founded by
others; a bill; no look at the law."""

ALONE = (
    "hold_jointly",
    "hold_same_day",
    "delegate_chair",
    "delegate_seat",
    "set_sessions",
    "decide_in_writing",
)
"""Moves that leave every council in being."""

PLANNED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"alone": ALONE, **dict.fromkeys(PRESETS[1:], (*ALONE, "merge_councils"))}
)
"""The moves of each preset."""

PRICES: Mapping[str, float] = MappingProxyType(
    {
        "province": 5.0,
        "ministry": 10.0,
        "cabinet": 20.0,
        "supreme_administrative_council": 20.0,
        "president": 20.0,
        "statute": 200.0,
    }
)
"""Weighted hours a year an act of each rank counts as, where `price` names no other; assumed.

They say how much a change must save before an act of that rank is asked for: a note of the chair's
office some hours, a decree some tens, a bill some hundreds.
"""

CALENDAR = "calendar"
"""The table of a file of goals that is not theirs: see `ostan.plan.sessions.rules`."""

BESIDE = (CALENDAR, "councils", "units", "powers", "services")
"""Tables of a file of goals; what stands at its root is for all nouns, or for councils."""

FILE = "goals.toml"
"""What a file of goals is called where it has no name."""

OTHER_PRICE = 100.0
"""The same for ranks that neither `price` nor PRICES names (acts of bodies that answer to nobody)."""

NO_ACT = "none"
"""The key of `price` for a change whose act is not known because its missing facts are assumed away."""


class Range(BaseModel):
    """A value with its range; low and high are the value itself where they are left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float = Field(description="the value that figures are computed with")
    low: float | None = Field(None, description="the low end; empty: the value")
    high: float | None = Field(None, description="the high end; empty: the value")


def _as_range(given: object) -> object:
    plain = isinstance(given, int | float) and not isinstance(given, bool)
    return {"value": given} if plain else given


Range_ = Annotated[Range, BeforeValidator(_as_range)]
"""A range, or its short form: a number."""

Pair = tuple[str, str]
Positive = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Size = Annotated[int, Field(ge=1, le=12)]
DayHours = Annotated[float, Field(gt=0, le=24)]


class Means(BaseModel):
    """What goals for every noun share: which acts can be counted on, and what is assumed.

    Immutable. Each noun has goals of its own beside these, in a class derived from this one. Made
    directly it raises nothing but pydantic's ValidationError; `goals_for` tells faults in words.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    noun: ClassVar[str]
    """What is planned: the name of its table in a file of goals, and of the table of its bodies."""
    planned: ClassVar[Mapping[str, tuple[str, ...]]]
    """The moves of each preset."""

    preset: Literal["alone", "decree", "bill", "free"] = given(
        "روی چه می‌توان حساب کرد: alone آنچه رئیس شورا خود می‌تواند، decree یک مصوبه، bill لایحه، free "
        "بی نگاه به قانون",
        "what can be counted on: alone (what a chair decides), decree, bill (up to a statute), free "
        "(no look at the law)",
        "decree",
    )
    instruments: tuple[str, ...] | None = given(
        "رتبهٔ سندهایی که در دسترس است؛ خالی: آنچه preset می‌گوید",
        "ranks of acts within reach; empty: those of the preset",
        None,
        refers="ranks",
    )
    moves: tuple[str, ...] | None = given(
        "حرکت‌هایی که می‌توان برنامه‌ریزی کرد؛ خالی: آنچه preset می‌گوید",
        "moves that may be planned; empty: those of the preset",
        None,
    )
    unknown: Literal["lock", "free"] = given(
        "آنچه مستندش نامعلوم است: دست‌نخورده می‌ماند یا آزاد است",
        "bodies whose legal ground is not known: left alone, or free",
        "lock",
    )
    assume_ground: tuple[str, ...] = given(
        "آنچه کمبود مستندش نادیده گرفته می‌شود",
        "bodies whose missing legal facts are assumed away",
        (),
        refers="councils",
    )
    weight: dict[str, Positive] = given(
        "ارزش یک ساعت، به گونهٔ سمت یا خود سمت؛ جز آن، وزن سمت",
        "value of an hour by type of post (or post); else the weight of the post",
        {},
        refers="posts",
    )
    price: dict[str, Positive] = given(
        "ساعت وزنی در سال که سندی از هر رتبه به آن می‌ارزد؛ none: آنجا که سندی معلوم نیست",
        "weighted hours a year an act of that rank counts as; `none`: where no act is known",
        {},
        refers="ranks",
    )
    assume: dict[str, Range_] = given(
        "مقدارهای فرضی به جای پیش‌فرض‌های هم‌نام کشور: عدد، یا {low=…, value=…, high=…}",
        "assumed values in the place of the Country's defaults of that name: a number, or {low=..., "
        "value=..., high=...}",
        {},
        refers="defaults",
    )

    @classmethod
    def meaning(cls, field: str) -> Text:
        """Return what a field means."""
        info = cls.model_fields[field]
        extra = info.json_schema_extra
        return Text(str(extra["fa"]) if isinstance(extra, dict) else "", info.description or "")

    def allowed(self) -> tuple[str, ...]:
        """Return the moves that may be planned."""
        return self.planned[self.preset] if self.moves is None else self.moves

    def within(self, country: Country) -> frozenset[str]:
        """Return the ranks of acts that can be counted on in `country` (see the preset)."""
        from ostan.plan import reach

        return reach.within(self, country)

    def country(self, country: Country) -> Country:
        """Return `country` with `assume` in its defaults and `weight` on its posts.

        With the preset `free` its rules are replaced by ones that allow every move. What is planned,
        verified and reported is computed on this Country.
        """
        from ostan.plan import reach

        return reach.assumed(self, country)

    def assumed(self, country: Country) -> frozenset[str]:
        """Return the ids of the bodies of the noun whose missing legal facts are assumed away."""
        from ostan.plan import reach

        return reach.grounded(self, country)

    def contradictions(self, path: str) -> Iterator[Finding]:
        """Find what in the goals cannot be, whatever the Country: moves, ranges."""
        yield from refused.unknown_moves(self.moves or (), self.noun, path)
        for name, row in self.assume.items():
            low = row.value if row.low is None else row.low
            high = row.value if row.high is None else row.high
            if not low <= row.value <= high:
                yield refused.bad_range(name, (low, row.value, high), path)

    def missing(self, country: Country, path: str) -> Iterator[Finding]:
        """Find what the goals name and the Country lacks."""
        from ostan.plan import reach

        yield from reach.missing_means(self, country, path)

    def checked(self, country: Country) -> Self:
        """Return these goals if `country` has everything they name. Raises BadInput with all it lacks."""
        found = list(self.missing(country, FILE))
        if found:
            raise BadInput(found)
        return self

    def price_of(self, rank: str | None) -> float:
        """Return what an act of this rank counts as, in weighted hours a year (None: not known)."""
        if self.preset == "free":
            return 0.0
        named = NO_ACT if rank is None else rank
        fallback = min(PRICES.values()) if rank is None else OTHER_PRICE
        return self.price.get(named, PRICES.get(named, fallback))

    def dumps(self) -> str:
        """Return the goals as TOML that `loads` reads to the same goals; keys that are not set are left out."""
        return "\n".join(_lines(self.model_dump(by_alias=True, exclude_defaults=True))) + "\n"


AnyGoals = TypeVar("AnyGoals", bound=Means)
"""Goals of any noun."""


class Goals(Means):
    """What a plan of councils may change, by which acts, and what it is judged by.

    The goals of councils; `goals_of` and `loads` read them.
    """

    noun = "councils"
    planned = PLANNED

    lambda_: Positive = given(
        "ساعت وزنی در سال که دو شورای بی هیچ موضوع مشترک در یک نشست، در هر مکان، هزینه دارند",
        "weighted hours a year that a pair of councils without any subject in common costs in one "
        "sitting, in each place",
        40.0,
        alias="lambda",
    )
    max_unlike: Share = given(
        "بیشترین ناهماهنگی دو شورای یک نشست، ۰ تا ۱، مگر آنکه کار یکی درون کار دیگری باشد یا در "
        "together آمده باشند؛ ۱: بی حد",
        "greatest incoherence of two councils in one sitting, 0 to 1, unless the business of one lies "
        "within that of the other or they are in `together`; 1: no limit",
        0.4,
    )
    secretariat_hours: Positive | None = given(
        "ساعت کار دبیرخانه برای هر جلسهٔ اصلی (دستور، دعوت، صورت‌جلسه، پیگیری)، با وزن ۱، برای شورایی که "
        "عضویت دبیر ندارد؛ خالی: آمادگی و پیگیری دبیر در پیش‌فرض‌های کشور",
        "hours of secretariat work that a main session takes (agenda, invitations, minutes, chasing), "
        "at weight 1, for councils without a seat of a secretary; empty: preparation and follow-up of "
        "a secretary by the Country's defaults",
        None,
    )
    max_people: Count = given(
        "بیشترین نفر در اتاق یک نشست چند شورا؛ ۰: بی حد",
        "people in the room of a sitting of several councils; 0: no limit",
        40,
    )
    max_group: Size = given(
        "بیشترین شورا در یک نشست، ۱ تا ۱۲", "councils in one sitting, 1 to 12", 6
    )
    max_councils: Count = given(
        "بیشترین نشستی که در یک مکان (در یک الگو: گونه‌ها) بماند؛ ۰: بی حد",
        "sittings of a place (types of a template) that may remain; 0: no limit",
        0,
    )
    lock: tuple[str, ...] = given(
        "شوراهایی که همان‌گونه که هستند می‌مانند؛ می‌توانند دیگران را بپذیرند",
        "councils that stay as they are; they may take others in",
        (),
        refers="councils",
    )
    together: tuple[Pair, ...] = given(
        "جفت‌هایی که باید در یک نشست باشند",
        "pairs that must share a sitting",
        (),
        refers="councils",
    )
    apart: tuple[Pair, ...] = given(
        "جفت‌هایی که نباید در یک نشست باشند",
        "pairs that must not share a sitting",
        (),
        refers="councils",
    )
    joint_any: bool = given(
        "آیا شوراهای انتخابی و آن‌ها که به پرونده یا شکایت رسیدگی می‌کنند با دیگران نشست مشترک دارند",
        "whether elected councils and those that decide cases or adjudicate may share a sitting",
        False,
    )
    deviation_price: Positive = given(
        "ساعت وزنی در سال که یک استان باید به دست آورد تا از الگو جدا شود",
        "weighted hours a year a province must gain before it leaves the template",
        150.0,
    )
    day_hours: DayHours = given(
        "بیشترین ساعت جلسه در یک روز شوراها",
        "hours of sessions a council day may hold",
        6.0,
    )

    def secretariat(self, country: Country) -> float:
        """Return the hours of secretariat work of a main session; see `secretariat_hours`."""
        from ostan.plan import reach

        return reach.secretariat(self, country)

    def contradictions(self, path: str) -> Iterator[Finding]:
        """Find what in the goals cannot be had together, whatever the Country."""
        yield from super().contradictions(path)
        yield from contradictions(self, path)

    def missing(self, country: Country, path: str) -> Iterator[Finding]:
        """Find what the goals name and the Country lacks."""
        from ostan.plan import reach

        yield from super().missing(country, path)
        yield from reach.missing_councils(self, country, path)


def goals_for(
    kind: type[AnyGoals],
    given: Mapping[str, Any],
    path: str = FILE,
    country: Country | None = None,
) -> AnyGoals:
    """Return the goals of one noun from parsed TOML or JSON.

    What all nouns share, and the goals of councils, stand at the root; the others' in a table of
    their noun, which goes before the root. Tables of other nouns and of the calendar are passed over.
    Raises BadInput with every fault and contradiction, and with what they name and `country` lacks.
    """
    own, root = _parted(kind, given)
    found: list[Finding] = [refused.unknown_key(k, fields(kind), path) for k in root]
    try:
        made = kind.model_validate(own)
    except ValidationError as error:
        found += refused.faults(error, path, fields(kind))
        wrong = {one["loc"][0] for one in error.errors() if one["loc"]}
        made = kind.model_validate({k: v for k, v in own.items() if k not in wrong})
    found += made.contradictions(path)
    found += made.missing(country, path) if country is not None else ()
    if found:
        raise BadInput(dict.fromkeys(found))
    return made


def _parted(kind: type[Means], given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what is given for one noun, and the keys at the root that no noun knows."""
    root = {k: v for k, v in given.items() if k not in BESIDE}
    table = given.get(kind.noun, {})
    if kind is Goals:
        return {**root, **table}, ()
    shared = {k: v for k, v in root.items() if k in Means.model_fields}
    return {**shared, **table}, tuple(k for k in root if k not in fields(Goals))


def goals_of(given: Mapping[str, Any], path: str = FILE, country: Country | None = None) -> Goals:
    """Return the goals of councils; see `goals_for`."""
    return goals_for(Goals, given, path, country)


def loads(text: str, path: str = FILE) -> Goals:
    """Read goals from TOML. Raises BadInput if it is not TOML, and as `goals_of` does."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([refused.not_toml(str(error), path)]) from None
    return goals_of(given, path)


def fields(kind: type[Means] = Goals) -> list[str]:
    """Return the keys of goals of a kind, as a file has them."""
    return [f.alias or name for name, f in kind.model_fields.items()]


# Contradictions ----------------------------------------------------------------------------------


def contradictions(goals: Goals, path: str = FILE) -> Iterator[Finding]:
    """Find what goals of councils want that cannot be had together, whatever the Country."""
    yield from refused.self_pairs(goals.together, goals.apart, path)
    groups = joined(goals.together)
    for a, b in goals.apart:
        if a != b and groups.get(a, a) == groups.get(b, b):
            yield refused.clash_apart(a, b, path)
    yield from two_locked(goals.lock, groups, path)
    for head in sorted(set(groups.values())):
        members = sorted(n for n, h in groups.items() if h == head)
        if len(members) > goals.max_group:
            yield refused.clash_size(members, goals.max_group, path)
    if 0 < goals.max_councils < len(set(goals.lock)):
        yield refused.clash_cap(goals.max_councils, len(set(goals.lock)), path)


def two_locked(
    lock: Iterable[str], groups: Mapping[str, str], path: str = FILE
) -> Iterator[Finding]:
    """Find locked bodies that must be together; `groups` are the heads of `joined`."""
    first: dict[str, str] = {}
    for name in dict.fromkeys(lock):
        head = groups.get(name)
        if head is not None and head in first:
            yield refused.clash_locked(first[head], name, path)
        elif head is not None:
            first[head] = name


def joined(pairs: Iterable[Pair]) -> dict[str, str]:
    """Return for every name in `pairs` the name that stands for all it is tied to, by one pair or several."""
    head: dict[str, str] = {}
    for a, b in pairs:
        old, new = head.setdefault(a, a), head.setdefault(b, b)
        for name, at in head.items():
            if at == old:
                head[name] = new
    return head


# As TOML -----------------------------------------------------------------------------------------


def _lines(given: Mapping[str, Any]) -> Iterator[str]:
    plain = {k: v for k, v in given.items() if not isinstance(v, dict)}
    for key, value in plain.items():
        if value is not None:
            yield f"{key} = {_value(value)}"
    for key, table in given.items():
        if key not in plain and table:
            yield f"\n[{key}]"
            yield from (f"{_quoted(k)} = {_value(v)}" for k, v in table.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{k} = {_value(v)}" for k, v in value.items() if v is not None) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return repr(value)


def _quoted(text: str) -> str:
    """Return a basic string of TOML, which escapes as JSON does."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

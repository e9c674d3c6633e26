"""Plan: a Reform with the value it has under its goals, and how far that is from the best.

What plans of all nouns share is a `BasePlan`; the Plan of councils is here, the others in the folder
of their noun. Less value is better; `gap` is on the saving. What is proven is proven under the
assumptions of the Country's defaults and the goals, and `assumed_share` says how much rests on them.
The value of councils is weighted hours a year: an hour of a post times its weight and holders, with
the price of incoherence and of legal acts.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializeAsAny,
    ValidationError,
    WithJsonSchema,
)

from ostan.plan.goals import Goals, Means
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

VERSION: Literal["1"] = "1"
"""Version of the form of a Plan in JSON; a reader refuses another."""

_UNREADABLE = Text(
    "«{file}» برنامه‌ای نیست که خوانده شود: {why}", "“{file}” is no plan that can be read: {why}"
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


ReformData = Annotated[
    Reform,
    PlainSerializer(lambda r: r.data()),
    WithJsonSchema({"type": "object"}),
]
"""A Reform, written as it writes itself."""


class Said(_Part):
    """A sentence in both languages."""

    fa: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Said:
        """Return a Text as data."""
        return cls(fa=text.fa, en=text.en)

    @property
    def text(self) -> Text:
        """The Text it is."""
        return Text(self.fa, self.en)


class Span(_Part):
    """A figure at the three settings of the defaults."""

    low: float
    value: float
    high: float


class Hours(Span):
    """Hours a year at the three settings of the defaults."""


class PostHours(_Part):
    """Hours a year of one holder of a post (or each post of a type) before and after."""

    post: str = Field(description="id, or type where the plan is a template")
    holders: int = Field(description="people it is about, all places together")
    before: Hours
    after: Hours


class Group(_Part):
    """Councils that are brought together, or one that stays alone."""

    councils: tuple[str, ...] = Field(description="ids, or types in a template; the host first")
    mode: Literal["alone", "merge", "joint"]
    places: tuple[str, ...] = Field(default=(), description="places it is about; empty: the scope")
    value: float = Field(description="weighted hours a year of the group, all its terms")
    apart: float = Field(description="the same if each of its councils stayed alone")
    incoherence: float = Field(default=0.0, description="of these, the price of unlike subjects")
    acts: float = Field(default=0.0, description="of these, the price of legal acts")


class Objection(_Part):
    """Who will object: the owner of a council that goes."""

    council: str
    owner: str | None = Field(description="the unit of its secretariat; empty: not known")
    ministry: str | None = Field(description="the ministry of that unit; empty: not known")
    issued_by: str | None = Field(description="else the body that issued its founding act")
    rank: str | None = Field(default=None, description="rank of that act")


class Other(_Part):
    """Another plan close to the best one."""

    groups: tuple[tuple[str, ...], ...]
    value: float
    loss: float = Field(description="weighted hours a year it is worse by")


class Effort(_Part):
    """A point of the frontier of hours saved against legal acts."""

    acts: int = Field(description="acts at most (councils that disappear or are bound, but hosts)")
    value: float
    bound: float
    saving: float


class LockPrice(_Part):
    """What a lock costs: how much better the best plan would be without it."""

    council: str
    least: float = Field(description="weighted hours a year at least (a plan without it is known)")
    most: float = Field(description="and at most (by the bound)")
    by: str = Field(description="the fact or rule that locks it")


class Pair(_Part):
    """Two councils that were asked about: what they share, and what the opposite of the plan costs.

    Where they are together in the plan, `least` and `most` are what it costs to have them apart; else
    what it costs to have them together.
    """

    councils: tuple[str, str]
    together: Literal["merge", "joint"] | None = Field(
        description="how they sit together in the plan; empty: they do not"
    )
    members: int = Field(description="posts that sit in both (in a template: summed over places)")
    hours: float = Field(description="weighted hours a year these spend in the two today")
    subjects: tuple[str, ...] = Field(description="subjects in common")
    sessions: float = Field(description="sessions a year, apart")
    held: float = Field(description="sessions a year of the two as one sitting")
    gain: float | None = Field(
        description="weighted hours a year the two alone save together; empty: it cannot be"
    )
    least: float | None = Field(
        description="weighted hours a year the opposite costs at least; empty: it cannot be"
    )
    most: float | None = Field(description="and at most; empty: it cannot be, or is not known")
    sentences: tuple[Said, ...] = ()


class Answers(_Part):
    """What was asked of a plan; empty lists where nothing was asked."""

    pairs: tuple[Pair, ...] = ()
    alternatives: tuple[Other, ...] = ()
    effort: tuple[Effort, ...] = ()
    locks: tuple[LockPrice, ...] = ()
    clash: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()


class Figure(_Part):
    """A figure before and after a plan, at the three settings of the defaults."""

    name: str = Field(description="what it is called in data")
    label: Said
    unit: Said
    before: Span | None = Field(description="empty: not known")
    after: Span | None = Field(description="empty: not known")
    assumed: float | None = Field(
        default=None,
        description="share of it that rests on assumed factors, 0 to 1; empty: not known",
    )
    better: Literal["less", "more", "neither"] = "less"


class Option(_Part):
    """Another way that was computed beside the plan, to compare it with."""

    name: str
    label: Said
    value: float = Field(description="in the measure of the plan's value")
    allowed: bool = Field(default=True, description="whether it keeps the goals and the rules")
    figures: tuple[Figure, ...] = ()
    notes: tuple[Said, ...] = ()


class BasePlan(_Part):
    """What plans of all nouns share: a Reform, its value and bound, and where both come from."""

    measure: ClassVar[Text]
    """What `value`, `bound` and `nothing` are counted in."""

    version: Literal["1"] = VERSION
    noun: str
    reform: ReformData
    goals: SerializeAsAny[Means]
    scope: str = Field(description="id of a place, or a level (`*province`) for a template")
    parent: str = Field(description="digest of the Country it was made for")
    value: float = Field(description="what it comes to; less is better")
    bound: float = Field(description="what every plan within the goals comes to at least")
    nothing: float = Field(description="value of doing nothing")
    gap: float = Field(description="(value - bound) / (nothing - bound); 0 if they are the same")
    proven: bool = Field(description="whether value and bound are the same")
    verified: bool | None = Field(
        default=None, description="whether an independent recomputation agreed"
    )
    interrupted: bool = Field(default=False, description="whether time or a stop ended the search")
    seconds: float
    seed: int
    assumed_share: float | None = Field(
        default=None, description="share of what is counted before that rests on assumed factors"
    )
    figures: tuple[Figure, ...] = ()
    options: tuple[Option, ...] = Field(default=(), description="what was computed beside the plan")
    notes: tuple[Said, ...] = Field(default=(), description="what else a reader must know")

    @property
    def saving(self) -> float:
        """What is saved against doing nothing, in the measure of the value."""
        return self.nothing - self.value

    def data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return self.model_dump(mode="json", by_alias=True)

    def dumps(self) -> str:
        """Return it as JSON, in Persian letters, indented."""
        return json.dumps(self.data(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def loads(cls, text: str, file: str = "plan.json") -> Self:
        """Read a plan of this noun from JSON. Raises BadInput with what is wrong, each at its place."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise BadInput([broken(dict(e), file) for e in error.errors()]) from None


class Plan(BasePlan):
    """A consolidation of councils: weighted hours a year."""

    measure = Text("ساعت وزنی در سال", "weighted hours a year")

    noun: Literal["councils"] = "councils"
    goals: Goals
    hours: tuple[PostHours, ...] = Field(
        default=(), description="of posts whose hours change, most first"
    )
    groups: tuple[Group, ...] = ()
    answers: Answers = Answers()


def gap(value: float, bound: float, nothing: float) -> float:
    """Return (value - bound) / (nothing - bound), the gap on the saving; 0 where value is the bound."""
    if value <= bound:
        return 0.0
    return (value - bound) / max(nothing - bound, value - bound)


def broken(one: dict[str, Any], file: str) -> Finding:
    """Return one of the errors of pydantic as a Finding about a file of a plan."""
    at = ".".join(str(p) for p in one["loc"])
    why = f"{at}: {one['msg']}" if at else str(one["msg"])
    sentence = _UNREADABLE.fill(file=file, why=why)
    return Finding("broken_plan", Severity.ERROR, sentence, where=(Where(file, column=at or None),))

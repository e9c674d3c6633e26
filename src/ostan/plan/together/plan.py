"""A plan of all nouns: one plan after the other, what each changes for the rest, and the acts it takes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny, ValidationError

from ostan.plan.nouns import NOUNS
from ostan.plan.plan import VERSION, BasePlan, ReformData, Said, Span, broken
from ostan.words.errors import BadInput


def _of_noun(given: object) -> object:
    """Return a plan as data read as the plan of its noun."""
    if isinstance(given, dict) and given.get("noun") in NOUNS:
        return NOUNS[given["noun"]].plan.model_validate(given)
    return given


AnyPlan = Annotated[SerializeAsAny[BasePlan], BeforeValidator(_of_noun)]
"""The plan of any one noun."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Part):
    """One noun in its turn; without a plan it says why there is none."""

    noun: str
    plan: AnyPlan | None
    why: tuple[Said, ...] = ()


class Flow(_Part):
    """One figure of the Country now and after each step: what a step changes for the others."""

    name: str = Field(description="what it is called in data")
    label: Said
    unit: Said
    values: tuple[Span | None, ...] = Field(
        description="now, then after each step in turn; empty: not known"
    )


class Instrument(_Part):
    """An act that the whole Reform needs, by the body that issues it and the route."""

    body: Said
    instrument: Said
    route: Said
    moves: tuple[str, ...] = Field(description="kinds of changes it is needed for")
    changes: tuple[int, ...] = Field(description="positions in the Reform, from 0")
    bodies: int = Field(description="councils, units, powers and services it is about")


class AllPlan(_Part):
    """The plans of all nouns as one Reform.

    Values of different nouns are in different measures and are not added up: what the whole comes
    to is said by the flow of figures.
    """

    version: Literal["1"] = VERSION
    noun: Literal["all"] = "all"
    reform: ReformData
    scope: str = Field(description="id of a place, or a level (`*province`)")
    parent: str = Field(description="digest of the Country it was made for")
    result: str = Field(description="digest of the Country it makes")
    steps: tuple[Step, ...]
    flow: tuple[Flow, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    verified: bool = Field(
        description="whether every plan was found again, and one Reform makes what the steps made"
    )
    seconds: float
    seed: int

    def data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return self.model_dump(mode="json", by_alias=True)

    def dumps(self) -> str:
        """Return it as JSON, in Persian letters, indented."""
        import json

        return json.dumps(self.data(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def loads(cls, text: str, file: str = "plan.json") -> AllPlan:
        """Read it from JSON. Raises BadInput with what is wrong, each at its place."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise BadInput([broken(dict(e), file) for e in error.errors()]) from None

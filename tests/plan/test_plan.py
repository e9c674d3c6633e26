"""A Plan goes to JSON and back unchanged; a broken file is refused with the place of the fault."""

from __future__ import annotations

import pytest

from ostan.plan.goals import goals_of
from ostan.plan.plan import Answers, Effort, Group, Hours, Plan, PostHours, gap
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput


@pytest.fixture
def plan() -> Plan:
    changes = [{"kind": "merge_councils", "host": "a", "councils": ["b"], "at": ["*province"]}]
    hours = Hours(low=1, value=2, high=3)
    return Plan(
        reform=Reform.read(changes),
        goals=goals_of({"lambda": 3, "assume": {"phi": 0.3}, "together": [["a", "b"]]}),
        scope="*province",
        parent="0" * 64,
        value=90.0,
        bound=85.0,
        nothing=105.0,
        gap=gap(90.0, 85.0, 105.0),
        proven=False,
        seconds=1.5,
        seed=4,
        hours=(PostHours(post="governor", holders=31, before=hours, after=hours),),
        groups=(Group(councils=("a", "b"), mode="merge", value=9.0, apart=14.0),),
        answers=Answers(effort=(Effort(acts=1, value=95.0, bound=94.0, saving=10.0),)),
    )


def test_round_trip(plan: Plan) -> None:
    assert Plan.loads(plan.dumps()) == plan
    assert plan.data()["goals"]["lambda"] == 3
    assert plan.saving == 15.0
    assert plan.gap == 0.25


def test_gap_where_nothing_is_saved() -> None:
    assert gap(10.0, 10.0, 10.0) == 0.0
    assert gap(10.0, 4.0, 10.0) == 1.0


@pytest.mark.parametrize("text", ["", "[1]", '{"version": "2"}'])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        Plan.loads(text)
    assert all("plan.json" in f.sentence.en for f in caught.value.findings)


def test_the_place_of_a_fault_is_told(plan: Plan) -> None:
    with pytest.raises(BadInput) as caught:
        Plan.loads(plan.dumps().replace('"value": 90.0', '"value": "much"'))
    assert [f.where[0].column for f in caught.value.findings] == ["value"]

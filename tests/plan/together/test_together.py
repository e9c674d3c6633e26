"""All nouns planned in turn: each on what those before it make, one Reform, every act named."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ostan.country.country import Country
from ostan.plan.nouns import NOUNS, applied_to
from ostan.plan.together import AllPlan, goals_of_all, plan_all
from ostan.plan.together.flow import FIGURES, measured
from ostan.reform.apply import apply
from ostan.words.errors import BadInput

PLACE = "yazd"
GIVEN = {
    "services": {"assume_ground": ["school_purchase"], "taker": {"school_purchase": "trustees"}}
}


def test_faults_of_all_goals_are_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        goals_of_all({"lambda": -1, "powers": {"shares": "all"}, "services": {"reserve": 2}})
    told = " ".join(f.sentence.en for f in caught.value.findings)
    assert len(caught.value.findings) >= 3
    assert all(came in told for came in ("-1", "all", "2"))


def test_a_table_of_a_noun_goes_before_the_root() -> None:
    goals = goals_of_all({"preset": "bill", "powers": {"preset": "alone"}})
    assert {n: g.preset for n, g in goals.items()} == {
        n: "alone" if n == "powers" else "bill" for n in NOUNS
    }


@pytest.fixture(scope="module")
def made(sample: Country) -> AllPlan:
    return plan_all(sample, goals_of_all(GIVEN), PLACE, seconds=20.0, gap=0.01)


@pytest.mark.slow
def test_one_reform_makes_what_the_steps_make(sample: Country, made: AllPlan) -> None:
    assert made.verified
    assert [s.noun for s in made.steps] == list(NOUNS)
    here = sample
    for step in made.steps:
        assert step.plan is not None, step.why
        assert step.plan.verified
        assert step.plan.parent == here.digest
        here = applied_to(here, step.plan).country
    whole = apply(sample, made.reform, assume=["school_purchase"])
    assert here.digest == made.result == whole.country.digest
    assert len(made.reform) == sum(len(s.plan.reform) for s in made.steps if s.plan)


@pytest.mark.slow
def test_what_a_step_changes_is_measured_on_what_it_makes(sample: Country, made: AllPlan) -> None:
    here, wanted = sample, [measured(sample, [PLACE])]
    for step in made.steps:
        assert step.plan is not None
        here = applied_to(here, step.plan).country
        wanted.append(measured(here, [PLACE]))
    for figure in made.flow:
        for told, one in zip(figure.values, wanted, strict=True):
            found = one[figure.name]
            assert (told is None) == (found is None)
            if told is not None and found is not None:
                assert told.model_dump() == pytest.approx(found.model_dump())
    assert {f.name for f in made.flow} == {f.name for f in FIGURES}


@pytest.mark.slow
def test_each_noun_changes_its_own_and_hours_for_the_rest(made: AllPlan) -> None:
    moved = {
        f.name: [
            noun
            for noun, (a, b) in zip(NOUNS, pairwise(f.values), strict=True)
            if a is not None and b is not None and a.value != b.value
        ]
        for f in made.flow
    }
    assert "councils" in moved["sittings"]
    assert "councils" in moved["chief_hours"]
    assert moved["decided_here"] == ["powers"]
    assert moved["by_people"] == ["services"]
    assert set(moved["council_hours"]) <= {"units", "councils"}


@pytest.mark.slow
def test_every_change_has_its_act(made: AllPlan) -> None:
    told = {i for act in made.instruments for i in act.changes}
    assert told <= set(range(len(made.reform)))
    kinds = {c.kind for c in made.reform}
    assert {m for act in made.instruments for m in act.moves} == kinds
    keys = [(a.body, a.instrument, a.route) for a in made.instruments]
    assert len(set(keys)) == len(keys)


@pytest.mark.slow
def test_it_goes_to_json_and_back(made: AllPlan) -> None:
    again = AllPlan.loads(made.dumps())
    assert again == made
    assert [type(s.plan) for s in again.steps] == [NOUNS[n].plan for n in NOUNS]

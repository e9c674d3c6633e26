"""Answers about a plan are true of it: each is held to a plan made afresh, or to trying everything."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from benchmarks.provinces import generated

from ostan.country.country import Country
from ostan.plan.answers import Questions, about, answered, pairs_of, why_not, why_together
from ostan.plan.answers.again import again, grouping
from ostan.plan.answers.clash import clash, conditions, under
from ostan.plan.answers.locks import because, lock_prices
from ostan.plan.answers.objections import objection, objections
from ostan.plan.answers.others import alternatives, frontier
from ostan.plan.councils import Planned, plan_councils, stage, taken_up
from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.problem import SideRow
from ostan.plan.engine.reference import brute_force
from ostan.plan.goals import goals_of
from ostan.plan.plan import Plan
from ostan.reform.needs import issued_by
from ostan.words.errors import BadInput, NoPlan

pytestmark = pytest.mark.slow

GOALS = {"max_unlike": 1, "lambda": 2, "price": {"decree": 3.0, "province": 1.0}}


@cache
def country() -> Country:
    """A country small enough to try every partition."""
    return generated(7, 2, 8, 0)


@cache
def plan() -> Planned:
    """Its plan."""
    return plan_councils(country(), goals_of(GOALS), None, gap=0.0)


def test_why_together_counts_what_they_share() -> None:
    made = plan()
    group = next(g for g in made.plan.groups if g.mode != "alone")
    a, b = group.councils[:2]
    found = why_together(made, a, b)
    seats = country()["seats"]
    shared = 0
    for place in ("p00", "p01"):
        who = [set(seats.filter(council=f"{c}@{place}")["holder"]) for c in (a, b)]
        shared += len(who[0] & who[1])
    assert found.members == shared
    assert found.held <= found.sessions
    problem = made.stage.compiled.problem
    i, j = made.stage.compiled.index(a), made.stage.compiled.index(b)
    alone = group_cost(problem, [i]) + group_cost(problem, [j])
    assert found.gain == pytest.approx(alone - group_cost(problem, [i, j]))
    assert str(found.members) in found.sentence.en


def test_the_price_of_a_pair_is_that_of_trying_everything() -> None:
    made = plan()
    value, _ = grouping(made)
    problem = made.stage.compiled.problem
    names = [i.name for i in made.stage.compiled.items]
    for i, j in combinations(range(4), 2):
        best, _, _ = brute_force(replace(problem, together=((i, j),)))
        found = why_not(made, names[i], names[j])
        if best == float("inf"):
            assert found.least is None
        else:
            assert found.least is not None
            assert found.most is not None
            assert found.least <= best - value + 1e-6
            assert best - value <= found.most + 1e-6


def test_what_keeps_two_apart_is_told() -> None:
    made = plan_councils(country(), goals_of({**GOALS, "moves": ["merge_councils"]}), None, gap=0.0)
    a, b = [i.name for i in made.stage.compiled.items if not i.free][:2]
    found = why_not(made, a, b)
    assert (found.least, found.most) == (None, None)
    assert "founding act: قانون" in found.sentence.en
    with pytest.raises(BadInput):
        why_not(made, a, "nobody")


def test_other_plans_are_distinct_and_cost_what_they_say() -> None:
    made = plan()
    found = alternatives(made, k=4, loss=0.5, seconds=1.0)
    assert found
    best = {frozenset(g.councils) for g in made.plan.groups if g.mode != "alone"}
    seen = [frozenset(frozenset(g) for g in o.groups) for o in found]
    assert len(set(seen)) == len(seen)
    assert frozenset(best) not in seen
    assert [o.loss for o in found] == sorted(o.loss for o in found)
    assert found[0].loss >= 0
    for other in found:
        assert other.value == pytest.approx(made.plan.value + other.loss)
        assert other.loss <= 0.5 * made.plan.saving


def test_more_acts_are_never_worse_and_each_point_is_the_best() -> None:
    made = plan()
    points = frontier(made, seconds=2.0)
    values = [p.value for p in points]
    assert values == sorted(values, reverse=True)
    assert points[-1].value == made.plan.value
    assert points[0].acts == 0
    value, _ = grouping(made)
    problem = made.stage.compiled.problem
    for point in points:
        row = SideRow(limit=float(point.acts), const=-1.0, coef=np.ones(problem.n))
        best, _, _ = brute_force(replace(problem, rows=(row,)))
        assert point.bound <= best - value + made.plan.value + 1e-6
        assert point.value == pytest.approx(best - value + made.plan.value, rel=1e-3)


def test_acts_that_the_goals_need_are_not_left_out() -> None:
    tied = list(names()[:2])
    made = plan_councils(country(), goals_of({**GOALS, "together": [tied]}), None, gap=0.0)
    found = answered(made, Questions(effort=True), seconds=4.0)
    assert found.answers.effort[0].acts >= 1
    assert Plan.loads(found.dumps()) == found


def test_without_time_a_bound_is_still_no_worse_than_that_of_the_plan() -> None:
    made = plan()
    for point in frontier(made, 0.0, lambda: True):
        assert made.plan.bound <= point.bound <= point.value


def test_the_price_of_a_lock_is_that_of_a_plan_without_it() -> None:
    made = plan()
    found = lock_prices(made, k=3, seconds=6.0)
    assert found
    value, _ = grouping(made)
    compiled = made.stage.compiled
    for price in found:
        k = compiled.index(price.council)
        freed = replace(compiled.items[k], free=True, locked=False, prices=(0.0, 0.0))
        items = [freed if i == k else item for i, item in enumerate(compiled.items)]
        best, _, _ = brute_force(compiled.with_items(items).problem)
        assert price.least <= value - best + 1e-6
        assert value - best <= price.most + 1e-6
        assert price.by == "merge_councils__statute"


def test_the_clash_is_minimal() -> None:
    made = plan()
    compiled = made.stage.compiled
    i, j = [k for k, item in enumerate(compiled.items) if not item.free][:2]
    barred = tuple(
        replace(m, forbidden=compiled.problem.modes[0].forbidden) for m in compiled.problem.modes
    )
    problem = replace(
        compiled.problem,
        modes=barred,
        together=((i, j),),
        apart=((0, 1),) if {0, 1} != {i, j} else (),
    )
    stage = replace(made.stage, compiled=replace(compiled, problem=problem))
    said = [t.en for t in clash(stage)]
    assert len(said) == 2
    assert brute_force(problem)[0] == float("inf")
    for kept in (["together"], ["forbidden"]):
        some = [c for c in conditions(problem) if c.kind in kept]
        assert brute_force(under(problem, some))[0] < float("inf")


def test_each_council_that_goes_has_an_owner() -> None:
    made = plan()
    gone = [c for g in made.plan.groups if g.mode == "merge" for c in g.councils[1:]]
    found = objections(made)
    assert sorted(o.council for o in found) == sorted(gone)
    assert all(o.issued_by == "مرجع «مصوبه»" for o in found)
    assert all(o.rank == "decree" for o in found)


def test_answers_are_put_into_the_plan() -> None:
    made = answered(plan(), Questions(effort=True, alternatives=2), seconds=3.0)
    assert made.answers.effort
    assert len(made.answers.alternatives) <= 2
    assert made.answers.objections == objections(plan())
    assert made.answers.locks == ()
    again = answered(taken_up(country(), made), Questions(pairs=(names()[:2],)), seconds=3.0)
    assert again.answers.effort == made.answers.effort
    assert [p.councils for p in again.answers.pairs] == [names()[:2]]


def names() -> tuple[str, ...]:
    """The items of the plan by the names it gives them."""
    return tuple(i.name for i in plan().stage.compiled.items)


def test_the_price_of_parting_is_that_of_trying_everything() -> None:
    made = plan()
    value, _ = grouping(made)
    problem = made.stage.compiled.problem
    group = next(g for g in made.groups if len(g.items) > 1)
    i, j = group.items[:2]
    best, _, _ = brute_force(replace(problem, apart=((i, j),)))
    found = about(made, names()[i], names()[j])
    assert found.together == made.plan.groups[made.groups.index(group)].mode
    assert found.least is not None
    assert found.most is not None
    assert found.least <= best - value + 1e-6
    assert best - value <= found.most + 1e-6


def test_two_that_are_apart_are_told_the_price_of_being_together() -> None:
    made = plan()
    first = {i: k for k, g in enumerate(made.groups) for i in g.items}
    i, j = next(p for p in combinations(range(8), 2) if first[p[0]] != first[p[1]])
    found = about(made, names()[i], names()[j])
    assert found.together is None
    cost = why_not(made, names()[i], names()[j])
    assert (found.least, found.most) == (cost.least, cost.most)
    assert found.sentences[0].en == cost.sentence.en


def test_a_pair_the_goals_want_is_not_parted() -> None:
    tied = list(names()[:2])
    made = plan_councils(country(), goals_of({**GOALS, "together": [tied]}), None, gap=0.0)
    found = about(made, *tied)
    assert (found.least, found.most) == (None, None)
    assert "goals want them together" in found.sentences[0].en


def test_a_council_is_not_set_beside_itself() -> None:
    with pytest.raises(BadInput):
        about(plan(), names()[0], names()[0])


def test_what_time_does_not_allow_is_not_called_impossible() -> None:
    problem = plan().stage.compiled.problem
    found = again(plan(), problem, 0.0, lambda: True)
    assert not found.infeasible
    apart = next(p for p in combinations(names(), 2) if about(plan(), *p).least is not None)
    cost = why_not(plan(), *apart, seconds=0.0, stop=lambda: True)
    assert cost.least is not None


# a plan that was made before ------------------------------------------------------------------


def test_a_plan_that_was_written_can_be_asked_as_the_first_one() -> None:
    made = plan()
    taken = taken_up(country(), Plan.loads(made.plan.dumps()))
    assert taken.groups == made.groups
    assert grouping(taken) == pytest.approx(grouping(made))
    assert objections(taken) == objections(made)
    one, two = (about(p, *names()[:2]) for p in (made, taken))
    assert one.gain == pytest.approx(two.gain)
    assert one.least == pytest.approx(two.least)


def test_a_plan_of_another_country_or_with_other_groups_is_refused() -> None:
    made = plan().plan
    with pytest.raises(BadInput, match="another country"):
        taken_up(country(), made.model_copy(update={"parent": "0" * 64}))
    with pytest.raises(BadInput, match="plan again"):
        taken_up(country(), made.model_copy(update={"groups": made.groups[1:]}))


# names ----------------------------------------------------------------------------------------


def test_councils_are_found_by_id_type_and_name_in_either_language(sample: Country) -> None:
    made = stage(sample, goals_of({}), "yazd")
    named = "کارگروه اجتماعی، فرهنگی، سلامت، زنان و خانواده"
    same = ("wg_social@yazd", "women_hq@yazd")
    for text in (
        "wg_social,women_hq",
        "wg_social@yazd، women_hq@yazd",
        f"{named}،ستاد زن و خانواده استان",
        f"{named.replace('ی', 'ي')}, Women and family headquarters",
    ):
        assert pairs_of(made, [text]) == (same,)


def test_all_wrong_names_are_told_at_once_with_the_nearest(sample: Country) -> None:
    made = stage(sample, goals_of({}), "yazd")
    texts = ["womn_hq,youth_hq", "youth_hq", "youth_hq,youth_hq@yazd", "nothing at all,women_hq"]
    with pytest.raises(BadInput) as refused:
        pairs_of(made, texts)
    codes = [f.code for f in refused.value.findings]
    assert codes == ["unknown_name", "not_a_pair", "same_council", "unknown_name"]
    first = refused.value.findings[0]
    assert first.mend is not None
    assert "women_hq" in first.mend.en


def test_a_template_is_asked_by_type_or_by_the_name_all_places_share(sample: Country) -> None:
    made = stage(sample, goals_of({}), None)
    assert pairs_of(made, ["ستاد زن و خانواده استان,youth_hq@qom"]) == (("women_hq", "youth_hq"),)


# words ----------------------------------------------------------------------------------------


def test_what_locks_is_told_in_words(sample: Country) -> None:
    assert because(sample, "goals").en == "the goals lock it"
    assert because(sample, "merge_councils__statute").en == "founding act: Statute"
    assert because(sample, "no_law; expired").en == (
        "no founding act is recorded, the act has expired"
    )
    assert "type=admin_council" in (
        because(sample, "merge_councils__supreme_administrative_council__type_admin_council").en
    )


def test_an_issuer_has_an_english_name_where_one_is_known(sample: Country) -> None:
    found = issued_by(sample, "supreme_administrative_council")
    assert found is not None
    assert (found.fa, found.en) == ("شورای عالی اداری", "Supreme Administrative Council")
    other = issued_by(sample, "ministry")
    assert other is not None
    assert "Ministerial notice" in other.en
    assert issued_by(sample, "nothing") is None


def test_a_council_at_a_ministry_is_that_ministrys_own(sample: Country) -> None:
    units = sample["units"]
    ministries = set(units.filter(legal_form="ministry")["unit"])
    rows = sample["councils"].select("council", "secretariat").iter_rows()
    council, ministry = next((c, u) for c, u in rows if u in ministries)
    assert objection(sample, council).ministry == ministry
    provincial = objection(sample, "youth_hq@yazd")
    assert (provincial.owner, provincial.ministry) == ("sport@yazd", "min_sport")
    assert objection(sample, "youth_hq@yazd", "youth_hq", "type").owner == "sport"


def test_councils_tied_by_others_are_told_too(sample: Country) -> None:
    tied = [["women_hq", "youth_hq"], ["youth_hq", "population_hq"]]
    with pytest.raises(NoPlan) as none:
        plan_councils(sample, goals_of({"together": tied}), "yazd", seconds=5.0)
    said = none.value.findings[0].sentence.en
    assert "cannot be together: their business is more unlike" in said
    assert "pairs of councils" not in said


def test_goals_without_mergers_are_told_as_the_cause(sample: Country) -> None:
    goals = goals_of({"preset": "alone", "together": [["women_hq", "prayer_hq"]]})
    with pytest.raises(NoPlan) as none:
        plan_councils(sample, goals, "yazd", seconds=5.0)
    said = none.value.findings[0].sentence.en
    assert "the goals allow no mergers" in said
    assert "“Prayer headquarters” (the status of the act is not known)" in said


def test_a_clash_with_the_law_says_why(sample: Country) -> None:
    goals = goals_of({"together": [["security_council", "elected_council"]]})
    with pytest.raises(NoPlan) as none:
        plan_councils(sample, goals, "yazd", seconds=5.0)
    (finding,) = none.value.findings
    assert "Elected provincial council" in finding.sentence.en
    assert "is elected" in finding.sentence.en
    assert "pairs of councils" not in finding.sentence.en
    assert finding.mend is not None

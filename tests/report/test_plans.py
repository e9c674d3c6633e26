"""Lines 4 and 5 and the pages of a plan: figures that can be computed again, or a word that says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report import dom
from tests.report.conftest import HOSTILE, small
from tests.report.planning import plan_of

from ostan.country.country import Country
from ostan.measure.councils import post_hours
from ostan.plan.plan import Answers, Effort, Hours, LockPrice, Other, Plan
from ostan.report import plans
from ostan.report.page import inputs_of
from ostan.report.render import render
from ostan.report.sections import first, plan, planned
from ostan.words import formats

pytestmark = pytest.mark.slow

DAY = date(2026, 1, 1)
LANGS = ("fa", "en")
HEAD = "chief@a"
CHAIRED = ("c", "d", "e", "f")
SUBJECTS = {"c": "water", "d": "water", "e": "roads", "f": "youth"}


def district(name: str = "council", **more: list[dict[str, Any]]) -> Country:
    """Four councils in place `a`, each founded by a ministry, with rules for what plans do."""
    councils = [
        {
            "council": f"{t}@a",
            "type": t,
            "name_fa": name if t == "c" else "کارگروه",
            "name_en": name if t == "c" else f"group {t}",
            "kind": "council",
            "function": "coordinates",
            "place": "a",
            "status": "active",
            "elected": False,
            "sessions_per_year": 12.0,
            "chair_delegable": "yes",
            "law": "notice",
            "secretariat": "office@a",
        }
        for t in CHAIRED
    ]
    posts = [
        {
            "post": f"{t}@a",
            "type": t,
            "title_fa": f,
            "title_en": t,
            "unit": "office@a",
            "holders": 1,
        }
        for t, f in (("chief", "رئیس"), ("deputy", "معاون"), ("member", "عضو"))
    ]
    seats = [
        {"council": f"{t}@a", "holder": f"{h}@a", "role": r}
        for t in CHAIRED
        for h, r in (("chief", "chair"), ("member", "member"))
    ]
    rules = [
        {"rule": f"{m}__notice", "move": m, "founding_rank": "notice", "enough_rank": rank}
        for m, rank in (
            ("merge_councils", "decree"),
            ("hold_jointly", "chair"),
            ("hold_same_day", "chair"),
            ("delegate_chair", "chair"),
        )
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "councils": councils,
        "posts": [{**p, "status": "active"} for p in posts],
        "seats": seats,
        "subjects": [{"subject": s, "name_fa": s} for s in ("water", "roads", "youth")],
        "agenda": [{"council": f"{t}@a", "subject": s} for t, s in SUBJECTS.items()],
        "ranks": [
            {
                "rank": "decree",
                "order": 1,
                "name_fa": "مصوبه",
                "instrument_fa": "مصوبهٔ شورا",
                "instrument_en": "a decree",
            },
            {"rank": "notice", "order": 2, "name_fa": "ابلاغ", "instrument_fa": "ابلاغ وزیر"},
            {
                "rank": "chair",
                "order": 3,
                "name_fa": "دستور",
                "instrument_fa": "دستور رئیس",
                "instrument_en": "an order",
            },
        ],
        "laws": [
            {"law": "notice", "title_fa": "ابلاغ", "rank": "notice", "status": "in_force"},
        ],
        "rules": rules,
    }
    defaults = small()["defaults"].to_dicts()
    for stem, low, value, high in (
        ("phi", 0.3, 0.5, 1.0),
        ("agenda_overlap", 0.0, 0.5, 1.0),
        ("overhead_hours_per_session", 0.25, 0.5, 0.75),
        ("regrowth", 0.1, 0.3, 0.6),
    ):
        defaults.append({"name": stem, "low": low, "value": value, "high": high})
    return small(name, **{**rows, "defaults": defaults, **more})


JOINT: Mapping[str, Any] = {"kind": "hold_jointly", "host": "c@a", "councils": ["d@a"]}
SAME_DAY: Mapping[str, Any] = {"kind": "hold_same_day", "host": "c@a", "councils": ["e@a"]}
DELEGATED: Mapping[str, Any] = {"kind": "delegate_chair", "council": "f@a", "to": "deputy@a"}
MERGED: Mapping[str, Any] = {"kind": "merge_councils", "host": "c@a", "councils": ["d@a", "e@a"]}


def shown(country: Country, made: Mapping[str, Plan], day: date = DAY) -> tuple[str, dom.Node]:
    """Return the first page and the plan of the place `a`, as markup and as a tree."""
    inputs = inputs_of(country, day, "a", found=(), plans=made)
    sections = [first.section(inputs), plan.section(inputs)]
    text = render(sections[0].title, sections, [])
    return text, dom.parse(text)


def line(tree: dom.Node, number: int, lang: str = "en") -> dom.Node:
    section = next(s for s in tree.all("section") if s.attrs["id"] == f"{lang}-first")
    return section.all("ol")[0].all("li")[number - 1]


def figures(node: dom.Node) -> list[str]:
    return [s.text() for s in node.all("strong")]


@pytest.fixture(scope="module")
def country() -> Country:
    return district()


@pytest.fixture(scope="module")
def alone(country: Country) -> Plan:
    return plan_of(country, "a", [dict(c) for c in (JOINT, SAME_DAY, DELEGATED)])


@pytest.fixture(scope="module")
def decree(country: Country) -> Plan:
    return plan_of(country, "a", [dict(c) for c in (MERGED, DELEGATED)], "decree")


@pytest.fixture(scope="module")
def page(country: Country, alone: Plan, decree: Plan) -> dom.Node:
    return shown(country, {"alone": alone, "decree": decree})[1]


# No figure without a plan ------------------------------------------------------------------------


def test_without_a_plan_the_lines_name_the_command_and_no_figure(country: Country) -> None:
    _, tree = shown(country, {})
    for number, preset in ((4, "alone"), (5, "decree")):
        for lang in LANGS:
            said = line(tree, number, lang)
            assert f"ostan plan SOURCE councils --place a --preset {preset}" in said.text()
            assert figures(said) == []


def test_without_rules_or_councils_the_lines_say_what_would_help(country: Country) -> None:
    no_rules = country.with_tables(rules=country["rules"].clear())
    assert "rules and ranks" in line(shown(no_rules, {})[1], 4).text()
    closed = country["councils"].with_columns(status=pl.lit("dormant"))
    bare = shown(country.with_tables(councils=closed), {})[1]
    assert "no active council" in line(bare, 5).text()
    assert figures(line(bare, 5)) == []


def test_a_plan_that_was_not_confirmed_gives_no_figure(country: Country, decree: Plan) -> None:
    doubted = decree.model_copy(update={"verified": False})
    _, tree = shown(country, {"decree": doubted})
    assert "does not agree" in line(tree, 5).text()
    assert figures(line(tree, 5)) == []
    assert not tree.all("svg", id="en-plan-decree")


def test_a_plan_out_of_the_reach_of_its_goals_gives_no_figure(
    country: Country, decree: Plan
) -> None:
    """A merger needs the decree; a plan that says a chair may do it alone is not believed."""
    alone = decree.goals.model_copy(update={"preset": "alone"})
    _, tree = shown(country, {"alone": decree.model_copy(update={"goals": alone})})
    assert figures(line(tree, 4)) == []


def test_a_plan_without_changes_says_that_nothing_saves(country: Country) -> None:
    _, tree = shown(country, {"alone": plan_of(country, "a", [])})
    assert "saves more than it costs" in line(tree, 4).text()


def test_a_plan_of_another_place_is_left_aside(country: Country, alone: Plan) -> None:
    elsewhere = alone.model_copy(update={"scope": "b"})
    assert inputs_of(country, DAY, "a", found=(), plans={"alone": elsewhere}).plans == {}


def test_nothing_is_planned_where_nothing_can_be(country: Country) -> None:
    no_rules = country.with_tables(rules=country["rules"].clear())
    assert plans.plans_for(no_rules, "a") == {}
    assert plans.plans_for(country, "b") == {}
    assert plans.plans_for(country, None) == {}


# The figures -------------------------------------------------------------------------------------


def hours(country: Country, post: str) -> list[float]:
    row = post_hours(country).filter(pl.col("post") == post)
    return [row[c][0] for c in ("hours_low", "hours", "hours_high")]


def freed(before: Country, after: Country, post: str = HEAD) -> list[float]:
    """Return the hours a week freed at the three settings, by the measures alone."""
    both = zip(hours(before, post), hours(after, post), strict=True)
    return [(old - new) / 52 for old, new in both]


@pytest.mark.parametrize("lang", LANGS)
def test_line_four_counts_the_changes_and_the_hours(
    country: Country, alone: Plan, page: dom.Node, lang: Any
) -> None:
    from ostan.reform.apply import apply

    low, middle, high = freed(country, apply(country, alone.reform).country)
    assert middle > 0.05
    said = line(page, 4, lang)
    assert figures(said) == [
        formats.count(1, lang),
        formats.count(1, lang),
        formats.count(2, lang),
        formats.number(middle, lang),
    ]
    ends = sorted((low, middle, high))
    assert formats.span(ends[0], ends[-1], lang) in said.text()
    assert ("فرض" if lang == "fa" else "assumed") in said.text()
    assert ("«روز شوراها»" if lang == "fa" else "council day") in said.text()


@pytest.mark.parametrize("lang", LANGS)
def test_line_five_counts_what_is_left_and_tells_regrowth(
    country: Country, decree: Plan, page: dom.Node, lang: Any
) -> None:
    from ostan.reform.apply import apply

    after = apply(country, decree.reform).country
    rows = pl.col("name") == "regrowth"
    none = after["defaults"].with_columns(
        pl.when(rows).then(0.0).otherwise(c).alias(c) for c in ("low", "value", "high")
    )
    without = freed(country, after.with_tables(defaults=none))[1]
    arrow = "۴ ← ۲" if lang == "fa" else "4 → 2"
    assert figures(line(page, 5, lang)) == [
        arrow,
        formats.count(1, lang),
        formats.number(freed(country, after)[1], lang),
        formats.percent(0.98, lang, decimals=1),
        formats.percent(0.3, lang),
        formats.number(without, lang),
    ]


def test_the_share_of_the_possible_is_never_rounded_up(decree: Plan, country: Country) -> None:
    made = plans.Outcome(decree.model_copy(update={"gap": 0.0051}), country, None)  # type: ignore[arg-type]
    assert planned.share(made).text.en == "99.4%"


hundreds = st.floats(0, 1e4)


@given(*(st.tuples(hundreds, hundreds, hundreds) for _ in range(2)))
def test_what_is_freed_lies_within_its_own_range(
    before: tuple[float, float, float], after: tuple[float, float, float]
) -> None:
    one, two = (Hours(low=x[0], value=x[1], high=x[2]) for x in (before, after))
    found = plans.freed(one, two, 52.0)
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high
    assert found.value == pytest.approx((before[1] - after[1]) / 52)


# Functions that are kept -------------------------------------------------------------------------


def made_of(country: Country, decree: Plan) -> plans.Outcome:
    inputs = inputs_of(country, DAY, "a", found=(), plans={"decree": decree})
    found = plans.outcome(inputs, decree)
    assert found is not None
    return found


def test_a_merger_leaves_no_function_without_a_body(country: Country, decree: Plan) -> None:
    made = made_of(country, decree)
    assert plans.orphans(made) == []
    assert plans.merged(made) == ["d@a", "e@a"]


def test_a_function_that_nobody_took_over_is_named(country: Country, decree: Plan) -> None:
    made = made_of(country, decree)
    kept = made.after["agenda"].filter(pl.col("subject") != "roads")
    lost = replace(made.applied, country=made.after.with_tables(agenda=kept))
    broken = replace(made, applied=lost)
    assert plans.orphans(broken) == ["roads"]
    assert planned.kept(broken).text.en == "{n} functions are left without a body."


def test_who_loses_a_council_is_named_by_its_secretariat(country: Country, decree: Plan) -> None:
    found = plans.objections(made_of(country, decree))
    assert [(o.council, o.owner) for o in found] == [("d@a", "office@a"), ("e@a", "office@a")]


# The pages ---------------------------------------------------------------------------------------


def section(tree: dom.Node, lang: str) -> dom.Node:
    return next(s for s in tree.all("section") if s.attrs["id"] == f"{lang}-plan")


def tables(tree: dom.Node, lang: str = "en") -> dict[str, list[list[str]]]:
    """Return the tables of the plan by caption; of two presets the second one."""
    return {
        t.all("caption")[0].text(): [
            [c.text() for c in (*row.all("th"), *row.all("td"))]
            for row in t.all("tbody")[0].all("tr")
        ]
        for t in section(tree, lang).all("table")
    }


def test_both_languages_say_as_much(page: dom.Node) -> None:
    fa, en = (section(page, lang) for lang in LANGS)
    for tag in ("p", "table", "tr", "th", "td", "svg", "h3", "summary"):
        assert len(fa.all(tag)) == len(en.all(tag)), tag


def test_digits_and_letters_are_those_of_the_language(page: dom.Node) -> None:
    apart = lambda node: node.tag in {"bdi", "code", "style"}  # noqa: E731
    assert not re.findall("[0-9]", section(page, "fa").text(apart))
    assert not re.findall("[۰-۹\u0620-\u06ef]", section(page, "en").text(apart))


def test_hours_of_posts_have_the_chief_first(
    country: Country, decree: Plan, page: dom.Node
) -> None:
    rows = tables(page)["Hours of each post before and after"]
    assert len(rows) == len(decree.hours)
    old = hours(country, HEAD)
    assert rows[0][0] == "chief"
    assert rows[0][2].startswith(formats.number(old[1], "en", decimals=0))


def test_the_chart_shows_the_hours_afterwards(decree: Plan, page: dom.Node) -> None:
    drawn = next(
        s for s in section(page, "en").all("svg") if "plan-decree" in s.attrs["aria-labelledby"]
    )
    bold = [t.text() for t in drawn.all("text") if "700" in t.attrs["style"]]
    ordered = sorted(decree.hours, key=lambda r: (r.post != HEAD, -r.before.value, r.post))
    assert bold == [formats.number(round(r.after.value), "en") for r in ordered]


def test_every_council_stands_beside_what_becomes_of_it(page: dom.Node) -> None:
    rows = tables(page)["Every council, before and after"]
    assert len(rows) == len(CHAIRED)
    assert sum("merged into" in r[2] for r in rows) == 2
    assert [r[1] for r in rows] == [
        "unchanged",
        "jointly with council",
        "on the day of council",
        "unchanged",
    ]


def test_changes_acts_and_objections_are_told(decree: Plan, page: dom.Node) -> None:
    found = tables(page)
    assert len(found["Only the changes, in words"]) == len(decree.reform)
    acts = found["Acts that are needed"]
    assert [(r[0], r[4]) for r in acts] == [("a decree", "2"), ("an order", "1")]
    assert len(found["Who will object"]) == 2


def test_answers_are_shown_where_there_are_any(country: Country, decree: Plan) -> None:
    asked = Answers(
        alternatives=(Other(groups=(("c@a", "d@a"), ("e@a",)), value=10.0, loss=2.0),),
        effort=(Effort(acts=1, value=9.0, bound=8.0, saving=31.0),),
        locks=(LockPrice(council="f@a", least=4.0, most=5.0, by="no_law"),),
    )
    _, tree = shown(country, {"decree": decree.model_copy(update={"answers": asked})})
    found = tables(tree)
    assert found["Plans close to this one"] == [
        ["council + group d + group e", "council + group d", "2"]
    ]
    assert found["Saving against the number of acts"] == [["1", "31", "9", "8"]]
    assert found["What each lock costs"] == [["group f", "4", "5", "no founding act is recorded"]]


def test_hostile_names_are_written_as_they_are() -> None:
    country = district(HOSTILE)
    text, tree = shown(country, {"decree": plan_of(country, "a", [dict(MERGED)], "decree")})
    assert "<script>" not in text
    assert HOSTILE in section(tree, "en").text()


# Planned in earnest ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sample_is_planned_verified_and_told(sample: Country, day: date) -> None:
    made = plans.plans_for(sample, "yazd")
    assert list(made) == list(plans.PRESETS)
    assert all(p.verified for p in made.values())
    inputs = inputs_of(sample, day, "yazd", found=(), plans=made)
    for preset in plans.PRESETS:
        found = planned.outcome(inputs, preset)
        assert found is not None
        assert plans.orphans(found) == []
        week = plans.weekly(found.plan, "governor@yazd").value
        assert week == pytest.approx(freed(sample, found.after, "governor@yazd")[1], abs=1e-6)
    decree = planned.outcome(inputs, "decree")
    assert decree is not None
    assert plans.merged(decree)
    assert made["decree"].saving >= made["alone"].saving * 0.99

"""Faults in words: the smallest case, who, under which clause, and the changes that would mend it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from tests.measure.registers import SINCE, register

from ostan.country.country import Country
from ostan.measure.check import check
from ostan.measure.powers.faults import faults
from ostan.measure.powers.findings import KINDS, check_powers, findings
from ostan.measure.powers.told import TITLES, power_faults
from ostan.measure.powers.wording import amount
from ostan.words.clauses import clause
from ostan.words.finding import Finding, Severity

CHANGES = {"grant_power", "limit_power", "move_power", "require_consent", "revoke_power"}
NAMES: dict[str, list[dict[str, Any]]] = {
    "matters": [{"matter": "m", "name_fa": "خرید", "name_en": "purchase", "subject": "edu"}],
    "subjects": [{"subject": "edu", "name_fa": "آموزش", "name_en": "education"}],
    "places": [
        {"place": "land", "level": "country"},
        {"place": "yazd", "level": "province", "parent": "land", "name_fa": "یزد", "name_en": "Yazd"},
        {"place": "z", "level": "province", "parent": "land"},
    ],
    "units": [
        {"unit": u, "type": u, "kind": "k", "legal_form": "other", "place": "land", "name_fa": fa,
         "name_en": en, "status": status, "functions": ["edu"]}
        for u, fa, en, status in [
            ("gov", "استانداری", "governorate", "active"), ("min", "وزارت", "ministry", "active"),
            ("old", "سازمان پیشین", "former organisation", "merged"),
        ]
    ],
    "councils": [{"council": "c", "type": "c", "place": "land"}],
    "agenda": [{"council": "c", "subject": "edu"}],
    "ranks": [{"rank": "r", "order": 1}],
    "laws": [
        {"law": law, "title_fa": fa, "title_en": en, "rank": "r", "status": state}
        for law, fa, en, state in [
            ("act", "قانون خرید", "Purchase Act", "in_force"),
            ("annulled", "آیین‌نامه", "By-law", "annulled"),
            ("repealed", "لایحه", "Old Act", "repealed"), ("expired", "برنامه", "Plan Act", "expired"),
        ]
    ],
}  # fmt: skip


def made(*held: dict[str, Any]) -> Country:
    return register(*({"law": "act", **h} for h in held), **NAMES)


def told(*held: dict[str, Any]) -> dict[str, Finding]:
    country = made(*held)
    found = findings(country, faults(country, SINCE))
    return {f.code.removeprefix("power_"): f for f in found}


RIAL = {"measure": "rial"}
TWO = ({"to": 5e9, "clause": "art_1__para_2"}, {"holder": "min", "from": 3.2e9})
SHOWN: dict[str, tuple[dict[str, Any], ...]] = {
    "gap": ({"to": 3.2e9}, {"holder": "min", "from": 5e9}),
    "gap_in_words": ({"condition": "if asked", **RIAL},),
    "overlap": TWO,
    "overlap_in_words": ({"condition": "if asked"}, {"holder": "min"}),
    "dead": ({}, {"from": 5.0, "to": 2.0}),
    "shadowed": ({}, {"to": 3.2e9}),
    "contradiction": ({}, {"role": "observes", "from": 3.2e9}),
    "contradiction_in_words": ({}, {"role": "consents", "condition": "if asked"}),
    "alone": ({}, {"role": "proposes"}),
    "alone_in_words": ({}, {"role": "proposes", "condition": "if asked"}),
    "consent_impossible": ({}, {"role": "consents", "holder": "old"}),
    "duty_without_power": ({}, {"role": "duty", "holder": "min"}),
    "duty_without_power_in_words": (
        {}, {"role": "duty", "holder": "min"},
        {"role": "proposes", "holder": "min", "condition": "if asked"},
    ),
    "ground_repealed": ({"law": "repealed"},),
    "ground_expired": ({"law": "expired"},),
    "ground_annulled": ({"law": "annulled"},),
    "delegated_not_held": ({"to": 3.2e9}, {"holder": "min", "delegated_from": "p0"}),
    "delegated_not_held_in_words": (
        {"condition": "if asked"}, {"holder": "min", "delegated_from": "p0"},
    ),
    "delegation_forbidden": ({"may_delegate": False}, {"holder": "min", "delegated_from": "p0"}),
    "delegation_cycle": ({"delegated_from": "p1"}, {"delegated_from": "p0"}),
    "function_conflict": ({}, {"holder_kind": "council", "holder": "c"}),
    "function_conflict_in_words": (
        {}, {"holder_kind": "council", "holder": "c", "condition": "if asked"},
    ),
}  # fmt: skip


def test_every_kind_of_fault_has_its_words_and_a_case_here() -> None:
    assert set(KINDS) == set(SHOWN)


@pytest.mark.parametrize("kind", SHOWN)
def test_a_fault_is_told_in_both_languages_with_what_would_mend_it(kind: str) -> None:
    said = told(*SHOWN[kind])[kind]
    assert said.sentence.fa.startswith("«خرید»")
    assert said.sentence.en.startswith("“purchase”")
    assert not re.search(r"[{}]", said.sentence.fa + said.sentence.en)
    assert not re.search(r"[\u0600-\u06ff]", said.sentence.en)
    assert re.search(r"[\u0600-\u06ff]", said.sentence.fa)
    assert said.mend
    named = set(re.findall(r"[a-z]+_[a-z]+", said.mend.fa))
    assert named
    assert named <= CHANGES
    assert named == set(re.findall(r"[a-z]+_[a-z]+", said.mend.en))


def test_the_case_the_deciders_and_their_clauses_are_named() -> None:
    said = told(*TWO)["overlap"].sentence
    assert said.fa == (
        "«خرید» به مبلغ ۳٫۲ میلیارد ریال تا کمتر از ۵ میلیارد ریال، آموزش، یزد، ۱۱ دی ۱۴۰۴: دو تصمیم‌گیرنده: "
        "«استانداری» (قانون خرید، مادهٔ ۱، بند ۲)، «وزارت» (قانون خرید)"
    )
    assert said.en == (
        "“purchase” of 3.2 billion rials up to less than 5 billion rials, education, Yazd, 2026-01-01: "
        "two deciders: “governorate” (Purchase Act, article 1, paragraph 2), “ministry” (Purchase Act)"
    )


def test_what_a_template_repeats_is_told_once_with_the_number_of_places() -> None:
    own = [{"power": f"x@{p}", "place": p, "from": 5.0} for p in ("yazd", "z")]
    found = told({"holder": "min"}, *own)["overlap"]
    assert found.sentence.fa.endswith("؛ در ۲ استان")
    assert found.sentence.en.endswith("; in 2 provinces")


def test_rows_are_the_powers_and_for_a_gap_the_matter() -> None:
    assert [r.key for r in told(*TWO)["overlap"].rows] == [("p0",), ("p1",)]
    gap = told(*SHOWN["gap"])["gap"]
    assert [(r.table, r.key) for r in gap.rows] == [("matters", ("m",))]


@pytest.mark.parametrize(
    ("given", "fa", "en"),
    [
        (("rial", 0.0, None), "به هر مبلغ", "of any amount"),
        (("rial", 0.0, 1e9), "به مبلغ کمتر از ۱ میلیارد ریال", "of less than 1 billion rials"),
        (("hectare", 2.5, None), "۲٫۵ هکتار و بیشتر", "of 2.5 hectares or more"),
        (("class", 1.0, 3.0), "طبقهٔ ۱ تا کمتر از طبقهٔ ۳", "of class 1 up to less than class 3"),
        # A limit is never rounded.
        (("rial", 3_200_000_001.0, None), "به مبلغ ۳٬۲۰۰٬۰۰۰٬۰۰۱ ریال و بیشتر",
         "of 3,200,000,001 rials or more"),
    ],
)  # fmt: skip
def test_amounts_are_told_with_their_unit(given: Any, fa: str, en: str) -> None:
    said = amount(*given)
    assert said is not None
    assert (said.fa, said.en) == (fa, en)


def test_a_matter_without_a_measure_and_a_fault_without_a_case_have_no_amount() -> None:
    assert amount("none", 0.0, None) is None
    assert amount("rial", None, None) is None


def test_clauses_are_told_in_words_and_unknown_ones_as_they_are() -> None:
    assert (clause("art_1__note_2").fa, clause("art_1__note_2").en) == (
        "مادهٔ ۱، تبصرهٔ ۲", "article 1, note 2",
    )  # fmt: skip
    assert clause("annex-3").fa == clause("annex-3").en == "annex-3"
    assert clause("art_1__zzz_2").en == "art_1__zzz_2"


# As a measure ------------------------------------------------------------------------------------


def test_the_measure_has_a_row_for_each_fault_with_its_sentence(sample: Country, day: date) -> None:
    found, frame = faults(sample, day), power_faults(sample, day)
    said = findings(sample, found)
    assert frame["said_fa"].to_list() == [f.sentence.fa for f in said]
    assert frame["mend_en"].to_list() == [f.mend.en for f in said if f.mend]
    assert frame["id"].is_unique().all()
    assert set(frame["fault"]) <= set(TITLES)
    assert set(TITLES) == set(KINDS)


def test_the_measure_of_a_place_tells_the_cases_of_that_place(sample: Country, day: date) -> None:
    frame = power_faults(sample, day, "qom")
    assert set(frame["case_place"]) == {"qom"}
    assert set(frame["times"]) == {1}  # what a template repeats elsewhere is not of this place


# In the check ------------------------------------------------------------------------------------


def test_a_check_tells_each_kind_once_and_names_the_matters_of_the_others() -> None:
    held = [{"matter": f"n{i}", "to": 1e9} for i in range(9)]
    (gap,) = [f for f in check_powers(made(*held), SINCE) if f.code == "power_gap"]
    assert "also 9 more in “n0”, “n1”" in gap.sentence.en  # m itself is the first case
    assert "and 3 more" in gap.sentence.en
    assert {r.key for r in gap.rows} == {("m",), *((f"n{i}",) for i in range(9))}


def test_what_the_tables_already_say_is_not_said_again() -> None:
    crossed = made({}, {"from": 5.0, "to": 2.0})
    codes = [f.code for f in check(crossed, SINCE)]
    assert "limits_out_of_order" in codes
    assert "power_dead" not in codes
    # An upper limit of 0 crosses nothing, yet no amount lies under it.
    assert "power_dead" in [f.code for f in check(made({}, {"to": 0.0}), SINCE)]


def test_a_ground_that_falls_later_is_said_by_the_faults_alone() -> None:
    later = SINCE + timedelta(days=9)
    country = register(
        {"law": "act"},
        **{**NAMES, "laws": [{"law": "act", "rank": "r", "status": "in_force", "expires": later}]},
    )
    codes = [f.code for f in check(country, SINCE)]
    assert "relies_on_expired" not in codes
    assert "power_ground_expired" in codes


def test_the_sample_has_the_faults_its_readme_explains(sample: Country, day: date) -> None:
    found = {f.code: f for f in check_powers(sample, day)}
    assert {c: f.severity for c, f in found.items()} == {
        "power_gap": Severity.WARNING,
        "power_gap_in_words": Severity.NOTICE,
        "power_duty_without_power": Severity.NOTICE,
        "power_ground_annulled": Severity.WARNING,
    }
    assert "power_ground_annulled" not in [f.code for f in check(sample, day)]
    assert "in 31 provinces" in found["power_duty_without_power"].sentence.en

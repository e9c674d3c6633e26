"""Each check finds what it is for, and nothing in a country that is in order."""

from datetime import date, datetime

import polars as pl
import pytest

from ostan.country.checks import check
from ostan.country.checks.shape import FINDINGS_OF_A_KIND, cycles
from ostan.country.country import Country
from ostan.country.expand import expand
from ostan.country.tables import TABLES
from ostan.measure.check import check as check_all
from ostan.words.finding import Row, Severity

DAY = date(2026, 1, 1)

GOOD = {
    "places": [
        {"place": "land", "level": "country", "name_fa": "کشور", "name_en": "Land"},
        {"place": "a", "level": "province", "parent": "land", "name_fa": "الف", "name_en": "A"},
        {"place": "b", "level": "province", "parent": "land", "name_fa": "ب", "name_en": "B"},
    ],
    "ranks": [{"rank": "statute", "order": 1, "name_fa": "قانون"}],
    "laws": [
        {
            "law": "act",
            "title_fa": "قانون شورا",
            "title_en": "Council Act",
            "rank": "statute",
            "status": "in_force",
            "date": date(2001, 1, 1),
        }
    ],
    "rules": [
        {"rule": "r", "move": "merge_councils", "condition": "elected=true", "law": "act"},
    ],
    "units": [
        {
            "unit": "office",
            "type": "office",
            "name_fa": "دفتر",
            "name_en": "Office",
            "kind": "office",
            "legal_form": "governorate",
            "place": "*province",
            "head": "governor",
            "functions": ["roads"],
            "law": "act",
        }
    ],
    "posts": [
        {"post": "governor", "type": "governor", "title_fa": "استاندار", "unit": "office"},
        {"post": "deputy", "type": "deputy", "title_fa": "معاون", "unit": "office"},
    ],
    "councils": [
        {
            "council": "board",
            "type": "board",
            "name_fa": "شورا",
            "name_en": "Board",
            "place": "*province",
            "law": "act",
            "sessions_per_year": 12.0,
            "sessions_required": 4.0,
            "valid_from": date(2001, 1, 1),
        }
    ],
    "agenda": [{"council": "board", "subject": "roads", "share": 1.0}],
    "seats": [
        {"council": "board", "holder": "governor", "role": "chair", "stand_in": "deputy"},
        {"council": "board", "holder": "deputy", "role": "member"},
    ],
    "sessions": [
        {"council": "board", "start": datetime(2025, 1, 1, 9), "items": 3, "items_carried_out": 2}
    ],
    "matters": [{"matter": "permit", "name_fa": "پروانه", "name_en": "Permit", "subject": "roads"}],
    "powers": [
        {
            "power": "grant",
            "matter": "permit",
            "holder_kind": "post",
            "holder": "governor",
            "role": "decides",
            "measure": "rial",
            "from": 0.0,
            "to": 100.0,
            "place": "*province",
            "law": "act",
        }
    ],
    "steps": [
        {"matter": "permit", "place": "*province", "order": 1, "unit": "office", "share": 1.0},
        {"matter": "permit", "place": "*province", "order": 2, "council": "board", "share": 0.5},
    ],
    "services": [
        {
            "service": "bus",
            "type": "bus",
            "name_fa": "اتوبوس",
            "place": "*province",
            "unit": "office",
            "mode": "state",
            "law": "act",
        }
    ],
    "offers": [{"offer": "o", "service": "bus", "place": "a", "kind": "association"}],
    "subjects": [{"subject": "roads", "name_fa": "راه"}],
    "aliases": [{"table": "posts", "id": "governor", "alias": "والی"}],
    "defaults": [{"name": "attendance[role=chair]", "low": 0.1, "value": 0.5, "high": 1.0}],
}


def frames(tables):
    return {
        n: pl.DataFrame([{"evidence": "read", **r} for r in rows], infer_schema_length=None)
        for n, rows in tables.items()
        if rows
    }


def country(**more):
    """The good country with rows added (`table=[...]`) or, by key, changed (`table_=[...]`)."""
    tables = {n: list(rows) for n, rows in GOOD.items()}
    for name, rows in more.items():
        table = name.rstrip("_")
        if not name.endswith("_"):
            tables[table] = tables[table] + rows
            continue
        key = next(iter(tables[table][0]))
        for row in rows:
            tables[table] = [{**r, **row} if r[key] == row[key] else r for r in tables[table]]
    return Country.of(expand(frames(tables)))


def found(made, code):
    return [f for f in check(made, DAY) if f.code == code]


def test_a_country_in_order_has_no_findings():
    assert check(country(), DAY) == []
    assert check(Country.of({}), DAY) == []


def panel(place, **more):
    return {"council": "panel", "type": "panel", "name_fa": "هیئت", "place": place, **more}


def bureau(**more):
    fixed = {"type": "bureau", "name_fa": "دفتر", "kind": "office", "legal_form": "other"}
    return {"unit": "bureau", "place": "land", "status": "active", **fixed, **more}


CASES = {
    "dangling_reference": {"councils_": [{"council": "board", "law": "axt"}]},
    "dates_out_of_order": {
        "councils_": [{"council": "board", "valid_to": date(2000, 1, 1)}],
    },
    "types_differ": {"councils": [{"council": "board@b", "place": "b", "type": "panel"}]},
    "cycle_of_places": {"places_": [{"place": "land", "parent": "a"}]},
    "place_outside": {"places": [{"place": "c", "level": "province", "name_fa": "پ"}]},
    "place_level_order": {
        "places": [{"place": "c", "level": "province", "parent": "a", "name_fa": "پ"}]
    },
    "cycle_of_basis": {"laws_": [{"law": "act", "basis": "act"}]},
    "cycle_of_replacement": {"laws_": [{"law": "act", "replaced_by": "act"}]},
    "act_expires_before_date": {"laws_": [{"law": "act", "expires": date(2000, 1, 1)}]},
    "act_older_than_its_basis": {
        "laws": [
            {
                "law": "early",
                "title_fa": "پیشین",
                "rank": "statute",
                "status": "in_force",
                "basis": "act",
                "date": date(1990, 1, 1),
            }
        ]
    },
    "act_past_its_term": {"laws_": [{"law": "act", "expires": date(2020, 1, 1)}]},
    "act_replaced_but_in_force": {"laws_": [{"law": "act", "replaced_by": "act2"}]},
    **{
        f"relies_on_{s}": {"laws_": [{"law": "act", "status": s}]}
        for s in ("repealed", "expired", "annulled", "unknown")
    },
    "rule_of_unknown_move": {"rules": [{"rule": "r2", "move": "marry_councils"}]},
    "rule_condition_unreadable": {"rules_": [{"rule": "r", "condition": "colour=red"}]},
    "cycle_of_units": {"units_": [{"unit": "office", "parent": "office"}]},
    "head_of_another_unit": {
        "units": [
            {
                "unit": "desk",
                "type": "desk",
                "name_fa": "میز",
                "kind": "desk",
                "legal_form": "governorate",
                "place": "a",
                "head": "governor",
            }
        ]
    },
    "head_post_closed": {"posts_": [{"post": "governor", "status": "closed"}]},
    "cycle_of_unit_mergers": {"units_": [{"unit": "office", "replaced_by": "office"}]},
    "active_unit_replaced": {
        "units": [bureau()],
        "units_": [{"unit": "office", "replaced_by": "bureau"}],
    },
    "merged_unit_without_successor": {"units_": [{"unit": "office", "status": "merged"}]},
    "unit_successor_not_active": {
        "units": [bureau(status="abolished")],
        "units_": [{"unit": "office", "status": "merged", "replaced_by": "bureau"}],
    },
    "unit_under_inactive": {
        "units": [
            {
                "unit": "old",
                "type": "old",
                "name_fa": "کهنه",
                "kind": "office",
                "legal_form": "other",
                "place": "land",
                "status": "abolished",
            }
        ],
        "units_": [{"unit": "office", "parent": "old"}],
    },
    "stand_in_for_oneself": {"posts_": [{"post": "deputy", "stand_in": "deputy"}]},
    "cycle_of_stand_ins": {
        "posts_": [
            {"post": "deputy", "stand_in": "governor"},
            {"post": "governor", "stand_in": "deputy"},
        ]
    },
    "stand_in_closed": {
        "posts_": [
            {"post": "deputy", "status": "closed"},
            {"post": "governor", "stand_in": "deputy"},
        ]
    },
    "post_of_inactive_unit": {"units_": [{"unit": "office", "status": "merged"}]},
    "two_chairs": {"seats_": [{"council": "board", "role": "chair"}]},
    "no_chair": {"seats_": [{"council": "board", "role": "member"}]},
    "council_without_seats": {
        "councils": [
            {"council": "empty", "type": "empty", "name_fa": "تهی", "place": "a", "law": "act"}
        ]
    },
    "council_without_law": {"councils_": [{"council": "board", "law": None}]},
    "two_active_of_type": {
        "councils": [
            {"council": "twin", "type": "board", "name_fa": "همزاد", "place": "a", "law": "act"}
        ]
    },
    "cycle_of_councils": {"councils_": [{"council": "board", "under": "board"}]},
    "council_under_inactive": {
        "councils": [
            {
                "council": "old",
                "type": "old",
                "name_fa": "کهنه",
                "place": "land",
                "status": "abolished",
            }
        ],
        "councils_": [{"council": "board", "under": "old"}],
    },
    "seat_of_closed_post": {"posts_": [{"post": "deputy", "status": "closed"}]},
    "seat_of_inactive_unit": {"units_": [{"unit": "office", "status": "merged"}]},
    "seat_stand_in_for_oneself": {"seats_": [{"council": "board", "stand_in": "governor"}]},
    "chair_stand_in_no_member": {
        "posts": [{"post": "aide", "type": "aide", "title_fa": "دستیار"}],
        "seats_": [{"council": "board", "stand_in": "aide"}],
    },
    "practice_below_required": {"councils_": [{"council": "board", "sessions_per_year": 2.0}]},
    "session_outside_life": {"councils_": [{"council": "board", "valid_to": date(2020, 1, 1)}]},
    "session_held_in_future": {
        "sessions": [{"council": "board", "start": datetime(2027, 1, 1, 9), "held": True}]
    },
    "carried_out_above_items": {"sessions_": [{"council": "board", "items_carried_out": 4}]},
    "agenda_above_one": {
        "subjects": [{"subject": "rail", "name_fa": "ریل", "parent": "roads"}],
        "agenda": [{"council": "board", "subject": "rail", "share": 0.5}],
    },
    "subject_of_nobody": {
        "subjects": [{"subject": "sea", "name_fa": "دریا"}],
        "agenda": [{"council": "board", "subject": "sea"}],
    },
    "cycle_of_mergers": {"councils_": [{"council": "board", "replaced_by": "board"}]},
    "cycle_of_joint_sessions": {"councils_": [{"council": "board", "sits_with": "board"}]},
    "cycle_of_council_days": {"councils_": [{"council": "board", "same_day_as": "board"}]},
    "active_council_replaced": {
        "councils": [panel("land")],
        "councils_": [{"council": "board", "replaced_by": "panel"}],
    },
    "successor_not_active": {
        "councils": [panel("land", status="dormant")],
        "councils_": [{"council": "board", "status": "replaced", "replaced_by": "panel"}],
    },
    "joint_host_not_active": {
        "councils": [panel("land", status="abolished")],
        "councils_": [{"council": "board", "sits_with": "panel"}],
    },
    "council_day_not_active": {
        "councils": [panel("land", valid_to=date(2020, 1, 1))],
        "councils_": [{"council": "board", "same_day_as": "panel"}],
    },
    "carried_seat_of_nobody": {
        "posts": [{"post": "aide", "type": "aide", "title_fa": "دستیار"}],
        "seats": [{"council": "board", "holder": "aide", "role": "member", "carried": True}],
    },
    "limits_out_of_order": {"powers_": [{"power": "grant", "from": 100.0}]},
    "measures_mixed": {
        "powers": [
            {
                "power": "grant2",
                "matter": "permit",
                "holder_kind": "unit",
                "holder": "office",
                "role": "decides",
                "measure": "hectare",
                "place": "a",
            }
        ]
    },
    "holder_cannot_act": {"powers_": [{"power": "grant", "place": "b", "holder": "governor@a"}]},
    "holder_not_active": {"posts_": [{"post": "governor", "status": "closed"}]},
    "step_without_worker": {"steps": [{"matter": "permit", "place": "a", "order": 3}]},
    "step_share_too_large": {
        "steps": [{"matter": "permit", "place": "a", "order": 0, "unit": "office", "share": 0.1}]
    },
    "service_of_inactive_unit": {"units_": [{"unit": "office", "status": "merged"}]},
    "service_unit_elsewhere": {"services_": [{"service": "bus", "place": "b", "unit": "office@a"}]},
    "sovereign_service_handed_over": {
        "services_": [{"service": "bus", "sovereign": True, "mode": "charity"}]
    },
    "offer_for_no_service": {"offers_": [{"offer": "o", "service": "tram"}]},
    "cycle_of_subjects": {"subjects_": [{"subject": "roads", "parent": "roads"}]},
    "subject_unused": {"subjects": [{"subject": "sea", "name_fa": "دریا"}]},
    "alias_to_nothing": {"aliases_": [{"table": "posts", "id": "king"}]},
    "alias_of_two": {"aliases": [{"table": "posts", "id": "deputy", "alias": "والی"}]},
    "default_out_of_range": {"defaults_": [{"name": "attendance[role=chair]", "low": 0.9}]},
    "default_without_value": {"defaults_": [{"name": "attendance[role=chair]", "value": None}]},
    "default_of_no_column": {"defaults": [{"name": "charm", "value": 1.0}]},
    "default_of_nothing": {"defaults": [{"name": "attendance[role=king]", "value": 1.0}]},
    "evidence_not_stated": {"ranks_": [{"rank": "statute", "evidence": None}]},
}


def test_what_was_merged_is_a_record_and_no_finding():
    """Two councils went into the board one after the other; their seats and chairs stay."""
    gone = {"kind": "board", "law": "act", "status": "replaced"}
    made = country(
        councils=[
            panel("*province", **gone, replaced_by="board"),
            {**panel("*province", **gone, replaced_by="panel"), "council": "desk", "type": "desk"},
        ],
        posts=[{"post": "aide", "type": "aide", "title_fa": "دستیار", "unit": "office"}],
        seats=[
            {"council": "desk", "holder": "aide", "role": "chair"},
            {"council": "panel", "holder": "governor", "role": "chair"},
            {"council": "panel", "holder": "aide", "role": "member", "carried": True},
            {"council": "board", "holder": "aide", "role": "member", "carried": True},
        ],
    )
    assert check(made, DAY) == []


def codes():
    from ostan.country.checks import NOUNS
    from ostan.country.checks.shape import Kind

    kinds = [k for noun in NOUNS for k in vars(noun).values() if isinstance(k, Kind)]
    from ostan.country.checks.laws import RELIES

    return {k.code for k in [*kinds, *RELIES.values()]}


def test_every_check_has_a_case():
    assert codes() == set(CASES)


@pytest.mark.slow
@pytest.mark.parametrize("code", CASES)
def test_each_is_found(code):
    finding = found(country(**CASES[code]), code)
    assert finding, [f.code for f in check(country(**CASES[code]), DAY)]
    for one in finding:
        table = one.rows[0].table if one.rows else None
        assert one.column is None or one.column in TABLES[table].columns
    for text in (finding[0].sentence, finding[0].mend):
        assert text.fa.strip()
        assert text.en.strip()
        assert "{" not in text.fa + text.en
    assert finding[0].rows or code == "evidence_not_stated"


class TestShape:
    def test_one_cause_in_many_places_is_one_finding(self):
        (one,) = found(
            country(councils_=[{"council": "board", "law": None}]), "council_without_law"
        )
        assert one.sentence.en == (
            "“Board” is active and has members but no founding act; in 2 provinces"
        )
        assert "در ۲ استان" in one.sentence.fa
        assert one.rows == (Row("councils", ("board@a",)), Row("councils", ("board@b",)))

    def test_in_one_place_the_place_is_named(self):
        made = country(councils=[{"council": "board@a", "place": "a", "sessions_per_year": 1.0}])
        (one,) = found(made, "practice_below_required")
        assert one.sentence.en.endswith("; in A")

    def test_the_nearest_id_is_offered(self):
        (one,) = found(
            country(councils_=[{"council": "board", "law": "axt"}]), "dangling_reference"
        )
        assert one.mend.en.endswith("perhaps this was meant: act")
        assert "«شورا»" in one.sentence.fa

    def test_bodies_that_rely_on_one_act_are_one_finding(self):
        made = country(
            laws_=[{"law": "act", "status": "repealed"}],
            councils=[
                {
                    "council": "second",
                    "type": "second",
                    "name_en": "Second",
                    "place": "a",
                    "law": "act",
                }
            ],
        )
        councils = [f for f in found(made, "relies_on_repealed") if f.rows[0].table == "councils"]
        assert len(councils) == 1
        assert "“Board”, “Second”" in councils[0].sentence.en

    def test_a_chain_is_followed(self):
        made = country(
            laws=[{"law": "bylaw", "title_fa": "آیین", "rank": "statute", "basis": "act",
                   "status": "in_force"}],
            laws_=[{"law": "act", "status": "annulled"}],
            councils_=[{"council": "board", "law": "bylaw"}],
        )  # fmt: skip
        assert any(f.rows[0].table == "councils" for f in found(made, "relies_on_annulled"))

    def test_more_than_a_person_reads_is_put_into_one(self):
        extra = [
            {"council": f"c{i}", "type": f"c{i}", "name_fa": f"c{i}", "place": "a", "law": "act"}
            for i in range(FINDINGS_OF_A_KIND + 20)
        ]
        empty = found(country(councils=extra), "council_without_seats")
        assert len(empty) == FINDINGS_OF_A_KIND + 1
        assert sum(len(f.rows) for f in empty) == len(extra)

    def test_the_worst_first(self, sample):
        order = [list(Severity).index(f.severity) for f in check(sample, DAY)]
        assert order == sorted(order)


class TestCycles:
    @pytest.mark.parametrize(
        ("edges", "expected"),
        [
            ({"a": "b", "b": "c", "c": None}, {}),
            ({"a": "a"}, {"a": ["a"]}),
            ({"a": "b", "b": "c", "c": "b", "d": "gone"}, {"b": ["b", "c"], "c": ["b", "c"]}),
        ],
    )
    def test_only_what_lies_on_one(self, edges, expected):
        frame = pl.DataFrame({"id": list(edges), "to": list(edges.values())})
        assert dict(cycles(frame, "id", "to").rows()) == expected

    def test_a_long_chain_that_closes(self):
        n = 1200
        frame = pl.DataFrame({"id": [f"{i:04}" for i in range(n)],
                              "to": [f"{(i + 1) % n:04}" for i in range(n)]})  # fmt: skip
        assert cycles(frame, "id", "to").height == n


def test_what_is_over_is_not_two_chairs():
    over = country(
        posts=[{"post": "former", "type": "former", "title_fa": "پیشین"}],
        seats=[
            {"council": "board", "holder": "former", "role": "chair", "valid_to": date(2020, 1, 1)}
        ],
    )
    assert found(over, "two_chairs") == []


def test_a_unit_that_serves_the_place_may_act_there():
    made = country(
        units=[{"unit": "grid", "type": "grid", "name_fa": "شبکه", "kind": "company",
                "legal_form": "company", "place": "a", "serves": ["b"]}],
        powers=[{"power": "wire", "matter": "permit", "holder_kind": "unit", "holder": "grid",
                 "role": "decides", "place": "b"}],
    )  # fmt: skip
    assert found(made, "holder_cannot_act") == []


def test_the_sample_has_no_finding_its_readme_does_not_explain_and_vice_versa(sample, root):
    readme = (root / "src/ostan/sample/iran/README.md").read_text("utf-8")
    section = readme.split("## Findings of the check and why they stand")[1].split("\n## ")[0]
    explained = set()
    for line in section.splitlines():
        if line.startswith("| `"):
            code, names = line.split("|")[1:3]
            explained |= {(code.strip(" `"), n.strip(" `")) for n in names.split(",")}
    made = {(f.code, id) for f in check_all(sample, DAY) for id in named(f)}
    assert made == explained


def named(finding):
    """The ids without places that a finding is about; its tables if it is about whole tables."""
    if finding.code == "evidence_not_stated":
        titles = {t.title.en: n for n, t in TABLES.items()}
        return {titles[finding.sentence.en.partition(":")[0]]}
    part = {"agenda": 1, "aliases": 1}.get(finding.rows[0].table, 0)
    return {row.key[part].partition("@")[0] for row in finding.rows}

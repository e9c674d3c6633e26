"""A Country as of a day, against the same rules in plain Python."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES

DAY = date(2026, 1, 1)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def frame(name: str, rows: list[dict]) -> pl.DataFrame:
    schema = {n: dtype(c) for n, c in TABLES[name].columns.items()}
    return pl.DataFrame([{**dict.fromkeys(schema), **r} for r in rows], schema=schema)


def unit(id: str, **more: object) -> dict:
    return {"unit": id, "type": id, "kind": "k", "legal_form": "other", "place": "p",
            "status": "active", **more}  # fmt: skip


def post(id: str, unit: str | None = None, **more: object) -> dict:
    return {"post": id, "type": id, "unit": unit, "holders": 1, "status": "active", **more}


def council(id: str, **more: object) -> dict:
    return {"council": id, "type": id, "place": "p", "status": "active",
            "chair_delegable": "unknown", **more}  # fmt: skip


def country(**rows: list[dict]) -> Country:
    return Country.of({n: frame(n, r) for n, r in rows.items()})


@pytest.mark.parametrize(
    ("begins", "ends", "stands"),
    [
        (None, None, True),
        (DAY, DAY, True),  # both ends are days in force
        (AFTER, None, False),
        (BEFORE, BEFORE, False),
        (None, BEFORE, False),
        (BEFORE, AFTER, True),
    ],
)
def test_a_row_stands_from_its_first_to_its_last_day(begins, ends, stands):
    made = country(units=[unit("u", valid_from=begins, valid_to=ends)])
    assert made.as_of(DAY)["units"].height == int(stands)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"status": "in_force"}, "in_force"),
        ({"status": "amended", "expires": BEFORE}, "expired"),
        ({"status": "in_force", "expires": DAY}, "in_force"),
        ({"status": "in_force", "valid_to": BEFORE}, "expired"),
        ({"status": "repealed", "expires": BEFORE}, "repealed"),
        ({"status": "unknown", "expires": BEFORE}, "unknown"),
    ],
)
def test_an_act_whose_term_is_over_stays_as_expired(given, said):
    made = country(laws=[{"law": "l", "rank": "r", **given}])
    assert made.as_of(DAY)["laws"]["status"].to_list() == [said]


def test_an_act_not_yet_in_force_is_not_there():
    made = country(laws=[{"law": "l", "rank": "r", "status": "in_force", "valid_from": AFTER}])
    assert made.as_of(DAY)["laws"].is_empty()


def test_what_follows_goes_with_what_it_follows():
    made = country(
        units=[unit("u", valid_to=BEFORE), unit("v")],
        posts=[post("p", "u"), post("q", "v"), post("bench")],
        councils=[council("c"), council("d", valid_to=BEFORE)],
        seats=[
            {"council": "c", "holder": "p", "role": "member"},
            {"council": "c", "holder": "q", "role": "member"},
            {"council": "d", "holder": "q", "role": "member"},
        ],
        agenda=[{"council": "c", "subject": "s"}, {"council": "d", "subject": "s"}],
    ).as_of(DAY)
    assert made["posts"]["post"].to_list() == ["bench", "q"]
    assert made["seats"].select("council", "holder").rows() == [("c", "q")]
    assert made["agenda"]["council"].to_list() == ["c"]


def test_a_merged_council_stays_as_long_as_its_successor():
    merged = {"status": "replaced", "valid_to": BEFORE}
    rows = [
        council("host"),
        council("one", replaced_by="host", **merged),
        council("two", replaced_by="one", **merged),
        council("old", valid_to=BEFORE),
        council("three", replaced_by="old", status="replaced"),
        council("four", replaced_by="nowhere", status="replaced"),
        council("early", replaced_by="host", status="replaced", valid_from=AFTER),
    ]
    seats = [{"council": "two", "holder": "x", "role": "chair"}]
    made = country(councils=rows, seats=seats).as_of(DAY)
    assert made["councils"]["council"].to_list() == ["four", "host", "one", "two"]
    assert made["seats"].height == 1
    assert made.as_of(DAY) == made


def test_guests_whose_host_has_gone_sit_by_themselves():
    rows = [
        council("host", valid_to=BEFORE),
        council("guest", sits_with="host", same_day_as="day"),
        council("day"),
        council("other", same_day_as="host", sits_with="nowhere"),
    ]
    now = country(councils=rows).as_of(DAY)["councils"]
    assert now.select("council", "sits_with", "same_day_as").rows() == [
        ("day", None, None),
        ("guest", None, "day"),
        ("other", "nowhere", None),
    ]


def test_what_dangled_before_still_dangles():
    made = country(
        posts=[post("p", "nowhere")], seats=[{"council": "none", "holder": "p", "role": "chair"}]
    )
    assert made.as_of(DAY)["posts"].height == 1
    assert made.as_of(DAY)["seats"].height == 1


def test_the_sample_loses_what_had_ended_and_nothing_else(sample, day):
    now = sample.as_of(day)
    gone = sample["powers"].join(now["powers"], on="power", how="anti")
    assert gone["power"].str.contains("^agency_heads_consulted@").all()
    assert gone.height == sample["places"].filter(level="province").height
    assert now["units"].equals(sample["units"])


# Random lives against plain Python -------------------------------------------------------------

DAYS = st.none() | st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3))


@st.composite
def lives(draw):
    life = st.fixed_dictionaries({"valid_from": DAYS, "valid_to": DAYS})
    units = [unit(f"u{i}", **draw(life)) for i in range(draw(st.integers(0, 3)))]
    posts = [
        post(f"p{i}", draw(st.sampled_from([None, "u0", "u1", "u9"])), **draw(life))
        for i in range(draw(st.integers(0, 4)))
    ]
    councils = [council(f"c{i}", **draw(life)) for i in range(draw(st.integers(0, 3)))]
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(["c0", "c1", "c9"]), st.sampled_from(["p0", "p1", "p9"])),
            unique=True,
            max_size=6,
        )
    )
    seats = [{"council": c, "holder": h, "role": "member", **draw(life)} for c, h in pairs]
    return {"units": units, "posts": posts, "councils": councils, "seats": seats}


def standing(rows: list[dict], day: date) -> list[dict]:
    return [
        r for r in rows
        if (r["valid_from"] is None or r["valid_from"] <= day)
        and (r["valid_to"] is None or day <= r["valid_to"])
    ]  # fmt: skip


def following(rows: list[dict], column: str, leaders: list[dict], key: str, now: list[dict]):
    gone = {r[key] for r in leaders} - {r[key] for r in now}
    return [r for r in rows if r[column] not in gone]


@hypothesis_settings(max_examples=15, deadline=None)
@given(lives(), st.dates(DAY - timedelta(days=4), DAY + timedelta(days=4)))
def test_random_lives_stand_as_plain_python_says(rows, day):
    now = {n: standing(r, day) for n, r in rows.items()}
    now["posts"] = following(now["posts"], "unit", rows["units"], "unit", now["units"])
    now["seats"] = following(now["seats"], "council", rows["councils"], "council", now["councils"])
    now["seats"] = following(now["seats"], "holder", rows["posts"], "post", now["posts"])
    made = country(**rows).as_of(day)
    assert made == country(**now)
    assert made.as_of(day) == made

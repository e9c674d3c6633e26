"""Expansion, against the rules of its docstring written once more in plain Python."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.expand import ROW, ancestors, expand
from ostan.country.fold import fold
from ostan.country.tables import TABLES
from ostan.words.errors import BadInput

PLACES = [
    ("land", "country", None),
    ("a", "province", "land"),
    ("b", "province", "land"),
    ("c", "province", "land"),
    ("a1", "county", "a"),
    ("a2", "county", "a"),
    ("b1", "county", "b"),
]


def table(name: str, rows: list[dict]) -> pl.DataFrame:
    """A typed frame of only the columns that some row has."""
    used = dict.fromkeys(k for row in rows for k in row) or TABLES[name].columns
    schema = {k: dtype(TABLES[name].columns[k]) for k in used}
    return pl.DataFrame([{k: row.get(k) for k in used} for row in rows], schema=schema)


def grown(**rows: list[dict]) -> dict[str, pl.DataFrame]:
    places = [dict(zip(("place", "level", "parent"), p, strict=True)) for p in PLACES]
    return expand({n: table(n, r) for n, r in {"places": places, **rows}.items()})


def ids(frame: pl.DataFrame, column: str) -> list[str]:
    return sorted(frame[column].to_list())


def unit(id: str, place: str | None = "*province", **more: object) -> dict:
    return {"unit": id, "kind": "office", "legal_form": "other", "place": place, **more}


# Templates and overrides -----------------------------------------------------------------------


def test_a_template_stands_in_every_place_of_its_level_but_those_left_out():
    made = grown(units=[unit("x"), unit("y", "*county"), unit("z", "*province -a -c")])
    assert ids(made["units"], "unit") == ["x@a", "x@b", "x@c", "y@a1", "y@a2", "y@b1", "z@b"]


def test_a_template_of_a_level_that_is_not_loaded_is_nothing():
    assert grown(units=[unit("x", "*district")])["units"].is_empty()


def test_an_override_changes_cells_and_an_empty_cell_inherits():
    made = grown(units=[unit("x", name_fa="all"), {"unit": "x@a", "name_fa": "own"}])
    rows = {r["unit"]: r for r in made["units"].iter_rows(named=True)}
    assert (rows["x@a"]["name_fa"], rows["x@b"]["name_fa"]) == ("own", "all")
    assert rows["x@a"]["kind"] == "office"
    assert rows["x@a"]["place"] == "a"
    assert {r["type"] for r in rows.values()} == {"x"}


def test_an_override_where_the_template_is_left_out_stands_alone():
    made = grown(units=[unit("x", "*province -a", name_fa="all"), unit("x@a", "a", kind="own")])
    row = made["units"].filter(unit="x@a").row(0, named=True)
    assert (row["kind"], row["name_fa"]) == ("own", None)


def test_every_row_names_the_row_it_came_from():
    made = grown(units=[unit("x"), unit("y", "land"), {"unit": "x@b", "kind": "own"}])
    source = dict(made["units"].select("unit", ROW).iter_rows())
    assert source == {"x@a": 0, "x@b": 2, "x@c": 0, "y": 1}


def test_posts_follow_their_unit_and_may_be_overridden():
    made = grown(
        units=[unit("x", "*province -c")],
        posts=[{"post": "p", "unit": "x", "title_fa": "all"}, {"post": "p@a", "holders": 7}],
    )
    rows = {r["post"]: r for r in made["posts"].iter_rows(named=True)}
    assert set(rows) == {"p@a", "p@b"}
    assert (rows["p@a"]["holders"], rows["p@b"]["holders"]) == (7, 1)
    assert (rows["p@a"]["unit"], rows["p@a"]["title_fa"]) == ("x@a", "all")


def test_a_post_on_the_bench_stays():
    made = grown(units=[unit("x")], posts=[{"post": "p", "unit": "x"}, {"post": "idle"}])
    assert "idle" in made["posts"]["post"]


def test_seats_and_agendas_and_sessions_follow_and_own_ones_replace():
    made = grown(
        councils=[{"council": "k", "place": "*province"}],
        seats=[{"council": "k", "holder": "p"}, {"council": "k@a", "holder": "q"}],
        posts=[{"post": "p"}, {"post": "q"}],
        agenda=[{"council": "k", "subject": "s"}, {"council": "k@b", "subject": "t"}],
        sessions=[{"council": "k", "start": datetime(2026, 1, 1)}],
    )
    assert sorted(made["seats"].select("council", "holder").iter_rows()) == [
        ("k@a", "q"), ("k@b", "p"), ("k@c", "p"),
    ]  # fmt: skip
    assert sorted(made["agenda"].select("council", "subject").iter_rows()) == [
        ("k@a", "s"), ("k@b", "t"), ("k@c", "s"),
    ]  # fmt: skip
    assert ids(made["sessions"], "council") == ["k@a", "k@b", "k@c"]


def test_a_key_with_a_place_in_it_is_spread_by_its_place():
    made = grown(
        demand=[
            {"matter": "m", "place": "*province", "cases_per_year": 10},
            {"matter": "m", "place": "b", "cases_per_year": 99},
        ]
    )
    assert sorted(made["demand"].select("place", "cases_per_year").iter_rows()) == [
        ("a", 10.0), ("b", 99.0), ("c", 10.0),
    ]  # fmt: skip


def test_what_is_absent_is_said():
    row = grown(units=[unit("x", "a")])["units"].row(0, named=True)
    assert row["status"] == "active"
    assert row["staff"] is None


def test_expanding_what_is_expanded_changes_nothing(sample):
    again = expand(sample.tables)
    assert Country.of({n: f.drop(ROW) for n, f in again.items()}) == sample


# References ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "place", "means"),
    [
        (["x@a", "x"], "a", "x@a"),  # the same place
        (["x@b", "x"], "a", "x"),  # then the plain id
        (["x@a"], "a1", "x@a"),  # then the enclosing place
        (["x@a", "x@a1"], "a1", "x@a1"),  # the nearest first
        (["x@b1"], "b", "x@b1"),  # then all enclosed, if it is one
        (["x@b"], "a", None),  # a thing of other places is absent here
        ([], "a", "x"),  # known nowhere: stays, to be found
        (["x@b", "x@a"], "b", "x@b"),
        (["x@b"], "land", "x@b"),
    ],
)
def test_a_reference_is_looked_for_near_first(there, place, means):
    units = [unit(i, i.partition("@")[2] or "land") for i in there]
    made = grown(units=[*units, unit("from", place, parent="x")])
    assert made["units"].filter(unit="from")["parent"].to_list() == [means]


def test_a_reference_to_one_that_means_several_stays_to_be_found():
    made = grown(units=[unit("x"), unit("from", "land", parent="x")])
    assert made["units"].filter(unit="from")["parent"].to_list() == ["x"]


def test_a_power_points_at_the_holder_of_its_own_place():
    made = grown(
        units=[unit("x")],
        posts=[{"post": "p", "unit": "x"}],
        powers=[
            {"power": k, "matter": "m", "holder_kind": k, "holder": h, "role": "decides",
             "place": "*province -c"}
            for k, h in (("post", "p"), ("unit", "x"))
        ],
    )  # fmt: skip
    assert sorted(made["powers"].select("power", "holder").iter_rows()) == [
        ("post@a", "p@a"), ("post@b", "p@b"), ("unit@a", "x@a"), ("unit@b", "x@b"),
    ]  # fmt: skip


def test_a_delegated_power_points_at_the_power_of_its_own_place():
    given = {"matter": "m", "holder_kind": "unit", "holder": "x", "role": "decides"}
    made = grown(
        units=[unit("x")],
        powers=[
            {"power": "own", "place": "*province -c", **given},
            {"power": "given", "place": "*province -c", "delegated_from": "own", **given},
        ],
    )
    assert dict(made["powers"].select("power", "delegated_from").drop_nulls().iter_rows()) == {
        "given@a": "own@a", "given@b": "own@b",
    }  # fmt: skip


def test_a_seat_of_a_council_that_is_not_there_stays_to_be_found():
    made = grown(
        units=[unit("x")],
        posts=[{"post": "p", "unit": "x"}],
        seats=[{"council": "nowhere", "holder": "p"}],
    )
    assert made["seats"].select("council", "holder").rows() == [("nowhere", "p")]


# Rules of seats --------------------------------------------------------------------------------


def seated(holder: str, place: str = "a", **rows: list[dict]) -> list[str]:
    made = grown(
        councils=[{"council": "k", "place": place}],
        seats=[{"council": "k", "holder": holder}],
        **rows,
    )
    return ids(made["seats"], "holder")


HEADED = [
    unit("bank", "a", legal_form="bank", head="bank_head"),
    unit("far", "b", legal_form="bank", head="far_head", serves=["a"], functions=["water", "land"]),
    unit("off", "a", legal_form="bank", head="off_head", status="merged"),
    unit("closed", "a", legal_form="bank", head="closed_head"),
    unit("inner", "a1", legal_form="bank", head="inner_head"),
    unit("ghost", "a", legal_form="bank", head="nobody"),
]
HEADS = [
    *({"post": f"{u['unit']}_head", "unit": u["unit"], "type": "head"} for u in HEADED[:3]),
    {"post": "closed_head", "unit": "closed", "type": "head", "status": "closed"},
    {"post": "inner_head", "unit": "inner", "type": "head"},
]


def test_heads_are_those_of_active_units_that_lie_in_or_serve_the_place():
    assert seated("heads: legal_form=bank", units=HEADED, posts=HEADS) == ["bank_head", "far_head"]


def test_heads_may_be_chosen_by_several_columns_and_by_what_a_list_holds():
    assert seated("heads: legal_form=bank;functions=water", units=HEADED, posts=HEADS) == [
        "far_head"
    ]


def test_a_type_reaches_into_enclosed_places_and_to_those_that_serve():
    assert seated("type: head", units=HEADED, posts=HEADS) == [
        "bank_head", "far_head", "inner_head", "off_head",
    ]  # fmt: skip


def test_a_named_seat_goes_before_a_rule_and_an_earlier_rule_before_a_later_one():
    made = grown(
        units=HEADED,
        posts=HEADS,
        councils=[{"council": "k", "place": "a"}],
        seats=[
            {"council": "k", "holder": "heads: legal_form=bank", "role": "member"},
            {"council": "k", "holder": "type: head", "role": "observer"},
            {"council": "k", "holder": "bank_head", "role": "chair"},
        ],
    )
    assert dict(made["seats"].select("holder", "role").iter_rows()) == {
        "bank_head": "chair", "far_head": "member", "inner_head": "observer", "off_head": "observer",
    }  # fmt: skip


def test_a_group_gives_way_where_the_places_it_stands_for_are_loaded():
    made = grown(
        units=[unit("x"), unit("y", "*county")],
        posts=[
            {"post": "group", "unit": "x", "type": "local", "stands_for": "county", "holders": 5},
            {"post": "local", "unit": "y", "type": "local"},
        ],
        councils=[{"council": "k", "place": "*province"}],
        seats=[{"council": "k", "holder": "group", "role": "observer"}],
    )
    assert ids(made["posts"], "post") == ["group@c", "local@a1", "local@a2", "local@b1"]
    assert sorted(made["seats"].select("council", "holder", "role").iter_rows()) == [
        ("k@a", "local@a1", "observer"),
        ("k@a", "local@a2", "observer"),
        ("k@b", "local@b1", "observer"),
        ("k@c", "group@c", "observer"),
    ]


def test_a_post_that_gives_way_leaves_its_seat_to_its_stand_in():
    capital = {"stands_for": "county", "stand_in": "local@a1"}
    made = grown(
        units=[unit("x"), unit("y", "*county")],
        posts=[
            {"post": "capital", "unit": "x", "type": "local", "manager": True},
            {"post": "capital@a", "unit": "x", "type": "local", **capital},
            {"post": "local", "unit": "y", "type": "local", "manager": True},
        ],
        councils=[{"council": "k", "place": "*province"}, {"council": "both", "place": "a"}],
        seats=[
            {"council": "k", "holder": "capital", "role": "member"},
            {"council": "k", "holder": "type: local", "role": "observer"},
            {"council": "both", "holder": "local@a1", "role": "chair"},
            {"council": "both", "holder": "capital", "role": "member"},
        ],
    )
    assert "capital@a" not in ids(made["posts"], "post")
    assert {"capital@b", "capital@c"} < set(made["posts"]["post"])
    assert sorted(made["seats"].select("council", "holder", "role").iter_rows()) == [
        ("both", "local@a1", "chair"),
        ("k@a", "local@a1", "member"),
        ("k@a", "local@a2", "observer"),
        ("k@b", "capital@b", "member"),
        ("k@b", "local@b1", "observer"),
        ("k@c", "capital@c", "member"),
    ]
    country = Country.of({n: f.drop(ROW) for n, f in made.items()})
    again = expand(fold(country))
    assert Country.of({n: f.drop(ROW) for n, f in again.items()}) == country


# What cannot be read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["*", "*planet", "*province-a", "*province a", "*province -", "*province -a -zz"]
)
def test_a_place_that_cannot_be_read_is_refused(place):
    with pytest.raises(BadInput) as error:
        grown(units=[unit("x", place)])
    assert [f.code for f in error.value.findings] == ["bad_place_template"]
    assert error.value.findings[0].came == place


@pytest.mark.parametrize(
    "holder", ["type:", "heads:", "heads: colour=red", "heads: kind", "heads: kind=", "all: x"]
)
def test_a_holder_rule_that_cannot_be_read_is_refused(holder):
    with pytest.raises(BadInput) as error:
        seated(holder)
    assert [f.code for f in error.value.findings] == ["bad_holder_rule"]


def test_everything_unreadable_is_said_at_once():
    with pytest.raises(BadInput) as error:
        grown(
            units=[unit("x", "*planet"), unit("y", "*moon")],
            councils=[{"council": "k", "place": "a"}],
            seats=[{"council": "k", "holder": "type:"}],
        )
    assert len(error.value.findings) == 3


def test_a_cycle_of_places_ends():
    places = table("places", [{"place": "x", "parent": "y"}, {"place": "y", "parent": "x"}])
    assert sorted(ancestors(places).iter_rows()) == [
        ("x", "x", 0), ("x", "y", 1), ("y", "x", 1), ("y", "y", 0),
    ]  # fmt: skip


# Random countries against plain Python ---------------------------------------------------------

SPECS = {
    "land": ["land"], "a": ["a"], "*province": ["a", "b", "c"],
    "*province -b": ["a", "c"], "*county": ["a1", "a2", "b1"],
}  # fmt: skip
PARENT = {p: parent for p, _, parent in PLACES}
LEVEL = {p: level for p, level, _ in PLACES}


def chain(place: str | None) -> list[str]:
    return [] if place is None else [place, *chain(PARENT[place])]


def meant(value: str, at: str, known: set[str]) -> list[str]:
    """Every id a value means in a place: nearest, or all enclosed; none if it is elsewhere only."""
    if not any(k.startswith(f"{value}@") for k in known):
        return [value]
    for candidate in (f"{value}@{at}", value, *(f"{value}@{p}" for p in chain(at)[1:])):
        if candidate in known:
            return [candidate]
    return [f"{value}@{p}" for p in PARENT if at in chain(p) and f"{value}@{p}" in known]


def spread(rows: list[dict], key: str) -> dict[str, dict]:
    made = {}
    for row in rows:
        if "@" not in row[key]:
            for place in SPECS[row["place"]]:
                id = f"{row[key]}@{place}" if row["place"].startswith("*") else row[key]
                made[id] = {**row, "place": place}
    for row in rows:
        if "@" in row[key]:
            made.setdefault(row[key], {}).update({k: v for k, v in row.items() if v is not None})
    return made


def plain_posts(rows: list[dict], units: dict[str, dict]) -> tuple[dict, dict]:
    """Posts by id, and the groups that gave way."""
    made = {}
    for row in rows:
        homes = [u for u in units if u.partition("@")[0] == row["unit"]]
        for home in homes:
            id = f"{row['post']}@{units[home]['place']}" if "@" in home else row["post"]
            made[id] = {**row, "unit": home, "at": units[home]["place"]}
    loaded = {p for place, level in LEVEL.items() if level == "county" for p in chain(place)[1:]}
    gone = {i: r for i, r in made.items() if r.get("stands_for") and r["at"] in loaded}
    return {i: r for i, r in made.items() if i not in gone}, gone


def by_rule(rule: str, place: str, units: dict, posts: dict, all_posts: set[str]) -> set[str]:
    kind, _, rest = rule.partition(": ")
    if kind == "type":
        return {
            i for i, r in posts.items()
            if r["type"] == rest and r.get("status") != "closed"
            and (place in chain(r["at"]) or place in (units[r["unit"]].get("serves") or []))
        }  # fmt: skip
    column, _, value = rest.partition("=")
    found = set()
    for row in units.values():
        if row.get(column) == value and row.get("status") != "merged" and row.get("head"):
            heads = meant(row["head"], row["place"], all_posts)
            active = [h for h in heads if h in posts and posts[h].get("status") != "closed"]
            if len(heads) == 1 and (row["place"] == place or place in (row.get("serves") or [])):
                found.update(active)
    return found


def plain_seats(rows, councils, units, posts, gone) -> dict[tuple[str, str], str]:
    known = {*posts, *gone}
    made: dict[tuple[str, str], str] = {}
    for council, about in councils.items():
        base, _, _ = council.partition("@")
        own = [r for r in rows if r["council"] == council]
        mine = own or [r for r in rows if r["council"] == base]
        rules = []
        for row in mine:
            if ":" in row["holder"]:
                rules.append((row["holder"], row["role"]))
                continue
            for holder in meant(row["holder"], about["place"], known):
                if holder in gone:
                    rules.append((f"type: {gone[holder]['type']}", row["role"]))
                else:
                    made[council, holder] = row["role"]
        for rule, role in rules:
            for holder in by_rule(rule, about["place"], units, posts, known):
                made.setdefault((council, holder), role)
    return made


UNITS = [
    {"unit": "u", "place": "*province", "kind": "k1", "legal_form": "bank", "head": "p"},
    {"unit": "v", "place": "*province -b", "kind": "k1", "legal_form": "fund", "head": "q"},
    {"unit": "w", "place": "*county", "kind": "k2", "legal_form": "bank", "head": "r"},
    {
        "unit": "n",
        "place": "land",
        "kind": "k2",
        "legal_form": "fund",
        "head": "s",
        "serves": ["a"],
    },
    {"unit": "m", "place": "a", "kind": "k1", "legal_form": "bank", "head": "p"},
]
POSTS = [
    {"post": "p", "unit": "u", "type": "t1"},
    {"post": "q", "unit": "v", "type": "t1"},
    {"post": "r", "unit": "w", "type": "t2"},
    {"post": "s", "unit": "n", "type": "t2"},
    {"post": "g", "unit": "u", "type": "t2", "stands_for": "county"},
    {"post": "x", "unit": "m", "type": "t1", "status": "closed"},
]
OVERRIDES = [
    {"unit": "u@a", "kind": "k2"},
    {"unit": "u@c", "status": "merged"},
    {"unit": "w@a1", "serves": ["b"]},
]
COUNCILS = [("j", "*province"), ("k", "*county"), ("l", "land"), ("j@a", None)]
HOLDERS = ("p", "q", "r", "s", "g", "x", "p@b", "nobody", "type: t1", "type: t2",
           "heads: kind=k1", "heads: legal_form=bank")  # fmt: skip
ROLES = ("member", "observer", "invited")


@st.composite
def countries(draw):
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, unique_by=lambda r: r["unit"]))
    names = {r["unit"] for r in units}
    posts = [r for r in POSTS if r["unit"] in names and draw(st.booleans())]
    overrides = [
        r for r in OVERRIDES if r["unit"].partition("@")[0] in names and draw(st.booleans())
    ]
    councils = draw(st.lists(st.sampled_from(COUNCILS[:3]), min_size=1, unique=True))
    if COUNCILS[0] in councils and draw(st.booleans()):
        councils.append(COUNCILS[3])
    seats = [
        {"council": c, "holder": h, "role": draw(st.sampled_from(ROLES))}
        for c, _ in councils
        for h in draw(st.lists(st.sampled_from(HOLDERS), max_size=5, unique=True))
    ]
    # Two names of one post in one council are doubled keys, refused elsewhere.
    seats = [s for s in seats if s["holder"] != "p@b" or not _named(seats, s["council"], "p")]
    return [*units, *overrides], posts, [{"council": c, "place": p} for c, p in councils], seats


def _named(seats: list[dict], council: str, holder: str) -> bool:
    return any(s["council"] == council and s["holder"] == holder for s in seats)


@hypothesis_settings(max_examples=25, deadline=None)
@given(countries())
def test_random_countries_expand_as_plain_python_says(made):
    units, posts, councils, seats = made
    found = grown(units=units, posts=posts, councils=councils, seats=seats)
    plain_units = spread(units, "unit")
    plain_councils = spread(councils, "council")
    stay, gone = plain_posts(posts, plain_units)
    assert ids(found["units"], "unit") == sorted(plain_units)
    assert ids(found["posts"], "post") == sorted(stay)
    assert ids(found["councils"], "council") == sorted(plain_councils)
    expected = plain_seats(seats, plain_councils, plain_units, stay, gone)
    rows = found["seats"].select("council", "holder", "role").rows()
    assert sorted(rows) == sorted((c, h, role) for (c, h), role in expected.items())

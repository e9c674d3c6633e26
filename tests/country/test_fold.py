"""Folding: expand(fold(c)) == c, for the sample and for countries made at random."""

from functools import partial

import polars as pl
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.expand import expand
from ostan.country.fold import explicit, fold
from ostan.words.errors import BadInput

pytestmark = pytest.mark.slow

PLACES = [
    {"place": "land", "level": "country", "parent": None},
    *({"place": p, "level": "province", "parent": "land"} for p in ("a", "b", "c")),
    *({"place": f"{p}{n}", "level": "county", "parent": p} for p in ("a", "b") for n in (1, 2)),
]


def frame(rows):
    return pl.DataFrame(rows, infer_schema_length=None)


def country(**tables):
    made = {n: frame(rows) for n, rows in tables.items() if rows}
    return Country.of(
        expand({"places": frame([{**p, "name_fa": p["place"]} for p in PLACES]), **made})
    )


def unit(id, place="*province", **more):
    return {
        "unit": id, "place": place, "type": id, "name_fa": id, "kind": "office",
        "legal_form": "ministry_unit", "status": "active", **more,
    }  # fmt: skip


def post(id, unit, **more):
    return {"post": id, "unit": unit, "type": id, "title_fa": id, "holders": 1, **more}


def council(id, place="*province", **more):
    return {"council": id, "place": place, "type": id, "name_fa": id, **more}


def seat(council, holder, role="member", **more):
    return {"council": council, "holder": holder, "role": role, **more}


def keys(folded, table, *columns):
    return sorted(folded[table].select(columns).rows())


@pytest.fixture(scope="module")
def folded(sample):
    return fold(sample)


class TestSample:
    def test_comes_back(self, sample, folded):
        assert Country.of(expand(folded)) == sample

    def test_is_no_longer_than_what_people_wrote(self, folded):
        written = {"units": 223, "posts": 286, "councils": 160, "agenda": 228, "seats": 1156,
                   "powers": 45, "services": 49}  # fmt: skip
        rows = {n: f.height for n, f in folded.items()}
        assert all(rows[n] <= most for n, most in written.items()), rows

    def test_the_administrative_council_is_a_rule_again(self, folded):
        seats = folded["seats"].filter(pl.col("council") == "admin_council")
        rules = seats.filter(pl.col("holder").str.contains(":"))["holder"].to_list()
        assert set(rules) == {
            "type: county_governor",
            *(f"heads: legal_form={f}" for f in
              "ministry_unit company bank university fund foundation leader_body judiciary".split()),
            "heads: kind=general_directorate",
        }  # fmt: skip
        assert seats.height == len(rules) + 10

    def test_the_province_that_differs_brings_its_own_seats(self, folded):
        own = folded["seats"].filter(pl.col("council").str.contains("@"))
        assert set(own["council"]) == {"wg_education@south_khorasan"}

    def test_a_part_of_it_on_a_day_comes_back(self, sample, day):
        few = ("iran", "qom", "bushehr", "khuzestan", "south_khorasan")
        part = sample.as_of(day).with_tables(
            places=sample["places"].filter(pl.col("place").is_in(few)),
            **{
                n: sample[n].filter(pl.col("place").is_in(few))
                for n in ("units", "councils", "powers")
            },
        )
        assert Country.of(expand(fold(part))) == part


class TestTemplates:
    def test_a_template_leaves_out_the_place_that_lacks_it(self):
        c = country(units=[unit(f"edu@{p}", p, type="edu", name_fa="x") for p in ("a", "b")])
        assert keys(fold(c), "units", "unit", "place") == [("edu", "*province -c")]

    def test_few_of_many_places_stay_as_rows(self):
        c = country(units=[unit("port@a1", "a1", type="port", name_fa="x")])
        assert keys(fold(c), "units", "unit", "place") == [("port@a1", "a1")]

    def test_what_differs_is_an_override_and_an_emptied_cell_a_row(self):
        c = country(
            units=[unit("edu", staff=5), unit("edu@b", "b", staff=7, type="edu", name_fa="edu")]
        )
        folded = fold(c)["units"]
        assert keys(fold(c), "units", "unit", "place") == [("edu", "*province"), ("edu@b", "b")]
        assert folded.filter(pl.col("unit") == "edu@b")["name_fa"].to_list() == [None]
        emptied = c["units"].with_columns(staff=pl.when(pl.col("unit") != "edu@b").then("staff"))
        bare = c.with_tables(units=emptied)
        assert keys(fold(bare), "units", "unit", "place") == [
            ("edu", "*province -b"),
            ("edu@b", "b"),
        ]
        assert Country.of(expand(fold(bare))) == bare

    def test_posts_and_seats_follow_and_lose_their_places(self):
        c = country(
            units=[unit("edu", head="dg")],
            posts=[post("dg", "edu"), post("minister", None)],
            councils=[council("board", secretariat="edu"), council("top", "land")],
            seats=[seat("board", "dg", "chair"), seat("board", "minister"), seat("top", "dg")],
        )
        folded = fold(c)
        assert keys(folded, "posts", "post") == [("dg",), ("minister",)]
        assert keys(folded, "seats", "council", "holder") == [
            ("board", "dg"), ("board", "minister"), ("top", "dg"),
        ]  # fmt: skip
        assert c["seats"].filter(pl.col("council") == "top").height == 3

    def test_a_holder_that_some_places_lack_stays_in_the_template(self):
        c = country(
            units=[unit("port", "*province -c")],
            posts=[post("master", "port"), post("guest", None)],
            councils=[council("board")],
            seats=[seat("board", "master"), seat("board", "guest", "chair")],
        )
        assert keys(fold(c), "seats", "council", "holder") == [
            ("board", "guest"),
            ("board", "master"),
        ]

    def test_an_id_that_could_be_misread_is_marked(self):
        c = country(
            units=[unit("edu"), unit("edu2", "a", parent="edu")],
            posts=[],
        )
        lost = c["units"].with_columns(
            parent=pl.when(pl.col("unit") == "edu2").then(pl.lit("edu")).otherwise("parent")
        )
        dangling = c.with_tables(units=lost)
        folded = fold(dangling)
        assert folded["units"].filter(pl.col("unit") == "edu2")["parent"].to_list() == ["edu@"]
        assert Country.of(expand(folded)) == dangling

    def test_steps_and_demand_fold_over_places(self):
        c = country(
            matters=[{"matter": "m", "name_fa": "m"}],
            demand=[{"matter": "m", "place": p, "cases_per_year": 5.0} for p in "abc"],
            steps=[
                {"matter": "m", "place": p, "order": o, "minutes": 5.0 + (p == "b") * o}
                for p in "abc"
                for o in (1, 2)
            ],
        )
        folded = fold(c)
        assert keys(folded, "demand", "matter", "place") == [("m", "*province")]
        assert folded["steps"].height == 4
        assert Country.of(expand(folded)) == c

    def test_explicit_rows_are_the_last_resort(self, sample):
        assert Country.of(expand(explicit(sample))) == sample


class TestRules:
    def seats_of(self, n, extra=()):
        units = [unit(f"u{i}", head=f"h{i}", legal_form="bank") for i in range(n)]
        posts = [post(f"h{i}", f"u{i}") for i in range(n)] + [post("boss", None)]
        seats = [
            seat("board", "boss", "chair"),
            *(seat("board", f"h{i}") for i in range(n)),
            *extra,
        ]
        c = country(units=units, posts=posts, councils=[council("board")], seats=seats)
        folded = fold(c)
        assert Country.of(expand(folded)) == c
        return folded["seats"]["holder"].to_list()

    def test_three_heads_of_one_form_are_a_rule(self):
        assert sorted(self.seats_of(3)) == ["boss", "heads: legal_form=bank"]

    def test_two_are_named(self):
        assert sorted(self.seats_of(2)) == ["boss", "h0", "h1"]

    def test_one_who_sits_otherwise_is_named_beside_the_rule(self):
        units = [unit(f"u{i}", head=f"h{i}", legal_form="bank") for i in range(4)]
        posts = [post(f"h{i}", f"u{i}") for i in range(4)]
        seats = [seat("board", f"h{i}", "chair" if i == 0 else "member") for i in range(4)]
        c = country(units=units, posts=posts, councils=[council("board")], seats=seats)
        assert keys(fold(c), "seats", "holder", "role") == [
            ("h0", "chair"), ("heads: legal_form=bank", "member"),
        ]  # fmt: skip


# Countries at random -----------------------------------------------------------------------

few = partial(st.lists, max_size=6)
spots = st.sampled_from(["*province", "*county", "*province -a", "land", "a", "b", "a1"])
ids = st.sampled_from(["u", "v", "w", "u@a", "v@b", "w@a1"])
refs = st.none() | st.sampled_from(["u", "v", "u@a", "u@b", "v@b", "w", "gone", "gone@a"])
holders = st.sampled_from(
    ["u", "v", "w", "u@a", "v@b", "gone", "type: u", "type: v", "heads: legal_form=bank",
     "heads: kind=office", "heads: legal_form=ministry_unit"]
)  # fmt: skip
numbers = st.none() | st.sampled_from([1.0, 2.0])


def readable(row):
    return "@" not in next(iter(row.values())) or not row["place"].startswith("*")


def unless_bad(tables):
    """Make a country; tables that make one id twice are refused as they should be."""
    try:
        return country(**tables)
    except BadInput:
        reject()


@st.composite
def folded_tables(draw):
    units = draw(
        few(
            st.builds(
                lambda i, p, h, n, f: unit(i, p, head=h, parent=n, legal_form=f, type=i[0]),
                ids, spots, refs, refs, st.sampled_from(["bank", "ministry_unit"]),
            ).filter(readable),
            unique_by=lambda r: r["unit"],
        )
    )  # fmt: skip
    posts = draw(
        few(
            st.builds(
                lambda i, u, s, n: post(i, u, stand_in=s, weight=n, type=i[0]),
                ids, refs, refs, numbers,
            ),
            unique_by=lambda r: r["post"],
        )
    )  # fmt: skip
    councils = draw(
        few(
            st.builds(
                lambda i, p, u, s, n: council(
                    i, p, under=u, secretariat=s, sessions_per_year=n, type=i[0]
                ),
                ids, spots, refs, refs, numbers,
            ).filter(readable),
            unique_by=lambda r: r["council"],
        )
    )  # fmt: skip
    seats = draw(
        st.lists(
            st.builds(
                lambda c, h, r, s, n: seat(c, h, r, stand_in=s, attendance=n and n / 2),
                ids, holders, st.sampled_from(["chair", "member"]), refs, numbers,
            ),
            max_size=12,
            unique_by=lambda r: (r["council"], r["holder"]),
        )
    )  # fmt: skip
    powers = draw(
        few(
            st.builds(
                lambda i, p, k, h, d: {
                    "power": i, "matter": "m", "holder_kind": k, "holder": h or "x@",
                    "role": "decides", "place": p, "delegated_from": d,
                },
                ids, spots, st.sampled_from(["post", "unit", "council"]), refs, refs,
            ).filter(readable),
            unique_by=lambda r: r["power"],
        )
    )  # fmt: skip
    return {"units": units, "posts": posts, "councils": councils, "seats": seats, "powers": powers}


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(folded_tables())
def test_expanded_tables_come_back(tables):
    made = unless_bad(tables)
    assert Country.of(expand(fold(made))) == made


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(folded_tables(), st.data())
def test_so_does_what_was_changed_by_hand(tables, data):
    """Cells changed and rows taken out after expansion: references that lead nowhere."""
    made = unless_bad(tables)
    changed = {}
    for name in ("units", "posts", "councils", "seats"):
        rows = made[name]
        kept = data.draw(st.lists(st.booleans(), min_size=rows.height, max_size=rows.height))
        changed[name] = rows.filter(pl.Series(kept, dtype=pl.Boolean))
        for column in {"parent", "head", "stand_in", "under"} & set(rows.columns):
            new = data.draw(st.lists(refs, min_size=sum(kept), max_size=sum(kept)))
            changed[name] = changed[name].with_columns(pl.Series(column, new, dtype=pl.String))
    hand = made.with_tables(**changed)
    assert Country.of(expand(fold(hand))) == hand


@pytest.mark.parametrize("table", ["units", "seats", "powers"])
def test_nothing_folds_to_nothing(table):
    assert table not in fold(Country.of({}))

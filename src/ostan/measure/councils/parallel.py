"""Three tests of the decree on merging councils: no parallel functions or members, no conflict.

The Supreme Administrative Council's decree of 28 Aban 1404, art. 3, asks that councils have no
parallel functions or members and no conflict with the legal functions of agencies. The words are
the decree's; the thresholds are ours, since it gives none. A pair found here is worth looking at
and proves nothing by itself.
"""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.bodies import bodies, linked
from ostan.measure.councils.columns import COUNCIL, PLACE, column
from ostan.measure.councils.load import council_factors, seat_load
from ostan.measure.councils.overlap import agenda_overlap, agenda_shares, member_overlap
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.words.text import Text

PARALLEL_MEMBERS = 0.5
"""Jaccard index from which members are parallel: of all who sit in either, half sit in both.

Containment is no test: the administrative council contains nearly everybody.
"""

PARALLEL_FUNCTIONS = 0.5
"""Jaccard index from which functions are parallel: half of all subjects either has are on both agendas.

Subjects are counted, not weighed: hardly any agenda states shares, and evenly divided time would
call a council of one subject parallel to every council that has it among two.
"""

AGENCY_FORMS = (
    "ministry",
    "national_organisation",
    "governorate",
    "ministry_unit",
    "judiciary",
    "armed_force",
    "leader_body",
)
"""Legal forms of units that hold functions by office. Companies, banks, universities, funds,
foundations and professional orders carry tasks out, and a council that speaks of their trade
without them is in nobody's way."""

TESTS = ("functions", "members", "conflict")
"""Parallel functions, parallel members, conflict with an agency's functions."""


def parallel(country: Country) -> pl.DataFrame:
    """Return what fails a test: one row per test, council and what it is parallel to or against.

    functions: two active councils of a place of the same `function` whose subjects are alike by
        PARALLEL_FUNCTIONS or more, neither of which stands under the other, and which do not sit
        together;
    members: two such councils, of any function, whose members are alike by PARALLEL_MEMBERS or more;
    conflict: an active council with a subject on its agenda that is a function of an active unit of
        AGENCY_FORMS there (or serving there), where the unit does not keep its secretariat and no
        post of the unit, nor of another unit of its ministry, has a seat in any role.
    """
    return once(country, "parallel", _parallel)


def _parallel(country: Country) -> pl.DataFrame:
    pairs = _functions(country), _members(country)
    return pl.concat([*pairs, _conflicts(country)]).sort("test", "council", "against")


def _functions(country: Country) -> pl.DataFrame:
    functions = council_factors(country).select("council", "function")
    found = (
        agenda_overlap(country)
        .filter(pl.col("jaccard") >= PARALLEL_FUNCTIONS)
        .join(functions, on="council")
        .join(functions, left_on="other", right_on="council")
        .filter(pl.col("function") == pl.col("function_right"))
    )
    return _rows("functions", _apart(country, found), "jaccard", pl.col("common_subjects"))


def _members(country: Country) -> pl.DataFrame:
    found = member_overlap(country).filter(pl.col("jaccard") >= PARALLEL_MEMBERS)
    return _rows("members", _apart(country, found), "jaccard", pl.lit(None, pl.String))


def _rows(test: str, pairs: pl.DataFrame, degree: str, subjects: pl.Expr) -> pl.DataFrame:
    return pairs.select(
        pl.lit(test).alias("test"),
        "council",
        pl.col("other").alias("against"),
        pl.lit("council").alias("against_kind"),
        "place",
        pl.col(degree).alias("degree"),
        subjects.alias("subjects"),
    )


def _apart(country: Country, pairs: pl.DataFrame) -> pl.DataFrame:
    """Leave out pairs of which one stands under the other, and those that sit together.

    Likeness is meant there.
    """
    if linked(country):
        sitting = bodies(country).select("council", "sitting")
        of_other = sitting.rename({"council": "other"})
        pairs = pairs.join(
            sitting.join(of_other, on="sitting"), on=["council", "other"], how="anti"
        )
    above = superiors(country)
    down = above.rename({"council": "other", "above": "council"})
    return pairs.join(above.rename({"above": "other"}), on=["council", "other"], how="anti").join(
        down, on=["council", "other"], how="anti"
    )


def superiors(country: Country) -> pl.DataFrame:
    """Return every council with all that stand over it: council, above. A cycle ends where it closes."""
    step = country["councils"].select("council", above="under").drop_nulls()
    found = level = step
    while level.height:
        level = (
            level.join(step, left_on="above", right_on="council")
            .select("council", above="above_right")
            .join(found, on=["council", "above"], how="anti")
            .unique()
        )
        found = pl.concat([found, level])
    return found


# Conflicts -------------------------------------------------------------------------------------


def _conflicts(country: Country) -> pl.DataFrame:
    secretariats = council_factors(country).select("council", "secretariat")
    return (
        agenda_shares(country)
        .join(_agencies(country), on=["place", "subject"])
        .join(secretariats, on="council")
        .filter(pl.col("unit").ne_missing(pl.col("secretariat")))
        .join(_present(country), on=["council", "agency"], how="anti")
        .group_by("council", "unit")
        .agg(
            pl.col("place").first(),
            pl.col("share").sort().sum().alias("degree"),
            pl.col("subject").sort().str.join("; ").alias("subjects"),
        )
        .select(
            pl.lit("conflict").alias("test"),
            "council",
            pl.col("unit").alias("against"),
            pl.lit("unit").alias("against_kind"),
            *("place", "degree", "subjects"),
        )
    )


def _agency() -> pl.Expr:
    """An agency speaks with one voice: a unit of a ministry for the ministry, any other for itself."""
    return pl.coalesce("ministry", "unit").alias("agency")


def _agencies(country: Country) -> pl.DataFrame:
    """Units that hold functions, wherever they lie or serve: unit, agency, subject, place."""
    units = (
        country["units"]
        .filter(pl.col("status") == "active", pl.col("legal_form").is_in(AGENCY_FORMS))
        .select("unit", _agency(), "place", "serves", subject="functions")
        .explode("subject", empty_as_null=True)
        .drop_nulls("subject")
    )
    serving = units.select("unit", "agency", "subject", place="serves").explode(
        "place", empty_as_null=True
    )
    here = units.select("unit", "agency", "subject", "place")
    return pl.concat([here, serving.drop_nulls("place").select(here.columns)]).unique(
        maintain_order=True
    )


def _present(country: Country) -> pl.DataFrame:
    """Agencies with a seat, whatever its role: council, agency."""
    units = country["units"].select("unit", _agency())
    posts = country["posts"].select("unit", holder="post").drop_nulls("unit")
    seats = seat_load(country).seats.select("council", "holder")
    return seats.join(posts, on="holder").join(units, on="unit").select("council", "agency")


PARALLEL = Measure(
    "parallel",
    "councils",
    Text("شوراهای موازی و متداخل", "Parallel councils and conflicts"),
    ("test", "council", "against"),
    (
        column(
            "test",
            "text",
            "آزمون",
            "Test",
            "functions: وظایف موازی؛ members: اعضای موازی؛ conflict: تداخل با وظیفهٔ یک دستگاه",
            "functions: parallel functions; members: parallel members; conflict: with a unit's function",
        ),
        COUNCIL,
        column(
            "against", "id", "در برابر", "Against", "شورا یا واحد دیگر", "The other council or unit"
        ),
        column("against_kind", "text", "نوع طرف", "Kind", "council یا unit", "council or unit"),
        PLACE,
        column(
            "degree",
            "share",
            "اندازه",
            "Degree",
            "وظایف و اعضا: شباهت ژاکارِ موضوع‌ها و عضوها؛ تداخل: سهم آن موضوع‌ها از وقت شورا. "
            "آستانهٔ دو آزمون نخست نیم است و از ماست، نه از مصوبه",
            "functions and members: Jaccard index of subjects and of members; conflict: share of the council's time "
            "on those subjects. The threshold of the first two is a half, ours and not the decree's",
        ),
        column(
            "subjects",
            "text",
            "موضوع‌ها",
            "Subjects",
            "موضوع‌های مشترک یا متداخل",
            "Subjects in common or in conflict",
        ),
    ),
    parallel,
    lambda country, key: trace.parallel(country, *key),
)
"""Rows that fail one of the three tests of the decree, art. 3."""

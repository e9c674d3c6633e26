"""The administrative council: who sits in it, from which ministries; councils of one ministry."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.measure.columns import COUNCIL, MINISTRY, PLACE, column
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.measure.units import trace
from ostan.measure.units.bodies import several
from ostan.measure.units.columns import LEGAL_FORM, PEOPLE, SEATS, SEVERAL
from ostan.measure.units.standing import GOVERNORATE, MINISTRY_FORM, active, has_form
from ostan.words.text import Text


def room(country: Country) -> pl.DataFrame:
    """Return the seats of active councils with who sits there.

    Columns: council, type, place, function, elected, holder, holders (people; 0 for a post that is
    closed or not there), unit, legal_form, ministry, heads (whether the post heads an active unit).
    """
    councils = country["councils"].filter(pl.col("status") == "active")
    return (
        country["seats"]
        .select("council", "holder")
        .join(councils.select("council", "type", "place", "function", "elected"), on="council")
        .join(_people(country), on="holder", how="left")
        .with_columns(pl.col("holders").fill_null(0), pl.col("heads").fill_null(False))
    )


def _people(country: Country) -> pl.DataFrame:
    """Return the active posts with their unit: holder, holders, unit, legal_form, ministry, heads."""
    units = active(country)
    of_unit = units.select("unit", "legal_form", "ministry")
    heads = units.select(holder="head").drop_nulls().unique().with_columns(heads=pl.lit(True))
    posts = country["posts"].filter(pl.col("status") == "active")
    return (
        posts.select("holders", "unit", holder="post")
        .join(of_unit, on="unit", how="left")
        .join(heads, on="holder", how="left")
    )


def assembly_types(country: Country) -> pl.DataFrame:
    """Return for every level the type of council that brings most people together: level, type.

    Median of people over the places of the level, elected councils left out; of equals the first
    by name. Where heads of bodies sit by rule this is the administrative council, whatever its id.
    """
    return _largest(room(country), country["places"].select("place", "level"))


def _largest(seated: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    people = (
        seated.filter(~pl.col("elected").fill_null(False))
        .join(levels, on="place")
        .group_by("level", "type", "council")
        .agg(pl.col("holders").sum())
    )
    return (
        people.group_by("level", "type")
        .agg(pl.col("holders").median())
        .sort("level", "holders", "type", descending=[False, True, False])
        .unique("level", keep="first", maintain_order=True)
        .select("level", "type")
    )


def assemblies(country: Country) -> pl.DataFrame:
    """Return the rows of `room` that belong to the largest assembly of their place."""
    return once(country, "assemblies", _assemblies)


def _assemblies(country: Country) -> pl.DataFrame:
    levels = country["places"].select("place", "level")
    seated = room(country)
    return seated.join(levels, on="place").join(
        _largest(seated, levels), on=["level", "type"], how="semi"
    )


def administrative_council(country: Country) -> pl.DataFrame:
    """Return who sits in the largest assembly of every place, and from which ministries."""
    own = several(country).filter("ministry_itself").select("place", "ministry")
    room = assemblies(country).join(
        own.with_columns(doubled=pl.lit(True)), on=["place", "ministry"], how="left"
    )
    doubled = pl.col("doubled").fill_null(False) & (pl.col("legal_form") != GOVERNORATE)
    found = room.group_by("place", "council").agg(
        seats=pl.len().cast(pl.Int64),
        people=pl.col("holders").sum(),
        heads=pl.col("holders").filter("heads").sum(),
        ministries_with_several=pl.col("ministry").filter(doubled).n_unique().cast(pl.Int64),
        people_of_several=pl.col("holders").filter(doubled).sum(),
        units_of_several=pl.col("unit").filter(doubled).n_unique().cast(pl.Int64),
    )
    share = pl.when(pl.col("people") > 0).then(pl.col("people_of_several") / pl.col("people"))
    return found.with_columns(share_of_several=share).sort("place", "council")


def administrative_council_by_form(country: Country) -> pl.DataFrame:
    """Return the people in the largest assembly of every place by the legal form of their unit."""
    room = assemblies(country).with_columns(pl.col("legal_form").fill_null("no_unit"))
    found = room.group_by("place", "council", "legal_form").agg(
        seats=pl.len().cast(pl.Int64), people=pl.col("holders").sum()
    )
    return found.sort("place", "council", "legal_form")


def single_ministry_councils(country: Country) -> pl.DataFrame:
    """Return the councils in which several bodies of one ministry sit, and no other ministry."""
    ministries = country["units"].filter(has_form(MINISTRY_FORM)).select(ministry="unit")
    # The governor and his deputies chair councils of every ministry: they are set aside.
    members = room(country).filter(pl.col("legal_form").fill_null("") != GOVERNORATE)
    one = members.join(_of_one_ministry(members, ministries), on="council", how="semi")
    own = pl.col("own").is_not_null()
    marked = one.join(ministries.with_columns(own=pl.lit(True)), on="ministry", how="left")
    found = marked.group_by("place", "council").agg(
        function=pl.col("function").first(),
        ministry=pl.col("ministry").filter(own).first(),
        units=pl.col("unit").filter(own).n_unique().cast(pl.Int64),
        people=pl.col("holders").filter(own).sum(),
        others=pl.col("holders").filter(~own).sum(),
    )
    only = (pl.col("others") == 0) & (pl.col("function") == "coordinates").fill_null(False)
    return found.with_columns(only_for_this=only).sort("place", "council")


def _of_one_ministry(members: pl.DataFrame, ministries: pl.DataFrame) -> pl.DataFrame:
    """Return the councils in which more than one unit of one ministry sits, and of no other."""
    own = members.join(ministries, on="ministry", how="semi").select("council", "ministry", "unit")
    # Numbers compare faster than names, and there may be a million seats.
    numbers = own.with_columns(
        pl.col(c).cast(pl.Categorical).to_physical() for c in ("ministry", "unit")
    )
    ends = numbers.group_by("council").agg(
        one=pl.col("ministry").min() == pl.col("ministry").max(),
        several=pl.col("unit").min() < pl.col("unit").max(),
    )
    return ends.filter("one", "several").select("council")


ADMINISTRATIVE_COUNCIL = Measure(
    "administrative_council",
    "units",
    Text("شورای اداری هر مکان", "Administrative council of each place"),
    ("place", "council"),
    (
        PLACE,
        column(
            "council",
            "id",
            ("شورا", "Council"),
            (
                "شورایی که بیشترین افراد را گرد می‌آورد: گونه‌ای که میانهٔ افرادش در سطح آن مکان از همه "
                "بیشتر است، بی شوراهای انتخابی؛ جایی که رؤسا به حکم قاعده عضوند همان شورای اداری است",
                "The council that brings most people together: the type with the highest median of "
                "people at the level of the place, elected councils left out; where heads sit by rule "
                "this is the administrative council",
            ),
        ),
        SEATS,
        PEOPLE,
        column(
            "heads",
            "people",
            ("رؤسای واحدها", "Heads of units"),
            (
                "از این افراد، آنها که رئیس واحدی فعال‌اند",
                "Of these people, those who head an active unit",
            ),
        ),
        column(
            "ministries_with_several",
            "count",
            (SEVERAL.title.fa, SEVERAL.title.en),
            (
                "وزارتخانه‌های حاضر در شورا که در این مکان بیش از یک دستگاه دارند؛ سازمان‌های ملی و "
                "دفترهای استاندار و فرماندار شمرده نمی‌شوند",
                "Ministries present that have more than one body in the place; national organisations "
                "and the offices of governors are not counted",
            ),
        ),
        column(
            "people_of_several",
            "people",
            ("نفر از آنها", "People from these"),
            (
                "افرادی که از این وزارتخانه‌ها می‌آیند",
                "People who come from those ministries",
            ),
        ),
        column(
            "units_of_several",
            "count",
            ("واحدهای آنها", "Units of these"),
            ("واحدهایی که این افراد از آنها می‌آیند", "Units those people come from"),
        ),
        column(
            "share_of_several",
            "share",
            ("سهم آنها", "Share of these"),
            ("people_of_several بخش بر people", "people_of_several / people"),
        ),
    ),
    administrative_council,
    trace.of_assembly,
)
ADMINISTRATIVE_COUNCIL_BY_FORM = Measure(
    "administrative_council_by_form",
    "units",
    Text(
        "اعضای شورای اداری بر پایه شکل حقوقی", "Members of the administrative council by legal form"
    ),
    ("place", "council", "legal_form"),
    (PLACE, COUNCIL, LEGAL_FORM, SEATS, PEOPLE),
    administrative_council_by_form,
    trace.of_assembly,
)
SINGLE_MINISTRY_COUNCILS = Measure(
    "single_ministry_councils",
    "units",
    Text(
        "شوراهایی که تنها یک وزارتخانه چنددستگاهی در آنهاست",
        "Councils with several bodies of a single ministry",
    ),
    ("place", "council"),
    (
        PLACE,
        COUNCIL,
        MINISTRY,
        column(
            "function",
            "text",
            ("کارکرد", "Function"),
            ("کارکرد شورا", "What the council is for"),
        ),
        column(
            "units",
            "count",
            ("واحدها", "Units"),
            (
                "واحدهای این وزارتخانه که در شورا عضو دارند (دو یا بیشتر)",
                "Units of the ministry that sit in it (two or more)",
            ),
        ),
        column(
            "people",
            "people",
            ("نفر از وزارتخانه", "People of the ministry"),
            ("افرادی که از این وزارتخانه‌اند", "People who come from the ministry"),
        ),
        column(
            "others",
            "people",
            ("دیگران", "Others"),
            (
                "افرادی که از هیچ وزارتخانه‌ای نیستند؛ استانداری و فرمانداری‌ها کنار گذاشته شده‌اند",
                "People of no ministry; the governor's offices are set aside",
            ),
        ),
        column(
            "only_for_this",
            "text",
            ("تنها به این سبب", "Only for this"),
            (
                "درست: کارکردش هماهنگی است و جز این وزارتخانه کسی در آن نیست، پس تنها به سبب "
                "چنددستگاهی بودن آن برپاست",
                "True: it coordinates and nobody but this ministry sits in it, so it exists only "
                "because the ministry has several bodies",
            ),
        ),
    ),
    single_ministry_councils,
    trace.of_single,
)

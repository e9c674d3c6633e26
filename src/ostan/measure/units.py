"""Units: how many bodies a ministry has in a place, who heads and manages them, who is called.

A *body* is an active unit with a head that stands under no other active unit of its place. A unit
without a head is a group or a *desk*, one under another a *part*: both are counted apart. Bodies
are counted where they lie; those that only serve a place stand in a column of their own, so that a
regional company is not counted once in every province it serves.
"""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.country.expand import ancestors
from ostan.country.fill import Setting, parse, setting, with_level
from ostan.measure.figure import Column, Measure
from ostan.words.text import Text

MINISTRY = "ministry"
"""Legal form of a ministry's own row: separates ministries from national organisations."""
MINISTRY_UNIT = "ministry_unit"
"""Legal form of a provincial unit of a ministry: the only one the rules of merging speak of."""
GOVERNORATE = "governorate"
"""Legal form of the governor's own office, which chairs councils of every ministry."""
SETTINGS: tuple[tuple[Setting, str], ...] = (("low", "_low"), ("value", ""), ("high", "_high"))
"""Settings of the defaults with the ending of the column that shows each."""


def _active(country: Country) -> pl.DataFrame:
    """Return the active units with `headed`, `part`, `desk`, `body`; of the last three one is true."""
    active = country["units"].filter(pl.col("status") == "active")
    over = active.select("place", parent="unit").with_columns(part=pl.lit(True))
    headed = pl.col("head").is_not_null()
    return (
        active.join(over, on=["place", "parent"], how="left", maintain_order="left")
        .with_columns(headed=headed, part=pl.col("part").fill_null(False) & headed)
        .with_columns(desk=~headed, body=headed & ~pl.col("part"))
    )


def _count(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False).sum().cast(pl.Int64)


def _form(name: str) -> pl.Expr:
    return pl.col("legal_form") == name


# Bodies of a ministry ----------------------------------------------------------------------


def ministry_bodies(country: Country) -> pl.DataFrame:
    """Count the bodies of every ministry in every place: one row per place and ministry."""
    units = _active(country).drop_nulls("ministry")
    lying = units.group_by("place", "ministry").agg(
        bodies=_count(pl.col("body")),
        ministry_units=_count(pl.col("body") & _form(MINISTRY_UNIT)),
        parts=_count(pl.col("part")),
        desks=_count(pl.col("desk")),
    )
    both = lying.join(
        _serving(units), on=["place", "ministry"], how="full", coalesce=True, nulls_equal=True
    )
    counts = ("bodies", "ministry_units", "parts", "desks", "serving")
    return both.with_columns(pl.col(c).fill_null(0) for c in counts).sort("place", "ministry")


def _serving(units: pl.DataFrame) -> pl.DataFrame:
    """Count the bodies that serve a place from another one: place, ministry, serving."""
    away = units.filter("body").select("unit", "ministry", "place", served="serves")
    away = away.explode("served").filter(pl.col("served") != pl.col("place"))
    return away.group_by(pl.col("served").alias("place"), "ministry").agg(
        serving=pl.len().cast(pl.Int64)
    )


def bodies_by_form(country: Country) -> pl.DataFrame:
    """Count the bodies of a ministry in a place by legal form: one row where there is any."""
    bodies = _active(country).filter("body").drop_nulls("ministry")
    return (
        bodies.group_by("place", "ministry", "legal_form")
        .agg(bodies=pl.len().cast(pl.Int64))
        .sort("place", "ministry", "legal_form")
    )


def ministry_range(country: Country) -> pl.DataFrame:
    """Return how many bodies a ministry has in a place of a level: median, fewest, most."""
    counted = ministry_bodies(country).filter(pl.col("bodies") > 0)
    levels = country["places"].select("place", "level")
    found = (
        counted.join(levels, on="place")
        .group_by("level", "ministry")
        .agg(
            pl.len().cast(pl.Int64).alias("places"),
            *_range("ministry_units"),
            *_range("bodies"),
        )
    )
    return found.sort("level", "bodies", "ministry", descending=[False, True, False])


def _range(column: str) -> list[pl.Expr]:
    return [
        pl.col(column).median().alias(column),
        pl.col(column).min().alias(f"{column}_min"),
        pl.col(column).max().alias(f"{column}_max"),
    ]


# Layers and spans --------------------------------------------------------------------------


def unit_layers(country: Country) -> pl.DataFrame:
    """Return for every active unit its layer, its span, its managers and its staff."""
    units = _active(country)
    posts = _managers(country)
    spans = units.group_by(unit="parent").agg(span=pl.len().cast(pl.Int64)).drop_nulls()
    return (
        units.join(_layers(units), on="unit", how="left")
        .join(spans, on="unit", how="left")
        .join(posts, on="unit", how="left")
        .with_columns(pl.col("span", "managers", "managers_unknown").fill_null(0))
        .sort("unit")
    )


def _layers(units: pl.DataFrame) -> pl.DataFrame:
    """Return unit, layer (1: nothing above), top; both empty where the chain is a cycle."""
    chain = ancestors(units.select("parent", place="unit"))
    known = units.select("unit")["unit"]
    above = units.select(ancestor="unit", up="parent")
    # The parent of a top unit is empty, or a unit that is not there (abolished, or unknown).
    ends = above.filter(pl.col("up").is_null() | ~pl.col("up").is_in(known.implode()))
    return (
        chain.filter(pl.col("ancestor").is_in(known.implode()))
        .group_by(unit="place")
        .agg(
            steps=pl.col("steps").max(),
            top=pl.col("ancestor").filter(pl.col("ancestor").is_in(ends["ancestor"].implode())),
        )
        .with_columns(top=pl.col("top").list.first())
        .select("unit", "top", layer=pl.when(pl.col("top").is_not_null()).then(pl.col("steps") + 1))
    )


def _managers(country: Country) -> pl.DataFrame:
    """Return the people in managerial posts of every unit, and those in posts not said to be."""
    posts = country["posts"].filter(pl.col("status") == "active").drop_nulls("unit")
    return posts.group_by("unit").agg(
        managers=pl.col("holders").filter(pl.col("manager")).sum(),
        managers_unknown=pl.col("holders").filter(pl.col("manager").is_null()).sum(),
    )


# A place's units ---------------------------------------------------------------------------


def place_units(country: Country) -> pl.DataFrame:
    """Return for every place that has units: how many, of which kinds, how deep, who manages."""
    layers = unit_layers(country)
    several = (
        _several(country)
        .group_by("place")
        .agg(
            ministries_with_several=_count(pl.col("ministry_itself")),
            bodies_of_several=pl.col("bodies").filter("ministry_itself").sum(),
        )
    )
    spans = (
        layers.filter(pl.col("span") > 0)
        .group_by("place")
        .agg(
            span_min=pl.col("span").min(),
            span=pl.col("span").median(),
            span_max=pl.col("span").max(),
        )
    )
    found = layers.group_by("place").agg(
        units=pl.len().cast(pl.Int64),
        bodies=_count(pl.col("body")),
        ministry_units=_count(pl.col("body") & _form(MINISTRY_UNIT)),
        parts=_count(pl.col("part")),
        desks=_count(pl.col("desk")),
        ministries=pl.col("ministry").filter("body").drop_nulls().n_unique().cast(pl.Int64),
        heads=pl.col("head").drop_nulls().n_unique().cast(pl.Int64),
        managers=pl.col("managers").sum(),
        managers_unknown=pl.col("managers_unknown").sum(),
        layers=pl.col("layer").max(),
        staff=_sum_known("staff"),
        staff_known=pl.col("staff").is_not_null().mean(),
    )
    for frame in (several, spans, _estimated_managers(country, layers)):
        found = found.join(frame, on="place", how="left")
    counts = ("ministries_with_several", "bodies_of_several")
    return found.with_columns(pl.col(c).fill_null(0) for c in counts).sort("place")


def _sum_known(column: str) -> pl.Expr:
    """Add what is known; empty, and not zero, where nothing is."""
    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum())


def _several(country: Country) -> pl.DataFrame:
    """Return who has more than one body in a place: place, ministry, bodies, ministry_itself.

    The governor's own offices are left out: they are not what a ministry doubles. `ministry_itself`
    tells ministries from national organisations.
    """
    forms = country["units"].select(ministry="unit", ministry_itself=_form(MINISTRY))
    bodies = _active(country).filter(pl.col("body"), ~_form(GOVERNORATE)).drop_nulls("ministry")
    return (
        bodies.group_by("place", "ministry")
        .agg(bodies=pl.len().cast(pl.Int64))
        .filter(pl.col("bodies") > 1)
        .join(forms, on="ministry", how="left")
        .with_columns(pl.col("ministry_itself").fill_null(False))
    )


def _estimated_managers(country: Country, layers: pl.DataFrame) -> pl.DataFrame:
    """Return managers if every unit with a head had at least the default number of them, at three settings."""
    defaults = parse(country["defaults"])
    bodies = with_level(layers.filter("headed"), country["places"])
    found = bodies.select(place="at_place").unique()
    for at, ending in SETTINGS:
        filled = setting(bodies, "managers_per_unit", defaults, at)
        least = pl.max_horizontal("managers", "managers_per_unit")
        # Without a default for one of the units the sum would pass for an estimate of all.
        whole = pl.col("managers_per_unit").is_not_null().all()
        sums = filled.group_by(place="at_place").agg(
            pl.when(whole).then(least.sum()).alias(f"managers_estimated{ending}")
        )
        found = found.join(sums, on="place")
    return found


# Functions carried out twice ---------------------------------------------------------------


def _functions(country: Country) -> pl.DataFrame:
    """Return every subject a body works on in every place it lies in or serves."""
    bodies = (
        _active(country)
        .filter("body")
        .select("unit", "ministry", "place", "serves", subject="functions")
    )
    lying = bodies.select("unit", "ministry", "place", "subject")
    serving = bodies.select("unit", "ministry", "subject", place="serves").explode("place")
    both = pl.concat([lying, serving.select(lying.columns)]).drop_nulls(["place", "subject"])
    return both.explode("subject").unique()


def _together(functions: pl.DataFrame, *key: str) -> pl.DataFrame:
    found = functions.group_by(key).agg(
        bodies=pl.len().cast(pl.Int64),
        ministries=pl.col("ministry").drop_nulls().n_unique().cast(pl.Int64),
        units=pl.col("unit").sort().str.join(";"),
    )
    return found.filter(pl.col("bodies") > 1).sort(key)


def duplicated_functions(country: Country) -> pl.DataFrame:
    """Return the subjects on which more than one body works in a place."""
    functions = _functions(country)
    within = functions.drop_nulls("ministry").group_by("place", "subject", "ministry").len()
    most = within.group_by("place", "subject").agg(
        of_one_ministry=pl.col("len").max().cast(pl.Int64)
    )
    return (
        _together(functions, "place", "subject")
        .join(most, on=["place", "subject"], how="left")
        .with_columns(pl.col("of_one_ministry").fill_null(0))
        .sort("place", "subject")
    )


def duplicated_in_ministry(country: Country) -> pl.DataFrame:
    """Return the subjects on which several bodies of the same ministry work in a place."""
    functions = _functions(country).drop_nulls("ministry")
    return _together(functions, "place", "ministry", "subject")


# The administrative council ----------------------------------------------------------------


def _room(country: Country) -> pl.DataFrame:
    """Return the seats of active councils with who sits there.

    Columns: council, type, place, function, elected, holder, holders (people; 0 for a post that is
    closed or not there), unit, legal_form, ministry, heads (whether the post heads an active unit).
    """
    councils = country["councils"].filter(pl.col("status") == "active")
    posts = country["posts"].filter(pl.col("status") == "active")
    units = _active(country)
    of_unit = units.select("unit", "legal_form", "ministry")
    heads = units.select(holder="head").drop_nulls().unique().with_columns(heads=pl.lit(True))
    return (
        country["seats"]
        .select("council", "holder")
        .join(councils.select("council", "type", "place", "function", "elected"), on="council")
        .join(posts.select("holders", "unit", holder="post"), on="holder", how="left")
        .join(of_unit, on="unit", how="left")
        .join(heads, on="holder", how="left")
        .with_columns(pl.col("holders").fill_null(0), pl.col("heads").fill_null(False))
    )


def assembly_types(country: Country) -> pl.DataFrame:
    """Return for every level the type of council that brings most people together: level, type.

    Median of people over the places of the level, elected councils left out; of equals the first
    by name. Where heads of bodies sit by rule this is the administrative council, whatever its id.
    """
    levels = country["places"].select("place", "level")
    people = (
        _room(country)
        .filter(~pl.col("elected").fill_null(False))
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


def _assemblies(country: Country) -> pl.DataFrame:
    levels = country["places"].select("place", "level")
    return (
        _room(country)
        .join(levels, on="place")
        .join(assembly_types(country), on=["level", "type"], how="semi")
    )


def administrative_council(country: Country) -> pl.DataFrame:
    """Return who sits in the largest assembly of every place, and from which ministries."""
    several = _several(country).filter("ministry_itself").select("place", "ministry")
    room = _assemblies(country).join(
        several.with_columns(doubled=pl.lit(True)), on=["place", "ministry"], how="left"
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
    room = _assemblies(country).with_columns(pl.col("legal_form").fill_null("no_unit"))
    found = room.group_by("place", "council", "legal_form").agg(
        seats=pl.len().cast(pl.Int64), people=pl.col("holders").sum()
    )
    return found.sort("place", "council", "legal_form")


def single_ministry_councils(country: Country) -> pl.DataFrame:
    """Return the councils in which several bodies of one ministry sit, and no other ministry."""
    ministries = country["units"].filter(_form(MINISTRY))["unit"]
    # The governor and his deputies chair councils of every ministry: they are set aside.
    members = _room(country).filter(pl.col("legal_form").fill_null("") != GOVERNORATE)
    own = pl.col("ministry").is_in(ministries.implode()).fill_null(False)
    found = members.group_by("place", "council").agg(
        function=pl.col("function").first(),
        ministry=pl.col("ministry").filter(own).first(),
        ministries=pl.col("ministry").filter(own).n_unique(),
        units=pl.col("unit").filter(own).n_unique().cast(pl.Int64),
        people=pl.col("holders").filter(own).sum(),
        others=pl.col("holders").filter(~own).sum(),
    )
    only = (pl.col("others") == 0) & (pl.col("function") == "coordinates").fill_null(False)
    return (
        found.filter(pl.col("ministries") == 1, pl.col("units") > 1)
        .with_columns(only_for_this=only)
        .sort("place", "council")
    )


# Traces ------------------------------------------------------------------------------------

_CHOSEN = ("unit", "place", "serves", "status", "ministry", "parent")
"""Columns of units by which bodies of a ministry in a place are found."""


def _rows(country: Country, condition: pl.Expr, *chosen_by: str) -> Trace:
    """Return the trace of the units that meet a condition and of those they stand under."""
    units = country["units"]
    met = units.filter(condition.fill_null(False))
    over = units.join(met.select(unit="parent"), on="unit", how="semi")
    return traced("units", pl.concat([met, over]).unique("unit"), chosen_by or _CHOSEN)


def _there(place: str) -> pl.Expr:
    return (pl.col("place") == place) | pl.col("serves").list.contains(place).fill_null(False)


def _ministry_rows(country: Country, units: pl.DataFrame) -> Trace:
    """Return the rows of the ministries of `units`: their legal form tells them apart."""
    own = country["units"].join(units.select(unit="ministry"), on="unit", how="semi")
    return traced("units", own, ("unit", "ministry", "legal_form"))


def _trace_bodies(country: Country, key: tuple[str, ...]) -> Trace:
    place, ministry = key[:2]
    return _rows(country, _there(place) & (pl.col("ministry") == ministry), *_CHOSEN, "legal_form")


def _trace_range(country: Country, key: tuple[str, ...]) -> Trace:
    level, ministry = key
    places = country["places"].filter(pl.col("level") == level)
    units = _rows(
        country,
        pl.col("place").is_in(places["place"].implode()) & (pl.col("ministry") == ministry),
    )
    return units | traced("places", places, ("place", "level"))


def _posts_of(country: Country, units: pl.DataFrame) -> Trace:
    posts = country["posts"].join(units.select("unit"), on="unit", how="semi")
    return traced("posts", posts, ("unit", "status"))


def _chain(country: Country, units: pl.DataFrame) -> Trace:
    """Return the trace of layers and spans: all above the units, and what stands under them."""
    every = country["units"]
    above = ancestors(_active(country).select("parent", place="unit")).join(
        units.select(place="unit"), on="place", how="semi"
    )
    under = every.join(units.select(parent="unit"), on="parent", how="semi")
    up = every.join(above.select(unit="ancestor"), on="unit", how="semi")
    return traced("units", pl.concat([up, under]).unique("unit"), ("unit", "parent", "status"))


def _trace_layers(country: Country, key: tuple[str, ...]) -> Trace:
    unit = country["units"].filter(pl.col("unit") == key[0])
    return traced("units", unit) | _chain(country, unit) | _posts_of(country, unit)


def _trace_place(country: Country, key: tuple[str, ...]) -> Trace:
    units = country["units"].filter(pl.col("place") == key[0])
    defaults = country["defaults"].filter(pl.col("name").str.starts_with("managers_per_unit"))
    place = country["places"].filter(pl.col("place") == key[0])
    return (
        traced("units", units, _CHOSEN)
        | _chain(country, units)
        | _posts_of(country, units)
        | _ministry_rows(country, units)
        | traced("defaults", defaults, ("name",))
        | traced("places", place, ("place",))
    )


def _trace_function(country: Country, key: tuple[str, ...]) -> Trace:
    place, subject = key[0], key[-1]
    works = _there(place) & pl.col("functions").list.contains(subject)
    if len(key) == 3:
        works &= pl.col("ministry") == key[1]
    return _rows(country, works, *_CHOSEN, "functions")


def _seated(country: Country, council: str) -> Trace:
    """Return the trace of who sits in a council: its row, its seats, their posts and units."""
    seats = country["seats"].filter(pl.col("council") == council)
    posts = country["posts"].join(seats.select(post="holder"), on="post", how="semi")
    own = pl.col("unit").is_in(posts["unit"].implode())
    heads = pl.col("head").is_in(posts["post"].implode())
    units = country["units"].filter((own | heads).fill_null(False))
    return (
        traced("councils", country["councils"].filter(pl.col("council") == council), ("council",))
        | traced("seats", seats, ("council", "holder"))
        | traced("posts", posts, ("post",))
        | traced("units", units, ("unit", "head", "status"))
        | _ministry_rows(country, units)
    )


def _trace_single(country: Country, key: tuple[str, ...]) -> Trace:
    return _seated(country, key[1])


def _trace_assembly(country: Country, key: tuple[str, ...]) -> Trace:
    place, council = key[:2]
    # Which council is the largest assembly depends on who sits in all of them.
    chosen = (
        ("councils", ("council", "type", "place", "status", "elected")),
        ("seats", ("council", "holder")),
        ("posts", ("post", "holders", "status")),
        ("places", ("place", "level")),
    )
    detected = frozenset((table, column) for table, columns in chosen for column in columns)
    in_place = country["units"].filter(pl.col("place") == place)
    return (
        _seated(country, council)
        | _rows(country, pl.col("place") == place)
        | _ministry_rows(country, in_place)
        | Trace(chosen_by=detected)
    )


# The measures ------------------------------------------------------------------------------


def _column(name: str, unit: str, title: tuple[str, str], doc: tuple[str, str]) -> Column:
    return Column(name, Text(*title), unit, Text(*doc))


PLACE = _column("place", "id", ("مکان", "Place"), ("شناسه مکان", "Id of the place"))
MINISTRY_ID = _column(
    "ministry",
    "id",
    ("وزارتخانه", "Ministry"),
    (
        "شناسه وزارتخانه یا سازمان ملی که واحد از آن است",
        "Id of the ministry or national organisation the unit belongs to",
    ),
)
COUNCIL = _column("council", "id", ("شورا", "Council"), ("شناسه شورا", "Id of the council"))
LEGAL_FORM = _column(
    "legal_form",
    "text",
    ("شکل حقوقی", "Legal form"),
    (
        "شکل حقوقی واحد؛ no_unit: سمتی که واحد ندارد",
        "Legal form of the unit; no_unit: a post without a unit",
    ),
)
SUBJECT = _column("subject", "id", ("موضوع", "Subject"), ("شناسه موضوع", "Id of the subject"))
BODIES = _column(
    "bodies",
    "count",
    ("دستگاه", "Bodies"),
    (
        "واحدهای فعالی که رئیس دارند و زیر واحد دیگری از همان مکان نیستند، با هر شکل حقوقی",
        "Active units with a head that stand under no other unit of the place, of any legal form",
    ),
)
MINISTRY_UNITS = _column(
    "ministry_units",
    "count",
    ("واحد وزارتخانه", "Ministry units"),
    (
        "از دستگاه‌ها، آنها که شکل حقوقی‌شان واحد وزارتخانه است: قواعد ادغام تنها از اینها می‌گوید",
        "Of the bodies, those whose legal form is ministry_unit: the only ones rules of merging name",
    ),
)
PARTS = _column(
    "parts",
    "count",
    ("زیرمجموعه", "Parts"),
    (
        "واحدهای دارای رئیس که زیر واحد فعال دیگری از همان مکان‌اند",
        "Units with a head under another active unit of the same place",
    ),
)
DESKS = _column(
    "desks",
    "count",
    ("بدون رئیس", "Desks"),
    ("واحدهای فعال بی‌رئیس: میز خدمت یا گروه", "Active units without a head: a desk or a group"),
)
SEATS = _column("seats", "count", ("عضویت", "Seats"), ("شمار عضویت‌ها", "Number of seats"))
PEOPLE = _column(
    "people",
    "people",
    ("نفر", "People"),
    (
        "جمع «شمار» سمت‌هایی که در شورا عضویت دارند؛ سمت حذف‌شده صفر است",
        "Sum of `holders` over the posts that sit in the council; a closed post counts none",
    ),
)
UNIT_LIST = _column(
    "units", "text", ("واحدها", "Units"), ("شناسه واحدها با ؛ میان آنها", "Ids of the units, by ;")
)
SEVERAL = _column(
    "ministries_with_several",
    "count",
    ("وزارتخانه چنددستگاهی", "Ministries with several bodies"),
    (
        "وزارتخانه‌هایی که در این مکان بیش از یک دستگاه دارند؛ سازمان‌های ملی و دفترهای استاندار و "
        "فرماندار شمرده نمی‌شوند",
        "Ministries with more than one body in the place; national organisations and the offices of "
        "governors are not counted",
    ),
)


def _ranged(
    name: str, unit: str, title: tuple[str, str], doc: tuple[str, str]
) -> tuple[Column, ...]:
    """Return the columns of a median with its smallest and largest value."""
    fa, en = title
    return (
        _column(name, unit, (f"{fa}، میانه", f"{en}, median"), doc),
        _column(f"{name}_min", unit, (f"{fa}، کمترین", f"{en}, fewest"), doc),
        _column(f"{name}_max", unit, (f"{fa}، بیشترین", f"{en}, most"), doc),
    )


def _settings(
    name: str, unit: str, title: tuple[str, str], doc: tuple[str, str]
) -> tuple[Column, ...]:
    """Return the columns of a figure at the low, default and high setting."""
    fa, en = title
    return (
        _column(f"{name}_low", unit, (f"{fa}، کمینه", f"{en}, low"), doc),
        _column(name, unit, title, doc),
        _column(f"{name}_high", unit, (f"{fa}، بیشینه", f"{en}, high"), doc),
    )


MINISTRY_BODIES = Measure(
    "ministry_bodies",
    "units",
    Text("دستگاه‌های هر وزارتخانه در هر مکان", "Bodies of each ministry in each place"),
    ("place", "ministry"),
    (
        PLACE,
        MINISTRY_ID,
        BODIES,
        MINISTRY_UNITS,
        PARTS,
        DESKS,
        _column(
            "serving",
            "count",
            ("خدمت‌رسان از مکان دیگر", "Serving from elsewhere"),
            (
                "دستگاه‌هایی که جای دیگری مستقرند و به این مکان خدمت می‌دهند",
                "Bodies that lie in another place and serve this one",
            ),
        ),
    ),
    ministry_bodies,
    _trace_bodies,
)
BODIES_BY_FORM = Measure(
    "bodies_by_form",
    "units",
    Text("دستگاه‌های هر وزارتخانه بر پایه شکل حقوقی", "Bodies of each ministry by legal form"),
    ("place", "ministry", "legal_form"),
    (PLACE, MINISTRY_ID, LEGAL_FORM, BODIES),
    bodies_by_form,
    _trace_bodies,
)
MINISTRY_RANGE = Measure(
    "ministry_range",
    "units",
    Text("دستگاه‌های هر وزارتخانه در یک سطح", "Bodies of each ministry over the places of a level"),
    ("level", "ministry"),
    (
        _column("level", "level", ("سطح", "Level"), ("سطح مکان‌ها", "Level of the places")),
        MINISTRY_ID,
        _column(
            "places",
            "count",
            ("مکان‌ها", "Places"),
            (
                "مکان‌های این سطح که وزارتخانه در آنها دست‌کم یک دستگاه دارد؛ میانه و دامنه از همین‌هاست",
                "Places of the level with at least one body of the ministry; median and range are "
                "taken over these",
            ),
        ),
        *_ranged(
            "ministry_units",
            "count",
            ("واحد وزارتخانه", "Ministry units"),
            (MINISTRY_UNITS.doc.fa, MINISTRY_UNITS.doc.en),
        ),
        *_ranged("bodies", "count", ("دستگاه", "Bodies"), (BODIES.doc.fa, BODIES.doc.en)),
    ),
    ministry_range,
    _trace_range,
)
UNIT_LAYERS = Measure(
    "unit_layers",
    "units",
    Text("لایه و حیطه نظارت هر واحد", "Layer and span of each unit"),
    ("unit",),
    (
        _column("unit", "id", ("واحد", "Unit"), ("شناسه واحد", "Id of the unit")),
        PLACE,
        MINISTRY_ID,
        _column(
            "layer",
            "level",
            ("لایه", "Layer"),
            (
                "یک: واحد بالادستی ندارد؛ هر واحد بالادست یکی می‌افزاید. خالی: زنجیره به خود "
                "بازمی‌گردد",
                "1: no unit above; each unit above adds one. Empty: the chain returns to itself",
            ),
        ),
        _column(
            "top",
            "id",
            ("بالاترین واحد", "Top unit"),
            ("واحدی که زنجیره به آن می‌رسد", "The unit at which the chain ends"),
        ),
        _column(
            "span",
            "count",
            ("حیطه نظارت", "Span"),
            ("واحدهای فعالی که یک‌راست زیر آن‌اند", "Active units directly under it"),
        ),
        _column(
            "managers",
            "people",
            ("مدیران", "Managers"),
            (
                "جمع «شمار» سمت‌های مدیریتی فعال آن که در جدول هست",
                "Sum of `holders` over its active managerial posts in the table",
            ),
        ),
        _column(
            "managers_unknown",
            "people",
            ("مدیر بودن نامعلوم", "Not known whether managers"),
            (
                "افرادی در سمت‌هایی که مدیریتی بودنشان گفته نشده است",
                "People in posts not said to be managerial or not",
            ),
        ),
        _column(
            "staff",
            "people",
            ("کارکنان", "Staff"),
            ("کارکنان، اگر ثبت شده باشد", "People working there, if recorded"),
        ),
    ),
    unit_layers,
    _trace_layers,
)
PLACE_UNITS = Measure(
    "place_units",
    "units",
    Text("واحدها، لایه‌ها و مدیران هر مکان", "Units, layers and managers of each place"),
    ("place",),
    (
        PLACE,
        _column("units", "count", ("واحد", "Units"), ("واحدهای فعال", "Active units")),
        BODIES,
        MINISTRY_UNITS,
        PARTS,
        DESKS,
        _column(
            "ministries",
            "count",
            ("وزارتخانه و سازمان", "Ministries and organisations"),
            (
                "وزارتخانه‌ها و سازمان‌های ملی که در این مکان دستگاه دارند",
                "Ministries and national organisations with a body in the place",
            ),
        ),
        SEVERAL,
        _column(
            "bodies_of_several",
            "count",
            ("دستگاه‌های آنها", "Bodies of these"),
            ("دستگاه‌های وزارتخانه‌های چنددستگاهی", "Bodies of the ministries with several"),
        ),
        _column(
            "heads",
            "count",
            ("رئیس واحد", "Heads"),
            ("سمت‌هایی که رئیس واحدی فعال‌اند", "Posts at the head of an active unit"),
        ),
        UNIT_LAYERS.columns[6],
        UNIT_LAYERS.columns[7],
        *_settings(
            "managers_estimated",
            "people",
            ("مدیران، برآورد", "Managers, estimated"),
            (
                "جمع، بر واحدهای دارای رئیس، بزرگ‌ترِ مدیران ثبت‌شده و پیش‌فرض managers_per_unit؛ فرضی، "
                "چون تنها رؤسا در جدول‌اند",
                "Sum over units with a head of the larger of the managers recorded and the default "
                "managers_per_unit; assumed, since mostly heads are loaded",
            ),
        ),
        _column(
            "layers",
            "level",
            ("لایه‌ها", "Layers"),
            ("ژرف‌ترین لایه واحدهای مکان", "Deepest layer among the units of the place"),
        ),
        _column(
            "span_min",
            "count",
            ("حیطه نظارت، کمترین", "Span, smallest"),
            ("میان واحدهایی که زیرمجموعه دارند", "Among the units that have others under them"),
        ),
        _column(
            "span",
            "count",
            ("حیطه نظارت، میانه", "Span, median"),
            ("میان واحدهایی که زیرمجموعه دارند", "Among the units that have others under them"),
        ),
        _column(
            "span_max",
            "count",
            ("حیطه نظارت، بیشترین", "Span, largest"),
            ("میان واحدهایی که زیرمجموعه دارند", "Among the units that have others under them"),
        ),
        _column(
            "staff",
            "people",
            ("کارکنان", "Staff"),
            (
                "جمع کارکنان واحدهایی که شمارشان ثبت شده است؛ خالی: هیچ‌کدام",
                "Sum over the units whose staff is recorded; empty: none is",
            ),
        ),
        _column(
            "staff_known",
            "share",
            ("سهم ثبت‌شده", "Share recorded"),
            ("سهم واحدهایی که کارکنانشان ثبت شده است", "Share of units whose staff is recorded"),
        ),
    ),
    place_units,
    _trace_place,
)
DUPLICATED_FUNCTIONS = Measure(
    "duplicated_functions",
    "units",
    Text("وظیفه‌های چندمتولی هر مکان", "Functions of several bodies in each place"),
    ("place", "subject"),
    (
        PLACE,
        SUBJECT,
        _column(
            "bodies",
            "count",
            ("دستگاه", "Bodies"),
            (
                "دستگاه‌های مستقر در مکان یا خدمت‌رسان به آن که این موضوع در وظایفشان است؛ موضوع عینِ هم، نه "
                "موضوع وسیع‌تر",
                "Bodies that lie in the place or serve it and have this subject among their functions; "
                "the very subject, not a wider one",
            ),
        ),
        _column(
            "ministries",
            "count",
            ("وزارتخانه", "Ministries"),
            ("وزارتخانه‌ها و سازمان‌های آنها", "Ministries and organisations they belong to"),
        ),
        _column(
            "of_one_ministry",
            "count",
            ("از یک وزارتخانه", "Of one ministry"),
            (
                "بیشترین شمار از یک وزارتخانه؛ دو و بیشتر: تکرار درون یک وزارتخانه",
                "Most of them from a single ministry; two or more: doubled within a ministry",
            ),
        ),
        UNIT_LIST,
    ),
    duplicated_functions,
    _trace_function,
)
DUPLICATED_IN_MINISTRY = Measure(
    "duplicated_in_ministry",
    "units",
    Text("وظیفه‌های چندمتولی درون یک وزارتخانه", "Functions of several bodies of the same ministry"),
    ("place", "ministry", "subject"),
    (PLACE, MINISTRY_ID, SUBJECT, DUPLICATED_FUNCTIONS.columns[2], UNIT_LIST),
    duplicated_in_ministry,
    _trace_function,
)
ADMINISTRATIVE_COUNCIL = Measure(
    "administrative_council",
    "units",
    Text("شورای اداری هر مکان", "Administrative council of each place"),
    ("place", "council"),
    (
        PLACE,
        _column(
            "council",
            "id",
            ("شورا", "Council"),
            (
                "شورایی که بیشترین افراد را گرد می‌آورد: گونه‌ای که میانه افرادش در سطح آن مکان از همه "
                "بیشتر است، بی شوراهای انتخابی؛ جایی که رؤسا به حکم قاعده عضوند همان شورای اداری است",
                "The council that brings most people together: the type with the highest median of "
                "people at the level of the place, elected councils left out; where heads sit by rule "
                "this is the administrative council",
            ),
        ),
        SEATS,
        PEOPLE,
        _column(
            "heads",
            "people",
            ("رؤسای واحدها", "Heads of units"),
            (
                "از این افراد، آنها که رئیس واحدی فعال‌اند",
                "Of these people, those who head an active unit",
            ),
        ),
        _column(
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
        _column(
            "people_of_several",
            "people",
            ("نفر از آنها", "People from these"),
            (
                "افرادی که از این وزارتخانه‌ها می‌آیند",
                "People who come from those ministries",
            ),
        ),
        _column(
            "units_of_several",
            "count",
            ("واحدهای آنها", "Units of these"),
            ("واحدهایی که این افراد از آنها می‌آیند", "Units those people come from"),
        ),
        _column(
            "share_of_several",
            "share",
            ("سهم آنها", "Share of these"),
            ("people_of_several بخش بر people", "people_of_several / people"),
        ),
    ),
    administrative_council,
    _trace_assembly,
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
    _trace_assembly,
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
        MINISTRY_ID,
        _column(
            "function",
            "text",
            ("کارکرد", "Function"),
            ("کارکرد شورا", "What the council is for"),
        ),
        _column(
            "units",
            "count",
            ("واحدها", "Units"),
            (
                "واحدهای این وزارتخانه که در شورا عضو دارند (دو یا بیشتر)",
                "Units of the ministry that sit in it (two or more)",
            ),
        ),
        _column(
            "people",
            "people",
            ("نفر از وزارتخانه", "People of the ministry"),
            ("افرادی که از این وزارتخانه‌اند", "People who come from the ministry"),
        ),
        _column(
            "others",
            "people",
            ("دیگران", "Others"),
            (
                "افرادی که از هیچ وزارتخانه‌ای نیستند؛ استانداری و فرمانداری‌ها کنار گذاشته شده‌اند",
                "People of no ministry; the governor's offices are set aside",
            ),
        ),
        _column(
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
    _trace_single,
)

MEASURES: tuple[Measure, ...] = (
    MINISTRY_BODIES,
    BODIES_BY_FORM,
    MINISTRY_RANGE,
    PLACE_UNITS,
    UNIT_LAYERS,
    DUPLICATED_FUNCTIONS,
    DUPLICATED_IN_MINISTRY,
    ADMINISTRATIVE_COUNCIL,
    ADMINISTRATIVE_COUNCIL_BY_FORM,
    SINGLE_MINISTRY_COUNCILS,
)
"""Every measure of units."""

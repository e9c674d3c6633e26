"""Templates: what is alike in the places of a level, written once.

The other half of `expand`: rows of places become a template with overrides, posts follow their
unit, seats, agendas and sessions their council. See `ostan.country.fold`, which tries them.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from ostan.country.expand import AT, resolve
from ostan.country.tables import TABLES

LEAST_SHARE = 0.5
"""A template is written where at least so many of a level's places have the thing: a place cell
that leaves out most places is harder to read than the rows themselves."""

LIST_MARK = "\x1f"
"""Joins lists while cells are compared; no cell of a Country holds a control character."""

GROUP = ["_group", "_of"]
"""What one template stands for: the id without its place, and the level (of posts: the unit)."""


def bases(ids: pl.Series) -> pl.Series:
    """Return the ids of templates: `x` for every `x@place`, once each."""
    return ids.filter(ids.str.contains("@", literal=True)).str.replace("@.*$", "").unique()


def base(column: str) -> pl.Expr:
    """Return `x` of `x@place`; null for an id that is no thing in a place."""
    return pl.col(column).str.extract("^([^@]*)@")


def spot(column: str) -> pl.Expr:
    """Return the place of `x@place`; null for an id that is no thing in a place."""
    return pl.col(column).str.extract("@(.*)$")


# Templates of placed tables ----------------------------------------------------------------


def by_key(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Name the group of a row whose key holds its place: the rest of the key."""
    rest = [pl.col(c).cast(pl.String) for c in TABLES[name].key if c != "place"]
    return frame.with_columns(_group=pl.concat_str(rest, separator=LIST_MARK))


def templates(
    name: str, frame: pl.DataFrame, places: pl.DataFrame, blocked: list[str]
) -> pl.DataFrame:
    """Return templates, overrides and explicit rows for a frame with `_group` (null: explicit)."""
    if frame.is_empty():
        return frame
    key = TABLES[name].key
    members = _members(name, frame, places, blocked)
    cells = [c for c in TABLES[name].columns if c not in (*key, "place")]
    groups = _modes(members, cells)
    laid = _compared(members, groups, cells)
    spots = places.group_by(_of="level").agg(spots=pl.len())
    kept = (~pl.col("_alone")).sum()
    wide = (
        laid.join(spots, on="_of")
        .group_by(GROUP)
        .agg(kept=kept, least=pl.first("spots") * LEAST_SHARE)
    ).filter(pl.col("kept") >= pl.col("least"))
    inside = laid.filter(~pl.col("_alone")).join(_cheaper(laid), on=GROUP, how="semi")
    inside = inside.join(wide, on=GROUP, how="semi")
    # The parts of the key that are no place are the same in the whole group.
    ids = inside.unique(GROUP, keep="first").select(*GROUP, *(c for c in key if c != "place"))
    named = ids if "place" in key else ids.with_columns(pl.col("_group").alias(key[0]))
    templates = groups.join(named, on=GROUP).join(_place_cells(inside, places), on=GROUP)
    explicit = frame.join(inside, on=key, how="anti")
    columns = list(TABLES[name].columns)
    parts = (templates, _overrides(inside, cells), explicit)
    return pl.concat([part.select(columns) for part in parts])


def _compared(members: pl.DataFrame, groups: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    """Lay each row over its template: `c_t` beside each cell `c`, `_differs`, and `_alone`.

    `_alone`: a cell is empty where the template's is not, which no override can say.
    """
    laid = members.join(groups, on=GROUP, suffix="_t")
    emptied = (_cell_differs(c) & pl.col(c).is_null() for c in cells)
    return laid.with_columns(
        _differs=pl.any_horizontal(_cell_differs(c) for c in cells),
        _alone=pl.any_horizontal(emptied),
    )


def _cell_differs(cell: str) -> pl.Expr:
    return pl.col(cell).ne_missing(pl.col(f"{cell}_t"))


def _cheaper(laid: pl.DataFrame) -> pl.DataFrame:
    """Return the groups that are shorter as a template with overrides than as they are."""
    costs = 1 + (pl.col("_alone") | pl.col("_differs")).sum()
    return (
        laid.group_by(GROUP)
        .agg(rows=pl.len(), costs=costs)
        .filter(pl.col("costs") < pl.col("rows"))
    )


def _overrides(inside: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    return inside.filter("_differs").with_columns(
        pl.when(_cell_differs(c)).then(c).alias(c) for c in cells
    )


def _members(
    name: str, frame: pl.DataFrame, places: pl.DataFrame, blocked: list[str]
) -> pl.DataFrame:
    """Return the rows that a template could make, with `_group` and `_of`, the level of their place."""
    rows = (
        frame.drop_nulls("_group")
        .filter(~pl.col("_group").is_in(blocked))
        .join(places.select(place="place", _of="level"), on="place")
    )
    if "place" in TABLES[name].key:
        return rows
    id = TABLES[name].key[0]
    mine = rows.filter(spot(id) == pl.col("place"), ~pl.col("_group").is_in(_plain(frame[id])))
    # A template has one id, so one level: that with most places.
    return mine.join(_largest(mine), on=GROUP, how="semi")


def _plain(ids: pl.Series) -> pl.Expr:
    return pl.lit(ids.filter(~ids.str.contains("@", literal=True))).implode()


def _largest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return for every `_group` the `_of` with most rows; ties by name."""
    counted = rows.group_by(GROUP).len()
    return counted.sort("len", "_of", descending=[True, False]).unique("_group", keep="first")


def _modes(members: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    """Return for every group the commonest value of each cell, empty ones counted; ties by value."""
    modes = members.select(GROUP).unique(maintain_order=True)
    for cell in cells:
        commonest = (
            members.group_by(*GROUP, cell)
            .len()
            .sort("len", cell, descending=[True, False])
            .unique(GROUP, keep="first", maintain_order=True)
            .drop("len")
        )
        modes = modes.join(commonest, on=GROUP, how="left", maintain_order="left")
    return modes


def _place_cells(inside: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return the place cell of each template: `*province`, with the places that lack it."""
    groups = inside.select(GROUP).unique()
    lacking = (
        groups.join(places.select(_of="level", place="place"), on="_of")
        .join(inside, on=["_group", "place"], how="anti")
        .group_by(GROUP)
        .agg(_but=pl.col("place").sort())
    )
    cell = pl.concat_str("_star", pl.col("_but").list.join(" -"), separator=" -", ignore_nulls=True)
    return (
        groups.join(lacking, on=GROUP, how="left")
        .with_columns(_star="*" + pl.col("_of"))
        .select(*GROUP, place=cell)
    )


def template_ids(frame: pl.DataFrame, id: str) -> pl.Series:
    """Return the ids of the template rows of a folded table."""
    return frame.filter(pl.col("place").str.starts_with("*"))[id]


# Posts follow their unit -------------------------------------------------------------------


def post_templates(
    posts: pl.DataFrame, units: pl.DataFrame, folded_units: pl.DataFrame, blocked: list[str]
) -> pl.DataFrame:
    """Return template posts for template units that have the post wherever the unit is."""
    followed = template_ids(folded_units, "unit")
    rows = posts.with_columns(_group=base("post"), _of=base("unit")).filter(
        spot("post") == pl.col(AT),
        spot("unit") == pl.col(AT),
        ~pl.col("_group").is_in(_plain(posts["post"])),
        ~pl.col("_group").is_in(blocked),
    )
    everywhere = rows.group_by(GROUP).len().join(_instances(units, followed), on=["_of", "len"])
    whole = rows.join(everywhere, on=GROUP, how="semi")
    members = whole.join(_largest(whole), on=GROUP, how="semi")
    cells = [c for c in TABLES["posts"].columns if c not in ("post", "unit")]
    # An override cannot empty a cell, and no place can be left out: the template leaves it empty.
    holes = members.group_by(GROUP).agg(pl.col(c).null_count() for c in cells)
    groups = _modes(members, cells).join(holes, on=GROUP, suffix="_holes")
    full = groups.select(
        *GROUP, *(pl.when(pl.col(f"{c}_holes") == 0).then(c).alias(c) for c in cells)
    )
    laid = _compared(members, full, cells)
    inside = laid.join(_cheaper(laid), on=GROUP, how="semi")
    templates = full.join(inside, on=GROUP, how="semi").with_columns(post="_group", unit="_of")
    overrides = _overrides(inside, cells).with_columns(unit=pl.lit(None, pl.String))
    alone = posts.join(inside, on="post", how="anti")
    columns = list(TABLES["posts"].columns)
    return pl.concat([part.select(columns) for part in (templates, overrides, alone)])


def _instances(units: pl.DataFrame, followed: pl.Series) -> pl.DataFrame:
    """Return how many units each template unit makes, in places of their own: _of, len."""
    made = units.select("place", _of=base("unit")).filter(pl.col("_of").is_in(followed.implode()))
    return (
        made.group_by("_of")
        .agg(pl.len(), places=pl.col("place").n_unique())
        .filter(pl.col("len") == pl.col("places"))
        .select("_of", "len")
    )


# Rows that follow their council ------------------------------------------------------------


def followers(
    name: str, rows: pl.DataFrame, councils: pl.DataFrame, blocked: list[str], sits: Sitting
) -> pl.DataFrame:
    """Return template rows for template councils, and whole sets of rows where they differ.

    `councils` are those made by a template: council, _group (its id) and the place `_at`. Of the
    rows of a template those are taken that most of its councils have where the holder exists; a
    council whose own rows are others brings all of its own.
    """
    columns = list(TABLES[name].columns)
    instances = councils.filter(~pl.col("_group").is_in(blocked))
    own = rows.drop(AT).join(instances, on="council", how="left", maintain_order="left")
    own = own.with_columns(_cells=pl.struct(c for c in columns if c != "council").hash())
    counted = own.drop_nulls("_group")
    expected = _expected(counted, instances, sits)
    wrong = pl.concat(
        [
            counted.select("council", "_cells").join(
                expected, on=["council", "_cells"], how="anti"
            ),
            expected.join(counted, on=["council", "_cells"], how="anti"),
        ]
    )
    fitting = expected.join(wrong, on="council", how="anti").select("council").unique()
    templates = (
        counted.join(fitting, on="council", how="semi", maintain_order="left")
        .unique(["_group", "_cells"], keep="first", maintain_order=True)
        .with_columns(council="_group")
    )
    rest = own.join(fitting, on="council", how="anti", maintain_order="left")
    return pl.concat([templates.select(columns), rest.select(columns)])


Sitting = Callable[[pl.DataFrame], pl.DataFrame]
"""Keeps of rows and the councils of their template those where the row makes a row (seats: where
its holder exists)."""


def _expected(counted: pl.DataFrame, instances: pl.DataFrame, sits: Sitting) -> pl.DataFrame:
    """Return the rows each council would have from its template: council, _cells."""
    keep = [c for c in ("holder",) if c in counted.columns]
    having = counted.select("council", "_group").unique().group_by("_group").len()
    # A council without rows of its own would take the template's, and nothing can say it has none.
    whole = instances.group_by("_group").len().join(having, on=["_group", "len"], how="semi")
    rows = (
        counted.join(whole, on="_group", how="semi")
        .group_by("_group", "_cells")
        .agg(pl.len().alias("_n"), *(pl.col(c).first() for c in keep))
        .filter(pl.col("_n") > 1)
    )
    pairs = sits(rows.join(instances, on="_group"))
    most = pl.col("_n") * 2 > pl.len().over("_group", "_cells")
    return pairs.filter(most).select("council", "_cells")


def made_by_templates(councils: pl.DataFrame, followed: pl.Series) -> pl.DataFrame:
    """Return the councils that templates make: council, the place `_at`, _group (the template)."""
    made = councils.select("council", pl.col("place").alias(AT), _group=base("council"))
    return made.filter(pl.col("_group").is_in(followed.implode()))


def sitting(posts: pl.Series, tree: pl.DataFrame) -> Sitting:
    """Return what keeps of seats those whose holder is somebody in the council's place."""

    def sits(pairs: pl.DataFrame) -> pl.DataFrame:
        local = pl.col("holder").is_in(bases(posts).implode())
        asked = pairs.filter(local).with_row_index("_i")
        found = resolve(asked.select("_i", AT, value="holder"), posts, tree).drop_nulls("id")
        there = asked.join(found, on="_i", how="semi").drop("_i")
        return pl.concat([pairs.filter(~local), there])

    return sits

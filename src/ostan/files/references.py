"""References to nothing, found in folded tables: for files that cannot be expanded yet.

Where a file loads, the checks of a Country find them; where it does not, its reader should learn of
them in the same run.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.files import limits
from ostan.files.headers import or_nearest
from ostan.files.origin import Origin
from ostan.files.problems import problem
from ostan.words.finding import Finding

MOST_NAMES = 20_000
"""Nearest names are looked for among so many at most, and for `limits.NEAREST` unknown ones."""


def unknown_references(tables: Tables, origin: Origin) -> list[Finding]:
    """Return a finding for every id that its table does not have, with all cells of a column that name it.

    Templates (`*province`) and rules (`type: x`) are no references; a table that is not there cannot
    be asked; an id may stand without its place.
    """
    return [
        finding
        for name, frame in tables.items()
        for column, target in TABLES[name].refers.items()
        if column in frame.columns and target in tables
        for finding in _unknown(name, frame, column, tables[target], target, origin)
    ]


def _unknown(
    name: str, frame: pl.DataFrame, column: str, there: pl.DataFrame, target: str, origin: Origin
) -> Iterator[Finding]:
    from ostan.persian.names import nearest

    key = TABLES[target].key[0]
    if key not in there.columns:
        return
    ids = there[key].drop_nulls()
    known = pl.concat([ids, ids.str.extract(r"^([^@]*)@").drop_nulls()]).unique()
    cells = frame.select(came=pl.col(column)).with_row_index("row").drop_nulls("came")
    if isinstance(frame.schema[column], pl.List):
        cells = cells.explode("came")
    lost = cells.filter(
        ~pl.col("came").is_in(known.implode()),
        ~pl.col("came").str.starts_with("*"),
        ~pl.col("came").str.contains(":", literal=True),
    )
    names = known.to_list() if known.len() <= MOST_NAMES else []
    for number, (came, rows) in enumerate(
        lost.group_by("came", maintain_order=True).agg("row").head(limits.SHOWN).iter_rows()
    ):
        likely = nearest(came, names) if number < limits.NEAREST else []
        places = (origin.where(name, row, column) for row in rows[: limits.SHOWN])
        yield problem(
            "unknown_reference",
            tuple(p for p in places if p is not None),
            came=came,
            table=TABLES[target].title,
            near=or_nearest(likely),
        )

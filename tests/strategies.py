"""Generated Countries: small, valid, expanded, with everything a cell can hold.

`countries()` is for laws that must hold for any Country (round trips, digests, folding).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2199, 12, 31)
"""Days that every format holds; see `ostan.persian.jalali`."""

_LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
_PERSIAN = st.sampled_from("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيكةأئؤء‌ًٔ۰۱۲٣٤٥ ـ،؛«»")
_TRAPS = st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''",
        "'",
        "+98",
        "-",
        "@a",
        "＝1",
        "\u200c=x",
        "\u200e-1",
        "true",
        "بله",
        "0017",
        "1e5",
        "2025-01-02",
        "۱۴۰۴/۰۱/۰۱",
        "a;b",
        "a,b",
        'q"q',
        "#N/A",
        "NULL",
        "nan",
        "  x  ",
        "\ufeffx",
    ]
)
"""Texts that some format may take for something else."""


def texts() -> st.SearchStrategy[str]:
    """Return texts of one line, as a person or an attacker writes them."""
    return st.one_of(
        st.text(_PERSIAN, min_size=1, max_size=20),
        st.text(_LETTERS, min_size=1, max_size=12),
        _TRAPS,
    )


def slugs(prefix: str) -> st.SearchStrategy[str]:
    """Return ids: Latin or Persian letters, digits, dots, hyphens, underscores."""
    return st.text("abcxyz019_.-استان", max_size=6).map(lambda s: f"{prefix}{s}")


def _ids(prefix: str, most: int, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(slugs(prefix), min_size=least, max_size=most, unique=True)


def _amount(column: Any) -> st.SearchStrategy[Any]:
    low = 0 if column.min is None else column.min
    high = 10**18 if column.max is None else column.max
    if dtype(column) == pl.Int64:
        return st.integers(int(low), int(high))
    return st.floats(float(low), float(min(high, 1e15)), allow_nan=False, allow_infinity=False)


def _cell(name: str, column: Any, ids: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    """Return values of a column that is no key; a reference points to an id that is there."""
    meta, kind = column.metadata, dtype(column)
    target = meta.get("refers")
    if target:
        found = ids.get(target, [])
        if isinstance(kind, pl.List):
            one = st.lists(st.sampled_from(found), max_size=3) if found else st.none()
        else:
            one = st.sampled_from(found) if found else st.none()
    elif meta.get("values"):
        one = st.sampled_from(meta["values"])
    elif kind == pl.Boolean:
        one = st.booleans()
    elif kind == pl.Date:
        one = st.dates(FIRST_DAY, LAST_DAY)
    elif kind.is_numeric():
        one = _amount(column)
    else:
        one = texts()
    if column.nullable and meta.get("absent") is None:
        return st.one_of(st.none(), one)
    return one


@st.composite
def _rows(
    draw: st.DrawFn, name: str, keys: list[dict[str, Any]], ids: dict[str, list[str]]
) -> pl.DataFrame:
    table = TABLES[name]
    rest = {n: _cell(n, c, ids) for n, c in table.columns.items() if n not in table.key}
    rows = []
    for key in keys:
        row = {**key, **{n: draw(s) for n, s in rest.items()}}
        if "type" in rest:
            row["type"] = key[table.key[0]].partition("@")[0]
        rows.append(row)
    return pl.DataFrame(rows, schema={n: dtype(c) for n, c in table.columns.items()}, strict=False)


@st.composite
def countries(draw: st.DrawFn) -> Country:
    """Return a small Country that any format can hold: every reference points to a row.

    One country, a few provinces, units, posts, councils, seats, laws, powers and the rest; every
    column may be empty that may be.
    """
    ids = {
        "places": ["land", *draw(_ids("p", 3))],
        "ranks": draw(_ids("r", 2, 1)),
        "laws": draw(_ids("l", 3)),
        "subjects": draw(_ids("s", 3)),
        "units": draw(_ids("u", 3)),
        "posts": draw(_ids("h", 4)),
        "councils": draw(_ids("c", 3)),
        "matters": draw(_ids("m", 2)),
        "services": draw(_ids("v", 2)),
        "actions": draw(_ids("a", 2)),
    }
    made = {}
    for name, found in ids.items():
        keys = [{TABLES[name].key[0]: i} for i in found]
        made[name] = draw(_rows(name, keys, ids))
    made["places"] = made["places"].with_columns(
        level=pl.when(pl.col("place") == "land")
        .then(pl.lit("country"))
        .otherwise(pl.lit("province")),
        parent=pl.when(pl.col("place") == "land").then(None).otherwise(pl.lit("land")),
    )
    # Group posts give way to places that are loaded: expanding would take them out.
    made["posts"] = made["posts"].with_columns(stands_for=pl.lit(None, pl.String))
    made["seats"] = draw(_rows("seats", draw(_pairs("seats", ids)), ids))
    made["agenda"] = draw(_rows("agenda", draw(_pairs("agenda", ids)), ids))
    made["sessions"] = draw(_sessions(ids))
    made["powers"] = draw(_powers(ids))
    made["defaults"] = draw(_rows("defaults", [{"name": n} for n in draw(_names())], ids))
    made["holidays"] = draw(
        _rows(
            "holidays",
            [{"date": d} for d in draw(st.sets(st.dates(FIRST_DAY, LAST_DAY), max_size=2))],
            ids,
        )
    )
    return Country.of(made)


def _names() -> st.SearchStrategy[list[str]]:
    clean = texts().map(lambda t: " ".join(t.split())).filter(bool)
    return st.lists(clean, max_size=2, unique=True)


@st.composite
def _pairs(draw: st.DrawFn, name: str, ids: dict[str, list[str]]) -> list[dict[str, str]]:
    table = TABLES[name]
    first, second = ((k, ids[table.columns[k].metadata["refers"]]) for k in table.key)
    every = [{first[0]: a, second[0]: b} for a in first[1] for b in second[1]]
    return (
        draw(st.lists(st.sampled_from(every), max_size=5, unique_by=lambda p: tuple(p.values())))
        if every
        else []
    )


@st.composite
def _sessions(draw: st.DrawFn, ids: dict[str, list[str]]) -> pl.DataFrame:
    moments = st.datetimes(datetime(1830, 1, 1), datetime(2190, 1, 1)).map(
        lambda m: m.replace(second=0, microsecond=0)
    )
    starts = draw(st.lists(moments, max_size=3, unique=True)) if ids["councils"] else []
    keys = [{"council": draw(st.sampled_from(ids["councils"])), "start": m} for m in starts]
    return draw(_rows("sessions", keys, ids))


@st.composite
def _powers(draw: st.DrawFn, ids: dict[str, list[str]]) -> pl.DataFrame:
    holders = [("post", i) for i in ids["posts"]] + [("unit", i) for i in ids["units"]]
    if not (ids["matters"] and holders):
        return draw(_rows("powers", [], ids))
    names = draw(_ids("w", 2))
    ids = {**ids, "powers": names}
    frame = draw(_rows("powers", [{"power": i} for i in names], ids))
    held = [draw(st.sampled_from(holders)) for _ in range(frame.height)]
    return frame.with_columns(
        pl.Series("holder_kind", [k for k, _ in held], pl.String),
        pl.Series("holder", [h for _, h in held], pl.String),
    )

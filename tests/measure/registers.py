"""Small registers of powers for tests, and every case that can differ in one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import POWER_ROLES, TABLES
from ostan.measure.powers.plain import Case

PLACES = [("land", None), ("a", "land"), ("a1", "a"), ("a2", "a"), ("b", "land"), ("c", "land")]
LEAVES = ("a1", "a2", "b", "c")
"""Places that hold no other, in the order in which they are told."""
HOLDERS = ("gov", "min", "org")
SINCE = date(2026, 1, 1)
DAYS = [SINCE + timedelta(days=d) for d in (-9, -1, 0, 1, 5, 6, 9)]


def frame(name: str, given: list[dict[str, Any]]) -> pl.DataFrame:
    columns = TABLES[name].columns
    made = [{n: r.get(n, c.metadata.get("absent")) for n, c in columns.items()} for r in given]
    return pl.DataFrame(made, schema={n: dtype(c) for n, c in columns.items()})


def register(*held: dict[str, Any], **more: list[dict[str, Any]]) -> Country:
    """Return a Country with these powers: of the matter m, the unit gov, to decide, if not said."""
    given = {
        "matter": "m",
        "holder_kind": "unit",
        "holder": "gov",
        "role": "decides",
        "measure": "rial",
    }
    powers = [{"power": f"p{i}", **given, **h} for i, h in enumerate(held)]
    rows = {
        "places": [{"place": p, "level": "province", "parent": q} for p, q in PLACES],
        "matters": [{"matter": m} for m in ("m", *{p["matter"] for p in powers} - {"m"})],
        "units": [
            {"unit": h, "type": h, "kind": "k", "legal_form": "other", "place": "land"}
            for h in HOLDERS
        ],
        "powers": powers,
        **more,
    }
    return Country.of({n: frame(n, r) for n, r in rows.items()})


def _maybe(values: Any) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.sampled_from(values))


def powers(roles: tuple[str, ...] = POWER_ROLES, most: int = 6) -> st.SearchStrategy[Any]:
    """Return rows of powers whose ends often meet, some with no case at all."""
    amounts = [0.0, 1.0, 2.0, 5.0]
    row = st.fixed_dictionaries(
        {
            "matter": st.sampled_from(["m", "m", "n"]),
            "holder": st.sampled_from(HOLDERS),
            "role": st.sampled_from(roles),
            "measure": st.sampled_from(["rial", "rial", "rial", "hectare", "none"]),
            "from": _maybe(amounts),
            "to": _maybe(amounts),
            "condition": st.sampled_from([None, None, None, "in words"]),
            "place": _maybe([p for p, _ in PLACES] + ["nowhere"]),
            "valid_from": _maybe(DAYS),
            "valid_to": _maybe(DAYS),
        }
    )
    return st.lists(row, max_size=most)


def registers(roles: tuple[str, ...] = POWER_ROLES, most: int = 6) -> st.SearchStrategy[Country]:
    return powers(roles, most).map(lambda rows: register(*rows))


def units() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return rows of the holders, some of which are not there, not yet, no longer, or not active.

    They begin and end on days on which powers do.
    """
    ends = st.tuples(_maybe(DAYS), _maybe(DAYS))
    states = st.sampled_from(["active", "active", "merged"])
    shape = {"kind": "k", "legal_form": "other", "place": "land"}
    rows = [
        st.builds(
            lambda state, days, h=h: {
                "unit": h,
                "type": h,
                "status": state,
                "valid_from": days[0],
                "valid_to": days[1],
                **shape,
            },
            states,
            ends,
        )
        for h in HOLDERS
    ]
    return st.tuples(*rows).map(
        lambda found: [r for r in found if r["valid_from"] != DAYS[0]] or list(found[:1])
    )


def laws() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return rows of four acts, each of which may rest on a later one of the list."""
    states = st.sampled_from(["in_force", "amended", "repealed", "expired", "annulled", "unknown"])
    rows = [
        st.builds(
            lambda state, ends, basis, i=i: {
                "law": f"l{i}",
                "rank": "r",
                "status": state,
                "expires": ends[0],
                "valid_to": ends[1],
                "basis": basis,
            },
            states,
            st.tuples(_maybe(DAYS), _maybe(DAYS)),
            _maybe([f"l{j}" for j in range(i + 1, 5)]),
        )
        for i in range(4)
    ]
    return st.tuples(*rows).map(list)


def measures(country: Country, matter: str, since: date = SINCE) -> list[str]:
    """Return the measures of a matter: those in which limits come of powers that hold in some case."""
    rows = country["powers"].filter(matter=matter).iter_rows(named=True)
    limited = {
        r["measure"] for r in rows if (r["from"], r["to"]) != (None, None) and _is_there(r, since)
    }
    return sorted(limited) or ["none"]


def _is_there(row: dict[str, Any], since: date) -> bool:
    first = max(row["valid_from"] or since, since)
    return (
        (row["from"] or 0.0) < (float("inf") if row["to"] is None else row["to"])
        and first <= (row["valid_to"] or first)
        and row["place"] != "nowhere"
    )


def own(row: dict[str, Any], case: Case) -> bool:
    """Return whether the limits of a power, if it has any, are in the measure of the case."""
    return (row["from"], row["to"]) == (None, None) or row["measure"] == case.measure


def cases(country: Country, since: date = SINCE) -> Iterator[Case]:
    """Yield the first case of every cell, the smallest first: each end of a power, and the begin."""
    rows = country["powers"].rows(named=True)
    amounts = {0.0} | {r[e] for r in rows for e in ("from", "to") if r[e] is not None}
    starts = {r["valid_from"] for r in rows} | {
        r["valid_to"] + timedelta(days=1) for r in rows if r["valid_to"]
    }
    starts |= {r["valid_from"] for r in country["units"].rows(named=True)}
    starts |= {
        r["valid_to"] + timedelta(days=1)
        for r in country["units"].rows(named=True)
        if r["valid_to"]
    }
    days = {since} | {d for d in starts if d and d > since}
    for matter in country["matters"]["matter"]:
        for measure in measures(country, matter, since):
            for day in sorted(days):
                for amount in sorted(amounts):
                    for leaf in LEAVES:
                        yield Case(matter, measure, amount, leaf, day)

"""A small country with a register of powers, and registers and changes of them drawn at random."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from hypothesis import strategies as st
from tests.reform.lands import country_of, small

from ostan.country.country import Country
from ostan.reform.powers import KINDS
from ostan.reform.powers.holders import OfPower

START = date(2026, 7, 1)
"""The day from which drawn changes hold, where they have one."""
MATTER = "m"


def power(id: str, holder: str = "post minister", **more: Any) -> dict[str, Any]:
    """Return the row of a power to decide in the matter m, without limits; `holder`: kind and id."""
    kind, name = holder.split()
    base = {"power": id, "matter": MATTER, "holder_kind": kind, "holder": name}
    return {**base, "role": "decides", "measure": "none", "law": "by_law", **more}


def base() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the small country with two counties in p1 and no powers."""
    found = small()
    found["places"] += [
        {"place": c, "level": "county", "parent": "p1", "name_fa": f"شهرستان {c}"}
        for c in ("c1", "c2")
    ]
    found["powers"] = []
    return found


def land(*powers: dict[str, Any], **tables: list[dict[str, Any]]) -> Country:
    """Return that country with these powers, and these rows of other tables in place of its own."""
    return country_of({**base(), **tables, "powers": list(powers)})


# Drawn at random -------------------------------------------------------------------------------

AMOUNTS = (None, 10.0, 20.0, 50.0)
HOLDERS = (
    "post minister",
    "post governor@p1",
    "post deputy@p1",
    "post governor@p2",
    "unit office@p1",
    "council a@p1",
)
PLACES = (None, "land", "p1", "p2", "c1")
DAYS = (None, date(2026, 6, 1), START, date(2026, 9, 1))


@st.composite
def registers(draw: st.DrawFn) -> Country:
    """Return the country with some powers in one matter: nested places, limits, days, words."""
    return land(*(draw(powers(f"w{k}")) for k in range(draw(st.integers(1, 6)))))


@st.composite
def powers(draw: st.DrawFn, id: str) -> dict[str, Any]:
    """Return a row of a power; its limits and days may leave no case."""
    low, high = draw(st.sampled_from(AMOUNTS)), draw(st.sampled_from(AMOUNTS))
    limited = low is not None or high is not None
    return power(
        id + draw(st.sampled_from(["", "@p1"])),
        draw(st.sampled_from(HOLDERS)),
        role=draw(st.sampled_from(["decides", "decides", "decides", "consents", "observes"])),
        measure=draw(st.sampled_from(["rial", "rial", "hectare"])) if limited else "none",
        place=draw(st.sampled_from(PLACES)),
        condition=draw(st.sampled_from([None, None, "به تشخیص"])),
        valid_from=draw(st.sampled_from(DAYS)),
        valid_to=draw(st.sampled_from(DAYS)),
        **{"from": low, "to": high},
    )


@st.composite
def changes(draw: st.DrawFn, country: Country, kinds: tuple[str, ...] = tuple(KINDS)) -> OfPower:
    """Return a change of powers, most often of one that is there; whether it fits is left to chance."""
    kind = draw(st.sampled_from(kinds))
    at = draw(st.sampled_from([(), (), ("*province",), ("p1",), ("c1",), ("p1", "c1")]))
    row = draw(st.sampled_from(country["powers"].rows(named=True)))
    own = f"{row['holder_kind']} {row['holder']}"
    holder = draw(st.sampled_from([own, own, own, *HOLDERS]))
    new = kind in ("grant_power", "require_consent")
    data: dict[str, Any] = {"matter": MATTER, "at": at, "from": draw(st.sampled_from(DAYS[::2]))}
    data |= _holder("", draw(st.sampled_from(HOLDERS)) if new else holder, not at)
    model = KINDS[kind]
    if "to_post" in model.model_fields:
        others = [h for h in HOLDERS if h != holder]
        data |= _holder("to_", draw(st.sampled_from(others)), not at)
    if "to_amount" in model.model_fields:
        low, high = draw(st.sampled_from(LIMITS))
        data |= {"from_amount": low, "to_amount": high, "measure": draw(st.sampled_from(RIALS))}
    if "role" in model.model_fields:
        data["role"] = row["role"]
    if not new:
        data["power"] = draw(st.sampled_from([None, row["power"].partition("@")[0]]))
    if "unlimited" in model.model_fields and data["to_amount"] is None:
        data["unlimited"] = draw(st.booleans())
    return model.model_validate(data)  # type: ignore[return-value]


def _holder(to: str, holder: str, ids: bool) -> dict[str, str]:
    kind, id = holder.split()
    return {f"{to}{kind}": id if ids else id.partition("@")[0]}


LIMITS = ((None, None), (None, 20.0), (10.0, None), (10.0, 20.0), (20.0, 50.0), (20.0, 10.0))
RIALS = (None, "rial", "rial", "rial")


@st.composite
def cases_of_change(
    draw: st.DrawFn, kinds: tuple[str, ...] = tuple(KINDS)
) -> tuple[Country, OfPower]:
    """Return a register, all limits in rials, and a change of it."""
    country = draw(registers())
    other = pl.col("measure") == "hectare"
    measure = pl.when(other).then(pl.lit("rial")).otherwise("measure")
    rials = country.with_tables(powers=country["powers"].with_columns(measure=measure))
    return rials, draw(changes(rials, kinds))

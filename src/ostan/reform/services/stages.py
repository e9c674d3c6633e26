"""What two tables of services differ in, as changes of services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ostan.country.normal import Tables
from ostan.reform.change import Change
from ostan.reform.differing import both
from ostan.reform.services.handing import SET, STATE, HandOver, TakeBack


def handed(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield the services that left the hands of the state or came back to it."""
    for id, row, wanted in both("services", now, goal):
        cells = {c: wanted[c] for c in SET if wanted[c] not in (None, row[c])}
        if wanted["mode"] == STATE:
            own = {c: cells[c] for c in ("fee", "law") if c in cells}
            unit = wanted["unit"] if wanted["unit"] != row["unit"] else None
            yield TakeBack(services=(id,), unit=unit, **own)
        elif cells:
            yield HandOver(services=(id,), **{"mode": wanted["mode"], **cells})


STAGES: Sequence[Callable[[Tables, Tables], Iterator[Change]]] = (handed,)
"""What is sought, in order."""

"""Places as a tree that changes of powers and services walk: what lies in what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from ostan.country.normal import Tables


@dataclass(frozen=True)
class Land:
    """Places as a tree: the places in each, and the one each lies in; no ring is followed."""

    parents: Mapping[str, str | None]

    @classmethod
    def of(cls, places: pl.DataFrame) -> Land:
        """Return the places of a table."""
        rows = dict(places.select("place", "parent").sort("place").iter_rows())
        land = cls({p: (up if up in rows else None) for p, up in rows.items()})
        # A ring of places is a finding of the checks; here it must only not be walked for ever.
        ringed = {p for p, up in land.parents.items() if p in land.around(up)}
        return cls({p: None if p in ringed else up for p, up in land.parents.items()})

    @cached_property
    def inside(self) -> Mapping[str | None, Sequence[str]]:
        """The places right inside each; of None those that lie in none."""
        found: dict[str | None, list[str]] = {}
        for place, parent in self.parents.items():
            found.setdefault(parent, []).append(place)
        return found

    def around(self, place: str | None) -> list[str]:
        """Return a place and those that enclose it, the nearest first; of everywhere none."""
        found: list[str] = []
        while place is not None and place not in found:
            found.append(place)
            place = self.parents.get(place)
        return found

    def holds(self, outer: str | None, inner: str | None) -> bool:
        """Return whether a place (None: everywhere) encloses another one, or is it."""
        return outer is None or outer in self.around(inner)

    def shared(self, place: str | None, wanted: Mapping[str | None, int]) -> list[Shared]:
        """Return the parts of a place, each with the number of the wanted place it lies in, or None.

        `wanted`: numbers of places (None: everywhere). The nearest wanted place counts. Parts are as
        large as can be; no case lies in two of them.
        """
        number = wanted.get(next((p for p in self.around(place) if p in wanted), None))
        cut = {a for w in wanted if w is not None for a in self.around(w)[1:]}
        if place is None and any(w is not None for w in wanted):
            return [
                s for p in self.inside.get(None, ()) for s in self._parts(p, number, wanted, cut)
            ]
        if place is None:
            return [Shared(None, number)]
        return list(self._parts(place, number, wanted, cut))

    def _parts(
        self, place: str, number: int | None, wanted: Mapping[str | None, int], cut: set[str]
    ) -> Iterator[Shared]:
        own = wanted.get(place, number)
        if place not in cut:
            yield Shared(place, own)
            return
        for part in self.inside[place]:
            yield from self._parts(part, own, wanted, cut)


@dataclass(frozen=True)
class Shared:
    """A part of a place (None: everywhere), and the number of the change that takes it, if one does."""

    place: str | None
    number: int | None


class Frame:
    """A frame told apart by which object it is: what was read of it is kept, since it stays as it is."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self.frame is other.frame


def land_of(tables: Tables) -> Land:
    """Return the places of a Country as a tree."""
    return _land(Frame(tables["places"]))


@lru_cache(maxsize=4)
def _land(places: Frame) -> Land:
    return Land.of(places.frame)

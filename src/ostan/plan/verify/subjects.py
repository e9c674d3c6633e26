"""How unlike the business of two councils is, from its definition.

A subject with share s of a council's business gives s to itself and half as much to each step of its
ancestors in `subjects.parent`: s, s/2, s/4 ... The incoherence of two councils is 1 less the cosine
of these vectors; a council without an agenda has an incoherence of 1 with every other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country

Vector = Mapping[str, float]


@dataclass(frozen=True)
class Subjects:
    """What councils speak of: `share` of each subject by council, `parent` of each subject."""

    share: Mapping[str, Vector]
    parent: Mapping[str, str]

    @classmethod
    def of(cls, country: Country) -> Subjects:
        """Read the agendas: rows that a council took over from another are not its own."""
        own = country["agenda"].filter(~pl.col("carried").fill_null(False))
        rows: dict[str, dict[str, float | None]] = {}
        for council, subject, share in own.select("council", "subject", "share").iter_rows():
            rows.setdefault(council, {})[subject] = share
        parent = country["subjects"].select("subject", "parent").drop_nulls().iter_rows()
        return cls({c: _whole(shares) for c, shares in rows.items()}, dict(parent))

    def vector(self, council: str) -> Vector:
        """Return the weight of every subject, and of all that enclose one, for a council."""
        found: dict[str, float] = {}
        for subject, share in self.share.get(council, {}).items():
            for steps, at in enumerate(self.above(subject)):
                found[at] = found.get(at, 0.0) + share / 2**steps
        return found

    def above(self, subject: str) -> tuple[str, ...]:
        """Return a subject and all that enclose it, the nearest first; a ring ends where it closes."""
        found = [subject]
        while (at := self.parent.get(found[-1])) is not None and at not in found:
            found.append(at)
        return tuple(found)

    def incoherence(self, a: str, b: str) -> float:
        """Return the incoherence of two councils, 0 to 1."""
        x, y = self.vector(a), self.vector(b)
        size = math.hypot(*x.values()) * math.hypot(*y.values())
        if not size:
            return 1.0
        likeness = math.fsum(v * y[t] for t, v in x.items() if t in y) / size
        return min(max(1 - likeness, 0.0), 1.0)

    def within(self, a: str, b: str) -> bool:
        """Whether every subject of one council is, or lies in, a subject of the other."""
        return self._inside(a, b) or self._inside(b, a)

    def _inside(self, a: str, b: str) -> bool:
        wide, own = set(self.share.get(b, {})), self.share.get(a, {})
        return bool(own) and all(wide & set(self.above(subject)) for subject in own)


def _whole(shares: Mapping[str, float | None]) -> Vector:
    """Divide what no share states among the subjects without one, and make the shares sum to 1."""
    stated = math.fsum(s for s in shares.values() if s is not None)
    gaps = sum(s is None for s in shares.values())
    even = max(1 - stated, 0.0) / gaps if gaps else 0.0
    known = {t: even if s is None else s for t, s in shares.items()}
    total = math.fsum(known.values())
    return {t: s / total if total else 1 / len(known) for t, s in known.items()}

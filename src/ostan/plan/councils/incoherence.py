"""How unlike the business of two councils is: 1 less the cosine of their vectors of subjects.

A subject with share s of the business gives s to itself and half as much to each step of what
encloses it in the tree of subjects (s, s/2, s/4 ...), so that employment and investment, both of the
economy, have something in common. A council without an agenda has nothing in common with any.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ostan.country.country import Country
from ostan.measure.councils.joined import business_shares

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FADES = 0.5
"""What each step up the tree of subjects keeps of a share; assumed."""


def incoherence(country: Country, councils: list[str]) -> Floats:
    """Return the incoherence of each pair of `councils`, float64[n, n] in [0, 1], 0 on the diagonal."""
    return unlikeness(subject_vectors(country, councils))


def unlikeness(vectors: Floats) -> Floats:
    """Return 1 less the cosine of each pair of rows, 1 where a row is zero; 0 on the diagonal."""
    length = np.sqrt((vectors**2).sum(axis=1))
    unit = np.divide(
        vectors, length[:, None], out=np.zeros_like(vectors), where=length[:, None] > 0
    )
    found: Floats = np.clip(1 - unit @ unit.T, 0, 1)
    # Equal vectors have a cosine of 1 but for rounding.
    found[found < 1e-12] = 0.0
    found = (found + found.T) / 2
    np.fill_diagonal(found, 0.0)
    return found


def within(country: Country, councils: list[str]) -> Bools:
    """Return for each pair whether the business of one lies within that of the other: bool[n, n].

    It does if each subject of the one is a subject of the other, or enclosed by one of them.
    """
    return enclosed(country, len(councils), _rows(country, councils))


def enclosed(country: Country, count: int, rows: Sequence[tuple[int, str, float]]) -> Bools:
    """Return the same of `count` bodies, whose business is given as (body, subject, share)."""
    reach = _reach(country)
    names = sorted({s for _, s, _ in rows})
    column = {s: k for k, s in enumerate(names)}
    own = np.zeros((count, len(names)), np.bool_)
    for row, subject, _ in rows:
        own[row, column[subject]] = True
    above = np.zeros((len(names), len(names)), np.bool_)
    for subject in names:
        for step, _ in reach.get(subject, [(subject, 1.0)]):
            if step in column:
                above[column[subject], column[step]] = True
    # covered[s, j]: subject s is one of council j's, or enclosed by one.
    covered = above.astype(np.int64) @ own.T.astype(np.int64) > 0
    lacks = own.astype(np.int64) @ (~covered).astype(np.int64) > 0
    some: Bools = own.sum(axis=1, keepdims=True) > 0
    inside: Bools = ~lacks & some
    found: Bools = inside | inside.T
    return found


def _rows(country: Country, councils: list[str]) -> list[tuple[int, str, float]]:
    """Return the business of these councils: position of the council, subject, share."""
    named = pl.DataFrame({"council": councils}).with_row_index("row")
    rows = business_shares(country).drop_nulls("subject").join(named, on="council")
    return rows.select("row", "subject", "share").rows()


def subject_vectors(country: Country, councils: list[str]) -> Floats:
    """Return the vector of subjects of each council, float64[n, subjects]; zeros without an agenda."""
    return vectors(country, len(councils), _rows(country, councils))


def vectors(country: Country, count: int, rows: Sequence[tuple[int, str, float]]) -> Floats:
    """Return the same of `count` bodies, whose business is given as (body, subject, share)."""
    reach = _reach(country)
    names = sorted({*(s for _, s, _ in rows), *(s for steps in reach.values() for s, _ in steps)})
    column = {s: k for k, s in enumerate(names)}
    made = np.zeros((count, len(names)))
    for row, subject, share in rows:
        for step, kept in reach.get(subject, [(subject, 1.0)]):
            made[row, column[step]] += share * kept
    return made


def _reach(country: Country) -> dict[str, list[tuple[str, float]]]:
    """Return every subject with itself and all that enclose it, and what each keeps of a share."""
    parent = dict(country["subjects"].select("subject", "parent").iter_rows())
    return {subject: _steps(subject, parent) for subject in parent}


def _steps(subject: str, parent: dict[str, str | None]) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    at: str | None = subject
    kept = 1.0
    while at is not None and at not in found:
        found[at] = kept
        at, kept = parent.get(at), kept * FADES
    return list(found.items())

"""How unlike the business of two councils is: 1 less the cosine of their vectors of subjects.

A subject with share s of the business gives s to itself and half as much to each step of what
encloses it in the tree of subjects (s, s/2, s/4 ...), so that employment and investment, both of the
economy, have something in common. A council without an agenda has nothing in common with any.
"""

from __future__ import annotations

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
    vectors = subject_vectors(country, councils)
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
    reach = _reach(country)
    own: dict[str, set[str]] = {c: set() for c in councils}
    for council, subject, _ in business_shares(country).drop_nulls("subject").iter_rows():
        if council in own:
            own[council].add(subject)
    n = len(councils)
    made = np.zeros((n, n), np.bool_)
    above = {s: {step for step, _ in reach.get(s, [(s, 1.0)])} for c in councils for s in own[c]}
    for i, a in enumerate(councils):
        for j, b in enumerate(councils):
            made[i, j] = bool(own[a]) and all(above[s] & own[b] for s in own[a])
    return made | made.T


def subject_vectors(country: Country, councils: list[str]) -> Floats:
    """Return the vector of subjects of each council, float64[n, subjects]; zeros without an agenda."""
    reach = _reach(country)
    named = pl.DataFrame({"council": councils}).with_row_index("row")
    rows = business_shares(country).drop_nulls("subject").join(named, on="council")
    names = sorted({*rows["subject"], *(s for steps in reach.values() for s, _ in steps)})
    column = {s: k for k, s in enumerate(names)}
    made = np.zeros((len(councils), len(names)))
    for row, subject, share in rows.select("row", "subject", "share").iter_rows():
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

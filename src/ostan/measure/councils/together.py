"""Hours of councils that sit together: the formula, on arrays, at several settings at once.

For a council i with sessions m, hours per session L and share of subject t in its business,
and defaults o (`overhead_hours_per_session`), w (`agenda_overlap`), rho (`regrowth`), phi:

    a_i    = m_i max(L_i - o, 0)                                      hours of business a year
    A(B)   = sum_t [(1 - w) sum_{i in B} a_i share_it + w max_{i in B} a_i share_it]      of a body
    A(S)   = sum of A(B) over the bodies of the sitting
    M(S)   = max(max_i m_i, A(S) / c),   c = max(LONGEST, max_i (L_i - o))     sessions a year
    H(S)   = A(S) + o M(S)                                            hours of the sitting a year
    psi_pi = (1 - rho) phi_pi in a body of two councils or more, else phi_pi

A holder p of seats in councils i of a sitting of two councils or more spends, with a_pi the
probability of coming and b_pi the hours a session costs beside sitting in it,

    sum_i [sub_pi + (1 - psi_pi) a_pi m_i (L_i + b_pi)] + V H(S) + U M(S)
    V = max_i a_pi psi_pi,   U = max_i a_pi psi_pi b_pi

With share psi a member lives in the sitting, with the rest as today: of the others' business he
sits through psi, and for his own, where he does not, he meets as he does now. V H is put down to
the seat with the greatest a psi, U M to that with the greatest a psi b (of equals the first council
by id). On a council day p travels once: of his travel to the main sessions of its sittings the
greatest counts, and that to the others does not.

Every array has the settings as its first axis (K); unknown is NaN, and makes unknown what holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LONGEST = 4.0
"""Hours of business a session can take (half a working day; assumed), unless one takes more today."""

TERMS = pl.DataFrame(
    [
        ("phi", 0.3, 0.5, 1.0),
        ("phi[core]", 1.0, 1.0, 1.0),
        ("agenda_overlap", 0.0, 0.5, 1.0),
        ("regrowth", 0.1, 0.3, 0.6),
        ("overhead_hours_per_session", 0.1, 0.3, 0.5),
    ],
    schema=["name", "low", "value", "high"],
    orient="row",
)
"""What decides the hours of councils that sit together, for the whole country; assumed, unmeasured.

`phi`: share of the rest of a session in which several councils sit that a member sits through; chair
and deputies (`phi[core]`) stay for all of it. `agenda_overlap`: share of the business on one subject
that is the same in councils merged into one. `regrowth`: share of merged business that returns to
sub-groups. `overhead_hours_per_session`: hours of a session beside its business. A default of the
country with exactly one of these names goes before it; conditions other than [core] are not read.
"""

CORE_ROLES = ("chair", "deputy")
"""Roles that sit through the whole of a session."""


@dataclass(frozen=True)
class Terms:
    """The country-wide terms, float64[K] each: see `TERMS`."""

    phi: Floats
    core: Floats
    overlap: Floats
    regrowth: Floats
    overhead: Floats


@dataclass(frozen=True)
class Structure:
    """Who sits with whom: c councils, sorted by sitting, then body, then id.

    `sitting`, `body` int64[c]: numbers that rise from 0 by steps of 0 or 1. `agenda` int64[r]: the
    council of each row of business, `topic` int64[r]: a number for its body and subject, rising in
    the same way; `share` float64[r]. `topic_body` int64[topics], `body_sitting` int64[bodies].
    """

    sitting: Ints
    body: Ints
    agenda: Ints
    topic: Ints
    share: Floats
    topic_body: Ints
    body_sitting: Ints

    @property
    def several(self) -> Bools:
        """Whether each council sits with another: bool[c]."""
        found: Bools = np.bincount(self.sitting)[self.sitting] > 1
        return found

    @property
    def merged(self) -> Bools:
        """Whether the body of each council has another council: bool[c]."""
        found: Bools = np.bincount(self.body)[self.body] > 1
        return found


@dataclass(frozen=True)
class Held:
    """What is held: hours of business, sessions and hours a year of each sitting, float64[K, s]."""

    agenda: Floats
    sessions: Floats
    hours: Floats


@dataclass(frozen=True)
class Seated:
    """n seats, sorted by sitting, then holder, then council; float64[K, n] but for the numbers.

    `council` int64[n]: number of the council; `holder` int64[n]: number of who sits; `core` bool[n];
    `day` int64[n]: number of the council day of its sitting, -1 where it has none. `sub`: share of
    sub-sessions sat in x sub-sessions; the rest are factors of the hours, as in `load`.
    """

    council: Ints
    holder: Ints
    core: Bools
    day: Ints
    attendance: Floats
    preparation: Floats
    travel: Floats
    followup: Floats
    sub: Floats
    sublength: Floats


def held(sessions: Floats, length: Floats, at: Structure, terms: Terms) -> Held:
    """Return what each sitting holds; `sessions`, `length` float64[K, c]."""
    overhead, overlap = terms.overhead[:, None], terms.overlap[:, None]
    business = sessions * np.maximum(length - overhead, 0)
    rows = business[:, at.agenda] * at.share
    of_topic = (1 - overlap) * _sums(rows, at.topic) + overlap * _greatest(rows, at.topic)
    agenda = _sums(_sums(of_topic, at.topic_body), at.body_sitting)
    room = np.maximum(LONGEST, _greatest(length - overhead, at.sitting))
    meetings = np.maximum(_greatest(sessions, at.sitting), agenda / room)
    return Held(agenda, meetings, agenda + overhead * meetings)


def parts(
    sessions: Floats, length: Floats, seats: Seated, at: Structure, terms: Terms
) -> tuple[dict[str, Floats], Held]:
    """Return the hours of each seat if all is attended, float64[K, n] by part, and what is held.

    Expected hours are `attendance` times them.
    """
    found = held(sessions, length, at, terms)
    m, of = sessions[:, seats.council], seats.council
    psi = _psi(seats, at, terms)
    side = seats.preparation + seats.travel + seats.followup
    living = seats.attendance * psi
    group = _groups(at.sitting[of], seats.holder)
    sits = np.where(_first(living, group), psi, 0)
    comes = np.where(_first(living * side, group), psi, 0)
    # Where nobody lives in the sitting it need not be known: 0 x NaN is not 0.
    hours = np.where(sits > 0, sits * found.hours[:, at.sitting[of]], 0)
    meetings = np.where(comes > 0, comes * found.sessions[:, at.sitting[of]], 0) + (1 - psi) * m
    made = {
        "sitting": (1 - psi) * m * length[:, of] + hours,
        "sub_sitting": seats.sub * seats.sublength,
        "preparation": meetings * seats.preparation,
        "travel": meetings * seats.travel,
        "followup": meetings * seats.followup,
    }
    made["travel"] = _once_a_day(made["travel"], seats, group) + seats.sub * seats.travel
    return made, found


def _psi(seats: Seated, at: Structure, terms: Terms) -> Floats:
    """Share of a sitting each seat lives in; none where the council sits alone."""
    phi = np.where(seats.core, terms.core[:, None], terms.phi[:, None])
    regrown = np.where(at.merged[seats.council], terms.regrowth[:, None], 0)
    found: Floats = np.where(at.several[seats.council], (1 - regrown) * phi, 0)
    return found


def _once_a_day(travel: Floats, seats: Seated, group: Ints) -> Floats:
    """Travel to main sessions, if all is attended; of the sittings of a day only the most counts."""
    here = np.flatnonzero(seats.day >= 0)
    if not here.size:
        return travel
    # Seats of one holder on one day stand together, and within them those of one sitting.
    here = here[np.lexsort((group[here], seats.holder[here], seats.day[here]))]
    sitting = _rising(group[here])
    day = _groups(seats.day[here], seats.holder[here])
    expected = _sums(seats.attendance[:, here] * travel[:, here], sitting)
    counts = _first(expected, day[_starts(sitting)])[:, sitting]
    found = travel.copy()
    found[:, here] = np.where(counts, travel[:, here], 0)
    return found


# Grouped along the last axis ---------------------------------------------------------------------


def _starts(group: Ints) -> Ints:
    """Where each group begins; `group` rises, from 0, by steps of 0 or 1."""
    found: Ints = np.flatnonzero(np.diff(group, prepend=-1))
    return found


def _rising(group: Ints) -> Ints:
    """Number runs of equal numbers from 0."""
    found: Ints = np.cumsum(np.diff(group, prepend=group[:1]) != 0)
    return found


def _groups(first: Ints, second: Ints) -> Ints:
    """Number runs of equal pairs from 0."""
    new = (np.diff(first, prepend=first[:1]) != 0) | (np.diff(second, prepend=second[:1]) != 0)
    found: Ints = np.cumsum(new)
    return found


def _sums(values: Floats, group: Ints) -> Floats:
    found: Floats = np.add.reduceat(values, _starts(group), axis=1) if group.size else values
    return found


def _greatest(values: Floats, group: Ints) -> Floats:
    found: Floats = np.maximum.reduceat(values, _starts(group), axis=1) if group.size else values
    return found


def _first(values: Floats, group: Ints) -> Bools:
    """Whether a value is the first of the greatest of its group; NaN is greater than all."""
    if not group.size:
        return np.zeros(values.shape, bool)
    most = (values == _greatest(values, group)[:, group]) | np.isnan(values)
    place = np.where(most, np.arange(values.shape[1]), values.shape[1])
    first = np.minimum.reduceat(place, _starts(group), axis=1)
    found: Bools = first[:, group] == np.arange(values.shape[1])
    return found


def stacked(frame: pl.DataFrame, name: str, ends: Iterable[str]) -> Floats:
    """Return the columns of one figure at all settings as float64[K, rows], null as NaN."""
    made = [frame[f"{name}{end}"].cast(pl.Float64).fill_null(np.nan).to_numpy() for end in ends]
    return np.stack(made)

"""Measures of councils: time, overlap, parallel bodies, sessions held, who may change what.

Only active councils count; dormant and replaced ones are listed apart (`dormant`). What a replaced
council did is done by its successor, where it names one: `together` has the hours.
"""

from ostan.measure.councils.evidence import HOURS_EVIDENCE, hours_evidence
from ostan.measure.councils.held import CARRIED_OUT, DORMANT, carried_out, dormant
from ostan.measure.councils.hours import (
    COUNCIL_HOURS,
    PLACE_HOURS,
    POST_HOURS,
    SEAT_HOURS,
    council_hours,
    council_people,
    if_monthly,
    place_hours,
    post_hours,
    seat_hours,
)
from ostan.measure.councils.law import WHO_MAY_CHANGE, who_may_change
from ostan.measure.councils.load import SUBSESSION_SHARE, WEEKS_PER_YEAR
from ostan.measure.councils.matters import what_matters
from ostan.measure.councils.overlap import (
    AGENDA_OVERLAP,
    MEMBER_OVERLAP,
    agenda_overlap,
    member_overlap,
)
from ostan.measure.councils.parallel import PARALLEL, parallel
from ostan.measure.councils.sittings import SITTINGS, sittings

MEASURES = (
    POST_HOURS,
    COUNCIL_HOURS,
    SEAT_HOURS,
    PLACE_HOURS,
    SITTINGS,
    HOURS_EVIDENCE,
    MEMBER_OVERLAP,
    AGENDA_OVERLAP,
    PARALLEL,
    DORMANT,
    CARRIED_OUT,
    WHO_MAY_CHANGE,
)
"""Every measure of councils, in the order in which they are shown."""

__all__ = [
    "MEASURES",
    "SUBSESSION_SHARE",
    "WEEKS_PER_YEAR",
    "agenda_overlap",
    "carried_out",
    "council_hours",
    "council_people",
    "dormant",
    "hours_evidence",
    "if_monthly",
    "member_overlap",
    "parallel",
    "place_hours",
    "post_hours",
    "seat_hours",
    "sittings",
    "what_matters",
    "who_may_change",
]

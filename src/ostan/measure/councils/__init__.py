"""Measures of councils: time, overlap, parallel bodies, sessions held, who may change what.

Only active councils count; dormant and replaced ones are listed apart (`dormant`).
"""

from ostan.measure.councils.hours import (
    COUNCIL_HOURS,
    POST_HOURS,
    SEAT_HOURS,
    council_hours,
    council_people,
    if_monthly,
    post_hours,
    seat_hours,
)

MEASURES = (SEAT_HOURS, POST_HOURS, COUNCIL_HOURS)
"""Every measure of councils."""

__all__ = [
    "MEASURES",
    "council_hours",
    "council_people",
    "if_monthly",
    "post_hours",
    "seat_hours",
]

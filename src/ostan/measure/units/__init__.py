"""Units: how many bodies a ministry has in a place, who heads and manages them, who is called.

A *body* is an active unit with a head that stands under no other active unit of its place. A unit
without a head is a group or a *desk*, one under another a *part*: both are counted apart. Bodies
are counted where they lie; those that only serve a place stand in a column of their own, so that a
regional company is not counted once in every province it serves.
"""

from ostan.measure.figure import Measure
from ostan.measure.units.assembly import (
    ADMINISTRATIVE_COUNCIL,
    ADMINISTRATIVE_COUNCIL_BY_FORM,
    SINGLE_MINISTRY_COUNCILS,
    administrative_council,
    administrative_council_by_form,
    assembly_types,
    single_ministry_councils,
)
from ostan.measure.units.bodies import (
    BODIES_BY_FORM,
    MINISTRY_BODIES,
    MINISTRY_RANGE,
    bodies_by_form,
    ministry_bodies,
    ministry_range,
)
from ostan.measure.units.functions import (
    DUPLICATED_FUNCTIONS,
    DUPLICATED_IN_MINISTRY,
    duplicated_functions,
    duplicated_in_ministry,
)
from ostan.measure.units.layers import UNIT_LAYERS, unit_layers
from ostan.measure.units.places import PLACE_UNITS, place_units

MEASURES: tuple[Measure, ...] = (
    MINISTRY_BODIES,
    BODIES_BY_FORM,
    MINISTRY_RANGE,
    PLACE_UNITS,
    UNIT_LAYERS,
    DUPLICATED_FUNCTIONS,
    DUPLICATED_IN_MINISTRY,
    ADMINISTRATIVE_COUNCIL,
    ADMINISTRATIVE_COUNCIL_BY_FORM,
    SINGLE_MINISTRY_COUNCILS,
)
"""Every measure of units."""

__all__ = [
    "MEASURES",
    "administrative_council",
    "administrative_council_by_form",
    "assembly_types",
    "bodies_by_form",
    "duplicated_functions",
    "duplicated_in_ministry",
    "ministry_bodies",
    "ministry_range",
    "place_units",
    "single_ministry_councils",
    "unit_layers",
]

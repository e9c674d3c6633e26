"""Powers: at which level matters are decided, who holds which role, on which ground.

A power *holds* in a place if it names no place, that place, or one that encloses it; a place also
*sees* what is held inside it. Powers are counted as the Country has them: take it as of a day first,
so that those which had ended are not there and acts whose term is over are expired.
"""

from ostan.measure.figure import Measure
from ostan.measure.powers.deciders import (
    DECIDER_COUNTS,
    MATTER_DECIDERS,
    decider_counts,
    matter_deciders,
)
from ostan.measure.powers.distance import (
    DECISION_PATHS,
    POWER_DISTANCE,
    decision_paths,
    power_distance,
)
from ostan.measure.powers.grounds import GROUND_COUNTS, POWER_GROUNDS, ground_counts, power_grounds
from ostan.measure.powers.levels import DECISION_LEVELS, decision_levels
from ostan.measure.powers.roles import HOLDER_ROLES, ROLE_LADDER, holder_roles, role_ladder
from ostan.measure.powers.told import POWER_FAULTS, POWER_MENDS, power_faults, power_mends

MEASURES: tuple[Measure, ...] = (
    DECISION_LEVELS,
    POWER_DISTANCE,
    DECISION_PATHS,
    ROLE_LADDER,
    HOLDER_ROLES,
    GROUND_COUNTS,
    POWER_GROUNDS,
    DECIDER_COUNTS,
    MATTER_DECIDERS,
    POWER_FAULTS,
    POWER_MENDS,
)
"""Every measure of powers."""

__all__ = [
    "MEASURES",
    "decider_counts",
    "decision_levels",
    "decision_paths",
    "ground_counts",
    "holder_roles",
    "matter_deciders",
    "power_distance",
    "power_faults",
    "power_grounds",
    "power_mends",
    "role_ladder",
]

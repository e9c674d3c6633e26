"""The programme: how far each action has come, by rule. Actions are data: any number of them."""

from ostan.programme.actions import (
    STATES,
    action_sentence,
    action_states,
    step_states,
    summary,
)
from ostan.programme.columns import COLUMNS, action_trace

__all__ = [
    "COLUMNS",
    "STATES",
    "action_sentence",
    "action_states",
    "action_trace",
    "step_states",
    "summary",
]

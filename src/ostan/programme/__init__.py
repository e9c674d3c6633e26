"""The programme: how far each action has come, by rule. Actions are data: any number of them."""

from ostan.programme.actions import (
    STATES,
    action_sentence,
    action_states,
    step_states,
    summary,
)

__all__ = ["STATES", "action_sentence", "action_states", "step_states", "summary"]

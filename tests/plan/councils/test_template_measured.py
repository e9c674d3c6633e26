"""What national templates are measured with: plans of a case, and again after one change."""

from __future__ import annotations

import pytest
from benchmarks.provinces import generated
from benchmarks.template import AGAIN, GAP, SECONDS, Case, Run, changed, measure, planned, table

from ostan.plan.goals import Goals


@pytest.mark.slow
def test_a_case_is_planned_twice_and_held_to_its_bars() -> None:
    small = Case("small", generated(7, 2, 8, 3), Goals(preset="decree"))
    runs: list[Run] = []
    bars = measure(small, True, 20.0, runs.append)
    assert [bar.bar for bar in bars] == [GAP, SECONDS, GAP, AGAIN]
    assert [bar.value for bar in bars] == [x for run in runs for x in (run.gap, run.seconds)]
    assert all(run.verified for run in runs)
    assert runs[0].value <= runs[1].value + 1e-6  # a lock never helps
    assert table(runs).count("\n") == 3


@pytest.mark.slow
def test_the_change_locks_one_of_the_largest_group() -> None:
    small = Case("small", generated(7, 2, 8, 3), Goals(preset="decree"))
    made, _ = planned(small, 20.0)
    locked = set(changed(small, made).goals.lock)
    largest = max(len(group.councils) for group in made.plan.groups)
    assert largest > 1
    assert any(
        locked <= set(group.councils)
        for group in made.plan.groups
        if len(group.councils) == largest
    )

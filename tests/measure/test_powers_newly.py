"""What a Reform brings with it: faults that were not there before, and no others."""

from __future__ import annotations

import pytest
from tests.reform.lands import applied
from tests.reform.powers.lands import land, power

from ostan.measure.powers.newly import new_faults
from ostan.reform.change import Change
from ostan.reform.powers.granting import GrantPower
from ostan.reform.powers.moving import MovePower, RevokePower
from ostan.words.finding import Severity

LAND = land(power("buy"))
MINE = {"matter": "m", "post": "minister"}
CASES: list[tuple[Change, list[str]]] = [
    (MovePower(**MINE, to_post="governor", measure="rial", to_amount=9, at=("p1",)), []),
    (RevokePower(**MINE, at=("p2",)), ["power_gap"]),
    (GrantPower(matter="m", post="governor", at=("p1",)), ["power_overlap"]),
]


@pytest.mark.parametrize(("change", "wanted"), CASES, ids=lambda c: getattr(c, "kind", ""))
def test_what_a_change_brings_is_told(change: Change, wanted: list[str]) -> None:
    found = new_faults(LAND, applied(LAND, change))
    assert [f.code for f in found] == wanted
    assert {f.severity for f in found} <= {Severity.NOTICE}


def test_what_was_there_before_is_not_told_again() -> None:
    split = applied(LAND, RevokePower(**MINE, at=("p2",)))
    more = applied(split, RevokePower(**MINE, at=("c1",)))
    assert new_faults(split, more) == ()
    assert new_faults(split, split) == ()

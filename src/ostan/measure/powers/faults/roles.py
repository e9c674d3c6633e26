"""Roles of one holder in one case: contradiction, deciding alone on one's own proposal, bare duty."""

from __future__ import annotations

import polars as pl

from ostan.measure.powers.faults.shape import (
    IN_WORDS,
    SAME_HOLDER,
    Register,
    as_fault,
    corner,
    covering,
    numbered,
)
from ostan.measure.powers.space import BOX, first_uncovered, meeting

UNDER_THE_DECIDER = ("consents", "coordinates", "consulted", "observes")
"""Roles towards somebody else's decision: one who decides holds none of them in the same case."""
ACTING = ("decides", "consents", "proposes", "coordinates")
"""Roles by which something can be brought about."""


def contradiction(register: Register) -> pl.DataFrame:
    """Return the pairs of powers by which one holder decides and consents to, is heard on or watches the same.

    In words: at least one of the two holds perhaps.
    """
    both = meeting(register.in_role("decides"), register.in_role(*UNDER_THE_DECIDER)).filter(
        _one_holder()
    )
    kind = pl.when(pl.col("sure") & pl.col("sure_2")).then(pl.lit("contradiction"))
    named = corner(both).with_columns(powers=pl.concat_list("power", "power_2"))
    return as_fault(kind.otherwise(pl.lit("contradiction" + IN_WORDS)), named)


def alone(register: Register) -> pl.DataFrame:
    """Return the pairs of powers by which one holder proposes and decides, and nobody else has a say.

    A say: another holder decides or must consent, surely or perhaps. In words: one of the two holds
    perhaps, or another's say is in words.
    """
    both = meeting(register.in_role("proposes"), register.in_role("decides")).filter(_one_holder())
    pairs = numbered(both)
    say = register.in_role("decides", "consents")
    nobody = _left(pairs, covering(pairs, say, ~SAME_HOLDER))
    nobody_surely = _left(pairs, covering(pairs, say.filter("sure"), ~SAME_HOLDER))
    sure = pl.col("sure") & pl.col("sure_2")
    return pl.concat(
        [
            _named("alone", nobody.filter(sure), "power", "power_2"),
            _named("alone" + IN_WORDS, nobody_surely, "power", "power_2"),
        ]
    )


def duty(register: Register) -> pl.DataFrame:
    """Return the duties whose holder has, in some case of them, no role by which to do them.

    Such a role is one of ACTING in the same matter. In words: it is there perhaps. Cases are those
    of the duty's own measure, if it has limits: in another nobody knows whether it is one of them.
    """
    duties = numbered(register.in_role("duty").filter("own"))
    means = register.in_role(*ACTING)
    none = _left(duties, covering(duties, means, SAME_HOLDER))
    none_surely = _left(duties, covering(duties, means.filter("sure"), SAME_HOLDER))
    return pl.concat(
        [
            _named("duty_without_power", none, "power"),
            _named("duty_without_power" + IN_WORDS, none_surely, "power"),
        ]
    )


def _one_holder() -> pl.Expr:
    return (pl.col("holder") == pl.col("holder_2")) & (
        pl.col("holder_kind") == pl.col("holder_kind_2")
    )


def _left(domains: pl.DataFrame, covers: pl.DataFrame) -> pl.DataFrame:
    """Return the domains that are not covered whole, each with its first case."""
    return domains.drop(*BOX).join(first_uncovered(domains, covers), on="domain")


def _named(kind: str, cases: pl.DataFrame, *powers: str) -> pl.DataFrame:
    return as_fault(kind, cases.with_columns(powers=pl.concat_list(powers)))

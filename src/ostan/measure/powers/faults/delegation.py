"""Delegation: of what the source does not hold, by who may not delegate, in a circle."""

from __future__ import annotations

import polars as pl

from ostan.country.checks.shape import cycles
from ostan.country.tables import POWER_ROLES
from ostan.measure.powers.faults.shape import (
    IN_WORDS,
    Register,
    as_fault,
    corner,
    no_fault,
    numbered,
)
from ostan.measure.powers.space import BOX, first_uncovered


def not_held(register: Register) -> pl.DataFrame:
    """Return the delegated powers that hold in a case in which their source does not.

    The source holds it in a case of its own matter if its role there is as strong or stronger. In
    words: one of the two holds perhaps, unless the same words are the condition of both, for then
    both hold or neither does. Cases are those of the delegated power's own measure, if it has limits.
    A source that is not in the table is told by the checks of the tables.
    """
    domains = numbered(_delegated(register))
    if domains.is_empty():
        return no_fault()
    sources = register.box.join(_words(register), on="power")
    both = domains.join(
        sources,
        left_on=["source", "matter", "axis"],
        right_on=["power", "matter", "axis"],
        suffix="_c",
    ).filter(_rank("role_c") <= _rank("role"))
    same_words = pl.col("condition_c").eq_missing(pl.col("condition")) & pl.col("own_c")
    named = domains.drop(*BOX).with_columns(powers=pl.concat_list("power", "source"))
    nowhere = first_uncovered(domains.filter("sure"), _boxes(both))
    perhaps = first_uncovered(domains, _boxes(both.filter(pl.col("sure_c") | same_words)))
    return pl.concat(
        [
            as_fault("delegated_not_held", named.join(nowhere, on="domain")),
            as_fault("delegated_not_held" + IN_WORDS, named.join(perhaps, on="domain")),
        ]
    )


def forbidden(register: Register) -> pl.DataFrame:
    """Return the delegated powers whose source is said not to be delegable, with the first case of each."""
    firm = register.country["powers"].filter(~pl.col("may_delegate")).select(source="power")
    found = _delegated(register).join(firm, on="source", how="semi")
    return as_fault(
        "delegation_forbidden", corner(found.with_columns(powers=pl.concat_list("power", "source")))
    )


def circles(register: Register) -> pl.DataFrame:
    """Return each circle of powers delegated from one another, with the first case in which one holds."""
    found = cycles(register.country["powers"], "power", "delegated_from")
    boxes = register.box.filter("own").join(found, on="power").with_columns(powers="path")
    order = ["day_low", "amount_low", "place_low", "matter", "axis", "power"]
    first = boxes.sort(order).unique(
        pl.col("powers").list.join(" "), keep="first", maintain_order=True
    )
    return as_fault("delegation_cycle", corner(first))


def _words(register: Register) -> pl.DataFrame:
    return register.country["powers"].select("power", "condition")


def _delegated(register: Register) -> pl.DataFrame:
    """Return the boxes of the delegated powers in their own measure, with their source and condition."""
    powers = register.country["powers"]
    links = powers.select("power", source="delegated_from").drop_nulls()
    known = links.join(powers.select(source="power"), on="source", how="semi")
    return register.box.filter("own").join(known, on="power").join(_words(register), on="power")


def _boxes(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select("domain", *(pl.col(f"{c}_c").alias(c) for c in BOX))


def _rank(role: str) -> pl.Expr:
    """Return the place of a role on the ladder, 0 for the strongest."""
    places = {r: i for i, r in enumerate(POWER_ROLES)}
    return pl.col(role).replace_strict(places, return_dtype=pl.Int64)

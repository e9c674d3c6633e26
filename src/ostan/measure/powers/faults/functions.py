"""A unit's function against a council's: both decide one case of a subject that both have."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.faults.shape import IN_WORDS, Register, as_fault, corner, no_fault
from ostan.measure.powers.held import not_delegated
from ostan.measure.powers.space import meeting


def conflict(register: Register) -> pl.DataFrame:
    """Return the pairs of powers by which a unit and a council decide one case of their common subject.

    The subject is that of the matter. A unit has it if it, or a subject that encloses it, is one of
    its functions; a council if it is on its agenda. A post decides as the unit it belongs to. Neither
    power was delegated from the other. In words: at least one of the two decides perhaps.
    """
    deciders = register.in_role("decides")
    if register.country["agenda"].is_empty():
        return no_fault()
    units = _whose(register.country, deciders, _units(register.country))
    councils = _whose(register.country, deciders, _councils(register.country))
    both = not_delegated(register.country, meeting(units, councils))
    kind = pl.when(pl.col("sure") & pl.col("sure_2")).then(pl.lit("function_conflict"))
    named = corner(both).with_columns(powers=pl.concat_list("power", "power_2"))
    return as_fault(kind.otherwise(pl.lit("function_conflict" + IN_WORDS)), named)


def _whose(country: Country, deciders: pl.DataFrame, having: pl.DataFrame) -> pl.DataFrame:
    """Return the deciders that have the subject of the matter; `having`: holder_kind, holder, had."""
    matters = country["matters"].select("matter", "subject").drop_nulls()
    wide = matters.join(_enclosing(country), on="subject").select("matter", "had")
    pairs = wide.join(having, on="had").select("matter", "holder_kind", "holder").unique()
    return deciders.join(pairs, on=["matter", "holder_kind", "holder"], how="semi")


def _units(country: Country) -> pl.DataFrame:
    units = country["units"].select("unit", had="functions").explode("had").drop_nulls()
    posts = country["posts"].select("unit", holder="post").join(units, on="unit")
    return pl.concat(
        [
            units.select(pl.lit("unit").alias("holder_kind"), "had", holder="unit"),
            posts.select(pl.lit("post").alias("holder_kind"), "had", "holder"),
        ]
    )


def _councils(country: Country) -> pl.DataFrame:
    agenda = country["agenda"]
    return agenda.select(pl.lit("council").alias("holder_kind"), holder="council", had="subject")


def _enclosing(country: Country) -> pl.DataFrame:
    """Return every subject with itself and those that enclose it: subject, had. A circle ends."""
    matters = country["matters"].select("subject").drop_nulls()
    parents = country["subjects"].select(had="subject", up="parent").drop_nulls()
    level = matters.unique().with_columns(had="subject")
    found = [level]
    while level.height:
        up = level.join(parents, on="had").select("subject", had="up").unique()
        level = up.join(pl.concat(found), on=["subject", "had"], how="anti")
        found.append(level)
    return pl.concat(found)

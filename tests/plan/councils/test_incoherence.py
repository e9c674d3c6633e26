"""Incoherence by hand, and what is bound to hold of it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.plan.councils.incoherence import incoherence, within

TREE = [("economy", None), ("employment", "economy"), ("tax", "economy"), ("health", None)]


def country(**agenda: list[str]) -> Country:
    """A country of councils with these subjects, in equal shares."""
    rows = [(c, s) for c, subjects in agenda.items() for s in subjects]
    councils = [
        {"council": c, "type": c, "name_fa": c, "place": "x", "status": "active", "elected": False}
        for c in agenda
    ]
    return Country.of(
        {
            "places": pl.DataFrame({"place": ["x"], "level": ["country"], "name_fa": ["x"]}),
            "subjects": pl.DataFrame(
                [(s, s, p) for s, p in TREE], schema=["subject", "name_fa", "parent"], orient="row"
            ),
            "councils": pl.DataFrame(councils).with_columns(chair_delegable=pl.lit("unknown")),
            "agenda": pl.DataFrame(
                rows, schema={"council": pl.String, "subject": pl.String}, orient="row"
            ),
        }
    )


def test_by_hand() -> None:
    made = country(a=["economy"], b=["employment"], c=["employment", "tax"], d=["health"], e=[])
    found = incoherence(made, ["a", "b", "c", "d", "e"])
    # b is (employment 1, economy 1/2); c is (employment 1/2, tax 1/2, economy 1/2).
    assert found[0, 1] == pytest.approx(1 - 0.5 / np.sqrt(1.25))
    assert found[1, 2] == pytest.approx(1 - 0.75 / np.sqrt(1.25 * 0.75))
    assert found[0, 3] == found[0, 4] == found[3, 4] == 1.0
    assert (np.diag(found) == 0).all()


def test_business_within_that_of_another() -> None:
    made = country(a=["economy"], b=["employment"], c=["employment", "health"], e=[])
    found = within(made, ["a", "b", "c", "e"])
    assert found[0, 1]  # employment is of the economy
    assert found[1, 2]  # employment is a subject of c
    assert not found[0, 2]  # neither all of c in a, nor a in c
    assert not found[3].any()  # nothing is known of e


subjects = st.lists(st.sampled_from([s for s, _ in TREE]), unique=True, max_size=4)


@settings(max_examples=25)
@given(st.lists(subjects, min_size=2, max_size=5))
def test_it_is_a_likeness(agendas: list[list[str]]) -> None:
    names = [f"c{k}" for k in range(len(agendas))]
    made = country(**dict(zip(names, agendas, strict=True)))
    found = incoherence(made, names)
    assert ((found >= 0) & (found <= 1)).all()
    assert np.array_equal(found, found.T)
    for i, a in enumerate(agendas):
        for j, b in enumerate(agendas):
            if a and i != j and set(a) == set(b):
                assert found[i, j] == 0

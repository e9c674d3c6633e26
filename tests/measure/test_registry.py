"""The registry: every noun there, names unique, every column explained in both languages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ostan.country.country import Country
from ostan.measure import registry
from ostan.measure.figure import Column
from ostan.measure.registry import NOUNS, measures


def test_every_noun_has_measures_of_its_own() -> None:
    found = measures()
    assert {m.noun for m in found.values()} == set(NOUNS)
    assert sum(len(measures(n)) for n in NOUNS) == len(found)
    assert found == registry.MEASURES
    assert all(name == m.name for name, m in found.items())


def test_a_noun_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="councils, units, powers, services"):
        measures("towns")
    with pytest.raises(AttributeError):
        _ = registry.TOWNS


def _explained(column: Column) -> bool:
    words = (column.title.fa, column.title.en, column.doc.fa, column.doc.en, column.unit)
    return all(w.strip() for w in words) and "{" not in "".join(words)


@pytest.mark.parametrize("name", measures())
def test_every_column_is_explained_in_both_languages(name: str) -> None:
    measure = measures()[name]
    assert set(measure.key) <= {c.name for c in measure.columns}
    assert measure.title.fa.strip()
    assert measure.title.en.strip()
    assert [c.name for c in measure.columns if not _explained(c)] == []
    assert len({c.name for c in measure.columns}) == len(measure.columns)


@pytest.mark.parametrize("name", measures())
def test_an_empty_country_measures_to_nothing_or_zero(name: str) -> None:
    measure = measures()[name]
    frame = measure(Country.of({}))
    assert frame.columns == [c.name for c in measure.columns]


def test_a_noun_is_imported_when_it_is_asked_for() -> None:
    code = (
        "import sys; from ostan.measure.registry import measures; measures('services');"
        "print('ostan.measure.councils' in sys.modules, 'ostan.measure.services' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]

"""What is saved is what is loaded: the same digest through every format."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.strategies import countries

from ostan.files.source import load, read, write
from ostan.words.finding import Severity

pytestmark = pytest.mark.slow

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""Shrinking a country takes minutes; the failing one is shown as it is."""

FORMATS = [
    ("fa.xlsx", None, "fa"),
    ("en.xlsx", None, "en"),
    ("csv", "csv", "fa"),
    ("parquet", "parquet", "fa"),
    ("one.jsonld", None, "fa"),
]


@pytest.mark.parametrize(("name", "format", "lang"), FORMATS[:4])
def test_sample_has_the_same_digest_after_a_round_trip(sample, tmp_path, name, format, lang):
    write(sample, tmp_path / name, lang, format)
    assert load(tmp_path / name).country.digest == sample.digest


@pytest.mark.parametrize(("name", "format", "lang"), FORMATS)
@given(country=countries())
@settings(max_examples=4, deadline=None, phases=PHASES, suppress_health_check=SLOW)
def test_any_country_has_the_same_digest_after_a_round_trip(
    country, tmp_path_factory, name, format, lang
):
    target = tmp_path_factory.mktemp("trip") / name
    write(dict(country.tables), target, lang, format)
    loaded = load(target)
    assert loaded.country.digest == country.digest
    assert not [f for f in loaded.source.notices if f.severity is not Severity.NOTICE]


@given(country=countries())
@settings(max_examples=3, deadline=None, phases=PHASES, suppress_health_check=SLOW)
def test_any_country_is_written_folded_and_comes_back_whole(country, tmp_path_factory):
    target = tmp_path_factory.mktemp("folded") / "folded.xlsx"
    write(country, target)
    assert load(target).country.digest == country.digest


def test_reading_again_what_was_read_changes_nothing(tmp_path):
    folded = read("sample:iran").tables
    write(folded, tmp_path / "copy.xlsx")
    again = read(tmp_path / "copy.xlsx").tables
    assert set(again) == {n for n, f in folded.items() if f.height}
    for name, frame in again.items():
        mine = folded[name]
        assert frame.select(mine.columns).rows() == mine.rows(), name

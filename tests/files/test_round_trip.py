"""What is saved is what is loaded: the same digest through every format."""

import pytest

from ostan.files.source import load, write


@pytest.fixture(scope="module")
def sample():
    return load("sample:iran").country


@pytest.mark.parametrize(
    ("name", "format", "lang"),
    [
        ("fa.xlsx", None, "fa"),
        ("en.xlsx", None, "en"),
        ("csv", "csv", "fa"),
        ("parquet", "parquet", "fa"),
    ],
)
def test_sample_is_the_same_after_a_round_trip(sample, tmp_path, name, format, lang):
    few = {n: f.head(300) for n, f in sample.tables.items()}
    write(few, tmp_path / name, lang, format)
    again = load(tmp_path / name).country
    assert {n: f.rows() for n, f in again.tables.items()} == {n: f.rows() for n, f in few.items()}

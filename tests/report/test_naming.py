"""Names of defaults and phrases of the sample in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from ostan.country.fill import parse
from ostan.report.blocks import Code
from ostan.report.inputs import Inputs
from ostan.report.naming import STEMS, default_name
from ostan.words.text import Text


@pytest.fixture(scope="module")
def inputs(sample) -> Inputs:
    return Inputs(sample, date(2026, 1, 1), None, (), "", "")


def test_every_default_of_the_sample_is_named(inputs, sample) -> None:
    for default in parse(sample["defaults"]):
        assert default.stem in STEMS
        name = default_name(inputs, default.name)
        assert isinstance(name, Text)
        assert "=" not in name.fa + name.en


def test_every_unit_and_reason_of_the_sample_stands_in_both_languages(sample) -> None:
    for column in ("unit_en", "unit_fa", "reason_en", "reason_fa"):
        assert sample["defaults"][column].null_count() == 0


def test_conditions_are_told_in_words(inputs) -> None:
    name = default_name(inputs, "sessions_per_year[kind=council;function=coordinates]")
    assert name == Text(
        "جلسهٔ اصلی در سال: شورا، هماهنگی", "main sessions a year: council, coordinates"
    )
    assert default_name(inputs, "hours_per_year[type=governor]").fa.endswith("استاندار")


@pytest.mark.parametrize("name", ["my_own", "x[y=1]", "<b>", "a[b", ""])
def test_an_unknown_default_keeps_its_name(inputs, name) -> None:
    assert default_name(inputs, name) == Code(name)

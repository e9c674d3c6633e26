"""All measures by name, over all nouns. A noun is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from ostan.measure.figure import Measure

NOUNS = ("councils", "units", "powers", "services")
"""The nouns, each a module of `ostan.measure` with a tuple MEASURES."""


def measures(noun: str | None = None) -> Mapping[str, Measure]:
    """Return the measures of one noun, or of all, by name, in the order in which they are shown.

    Raises ValueError for a noun that is not one of NOUNS.
    """
    if noun is not None and noun not in NOUNS:
        raise ValueError(f"no such noun: {noun}; there are {', '.join(NOUNS)}")
    nouns = NOUNS if noun is None else (noun,)
    found = [m for n in nouns for m in import_module(f"ostan.measure.{n}").MEASURES]
    return MappingProxyType({m.name: m for m in found})


def __getattr__(name: str) -> Mapping[str, Measure]:
    """Give MEASURES, all measures by name, without importing every noun before it is used."""
    if name == "MEASURES":
        return measures()
    raise AttributeError(name)

"""Compute a frame once per Country object, so that measures that share it do not repeat it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ostan.country.country import Country

Made = TypeVar("Made")


def once(country: Country, name: str, make: Callable[[Country], Made]) -> Made:
    """Return `make(country)`, kept under `name` for as long as the Country object lives.

    A Country never changes, so what was made of it stays true. It is kept in the object's own
    dictionary, as `functools.cached_property` does: a table keyed by equality would have to hash
    every cell first.
    """
    kept = country.__dict__.setdefault("_made", {})
    if name not in kept:
        kept[name] = make(country)
    found: Made = kept[name]
    return found

"""Precision and recall of guarded matching on pairs labelled by another hand (`name_pairs.csv`).

The first score, at the glossary frozen before the set was opened, missed the bar in recall (see
docs/background/persian.md).  So the set was cut in two by a fixed rule, glossary and guards were
improved on the tuning half alone, and the bar is asserted on the other half, whose errors were
never looked at.
"""

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ostan.persian.keys import fold
from ostan.persian.names import THRESHOLD, Matcher

PAIRS = Path(__file__).with_name("name_pairs.csv")

Pair = dict[str, str]


def is_tuning(pair: Pair) -> bool:
    """The fixed rule: whether the first byte of the pair's SHA-256 is even."""
    key = "|".join(sorted((pair["a"], pair["b"])))
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def untouched(pairs: list[Pair]) -> list[Pair]:
    return [pair for pair in pairs if not is_tuning(pair)]


def scorer(pairs: list[Pair], glossary: bool) -> Callable[[Pair], bool]:
    names = sorted({pair[side] for pair in pairs for side in ("a", "b")})
    matcher = Matcher({name: [name] for name in names}, glossary=glossary)
    return lambda pair: matcher.score(pair["a"], pair["b"]) >= THRESHOLD


def precision_recall(pairs: list[Pair], same: Callable[[Pair], bool]) -> tuple[float, float]:
    found = [(same(pair), pair["same"] == "1") for pair in pairs]
    both = sum(said and true for said, true in found)
    return both / sum(said for said, _ in found), both / sum(true for _, true in found)


def test_the_set_is_large_and_hard(pairs: list[Pair], untouched: list[Pair]) -> None:
    assert len(pairs) >= 300
    assert {pair["same"] for pair in pairs} == {"0", "1"}
    assert len(untouched) >= 250


def test_with_the_glossary_the_untouched_half_meets_the_bar(
    pairs: list[Pair], untouched: list[Pair]
) -> None:
    precision, recall = precision_recall(untouched, scorer(pairs, glossary=True))
    assert precision >= 0.99
    assert recall >= 0.90


def test_without_the_glossary_guards_still_hold(pairs: list[Pair], untouched: list[Pair]) -> None:
    precision, recall = precision_recall(untouched, scorer(pairs, glossary=False))
    assert precision >= 0.98
    assert 0.60 <= recall < 0.90


def test_exact_keys_are_never_wrong(pairs: list[Pair]) -> None:
    precision, recall = precision_recall(pairs, lambda p: fold(p["a"]) == fold(p["b"]))
    assert precision == 1.0
    assert recall >= 0.30

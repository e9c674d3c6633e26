"""One million seats measured: hours of posts and councils at three settings, overlap of members.

The country is made, not real: 20,000 councils in 250 places, 50 seats each, held by 400 posts a
place whose popularity falls as a power law (as in the sample, one post sits nearly everywhere and
most sit in a few), defaults of the sample. Each run is a process of its own, so that its peak
memory is that of one country and its measures and of nothing before.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import polars as pl

from benchmarks.harness import Bar, Result, Spread, arguments, finish
from ostan.country.country import Country
from ostan.country.tables import COUNCIL_FUNCTIONS, COUNCIL_KINDS

SECONDS = 3.0
"""Bar: post_hours, council_hours and member_overlap together."""
GIGABYTES = 1.5
"""Bar: peak resident memory of the whole process, making the country included."""

PER_PLACE = 80
"""Councils of a place: as many as a province of the sample has."""
POSTS = 400
"""Posts of a place that may sit."""
EACH = 50
"""Seats of a council."""


def country(councils: int, seed: int = 1) -> Country:
    """Make a country of `councils` councils (a multiple of PER_PLACE) with EACH seats."""
    rng = np.random.default_rng(seed)
    tables = {
        "places": _places(councils // PER_PLACE),
        "posts": _posts(councils // PER_PLACE),
        "councils": _councils(councils, rng),
        "seats": _seats(councils, rng),
        "defaults": _defaults(),
    }
    return Country.of(tables)


def _places(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "place": ["land", *(f"p{i}" for i in range(count))],
            "level": ["country", *["province"] * count],
            "parent": [None, *["land"] * count],
        }
    )


def _posts(places: int) -> pl.DataFrame:
    number = pl.col("n")
    kind = (
        pl.when(number == 0)
        .then(pl.lit("governor"))
        .when(number < 40)
        .then(pl.lit("county_governor"))
        .otherwise(pl.format("head{}", number))
    )
    return (
        pl.DataFrame({"i": np.arange(places * POSTS)})
        .select(
            _post(pl.col("i") % POSTS, pl.col("i") // POSTS).alias("post"),
            n=pl.col("i") % POSTS,
            holders=pl.lit(1),
            status=pl.lit("active"),
        )
        .with_columns(type=kind)
        .drop("n")
    )


def _councils(count: int, rng: np.random.Generator) -> pl.DataFrame:
    number = pl.col("i")
    functions = rng.choice(COUNCIL_FUNCTIONS, count, p=[0.6, 0.1, 0.1, 0.1, 0.1])
    return pl.DataFrame({"i": np.arange(count)}).select(
        _council(number).alias("council"),
        pl.format("c{}", number % PER_PLACE).alias("type"),
        pl.format("p{}", number // PER_PLACE).alias("place"),
        pl.Series("kind", rng.choice(COUNCIL_KINDS, count)),
        pl.Series("function", functions),
        status=pl.lit("active"),
        chair_delegable=pl.lit("unknown"),
    )


def _seats(councils: int, rng: np.random.Generator) -> pl.DataFrame:
    # The smallest of exponentials divided by popularity: sampling by weight without replacement.
    popular = 1 / np.sqrt(np.arange(1, POSTS + 1))
    order = rng.exponential(size=(councils, POSTS)) / popular
    sitting = np.argpartition(order, EACH, axis=1)[:, :EACH]
    seats = pl.DataFrame(
        {
            "c": np.repeat(np.arange(councils), EACH),
            "n": sitting.ravel(),
            "k": np.tile(np.arange(EACH), councils),
        }
    )
    roles = {0: "chair", 1: "secretary"}
    return seats.select(
        _council(pl.col("c")).alias("council"),
        _post(pl.col("n"), pl.col("c") // PER_PLACE).alias("holder"),
        role=pl.col("k").replace_strict(roles, default="member", return_dtype=pl.String),
    )


def _council(number: pl.Expr) -> pl.Expr:
    return pl.format("c{}@p{}", number % PER_PLACE, number // PER_PLACE)


def _post(number: pl.Expr, place: pl.Expr) -> pl.Expr:
    return pl.format("post{}@p{}", number, place)


def _defaults() -> pl.DataFrame:
    from ostan.files.source import load

    return load("sample:iran").country["defaults"]


def once(councils: int) -> dict[str, float]:
    """Make a country, measure it, and return seconds by step and the peak memory in gigabytes."""
    from ostan.measure.councils import council_hours, member_overlap, post_hours

    measures = {"post_hours": post_hours, "council_hours": council_hours, "overlap": member_overlap}
    small = country(PER_PLACE)
    for measure in measures.values():
        measure(small)
    large = country(councils)
    found: dict[str, float] = {"seats": large["seats"].height}
    start = time.process_time()
    for name, measure in measures.items():
        with _watch(found, name):
            measure(large)
    found["seconds"] = sum(found[name] for name in measures)
    # On a busy machine the clock runs on while others work: then this tells more.
    found["processor_seconds"] = time.process_time() - start
    found["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    return found


@contextmanager
def _watch(found: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    found[name] = time.perf_counter() - start


def _apart(councils: int) -> Callable[[], dict[str, float]]:
    """Run `once` in a process of its own."""

    def run() -> dict[str, float]:
        command = [sys.executable, "-m", "benchmarks.measure", "--once", str(councils)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return dict(json.loads(done.stdout))

    return run


def main() -> int:
    """Run the benchmark; 0 if every bar is met, 1 if not."""
    parser = arguments("measure")
    parser.add_argument("--once", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        print(json.dumps(once(options.once)))
        return 0
    run = _apart(20_000)
    runs = [run() for _ in range(2 if options.quick else 7)]
    spread = {name: Spread.of([r[name] for r in runs]) for name in runs[0]}
    bars = [
        Bar("a million seats measured", spread["seconds"].median, SECONDS, "s", at_least=False),
        Bar("peak memory", spread["gigabytes"].high, GIGABYTES, "GB", at_least=False),
    ]
    busy = {"processes waiting (1 minute)": os.getloadavg()[0], "processors": os.cpu_count()}
    return finish(Result("measure", bars, {**spread, **busy}), options.json)


if __name__ == "__main__":
    sys.exit(main())

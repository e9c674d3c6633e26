"""What all benchmarks share: paired runs, medians with their spread, bars met or missed.

A benchmark measures ours and its peers in turns (`interleaved`), so that a busy machine slows
both, puts its `Bar`s together and ends with `finish`, which prints ratios first and answers the
exit code.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Spread:
    """Seconds (or another unit) of several runs: median, least and most."""

    median: float
    low: float
    high: float
    runs: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of at least one value."""
        return cls(statistics.median(values), min(values), max(values), len(values))


@dataclass(frozen=True)
class Bar:
    """A promise: `value` must be at least (or at most) `bar`; both in `unit`."""

    name: str
    value: float
    bar: float
    unit: str
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether the promise holds in this run."""
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def line(self) -> str:
        """Return one line for a person."""
        sign = ">=" if self.at_least else "<="
        state = "met" if self.met else "MISSED"
        return f"{state:6}  {self.name}: {self.value:.3g} {self.unit} (bar {sign} {self.bar:g})"


@dataclass
class Result:
    """All that one benchmark found: bars, measurements by name, and what was skipped and why."""

    name: str
    bars: list[Bar] = field(default_factory=list)
    measured: dict[str, Any] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def arguments(name: str) -> argparse.ArgumentParser:
    """Return a parser with the options every benchmark has."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}")
    parser.add_argument("--quick", action="store_true", help="fewer, smaller runs: under 50 s")
    parser.add_argument("--json", action="store_true", help="results as JSON on stdout")
    return parser


def timed(run: Callable[[], object]) -> float:
    """Return the seconds one call of `run` takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def interleaved(runs: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """Call every measurement in turn, `repeats` times over; return its values by name.

    Each callable returns its own figure (seconds, MB/s), so that it may measure in a process of
    its own and leave start-up out.
    """
    values: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            values[name].append(run())
    return values


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Return ours over theirs, pair by pair, of runs made in turns."""
    return Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])


def finish(result: Result, as_json: bool) -> int:
    """Print a result, bars first; return the exit code: 0 all met, 1 a bar missed."""
    missed = [bar for bar in result.bars if not bar.met]
    if as_json:
        bars = [asdict(bar) | {"met": bar.met} for bar in result.bars]
        body = {"name": result.name, "bars": bars, "measured": result.measured}
        print(json.dumps(body | {"skipped": result.skipped}, ensure_ascii=False, default=asdict))
    else:
        _print(result)
    return 1 if missed else 0


def _print(result: Result) -> None:
    print(f"# {result.name}")
    for bar in result.bars:
        print(bar.line())
    for name, value in result.measured.items():
        print(f"        {name}: {_shown(value)}")
    for line in result.skipped:
        print(f"skipped {line}", file=sys.stderr)


def _shown(value: object) -> str:
    if isinstance(value, Spread):
        return f"{value.median:.3g} ({value.low:.3g} to {value.high:.3g}, {value.runs} runs)"
    return str(value)

"""Faults of registers of powers: found as Z3 finds them, and how much sooner.

Two parts. Small registers made by chance are put to both, and must have the same faults, each with
a case that shows it and none smaller (Z3 is asked for one). One large register, 10,000 powers over
1,000 matters in 31 provinces, is checked whole by ostan; Z3 is given the same register matter by
matter, its formulas made as they are asked. Z3 looks for seven kinds of fault, ostan for all of its
own. What ostan tells is each fault with its smallest case, and the bar compares it with Z3 doing the
same; the ratio to Z3 that only says which faults there are is printed beside it. `--quick` gives Z3 a sample of the matters and scales its time by their number.
"""

import gc

from benchmarks.harness import Bar, Result, Spread, arguments, finish, timed
from benchmarks.peers import smt
from benchmarks.registers import SINCE, made
from ostan.measure.powers.faults import faults

POWERS, MATTERS = 10_000, 1_000
SECONDS = 2.0
"""Bar: the large register checked."""
TIMES = 100.0
"""Bar: times as fast as Z3 on the large register."""


def main() -> int:
    """Measure, print, and return the exit code."""
    options = arguments("powers").parse_args()
    result = Result("powers")
    _agreement(result, 150 if options.quick else 2_000)
    _speed(result, 60 if options.quick else MATTERS)
    return finish(result, options.json)


def _agreement(result: Result, registers: int) -> None:
    differ, cases, wrong = 0, 0, 0
    for seed in range(registers):
        country = made(seed, powers=9, matters=2, provinces=3, counties=2, holders=3)
        found = smt.told(faults(country, SINCE).iter_rows(named=True))
        every = smt.spaces(country, SINCE)
        differ += {smt.key_of(r) for r in found} != smt.faults(every)
        wrong += len(smt.wrong(country, every, found))
        cases += len(found)
    result.bars += [
        Bar("registers on which Z3 finds other faults", differ, 0, "registers", at_least=False),
        Bar("cases that Z3 refutes or makes smaller", wrong, 0, "cases", at_least=False),
    ]
    result.measured |= {"registers held against Z3": registers, "cases held against Z3": cases}


def _speed(result: Result, matters: int) -> None:
    country = made(1404, POWERS, MATTERS)
    names = country["matters"]["matter"].to_list()[:matters]
    faults(made(1, 50, 5), SINCE)  # libraries are loaded and warm for both
    gc.collect()
    ours = Spread.of([timed(lambda: faults(country, SINCE)) for _ in range(5)])
    found = faults(country, SINCE)
    theirs: set[smt.Key] = set()
    bare = timed(lambda: theirs.update(smt.faults(smt.spaces(country, SINCE, names))))
    whole = timed(lambda: smt.cases(smt.spaces(country, SINCE, names)))
    scale = MATTERS / len(names)
    told = {smt.key_of(r) for r in smt.told(found.iter_rows(named=True))}
    same = {k for k in told if k[1] in set(names)} == theirs
    result.bars += [
        Bar("10,000 powers over 1,000 matters checked", ours.median, SECONDS, "s", at_least=False),
        Bar("times as fast as Z3, each fault with its smallest case", whole * scale / ours.median,
            TIMES, "x"),
        Bar("the same faults as Z3 on the large register", float(same), 1, "of 1"),
    ]  # fmt: skip
    result.measured |= {
        "times as fast as Z3 saying which faults there are, without a case": bare
        * scale
        / ours.median,
        "ostan (always with the case), s": ours,
        f"Z3 without cases, s ({len(names)} of {MATTERS} matters)": bare,
        f"Z3 with cases, s ({len(names)} of {MATTERS} matters)": whole,
        "faults told": found.height,
    }


if __name__ == "__main__":
    raise SystemExit(main())

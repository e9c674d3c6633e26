"""The fewest clauses to amend so that a kind of fault is gone from the register.

A clause is what one act says in one place: powers with the same law and the same clause. A power
without either is a clause of its own, once for all places a template brings it into. To amend a
clause is to write its powers anew: other limits, places, days or words, or to strike them; holder,
matter and role stay, for another would be a new grant. What is fewest depends on the kind:

- two powers that must not hold together (overlap, contradiction, function_conflict): amending the
  clause of either suffices, and one of the two has to be;
- a power that is wrong by itself (dead, consent_impossible, ground_...): its own clause;
- delegation_forbidden: the clause of the power or of its source; delegation_cycle: one of the circle;
- gap: a clause by which somebody decides in the matter, widened; where nobody does, no clause helps
  and a new power is needed;
- duty_without_power: the clause of the duty, or one by which its holder acts in the matter.

So each fault is a set of clauses of which one has to be amended, and the fewest clauses are a least
hitting set, found by forced choices, dominance and a small integer program, and proven. Kinds where
one amendment can undo another (alone, shadowed, delegated_not_held) and those in words are not
asked. Amending for one kind may bring another: ask `faults` again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.faults import FINDERS, Register
from ostan.measure.powers.faults.roles import ACTING
from ostan.words.errors import BadInput
from ostan.words.text import Text

Clause = tuple[str, ...]
"""Act and clause (its eId), or the id of a power that has not both, without its place."""


@dataclass(frozen=True)
class Mend:
    """What has to be amended at least so that no fault of `kind` remains.

    `clauses`: the fewest, in order, each as its act and clause or as the power that stands for it;
    `powers`: of each clause, its powers; `new`: matters in which nobody decides, which need a power
    that no clause gives; `faults`: how many faults of the kind there are, in all places.
    """

    kind: str
    clauses: tuple[Clause, ...]
    powers: Mapping[Clause, tuple[str, ...]]
    new: tuple[str, ...]
    faults: int


Sets = Callable[["_Clauses", Mapping[str, Any]], frozenset[Clause]]


def _either(of: _Clauses, fault: Mapping[str, Any]) -> frozenset[Clause]:
    return frozenset(of.clause[p] for p in fault["powers"])


def _deciders(of: _Clauses, fault: Mapping[str, Any]) -> frozenset[Clause]:
    return frozenset(of.clause[r["power"]] for r in of.of_matter(fault) if r["role"] == "decides")


def _duty(of: _Clauses, fault: Mapping[str, Any]) -> frozenset[Clause]:
    duty = of.row[fault["powers"][0]]
    own = (duty["holder_kind"], duty["holder"])
    acting = (
        r
        for r in of.of_matter(fault)
        if r["role"] in ACTING and (r["holder_kind"], r["holder"]) == own
    )
    return frozenset([of.clause[duty["power"]], *(of.clause[r["power"]] for r in acting)])


MENDABLE: Final[Mapping[str, tuple[str, Sets]]] = MappingProxyType(
    {
        "gap": ("gap", _deciders),
        "overlap": ("overlap", _either),
        "dead": ("dead", _either),
        "contradiction": ("contradiction", _either),
        "consent_impossible": ("consent", _either),
        "duty_without_power": ("duty", _duty),
        "ground_repealed": ("grounds", _either),
        "ground_expired": ("grounds", _either),
        "ground_annulled": ("grounds", _either),
        "delegation_forbidden": ("forbidden", _either),
        "delegation_cycle": ("circles", _either),
        "function_conflict": ("conflict", _either),
    }
)
"""Kinds that can be asked: who finds them, and of which clauses one must be amended for each fault."""

NO_SUCH_KIND: Final = Text(
    "خطایی به نام «{came}» نیست که کمترین اصلاح آن را بتوان پرسید؛ مجاز: {allowed}",
    "No fault “{came}” whose least mending can be asked; allowed: {allowed}",
)


def minimum_mend(country: Country, kind: str, since: date | None = None) -> Mend:
    """Return the fewest clauses to amend so that no fault of `kind` remains from a day on.

    `since`: the first day looked at (default: the Country's own, else today). Raises BadInput for a
    kind that is not one of MENDABLE.
    """
    if kind not in MENDABLE:
        raise BadInput.of(
            "no_such_fault", NO_SUCH_KIND.fill(came=kind, allowed=", ".join(MENDABLE))
        )
    register = Register(country, since or country.day or date.today())
    finder, sets = MENDABLE[kind]
    found = FINDERS[finder](register).filter(pl.col("kind") == kind)
    told = found.unique(["matter", "powers"], maintain_order=True).select("matter", "powers")
    clauses = _Clauses(country)
    rows = list(told.iter_rows(named=True))
    asked = [(row, sets(clauses, row)) for row in rows]
    chosen = hitting({s for _, s in asked if s})
    return Mend(
        kind,
        chosen,
        {c: clauses.powers[c] for c in chosen},
        tuple(sorted({row["matter"] for row, s in asked if not s})),
        len(rows),
    )


@dataclass(frozen=True)
class _Clauses:
    """The powers of a Country by clause and by matter."""

    country: Country

    @cached_property
    def row(self) -> dict[str, dict[str, Any]]:
        return {r["power"]: r for r in self.country["powers"].iter_rows(named=True)}

    @cached_property
    def clause(self) -> dict[str, Clause]:
        return {p: _clause(r) for p, r in self.row.items()}

    @cached_property
    def powers(self) -> dict[Clause, tuple[str, ...]]:
        found: dict[Clause, tuple[str, ...]] = {}
        for power, clause in self.clause.items():
            found[clause] = (*found.get(clause, ()), power)
        return found

    @cached_property
    def _by_matter(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.row.values():
            found.setdefault(row["matter"], []).append(row)
        return found

    def of_matter(self, fault: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self._by_matter.get(fault["matter"], [])


def _clause(row: Mapping[str, Any]) -> Clause:
    if row["law"] is not None and row["clause"] is not None:
        return (row["law"], row["clause"])
    return (row["power"].partition("@")[0],)


# The least hitting set ---------------------------------------------------------------------------


def hitting(sets: Iterable[frozenset[Clause]]) -> tuple[Clause, ...]:
    """Return a smallest set that has an element of each of `sets`, in order. No set is empty."""
    left = _least(set(sets))
    forced: set[Clause] = set()
    # A choice may make others idle, and what is left may force the next.
    while True:
        now = {e for s in left if len(s) == 1 for e in s}
        forced |= now
        smaller = _least(_undominated({s for s in left if not s & now}))
        if smaller == left:
            break
        left = smaller
    return tuple(sorted(forced | _program(sorted(left, key=sorted))))


def _least(sets: set[frozenset[Clause]]) -> set[frozenset[Clause]]:
    """Leave out sets that contain another: who hits that one hits them."""
    by_element: dict[Clause, set[frozenset[Clause]]] = {}
    kept: set[frozenset[Clause]] = set()
    for one in sorted(sets, key=len):
        if not any(other <= one for e in one for other in by_element.get(e, ())):
            kept.add(one)
            for e in one:
                by_element.setdefault(e, set()).add(one)
    return kept


def _undominated(sets: set[frozenset[Clause]]) -> set[frozenset[Clause]]:
    """Leave out elements that are only in sets in which another element is too; of equals the first stays."""
    within: dict[Clause, set[frozenset[Clause]]] = {}
    for one in sets:
        for e in one:
            within.setdefault(e, set()).add(one)
    gone: set[Clause] = set()
    for e in sorted(within, reverse=True):
        rivals = set.intersection(*(set(s) for s in within[e])) - {e} - gone
        if rivals:
            gone.add(e)
    return {one - gone for one in sets}


def _program(sets: Sequence[frozenset[Clause]]) -> set[Clause]:
    """Return a smallest hitting set by an integer program: minimise the sum of x, x binary, each set >= 1."""
    if not sets:
        return set()
    import highspy

    elements = sorted(Counter(e for s in sets for e in s))
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    chosen = {e: solver.addBinary(obj=1.0) for e in elements}
    for one in sets:
        solver.addConstr(sum(chosen[e] for e in sorted(one)) >= 1)
    solver.minimize()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"the integer program ended with {solver.getModelStatus()}")
    return {e for e in elements if solver.val(chosen[e]) > 0.5}

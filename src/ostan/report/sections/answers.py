"""What was asked of a plan: two councils, who will object, plans close to it, effort, locks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from ostan.report.blocks import Block, Cell, Col, Grid, Items, Say
from ostan.report.inputs import Inputs
from ostan.report.wording import col, listed, say
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.plan.plan import Objection, Plan

LONG: Final = 12
"""Rows above which a table is behind a summary."""
PLUS: Final = Text(" + ", " + ")
"""Between councils of a group."""
BETWEEN: Final = Text(" | ", " | ")
"""Between groups."""
SPACE: Final = Text(" ", " ")
DASH: Final = Say(Text("—", "—"))


def blocks(inputs: Inputs, plan: Plan, objections: Sequence[Objection]) -> Iterable[Block]:
    """Return what is said of pairs and a table for each question; nothing where it was not asked."""
    if plan.answers.pairs:
        yield say("دربارهٔ شوراهایی که پرسیده شد:", "The councils that were asked about:")
        yield _pairs(plan)
    found = (_objections(inputs, objections), _others(inputs, plan), _effort(plan))
    yield from (grid for grid in (*found, _locks(inputs, plan)) if grid.rows)


def _pairs(plan: Plan) -> Items:
    told = ([Text(f"{s.fa}.", f"{s.en}.") for s in p.sentences] for p in plan.answers.pairs)
    return Items(tuple(listed(sentences, SPACE) for sentences in told))


def _objections(inputs: Inputs, objections: Sequence[Objection]) -> Grid:
    columns = (
        col("شورایی که می‌رود", "Council that goes"),
        col("دبیرخانه نزد", "Secretariat with"),
        col("وزارتخانه", "Ministry"),
        col("مرجع سند تأسیس", "Issuer of its act"),
    )
    rows = tuple(
        (
            inputs.called("councils", o.council),
            None if o.owner is None else inputs.called("units", o.owner),
            inputs.name("units", o.ministry),
            _issuer(inputs, o),
        )
        for o in objections
    )
    return _grid("چه کسی اعتراض خواهد کرد", "Who will object", columns, rows, len(rows) > LONG)


def _issuer(inputs: Inputs, objection: Objection) -> Cell:
    from ostan.reform.needs import issued_by

    return issued_by(inputs.country, objection.rank) or objection.issued_by


def _others(inputs: Inputs, plan: Plan) -> Grid:
    """List the other plans by what they do otherwise: groups of theirs, groups of the plan they lack."""
    own = {frozenset(g.councils): g.councils for g in plan.groups if len(g.councils) > 1}
    columns = (
        col("به جای این گروه‌های برنامه", "In place of these groups of the plan"),
        col("این گروه‌ها", "These groups"),
        col("بدتر از این برنامه (ساعت وزنی سال)", "Worse by (weighted hours a year)", "hours/year"),
    )
    rows: list[tuple[Cell, ...]] = []
    for other in plan.answers.alternatives:
        theirs = {frozenset(g): g for g in other.groups if len(g) > 1}
        gone = _together(inputs, [g for k, g in own.items() if k not in theirs])
        new = _together(inputs, [g for k, g in theirs.items() if k not in own])
        rows.append((gone, new, other.loss))
    return _grid("برنامه‌های نزدیک به این", "Plans close to this one", columns, tuple(rows), False)


def _together(inputs: Inputs, groups: Sequence[Sequence[str]]) -> Say:
    named = [listed([inputs.called("councils", c) for c in g], PLUS) for g in groups]
    return listed(named, BETWEEN) if named else DASH


def _effort(plan: Plan) -> Grid:
    columns = (
        col("سند، حداکثر", "Acts at most", "count"),
        col("صرفه‌جویی (ساعت وزنی سال)", "Saving (weighted hours a year)", "hours/year", 0),
        col("مقدار", "Value", "hours/year", 0),
        col("کران", "Bound", "hours/year", 0),
    )
    rows = tuple((e.acts, e.saving, e.value, e.bound) for e in plan.answers.effort)
    return _grid("صرفه‌جویی در برابر شمار سندها", "Saving against the number of acts", columns, rows)


def _locks(inputs: Inputs, plan: Plan) -> Grid:
    from ostan.plan.answers.locks import because

    columns = (
        col("شورای قفل", "Locked council"),
        col("دست‌کم (ساعت وزنی سال)", "At least (weighted hours a year)", "hours/year", 0),
        col("حداکثر", "At most", "hours/year", 0),
        col("به سبب", "Because of"),
    )
    rows = tuple(
        (inputs.called("councils", k.council), k.least, k.most, because(inputs.country, k.by))
        for k in plan.answers.locks
    )
    return _grid("بهای هر قفل", "What each lock costs", columns, rows)


def _grid(
    fa: str,
    en: str,
    columns: tuple[Col, ...],
    rows: tuple[tuple[Cell, ...], ...],
    folded: bool = False,
) -> Grid:
    return Grid(Text(fa, en), columns, rows, folded)

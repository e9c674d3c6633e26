"""What was asked of a plan: who will object, plans close to it, saving against acts, what locks cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ostan.country.legal import FACTS
from ostan.report import plans
from ostan.report.blocks import Block, Cell, Col, Grid, Say
from ostan.report.inputs import Inputs
from ostan.report.plans import Outcome
from ostan.report.wording import COMMA, col, listed
from ostan.words.text import Text

LONG: Final = 12
"""Rows above which a table is behind a summary."""
PLUS: Final = Text(" + ", " + ")
"""Between councils of a group."""


def blocks(inputs: Inputs, made: Outcome) -> Iterable[Block]:
    """Return a table for each question; nothing where it was not asked or has no answer."""
    found = (_objections(inputs, made), _others(inputs, made), _effort(made), _locks(inputs, made))
    yield from (grid for grid in found if grid.rows)


def _objections(inputs: Inputs, made: Outcome) -> Grid:
    columns = (
        col("شورایی که می‌رود", "Council that goes"),
        col("دبیرخانه نزد", "Secretariat with"),
        col("وزارتخانه", "Ministry"),
        col("مرجع سند تأسیس", "Issuer of its act"),
    )
    rows = tuple(
        (
            inputs.called("councils", o.council),
            inputs.name("units", o.owner),
            inputs.name("units", o.ministry),
            o.issued_by,
        )
        for o in plans.objections(made)
    )
    return _grid("چه کسی اعتراض خواهد کرد", "Who will object", columns, rows, len(rows) > LONG)


def _others(inputs: Inputs, made: Outcome) -> Grid:
    columns = (
        col("گروه‌ها", "Groups"),
        col("بدتر از این برنامه (ساعت وزنی سال)", "Worse by (weighted hours a year)", "hours/year"),
    )
    rows = tuple((_together(inputs, o.groups), o.loss) for o in made.plan.answers.alternatives)
    return _grid("برنامه‌های نزدیک به این", "Plans close to this one", columns, rows)


def _together(inputs: Inputs, groups: Sequence[Sequence[str]]) -> Say:
    named = [listed([inputs.called("councils", c) for c in g], PLUS) for g in groups if len(g) > 1]
    return listed(named, COMMA) if named else Say(Text("—", "—"))


def _effort(made: Outcome) -> Grid:
    columns = (
        col("سند، حداکثر", "Acts at most", "count"),
        col("صرفه‌جویی (ساعت وزنی سال)", "Saving (weighted hours a year)", "hours/year", 0),
        col("مقدار", "Value", "hours/year", 0),
        col("کران", "Bound", "hours/year", 0),
    )
    rows = tuple((e.acts, e.saving, e.value, e.bound) for e in made.plan.answers.effort)
    return _grid("صرفه‌جویی در برابر شمار سندها", "Saving against the number of acts", columns, rows)


def _locks(inputs: Inputs, made: Outcome) -> Grid:
    columns = (
        col("شورای قفل", "Locked council"),
        col("دست‌کم (ساعت وزنی سال)", "At least (weighted hours a year)", "hours/year", 0),
        col("حداکثر", "At most", "hours/year", 0),
        col("به سبب", "Because of"),
    )
    rows = tuple(
        (inputs.called("councils", k.council), k.least, k.most, FACTS.get(k.by, k.by))
        for k in made.plan.answers.locks
    )
    return _grid("بهای هر قفل", "What each lock costs", columns, rows)


def _grid(
    fa: str,
    en: str,
    columns: tuple[Col, ...],
    rows: tuple[tuple[Cell, ...], ...],
    folded: bool = True,
) -> Grid:
    return Grid(Text(fa, en), columns, rows, folded)

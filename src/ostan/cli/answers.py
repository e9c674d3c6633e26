"""What is asked of a plan on the command line, and the answers on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ostan.cli.screen import WIDEST, Screen, width
from ostan.words.errors import BadInput
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.answers import Questions
    from ostan.plan.councils.planning import Stage
    from ostan.plan.plan import Plan
    from ostan.report.blocks import Grid

LOCKS = 10
"""Locks whose price is told."""
LONG = 2 * WIDEST
"""Width of a cell above which a table is shown row by row."""

ASKING = Text("به پرسش‌ها پاسخ داده می‌شود …", "Answering the questions …")
NOT_OF_SESSIONS = Text(
    "پرسش از برنامه و --from تنها برای councils است",
    "Questions to a plan and --from are for councils only",
)
NOT_OF_COUNCILS = Text(
    "--hours، --room و --quiet تنها برای sessions است",
    "--hours, --room and --quiet are for sessions only",
)
NO_PLAN_FILE = Text("پروندهٔ برنامه «{came}» نیست", "There is no file of a plan “{came}”")
GOALS_OF_PLAN = Text(
    "با --from هدف‌ها و مکان همان‌هایی است که برنامه با آن‌ها ساخته شد؛ {came} را بردارید",
    "With --from goals and place are those the plan was made with; leave {came} out",
)


@dataclass(frozen=True)
class Asked:
    """What is asked, as it was written: pairs `A,B`, how many other plans, locks, effort; the plan asked."""

    pairs: tuple[str, ...] = ()
    alternatives: int = 0
    locks: bool = False
    effort: bool = False
    earlier: Path | None = None

    def of(self, made: Stage) -> Questions:
        """Return the questions with the councils they name. Raises BadInput with all that is wrong."""
        from ostan.plan.answers import Questions, pairs_of

        return Questions(
            pairs=pairs_of(made, self.pairs),
            alternatives=self.alternatives,
            locks=LOCKS if self.locks else 0,
            effort=self.effort,
        )

    def alone(self, **others: object) -> None:
        """Raise BadInput where an earlier plan is asked and goals or a place are given beside it."""
        given = [f"--{name}" for name, value in others.items() if value is not None]
        if self.earlier is not None and given:
            raise BadInput.of("wrong_call", GOALS_OF_PLAN.fill(came=", ".join(given)))


def earlier(path: Path) -> Plan:
    """Return the plan of a file. Raises BadInput where it is not there or is no plan."""
    from ostan.plan.plan import Plan

    if not path.is_file():
        raise BadInput.of("no_file", NO_PLAN_FILE.fill(came=str(path)))
    return Plan.loads(path.read_text(encoding="utf-8-sig"), path.name)


def show(screen: Screen, country: Country, made: Plan) -> None:
    """Show what was answered: sentences, and a table for each question."""
    from datetime import date

    from ostan.report.blocks import Grid, Items, Say
    from ostan.report.inputs import Inputs
    from ostan.report.sections.answers import blocks
    from ostan.report.shown import words

    inputs = Inputs(country, country.day or date.today(), None, (), "", "")
    for block in blocks(inputs, made, made.answers.objections):
        if isinstance(block, Say):
            screen.show(words(block, screen.lang))
        elif isinstance(block, Items):
            for line in block.lines:
                screen.show(f"- {words(line, screen.lang)}")
        elif isinstance(block, Grid):
            table(screen, block)


def table(screen: Screen, grid: Grid) -> None:
    """Show a table of the report on the screen; one with long cells row by row, so that nothing is cut."""
    from ostan.report.shown import words

    screen.show(grid.title)
    rows = [
        [words(v, screen.lang, c.unit, c.decimals) for v, c in zip(row, grid.columns, strict=True)]
        for row in grid.rows
    ]
    if max(width(cell) for row in rows for cell in row) <= LONG:
        screen.table([c.title for c in grid.columns], rows)
        return
    for row in rows:
        for k, (cell, column) in enumerate(zip(row, grid.columns, strict=True)):
            screen.show(f"{'  ' if k else '- '}{column.title.to(screen.lang)}: {cell}")

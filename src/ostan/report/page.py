"""The report: one HTML file that needs nothing else, in Persian with the English beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from ostan.country.country import Country
from ostan.measure.check import check
from ostan.plan.plan import BasePlan
from ostan.report.blocks import Code, Say, Section
from ostan.report.inputs import Inputs
from ostan.report.render import LANGS, render
from ostan.report.sections import (
    assumptions,
    councils,
    findings,
    first,
    laws,
    plan,
    powers,
    provinces,
    services,
    together,
    units,
)
from ostan.report.wording import both, say
from ostan.words import formats
from ostan.words.errors import BadInput
from ostan.words.finding import Finding
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.plan.plan import Plan
    from ostan.plan.together import AllPlan

SECTIONS: Final = (
    first,
    provinces,
    councils,
    plan,
    units,
    powers,
    services,
    together,
    laws,
    findings,
    assumptions,
)
"""The sections in order, each a module with a function `section`."""
_OF: Final = Text("{what}: {where}", "{what}: {where}")


def html(
    country: Country,
    day: date,
    place: str | None = None,
    *,
    found: Sequence[Finding] | None = None,
    source: str = "",
    plans: Mapping[str, Plan] | None = None,
    whole: AllPlan | None = None,
) -> str:
    """Return the report on `country` as one HTML document; the same arguments give the same bytes.

    `day` is the day the report speaks of: delays are counted to it, acts stand or fall on it.
    `place` is the one of the first page; by default the place in the middle by council hours.
    `found` are the findings of the check, computed where not given. `source` names where the data
    came from, for the last section. `plans` are those of that place by preset (`plans_for`), `whole` that
    of all nouns; without them the lines that need one say so. Raises BadInput for a place that is not in the Country.
    """
    inputs = inputs_of(country, day, place, found=found, source=source, plans=plans)
    inputs = replace(inputs, together=whole)
    sections = [module.section(inputs) for module in SECTIONS]
    return render(_title(sections), sections, colophon(inputs))


def plan_page(country: Country, made: Plan, day: date, *, source: str = "") -> str:
    """Return the page of one plan alone, of a place or of all places of a level, with what it was asked.

    `country` is the one it was made for.
    """
    inputs = inputs_of_plan(country, made, day, source=source)
    section = plan.section(inputs)
    title = _OF.fill(what=section.title, where=_where(inputs, made.scope))
    return render(title, [replace(section, title=title)], colophon(inputs))


def proposal_page(
    country: Country, made: BasePlan | AllPlan, day: date, *, source: str = ""
) -> str:
    """Return the page of the plan of one noun, or of all, for the Country it was made for."""
    from ostan import __version__

    section = (
        together.of_plan(country, made)
        if isinstance(made, BasePlan)
        else together.of_all(country, made)
    )
    inputs = Inputs(country, day, None, (), __version__, source or "—")
    title = _OF.fill(what=section.title, where=_where(inputs, made.scope))
    return render(title, [replace(section, title=title)], colophon(inputs))


def inputs_of_plan(country: Country, made: Plan, day: date, *, source: str = "") -> Inputs:
    """Return what the page of one plan is made from; its place is None where it is of a level."""
    from ostan import __version__

    place = made.scope if country.row("places", made.scope) else None
    plans: dict[str, Plan] = {made.goals.preset: made}
    return Inputs(country, day, place, (), __version__, source or "—", plans)


def _where(inputs: Inputs, scope: str) -> Text:
    """Return what a plan is of: a place, or all places of a level."""
    from ostan.files.reforms.names import ALL_OF_LEVEL

    if scope in ALL_OF_LEVEL:
        return ALL_OF_LEVEL[scope]
    return Text(*(inputs.country.name("places", scope, lang) for lang in LANGS))


def inputs_of(
    country: Country,
    day: date,
    place: str | None = None,
    *,
    found: Sequence[Finding] | None = None,
    source: str = "",
    plans: Mapping[str, Plan] | None = None,
) -> Inputs:
    """Return what the sections are made from, with the place chosen."""
    from ostan import __version__

    _known_place(country, place)
    findings_ = check(country, day) if found is None else found
    inputs = Inputs(country, day, place, tuple(findings_), __version__, source or "—")
    here = place or provinces.median_place(inputs)
    return replace(
        inputs, place=here, plans={k: p for k, p in (plans or {}).items() if p.scope == here}
    )


def default_place(country: Country, day: date) -> str | None:
    """Return the place of the first page where none is asked for: the middle one by council hours."""
    return inputs_of(country, day, found=()).place


def _known_place(country: Country, place: str | None) -> None:
    if place is None or country.row("places", place):
        return
    some = ", ".join(country["places"]["place"].head(5).to_list())
    raise BadInput.of(
        "unknown_place",
        Text(
            "مکان «{came}» در جدول مکان‌ها نیست؛ برای نمونه: {some}",
            "the place “{came}” is not in the table of places; for example: {some}",
        ).fill(came=place, some=some),
    )


def _title(sections: Sequence[Section]) -> Text:
    return sections[0].title


def colophon(inputs: Inputs) -> list[Say]:
    """Return the last lines: what this page is, of which data, and that nothing left the machine."""
    return [
        say(
            "این صفحه را برنامهٔ اُستان {version} در برابر داده‌هایی با اثر انگشت {digest} برای تاریخ {day} ساخته است. "
            "چیزی از شبکه نمی‌خواهد و چیزی به شبکه نمی‌فرستد.",
            "This page was made by ostan {version} from data with the digest {digest}, for the day {day}. It asks "
            "nothing of a network and sends nothing to one.",
            version=Code(inputs.version),
            digest=Code(inputs.country.digest[:16]),
            day=both(formats.date, inputs.day),
        ),
        say(
            "دادهٔ نمونه بیان قانون نیست؛ هر رقمی که سندی ندارد «فرض» خوانده شده است.",
            "Sample data are no statement of law; every figure without a document is called assumed.",
        ),
    ]

"""Who will object: the owner of each council that goes."""

from __future__ import annotations

from collections.abc import Iterator

from ostan.country.country import Country
from ostan.plan.councils.compile import MERGE
from ostan.plan.councils.groups import hosting
from ostan.plan.councils.planning import Planned
from ostan.plan.plan import Objection


def objections(planned: Planned) -> tuple[Objection, ...]:
    """Return, for every council (type, in a template) that disappears, who owns it.

    That is the unit of its secretariat with the ministry of that unit; else the body that issued its
    own act. In a template the first of its councils by place stands for all.
    """
    return tuple(_of(planned.stage.moved, name, council) for name, council in _gone(planned))


def _gone(planned: Planned) -> Iterator[tuple[str, str]]:
    compiled = planned.stage.compiled
    for group in planned.groups:
        if group.mode == MERGE and len(group.items) > 1:
            for i in sorted(hosting(compiled, group)[1:]):
                yield compiled.items[i].name, compiled.items[i].councils[0]


def _of(country: Country, name: str, council: str) -> Objection:
    row = country.row("councils", council) or {}
    unit = country.row("units", str(row.get("secretariat"))) or {}
    law = country.row("laws", str(row.get("law"))) or {}
    rank = country.row("ranks", str(law.get("rank"))) or {}
    return Objection(
        council=name,
        owner=_id(unit.get("unit")),
        ministry=_id(unit.get("ministry")),
        issued_by=_id(rank.get("issued_by")) or _id(rank.get("name_fa")),
    )


def _id(value: object) -> str | None:
    return None if value is None else str(value)

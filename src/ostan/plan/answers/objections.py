"""Who will object: the owner of each council that goes."""

from __future__ import annotations

from collections.abc import Iterator

from ostan.country.country import Country
from ostan.plan.councils.compile import MERGE
from ostan.plan.councils.groups import hosting
from ostan.plan.councils.planning import Planned
from ostan.plan.plan import Objection
from ostan.reform.needs import issued_by


def objections(planned: Planned) -> tuple[Objection, ...]:
    """Return, for every council (type, in a template) that disappears, who owns it.

    That is the unit of its secretariat (its type, in a template) with the ministry of that unit; else
    the body that issued its own act. In a template the first of its councils by place stands for all.
    """
    country, key = planned.stage.moved, "type" if planned.stage.scope.template else "unit"
    return tuple(objection(country, council, name, key) for name, council in _gone(planned))


def _gone(planned: Planned) -> Iterator[tuple[str, str]]:
    compiled = planned.stage.compiled
    for group in planned.groups:
        if group.mode == MERGE and len(group.items) > 1:
            for i in sorted(hosting(compiled, group)[1:]):
                yield compiled.items[i].name, compiled.items[i].councils[0]


def objection(
    country: Country, council: str, name: str | None = None, unit_key: str = "unit"
) -> Objection:
    """Return who owns a council that is called `name`; its unit by this column."""
    row = country.row("councils", council) or {}
    unit = country.row("units", str(row.get("secretariat"))) or {}
    law = country.row("laws", str(row.get("law"))) or {}
    issuer = issued_by(country, _id(law.get("rank")))
    return Objection(
        council=name or council,
        owner=_id(unit.get(unit_key)),
        ministry=_id(unit.get("unit" if unit.get("legal_form") == "ministry" else "ministry")),
        issued_by=issuer.fa if issuer else None,
        rank=_id(law.get("rank")),
    )


def _id(value: object) -> str | None:
    return None if value is None else str(value)

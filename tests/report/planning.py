"""Plans made by hand for the report: any Reform of a place, with the hours that the measures give."""

from __future__ import annotations

from ostan.country.country import Country
from ostan.measure.councils import post_hours
from ostan.plan.goals import goals_of
from ostan.plan.plan import Group, Hours, Plan, PostHours, gap
from ostan.reform.apply import apply
from ostan.reform.reform import Reform


def plan_of(
    country: Country, place: str, changes: list[dict[str, object]], preset: str = "alone"
) -> Plan:
    """Return the plan of these changes; its value is the hours of everybody, its bound a bit less."""
    reform = Reform.read(changes)
    after = apply(country, reform).country
    hours = changed(country, after)
    nothing, value = (
        sum(getattr(h, side).value * h.holders for h in hours) for side in ("before", "after")
    )
    bound = value - 0.02 * (nothing - value)
    return Plan(
        reform=reform,
        goals=goals_of({"preset": preset}),
        scope=place,
        parent=country.digest,
        value=value,
        bound=bound,
        nothing=nothing,
        gap=gap(value, bound, nothing),
        proven=False,
        verified=True,
        seconds=1.0,
        seed=0,
        interrupted=False,
        hours=tuple(hours),
        assumed_share=0.9,
        groups=tuple(_groups(reform)),
    )


def changed(before: Country, after: Country) -> list[PostHours]:
    """Return the posts whose hours differ, most first."""
    columns = ("hours_low", "hours", "hours_high")
    old, new = (
        {r["post"]: r for r in post_hours(c).iter_rows(named=True)} for c in (before, after)
    )
    holders = dict(before["posts"].select("post", "holders").iter_rows())
    rows = [
        PostHours(
            post=p,
            holders=holders.get(p) or 1,
            before=_hours([r[c] for c in columns]),
            after=_hours([new[p][c] for c in columns]),
        )
        for p, r in old.items()
        if p in new and r["hours"] is not None and abs(r["hours"] - new[p]["hours"]) > 1e-9
    ]
    return sorted(rows, key=lambda r: -r.before.value)


def _hours(three: list[float]) -> Hours:
    return Hours(low=three[0], value=three[1], high=three[2])


def _groups(reform: Reform) -> list[Group]:
    modes = {"merge_councils": "merge", "hold_jointly": "joint"}
    return [
        Group.model_validate(
            {
                "councils": (c.host, *c.councils),  # type: ignore[attr-defined]
                "mode": modes[c.kind],
                "value": 100.0,
                "apart": 150.0,
            }
        )
        for c in reform
        if c.kind in modes
    ]

"""`ostan compare SOURCE --reform LIST`: an office's own list, evaluated before anything is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.apply import instruments, told
from ostan.cli.findings import as_data, listed
from ostan.cli.inputs import free, loaded, place_of
from ostan.cli.plan import HOURS_HEADER, WRITTEN, Limits, Watch, goals_from, named, searched
from ostan.cli.screen import Screen
from ostan.words import formats
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.files.reforms import Listed
    from ostan.plan.plan import Plan
    from ostan.plan.verify import Verdict
    from ostan.reform.apply import Applied
    from ostan.reform.problem import Refusal
    from ostan.reform.reform import Reform
    from ostan.words.finding import Where

SHOWN = 12
"""Posts whose hours are shown on the screen; `--json` has all."""

ACCEPTED = Text(
    "از {all} تغییر فهرست شما {accepted} تا پذیرفته شد، {refused} تا نپذیرفته، و {asked} سطر را باید روشن کنید.",
    "Of the {all} changes of your list {accepted} are accepted, {refused} refused, and {asked} rows have to be "
    "made clear.",
)
REFUSED = Text("آنچه پذیرفته نشد و چرا:", "What is refused, and why:")
BROKEN = Text(
    "هدف‌هایی که فهرست نگه نمی‌دارد (برنامهٔ کنار آن نگه می‌دارد):",
    "Goals that the list does not keep (the plan beside it does):",
)
ASKED = Text("آنچه باید روشن شود:", "What has to be made clear:")
OF_POSSIBLE = Text(
    "فهرست شما {saving} ساعت وزنی در سال صرفه‌جویی می‌کند، از {possible} که با همین قواعد شدنی است "
    "({share})؛ بیش از {most} با همین فرض‌ها شدنی نیست.",
    "Your list saves {saving} weighted hours a year of the {possible} that are possible under the same rules "
    "({share}); more than {most} is not possible under these assumptions.",
)
COSTS = Text(
    "فهرست شما صرفه‌جویی نمی‌کند: {cost} ساعت وزنی در سال هزینه دارد. با همین قواعد {possible} ساعت شدنی است.",
    "Your list saves nothing: it costs {cost} weighted hours a year. Under the same rules {possible} are possible.",
)


@dataclass(frozen=True)
class Evaluated:
    """What came of a list: what is accepted of it, what that is worth, and the best beside it."""

    accepted: Reform
    refused: tuple[Refusal, ...]
    listed: tuple[Listed, ...]
    verdict: Verdict
    plan: Plan

    @property
    def nothing(self) -> float:
        """Value of doing nothing, in weighted hours a year."""
        return self.verdict.nothing.whole

    @property
    def value(self) -> float:
        """Value of what is accepted; that of doing nothing where it cannot be applied."""
        return self.verdict.value.whole if self.verdict.value else self.nothing

    @property
    def saving(self) -> float:
        """Weighted hours a year the list saves."""
        return self.nothing - self.value

    @property
    def possible(self) -> float:
        """Weighted hours a year the best known plan saves, the list itself among them."""
        return self.nothing - min(self.plan.value, self.value)

    @property
    def most(self) -> float:
        """What no plan within the rules can exceed."""
        return self.nothing - min(self.plan.bound, self.value)


def evaluate(
    screen: Screen,
    source: str,
    reforms: Sequence[Path],
    out: Path | None,
    place: str | None,
    goals: Path | None,
    preset: str | None,
    limits: Limits,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Evaluate a list of changes: what it saves, what is refused, and how far it is from the best."""
    from ostan.plan.councils import stage
    from ostan.plan.verify import verify
    from ostan.reform.apply import apply as make
    from ostan.reform.apply import check

    target = free(out, force, (".json",), source)
    country = loaded(source, as_of, map).country
    wanted = goals_from(goals, preset).checked(country)
    here = place_of(country, place)
    read, reform = _read(reforms, country, here)
    judged = wanted.country(country)
    within, assume = wanted.within(judged), wanted.assumed(judged)
    refused = check(judged, reform, within=within, assume=assume)
    accepted = reform.without(*{r.index for r in refused})
    watch = Watch(screen)
    best = searched(watch, country, stage(country, wanted, here), limits).plan
    made = make(judged, accepted, within=within, assume=assume)
    found = Evaluated(accepted, refused, read, verify(country, accepted, wanted, best.scope), best)
    hours = _hours(judged, made.country, here)
    content = data(found, hours, made)
    show(screen, reform, found)
    told(screen, accepted, made)
    if hours:
        screen.table(HOURS_HEADER[:3], [_row(country, h, screen) for h in hours[:SHOWN]])
    if target is not None:
        import json

        from ostan.files.written import put

        put(target, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
        screen.say(WRITTEN.fill(file=str(target)))
    return watch.ended(content)


def _read(
    paths: Sequence[Path], country: Country, place: str | None
) -> tuple[tuple[Listed, ...], Reform]:
    """Return the lists as read, and their changes as one Reform; rows without a place are for `place`."""
    from ostan.files.reforms import load_reform

    read = tuple(load_reform(path, country, (place,) if place else ()) for path in paths)
    first, *rest = (one.reform for one in read)
    return read, first.compose(*rest)


def show(screen: Screen, reform: Reform, found: Evaluated) -> None:
    """Say what is accepted, what is refused with the way that is open, and the worth of the list."""
    asked = [f for one in found.listed for f in one.asked]
    screen.show(
        ACCEPTED.fill(
            all=len(reform),
            accepted=len(found.accepted),
            refused=len({r.index for r in found.refused}),
            asked=len(asked),
        )
    )
    if found.refused:
        screen.show(REFUSED)
        for refusal in found.refused:
            for line in listed([refusal.why], screen.lang):
                screen.show(line)
    if asked:
        screen.show(ASKED)
        for line in listed(asked, screen.lang):
            screen.show(line)
    if found.verdict.findings:
        screen.show(BROKEN)
        for line in listed(found.verdict.findings, screen.lang):
            screen.show(line)
    if found.saving < 0:
        screen.show(COSTS.fill(cost=round(-found.saving), possible=round(found.possible)))
        return
    share = found.saving / found.possible if found.possible > 0 else 1.0
    screen.show(
        OF_POSSIBLE.fill(
            saving=round(found.saving),
            possible=round(found.possible),
            most=round(found.most),
            share=Text(*(formats.percent(share, lang) for lang in ("fa", "en"))),
        )
    )


def _hours(before: Country, after: Country, place: str | None) -> list[dict[str, Any]]:
    """Return the posts whose hours differ, those that gain most first: post, before, after."""
    import polars as pl

    from ostan.measure.councils import post_hours

    # Without a seat a post spends no hours; hours that are not known stay unknown.
    one = post_hours(before).select("post", "place", before="hours", sat=pl.lit(True))
    two = post_hours(after).select("post", after="hours", sits=pl.lit(True))
    both = one.join(two, on="post", how="full", coalesce=True).select(
        "post",
        "place",
        before=pl.when("sat").then("before").otherwise(0.0),
        after=pl.when("sits").then("after").otherwise(0.0),
    )
    if place is not None:
        both = both.filter(pl.col("place").is_in(before.within(place)))
    changed = both.filter((pl.col("before") - pl.col("after")).abs() > 1e-6)
    return changed.sort(pl.col("after") - pl.col("before"), "post").to_dicts()


def _row(country: Country, row: dict[str, Any], screen: Screen) -> list[str]:
    lang = screen.lang
    return [
        named(country, "posts", row["post"], lang),
        formats.number(row["before"], lang, decimals=0),
        formats.number(row["after"], lang, decimals=0),
    ]


def data(found: Evaluated, hours: list[dict[str, Any]], made: Applied) -> dict[str, Any]:
    """Return an evaluation as plain data."""
    where = _where(found.listed)
    return {
        "reform": found.accepted.data(),
        "value": found.value,
        "nothing": found.nothing,
        "saving": found.saving,
        "possible": found.possible,
        "most": found.most,
        "refused": [
            {
                "change": r.index,
                "where": str(where[r.index]) if r.index in where else None,
                "alternative": None if r.alternative is None else r.alternative.dump(),
                **as_data([r.why])[0],
            }
            for r in found.refused
        ],
        "broken": as_data(found.verdict.findings),
        "asked": as_data([f for one in found.listed for f in one.asked]),
        "acts": [{"act": a.en, "body": b.en, "councils": n} for a, b, n in instruments(made)],
        "hours": hours,
    }


def _where(listed: Sequence[Listed]) -> dict[int, Where]:
    """Return where each change of the composed list stood."""
    found: dict[int, Where] = {}
    start = 0
    for one in listed:
        found.update({start + i: at for i, at in one.rows.items()})
        start += len(one.reform)
    return found

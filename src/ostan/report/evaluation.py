"""An office's own list, evaluated: what is accepted of it, what that is worth, and the best beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ostan.report.blocks import Block, Code, Grid, Say, Section
from ostan.report.inputs import Inputs
from ostan.report.wording import both, col
from ostan.words import formats
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.files.reforms import Listed
    from ostan.plan.plan import Plan
    from ostan.plan.verify import Verdict
    from ostan.reform.needs import Need
    from ostan.reform.problem import Refusal
    from ostan.reform.reform import Reform
    from ostan.words.finding import Finding, Where

TITLE = Text("فهرست شما", "Your list")
ACCEPTED = Text(
    "از {all} تغییر فهرست شما {accepted} تا پذیرفته شد، {refused} تا نپذیرفته، و {asked} سطر را باید روشن کنید.",
    "Changes of your list: {all}; accepted: {accepted}; refused: {refused}; rows to be made clear: {asked}.",
)
REFUSED = Text("آنچه پذیرفته نشد و چرا", "What is refused, and why")
BROKEN = Text(
    "هدف‌هایی که فهرست نگه نمی‌دارد (برنامهٔ کنار آن نگه می‌دارد)",
    "Goals that the list does not keep (the plan beside it does)",
)
ASKED = Text("آنچه باید روشن شود", "What has to be made clear")
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
CHANGES = Text("آنچه پذیرفته شد", "What is accepted")
ACTS = Text("سندهای لازم", "Acts needed")
HOURS = Text("ساعت هر سمت، پیش و پس از فهرست", "Hours of each post before and after the list")
DASH = Text("—", "—")
LONG = 20
"""Posts above which their table is behind a summary."""
BESIDE = Text("بهترین برنامهٔ کنار آن", "The best plan beside it")


@dataclass(frozen=True, eq=False)
class Evaluated:
    """What came of a list.

    `reform`: all of it as read; `accepted`: what can be applied; `before`: the Country it was judged
    in; `verdict`: on what is accepted; `plan`: the best beside it.
    """

    reform: Reform
    accepted: Reform
    refused: tuple[Refusal, ...]
    listed: tuple[Listed, ...]
    before: Country
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

    @property
    def needs(self) -> tuple[tuple[Need, ...], ...]:
        """What each accepted change needs."""
        return self.verdict.applied.needs if self.verdict.applied else ()

    @property
    def asked(self) -> tuple[Finding, ...]:
        """What has to be made clear."""
        return tuple(f for one in self.listed for f in one.asked)

    @cached_property
    def causes(self) -> tuple[Finding, ...]:
        """What is refused and why, each where it stood."""
        from dataclasses import replace

        return tuple(
            replace(r.why, where=(self.where[r.index],)) if r.index in self.where else r.why
            for r in self.refused
        )

    @cached_property
    def where(self) -> Mapping[int, Where]:
        """Where each change of the list stood."""
        found: dict[int, Where] = {}
        start = 0
        for one in self.listed:
            found.update({start + i: at for i, at in one.rows.items()})
            start += len(one.reform)
        return found

    @cached_property
    def hours(self) -> list[dict[str, Any]]:
        """Posts whose hours differ, those that gain most first: post, place, before, after.

        Beyond one place the mean of each type of post, with how many `posts` it is of.
        """
        after = self.verdict.country
        return [] if after is None else _hours(self.before, after, self.plan.scope)

    def counted(self) -> Text:
        """Say how many changes are accepted, refused, and to be made clear."""
        return ACCEPTED.fill(
            all=len(self.reform),
            accepted=len(self.accepted),
            refused=len({r.index for r in self.refused}),
            asked=len(self.asked),
        )

    def worth(self) -> Text:
        """Say what the list saves of what is possible, or what it costs."""
        possible = round(self.possible)
        if self.saving < 0:
            return COSTS.fill(cost=round(-self.saving), possible=possible)
        share = self.saving / self.possible if self.possible > 0 else 1.0
        return OF_POSSIBLE.fill(
            saving=round(self.saving),
            possible=possible,
            most=round(self.most),
            share=both(formats.percent, share),
        )


def acts(needs: Iterable[Iterable[Need]]) -> list[tuple[Text, Text, int]]:
    """Return every act that is needed, who issues it, and for how many councils, units, powers or services."""
    found: dict[tuple[Text, Text], set[tuple[str, str]]] = {}
    for need in (n for of_change in needs for n in of_change):
        found.setdefault((need.instrument, need.body), set()).add((need.table, need.council))
    return [(act, body, len(ids)) for (act, body), ids in found.items()]


def _hours(before: Country, after: Country, scope: str) -> list[dict[str, Any]]:
    import polars as pl

    from ostan.measure.councils import post_hours

    # Without a seat a post spends no hours; hours that are not known stay unknown.
    one = post_hours(before).select("post", "place", before="hours", sat=pl.lit(True))
    two = post_hours(after).select("post", after="hours", sits=pl.lit(True))
    both_ = one.join(two, on="post", how="full", coalesce=True).select(
        "post",
        "place",
        before=pl.when("sat").then("before").otherwise(0.0),
        after=pl.when("sits").then("after").otherwise(0.0),
    )
    changed = both_.filter((pl.col("before") - pl.col("after")).abs() > 1e-6)
    if before.row("places", scope):
        changed = changed.filter(pl.col("place").is_in(before.within(scope)))
    else:
        types = before["posts"].select("post", "type")
        changed = (
            changed.join(types, on="post", how="left")
            .group_by(post=pl.coalesce("type", "post"))
            .agg(pl.len().alias("posts"), pl.col("before", "after").mean())
        )
    return changed.sort(pl.col("after") - pl.col("before"), "post").to_dicts()


# The page ----------------------------------------------------------------------------------------


def page(country: Country, found: Evaluated, day: date, *, source: str = "") -> str:
    """Return the page of a list: what came of it, then the best plan beside it, in both languages."""
    from dataclasses import replace

    from ostan.report.page import colophon, inputs_of_plan
    from ostan.report.render import render
    from ostan.report.sections import plan

    inputs = inputs_of_plan(country, found.plan, day, source=source)
    beside = replace(plan.section(inputs), title=BESIDE, short=BESIDE)
    own = Section("list", TITLE, tuple(blocks(inputs, found)))
    return render(TITLE, [own, beside], colophon(inputs))


def blocks(inputs: Inputs, found: Evaluated) -> Iterable[Block]:
    """Return what is said of a list: how much of it stands, what it is worth, what is refused and asked."""
    yield Say(found.counted(), tone="lead")
    yield Say(found.worth())
    tables = (
        _said(REFUSED, found.causes),
        _said(ASKED, found.asked),
        _said(BROKEN, found.verdict.findings),
        _changes(found),
        _acts(found),
        _posts(inputs, found),
    )
    yield from (grid for grid in tables if grid.rows)


def _said(title: Text, findings: Sequence[Finding]) -> Grid:
    columns = (col("خانه", "Cell"), col("چیست", "What"), col("راه اصلاح", "To mend it"))
    rows = tuple(
        (Code(str(f.where[0])) if f.where else DASH, f.sentence, f.mend or DASH) for f in findings
    )
    return Grid(title, columns, rows)


def _changes(found: Evaluated) -> Grid:
    from ostan.reform.reads import reads

    columns = (col("تغییر", "Change"),)
    return Grid(CHANGES, columns, tuple((reads(found.before, c),) for c in found.accepted))


def _acts(found: Evaluated) -> Grid:
    columns = (
        col("سند", "Act"),
        col("مرجع", "Body"),
        col("برای چند مورد", "For how many", "count"),
    )
    return Grid(ACTS, columns, tuple(acts(found.needs)))


def _posts(inputs: Inputs, found: Evaluated) -> Grid:
    columns = (
        col("سمت (یا میانگین گونهٔ آن)", "Post (or the mean of its type)"),
        col("ساعت سال، اکنون", "Hours a year, now", "hours/year", 0),
        col("پس از آن", "Afterwards", "hours/year", 0),
    )
    rows = tuple((inputs.called("posts", h["post"]), h["before"], h["after"]) for h in found.hours)
    return Grid(HOURS, columns, rows, len(rows) > LONG)

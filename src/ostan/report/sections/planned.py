"""Lines 4 and 5 of the first page: what a chair can do alone, and what one decree would do.

No number stands here that was not planned, applied and measured again; where there is none, the line
says why and what would help.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ostan.report import plans
from ostan.report.blocks import Cell, Code, Figure, Range, Say
from ostan.report.inputs import Inputs
from ostan.report.plans import Outcome
from ostan.report.wording import both, count, listed, number, percent, say, span
from ostan.words import formats
from ostan.words.text import Text

ALONE, DECREE = plans.PRESETS
SEMICOLON: Final = Text("، ", "; ")

NO_COUNCILS: Final = Text(
    "در داده‌های این مکان شورای فعالی نیست؛ با افزودن شوراها و عضویت‌ها دیده می‌شود چه با هم می‌آید.",
    "the place has no active council in the data; with councils and seats one sees what may come together.",
)
NO_RULES: Final = Text(
    "قاعده‌ای نیست که بگوید چه تغییری مجاز است؛ با جدول قواعد و رتبه‌ها برنامه ساخته می‌شود.",
    "no rule says which change is allowed; with the tables of rules and ranks a plan is made.",
)
NOT_PLANNED: Final = Text(
    "برنامه‌ای ساخته نشده است؛ این فرمان آن را می‌سازد: {command}",
    "no plan was made; this command makes it: {command}",
)
DISAGREES: Final = Text(
    "برنامه‌ای یافت شد، اما بازبینی جداگانه با آن نمی‌خواند؛ عددی نوشته نمی‌شود.",
    "a plan was found, but the independent recomputation does not agree; no number is written.",
)
NOTHING: Final = Text(
    "با این قواعد و فرض‌ها تغییری نیست که بیش از هزینه‌اش صرفه‌جویی کند؛ روشن شدن مستندهای نامعلوم و بسامد "
    "جلسه‌ها می‌تواند این پاسخ را عوض کند.",
    "under these rules and assumptions no change saves more than it costs; unknown grounds and frequencies, once "
    "known, may change that answer.",
)


def hindrance(inputs: Inputs, preset: str) -> Say | None:
    """Return why there is no figure of a preset's plan; None where there is one."""
    plan = inputs.plans.get(preset)
    if plan is None:
        return _unplanned(inputs, preset)
    if plan.verified is False or plans.outcome(inputs, plan) is None:
        return Say(DISAGREES, tone="warning")
    return Say(NOTHING) if not len(plan.reform) else None


def _unplanned(inputs: Inputs, preset: str) -> Say:
    if inputs.place is None or not plans.councils_of(inputs.country, inputs.place).get("councils"):
        return Say(NO_COUNCILS)
    if not inputs.has("rules"):
        return Say(NO_RULES)
    command = f"ostan plan SOURCE councils --place {inputs.place} --preset {preset}"
    return Say(NOT_PLANNED, {"command": Code(command)})


def outcome(inputs: Inputs, preset: str) -> Outcome | None:
    """Return what the plan of a preset makes; None where `hindrance` says why there is none."""
    return None if hindrance(inputs, preset) else plans.outcome(inputs, inputs.plans[preset])


# Line 4 ------------------------------------------------------------------------------------------


def fourth(inputs: Inputs, head: dict[str, Any] | None) -> Say:
    """Return what the chief can do this week without any decree, and the hours it frees."""
    post: Cell = Text("رئیس شوراها", "chair of the councils")
    made = outcome(inputs, ALONE) if head else None
    what: Say = _alone(made, head["post"]) if made and head else _why(inputs, ALONE)
    return say(
        "کاری که {post} از همین هفته، بی هیچ مصوبه‌ای، می‌تواند بکند: {what}",
        "What the {post} can do this week without any decree: {what}",
        post=inputs.name("posts", head["post"]) if head else post,
        what=what,
    )


def _why(inputs: Inputs, preset: str) -> Say:
    return hindrance(inputs, preset) or Say(NO_COUNCILS)


def _alone(made: Outcome, post: str) -> Say:
    return say(
        "{moves}. {hours}",
        "{moves}. {hours}",
        moves=listed(list(moves(made)), SEMICOLON),
        hours=freed(plans.weekly(made.plan, post)),
    )


def moves(made: Outcome) -> Iterable[Say]:
    """Yield what a plan does but for mergers, counted by kind; kinds it does not use are left out."""
    kinds = plans.kinds(made.plan)
    days = len(same_day(made))
    delegated = kinds["delegate_chair"] + kinds["delegate_seat"]
    found = (
        (kinds["hold_jointly"], "{n} جلسهٔ مشترک", "joint sessions of councils: {n}"),
        (delegated, "{n} تفویض ریاست یا حضور جانشین", "delegated chairs or stand-ins: {n}"),
        (days, "«روز شوراها» برای {n} شورا", "councils that share a council day: {n}"),
        (kinds["set_sessions"], "جلسهٔ کمتر در {n} شورا", "councils with fewer sessions: {n}"),
        (
            kinds["decide_in_writing"],
            "تصمیم‌گیری مکاتبه‌ای در {n} شورا",
            "councils that decide in writing: {n}",
        ),
    )
    yield from (say(fa, en, n=count(n)) for n, fa, en in found if n)


def same_day(made: Outcome) -> set[str]:
    """Return the councils of which several sit on one day."""
    rows = [c for c in made.plan.reform if c.kind == "hold_same_day"]
    return {name for c in rows for name in c.named("host", "councils")}


SLIGHT: Final = 0.05
"""Hours a week below which the page shows none."""


def freed(hours: Range) -> Say:
    """Say how many hours a week are freed, with the range; or that none are, or that some are added."""
    middle = hours.value or 0.0
    if abs(middle) < SLIGHT:
        return say(
            "از وقت خود او چیزی آزاد نمی‌شود؛ آنچه کم می‌شود وقت دیگر اعضاست.",
            "It frees none of that post's own time; what it saves is the time of other members.",
        )
    if middle < 0:
        return say(
            "از وقت خود او {hours} ساعت در هفته بیشتر می‌گیرد (فرض)؛ آنچه کم می‌شود وقت دیگر اعضاست.",
            "Hours a week that it adds to that post: {hours} (assumed); what it saves is the time of other members.",
            hours=number(-middle),
        )
    return say(
        "{hours} ساعت در هفته از وقت او آزاد می‌شود ({range}؛ فرض).",
        "Hours a week that it frees of that post: {hours} ({range}; assumed).",
        hours=number(middle),
        range=span(hours.low, hours.high),
    )


# Line 5 ------------------------------------------------------------------------------------------


def fifth(inputs: Inputs, head: dict[str, Any] | None, instrument: Text) -> Say:
    """Return how many councils are left by the instrument, the hours, and how near that is to the best."""
    made = outcome(inputs, DECREE) if head else None
    what = _decree(inputs, made, head["post"]) if made and head else _why(inputs, DECREE)
    return say(
        "با {instrument}: {what}", "By {instrument}: {what}", instrument=instrument, what=what
    )


def _decree(inputs: Inputs, made: Outcome, post: str) -> Say:
    return say(
        "{left}. {hours} {kept} {best}{regrowth}",
        "{left}. {hours} {kept} {best}{regrowth}",
        left=_left(inputs, made),
        hours=freed(plans.weekly(made.plan, post)),
        kept=kept(made),
        best=best(made),
        regrowth=_regrowth(made, post),
    )


def _left(inputs: Inputs, made: Outcome) -> Say:
    place = str(inputs.place)
    old, new = (plans.councils_of(c, place) for c in (made.before, made.after))
    counts = arrow(old["councils"], new["councils"])
    rest = list(moves(made))
    left = say("{counts} شورا", "{counts} councils", counts=counts)
    return listed([left, *rest], SEMICOLON)


def arrow(old: int, new: int) -> Figure:
    """Return two counts with an arrow that points in the direction of reading."""
    one, two = (both(formats.count, n) for n in (old, new))
    return Figure(Text(f"{one.fa} ← {two.fa}", f"{one.en} → {two.en}"))


def kept(made: Outcome) -> Say:
    """Say that no function is left without a body, or which are."""
    lost = plans.orphans(made)
    if not lost:
        return say("هیچ وظیفه‌ای بی‌متولی نمی‌ماند.", "No function is left without a body.")
    return say(
        "{n} وظیفه بی‌متولی می‌ماند.", "{n} functions are left without a body.", n=count(len(lost))
    )


def best(made: Outcome) -> Say:
    """Say which share of the saving that is possible under the same assumptions the plan reaches."""
    if made.plan.proven:
        return say(
            "با همین فرض‌ها و همین تفویض‌ها و روزها، گروه‌بندی بهتری شدنی نیست (اثبات‌شده).",
            "Under these assumptions, delegations and days no grouping is better (proven).",
        )
    return say(
        "این دست‌کم {share} از بیشترین صرفه‌جویی ممکن با همین فرض‌ها و همین تفویض‌ها و روزهاست.",
        "That is at least {share} of the most that can be saved under these assumptions, delegations and days.",
        share=share(made),
    )


def share(made: Outcome) -> Figure:
    """Return the share of the possible saving, rounded down: it is said to be the least."""
    least = int(1000 * (1 - made.plan.gap)) / 1000
    return Figure(both(formats.percent, least, decimals=1))


def _regrowth(made: Outcome, post: str) -> Say:
    share = plans.regrowth(made)
    if not share or not plans.merged(made):
        return Say(Text("", ""))
    without = plans.weekly_without_regrowth(made, post) or 0.0
    if without < SLIGHT:
        return Say(Text("", ""))
    return say(
        " در این رقم، {share} از کار شوراهای ادغام‌شده به زیرگروه‌ها بازمی‌گردد (فرض)؛ بی این رشد دوباره "
        "{without} ساعت در هفته آزاد می‌شد.",
        " The figure counts {share} of the business of merged councils as coming back in sub-groups (assumed); "
        "without such regrowth it would be {without} hours a week.",
        share=percent(share),
        without=number(without),
    )

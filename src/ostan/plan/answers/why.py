"""Why two councils are together in a plan, and what it would cost to have two others together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ostan.country.country import Country
from ostan.plan.answers.again import again, grouping
from ostan.plan.councils.compile import JOINT, MERGE, Compiled
from ostan.plan.councils.planning import Planned
from ostan.plan.engine.cost import crowd, group_cost
from ostan.words.errors import BadInput
from ostan.words.text import Text, joined, same

_NO_ITEM = Text(
    "«{came}» از شوراهایی نیست که این برنامه دربارهٔ گروه‌بندی آن‌ها تصمیم می‌گیرد",
    "“{came}” is none of the councils whose grouping this plan decides",
)
_TOGETHER = Text(
    "{a} و {b}: {members} عضو مشترک ({hours} ساعت وزنی در سال در هر دو)؛ موضوع مشترک: {subjects}؛ "
    "جلسه‌ها از {sessions} به {held} در سال؛ با هم {gain} ساعت وزنی در سال کمتر",
    "{a} and {b}: members in common {members} ({hours} weighted hours a year in both); subjects in "
    "common: {subjects}; sessions from {sessions} to {held} a year; together {gain} weighted hours a "
    "year less",
)
_NONE = Text("هیچ", "none")
_COST = Text(
    "با هم بودن {a} و {b} دست‌کم {least} و دست بالا {most} ساعت وزنی در سال گران‌تر است",
    "having {a} and {b} together costs at least {least} and at most {most} weighted hours a year more",
)
_BARRED = Text("{a} و {b} نمی‌توانند با هم باشند: {why}", "{a} and {b} cannot be together: {why}")
_ALONE = Text(
    "«{a}» انتخابی است یا به پرونده‌ها رسیدگی می‌کند و با شورای دیگری جلسه ندارد",
    "“{a}” is elected or decides cases, and shares its sessions with no other",
)
_LOCKED = Text("هر دو در هدف‌ها قفل‌اند", "both are locked by the goals")
_BOUND = Text(
    "هیچ‌یک از این دو را نمی‌توان در دیگری ادغام کرد ({rules})",
    "neither may be merged into the other ({rules})",
)
_NO_JOINT = Text(
    "جلسهٔ مشترک برای «{a}» در دسترس نیست", "joint sessions are not within reach for “{a}”"
)
_UNLIKE = Text(
    "کار آن‌ها از max_unlike ناهمسان‌تر است و یکی در دیگری نمی‌گنجد",
    "their business is more unlike than max_unlike, and that of neither lies within the other's",
)
_APART = Text("هدف‌ها جدایی آن‌ها را می‌خواهند", "the goals want them apart")
_CROWD = Text(
    "در جلسهٔ آن‌ها بیش از {most} نفر می‌نشیند", "more than {most} people would sit in one session"
)
_OTHER = Text("با شرط‌های دیگر شدنی نیست", "it cannot be had with the other conditions")
_UNDER = Text(
    "یکی زیر نظر دیگری است و تنها در خلاف آن ادغام‌شدنی است",
    "one stands under the other and could only be merged the wrong way round",
)


@dataclass(frozen=True)
class Together:
    """What two councils have in common, in one sitting or not.

    `members`: posts that sit in both. `hours`: weighted hours a year these spend in the two today.
    `subjects`: in common. `sessions`, `held`: a year, apart and together. `gain`: weighted hours a
    year that the two alone save together (below zero: they cost more). In a template numbers are
    sums over the places.
    """

    members: int
    hours: float
    subjects: tuple[str, ...]
    sessions: float
    held: float
    gain: float
    sentence: Text


@dataclass(frozen=True)
class Cost:
    """What it costs to have two councils together: between `least` and `most`; None if it cannot be."""

    least: float | None
    most: float | None
    sentence: Text


def why_together(planned: Planned, a: str, b: str) -> Together:
    """Return what `a` and `b` share; they may be ids or types. Raises BadInput if one is not planned."""
    compiled = planned.stage.compiled
    i, j = _item(compiled, a), _item(compiled, b)
    bodies = compiled.facts.bodies
    members, hours, sessions = 0, 0.0, 0.0
    subjects: set[str] = set()
    for x, y in _met(compiled, i, j):
        both = {s.holder for s in bodies[x].seats} & {s.holder for s in bodies[y].seats}
        members += len(both)
        for body in (bodies[x], bodies[y]):
            sessions += body.sessions
            for seat in body.seats:
                if seat.holder in both:
                    main = body.sessions * (body.length + seat.side)
                    hours += seat.weight * seat.attendance * (seat.subs + main)
        subjects |= set(bodies[x].business) & set(bodies[y].business)
    mode = min((MERGE, JOINT), key=lambda m: group_cost(compiled.problem, [i, j], m))
    gain = sum(group_cost(compiled.problem, [k]) for k in (i, j)) - group_cost(
        compiled.problem, [i, j], mode
    )
    held = _held(compiled, i, j, mode)
    country = planned.stage.moved
    sentence = _TOGETHER.fill(
        a=_label(country, compiled, i),
        b=_label(country, compiled, j),
        members=members,
        hours=hours,
        subjects=joined([_subject(country, s) for s in sorted(subjects)]) if subjects else _NONE,
        sessions=sessions,
        held=held,
        gain=gain if gain > -float("inf") else same("-"),
    )
    return Together(members, hours, tuple(sorted(subjects)), sessions, held, gain, sentence)


def why_not(planned: Planned, a: str, b: str, *, seconds: float = 5.0) -> Cost:
    """Return what it costs to have `a` and `b` in one sitting, or the rule that keeps them apart.

    The plan is made again with the two together: between the bound of that and the value of this
    plan lies the least it costs, between its value and this plan's bound the most.
    """
    compiled = planned.stage.compiled
    i, j = _item(compiled, a), _item(compiled, b)
    country = planned.stage.moved
    names = {"a": _label(country, compiled, i), "b": _label(country, compiled, j)}
    reasons = list(_barred(planned, i, j))
    if reasons:
        return Cost(None, None, _BARRED.fill(why=joined(reasons), **names))
    pair = (min(i, j), max(i, j))
    forced = replace(compiled.problem, together=(*compiled.problem.together, pair))
    found = again(planned, forced, seconds)
    if not found.groups:
        return Cost(None, None, _BARRED.fill(why=_OTHER, **names))
    value, bound = grouping(planned)
    least, most = max(found.bound - value, 0.0), max(found.value - bound, 0.0)
    return Cost(least, most, _COST.fill(least=least, most=most, **names))


def _item(compiled: Compiled, name: str) -> int:
    if name not in compiled.number:
        raise BadInput.of("not_planned", _NO_ITEM.fill(came=name))
    return compiled.index(name)


def _met(compiled: Compiled, i: int, j: int) -> list[tuple[str, str]]:
    """Return the councils of two items that are in one place."""
    bodies = compiled.facts.bodies
    at = {bodies[c].place: c for c in compiled.items[j].councils}
    found = ((c, at.get(bodies[c].place)) for c in compiled.items[i].councils)
    return [(c, other) for c, other in found if other is not None]


def _held(compiled: Compiled, i: int, j: int, mode: int) -> float:
    """Sessions a year of the two as one sitting, over the places where both are."""
    terms, bodies = compiled.facts.terms, compiled.facts.bodies
    overlap = terms.overlap if mode == MERGE else 0.0
    total = 0.0
    for pair in _met(compiled, i, j):
        x, y = (bodies[c] for c in pair)
        agenda = 0.0
        for subject in {*x.business, *y.business}:
            each = (x.business.get(subject, 0.0), y.business.get(subject, 0.0))
            agenda += (1 - overlap) * sum(each) + overlap * max(each)
        total += max(x.sessions, y.sessions, agenda / max(x.longest, y.longest))
    return total


def _barred(planned: Planned, i: int, j: int) -> Iterator[Text]:
    """Yield what keeps two items from sharing a sitting in either mode."""
    compiled = planned.stage.compiled
    problem, items = compiled.problem, compiled.items
    country = planned.stage.moved
    pair = (min(i, j), max(i, j))
    if pair in problem.apart:
        yield _APART
    if not all(mode.forbidden[i, j] for mode in problem.modes):
        if any(group_cost(problem, [i, j], m) < float("inf") for m in (MERGE, JOINT)):
            return
        people = max(crowd(s, [i, j]) for mode in problem.modes for s in mode.scenes)
        if problem.max_people is not None and people > problem.max_people:
            yield _CROWD.fill(most=int(problem.max_people))
        return
    alone = [k for k in (i, j) if items[k].alone]
    if alone:
        yield from (_ALONE.fill(a=_label(country, compiled, k)) for k in alone)
        return
    if compiled.strange[i, j]:
        yield _UNLIKE
    if items[i].locked and items[j].locked:
        yield _LOCKED
    elif not items[i].free and not items[j].free:
        rules = [items[k].grounds[MERGE].rule or "-" for k in (i, j)]
        yield _BOUND.fill(rules="; ".join(dict.fromkeys(rules)))
    elif problem.modes[MERGE].forbidden[i, j] and not compiled.strange[i, j]:
        yield _UNDER
    yield from (
        _NO_JOINT.fill(a=_label(country, compiled, k)) for k in (i, j) if not items[k].joint
    )


def _label(country: Country, compiled: Compiled, item: int) -> Text:
    council = compiled.items[item].councils[0]
    return Text(country.name("councils", council, "fa"), country.name("councils", council, "en"))


def _subject(country: Country, subject: str) -> Text:
    return Text(country.name("subjects", subject, "fa"), country.name("subjects", subject, "en"))

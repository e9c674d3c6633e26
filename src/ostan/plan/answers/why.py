"""Why two councils are together in a plan or not, and what the opposite would cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ostan.country.country import Country
from ostan.plan.answers.again import again, grouping
from ostan.plan.answers.locks import because, bound_by, locked_by
from ostan.plan.councils.compile import JOINT, MERGE, Compiled, Item
from ostan.plan.councils.groups import NAMES
from ostan.plan.councils.planning import Planned, Stage
from ostan.plan.engine.cost import crowd, group_cost
from ostan.plan.engine.solve import Outcome
from ostan.plan.plan import Pair, Said
from ostan.words.errors import BadInput
from ostan.words.text import Text, joined

_NO_ITEM = Text(
    "«{came}» از شوراهایی نیست که این برنامه دربارهٔ گروه‌بندی آن‌ها تصمیم می‌گیرد",
    "“{came}” is none of the councils whose grouping this plan decides",
)
_TOGETHER = Text(
    "{a} و {b}: {members} عضو مشترک ({hours} ساعت وزنی در سال در هر دو)؛ موضوع مشترک: {subjects}؛ "
    "جلسه‌ها از {sessions} به {held} در سال؛ {worth}",
    "{a} and {b}: members in common {members} ({hours} weighted hours a year in both); subjects in "
    "common: {subjects}; sessions from {sessions} to {held} a year; {worth}",
)
_LESS = Text(
    "این دو با هم {gain} ساعت وزنی در سال کمتر می‌گیرند",
    "the two together take {gain} weighted hours a year less",
)
_MORE = Text(
    "این دو با هم {gain} ساعت وزنی در سال بیشتر می‌گیرند",
    "the two together take {gain} weighted hours a year more",
)
_NO_SITTING = Text("این دو یک نشست نمی‌شوند", "the two cannot be one sitting")
_NONE = Text("هیچ", "none")
_COST = Text(
    "با هم بودن {a} و {b} دست‌کم {least} و دست بالا {most} ساعت وزنی در سال گران‌تر است",
    "Having {a} and {b} together costs at least {least} and at most {most} weighted hours a year more",
)
_PART = Text(
    "در این برنامه {a} و {b} با هم‌اند ({mode})؛ جدا بودن آن‌ها دست‌کم {least} و دست بالا {most} ساعت وزنی "
    "در سال گران‌تر است",
    "In this plan {a} and {b} are together ({mode}); having them apart costs at least {least} and at "
    "most {most} weighted hours a year more",
)
_TIED = Text(
    "در این برنامه {a} و {b} با هم‌اند ({mode}) و نمی‌توانند جدا باشند: {why}",
    "In this plan {a} and {b} are together ({mode}) and cannot be apart: {why}",
)
_WANTED = Text("هدف‌ها با هم بودن آن‌ها را می‌خواهند", "the goals want them together")
_NOT_KNOWN = Text("نامعلوم (زمان بس نبود)", "not known (time was not enough)")
_MODES = {"merge": Text("ادغام", "merger"), "joint": Text("جلسهٔ مشترک", "joint sessions")}
_SAME = Text("«{came}» دو بار آمده است", "“{came}” is named twice")
_BARRED = Text("{a} و {b} نمی‌توانند با هم باشند: {why}", "{a} and {b} cannot be together: {why}")
_ALONE = Text(
    "«{a}» انتخابی است یا به پرونده‌ها رسیدگی می‌کند و با شورای دیگری جلسه ندارد",
    "“{a}” is elected or decides cases, and shares its sessions with no other",
)
_LOCKED = Text("هر دو در هدف‌ها قفل‌اند", "both are locked by the goals")
_BOUND = Text(
    "هیچ‌یک از این دو را نمی‌توان در دیگری ادغام کرد ({rules})",
    "neither of the two may be merged into the other ({rules})",
)
_NO_JOINT = Text(
    "جلسهٔ مشترک برای «{a}» در دسترس نیست ({why})",
    "joint sessions are not within reach for “{a}” ({why})",
)
_NO_MERGERS = Text(
    "هدف‌ها ادغام را نمی‌پذیرند (preset، moves)", "the goals allow no mergers (preset, moves)"
)
_NO_SESSIONS = Text(
    "هدف‌ها جلسهٔ مشترک را نمی‌پذیرند (moves)", "the goals allow no joint sessions (moves)"
)
_UNLIKE = Text(
    "کارهای آن‌ها ناهمسان‌تر از حد هدف‌هاست (max_unlike) و کار یکی درون کار دیگری نیست",
    "their business is more unlike than the goals allow (max_unlike), and that of neither lies within "
    "the other's",
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
    """What it costs to have two councils together, or apart: between `least` and `most`.

    Both are None if it cannot be; `most` alone, if the time was not enough to find how.
    """

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
        a=label(country, compiled, i),
        b=label(country, compiled, j),
        members=members,
        hours=hours,
        subjects=joined([_subject(country, s) for s in sorted(subjects)]) if subjects else _NONE,
        sessions=sessions,
        held=held,
        worth=_worth(gain),
    )
    return Together(members, hours, tuple(sorted(subjects)), sessions, held, gain, sentence)


def _worth(gain: float) -> Text:
    if gain == -float("inf"):
        return _NO_SITTING
    return (_LESS if gain >= 0 else _MORE).fill(gain=abs(gain))


def why_not(
    planned: Planned,
    a: str,
    b: str,
    *,
    seconds: float = 5.0,
    stop: Callable[[], bool] | None = None,
) -> Cost:
    """Return what it costs to have `a` and `b` in one sitting, or the rule that keeps them apart.

    The plan is made again with the two together: between the bound of that and the value of this
    plan lies the least it costs, between its value and this plan's bound the most.
    """
    compiled = planned.stage.compiled
    i, j = _item(compiled, a), _item(compiled, b)
    names = _names(planned, i, j)
    reasons = list(barred(planned.stage, i, j))
    if reasons:
        return Cost(None, None, _BARRED.fill(why=listed(reasons), **names))
    pair = (min(i, j), max(i, j))
    forced = replace(compiled.problem, together=(*compiled.problem.together, pair))
    found = again(planned, forced, seconds, stop)
    if found.infeasible:
        return Cost(None, None, _BARRED.fill(why=_OTHER, **names))
    least, most = _dearer(planned, found)
    sentence = _COST.fill(least=least, most=_NOT_KNOWN if most is None else most, **names)
    return Cost(least, most, sentence)


def why_apart(
    planned: Planned,
    a: str,
    b: str,
    *,
    seconds: float = 5.0,
    stop: Callable[[], bool] | None = None,
) -> Cost:
    """Return what it costs to have `a` and `b`, who are together in the plan, in two sittings."""
    compiled = planned.stage.compiled
    i, j = _item(compiled, a), _item(compiled, b)
    names = {**_names(planned, i, j), "mode": _MODES[_together(planned, i, j) or "merge"]}
    pair = (min(i, j), max(i, j))
    if pair in compiled.problem.together:
        return Cost(None, None, _TIED.fill(why=_WANTED, **names))
    parted = replace(compiled.problem, apart=(*compiled.problem.apart, pair))
    found = again(planned, parted, seconds, stop)
    if found.infeasible:
        return Cost(None, None, _TIED.fill(why=_OTHER, **names))
    least, most = _dearer(planned, found)
    sentence = _PART.fill(least=least, most=_NOT_KNOWN if most is None else most, **names)
    return Cost(least, most, sentence)


def listed(sentences: Sequence[Text]) -> Text:
    """Return sentences in one, with semicolons between."""
    return Text("؛ ".join(s.fa for s in sentences), "; ".join(s.en for s in sentences))


def _dearer(planned: Planned, found: Outcome) -> tuple[float, float | None]:
    """Return what an outcome with one condition more costs at least, and at most (None: not known)."""
    value, bound = grouping(planned)
    most = max(found.value - bound, 0.0) if found.groups else None
    return max(found.bound - value, 0.0), most


def about(
    planned: Planned,
    a: str,
    b: str,
    *,
    seconds: float = 5.0,
    stop: Callable[[], bool] | None = None,
) -> Pair:
    """Return all that is said of two councils: what they share, and the price of the opposite.

    Raises BadInput if one of them is not planned, or they are the same.
    """
    compiled = planned.stage.compiled
    i, j = _item(compiled, a), _item(compiled, b)
    if i == j:
        raise BadInput.of("same_council", _SAME.fill(came=a))
    shared = why_together(planned, a, b)
    together = _together(planned, i, j)
    ask = why_apart if together else why_not
    other = ask(planned, a, b, seconds=seconds, stop=stop)
    return Pair(
        councils=(compiled.items[i].name, compiled.items[j].name),
        together=together,
        members=shared.members,
        hours=shared.hours,
        subjects=shared.subjects,
        sessions=shared.sessions,
        held=shared.held,
        gain=shared.gain if shared.gain > -float("inf") else None,
        least=other.least,
        most=other.most,
        sentences=tuple(Said(fa=s.fa, en=s.en) for s in (other.sentence, shared.sentence)),
    )


def _together(planned: Planned, i: int, j: int) -> Literal["merge", "joint"] | None:
    """Return how two items sit together in the plan; None if they do not."""
    mode = next((g.mode for g in planned.groups if i in g.items and j in g.items), None)
    return None if mode is None else NAMES[mode]


def _names(planned: Planned, i: int, j: int) -> dict[str, Text]:
    country, compiled = planned.stage.moved, planned.stage.compiled
    return {"a": label(country, compiled, i), "b": label(country, compiled, j)}


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


def barred(made: Stage, i: int, j: int) -> Iterator[Text]:
    """Yield what keeps two items from sharing a sitting in either mode."""
    problem = made.compiled.problem
    if (min(i, j), max(i, j)) in problem.apart:
        yield _APART
    if all(mode.forbidden[i, j] for mode in problem.modes):
        yield from _forbidden(made, i, j)
    elif all(group_cost(problem, [i, j], m) == float("inf") for m in (MERGE, JOINT)):
        people = max(crowd(s, [i, j]) for mode in problem.modes for s in mode.scenes)
        if problem.max_people is not None and people > problem.max_people:
            yield _CROWD.fill(most=int(problem.max_people))


def _forbidden(made: Stage, i: int, j: int) -> Iterator[Text]:
    """Yield why neither mode is allowed for two items: what they are, their business, the law."""
    compiled, country = made.compiled, made.moved
    pair = [compiled.items[k] for k in (i, j)]
    if any(item.alone for item in pair):
        yield from (_ALONE.fill(a=_called(country, item)) for item in pair if item.alone)
        return
    if compiled.strange[i, j]:
        yield _UNLIKE
    if "merge_councils" not in made.goals.allowed():
        yield _NO_MERGERS
    elif all(item.locked for item in pair):
        yield _LOCKED
    elif not any(item.free for item in pair):
        why = dict.fromkeys(because(country, locked_by(item)) for item in pair)
        yield _BOUND.fill(rules=joined(list(why)))
    elif compiled.problem.modes[MERGE].forbidden[i, j] and not compiled.strange[i, j]:
        yield _UNDER
    if "hold_jointly" not in made.goals.allowed():
        yield _NO_SESSIONS
        return
    for item in pair:
        if not item.joint:
            why_ = because(country, bound_by(item.grounds[JOINT]))
            yield _NO_JOINT.fill(a=_called(country, item), why=why_)


def label(country: Country, compiled: Compiled, item: int) -> Text:
    """Return what an item is called: the name of its first council."""
    return _called(country, compiled.items[item])


def _called(country: Country, item: Item) -> Text:
    council = item.councils[0]
    return Text(country.name("councils", council, "fa"), country.name("councils", council, "en"))


def _subject(country: Country, subject: str) -> Text:
    return Text(country.name("subjects", subject, "fa"), country.name("subjects", subject, "en"))

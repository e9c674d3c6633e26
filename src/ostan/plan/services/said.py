"""What a plan of services says in words: ranks, what is held and why, offers left, what to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.plan.plan import Said, Span
from ostan.plan.services.compile import Compiled
from ostan.plan.services.facts import USERS
from ostan.plan.services.goals import CRITERIA, ServicesGoals
from ostan.plan.services.offers import WHY, Arc, Offer, offers_of
from ostan.plan.services.order import Room as OrderRoom
from ostan.plan.services.plan import Held, Match, Rank, Room, Untaken
from ostan.plan.services.scores import Ranked, as_frame
from ostan.plan.services.triggers import trigger_of
from ostan.words.formats import number, percent
from ostan.words.text import Text, joined, same

TOP = 10
"""First ranks of which it is told how far a weight may move before others are among them."""

_SOMEBODY = Text("گیرنده‌ای که هدف‌ها فرض کرده‌اند", "a taker that the goals assume")

LEFT = 8
"""Offers not taken that notes tell of; the plan has all."""

FIRST = 5
"""First ranks that a note names."""

_UNTAKEN = Text("پیشنهاد «{taker}»: {why}", "the offer of “{taker}”: {why}")
_NO_OFFERS = Text(
    "هیچ پیشنهادی در داده‌ها نیست: گفته می‌شود چه را نخست می‌توان واگذار کرد، ولی به کسی سپرده نمی‌شود. "
    "پیشنهادها در جدول offers می‌آیند؛ taker در هدف‌ها گیرنده‌ای را فرض می‌کند.",
    "The data hold no offers: it is said what may be handed over first, but nothing is matched. Offers "
    "go into the table `offers`; `taker` in the goals assumes one.",
)
_UNKNOWN = Text(
    "از {count} خدمت ({types} گونه) نامعلوم است که حاکمیتی است یا مستندش معتبر است؛ تا روشن شود واگذار "
    "نمی‌شود، مگر هدف‌ها آن را فرض کنند (assume_ground).",
    "Services of which it is not known whether they are sovereign or whether their ground stands: {count} "
    "(types: {types}); until it is, they are not handed over, unless the goals assume it (assume_ground).",
)
_TIED = Text(
    "{count} ردیف نخست امتیاز یکسان دارند: داده‌ها چیزی نمی‌گویند که آن‌ها را از هم جدا کند.",
    "The first {count} have the same points: nothing in the data tells them apart.",
)
_FIRST = Text(
    "نخستین‌ها در ترتیب (امتیاز از ۱): {names}.", "First in the order (points of 1): {names}."
)
_POINTS = Text("{name} {points}", "{name} {points}")
_NEVER = Text(
    "{count} خدمت ({types} گونه) حاکمیتی است و هرگز واگذار نمی‌شود.",
    "Sovereign functions, which are never handed over: {count} (types: {types}).",
)
_REACH = Text(
    "برای {count} خدمت ({types} گونه) سندی که بس باشد در دسترس این هدف‌ها نیست.",
    "Services for which no act that suffices is within these goals' reach: {count} (types: {types}).",
)
_WEIGHTS = Text(
    "وزن معیارها داوری است: {weights}. سهم هر وزن تا جایی که در کمانک آمده جابه‌جا شود، ترتیب همین است.",
    "The weights of the criteria are judgements: {weights}. The order is the same while the share of a "
    "weight stays within the brackets.",
)
_WEIGHT = Text("{criterion} {share} ({low} تا {high})", "{criterion} {share} ({low} to {high})")
_USERS = Text(
    "مراجعان {count} خدمت ثبت نشده است و از پیش‌فرض {name} و جمعیت مکان برآورد شده است.",
    "Services whose users are not recorded, but taken from the default {name} and the population of the "
    "place: {count}.",
)
_TAKERS = Text(
    "گیرندهٔ {count} خدمت را هدف‌ها فرض کرده‌اند: کسی پیشنهاد نداده است.",
    "Services whose takers are assumed by the goals, for nobody has offered: {count}.",
)
_GROUNDS = Text(
    "برای {count} خدمتِ واگذارشده هدف‌ها فرض کرده‌اند که حاکمیتی نیست یا مستندش بس است.",
    "Services handed over of which the goals assume that they are not sovereign or that their ground is "
    "enough: {count}.",
)
_TRIGGER = Text(
    "لغو واگذاری: اگر {trigger}؛ آستانه و مدت فرض هدف‌هاست.",
    "Take-back: if {trigger}; threshold and time are the goals' own.",
)
_PRICES = Text(
    "بهای {count} پیشنهادِ پذیرفته گفته نشده است: هزینهٔ پس از واگذاری نامعلوم است.",
    "Offers taken that state no price: {count}. The cost after the hand-over is not known.",
)


def ranks(made: Ranked, compiled: Compiled) -> tuple[Rank, ...]:
    """Return what is in question, by rank."""
    rows = compiled.scored.services
    counts = dict(rows["named"].value_counts().iter_rows())
    free = rows.filter(pl.col("class") == "eligible")["named"].value_counts()
    ready = dict(free.iter_rows())
    found = []
    for k, row in enumerate(as_frame(made).iter_rows(named=True)):
        name = row["named"]
        found.append(
            Rank(
                named=name,
                services=counts[name],
                eligible=ready.get(name, 0),
                total=Span(low=row["total_low"], value=row["total"], high=row["total_high"]),
                rank=row["rank"],
                best=row["rank_best"],
                worst=row["rank_worst"],
                parts={c: row[f"{c}_weighted"] for c in CRITERIA},
                unknown=tuple(c for j, c in enumerate(CRITERIA) if made.known[k, j] < 1),
            )
        )
    return tuple(found)


def rooms(made: Ranked, goals: ServicesGoals) -> tuple[Room, ...]:
    """Return how far every weight may move."""
    if not made.names:
        return ()
    every, first = made.rooms, made.rooms_of_top(TOP)
    weights = goals.weights()

    def pair(at: tuple[int, int] | None) -> tuple[str, str] | None:
        return None if at is None else (made.names[at[0]], made.names[at[1]])

    return tuple(
        Room(
            criterion=name,
            label=Said.of(CRITERIA[name]),
            weight=weights[name],
            share=room.share,
            low=room.low,
            high=room.high,
            low_pair=pair(room.low_pair),
            high_pair=pair(room.high_pair),
            top_low=first[name].low,
            top_high=first[name].high,
        )
        for name, room in every.items()
    )


def held(judged: pl.DataFrame) -> tuple[Held, ...]:
    """Return what is not handed over, by what it is called and why. `judged`: as of `eligible.judged`."""
    words = ("why", "why_fa", "why_en", "who_fa", "who_en", "class")
    rows = judged.filter(pl.col("why").is_not_null())
    groups = rows.group_by("named", *words, maintain_order=True).len("services")
    return tuple(
        Held(
            named=r["named"],
            services=r["services"],
            group=r["class"],
            why=r["why"],
            sentence=Said(fa=r["why_fa"], en=r["why_en"]),
            who=Said(fa=r["who_fa"], en=r["who_en"]),
        )
        for r in groups.sort("class", "why", "named").iter_rows(named=True)
    )


def untaken(
    country: Country, goals: ServicesGoals, compiled: Compiled, matches: Sequence[Match]
) -> tuple[Untaken, ...]:
    """Return the offers for the services of the scope that were not taken, and why."""
    served: dict[str, list[Match]] = {}
    for match in matches:
        served.setdefault(match.service, []).append(match)
    mine: dict[str, list[Arc]] = {}
    for arc in compiled.arcs:
        mine.setdefault(arc.offer.offer, []).append(arc)
    known = {a.offer.offer: a.offer for a in compiled.arcs if not a.offer.assumed}
    types = set(country["services"]["type"])
    lost = {o.offer: o for o in offers_of(country, goals) if o.type not in types}
    taken = {m.offer for m in matches}
    offers = sorted({**known, **lost}.items())
    return tuple(_untaken(o, mine.get(id, ()), served) for id, o in offers if id not in taken)


def _untaken(offer: Offer, arcs: Sequence[Arc], served: Mapping[str, Sequence[Match]]) -> Untaken:
    why, others = _why_not(arcs, served)
    told = WHY[why].fill(others=joined(others))
    sentence = _UNTAKEN.fill(taker=offer.taker, why=told)
    return Untaken(offer=offer.offer, taker=offer.taker, why=why, sentence=Said.of(sentence))


def _why_not(arcs: Sequence[Arc], served: Mapping[str, Sequence[Match]]) -> tuple[str, list[Text]]:
    """Return why an offer was not taken (a key of WHY), and who took what it could have taken."""
    open_ = [a.service for a in arcs if a.why is None]
    if not open_:
        # What kept it from all: the first reason, in the order of WHY.
        barred = {a.why for a in arcs} or {"no_service"}
        return next(w for w in WHY if w in barred), []
    if not all(s in served for s in open_):
        return "limits", []
    takers = dict.fromkeys(m.taker for s in open_ for m in served[s])
    return "other", [_SOMEBODY if t is None else same(t) for t in takers]


def notes(
    country: Country,
    goals: ServicesGoals,
    compiled: Compiled,
    made: Ranked,
    judged: pl.DataFrame,
    matches: Sequence[Match],
) -> tuple[Said, ...]:
    """Return what a reader must know of the plan. `judged`: as of `eligible.Judge.judged`."""
    told = _notes(country, goals, compiled, made, judged, matches)
    return tuple(Said.of(t) for t in told)


def _notes(
    country: Country,
    goals: ServicesGoals,
    compiled: Compiled,
    made: Ranked,
    judged: pl.DataFrame,
    matches: Sequence[Match],
) -> Iterator[Text]:
    rows = compiled.scored.services
    unknown = rows.filter(pl.col("class") == "unknown")
    if not country["offers"].height:
        yield _NO_OFFERS
    if unknown.height:
        yield _UNKNOWN.fill(count=unknown.height, types=unknown["type"].n_unique())
    for why, words in (("sovereign", _NEVER), ("out_of_reach", _REACH)):
        some = judged.filter(pl.col("why") == why)
        if some.height:
            yield words.fill(count=some.height, types=some["type"].n_unique())
    yield from _of_ranks(made, rows)
    assumed = rows.filter(pl.col("users_from").is_not_null()).height
    if assumed:
        yield _USERS.fill(count=assumed, name=USERS)
    yield from _of_matches(goals, compiled, matches)


def _of_ranks(made: Ranked, rows: pl.DataFrame) -> Iterator[Text]:
    if not made.names:
        return
    total = as_frame(made)["total"].to_numpy()
    tied = int(np.isclose(total, total[0], rtol=0, atol=1e-12).sum())
    if tied > 1:
        yield _TIED.fill(count=tied)
    else:
        called = {n: Text(fa or en, en or fa) for n, fa, en in _names(rows)}
        first = zip(made.names[:FIRST], total[:FIRST].tolist(), strict=True)
        told = [_POINTS.fill(name=called[n], points=_decimals(p)) for n, p in first]
        yield _FIRST.fill(names=joined(told))
    yield _WEIGHTS.fill(weights=joined([_room(c, room) for c, room in made.rooms.items()]))


def _names(rows: pl.DataFrame) -> list[tuple[str, str, str]]:
    return rows.unique("named", keep="first").select("named", "name_fa", "name_en").rows()


def _room(criterion: str, room: OrderRoom) -> Text:
    ends = (room.share, room.low, room.high)
    share, low, high = (Text(percent(x, "fa"), percent(x, "en")) for x in ends)
    return _WEIGHT.fill(criterion=CRITERIA[criterion], share=share, low=low, high=high)


def _decimals(points: float) -> Text:
    return Text(number(points, "fa", decimals=3), number(points, "en", decimals=3))


def _of_matches(
    goals: ServicesGoals, compiled: Compiled, matches: Sequence[Match]
) -> Iterator[Text]:
    assumed = len({m.service for m in matches if m.offer is None})
    if assumed:
        yield _TAKERS.fill(count=assumed)
    taken = {m.service for m in matches}
    rows = compiled.scored.services.filter(pl.col("service").is_in(sorted(taken)))
    doubtful = rows.filter(pl.col("sovereign").is_null() | ~pl.col("stands")).height
    if doubtful:
        yield _GROUNDS.fill(count=doubtful)
    used = {m.offer for m in matches if m.offer}
    unpriced = sum(o.price is None for o in compiled.offers if o.offer in used)
    if unpriced:
        yield _PRICES.fill(count=unpriced)
    if matches:
        yield _TRIGGER.fill(trigger=trigger_of(goals).text)

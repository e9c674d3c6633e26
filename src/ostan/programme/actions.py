"""Actions and their steps on a day: last step done, next step, who, due, days late, state by rule.

Rules, the same for every action:

- A step is done only if `done` is true: an empty cell shows nothing done.
- Days late of a step: done on a known day, that day less the due day; still open, the day asked
  for less the due day; never below zero. Without a due day (or, once done, without the day it was
  done) the delay is unknown, which is not zero.
- Days late of an action: the largest among its open steps; if none is open, among all.
- State, the first that fits: `not_named` (no goal, no owner, nothing done: an open slot), `done`
  (every step), `late` (an open step is overdue), `under_way` (some step done), `not_started` (every
  step said to be undone), `unknown`.
- Colour: red late; green done, or under way with a due day on every open step; amber under way or
  not started otherwise; grey where nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.words import formats
from ostan.words.text import Text, joined, same

STATES: Mapping[str, Text] = MappingProxyType(
    {
        "not_named": Text("نام برده نشده", "not named"),
        "done": Text("انجام‌شده", "done"),
        "late": Text("دارای تأخیر", "late"),
        "under_way": Text("در دست اقدام", "under way"),
        "not_started": Text("آغازنشده", "not started"),
        "unknown": Text("نامعلوم", "unknown"),
    }
)
"""States of an action, in the order in which the rules are tried."""

COLOURS: Mapping[str, tuple[Text, Text]] = MappingProxyType(
    {
        "red": (Text("ق", "R"), Text("قرمز", "red")),
        "amber": (Text("ز", "A"), Text("زرد", "amber")),
        "green": (Text("س", "G"), Text("سبز", "green")),
        "grey": (Text("خ", "N"), Text("خاکستری", "grey")),
    }
)
"""Colours with the letter and the word that stand beside them, so that none rests on sight alone."""

STEP_STATES: Mapping[str, Text] = MappingProxyType(
    {
        "done": Text("انجام‌شده", "done"),
        "done_late": Text("با تأخیر انجام‌شده", "done late"),
        "late": Text("دارای تأخیر", "late"),
        "due": Text("سررسید نشده", "not yet due"),
        "undated": Text("بدون سررسید", "no due date"),
    }
)
"""States of a step; the last three are open."""


def step_states(country: Country, day: date) -> pl.DataFrame:
    """Return every step on `day`, in the order of the actions and of their steps.

    Columns: those of the table `action_steps` from action to evidence, then days_late (days;
    empty: unknown) and state (a key of STEP_STATES).
    """
    orders = country["actions"].select("action", _action="order")
    steps = country["action_steps"].join(orders, on="action", how="left")
    ordered = steps.sort("_action", "action", "order", "due", "step", nulls_last=True)
    done = pl.col("done").fill_null(False)
    late = _days_late(done, day)
    open_state = (
        pl.when(pl.col("due").is_null())
        .then(pl.lit("undated"))
        .when(late > 0)
        .then(pl.lit("late"))
        .otherwise(pl.lit("due"))
    )
    done_state = pl.when((late > 0).fill_null(False)).then(pl.lit("done_late"))
    state = pl.when(done).then(done_state.otherwise(pl.lit("done"))).otherwise(open_state)
    return ordered.with_columns(days_late=late, state=state).drop("_action", "source", "note")


def _days_late(done: pl.Expr, day: date) -> pl.Expr:
    end = pl.when(done).then("done_on").otherwise(pl.lit(day))
    return (end - pl.col("due")).dt.total_days().clip(lower_bound=0)


def action_states(country: Country, day: date) -> pl.DataFrame:
    """Return every action on `day`, in the table's order.

    Columns: action, order, name_fa, name_en, goal_fa, owner_fa; steps, steps_done (counts);
    last_step, last_fa, last_en, last_done_on (the last step done, by order); next_step, next_fa,
    next_en, next_owner_fa (who does it: its owner, else the body, else the action's owner),
    next_due (the first open step); undated (open steps without a due day); days_late (days, empty:
    unknown), state (a key of STATES), colour (a key of COLOURS).
    """
    steps = step_states(country, day).with_columns(_done=pl.col("done").fill_null(False))
    done, still = steps.filter("_done"), steps.filter(~pl.col("_done"))
    found = country["actions"].select(
        "action", "order", "name_fa", "name_en", "goal_fa", "owner_fa"
    )
    for frame in (_counts(steps), _last(done), _next(still)):
        found = found.join(frame, on="action", how="left")
    owner = pl.coalesce(
        "next_owner_fa", pl.when(pl.col("next_step").is_not_null()).then("owner_fa")
    )
    found = found.with_columns(
        pl.col("steps", "steps_done", "undated", "_overdue", "_said").fill_null(0),
        next_owner_fa=owner,
    )
    return (
        found.with_columns(state=_state())
        .with_columns(colour=_colour())
        .drop("_overdue", "_said")
        .sort("order", "action")
    )


def _counts(steps: pl.DataFrame) -> pl.DataFrame:
    still = ~pl.col("_done")
    # Once nothing is open, the delay with which the steps were done is what remains to be said.
    late = (
        pl.when(still.any())
        .then(pl.col("days_late").filter(still).max())
        .otherwise(pl.col("days_late").max())
    )
    return steps.group_by("action").agg(
        steps=pl.len().cast(pl.Int64),
        steps_done=pl.col("_done").sum().cast(pl.Int64),
        undated=(pl.col("state") == "undated").sum().cast(pl.Int64),
        _overdue=(pl.col("state") == "late").sum().cast(pl.Int64),
        _said=pl.col("done").is_not_null().sum().cast(pl.Int64),
        days_late=late,
    )


def _last(done: pl.DataFrame) -> pl.DataFrame:
    return done.unique("action", keep="last", maintain_order=True).select(
        "action",
        last_step="step",
        last_fa="name_fa",
        last_en="name_en",
        last_done_on="done_on",
    )


def _next(still: pl.DataFrame) -> pl.DataFrame:
    return still.unique("action", keep="first", maintain_order=True).select(
        "action",
        next_step="step",
        next_fa="name_fa",
        next_en="name_en",
        next_owner_fa=pl.coalesce("owner_fa", "body_fa"),
        next_due="due",
    )


def _state() -> pl.Expr:
    nothing_done = pl.col("steps_done") == 0
    slot = pl.col("goal_fa").is_null() & pl.col("owner_fa").is_null() & nothing_done
    return (
        pl.when(slot)
        .then(pl.lit("not_named"))
        .when((pl.col("steps") > 0) & (pl.col("steps") == pl.col("steps_done")))
        .then(pl.lit("done"))
        .when(pl.col("_overdue") > 0)
        .then(pl.lit("late"))
        .when(~nothing_done)
        .then(pl.lit("under_way"))
        .when((pl.col("steps") > 0) & (pl.col("_said") == pl.col("steps")))
        .then(pl.lit("not_started"))
        .otherwise(pl.lit("unknown"))
    )


def _colour() -> pl.Expr:
    state = pl.col("state")
    on_time = (state == "under_way") & (pl.col("undated") == 0)
    return (
        pl.when(state == "late")
        .then(pl.lit("red"))
        .when((state == "done") | on_time)
        .then(pl.lit("green"))
        .when(state.is_in(["under_way", "not_started"]))
        .then(pl.lit("amber"))
        .otherwise(pl.lit("grey"))
    )


# Sentences ---------------------------------------------------------------------------------


def action_sentence(row: Mapping[str, Any]) -> Text:
    """Say where an action stands: `row` is a row of `action_states`.

    Owners are named in the country's own language in both, since no other name is recorded.
    """
    name = _named(row, "name", str(row["action"]))
    if row["state"] == "not_named":
        return Text(
            "{name}: هدف و متولی آن ثبت نشده و جای آن باز است.",
            "{name}: its goal and owner are not recorded; the slot is open.",
        ).fill(name=name)
    parts = [_last_words(row), *([_next_words(row)] if row["next_step"] else []), lateness(row)]
    said = Text("؛ ".join(p.fa for p in parts), "; ".join(p.en for p in parts))
    return Text("{name}: {said}.", "{name}: {said}.").fill(name=name, said=said)


def _named(row: Mapping[str, Any], stem: str, id: str) -> Text:
    fa, en = row[f"{stem}_fa"], row[f"{stem}_en"]
    return Text(fa or en or id, en or fa or id)


def _last_words(row: Mapping[str, Any]) -> Text:
    if not row["last_step"]:
        return Text("هیچ گامی انجام‌شده ثبت نشده است", "no step is recorded as done")
    step = _named(row, "last", row["last_step"])
    when = row["last_done_on"]
    if when is None:
        return Text(
            "آخرین گام انجام‌شده «{step}» است (تاریخ نامعلوم)",
            "the last step done is “{step}” (day unknown)",
        ).fill(step=step)
    return Text(
        "آخرین گام انجام‌شده «{step}» است ({when})", "the last step done is “{step}” ({when})"
    ).fill(step=step, when=when)


def _next_words(row: Mapping[str, Any]) -> Text:
    owner, due = row["next_owner_fa"], row["next_due"]
    return Text(
        "گام بعد «{step}»، متولی {owner}، سررسید {due}",
        "next “{step}”, owner {owner}, due {due}",
    ).fill(
        step=_named(row, "next", row["next_step"]),
        owner=same(owner) if owner else Text("نامعلوم", "unknown"),
        due=due if due else Text("نامعلوم", "unknown"),
    )


def lateness(row: Mapping[str, Any]) -> Text:
    """Say how late a row of `action_states` is, and that it is not known where it is not."""
    late = row["days_late"]
    if row["steps"] == 0:
        return Text("گامی ثبت نشده است", "no step is recorded")
    if late is None and row["state"] == "done":
        return Text(
            "تأخیر نامعلوم، زیرا سررسید یا تاریخ انجام ثبت نشده است",
            "delay unknown, as the due day or the day it was done is not recorded",
        )
    if late is None:
        return Text(
            "تأخیر نامعلوم، زیرا سررسید گام‌های باز ثبت نشده است",
            "delay unknown, as no open step has a due day on record",
        )
    days = Text(formats.days_late(late, "fa"), formats.days_late(late, "en"))
    if row["state"] == "done":
        return Text("انجام‌شده با {days} تأخیر", "done {days} late").fill(days=days)
    if late == 0:
        return Text("بدون تأخیر", "not late")
    return Text("{days} تأخیر", "{days} late").fill(days=days)


def summary(states: pl.DataFrame) -> Text:
    """Say in one sentence how many actions stand where; `states` is from `action_states`."""
    if states.is_empty():
        return Text("هیچ اقدامی ثبت نشده است.", "No action is recorded.")
    counted = [
        Text("{n} {state}", "{n} {state}").fill(n=n, state=words)
        for state, words in STATES.items()
        if (n := states.filter(pl.col("state") == state).height)
    ]
    undated = int(states["undated"].sum())
    unknown = Text(
        "؛ {n} گام باز سررسید ندارد و تأخیر آنها نامعلوم است",
        "; {n} open steps have no due day, so their delay is unknown",
    ).fill(n=undated)
    return Text("از {n} اقدام: {counted}{unknown}.", "Of {n} actions: {counted}{unknown}.").fill(
        n=states.height,
        counted=joined(counted),
        unknown=unknown if undated else same(""),
    )

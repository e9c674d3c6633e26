"""What the columns of `action_states` mean, and the rows an action's state rests on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.words.text import Text


class Column(NamedTuple):
    """A column: heading, unit, meaning with its rule."""

    title: Text
    unit: str
    doc: Text


def _column(fa: str, en: str, unit: str, doc_fa: str, doc_en: str) -> Column:
    return Column(Text(fa, en), unit, Text(doc_fa, doc_en))


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "action": _column("اقدام", "Action", "id", "شناسهٔ اقدام", "Id of the action"),
        "order": _column("ترتیب", "Order", "count", "ترتیب نمایش", "Order of showing"),
        "name_fa": _column("نام", "Name", "text", "نام اقدام", "Name of the action"),
        "name_en": _column(
            "نام انگلیسی", "Name in English", "text", "نام به انگلیسی", "Name in English"
        ),
        "goal_fa": _column(
            "هدف",
            "Goal",
            "text",
            "اقدام بی‌هدف، بی‌متولی و بی‌گامِ انجام‌شده جای خالی است",
            "An action without goal, owner and a step done is an open slot",
        ),
        "owner_fa": _column("متولی", "Owner", "text", "متولی اقدام", "Who answers for the action"),
        "steps": _column("گام‌ها", "Steps", "count", "شمار گام‌ها", "Number of steps"),
        "steps_done": _column(
            "گام‌های انجام‌شده",
            "Steps done",
            "count",
            "گام‌هایی که انجامشان ثبت شده است؛ خانهٔ خالی انجام را نشان نمی‌دهد",
            "Steps recorded as done; an empty cell shows nothing done",
        ),
        "undated": _column(
            "گام‌های بی‌سررسید",
            "Steps without a due day",
            "count",
            "گام‌های باز که سررسیدشان ثبت نشده است",
            "Open steps with no due day on record",
        ),
        "days_late": _column(
            "روزهای تأخیر",
            "Days late",
            "days",
            "بیشترین تأخیر گام‌های باز: روز گزارش منهای سررسید، نه کمتر از صفر؛ اگر گام بازی نیست، تاریخ انجام "
            "منهای سررسید. خالی: نامعلوم",
            "Largest delay of the open steps: the day asked for less the due day, never below zero; if "
            "none is open, the day done less the due day. Empty: unknown",
        ),
        "last_step": _column(
            "آخرین گام",
            "Last step",
            "id",
            "آخرین گام انجام‌شده به ترتیب",
            "Last step done, by order",
        ),
        "last_fa": _column("نام آخرین گام", "Its name", "text", "نام آن", "Its name in Persian"),
        "last_en": _column(
            "نام انگلیسی آخرین گام", "Its name in English", "text", "نام آن", "Its name in English"
        ),
        "last_done_on": _column(
            "تاریخ انجام",
            "Done on",
            "date",
            "روز انجام آن؛ خالی: نامعلوم",
            "Its day; empty: unknown",
        ),
        "next_step": _column(
            "گام بعد", "Next step", "id", "نخستین گام باز به ترتیب", "First open step, by order"
        ),
        "next_fa": _column("نام گام بعد", "Name of the next step", "text", "نام آن", "Its name"),
        "next_en": _column(
            "نام انگلیسی گام بعد",
            "Name of the next step in English",
            "text",
            "نام آن",
            "Its name in English",
        ),
        "next_owner_fa": _column(
            "متولی گام بعد",
            "Owner of the next step",
            "text",
            "متولی گام؛ اگر نیست مرجع آن؛ اگر آن هم نیست متولی اقدام",
            "The step's owner, else its body, else the action's owner",
        ),
        "next_due": _column(
            "سررسید", "Due", "date", "سررسید گام بعد؛ خالی: نامعلوم", "Its due day; empty: unknown"
        ),
        "state": _column(
            "وضعیت",
            "State",
            "text",
            "نخستین قاعده‌ای که جور شود: نام برده نشده، انجام‌شده، دارای تأخیر، در دست اقدام، آغازنشده، نامعلوم",
            "The first rule that fits: not named, done, late, under way, not started, unknown",
        ),
        "colour": _column(
            "رنگ",
            "Colour",
            "text",
            "قرمز: دارای تأخیر؛ سبز: انجام‌شده، یا در دست اقدام با سررسید برای همهٔ گام‌های باز؛ زرد: در دست اقدام "
            "یا آغازنشده؛ خاکستری: نامعلوم یا نام برده نشده",
            "Red: late; green: done, or under way with a due day on every open step; amber: under way or "
            "not started; grey: unknown or not named",
        ),
    }
)
"""Columns of `action_states`, in order."""


def action_trace(country: Country, action: str) -> Trace:
    """Return the rows from which an action's state, delay and next step come."""
    actions = country["actions"].filter(pl.col("action") == action)
    steps = country["action_steps"].filter(pl.col("action") == action)
    return traced("actions", actions, ("action",)) | traced("action_steps", steps, ("action",))

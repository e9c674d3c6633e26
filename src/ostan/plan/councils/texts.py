"""Why a change is planned, in words; the changes carry the Persian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ostan.words.text import Text

REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "minimum": Text(
            "جلسه‌ها بیش از کمینهٔ قانونی است", "sessions are more than the lawful minimum"
        ),
        "deputy": Text(
            "با حضور معاون، وقت سمت بالاتر آزاد می‌شود",
            "a deputy comes, and the time of the higher post is free",
        ),
        "merge": Text(
            "کار و عضوهای آن‌ها چنان نزدیک است که با ادغام وقت کمتری می‌گیرد",
            "their business and members are so close that merged they take less time",
        ),
        "joint": Text(
            "عضوهای مشترک آن‌ها با جلسهٔ مشترک وقت کمتری می‌گذارند",
            "the members they share spend less time in joint sessions",
        ),
        "day": Text(
            "عضوهای مشترک در یک روز یک بار رفت‌وآمد می‌کنند",
            "the members they share travel once for the day",
        ),
        "own": Text(
            "در این استان ترکیب دیگری چنان بهتر است که به تفاوت می‌ارزد",
            "in this province another grouping is so much better that it is worth the difference",
        ),
    }
)
"""Reasons of planned changes, by key."""

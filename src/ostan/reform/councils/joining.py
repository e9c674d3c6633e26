"""Councils brought together: merged, under one another, in joint sessions, on one day, in one office."""

from __future__ import annotations

from typing import ClassVar, Literal

from ostan.reform.change import Change, Name, Names, given
from ostan.words.text import Text


class _Joining(Change):
    host: Name = given("شورای میزبان", "the council that hosts", refers="councils")
    councils: Names = given(
        "شوراهایی که به میزبان می‌پیوندند", "the councils that join the host", refers="councils"
    )


class MergeCouncils(_Joining):
    """Councils disappear into a host, which takes over their seats, subjects and powers."""

    title: ClassVar = Text("ادغام شوراها", "merge councils")
    about: ClassVar = Text(
        "شوراهای نام‌برده در میزبان ادغام می‌شوند: وضعیت آن‌ها «جایگزین‌شده» و جایگزینشان میزبان است؛ "
        "عضوها و موضوع‌های آن‌ها به میزبان می‌آید (انتقالی) و اختیارها، گام‌ها، جلسه‌ها و شوراهای "
        "زیرمجموعه به نام میزبان می‌شود. عضویت‌ها و دستور کار آن‌ها برای سابقه می‌ماند.",
        "The councils named merge into the host: they are replaced by it; their members and subjects "
        "come to the host (carried), and powers, steps, sessions and councils under them name the "
        "host. Their own seats and agenda stay as the record of what they were.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و میزبان خود ادغام نمی‌شود و زیر شورایی نیست که در آن ادغام می‌شود.",
        "All are active; the host is none of those that merge into it.",
    )
    binds: ClassVar = ("councils",)
    kind: Literal["merge_councils"] = "merge_councils"


class PlaceCouncilUnder(_Joining):
    """Councils stand under a host and go on as they are."""

    title: ClassVar = Text("قرار دادن زیر شورایی دیگر", "place councils under another")
    about: ClassVar = Text(
        "شوراهای نام‌برده زیر نظر میزبان قرار می‌گیرند و برقرار می‌مانند.",
        "The councils named stand under the host and remain.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و میزبان زیر نظر هیچ‌یک از آن‌ها نیست.",
        "All are active and the host stands under none of them.",
    )
    binds: ClassVar = ("councils",)
    kind: Literal["place_council_under"] = "place_council_under"


class HoldJointly(_Joining):
    """Councils hold their sessions jointly with a host and remain councils of their own."""

    title: ClassVar = Text("جلسهٔ مشترک", "hold sessions jointly")
    about: ClassVar = Text(
        "شوراهای نام‌برده جلسه‌های خود را مشترک با میزبان برگزار می‌کنند و هر یک شورای خود می‌ماند.",
        "The councils named hold their sessions jointly with the host; each remains a council.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و از پیش با هم جلسهٔ مشترک ندارند.",
        "All are active and do not sit together already.",
    )
    binds: ClassVar = ("host", "councils")
    kind: Literal["hold_jointly"] = "hold_jointly"


class HoldSameDay(_Joining):
    """Councils sit on the days of a host: a council day."""

    title: ClassVar = Text("روز شوراها", "hold on the same day")
    about: ClassVar = Text(
        "شوراهای نام‌برده در روز جلسه‌های میزبان تشکیل می‌شوند؛ عضو مشترک یک بار در روز رفت‌وآمد می‌کند.",
        "The councils named sit on the days of the host; who sits in several travels once a day.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و از پیش در یک روز نیستند.",
        "All are active and not yet on the same day.",
    )
    binds: ClassVar = ("host", "councils")
    kind: Literal["hold_same_day"] = "hold_same_day"


class ShareSecretariat(Change):
    """One unit keeps the secretariat of several councils."""

    title: ClassVar = Text("دبیرخانهٔ مشترک", "share a secretariat")
    about: ClassVar = Text(
        "دبیرخانهٔ شوراهای نام‌برده را یک واحد نگه می‌دارد.",
        "One unit keeps the secretariat of the councils named.",
    )
    fits: ClassVar = Text("شوراها و واحد فعال‌اند.", "The councils and the unit are active.")
    binds: ClassVar = ("councils",)
    kind: Literal["share_secretariat"] = "share_secretariat"
    unit: Name = given(
        "واحدی که دبیرخانه را نگه می‌دارد", "the unit that keeps the secretariat", refers="units"
    )
    councils: Names = given("شوراها", "the councils", refers="councils")

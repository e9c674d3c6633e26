"""The life of councils: founded, abolished, ended on a day, restored, and no new ones."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from ostan.reform.change import Change, Name, Number, Words, given
from ostan.words.text import Text

Kind = Literal["council", "working_group", "headquarters", "commission", "committee", "board"]
Function = Literal["coordinates", "decides_cases", "adjudicates", "advises", "supervises"]


class FoundCouncil(Change):
    """A new council."""

    title: ClassVar = Text("تأسیس شورا", "found a council")
    about: ClassVar = Text(
        "شورای تازه با رئیس، عضوها و موضوع‌های نام‌برده تشکیل می‌شود؛ با مکان‌ها در هر مکان یکی "
        "(شناسه: گونه@مکان).",
        "A new council with the chair, members and subjects named; with places one in each "
        "(id: type@place).",
    )
    fits: ClassVar = Text(
        "شورایی با این شناسه نیست و رئیس و عضوها در سمت‌ها هستند.",
        "No council has that id; the chair and the members are posts that are there.",
    )
    binds: ClassVar = ("council",)
    kind: Literal["found_council"] = "found_council"
    council: Name = given("شناسه یا گونهٔ شورای تازه", "id or type of the new council")
    name_fa: Words = given("نام شورا", "its name")
    name_en: Words | None = given("نام انگلیسی", "its name in English", None)
    council_kind: Kind = given("نوع نهاد", "kind of body")
    function: Function = given("برای چه کاری است", "what it is for")
    chair: Name = given("سمت رئیس", "the post of its chair", refers="posts")
    members: tuple[Name, ...] = given("سمت‌های عضو", "the posts of its members", (), refers="posts")
    secretariat: Name | None = given("واحد دبیرخانه", "its secretariat", None, refers="units")
    under: Name | None = given(
        "شورایی که زیر نظر آن است", "the council it stands under", None, refers="councils"
    )
    law: Name | None = given("مستند قانونی", "the act that founds it", None, refers="laws")
    subjects: tuple[Name, ...] = given("موضوع‌ها", "its subjects", (), refers="subjects")
    sessions_per_year: Number | None = given(
        "جلسه در سال (۰ تا ۱۰۰۰)", "main sessions a year (0 to 1000)", None, ge=0, le=1000
    )
    sessions_required: Number | None = given(
        "کمینهٔ قانونی جلسه در سال (۰ تا ۱۰۰۰)",
        "lawful minimum of sessions a year (0 to 1000)",
        None,
        ge=0,
        le=1000,
    )
    hours_per_session: Number | None = given(
        "ساعت هر جلسه (۰ تا ۲۴)", "hours of a session (0 to 24)", None, ge=0, le=24
    )


class AbolishCouncil(Change):
    """A council ends; its functions go to another one, or end with it."""

    title: ClassVar = Text("انحلال شورا", "abolish a council")
    about: ClassVar = Text(
        "شورا منحل می‌شود؛ موضوع‌ها، اختیارها و گام‌های آن به شورای نام‌برده می‌رسد، یا با آن پایان می‌یابد.",
        "The council is abolished; its subjects, powers and steps go to the council named, or end.",
    )
    fits: ClassVar = Text(
        "شورا فعال است و گفته شده است که وظیفه‌های آن به کجا می‌رود یا پایان می‌یابد.",
        "The council is active, and it is said where its functions go or that they end.",
    )
    binds: ClassVar = ("council",)
    kind: Literal["abolish_council"] = "abolish_council"
    council: Name = given("شورا", "the council", refers="councils")
    functions_to: Name | None = given(
        "شورایی که وظیفه‌ها به آن می‌رسد",
        "the council its functions go to",
        None,
        refers="councils",
    )
    functions_end: bool = given("وظیفه‌های آن پایان می‌یابد", "its functions end with it", False)


class ForbidNewCouncils(Change):
    """No new councils, with exceptions that are named."""

    title: ClassVar = Text("منع تشکیل شورای تازه", "forbid new councils")
    about: ClassVar = Text(
        "قاعده‌ای افزوده می‌شود که تأسیس شورای تازه را می‌بندد، جز گونه‌های نام‌برده.",
        "A rule is added that locks the founding of councils, but for the types named.",
    )
    fits: ClassVar = Text("قاعده‌ای با این شناسه نیست.", "No rule has that id.")
    binds: ClassVar = ()
    kind: Literal["forbid_new_councils"] = "forbid_new_councils"
    rule: Name = given("شناسهٔ قاعدهٔ تازه", "id of the rule that is made")
    except_types: tuple[Name, ...] = given(
        "گونه‌هایی که منع نمی‌شوند", "types of councils that stay allowed", ()
    )


class EndCouncil(Change):
    """A council ends on a day unless it is renewed."""

    title: ClassVar = Text("پایان در روز معین", "end on a day")
    about: ClassVar = Text(
        "شورا تا روز نام‌برده برقرار است و پس از آن، اگر تمدید نشود، پایان می‌یابد.",
        "The council stands to the day named and ends then unless it is renewed.",
    )
    fits: ClassVar = Text(
        "شورا فعال است و آن روز پیش از آغاز آن نیست.",
        "The council is active and the day is not before its beginning.",
    )
    binds: ClassVar = ("council",)
    kind: Literal["end_council"] = "end_council"
    council: Name = given("شورا", "the council", refers="councils")
    day: date = given("آخرین روز", "its last day")


class RestoreCouncil(Change):
    """A council that was merged, abolished or ended is there again."""

    title: ClassVar = Text("برقراری دوباره", "restore a council")
    about: ClassVar = Text(
        "شورا دوباره فعال می‌شود، با عضوها و دستور کار پیشین؛ آنچه تنها به سبب آن به میزبان آمده بود می‌رود.",
        "The council is active again with the seats and agenda it had; what its host carried only "
        "for it goes.",
    )
    fits: ClassVar = Text(
        "شورا فعال نیست یا روز پایان دارد.", "It is not active, or has a last day."
    )
    binds: ClassVar = ("council",)
    kind: Literal["restore_council"] = "restore_council"
    council: Name = given("شورا", "the council", refers="councils")

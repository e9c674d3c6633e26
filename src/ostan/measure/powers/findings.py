"""Faults of powers as findings: the smallest case in words, the clauses, and the changes that would mend it.

The changes are named as kinds of a Reform (grant_power, limit_power, move_power, revoke_power,
require_consent); docs/reference/powers.md says what each fault is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from ostan.country.checks.shape import Kind, listed
from ostan.country.country import Country
from ostan.measure.powers.faults import faults
from ostan.measure.powers.wording import Words
from ostan.words.finding import Finding, Row, Severity
from ostan.words.labels import labels
from ostan.words.text import Text

WIDEN: Final = Text(
    "تصمیم را با grant_power به کسی بدهید، یا با limit_power حدود یکی از اختیارات موجود را تا این مورد بگسترید.",
    "Give the decision to somebody (grant_power), or widen a power there is until it reaches this case (limit_power).",
)
MEASURABLE: Final = Text(
    "شرط را با limit_power به حدی سنجیدنی بدل کنید، یا با grant_power بگویید در غیر آن شرط چه کسی تصمیم می‌گیرد.",
    "Put a limit in figures in place of the words (limit_power), or say who decides where they do not hold (grant_power).",
)
APART: Final = Text(
    "با limit_power پایان یکی را بر آغاز دیگری بگذارید، با revoke_power یکی را لغو کنید، یا با move_power هر دو را به یک "
    "دارنده بسپارید؛ اگر هر دو باید سخنی داشته باشند، یکی تصمیم بگیرد و موافقت دیگری لازم باشد (require_consent).",
    "Let one end where the other begins (limit_power), revoke one (revoke_power), or give both to one holder "
    "(move_power); if both must have a say, let one decide and the other consent (require_consent).",
)
ANOTHER_GROUND: Final = Text(
    "همان اختیار را با grant_power بر سندی معتبر بنهید، یا با revoke_power به آن پایان دهید.",
    "Grant the same power anew on an act that stands (grant_power), or end it (revoke_power).",
)

WITHIN_THE_SOURCE: Final = Text(
    "با limit_power اختیار تفویض‌شده را در حدود سرچشمه بیاورید، با revoke_power آن را لغو کنید، یا با grant_power نخست "
    "سرچشمه را بگسترید.",
    "Bring the delegated power within its source (limit_power), revoke it (revoke_power), or widen the source "
    "first (grant_power).",
)
ONE_OF_BOTH: Final = Text(
    "با revoke_power یا move_power تصمیم را به یکی از دو بسپارید و برای دیگری موافقت بنشانید (require_consent)، یا با "
    "limit_power حدود آن‌ها را از هم جدا کنید.",
    "Leave the decision to one of the two (revoke_power, move_power) and let the other consent (require_consent), "
    "or set their limits apart (limit_power).",
)


def _kind(code: str, severity: Severity, fa: str, en: str, mend: Text) -> Kind:
    return Kind(code, severity, Text(fa, en), mend)


def _ground(code: str, fa: str, en: str) -> Kind:
    return _kind(
        code,
        Severity.WARNING,
        f"{{case}}: اختیار {{powers}} بر «{{act}}» استوار است که {fa}",
        f"{{case}}: the power of {{powers}} rests on “{{act}}”, which {en}",
        ANOTHER_GROUND,
    )


_KINDS: Final = (
    _kind(
        "power_gap",
        Severity.WARNING,
        "{case}: هیچ‌کس تصمیم نمی‌گیرد",
        "{case}: nobody decides",
        WIDEN,
    ),
    _kind(
        "power_gap_in_words",
        Severity.NOTICE,
        "{case}: هیچ‌کس به‌یقین تصمیم نمی‌گیرد؛ بسته به معنای شرط، شاید {powers}",
        "{case}: nobody surely decides; as the words are read, perhaps {powers}",
        MEASURABLE,
    ),
    _kind(
        "power_overlap",
        Severity.WARNING,
        "{case}: دو تصمیم‌گیرنده: {powers}",
        "{case}: two deciders: {powers}",
        APART,
    ),
    _kind(
        "power_overlap_in_words",
        Severity.NOTICE,
        "{case}: بسته به معنای شرط یا سنجه، شاید دو تصمیم‌گیرنده: {powers}",
        "{case}: as the words or measures are read, perhaps two deciders: {powers}",
        APART,
    ),
    _kind(
        "power_dead",
        Severity.WARNING,
        "{case}: اختیار {powers} در هیچ موردی برقرار نیست",
        "{case}: the power of {powers} holds in no case",
        Text(
            "حدود، روزها یا مکان آن را با limit_power اصلاح کنید، یا با revoke_power آن را بردارید.",
            "Correct its limits, days or place (limit_power), or revoke it (revoke_power).",
        ),
    ),
    _kind(
        "power_shadowed",
        Severity.NOTICE,
        "{case}: اختیار {first} چیزی نمی‌افزاید؛ دارنده‌اش همین را در همهٔ موردها دارد: {others}",
        "{case}: the power of {first} adds nothing; its holder has the same in every case by {others}",
        Text(
            "با revoke_power یکی را بردارید، یا با limit_power حدود آن‌ها را از هم جدا کنید.",
            "Revoke one (revoke_power), or set their limits apart (limit_power).",
        ),
    ),
    _kind(
        "power_contradiction",
        Severity.WARNING,
        "{case}: «{holder}» هم تصمیم می‌گیرد و هم نسبت به تصمیم خود «{role}» است: {powers}",
        "{case}: “{holder}” decides and at once “{role}” towards its own decision: {powers}",
        Text(
            "با revoke_power نقش دوم را بردارید، یا با move_power یکی از دو نقش را به دیگری بسپارید.",
            "Revoke the second role (revoke_power), or give one of the two to somebody else (move_power).",
        ),
    ),
    _kind(
        "power_contradiction_in_words",
        Severity.NOTICE,
        "{case}: بسته به معنای شرط یا سنجه، شاید «{holder}» هم تصمیم می‌گیرد و هم نسبت به تصمیم خود «{role}» است: {powers}",
        "{case}: as the words or measures are read, perhaps “{holder}” decides and at once “{role}” towards "
        "its own decision: {powers}",
        Text(
            "شرط را با limit_power به حدی سنجیدنی بدل کنید، یا با revoke_power نقش دوم را بردارید.",
            "Put a limit in figures in place of the words (limit_power), or revoke the second role (revoke_power).",
        ),
    ),
    _kind(
        "power_alone",
        Severity.NOTICE,
        "{case}: «{holder}» هم پیشنهاد می‌دهد و هم تصمیم می‌گیرد و هیچ‌کس دیگری تصمیم یا موافقتی ندارد: {powers}",
        "{case}: “{holder}” proposes and decides, and nobody else decides or consents: {powers}",
        Text(
            "موافقت دیگری را لازم کنید (require_consent)، یا با move_power پیشنهاد یا تصمیم را به دیگری بسپارید.",
            "Let somebody else consent (require_consent), or give the proposal or the decision to "
            "somebody else (move_power).",
        ),
    ),
    _kind(
        "power_alone_in_words",
        Severity.NOTICE,
        "{case}: بسته به معنای شرط یا سنجه، شاید «{holder}» هم پیشنهاد می‌دهد و هم تصمیم می‌گیرد و هیچ‌کس دیگری تصمیم یا "
        "موافقتی ندارد: {powers}",
        "{case}: as the words or measures are read, perhaps “{holder}” proposes and decides, and nobody "
        "else decides or consents: {powers}",
        Text(
            "موافقت دیگری را بی شرط لازم کنید (require_consent)، یا شرط را با limit_power به حدی سنجیدنی بدل کنید.",
            "Let somebody else consent without conditions (require_consent), or put a limit in figures in "
            "place of the words (limit_power).",
        ),
    ),
    _kind(
        "power_consent_impossible",
        Severity.WARNING,
        "{case}: موافقت {powers} لازم است، اما این مرجع در آن روز نیست یا فعال نیست",
        "{case}: the consent of {powers} is needed, but that holder is not there or not active on the day",
        Text(
            "با move_power موافقت را به جانشین آن مرجع بسپارید، یا با revoke_power آن را بردارید.",
            "Give the consent to who came in its place (move_power), or revoke it (revoke_power).",
        ),
    ),
    _kind(
        "power_duty_without_power",
        Severity.NOTICE,
        "{case}: {powers} تکلیف دارد، اما در همین امر نه تصمیم می‌گیرد، نه موافقت می‌کند، نه پیشنهاد می‌دهد و نه هماهنگ می‌کند",
        "{case}: {powers} has a duty, but in the same matter neither decides nor consents, proposes or coordinates",
        Text(
            "با grant_power اختیاری درخور تکلیف بدهید، یا با move_power تکلیف را به کسی بسپارید که اختیار دارد.",
            "Grant a power that fits the duty (grant_power), or give the duty to one who has it (move_power).",
        ),
    ),
    _kind(
        "power_duty_without_power_in_words",
        Severity.NOTICE,
        "{case}: {powers} تکلیف دارد، اما بسته به معنای شرط یا سنجه شاید در همین امر اختیاری ندارد",
        "{case}: {powers} has a duty, but as the words or measures are read perhaps no power in the same matter",
        Text(
            "شرط را با limit_power به حدی سنجیدنی بدل کنید، یا با grant_power اختیاری درخور تکلیف بدهید.",
            "Put a limit in figures in place of the words (limit_power), or grant a power that fits the duty "
            "(grant_power).",
        ),
    ),
    _ground("power_ground_repealed", "نسخ شده است", "was repealed"),
    _ground("power_ground_expired", "مدتش پایان یافته است", "has expired"),
    _ground("power_ground_annulled", "ابطال شده است", "was annulled"),
    _kind(
        "power_delegated_not_held",
        Severity.WARNING,
        "{case}: {first} تفویض‌شده از {others} است که خود در این مورد آن را ندارد",
        "{case}: the power of {first} was delegated by {others}, who does not hold it in this case",
        WITHIN_THE_SOURCE,
    ),
    _kind(
        "power_delegated_not_held_in_words",
        Severity.NOTICE,
        "{case}: {first} تفویض‌شده از {others} است که، بسته به معنای شرط یا سنجه، شاید خود در این مورد آن را ندارد",
        "{case}: the power of {first} was delegated by {others}, who as the words or measures are read "
        "perhaps does not hold it in this case",
        WITHIN_THE_SOURCE,
    ),
    _kind(
        "power_delegation_forbidden",
        Severity.WARNING,
        "{case}: {first} تفویض‌شده از {others} است که اجازهٔ تفویض آن را ندارد",
        "{case}: the power of {first} was delegated by {others}, who may not delegate it",
        Text(
            "با revoke_power تفویض را لغو کنید، یا با grant_power همان اختیار را بر سندی بنهید که خود آن را می‌دهد.",
            "Revoke the delegated power (revoke_power), or grant it on an act of its own (grant_power).",
        ),
    ),
    _kind(
        "power_delegation_cycle",
        Severity.WARNING,
        "{case}: این اختیارات در دوری از یکدیگر تفویض شده‌اند و هیچ‌یک سرچشمه‌ای ندارد: {powers}",
        "{case}: these powers were delegated from one another in a circle, so that none has a source: {powers}",
        Text(
            "با revoke_power یکی را لغو کنید و با grant_power اختیار نخست را بر سند خود بنهید.",
            "Revoke one (revoke_power), and grant the first on an act of its own (grant_power).",
        ),
    ),
    _kind(
        "power_function_conflict",
        Severity.WARNING,
        "{case}: هم واحدی که این موضوع وظیفهٔ آن است تصمیم می‌گیرد و هم شورایی که آن را در دستور کار دارد: {powers}",
        "{case}: both a unit whose function this subject is and a council that has it on its agenda decide: {powers}",
        ONE_OF_BOTH,
    ),
    _kind(
        "power_function_conflict_in_words",
        Severity.NOTICE,
        "{case}: بسته به معنای شرط یا سنجه، شاید هم واحدی که این موضوع وظیفهٔ آن است تصمیم می‌گیرد و هم شورایی که آن را در "
        "دستور کار دارد: {powers}",
        "{case}: as the words or measures are read, perhaps both a unit whose function this subject is and a "
        "council that has it on its agenda decide: {powers}",
        ONE_OF_BOTH,
    ),
)

PREFIX: Final = "power_"
"""Begins the codes of the faults of powers."""
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {k.code.removeprefix(PREFIX): k for k in _KINDS}
)
"""What is said of each kind of fault.

Warnings are those the register itself shows: nobody decides, two decide, a power holds nowhere or on
nothing. What hangs on how words are read, what is only superfluous, and a duty whose means may lie
outside the register are notices.
"""

SAID: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "power_dead": ("limits_out_of_order", "dates_out_of_order", "dangling_reference"),
        "power_consent_impossible": ("dangling_reference", "holder_not_active"),
        "power_ground_repealed": ("relies_on_repealed",),
        "power_ground_expired": ("relies_on_expired",),
        "power_ground_annulled": ("relies_on_annulled",),
    }
)
"""Findings of the tables that already say what a fault says, where they name all of its powers."""

MORE: Final = Text("؛ نیز {n} یافتهٔ دیگر از همین گونه در {matters}", "; also {n} more in {matters}")
MORE_HERE: Final = Text("؛ نیز {n} یافتهٔ دیگر از همین گونه", "; also {n} more of the same kind")


def findings(country: Country, found: pl.DataFrame) -> tuple[Finding, ...]:
    """Return every fault as a finding, in the order of `found` (the frame of `faults`)."""
    words = Words(country)
    return tuple(finding(words, row) for row in found.iter_rows(named=True))


def finding(words: Words, row: Mapping[str, Any]) -> Finding:
    """Return one fault, a row of the frame of `faults`, as a finding."""
    kind = KINDS[row["kind"]]
    sentence = kind.sentence.fill(**_values(words, row))
    where = words.where(row)
    return Finding(
        kind.code,
        kind.severity,
        Text(sentence.fa + where.fa, sentence.en + where.en),
        _rows(row),
        kind.mend,
    )


def _values(words: Words, row: Mapping[str, Any]) -> dict[str, Text]:
    """Return what fills the braces of a sentence."""
    powers = row["powers"]
    values = {"case": words.case(row), "powers": words.all(powers)}
    if row["act"]:
        values["act"] = words.name("laws", row["act"])
    if powers:
        second = words.powers[powers[-1]]["role"]
        values |= {
            "holder": words.holder(powers[0]),
            "first": words.power(powers[0]),
            "others": words.all(powers[1:]),
            "role": labels("powers", "role")[second],
        }
    return values


def _rows(row: Mapping[str, Any]) -> tuple[Row, ...]:
    if not row["powers"]:
        return (Row("matters", (row["matter"],)),)
    return tuple(Row("powers", (p,)) for p in row["powers"])


def check_powers(country: Country, day: date, said: tuple[Finding, ...] = ()) -> Iterator[Finding]:
    """Yield the faults of the register on a day, one finding for each kind of fault.

    The first case is told in full, the matters of the others are named. What one of the findings in
    `said` already says of the same powers is left out.
    """
    found = faults(country, day)
    words = Words(country)
    for kind in dict.fromkeys(found["kind"]):
        rows = list(found.filter(kind=kind).iter_rows(named=True))
        new = [r for r in rows if not _is_said(KINDS[kind].code, r, said)]
        if new:
            yield _together(words, new)


def _is_said(code: str, row: Mapping[str, Any], said: tuple[Finding, ...]) -> bool:
    powers = set(_rows(row))
    return any(f.code in SAID.get(code, ()) and powers <= set(f.rows) for f in said)


def _together(words: Words, rows: list[dict[str, Any]]) -> Finding:
    first = finding(words, rows[0])
    if len(rows) == 1:
        return first
    others = dict.fromkeys(r["matter"] for r in rows[1:] if r["matter"] != rows[0]["matter"])
    names = listed([words.name("matters", m) for m in others])
    more = (MORE if others else MORE_HERE).fill(n=len(rows) - 1, matters=names)
    sentence = Text(first.sentence.fa + more.fa, first.sentence.en + more.en)
    every = tuple(dict.fromkeys(r for row in rows for r in _rows(row)))
    return Finding(first.code, first.severity, sentence, every, first.mend)

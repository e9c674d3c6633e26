"""Acts and rules: chains of basis, terms, and what relies on an act that no longer stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, about, active, cycles, say, standing
from ostan.country.country import Country
from ostan.country.legal import MOVES, STANDING, chains, conditions, states
from ostan.country.tables import TABLES
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

CYCLE = Kind(
    "cycle_of_basis",
    Severity.ERROR,
    Text("مبنای قانون‌ها به خود بازمی‌گردد: {path}", "Acts are the basis of one another: {path}"),
    Text("ستون basis یکی از آن‌ها را اصلاح کنید.", "Correct the column basis of one of them."),
    column="basis",
)
CYCLE_REPLACED = Kind(
    "cycle_of_replacement",
    Severity.ERROR,
    Text(
        "قانون‌ها جایگزین یکدیگر خوانده شده‌اند: {path}",
        "Acts are said to replace one another: {path}",
    ),
    Text(
        "ستون replaced_by یکی از آن‌ها را اصلاح کنید.",
        "Correct the column replaced_by of one of them.",
    ),
    column="replaced_by",
)
TERM = Kind(
    "act_expires_before_date",
    Severity.ERROR,
    Text(
        "«{law}» در {date} تصویب شده اما اعتبارش در {expires} پایان یافته است",
        "“{law}” was adopted on {date} but expired on {expires}",
    ),
    Text("یکی از دو تاریخ را اصلاح کنید.", "Correct one of the two dates."),
    column="expires",
)
OLDER = Kind(
    "act_older_than_its_basis",
    Severity.WARNING,
    Text(
        "«{law}» ({date}) پیش از مبنای خود، «{basis}» ({basis_date})، تصویب شده است",
        "“{law}” ({date}) was adopted before its basis, “{basis}” ({basis_date})",
    ),
    Text(
        "تاریخ‌ها را بررسی کنید؛ شاید مبنا قانون پیشین باشد.",
        "Check the dates; the basis may be an earlier act.",
    ),
    column="basis",
)
LAPSED = Kind(
    "act_past_its_term",
    Severity.WARNING,
    Text(
        "«{law}» معتبر ثبت شده اما مدت آن در {end} پایان یافته است",
        "“{law}” is recorded as in force but its term ended on {end}",
    ),
    Text(
        "وضعیت را expired کنید یا سند تمدید را بنویسید.",
        "Set its status to expired, or record the act that extended it.",
    ),
    column="status",
)
REPLACED = Kind(
    "act_replaced_but_in_force",
    Severity.WARNING,
    Text(
        "«{law}» جایگزین دارد («{replaced_by}») اما وضعیت آن معتبر است",
        "“{law}” was replaced by “{replaced_by}” but is recorded as in force",
    ),
    Text("وضعیت آن را repealed یا amended کنید.", "Set its status to repealed or amended."),
    column="status",
)


def _relies(state: str, severity: Severity, fa: str, en: str, mend: Text) -> Kind:
    return Kind(
        f"relies_on_{state}",
        severity,
        Text(
            f"{fa}؛ هنوز بر آن تکیه دارد ({{table}}): {{thing}}",
            f"{en}; still resting on it ({{table}}): {{thing}}",
        ),
        mend,
        column="law",
    )


_GROUND = Text(
    "مستند قانونی تازه را در ستون law بنویسید، یا به آنچه بر این سند تکیه دارد پایان دهید.",
    "Name the act it rests on now in the column law, or end what rests on this one.",
)
RELIES = {
    "repealed": _relies(
        "repealed", Severity.WARNING, "«{act}» نسخ شده است", "“{act}” was repealed", _GROUND
    ),
    "expired": _relies(
        "expired", Severity.WARNING, "مدت «{act}» پایان یافته است", "“{act}” has expired", _GROUND
    ),
    "annulled": _relies(
        "annulled", Severity.WARNING, "«{act}» ابطال شده است", "“{act}” was annulled", _GROUND
    ),
    "unknown": _relies(
        "unknown",
        Severity.NOTICE,
        "وضعیت «{act}» نامعلوم است",
        "The status of “{act}” is not known",
        Text(
            "وضعیت سند را روشن کنید؛ تا آن هنگام هیچ تغییری در این نهاد مجاز شمرده نمی‌شود.",
            "Find out the status of the act; until then no change of the body counts as allowed.",
        ),
    ),
}
"""Kinds by the state of the act relied on."""

MOVE = Kind(
    "rule_of_unknown_move",
    Severity.WARNING,
    Text(
        "قاعده «{rule}» از تغییری ناشناخته سخن می‌گوید: «{move}»",
        "The rule {rule} speaks of an unknown change: “{move}”",
    ),
    Text(
        "نام تغییر را از فهرست تغییرها بنویسید؛ این قاعده به کار نمی‌رود.",
        "Use a name from the list of changes; as it is, the rule is never applied.",
    ),
    column="move",
)
CONDITION = Kind(
    "rule_condition_unreadable",
    Severity.ERROR,
    Text(
        "شرط قاعده «{rule}» خوانا نیست: «{condition}»",
        "The condition of the rule {rule} cannot be read: “{condition}”",
    ),
    Text(
        "شکل درست: column=value، column!=value یا column>=column، با ستون‌های جدول همان تغییر.",
        "Allowed: column=value, column!=value or column>=column, over the table of that change.",
    ),
    column="condition",
)

RELYING = ("councils", "units", "powers", "services", "rules")
"""Tables whose rows rest on an act."""


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check acts, what relies on them, and rules."""
    yield from _cycles(country)
    yield from _terms(country, day)
    yield from _relied_on(country, day)
    yield from _rules(country)


def _cycles(country: Country) -> Iterator[Finding]:
    laws = country["laws"]
    yield from say(country, CYCLE, "laws", cycles(laws, "law", "basis"), {"path": "laws"})
    replaced = cycles(laws, "law", "replaced_by")
    yield from say(country, CYCLE_REPLACED, "laws", replaced, {"path": "laws"})


def _terms(country: Country, day: date) -> Iterator[Finding]:
    laws, names = country["laws"], {"law": "laws", "basis": "laws", "replaced_by": "laws"}
    in_force = pl.col("status").is_in(STANDING)
    yield from say(country, TERM, "laws", laws.filter(pl.col("date") > pl.col("expires")), names)
    dated = laws.select(basis="law", basis_date="date")
    older = laws.join(dated, on="basis").filter(pl.col("date") < pl.col("basis_date"))
    yield from say(country, OLDER, "laws", older, names)
    ends = laws.with_columns(end=pl.min_horizontal("expires", "valid_to"))
    yield from say(country, LAPSED, "laws", ends.filter(in_force, pl.col("end") < day), names)
    replaced = laws.filter(pl.col("status") == "in_force", pl.col("replaced_by").is_not_null())
    yield from say(country, REPLACED, "laws", replaced, names)


def _relied_on(country: Country, day: date) -> Iterator[Finding]:
    """Find active bodies on whose chain an act lies that does not stand: one finding per act."""
    broken = chains(country, day).filter(pl.col("fact").is_in(list(RELIES)))
    # An act recorded as in force whose term is over is said of the act, not of all who rely on it.
    recorded = states(country, date.min).select(act="law", state="state")
    broken = broken.join(recorded, on="act").filter(pl.col("fact") == pl.col("state"))
    for table in RELYING:
        key = TABLES[table].key[0]
        bodies = _in_use(country, table, day).select(key, "law").drop_nulls("law")
        lost = bodies.join(broken.select("law", "act", "fact"), on="law")
        if lost.is_empty():
            continue
        shown = lost.with_columns(thing=key)
        for fact, kind in RELIES.items():
            told = about(kind, table=TABLES[table].title)
            bad = shown.filter(pl.col("fact") == fact)
            named = {"thing": table, "act": "laws"}
            yield from say(country, told, table, bad, named, collect="thing")


def _in_use(country: Country, table: str, day: date) -> pl.DataFrame:
    frame = country[table]
    return active(country, table, day) if "status" in frame.columns else standing(frame, day)


def _rules(country: Country) -> Iterator[Finding]:
    rules = country["rules"]
    yield from say(country, MOVE, "rules", rules.filter(~pl.col("move").is_in(list(MOVES))))
    conditioned = rules.filter(pl.col("move").is_in(list(MOVES))).drop_nulls("condition")
    unread = [
        r["rule"]
        for r in conditioned.iter_rows(named=True)
        if conditions(r["condition"], MOVES[r["move"]]) is None
    ]
    bad = conditioned.filter(pl.col("rule").is_in(unread))
    yield from say(country, CONDITION, "rules", bad)

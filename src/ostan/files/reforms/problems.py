"""What can be wrong in a Reform on disk, and what a list leaves open: the sentences, in both languages."""

from __future__ import annotations

from typing import Final

from ostan.files.problems import shortened
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text, Value

SENTENCES: Final[dict[str, Text]] = {
    "unknown_reform": Text(
        "«{came}» از هیچ‌یک از این گونه‌ها نیست: بستهٔ اصلاحی یا برنامهٔ پیشنهادی json، کارپوشه xlsx، فهرست csv، JSON-LD.",
        "“{came}” is none of these: a Reform or a plan in json, an xlsx workbook, a list in csv, JSON-LD.",
    ),
    "no_cells_to_mark": Text(
        "«{came}» خانه‌ای ندارد که نشان‌دار شود؛ تنها کارپوشه و جدول را می‌توان با خانه‌های نشان‌دار پس داد.",
        "“{came}” has no cells to mark; only a workbook or a table can be given back marked.",
    ),
    # A Reform in JSON
    "reform_not_json": Text(
        "پرونده JSON نیست (سطر {line}، ستون {column}).",
        "The file is not JSON (line {line}, column {column}).",
    ),
    "reform_too_deep": Text(
        "مقدارهای پرونده بیش از اندازه در هم تودرتوست.",
        "The values of the file are nested too deeply.",
    ),
    "reform_doubled_key": Text(
        "کلید «{came}» در یک شیء بیش از یک بار آمده است.",
        "The key “{came}” stands more than once in one object.",
    ),
    "reform_not_number": Text(
        "«{came}» عدد نیست؛ مقدار را بنویسید یا کلید آن را حذف کنید.",
        "“{came}” is no number; write the value or leave its key out.",
    ),
    "reform_shape": Text(
        "این پرونده بستهٔ اصلاحی نیست: کلید changes (یا در برنامهٔ پیشنهادی، reform) را ندارد؛ آنچه هست: {came}.",
        "This file is no Reform: it has no key changes (or, in a plan, reform); there is: {came}.",
    ),
    # JSON-LD
    "reform_events": Text(
        "این پرونده باید یک بستهٔ اصلاحی (نوع urn:ostan:term:Reform) داشته باشد؛ {came} دارد.",
        "This file must hold one Reform (type urn:ostan:term:Reform); it holds {came}.",
    ),
    "reform_event": Text(
        "رویدادی مقدار درستی برای {field} ندارد: «{came}».",
        "An event has no proper value of {field}: “{came}”.",
    ),
    # Our own workbook
    "reform_order": Text(
        "«{came}» در ستون ترتیب عدد درست نیست.",
        "“{came}” in the column of the order is no whole number.",
    ),
    "reform_order_shared": Text(
        "ترتیب {came} هم در این برگه است و هم در «{other}»؛ هر تغییر یک شماره دارد.",
        "Order {came} stands in this sheet and in “{other}”; each change has a number of its own.",
    ),
    "reform_rows_differ": Text(
        "سطرهای ترتیب {number} یک تغییرند اما در ستون «{column}» دو مقدار دارند: «{first}» و «{came}».",
        "The rows of order {number} are one change but differ in column “{column}”: “{first}” and “{came}”.",
    ),
    # Names that are asked
    "name_unknown": Text(
        "«{came}» در جدول {table} نیست یا به این نام شناخته نیست.{near}",
        "“{came}” is not in the table {table}, or not known by this name.{near}",
    ),
    "name_shared": Text(
        "«{came}» نام بیش از یکی است: {near}.", "“{came}” is the name of more than one: {near}."
    ),
    # Somebody's own list
    "list_needs_country": Text(
        "این فهرستی با نام شوراهاست و خواندنش به داده‌های کشور نیاز دارد.",
        "This is a list of names of councils; to read it the data of a Country are needed.",
    ),
    "list_not_recognised": Text(
        "در برگه «{came}» فهرست تغییرها شناخته نشد: سرستونی چون «{gone}» و «{host}» پیدا نشد.",
        "No list of changes was recognised in sheet “{came}”: no headings such as “{gone}” and “{host}” were found.",
    ),
    "list_sheet_passed": Text(
        "برگه «{came}» فهرست تغییرها نیست و خوانده نشد.",
        "Sheet “{came}” is no list of changes and was not read.",
    ),
    "list_which_column": Text(
        "دو ستون نام شورا دارد ({came}) و روشن نیست کدام ادغام می‌شود و کدام می‌ماند.",
        "Two columns hold names of councils ({came}) and nothing says which is merged and which stays.",
    ),
    "list_column_doubled": Text(
        "ستون «{came}» همان چیزی را می‌گوید که ستونی پیش از آن؛ یکی از دو سرستون را عوض کنید.",
        "Column “{came}” says the same as one before it; change one of the two headings.",
    ),
    "list_column_passed": Text("ستون «{came}» خوانده نشد.", "Column “{came}” was not read."),
    "list_cell_missing": Text("این سطر «{column}» ندارد.", "This row has no “{column}”."),
    "list_no_verb": Text(
        "این فهرست نمی‌گوید با شوراها چه باید کرد: {allowed}.",
        "This list does not say what is to be done with the councils: {allowed}.",
    ),
    "list_verb_missing": Text(
        "این سطر نمی‌گوید چه باید کرد: {allowed}.",
        "This row does not say what is to be done: {allowed}.",
    ),
    "list_verb_unknown": Text(
        "از «{came}» روشن نیست چه باید کرد؛ یکی از این‌ها را بنویسید: {allowed}.",
        "“{came}” does not tell what is to be done; write one of these: {allowed}.",
    ),
    "list_needs_more": Text(
        "«{came}» بیش از آنچه در این فهرست هست می‌خواهد؛ آن را در برگهٔ «{sheet}» از کارپوشهٔ بستهٔ اصلاحی بنویسید.",
        "“{came}” needs more than this list says; enter it in the sheet “{sheet}” of the workbook of a Reform.",
    ),
    "list_place_unknown": Text(
        "«{came}» نام مکانی شناخته نیست.{near}", "“{came}” is no known place.{near}"
    ),
    "list_place_missing": Text(
        "این سطر مکان ندارد، در حالی که سطرهای دیگر دارند.",
        "This row names no place, while others do.",
    ),
    "list_places_differ": Text(
        "نام‌های این سطر از یک مکان نیستند: {came}.",
        "The names in this row are not of one place: {came}.",
    ),
    "list_not_there": Text("«{came}» در {place} نیست.", "“{came}” is not there in {place}."),
    "list_not_together": Text(
        "شوراهای این سطر در یک مکان نیستند: {came}.",
        "The councils of this row do not sit in one place: {came}.",
    ),
    "list_row_unread": Text("این سطر خوانده نشد: {reason}", "This row was not read: {reason}"),
    "list_all_places": Text(
        "{count} سطر مکان ندارد و برای {place} گرفته شد؛ اگر چنین نیست ستونی با سرستون «استان» بیفزایید.",
        "{count} rows name no place and were taken for {place}; if that is wrong, add a column “province”.",
    ),
    "list_no_change": Text(
        "{count} سطر می‌گوید چیزی تغییر نکند؛ از آن‌ها تغییری ساخته نشد.",
        "{count} rows say that nothing is to change; no change was made of them.",
    ),
    "list_merged_read": Text(
        "خانه‌های ادغام‌شدهٔ {came} برای همهٔ سطرهای خود خوانده شد.",
        "The merged cells {came} were read for all of their rows.",
    ),
}
"""Sentence of every finding about a Reform on disk, by code."""

NOTICES: Final = frozenset(
    "list_sheet_passed list_column_passed list_all_places list_no_change list_merged_read".split()
)
"""Codes of what is only told: it stops nothing and asks for nothing."""


def severity(code: str) -> Severity:
    """Return how bad a finding of this code is."""
    return Severity.NOTICE if code in NOTICES else Severity.ERROR


def said(
    code: str,
    where: Where | tuple[Where, ...] = (),
    *,
    came: str | None = None,
    mend: Text | None = None,
    **values: Value,
) -> Finding:
    """Return the finding `code` with its sentence filled; `came` is what stood there."""
    filled = SENTENCES[code].fill(came=shortened(came or ""), **values)
    places = (where,) if isinstance(where, Where) else where
    return Finding(
        code, severity(code), filled, where=places, came=came and shortened(came), mend=mend
    )


def refuse(code: str, file: str, *, came: str | None = None, **values: Value) -> BadInput:
    """Return the error for a file that cannot be read on at all."""
    filled = SENTENCES[code].fill(came=shortened(came or ""), **values)
    return BadInput([Finding(code, severity(code), filled, where=(Where(file),), came=came)])

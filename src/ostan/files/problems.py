"""What can be wrong in a file: one place for the sentences, in both languages."""

from __future__ import annotations

from typing import Final

from ostan.country.tables import SCHEMA_VERSION
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text, Value

SENTENCES: Final[dict[str, Text]] = {
    # The file as a whole
    "no_such_file": Text("«{came}» پیدا نشد.", "“{came}” was not found."),
    "unknown_format": Text(
        "«{came}» از هیچ‌یک از این گونه‌ها نیست: کارپوشه xlsx، پوشه‌ای از csv یا parquet، JSON-LD، sample:iran.",
        "“{came}” is none of these: an xlsx workbook, a folder of csv or parquet files, JSON-LD, sample:iran.",
    ),
    "large_file": Text(
        "پرونده {came} بایت است؛ بیشینه {allowed} بایت است.",
        "The file has {came} bytes; at most {allowed} are read.",
    ),
    "empty_file": Text("پرونده خالی است.", "The file is empty."),
    "broken_file": Text(
        "پرونده ناقص یا خراب است و باز نمی‌شود؛ دوباره آن را بفرستید یا ذخیره کنید.",
        "The file is cut short or damaged and cannot be opened; send or save it again.",
    ),
    "old_excel": Text(
        "این کارپوشه به قالب قدیمی xls است که خوانده نمی‌شود، زیرا ماکرو و ساختار دودویی آن را نمی‌توان وارسی کرد؛ آن را با قالب xlsx ذخیره کنید.",
        "This workbook is in the old xls format, which is not read because its binary structure and macros cannot be checked; save it as xlsx.",
    ),
    "binary_excel": Text(
        "این کارپوشه به قالب دودویی xlsb است که خوانده نمی‌شود، زیرا محتوای آن را نمی‌توان وارسی کرد؛ آن را با قالب xlsx ذخیره کنید.",
        "This workbook is in the binary xlsb format, which is not read because its content cannot be checked; save it as xlsx.",
    ),
    "macros": Text(
        "این کارپوشه ماکرو دارد (xlsm). ماکرو برنامه است و پذیرفته نمی‌شود؛ آن را با قالب xlsx ذخیره کنید.",
        "This workbook holds macros (xlsm). A macro is a program and is not accepted; save it as xlsx.",
    ),
    "encrypted": Text(
        "پرونده رمز دارد؛ رمز آن را بردارید و دوباره ذخیره کنید.",
        "The file is protected by a password; save it without one.",
    ),
    "not_a_workbook": Text(
        "این پرونده کارپوشه xlsx نیست: {came}.", "This file is not an xlsx workbook: {came}."
    ),
    "zip_entries": Text(
        "کارپوشه {came} جزء دارد؛ بیشینه {allowed} است.",
        "The workbook has {came} parts; at most {allowed} are read.",
    ),
    "zip_bomb": Text(
        "جزء «{came}» پس از باز شدن بیش از اندازه بزرگ می‌شود (بمب فشرده).",
        "Part “{came}” grows beyond measure when unpacked (a zip bomb).",
    ),
    "zip_path": Text(
        "نام جزء «{came}» بیرون از کارپوشه را نشان می‌دهد یا نویسه غیرمجاز دارد.",
        "The name of part “{came}” points outside the workbook or holds a forbidden character.",
    ),
    "zip_doubled": Text("جزء «{came}» دو بار آمده است.", "Part “{came}” stands in the file twice."),
    "zip_nested": Text(
        "جزء «{came}» خود پرونده‌ای فشرده است.", "Part “{came}” is itself an archive."
    ),
    "xml_dtd": Text(
        "جزء «{came}» تعریف نوع سند یا موجودیت دارد (بمب XML).",
        "Part “{came}” declares a document type or an entity (an XML bomb).",
    ),
    "xml_encoding": Text(
        "جزء «{came}» به UTF-8 نوشته نشده است.", "Part “{came}” is not written in UTF-8."
    ),
    "external_link": Text(
        "کارپوشه به بیرون از خود پیوند دارد («{came}»)؛ پیوندها را بشکنید و مقدارها را نگه دارید.",
        "The workbook is linked to something outside (“{came}”); break the links and keep the values.",
    ),
    "embedded_object": Text(
        "کارپوشه شیء جاسازی‌شده دارد («{came}»)؛ آن را حذف کنید.",
        "The workbook holds an embedded object (“{came}”); delete it.",
    ),
    "many_sheets": Text(
        "{came} برگه یا پرونده هست؛ بیشینه {allowed} است.",
        "There are {came} sheets or files; at most {allowed} are read.",
    ),
    "many_rows": Text(
        "این برگه {came} سطر دارد؛ بیشینه {allowed} است.",
        "This sheet has {came} rows; at most {allowed} are read.",
    ),
    "many_columns": Text(
        "این برگه {came} ستون دارد؛ بیشینه {allowed} است.",
        "This sheet has {came} columns; at most {allowed} are read.",
    ),
    "many_cells": Text(
        "این برگه گستره‌ای از {came} خانه را می‌گیرد؛ بیشینه {allowed} است. سطرها و ستون‌های دورافتاده را حذف کنید.",
        "This sheet spans {came} cells; at most {allowed} are read. Delete stray rows and columns.",
    ),
    "much_text": Text(
        "متن‌های این برگه بر روی هم بیش از اندازه بلند است.",
        "The texts of this sheet together are too long.",
    ),
    "hidden_sheet": Text("برگه «{came}» پنهان است.", "Sheet “{came}” is hidden."),
    "newer_schema": Text(
        "این داده با نسخه {came} جدول‌ها نوشته شده است؛ این برنامه تا نسخه {allowed} را می‌خواند.",
        "This was written with version {came} of the tables; this program reads up to {allowed}.",
    ),
    "no_tables": Text(
        "هیچ جدول شناخته‌شده‌ای پیدا نشد. نام برگه‌ها یا پرونده‌ها باید یکی از این‌ها باشد: {allowed}.",
        "No known table was found. Sheets or files must have one of these names: {allowed}.",
    ),
    "ignored_sheet": Text(
        "«{came}» جدول نیست و خوانده نشد.{near}", "“{came}” is no table and was not read.{near}"
    ),
    "doubled_table": Text(
        "جدول {table} دو بار آمده است: «{came}» و «{other}».",
        "Table {table} stands twice: “{came}” and “{other}”.",
    ),
    # Text files
    "nul_character": Text("نویسه تهی (NUL) در متن هست.", "The text holds a NUL character."),
    "unknown_encoding": Text(
        "رمزگذاری متن شناخته نشد؛ UTF-8، UTF-16 و Windows-1256 خوانده می‌شود.",
        "The encoding of the text is unknown; UTF-8, UTF-16 and Windows-1256 are read.",
    ),
    "old_encoding": Text(
        "متن به {came} است و خوانده شد؛ بهتر است UTF-8 باشد.",
        "The text is in {came} and was read; UTF-8 is better.",
    ),
    "mixed_encodings": Text(
        "پرونده‌های این پوشه به رمزگذاری‌های گوناگون‌اند: {came}.",
        "The files of this folder are in different encodings: {came}.",
    ),
    "open_quote": Text(
        "گیومه‌ای در این سطر باز مانده یا نابجاست.",
        "A quotation mark is left open or misplaced here.",
    ),
    "ragged_row": Text(
        "این سطر {came} خانه دارد؛ سرستون {allowed} خانه دارد.",
        "This row has {came} cells; the header has {allowed}.",
    ),
    # The header
    "no_header": Text("سرستون پیدا نشد.", "No header was found."),
    "empty_header": Text(
        "این ستون داده دارد و سرستون ندارد.", "This column holds data and has no header."
    ),
    "doubled_column": Text("ستون «{came}» دو بار آمده است.", "Column “{came}” stands twice."),
    "missing_column": Text(
        "ستون لازم «{column}» نیست.{near}", "The required column “{column}” is missing.{near}"
    ),
    "unknown_column": Text(
        "ستون «{came}» شناخته نیست.{near}", "Column “{came}” is not known.{near}"
    ),
    "ignored_column": Text(
        "ستون «{came}» از ستون‌های این جدول نیست و خوانده نشد.",
        "Column “{came}” is none of this table's and was not read.",
    ),
    # Cells
    "merged_cells": Text(
        "خانه‌های {came} ادغام شده‌اند؛ ادغام را باز کنید و هر خانه را پر کنید.",
        "The cells {came} are merged; unmerge them and fill each one.",
    ),
    "formula": Text(
        "این خانه فرمول دارد؛ به جای آن مقدارش را بگذارید.",
        "This cell holds a formula; put its value there.",
    ),
    "error_value": Text(
        "این خانه خطای صفحه‌گسترده دارد ({came}).", "This cell holds a spreadsheet error ({came})."
    ),
    "empty_rows": Text("سطرهای خالی کنار گذاشته شد: {came}.", "Empty rows were skipped: {came}."),
    "empty_cell": Text(
        "ستون «{column}» باید پر باشد و این خانه خالی است.",
        "Column “{column}” must be filled and this cell is empty.",
    ),
    "absent_taken": Text(
        "در ستون «{column}» برای {count} خانه خالی مقدار «{value}» در نظر گرفته شد.",
        "In column “{column}”, {count} empty cells were taken as “{value}”.",
    ),
    "long_cell": Text(
        "این خانه {came} نویسه دارد؛ بیشینه {allowed} است.",
        "This cell has {came} characters; at most {allowed} are read.",
    ),
    "bad_number": Text("{reason}", "{reason}"),
    "not_whole": Text(
        "«{came}» عدد درست نیست؛ این ستون عدد بدون اعشار می‌خواهد.",
        "“{came}” is not a whole number; this column takes numbers without a fraction.",
    ),
    "inexact_number": Text(
        "«{came}» برای خانه عددی بزرگ است و رقم‌های آخرش از دست رفته؛ آن را به صورت متن بنویسید.",
        "“{came}” is too large for a number cell and has lost its last digits; write it as text.",
    ),
    "too_small": Text("«{came}» کمتر از {allowed} است.", "“{came}” is less than {allowed}."),
    "too_large": Text("«{came}» بیشتر از {allowed} است.", "“{came}” is more than {allowed}."),
    "bad_date": Text("{reason}", "{reason}"),
    "bad_yes_no": Text("«{came}» نه «بله» است و نه «خیر».", "“{came}” is neither “yes” nor “no”."),
    "unknown_choice": Text(
        "«{came}» از واژه‌های این ستون نیست: {allowed}.{near}",
        "“{came}” is none of this column's words: {allowed}.{near}",
    ),
    "bad_id": Text(
        "«{came}» شناسه نیست؛ شناسه از حرف، رقم، نقطه، خط تیره و زیرخط است و فاصله ندارد.",
        "“{came}” is no id; an id has letters, digits, dots, hyphens and underscores, and no space.",
    ),
    "bidi_in_id": Text(
        "شناسه نویسه پنهانی دارد که ترتیب نمایش را برمی‌گرداند.",
        "The id holds a hidden character that turns the order of what is shown around.",
    ),
    "bidi_stripped": Text(
        "نویسه‌های پنهانی که ترتیب نمایش را برمی‌گردانند از این خانه برداشته شد.",
        "Hidden characters that turn the order of what is shown around were taken out of this cell.",
    ),
    "doubled_key": Text(
        "کلید «{came}» بیش از یک بار آمده است؛ نخستین بار در سطر {first}.",
        "The key “{came}” stands more than once; first in row {first}.",
    ),
    "unknown_reference": Text(
        "«{came}» در جدول {table} نیست.{near}", "“{came}” is not in the table {table}.{near}"
    ),
    "many_more": Text(
        "{count} خانه دیگر از ستون «{column}» همین مشکل را دارد.",
        "{count} more cells of column “{column}” have the same problem.",
    ),
}
"""Sentence of every finding this folder makes itself, by code."""

NOTICES: Final = frozenset(
    "hidden_sheet ignored_sheet ignored_column old_encoding empty_rows absent_taken bidi_stripped".split()
)
"""Codes of findings that stop nothing and ask for nothing."""

WARNINGS: Final = frozenset({"mixed_encodings"})
"""Codes of findings that stop nothing and should be looked at."""


def problem(
    code: str, where: Where | tuple[Where, ...] = (), *, came: str | None = None, **values: Value
) -> Finding:
    """Return the finding `code` with its sentence filled; `came` is what stood there."""
    filled = SENTENCES[code].fill(came=shortened(came or ""), **values)
    places = (where,) if isinstance(where, Where) else where
    return Finding(code, severity(code), filled, where=places, came=came and shortened(came))


def severity(code: str) -> Severity:
    """Return how bad a finding of this code is."""
    if code in NOTICES:
        return Severity.NOTICE
    return Severity.WARNING if code in WARNINGS else Severity.ERROR


def refuse(code: str, file: str, *, came: str | None = None, **values: Value) -> BadInput:
    """Return the error for a file that cannot be read on at all."""
    return BadInput([problem(code, Where(file), came=came, **values)])


def shortened(text: str, most: int = 80) -> str:
    """Return `text` short enough for a sentence, without control or direction characters."""
    plain = "".join(
        c if c.isprintable() or c in "\u200c\u200d" else "\ufffd" for c in text[: most + 1]
    )
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def refuse_newer(stated: str | None, file: str) -> None:
    """Refuse what was written with a newer version of the tables; no statement is fine."""
    if (
        stated is not None
        and stated.isascii()
        and stated.isdigit()
        and int(stated) > int(SCHEMA_VERSION)
    ):
        raise refuse("newer_schema", file, came=stated, allowed=SCHEMA_VERSION)

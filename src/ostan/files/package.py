"""What a workbook is made of: nothing but sheets of values may be in it.

Macros, links to other files, embedded objects and document types are refused before anything is
parsed; then the list of sheets is read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from ostan.files import limits
from ostan.files.container import Parts
from ostan.files.problems import problem, refuse
from ostan.words.finding import Finding, Where

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ID: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_ELEMENT: Final = re.compile(rb"<[A-Za-z_]")
_DTD: Final = (b"<!DOCTYPE", b"<!ENTITY")
_XML_ENCODING: Final = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([\w\-]+)["']""")
_EXTERNAL_KINDS: Final = ("hyperlink",)
"""Kinds of outside relations that may stay: an address somebody typed into a cell."""


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the workbook: its name, its part, whether it is shown."""

    name: str
    part: str
    shown: bool


# The package -------------------------------------------------------------------------------


def package(parts: Parts, file: str) -> Iterator[Finding]:
    """Find what makes a workbook something else than sheets of values."""
    at = Where(file)
    types = bytes(parts.get("[Content_Types].xml", b""))
    if not types:
        kind = bytes(parts.get("mimetype", b""))[:80].decode("ascii", "replace")
        yield problem("not_a_workbook", at, came=kind or "zip")
        return
    names = {n.casefold() for n in parts}
    if b"macroEnabled" in types or any(n.endswith("vbaproject.bin") for n in names):
        yield problem("macros", at)
    if b"sheet.binary" in types:
        yield problem("binary_excel", at)
    elif b"spreadsheetml" not in types:
        yield problem("not_a_workbook", at, came=_kind(types))
    for name, part in parts.items():
        yield from _part(name, part, at)


def _kind(types: bytes) -> str:
    found = re.search(rb"(wordprocessingml|presentationml|drawingml)", types)
    return found[1].decode() if found else "?"


def _part(name: str, part: bytes, at: Where) -> Iterator[Finding]:
    folded = name.casefold()
    if (
        "/externallinks/" in folded
        or folded in ("xl/connections.xml",)
        or "/querytables/" in folded
    ):
        yield problem("external_link", at, came=name)
    if "/embeddings/" in folded or "/activex/" in folded or "/ctrlprops/" in folded:
        yield problem("embedded_object", at, came=name)
    if not folded.endswith((".xml", ".rels", ".vml")):
        return
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in part[:256]:
        yield problem("xml_encoding", at, came=name)
        return
    declared = _XML_ENCODING.match(part[:256])
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        yield problem("xml_encoding", at, came=name)
    if any(part.find(mark, 0, _prolog(part)) >= 0 for mark in _DTD):
        yield problem("xml_dtd", at, came=name)
    elif folded.endswith(".rels"):
        yield from _relations(name, bytes(part), at)


def _prolog(part: bytes) -> int:
    """Return where to stop looking for a DTD: it can stand only before the first element."""
    element = _ELEMENT.search(part)
    return element.start() if element else len(part)


def _relations(name: str, part: bytes, at: Where) -> Iterator[Finding]:
    if b"TargetMode" not in part:
        return
    for relation in _xml(part, at.file):
        if relation.get("TargetMode") == "External":
            kind = (relation.get("Type") or "").rpartition("/")[2]
            if kind not in _EXTERNAL_KINDS:
                yield problem("external_link", at, came=f"{name}: {relation.get('Target')}")


def _xml(part: bytes, file: str) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(bytes(part), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise refuse("broken_file", file) from None
    return root


# The list of sheets ------------------------------------------------------------------------


def sheet_parts(parts: Parts, file: str) -> list[SheetPart]:
    """Return the sheets of a workbook in their order. Raises BadInput if its lists do not fit."""
    if "xl/workbook.xml" not in parts:
        raise refuse("broken_file", file)
    book = _xml(parts["xl/workbook.xml"], file)
    targets = _targets(parts, file)
    listed = book.find(f"{_MAIN}sheets")
    if listed is None:
        listed = book.find(f"{_STRICT}sheets")
    if listed is None:
        raise refuse("broken_file", file)
    if len(listed) > limits.SHEETS:
        raise refuse("many_sheets", file, came=str(len(listed)), allowed=limits.SHEETS)
    found = []
    for sheet in listed:
        identity = next((sheet.get(i) for i in _ID if sheet.get(i)), None)
        part = targets.get(identity or "")
        if part is None or part not in parts:
            raise refuse("broken_file", file)
        shown = sheet.get("state", "visible") == "visible"
        found.append(SheetPart(sheet.get("name", ""), part, shown))
    return found


def _targets(parts: Parts, file: str) -> Mapping[str, str]:
    relations = parts.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise refuse("broken_file", file)
    return {
        str(r.get("Id")): posixpath.normpath(
            posixpath.join("/xl", str(r.get("Target", ""))).lstrip("/")
        )
        for r in _xml(relations, file)
    }

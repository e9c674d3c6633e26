"""A workbook is a zip of XML parts, and a zip may be a trap. Nothing is parsed before it is looked at.

The directory is checked first (number, names, declared sizes, nesting), then every part is unpacked
once, with a counter, since declared sizes lie. The parts are kept; the reader of cells gets a new,
unpacked archive made from them, so that it can see nothing that was not checked here.
"""

from __future__ import annotations

import binascii
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from ostan.files import limits
from ostan.files.problems import problem, refuse
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Where

ZIP: Final = b"PK\x03\x04"
"""First bytes of an archive that holds something."""
OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of the old binary files of Office, and of encrypted new ones."""
ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream that holds an encrypted workbook."""
ARCHIVES: Final = (
    ZIP,
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    OLE2,
)
"""First bytes of archives, which have no business inside a workbook."""
_FORBIDDEN: Final = re.compile(
    "^[/\\\\]|^[A-Za-z]:|(^|[/\\\\])\\.\\.([/\\\\]|$)|[\x00-\x1f\u202a-\u202e\u2066-\u2069\u200e\u200f]|\\\\"
)
_CHUNK: Final = 1 << 20
_SYMLINK: Final = 0o120000

Parts = Mapping[str, bytes]
"""Unpacked parts of an archive by name."""


def unpacked(data: bytes, file: str) -> Parts:
    """Return the parts of an archive, none of them a trap. Raises BadInput with all that is wrong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            findings = list(_directory(entries, file))
            if findings:
                raise BadInput(findings)
            return _parts(archive, entries, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, OSError):
        raise refuse("broken_file", file) from None
    except NotImplementedError:
        raise refuse("not_a_workbook", file, came="zip") from None


def _directory(entries: list[zipfile.ZipInfo], file: str) -> Iterator[Finding]:
    at = Where(file)
    if len(entries) > limits.ENTRIES:
        yield problem("zip_entries", at, came=str(len(entries)), allowed=limits.ENTRIES)
        return
    seen: set[str] = set()
    total = 0
    for entry in entries:
        total += entry.file_size
        yield from _entry(entry, at)
        folded = entry.filename.casefold()
        if folded in seen:
            yield problem("zip_doubled", at, came=entry.filename)
        seen.add(folded)
    if total > limits.TOTAL_BYTES:
        yield problem("zip_bomb", at, came="*")


def _entry(entry: zipfile.ZipInfo, at: Where) -> Iterator[Finding]:
    # zipfile cuts a name at NUL; the name as it stands in the directory is what other readers see.
    raw = entry.orig_filename
    if (
        _FORBIDDEN.search(raw)
        or len(raw) > limits.PART_NAME
        or (entry.external_attr >> 16) & 0o170000 == _SYMLINK
    ):
        yield problem("zip_path", at, came=raw)
    if entry.flag_bits & 0x1:
        yield problem("encrypted", at)
    if _too_dense(entry.file_size, entry.compress_size):
        yield problem("zip_bomb", at, came=entry.filename)


def _too_dense(size: int, packed: int) -> bool:
    return size > limits.RATIO_FROM_BYTES and size > limits.RATIO * max(packed, 1)


def _parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], file: str) -> Parts:
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        part = _part(archive, entry, file, limits.TOTAL_BYTES - total)
        total += len(part)
        if part.startswith(ARCHIVES):
            raise refuse("zip_nested", file, came=entry.filename)
        parts[entry.filename] = part
    return parts


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str, room: int) -> bytes:
    """Unpack one part, counting what really comes out."""
    most = min(room, max(limits.RATIO_FROM_BYTES, limits.RATIO * max(entry.compress_size, 1)))
    with archive.open(entry) as stream:
        if entry.file_size <= most:
            # zipfile itself stops at the declared size and checks the sum of the bytes.
            part = stream.read(entry.file_size)
            if stream.read(1):
                raise refuse("zip_bomb", file, came=entry.filename)
            return part
    raise refuse("zip_bomb", file, came=entry.filename)


def stored(parts: Parts) -> bytes:
    """Return an archive, not packed, of the parts: what the reader of cells is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def signature(data: bytes, file: str) -> None:
    """Refuse what is no archive, by its first bytes and never by its name."""
    if not data:
        raise refuse("empty_file", file)
    if data.startswith(OLE2):
        raise refuse("encrypted" if ENCRYPTED_PACKAGE in data else "old_excel", file)
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        raise refuse("old_excel", file)
    if not data.startswith(b"PK"):
        raise refuse("not_a_workbook", file, came=binascii.hexlify(data[:8]).decode())

"""Hostile and broken files: each made here, each answered with exactly its code, never a traceback."""

import io
import random
import struct
import zipfile

import polars as pl
import pytest

from ostan.files import limits
from ostan.files.source import load, read, write
from ostan.words.errors import BadInput
from ostan.words.finding import Severity

PLACES = {
    "places": pl.DataFrame(
        {
            "place": ["land", "qom"],
            "level": ["country", "province"],
            "parent": [None, "land"],
            "name_fa": ["کشور", "قم"],
        }
    )
}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The bytes of a workbook that is fine."""
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    write(PLACES, path, "en")
    return path.read_bytes()


def refused(path):
    """Return the codes and cells of what is refused."""
    with pytest.raises(BadInput) as caught:
        load(path)
    assert all(f.sentence.fa and f.sentence.en for f in caught.value.findings)
    return {
        (f.code, *(w.cell for w in f.where))
        for f in caught.value.findings
        if f.severity is Severity.ERROR
    }


def codes(path):
    return {code for code, *_ in refused(path)}


def rezipped(data, change=None, add=None, compression=zipfile.ZIP_DEFLATED):
    """Return the archive with some parts changed (by name: bytes -> bytes) and some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change.get(name, lambda p: p)(part) if change else part)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def saved(tmp_path, data, name="x.xlsx"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def sheet_of(data):
    """Return the part that holds the first table: the guide comes first."""
    assert "xl/worksheets/sheet2.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    return "xl/worksheets/sheet2.xml"


def test_the_good_workbook_loads(tmp_path, good):
    assert load(saved(tmp_path, good)).country["places"].height == 2


# The archive -------------------------------------------------------------------------------


def test_zip_bomb_by_ratio(tmp_path, good):
    bomb = rezipped(good, add={"xl/media/bomb.bin": b"\0" * (limits.RATIO_FROM_BYTES * 2)})
    assert codes(saved(tmp_path, bomb)) == {"zip_bomb"}


def test_zip_bomb_that_lies_about_its_size(tmp_path, good):
    bomb = bytearray(rezipped(good, add={"xl/media/b.bin": b"\0" * (limits.RATIO_FROM_BYTES * 2)}))
    at = bomb.rfind(b"PK\x01\x02")
    assert bomb[at + 46 : at + 60] == b"xl/media/b.bin"
    bomb[at + 24 : at + 28] = struct.pack("<I", 10)
    assert codes(saved(tmp_path, bytes(bomb))) <= {"zip_bomb", "broken_file"}


def test_zip_bomb_by_sum(tmp_path, good, monkeypatch):
    monkeypatch.setattr(limits, "TOTAL_BYTES", 10_000)
    assert codes(saved(tmp_path, good)) == {"zip_bomb"}


def test_too_many_entries(tmp_path, good):
    many = rezipped(good, add={f"xl/media/{i}": b"" for i in range(limits.ENTRIES)})
    assert codes(saved(tmp_path, many)) == {"zip_entries"}


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "/etc/passwd", "C:\\evil.xml", "xl/..\\evil", "xl/a\u202egnp.xml", "x" * 300],
)
def test_path_escape_in_a_zip(tmp_path, good, name):
    assert codes(saved(tmp_path, rezipped(good, add={name: b"x"}))) == {"zip_path"}


def test_link_in_a_zip(tmp_path, good):
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    assert codes(saved(tmp_path, rezipped(good, add={link: b"/etc/passwd"}))) == {"zip_path"}


def test_name_cut_by_nul(tmp_path, good):
    data = rezipped(good, add={"xl/mediaXx.xml": b"x"}).replace(
        b"xl/mediaXx.xml", b"xl/media\0x.xml"
    )
    assert codes(saved(tmp_path, data)) == {"zip_path"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubled_names_in_a_zip(tmp_path, good):
    assert codes(saved(tmp_path, rezipped(good, add={"xl/workbook.xml": b"x"}))) == {"zip_doubled"}


@pytest.mark.parametrize("inside", [b"PK\x03\x04rest", b"\x1f\x8brest", b"7z\xbc\xaf\x27\x1c"])
def test_nested_archive(tmp_path, good, inside):
    assert codes(saved(tmp_path, rezipped(good, add={"xl/media/a.bin": inside}))) == {"zip_nested"}


def test_encrypted_entry(tmp_path, good):
    data = bytearray(good)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert codes(saved(tmp_path, bytes(data))) == {"encrypted"}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_workbook(tmp_path, good, share):
    assert codes(saved(tmp_path, good[: int(len(good) * share)])) == {"broken_file"}


def test_empty_file(tmp_path):
    assert codes(saved(tmp_path, b"")) == {"empty_file"}


def test_file_beyond_the_limit(tmp_path, good, monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 100)
    assert codes(saved(tmp_path, good)) == {"large_file"}


def test_missing_file(tmp_path):
    assert codes(tmp_path / "none.xlsx") == {"no_such_file"}
    assert codes("sample:atlantis") == {"no_such_file"}
    assert codes("sample:../iran") == {"no_such_file"}


# Other formats -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.xls", "x.xlsx"])
def test_old_excel_is_known_by_its_first_bytes(tmp_path, name):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert codes(saved(tmp_path, ole, name)) == {"old_excel"}


def test_encrypted_workbook_is_told_from_old_excel(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert codes(saved(tmp_path, ole)) == {"encrypted"}


@pytest.mark.parametrize("name", ["x.xlsm", "x.xlsx"])
def test_macros_are_known_by_content_type(tmp_path, good, name):
    def macro(types):
        return types.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")

    data = rezipped(good, {"[Content_Types].xml": macro})
    assert codes(saved(tmp_path, data, name)) == {"macros"}


def test_macros_are_known_by_their_part(tmp_path, good):
    assert codes(saved(tmp_path, rezipped(good, add={"xl/vbaProject.bin": b"x"}))) == {"macros"}


def test_binary_workbook(tmp_path, good):
    def binary(types):
        return types.replace(
            b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"vnd.ms-excel.sheet.binary.macroEnabled.main",
        )

    found = codes(saved(tmp_path, rezipped(good, {"[Content_Types].xml": binary}), "x.xlsb"))
    assert found == {"macros", "binary_excel"}


def test_other_archives_and_texts_are_no_workbooks(tmp_path):
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert codes(saved(tmp_path, odd.getvalue())) == {"not_a_workbook"}
    assert codes(saved(tmp_path, b"<html>not a workbook</html>")) == {"not_a_workbook"}
    assert codes(saved(tmp_path, b"%PDF-1.7", "x.pdf")) == {"unknown_format"}


# XML ---------------------------------------------------------------------------------------

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    b'<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>'
)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/_rels/workbook.xml.rels"]
)
def test_xml_bomb(tmp_path, good, part):
    def bombed(xml):
        return BILLION_LAUGHS + xml.partition(b"?>")[2] if b"?>" in xml else BILLION_LAUGHS + xml

    assert codes(saved(tmp_path, rezipped(good, {part: bombed}))) == {"xml_dtd"}


def test_xml_bomb_in_another_encoding(tmp_path, good):
    def wide(xml):
        return b"\xff\xfe" + (BILLION_LAUGHS + xml).decode().encode("utf-16-le")

    assert codes(saved(tmp_path, rezipped(good, {"xl/workbook.xml": wide}))) == {"xml_encoding"}


def test_external_links_and_objects(tmp_path, good):
    added = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    assert codes(saved(tmp_path, rezipped(good, add=added))) == {"external_link"}
    added = {"xl/embeddings/oleObject1.bin": b"x"}
    assert codes(saved(tmp_path, rezipped(good, add=added))) == {"embedded_object"}
    added = {"xl/connections.xml": b"<connections/>"}
    assert codes(saved(tmp_path, rezipped(good, add=added))) == {"external_link"}


RELATION = (
    b'<?xml version="1.0"?><Relationships xmlns='
    b'"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://x/relationships/%s" Target="https://example.org/x" TargetMode="External"/>'
    b"</Relationships>"
)


def test_outside_targets_are_refused_but_addresses_may_stay(tmp_path, good):
    name = "xl/worksheets/_rels/sheet9.xml.rels"
    image = rezipped(good, add={name: RELATION % b"image"})
    assert codes(saved(tmp_path, image)) == {"external_link"}
    address = rezipped(good, add={name: RELATION % b"hyperlink"})
    assert load(saved(tmp_path, address)).country["places"].height == 2


def test_a_far_cell_is_refused_before_it_is_allocated(tmp_path, good):
    def far(xml):
        cell = b'<row r="1048576"><c r="%s1048576"><v>1</v></c></row></sheetData>'
        return xml.replace(b"</sheetData>", cell % b"XFD")

    assert codes(saved(tmp_path, rezipped(good, {sheet_of(good): far}))) == {"many_columns"}

    def single(xml):
        cell = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"
        return xml.replace(b"</sheetData>", cell)

    assert codes(saved(tmp_path, rezipped(good, {sheet_of(good): single}))) == {"many_columns"}

    def tall(xml):
        return xml.replace(
            b"</sheetData>", b'<row r="1048576"><c r="BA1048576"><v>1</v></c></row></sheetData>'
        )

    assert codes(saved(tmp_path, rezipped(good, {sheet_of(good): tall}))) == {"many_cells"}


def with_shared(data, sheet_rows, strings):
    """Return the workbook with a list of shared texts and rows that use them."""
    names = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    relation = (
        b'<Relationship Id="rShared" Target="sharedStrings.xml" Type="http://schemas.openxmlformats'
        b'.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    texts = b"".join(b"<si><t>%s</t></si>" % s for s in strings)
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % texts
    )
    change = {
        "[Content_Types].xml": lambda x: x.replace(b"</Types>", names),
        "xl/_rels/workbook.xml.rels": lambda x: x.replace(b"</Relationships>", relation),
        sheet_of(data): lambda x: x.replace(b"</sheetData>", sheet_rows + b"</sheetData>"),
    }
    return rezipped(data, change, {"xl/sharedStrings.xml": shared})


def test_one_long_text_in_many_cells_is_refused(tmp_path, good, monkeypatch):
    cell = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c><c r="B%d" t="s"><v>1</v></c></row>'
    rows = b"".join(cell % (r, r, r) for r in range(4, 40))
    data = with_shared(good, rows, [b"x" * 30_000, b"province"])
    monkeypatch.setattr(limits, "TEXT_BYTES", 1_000_000)
    assert codes(saved(tmp_path, data)) == {"much_text"}
    # The same texts, used less, are no trap.
    once = with_shared(good, cell % (4, 4, 4), [b"newplace", b"province", b"x" * 30_000])
    assert load(saved(tmp_path, once)).country["places"].height == 3


# Fuzz --------------------------------------------------------------------------------------


def survives(path):
    """Load a file or have it refused with findings; anything else fails the test."""
    findings = []
    try:
        load(path)
    except BadInput as error:
        findings = error.findings
    else:
        return
    assert findings


@pytest.mark.parametrize("seed", range(25))
def test_random_bytes_are_refused(tmp_path, seed):
    rng = random.Random(seed)
    start = rng.choice([b"", b"PK\x03\x04", b"\xff\xfe", b"PAR1", b"{", b"place,level\n"])
    name = rng.choice(["x.xlsx", "places.csv", "places.parquet", "x.xls"])
    data = start + rng.randbytes(rng.randint(1, 2000))
    survives(saved(tmp_path, data, name))


@pytest.mark.parametrize("seed", range(40))
def test_mutated_workbooks_load_or_are_refused(tmp_path, good, seed):
    rng = random.Random(seed)
    part = rng.choice(zipfile.ZipFile(io.BytesIO(good)).namelist())

    def mutated(xml):
        data = bytearray(xml)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(data))
            kind = rng.random()
            if kind < 0.4:
                data[at] = rng.randrange(256)
            elif kind < 0.7:
                del data[at : at + rng.randint(1, 40)]
            else:
                data[at:at] = data[rng.randrange(len(data)) :][: rng.randint(1, 60)]
            data = data or bytearray(b" ")
        return bytes(data)

    survives(saved(tmp_path, rezipped(good, {part: mutated})))


@pytest.mark.parametrize("seed", range(20))
def test_mutated_archives_load_or_are_refused(tmp_path, good, seed):
    rng = random.Random(seed)
    data = bytearray(good)
    for _ in range(rng.randint(1, 10)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    survives(saved(tmp_path, bytes(data)))


@pytest.mark.parametrize("seed", range(15))
def test_mutated_parquet_loads_or_is_refused(tmp_path, seed):
    write(PLACES, tmp_path / "good", format="parquet")
    rng = random.Random(seed)
    data = bytearray((tmp_path / "good" / "places.parquet").read_bytes())
    for _ in range(rng.randint(1, 10)):
        data[rng.randrange(4, len(data) - 4)] = rng.randrange(256)
    survives(saved(tmp_path, bytes(data), "places.parquet"))


def test_read_refuses_as_load_does(tmp_path):
    with pytest.raises(BadInput):
        read(saved(tmp_path, b"PK\x03\x04"))

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.files import maps
from ostan.files.maps.ids import Ids, slug
from ostan.files.maps.model import Cell, Condition, File, Lookup, Recipe, Split
from ostan.files.source import Loaded, load, read
from ostan.persian.keys import fold
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Write files into a folder: `folder(name=rows)`, the first row the header."""

    def make(**files: list[list[str]]) -> Path:
        for name, rows in files.items():
            with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        return tmp_path

    return make


def toml(text: str) -> maps.Map:
    import tomllib

    return maps.map_of(tomllib.loads(text), "map.toml")


def codes(findings: Any, severity: Severity | None = None) -> list[str]:
    return [f.code for f in findings if severity is None or f.severity is severity]


def faults(text: str, path: Path | None = None) -> list[Finding]:
    def use() -> None:
        made = toml(text)
        if path is not None:
            read(path, map=made)

    with pytest.raises(BadInput) as caught:
        use()
    return [f for f in caught.value.findings if f.severity is Severity.ERROR]


def at(finding: Finding) -> str | None:
    return finding.where[0].column


MEMBERS = [
    ["Name", "Committee", "Role", "Since"],
    ["Ali, Reza", "Water", "Chair", "1403/01/15"],
    ["Maryam", "Water", "", ""],
    ["maryam ", "Roads", "Vice", "2024-05-01"],
    ["Sara", "Roads", "Chair", ""],
]

PEOPLE = """
[files.members]
[tables.posts]
from = "members"
once = true
columns.post = { column = "Name", id = true }
columns.title_en = "Name"
columns.holders = { constant = 1 }
"""

SEATS = """
[[tables.seats]]
from = "members"
columns.council = { column = "Committee", id = true }
columns.holder = { column = "Name", id = true }
columns.valid_from = "Since"
[tables.seats.columns.role]
column = "Role"
values = { Chair = "chair", Vice = "deputy" }
empty = "member"
"""


# --- what a map can say ---


def test_one_post_per_person_and_a_seat_per_row(folder: Folder) -> None:
    found = read(folder(members=MEMBERS), map=toml(PEOPLE + SEATS))
    assert found.tables["posts"]["post"].to_list() == ["ali_reza", "maryam", "sara"]
    seats = found.tables["seats"].select("council", "holder", "role").rows()
    assert seats == [
        ("water", "ali_reza", "chair"),
        ("water", "maryam", "member"),
        ("roads", "maryam", "deputy"),
        ("roads", "sara", "chair"),
    ]
    days = [None if d is None else d.isoformat() for d in found.tables["seats"]["valid_from"]]
    assert days == ["2024-04-03", None, "2024-05-01", None]


def test_nothing_is_left_out_in_silence(folder: Folder) -> None:
    path = folder(members=MEMBERS, other=[["a"], ["1"]])
    notices = read(path, map=toml(PEOPLE)).notices
    said = {f.code: f.sentence.en for f in notices}
    assert "“Maryam” = “maryam”" in said["map_same_name"]
    assert "other" in said["map_unused_file"]
    assert "Committee" in said["map_unused_columns"]
    assert "rows of “members”: 4; used: 4; made: 3." in said["map_rows"]


def test_rows_that_say_otherwise_are_listed(folder: Folder) -> None:
    found = read(folder(members=MEMBERS), map=toml(PEOPLE))
    differing = [f for f in found.notices if f.code == "map_differing_rows"]
    assert [f.severity for f in differing] == [Severity.WARNING]
    assert "maryam (title_en: Maryam | maryam)" in differing[0].sentence.en
    assert found.tables["posts"]["title_en"].to_list() == ["Ali, Reza", "Maryam", "Sara"]


def test_a_bad_cell_is_said_with_the_row_and_column_it_came_from(folder: Folder) -> None:
    rows = [*MEMBERS, ["Kian", "Roads", "", "1403/13/40"]]
    with pytest.raises(BadInput) as caught:
        read(folder(members=rows), map=toml(PEOPLE + SEATS))
    bad = next(f for f in caught.value.findings if f.code == "bad_date")
    assert [str(w) for w in bad.where] == ["members.csv!6:Since"]


def test_filters_splits_and_lists(folder: Folder) -> None:
    units = [
        ["unit", "serves", "tasks", "year", "open"],
        ["Office", "Qom; Yazd", "water,roads", "1403", "yes"],
        ["Branch", "Qom", "", "1403", ""],
        ["Old", "Qom", "x", "1402", "yes"],
        ["None", "", "x", "1403", "no"],
    ]
    made = toml(
        """
        [choose]
        year = 1403
        [files.units]
        where = { year = "$year" }
        [tables.units]
        from = "units"
        where = { open = { not_one_of = ["no"] } }
        columns.unit = { column = "unit", id = true }
        columns.name_en = { text = "{unit} of {year}" }
        columns.kind = { constant = "office" }
        columns.legal_form = { constant = "local" }
        columns.place = { constant = "iran" }
        columns.serves = { column = "serves", split = ";", id = true }
        columns.functions = { column = "tasks", split = "," }
        [tables.places]
        from = "units"
        where = { serves = { empty = false } }
        split = { column = "serves", by = ";" }
        once = true
        columns.place = { column = "serves", id = true }
        columns.name_en = "serves"
        columns.level = { constant = "province" }
        """
    )
    tables = read(folder(units=units), map=made).tables
    assert tables["units"].select("unit", "name_en", "serves", "functions").rows() == [
        ("office", "Office of 1403", ["qom", "yazd"], ["water", "roads"]),
        ("branch", "Branch of 1403", ["qom"], None),
    ]
    assert tables["places"]["place"].to_list() == ["qom", "yazd"]


def test_fill_down_patterns_and_what_only_one_file_knows(folder: Folder) -> None:
    rows = [
        ["council", "name", "kind"],
        ["A1", "Council of water (1990)", "statutory council"],
        ["", "Council of water", "advisory board"],
        ["B2", "-", "working group, new"],
    ]
    made = toml(
        r"""
        [files.list]
        fill_down = ["council"]
        [[tables.councils]]
        from = "list"
        once = true
        columns.council = "council"
        columns.name_en = { column = "name", pattern = '^(.*?)(?: \(\d+\))?$' }
        columns.place = { constant = "iran" }
        [tables.councils.columns.kind]
        column = "kind"
        like = [["(?i)working group", "working_group"], ["council|board", "council"]]
        [[tables.councils]]
        from = "list"
        only_new = true
        columns.council = { column = "name", pattern = '(water)' }
        columns.place = { constant = "iran" }
        where = { council = "A1" }
        once = true
        """
    )
    councils = read(folder(list=rows), map=made).tables["councils"]
    assert councils.select("council", "name_en", "kind").rows() == [
        ("A1", "Council of water", "council"),
        ("B2", "-", "working_group"),
        ("water", None, None),
    ]


def test_rows_written_out_and_common_cells(folder: Folder) -> None:
    made = toml(
        PEOPLE
        + """
        [common]
        source = { constant = "a list" }
        evidence = { constant = "read" }
        [[rows.places]]
        place = "iran"
        level = "country"
        population = 80000000
        evidence = "assumed"
        [[rows.places]]
        place = "qom"
        level = "province"
        parent = "iran"
        source = "another"
        [[rows.places]]
        place = "yazd"
        level = "province"
        source = ""
        """
    )
    tables = read(folder(members=MEMBERS), map=made).tables
    assert tables["posts"]["source"].unique().to_list() == ["a list"]
    assert tables["places"].select("place", "population", "source", "evidence").rows() == [
        ("iran", 80000000, "a list", "assumed"),
        ("qom", None, "another", "read"),
        ("yazd", None, None, "read"),
    ]


def test_text_that_was_encoded_twice(folder: Folder) -> None:
    twice = "Fryslân é".encode().decode("windows-1252")
    path = folder(members=[["Name"], [twice], ["قم"], ["Zürich"]])
    made = toml(
        PEOPLE.replace("[files.members]", '[files.members]\ntwice_encoded = "windows-1252"')
    )
    found = read(path, map=made)
    assert found.tables["posts"]["title_en"].to_list() == ["Fryslân é", "قم", "Zürich"]
    assert any(
        f.code == "map_twice_encoded" and "mended: 1" in f.sentence.en for f in found.notices
    )


def test_names_in_persian_get_persian_ids(folder: Folder) -> None:
    rows = [["Name"], ["شهرستان آشتیان"], ["شهرستان  آشتيان"], ["هیئت امنا"]]
    found = read(folder(members=rows), map=toml(PEOPLE)).tables["posts"]["post"].to_list()
    assert len(found) == 2
    assert found[0].count("_") == 1


def test_a_sheet_of_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "members"
    for row in MEMBERS:
        book.active.append(row)
    book.create_sheet("notes").append(["nothing"])
    book.save(tmp_path / "list.xlsx")
    found = read(tmp_path / "list.xlsx", map=toml(PEOPLE + SEATS))
    assert found.tables["seats"].height == 4
    where = found.origin.where("seats", 2, "holder")
    assert (where.file, where.sheet, where.row, where.column) == ("list.xlsx", "members", 4, "Name")


def test_places_of_rows_that_several_recipes_made(folder: Folder) -> None:
    more = [["Name", "Committee"], ["Sara", "Water"]]
    second = SEATS.split("[tables.seats.columns.role]")[0].replace("members", "more")
    second = second.replace('columns.valid_from = "Since"', "")
    text = PEOPLE + "[files.more]\n" + SEATS + second + 'columns.role = {constant = "member"}\n'
    found = read(folder(members=MEMBERS, more=more), map=toml(text))
    assert found.tables["seats"].height == 5
    assert str(found.origin.where("seats", 0, "role")) == "members.csv!2:Role"
    assert str(found.origin.where("seats", 4, "holder")) == "more.csv!2:Name"


# --- faults ---


def test_every_fault_of_form_at_once_with_its_place() -> None:
    found = faults(
        """
        version = "2"
        colour = "red"
        [files.members]
        wher = { a = 1 }
        [tables.seats]
        from = "members"
        columns.council = { colum = "x" }
        columns.role = { column = "a", constant = "b" }
        [tables.posts]
        columns.post = "a"
        """
    )
    said = {at(f): f.sentence.en for f in found}
    assert set(said) == {
        "version",
        "colour",
        "files.members.wher",
        "tables.seats.columns.council.colum",
        "tables.seats.columns.role",
        "tables.posts.from",
    }
    assert "“where”" in said["files.members.wher"]
    assert "“column”" in said["tables.seats.columns.council.colum"]
    assert "exactly one" in said["tables.seats.columns.role"]
    assert all("map.toml" in f.sentence.fa for f in found)


def test_every_fault_of_fit_at_once_with_the_nearest_names(folder: Folder) -> None:
    found = faults(
        """
        [files.members]
        where = { Sinse = "1" }
        [files.minutes]
        twice_encoded = "latin-77"
        [[tables.seats]]
        from = "members"
        where = { Rol = "x" }
        columns.council = { column = "Comittee", id = true }
        columns.holder = { text = "{Nam}" }
        columns.rol = { column = "Role", pattern = "x" }
        [[tables.seats]]
        from = "member"
        columns.council = { column = "Name", like = [["(", "x"]] }
        columns.holder = { column = "Name", lookup = { file = "ministers", key = "a", take = "b" } }
        columns.role = { constant = "member" }
        [rows]
        places = [{ plase = "x" }]
        """,
        folder(members=MEMBERS),
    )
    said = {at(f): f.sentence.en for f in found}
    assert set(said) == {
        "files.members.where.Sinse",
        "files.minutes",
        "files.minutes.twice_encoded",
        "tables.seats[0].where.Rol",
        "tables.seats[0].columns.council",
        "tables.seats[0].columns.holder",
        "tables.seats[0].columns.rol",
        "tables.seats[0].columns.rol.pattern",
        "tables.seats[1].from",
        "tables.seats[1].columns.council.like[0]",
        "tables.seats[1].columns.holder.lookup.file",
        "rows.places[0].plase",
        "rows.places[0]",
    }
    assert "“Committee”" in said["tables.seats[0].columns.council"]
    assert "“Since”" in said["files.members.where.Sinse"]
    assert "“role”" in said["tables.seats[0].columns.rol"]
    assert "“members”" in said["tables.seats[1].from"]


def test_an_unknown_table_and_an_undefined_choice() -> None:
    found = faults('[files.a]\nwhere = { x = "$yer" }\n[choose]\nyear = 1\n[rows]\nseat = []\n')
    assert [at(f) for f in found] == ["files.a.where.x", "rows.seat"]
    assert "“year”" in found[0].sentence.en
    assert "“seats”" in found[1].sentence.en


@pytest.mark.parametrize(
    "text",
    [
        "files = 3",
        "tables = []",
        '[rows]\n"{x}" = []',
        '[files."{a}"]\n[rows]\nplaces = [{ place = "{0}", level = "x", "{b}" = 1 }]',
        '[tables.posts]\nfrom = 1\ncolumns = "x"',
        '[common]\nsource = "x"\n[files.members]',
        '[common]\n"{source}" = { constant = 1 }\n[files.members]',
        PEOPLE + 'columns.note = { column = "{Name}", lookup = 3 }',
        PEOPLE + 'columns.note = { text = "{Name} {Nam}" }',
        PEOPLE + 'columns.note = { column = "Name", like = [["(?<=x)", "y"]] }',
        PEOPLE + 'columns.note = { column = "Name", pattern = "(a" }',
        PEOPLE + 'columns.note = { column = "Name", values = { a = [1] } }',
    ],
)
def test_any_fault_is_a_sentence_with_its_place(folder: Folder, text: str) -> None:
    for finding in faults(text, folder(members=MEMBERS)):
        assert finding.sentence.en.startswith("map.toml: ")
        assert finding.where[0].column


def test_a_value_without_a_translation_is_listed_with_its_rows(folder: Folder) -> None:
    found = faults(PEOPLE + SEATS.replace(", Vice", ", Vise"), folder(members=MEMBERS))
    assert codes(found) == ["unmapped_value"]
    assert ": 1 (“Vice”)" in found[0].sentence.en
    assert [str(w) for w in found[0].where] == [
        "map.toml!tables.seats.columns.role",
        "members.csv!4",
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [("keep = true", ["chair", "Vice"]), ('otherwise = "x"', ["chair", "x"])],
)
def test_other_values_may_be_kept_or_given_one_word(
    folder: Folder, step: str, expected: list[str]
) -> None:
    text = f"""
    [files.members]
    where = {{ Role = {{ empty = false }} }}
    [tables.posts]
    from = "members"
    columns.post = {{ column = "Name", id = true }}
    columns.holders = {{ constant = 1 }}
    columns.note = {{ column = "Role", values = {{ Chair = "chair" }}, {step} }}
    """
    assert (
        read(folder(members=MEMBERS), map=toml(text)).tables["posts"]["note"].to_list()[:2]
        == expected
    )


def test_different_names_never_share_an_id(folder: Folder) -> None:
    found = faults(PEOPLE, folder(members=[["Name"], ["1\u00ad2"], ["1 2"]]))
    assert codes(found) == ["id_collision"]


def test_a_name_without_letters_gets_no_id(folder: Folder) -> None:
    found = faults(PEOPLE, folder(members=[["Name"], ["!!"], ["a"]]))
    assert found[0].code == "no_id"
    assert "“!!”" in found[0].sentence.en


def test_doubled_keys_without_once_are_an_error(folder: Folder) -> None:
    found = faults(PEOPLE.replace("once = true\n", ""), folder(members=MEMBERS))
    assert "doubled_key" in codes(found)


def test_a_lookup_that_is_ambiguous_or_finds_nothing(folder: Folder) -> None:
    text = """
    [files.members]
    [files.ids]
    [tables.posts]
    from = "members"
    once = true
    columns.post = { column = "Name", id = true }
    columns.holders = { constant = 1 }
    columns.note = { column = "Committee", lookup = { file = "ids", key = "c", take = "id" } }
    """
    path = folder(members=MEMBERS, ids=[["c", "id"], ["Water", "1"], ["Water", "2"]])
    assert codes(faults(text, path)) == ["ambiguous_lookup", "lookup_not_found"]


@pytest.mark.parametrize("text", ["[tables", "a = 1\na = 2"])
def test_what_is_no_toml(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="TOML"):
        maps.read_map(tmp_path / "m.toml")
    with pytest.raises(BadInput, match="cannot be read"):
        maps.read_map(tmp_path / "none.toml")


# --- ids ---


@given(st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_slug_is_an_id_or_nothing(name: str) -> None:
    made = slug(name)
    assert made == "" or re.fullmatch(r"[\w]+", made)
    assert slug(made) == made


@given(st.lists(st.text("abآا ۱2يیٔ-_\u200c\u00adé", min_size=1, max_size=4), max_size=6))
@settings(max_examples=60, deadline=None)
def test_one_id_for_one_key_unless_a_clash_is_reported(names: list[str]) -> None:
    ids = Ids()
    found = ids.of(names)
    for one in found:
        for other in found:
            if fold(one) == fold(other):
                assert found[one] == found[other]
            elif found[one] == found[other]:
                assert ids.clashes()


# --- the guide ---


def test_the_guide_shows_the_maps_as_they_are(root: Path) -> None:
    pages = sorted((root / "docs" / "guides").glob("*.md"))
    guide = "".join(page.read_text(encoding="utf-8") for page in pages)
    for path in sorted((root / "docs" / "guides" / "maps").glob("*.toml")):
        block = f"```toml\n# file: {path.name}\n{path.read_text(encoding='utf-8')}```\n"
        assert block in guide, path.name


def test_the_guide_names_every_word_of_the_language(root: Path) -> None:
    guide = (root / "docs" / "guides" / "maps.md").read_text(encoding="utf-8")
    language = guide.partition("## زبان نقشه")[2]
    for model in (maps.Map, File, Condition, Recipe, Cell):
        for name, field in model.model_fields.items():
            assert name in ("path", "folder") or f"`{field.alias or name}`" in language, name
    for inner in (Lookup, Split):
        assert "{ " + ", ".join(inner.model_fields) + " }" in language


# --- the maps of the guide, against the files themselves ---


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mapped(root: Path, shared: Path, name: str, by: str | None = None) -> Loaded:
    return load(shared / name, map=root / "docs" / "guides" / "maps" / f"{by or name}.toml")


@pytest.mark.parametrize("congress", ["113", "114", "115", "116"])
def test_committees_of_congress_equal_counts_of_the_files(
    root: Path, shared: Path, tmp_path: Path, congress: str
) -> None:
    text = (root / "docs/guides/maps/us_congress_committees.toml").read_text(encoding="utf-8")
    (tmp_path / "m.toml").write_text(
        text.replace('congress = "116"', f'congress = "{congress}"'), encoding="utf-8"
    )
    country = load(shared / "us_congress_committees", map=tmp_path / "m.toml").country
    folder = shared / "us_congress_committees"
    members = [r for r in rows_of(folder / "memberships.csv") if r["congress"] == congress]
    listed = [r for r in rows_of(folder / "committees.csv") if r["congress"] == congress]
    committees = {r["committee_id"] for r in (*listed, *members)}
    assert set(country["councils"]["council"]) == committees
    assert country["posts"].height == len({r["member_id"] for r in members})
    assert set(country["seats"].select("council", "holder").rows()) == {
        (r["committee_id"], r["member_id"]) for r in members
    }
    assert country["seats"].height == len(members)
    parents = {r["committee_id"]: r["parent_id"] or None for r in listed}
    under = dict(country["councils"].select("council", "under").rows())
    assert {c: under[c] for c in parents} == parents
    chairs = {
        (r["committee_id"], r["member_id"]) for r in members if r["title"] in ("Chair", "Chairman")
    }
    assert set(country["seats"].filter(role="chair").select("council", "holder").rows()) == chairs
    deputies = [r for r in members if r["title"].startswith(("Vice", "Co"))]
    assert country["seats"].filter(role="deputy").height == len(deputies)


def test_the_committee_that_no_list_knows_is_there(root: Path, shared: Path) -> None:
    country = mapped(root, shared, "us_congress_committees").country
    row = country.row("councils", "HSBA20")
    assert row is not None
    assert row["under"] == "HSBA"
    assert "not in the list" in str(row["note"])


def test_joint_bodies_equal_counts_of_the_file(root: Path, shared: Path) -> None:
    loaded = mapped(root, shared, "nl_joint_bodies")
    country = loaded.country
    rows = rows_of(shared / "nl_joint_bodies" / "participants.csv")
    bodies = {r["joint_body"].strip() for r in rows}
    who = {plain(r["participant"]) for r in rows}
    assert country["councils"].height == len(bodies)
    assert country["posts"].height == country["units"].height == len(who)
    assert country["seats"].height == len(
        {(r["joint_body"].strip(), plain(r["participant"])) for r in rows}
    )
    sizes = country["seats"].group_by("council").len()["len"].sort().to_list()
    counted: dict[str, int] = {}
    for row in rows:
        counted[row["joint_body"]] = counted.get(row["joint_body"], 0) + 1
    assert sizes == sorted(counted.values())
    assert country["seats"]["holder"].is_in(country["posts"]["post"].implode()).all()
    assert country["posts"]["unit"].is_in(country["units"]["unit"].implode()).all()
    assert country["units"]["place"].is_in(country["places"]["place"].implode()).all()
    assert country["councils"]["place"].is_in(country["places"]["place"].implode()).all()


def plain(name: str) -> str:
    """A participant without what the file writes in two ways: case, spaces, hyphens, commas."""
    return "".join(c for c in name.casefold() if c not in " -,")


def test_what_is_wrong_with_the_joint_bodies_is_said(root: Path, shared: Path) -> None:
    loaded = mapped(root, shared, "nl_joint_bodies")
    said = "\n".join(f.sentence.en for f in loaded.source.notices)
    assert "“Overbetuwe” = “Overbetuwe,”" in said
    assert "werkvoorzieningschap_weert_e_o_de_risse (place: " in said
    assert "mended: 303" in said
    names = loaded.country["places"]["name_fa"].to_list()
    assert "Provincie Fryslân" in names
    assert not any("Ã" in n for n in names)


@pytest.fixture(scope="module")
def with_counties(root: Path, shared: Path) -> Country:
    """The sample country with all counties."""
    return mapped(root, shared, "iran_geography", "iran_counties").country


@pytest.mark.slow
def test_counties_of_iran_come_to_the_sample(with_counties: Country, shared: Path) -> None:
    country = with_counties
    listed = rows_of(shared / "iran_geography" / "counties_index.csv")
    places = country["places"]
    iso = dict(places.filter(level="province").select("iso", "place").iter_rows())
    expected = Counter(iso[row["province_iso"]] for row in listed)
    counties = places.filter(level="county")
    assert dict(counties["parent"].value_counts().iter_rows()) == expected
    for table, each in (("councils", 6), ("units", 1), ("powers", 2)):
        there = country[table].filter(pl.col("place").is_in(counties["place"].implode()))
        assert there.height == each * len(listed)
    governors = country["posts"].filter(type="county_governor")
    assert governors["post"].str.starts_with("county_governor@").all()
    seats = country["seats"].filter(pl.col("holder").is_in(governors["post"].implode()))
    called = seats.filter(pl.col("council").str.starts_with("admin_council@"))
    assert dict(called["council"].value_counts().iter_rows()) == {
        f"admin_council@{province}": many for province, many in expected.items()
    }


@pytest.mark.slow
def test_the_governor_of_the_capital_s_county_stands_once(with_counties: Country) -> None:
    """The capital is that of the sample's own note on the province; Yasuj lies in Boyer-Ahmad."""
    country = with_counties
    named = pl.col("council").str.starts_with("guild_commission@")
    local = pl.col("holder").str.starts_with("county_governor@")
    seats = (
        country["seats"]
        .filter(named, local)
        .with_columns(place=pl.col("holder").str.extract("@(.*)$"))
    )
    places = country["places"]
    found = seats.join(places, on="place").select("parent", "name_fa")
    notes = places.filter(level="province").select(
        "place", capital=pl.col("note").str.extract(r"capital: (.*?) \(")
    )
    capitals = dict(notes.iter_rows()) | {"kohgiluyeh_and_boyer_ahmad": "بویراحمد"}
    assert {province: fold(name) for province, name in found.iter_rows()} == {
        province: fold(f"شهرستان {name}") for province, name in capitals.items()
    }
    assert seats.height == len(capitals)


# --- rows added to a country there is ---

ADDED = """
base = "mine"
[files.more]
[tables.places]
from = "more"
columns.place = "county"
columns.level = { constant = "county" }
columns.parent = "in"
columns.population = "people"
"""


def upon(tmp_path: Path, text: str = ADDED, people: str = "5") -> Path:
    """Write a country `mine`, a list of one county, and a map of it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "list").mkdir()
    (tmp_path / "mine" / "places.csv").write_text("place,level\nland,country\na,province\n")
    councils = "council,place,kind\nk,*county,council\n"
    (tmp_path / "mine" / "councils.csv").write_text(councils)
    (tmp_path / "list" / "more.csv").write_text(f"county,in,people\na1,a,{people}\n")
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_rows_are_added_to_a_base_whose_templates_reach_them(tmp_path: Path) -> None:
    at = upon(tmp_path)
    loaded = load(at / "list", map=at / "m.toml")
    assert loaded.country["councils"]["council"].to_list() == ["k@a1"]
    assert loaded.source.tables["places"]["place"].to_list() == ["land", "a", "a1"]
    where = [loaded.source.origin.where("places", row, "place") for row in range(3)]
    assert [(w.file, w.row) for w in where if w] == [
        ("places.csv", 2), ("places.csv", 3), ("more.csv", 2),
    ]  # fmt: skip


def test_what_is_wrong_in_a_base_or_doubled_is_said_at_its_place(tmp_path: Path) -> None:
    at = upon(tmp_path)
    with (at / "mine" / "places.csv").open("a") as file:
        file.write("a1,county\n")
    with pytest.raises(BadInput) as caught:
        load(at / "list", map=at / "m.toml")
    (found,) = [f for f in caught.value.findings if f.code == "doubled_key"]
    assert [(w.file, w.row) for w in found.where] == [("places.csv", 4)]  # the first is shown
    (at / "mine" / "places.csv").write_text("place,level\nland,planet\n")
    with pytest.raises(BadInput) as caught:
        load(at / "list", map=at / "m.toml")
    assert [w.file for w in caught.value.findings[0].where] == ["places.csv"]


@pytest.mark.parametrize("name", ["../mine", "/etc", "..", ".", "", "a/b", "a\\b", "sample:../x"])
def test_a_base_lies_beside_the_map_and_nowhere_else(tmp_path: Path, name: str) -> None:
    at = upon(tmp_path, ADDED.replace('"mine"', f"'{name}'"))
    with pytest.raises(BadInput) as caught:
        load(at / "list", map=at / "m.toml")
    assert caught.value.findings[0].code in ("broken_map", "no_such_file")
    assert caught.value.findings[0].came in (name, None)

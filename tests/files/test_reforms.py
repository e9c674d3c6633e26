"""A Reform to and from disk: what is written is what is read, and what is wrong is said where it stands."""

from __future__ import annotations

import io
import json
from datetime import date
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from tests.files.reforms_drawn import reforms
from tests.files.test_jsonld import violations

from ostan.country.legal import MOVES
from ostan.files.reforms import events, jsons, load_reform, mark, read, write
from ostan.files.reforms.problems import SENTENCES, severity
from ostan.files.reforms.wording import HEADINGS, fields, kind_of, kind_title
from ostan.files.reforms.writing import template, workbook
from ostan.files.source import sample
from ostan.reform.kinds import KINDS
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput
from ostan.words.finding import Severity

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*Dataset.*:DeprecationWarning:rdflib"),
    pytest.mark.filterwarnings("ignore:.*ConjunctiveGraph.*:DeprecationWarning"),
]
SOME = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def merge(**more):
    return {"kind": "merge_councils", "host": "a", "councils": ["b", "c"], **more}


def refused(path, country=None):
    """Return code and place of everything that is wrong with a file."""
    with pytest.raises(BadInput) as caught:
        read(path, country)
    assert all(f.sentence.fa and f.sentence.en for f in caught.value.findings)
    return {
        (f.code, *(w.cell for w in f.where))
        for f in caught.value.findings
        if f.severity is Severity.ERROR
    }


def sheets(path, **rows):
    """Write a workbook with a sheet for each kind: rows of cells, the heading first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in rows.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.save(path)
    return path


# Round trips ----------------------------------------------------------------------------------


@given(reforms())
@SOME
def test_json_gives_the_same_reform(reform):
    back = jsons.loads(reform.dumps())
    assert back == reform
    assert back.digest == reform.digest


@given(reforms())
@SOME
def test_a_plan_gives_the_reform_it_holds(reform):
    plan = {"value": 1.5, "reform": reform.data(), "goals": {"changes": []}}
    assert jsons.loads(json.dumps(plan)) == reform


@pytest.mark.slow
@given(reforms())
@SOME
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_workbook_gives_the_same_reform(tmp_path, lang, reform):
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook(reform, None, lang))
    assert read(path) == reform


@pytest.mark.slow
@given(reforms())
@SOME
def test_linked_data_give_the_same_reform(reform):
    assert events.loads(events.dumps(reform)) == reform


@pytest.fixture(scope="module")
def theirs():
    """A Reform of councils, posts and places of the sample."""
    return Reform.read(
        [
            {
                "kind": "merge_councils",
                "host": "planning_council",
                "councils": ["housing_council", "technical_council"],
                "at": ["*province"],
                "but": ["qom"],
                "reason": "=هم‌پوشان",
                "action": "councils",
                "from": "2026-03-21",
            },
            {
                "kind": "delegate_chair",
                "council": "security_council@fars",
                "to": "dep_political@fars",
            },
            {"kind": "set_sessions", "council": "n_energy", "sessions_per_year": 12.5},
            {"kind": "merge_councils", "host": "n_energy", "councils": ["n_water"]},
            {
                "kind": "found_council",
                "council": "one",
                "name_fa": "شورای «یکم»",
                "council_kind": "working_group",
                "function": "advises",
                "chair": "governor",
                "members": ["dep_civil", "dep_econ"],
                "subjects": ["water", "housing"],
                "secretariat": "governorate",
                "at": ["fars", "qom"],
            },
            {"kind": "abolish_council", "council": "one", "functions_end": True, "at": ["fars"]},
        ],
    )


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".jsonld"])
def test_with_a_country_too_and_whoever_reads_it(tmp_path, sample, theirs, suffix, lang):
    path = tmp_path / f"r{suffix}"
    write(theirs, path, sample, lang)
    assert read(path, sample) == theirs
    assert read(path) == theirs
    listed = load_reform(path, sample)
    assert sorted(listed.rows) == list(range(len(theirs)))


def test_a_csv_sample_is_no_reform():
    assert refused(sample_file("councils.csv")) == {("list_needs_country", "")}


def sample_file(name):
    return sample("iran") / name


def test_the_page_of_findings_says_what_is_said(root):
    page = (root / "docs/reference/findings.md").read_text("utf-8")
    for code, sentence in SENTENCES.items():
        (line,) = [each for each in page.splitlines() if each.startswith(f"| `{code}` |")]
        assert line.split(" | ")[1].endswith(f"· {severity(code)}")
        assert line.split(" | ")[2] == f"{sentence.fa}<br>{sentence.en}"


# The workbook ---------------------------------------------------------------------------------


def test_every_kind_has_a_sheet_of_its_own_and_every_field_a_heading():
    assert set(KINDS) <= set(MOVES)
    assert {f.name for k in KINDS for f in fields(k)} == set(HEADINGS)
    for kind in KINDS:
        title = kind_title(kind)
        assert {kind_of(title.fa), kind_of(title.en), kind_of(kind)} == {kind}
        assert max(len(title.fa), len(title.en)) <= 31
        headings = [f.heading.fa for f in fields(kind)]
        assert len(set(headings)) == len(headings)


@pytest.fixture(scope="module")
def opened(sample):
    """The empty workbook for the sample, as a spreadsheet program sees it."""
    return openpyxl.load_workbook(io.BytesIO(template(sample)))


def test_the_template_reads_from_right_to_left_with_its_heading_in_view(opened):
    shown = [s for s in opened.worksheets if s.sheet_state == "visible"]
    assert [s.title for s in shown[1:]] == [kind_title(k).fa for k in KINDS]
    assert all(s.sheet_view.rightToLeft for s in shown)
    assert all(s.freeze_panes == "B2" and s.auto_filter.ref for s in shown[1:])
    assert all(not s.merged_cells.ranges for s in shown)
    assert all(c.comment for s in shown[1:] for c in s[1])


def test_drop_downs_offer_what_the_country_has_each_with_its_id(opened, sample):
    hidden = opened["_ostan"]
    assert hidden.sheet_state == "hidden"
    columns = {c[0].value: [x.value for x in c[1:] if x.value] for c in hidden.iter_cols()}
    ids = [c for c in hidden.iter_cols() if c[0].value == "id"]
    assert len(columns["councils"]) == sample["councils"]["type"].n_unique()
    assert "شورای مسکن استان [housing_council]" in columns["councils"]
    assert {"همهٔ استان‌ها [*province]", "فارس [fars]"} <= set(columns["places"])
    assert {"housing_council", "fars", "*province", "governor"} <= {
        x.value for c in ids for x in c[1:]
    }
    for sheet in opened.worksheets[1:-1]:
        listed = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
        kind = kind_of(sheet.title)
        wanted = [f for f in fields(kind) if f.refers or f.lane in ("truth", "choice")]
        assert len(listed) == len(wanted)
        for cells, formula in listed.items():
            assert cells.endswith("1001")
            first, last = formula.removeprefix("_ostan!").split(":")
            assert hidden[first.replace("$", "")].value
            assert hidden[last.replace("$", "")].value


def test_every_choice_of_a_drop_down_is_read_as_its_id(tmp_path, sample, opened):
    hidden = opened["_ostan"]
    labels = [
        x.value for c in hidden.iter_cols() if c[0].value == "councils" for x in c[1:] if x.value
    ]
    rows = [[n, "planning_council", label, "*province"] for n, label in enumerate(labels, 1)]
    path = sheets(tmp_path / "r.xlsx", merge_councils=[["order", "host", "councils", "at"], *rows])
    named = [c.councils[0] for c in read(path, sample)]
    assert sorted(named) == sorted(sample["councils"]["type"].unique())


def test_order_holds_across_sheets_and_rows_of_one_number_are_one_change(tmp_path):
    path = sheets(
        tmp_path / "r.xlsx",
        merge_councils=[
            ["order", "host", "councils", "at"],
            [3, "a", "b", "*province"],
            [3, None, "c", "*province"],
            [None, "x", "y;z", None],
            ["۱", "a", "d", None],
        ],
        **{"انحلال شورا": [["ترتیب", "شورا", "وظایف به"], [2, "e", "a"]]},
    )
    got = [(c.kind, *c.named(*c.binds), c.at) for c in read(path)]
    assert got == [
        ("merge_councils", "d", ()),
        ("abolish_council", "e", ()),
        ("merge_councils", "b", "c", ("*province",)),
        ("merge_councils", "y", "z", ()),
    ]


def test_days_are_taken_in_both_calendars(tmp_path):
    rows = [["order", "council", "day"], [1, "a", "۱۴۰۵/۰۱/۰۱"], [2, "a", date(2026, 3, 21)]]
    path = sheets(tmp_path / "r.xlsx", end_council=rows)
    assert {c.day for c in read(path)} == {date(2026, 3, 21)}


def test_names_are_taken_where_they_are_certain(tmp_path, sample):
    path = sheets(
        tmp_path / "r.xlsx",
        **{
            "ادغام شوراها": [
                ["ترتیب", "شورای میزبان", "شوراها", "مکان‌ها"],
                [1, "شوراي برنامه ريزی و توسعه استان", "شورای مسکن استان", "استان فارس"],
                [2, "شورای عالی انرژی", "شورای عالی آب", None],
                [3, "شورای برنامه‌ریزی و توسعه استان", "شورای مسکن استان", None],
            ]
        },
    )
    listed = load_reform(path, sample)
    assert [(c.host, c.councils, c.at) for c in listed.reform] == [
        ("planning_council", ("housing_council",), ("fars",)),
        ("n_energy", ("n_water",), ()),
        ("planning_council", ("housing_council",), ("*province",)),
    ]
    assert [f.code for f in listed.notices] == ["list_all_places"]
    assert listed.asked == ()


def test_every_bad_cell_of_our_workbook_at_once(tmp_path, sample):
    path = sheets(
        tmp_path / "r.xlsx",
        merge_councils=[
            ["order", "host", "councils", "at", "from", "hots"],
            ["one", "planning_council", "housing_council", "*province", None, None],
            [2, "planning_council", "شورای ترافیک", "*province", "1404/13/01", None],
            [3, None, "housing_council", "فارص", None, None],
            [4, "planning_council", "housing_council", "fars", None, None],
            [4, "security_council", "mines_council", "fars", None, None],
        ],
        abolish_council=[["order", "council", "functions_end"], [2, "mines_council", "maybe"]],
        set_sessions=[
            ["order", "council", "sessions_per_year"],
            [9, "n_water", 2000],
            [10, "n_water", None],
        ],
    )
    assert refused(path, sample) == {
        ("unknown_column", "F1"),
        ("reform_order", "A2"),
        ("name_unknown", "C3"),
        ("list_row_unread", "E3"),
        ("list_place_unknown", "D4"),
        ("list_cell_missing", "4"),
        ("reform_rows_differ", "B6"),
        ("reform_order_shared", "2"),
        ("bad_yes_no", "C2"),
        ("bad_field", "C2"),
        ("missing_field", "3"),
    }


def test_the_marked_workbook_offers_names_and_is_certain_once_they_are_picked(tmp_path, sample):
    path = sheets(
        tmp_path / "r.xlsx",
        merge_councils=[
            ["order", "host", "councils", "at"],
            [1, "planning_council", "شورای ترافیک", "*province"],
        ],
    )
    listed = load_reform(path, sample)
    mark(path, listed, tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    (offer,) = book["merge_councils"].data_validations.dataValidation
    assert str(offer.sqref) == "C2"
    assert book["merge_councils"]["C2"].comment
    first = offer.formula1.removeprefix("_ostan!").split(":")[0].replace("$", "")
    book["merge_councils"]["C2"] = book["_ostan"][first].value
    book.save(tmp_path / "m.xlsx")
    assert read(tmp_path / "m.xlsx", sample).changes[0].councils == ("traffic_council",)


# JSON -----------------------------------------------------------------------------------------


def test_everything_wrong_with_json_at_once_with_its_change_and_field(tmp_path):
    path = tmp_path / "r.json"
    bad = [
        {"kind": "merge_concils", "host": "a"},
        merge(),
        {"kind": "merge_councils", "hst": "a", "councils": []},
        {"kind": "decide_in_writing", "council": "a", "share": 2},
        {"kind": "end_council", "council": "a", "day": "1404-13-01"},
        5,
    ]
    path.write_text(json.dumps({"version": "1", "changes": bad, "parant": "x"}))
    assert refused(path) == {
        ("unknown_field", "parant"),
        ("unknown_kind", "1:kind"),
        ("unknown_field", "3:hst"),
        ("missing_field", "3:host"),
        ("bad_field", "3:councils"),
        ("bad_field", "4:share"),
        ("bad_field", "5:day"),
        ("broken_change", "6"),
    }
    with pytest.raises(BadInput, match="merge_councils"):
        read(path)


HOSTILE = {
    "": "reform_not_json",
    "{": "reform_not_json",
    "[" * 100_000: "reform_too_deep",
    '{"changes":' + "[" * 100_000: "reform_too_deep",
    "7" * 5_000: "reform_not_json",
    '{"changes": [], "changes": []}': "reform_doubled_key",
    '{"changes": [{"kind": "decide_in_writing", "council": "a", "share": NaN}]}': "reform_not_number",
    '{"value": 3}': "reform_shape",
    '"text"': "broken_reform",
    "null": "broken_reform",
    '{"changes": 5}': "broken_reform",
    '{"changes": "abc"}': "broken_reform",
    '{"changes": {}}': "broken_reform",
    '{"version": "99", "changes": []}': "broken_reform",
    '{"@graph": []}': "reform_events",
    '{"@context": "https://example.org/c", "@graph": []}': "remote_context",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: t[:40])
def test_json_that_is_no_reform_is_refused_by_name(tmp_path, text):
    path = tmp_path / "r.json"
    path.write_text(text)
    assert {code for code, *_ in refused(path)} == {HOSTILE[text]}


def test_files_that_are_none_are_refused(tmp_path):
    (tmp_path / "r.json").write_bytes(b"\xff\xfe\xfa")
    (tmp_path / "r.docx").write_bytes(b"x")
    assert {c for c, *_ in refused(tmp_path / "r.json")} == {"unknown_encoding"}
    assert {c for c, *_ in refused(tmp_path / "r.docx")} == {"unknown_reform"}
    assert {c for c, *_ in refused(tmp_path / "none.json")} == {"no_such_file"}
    assert {c for c, *_ in refused(tmp_path / "none.xlsx")} == {"no_such_file"}


def test_control_characters_and_lone_surrogates_do_not_get_in(tmp_path):
    path = tmp_path / "r.json"
    path.write_text(json.dumps([merge(reason="a\x00b\n c"), merge(host="\ud800")]))
    assert refused(path) == {("bad_field", "2:host")}
    path.write_text(json.dumps([merge(reason="a\x00b\ud800\n c")]))
    assert read(path).changes[0].reason == "a b c"


# Linked data ----------------------------------------------------------------------------------

ORG = "http://www.w3.org/ns/org#"
CV = "http://data.europa.eu/m8g/"
PROV = "http://www.w3.org/ns/prov#"
DCT = "http://purl.org/dc/terms/"


@pytest.fixture(scope="module")
def graph(sample, theirs):
    """The events of a Reform as another library reads them."""
    import rdflib

    return rdflib.Graph().parse(data=events.dumps(theirs, sample), format="json-ld")


def things(graph, subject, term):
    return sorted(str(o) for o in graph.objects(subject, term))


@pytest.mark.slow
def test_each_change_is_an_event_in_the_terms_of_org_and_cpov(graph, sample, theirs):
    import rdflib

    org, cv = rdflib.Namespace(ORG), rdflib.Namespace(CV)
    found = {
        int(graph.value(e, rdflib.URIRef("urn:ostan:term:order"))): e
        for e in graph.subjects(rdflib.RDF.type, org.ChangeEvent)
    }
    assert sorted(found) == list(range(1, len(theirs) + 1))
    first = found[1]
    before = things(graph, first, org.originalOrganization)
    after = things(graph, first, org.resultingOrganization)
    provinces = sample["places"].filter(level="province")["place"].to_list()
    assert set(after) == {
        f"urn:ostan:councils:planning_council@{p}" for p in provinces if p != "qom"
    }
    assert set(after) < set(before)
    assert len(before) == 3 * len(after)
    assert things(graph, found[6], org.resultingOrganization) == []
    assert str(graph.value(first, rdflib.Namespace(PROV).startedAtTime)) == "2026-03-21T00:00:00"
    said = {d.language for d in graph.objects(first, rdflib.Namespace(DCT).description)}
    assert said == {"fa", "en"}
    for term in (org.originalOrganization, org.resultingOrganization):
        for thing in set(graph.objects(None, term)):
            assert (thing, rdflib.RDF.type, cv.PublicOrganisation) in graph


def test_of_powers_and_services_the_organisations_are_those_that_lose_and_get(sample):
    from ostan.reform.examples import EXAMPLES
    from ostan.reform.powers.moving import MovePower

    moved = MovePower(
        matter="roads_delegation",
        unit="roadmaint",
        to_council="planning_council",
        at=("yazd", "qom"),
    )
    made = [moved, EXAMPLES["hand_over"], EXAMPLES["take_back"], EXAMPLES["move_power"]]
    nodes = json.loads(events.dumps(Reform.of(made), sample))["@graph"]
    told = [
        (n.get("org:originalOrganization"), n.get("org:resultingOrganization"))
        for n in nodes
        if "order" in n
    ]
    # Posts are no organisations: who a post's power passes to stands in the change itself.
    assert told == [
        (
            ["units:roadmaint@qom", "units:roadmaint@yazd"],
            ["councils:planning_council@qom", "councils:planning_council@yazd"],
        ),
        (None, None),
        (None, ["units:roadmaint@qom"]),
        (None, None),
    ]


def test_read_back_from_what_another_library_wrote(graph, theirs, tmp_path):
    path = tmp_path / "again.jsonld"
    path.write_text(graph.serialize(format="json-ld"))
    assert read(path) == theirs


@pytest.mark.slow
def test_events_keep_the_shapes_of_cpov(graph):
    assert violations(graph) == ""


@pytest.mark.slow
def test_what_a_change_needs_is_its_formal_framework(graph, sample):
    import rdflib

    cv, dct = rdflib.Namespace(CV), rdflib.Namespace(DCT)
    acts = {
        (int(graph.value(e, rdflib.URIRef("urn:ostan:term:order"))), str(a)): a
        for e, a in graph.subject_objects(cv.hasFormalFramework)
    }
    assert acts
    ranks = set(sample["ranks"]["rank"])
    for (_, iri), act in acts.items():
        assert iri.removeprefix("urn:ostan:instrument:") in ranks
        assert (act, rdflib.RDF.type, cv.ReferenceFramework) in graph
        assert {t.language for t in graph.objects(act, dct.title)} == {"fa", "en"}


CUTS = {
    '"order": "1"': '"order": "-1"',
    '"order": "2", ': "",
    '"change": "{': '"change": "[{',
    '"@type": "term:Reform"': '"@type": "term:Plan"',
}
"""What is done to the text of events."""


@pytest.mark.parametrize("old", CUTS)
def test_events_that_were_cut_are_refused(theirs, old):
    text = events.dumps(theirs)
    assert old in text
    with pytest.raises(BadInput) as caught:
        events.loads(text.replace(old, CUTS[old], 1))
    assert {f.code for f in caught.value.findings} <= {
        "reform_event",
        "reform_events",
        "reform_not_json",
    }


def test_all_reforms_differ_in_digest_by_order(theirs):
    turned = Reform.of(reversed(theirs.changes))
    assert turned.digest != theirs.digest
    assert events.loads(events.dumps(turned)) == turned
    assert all(a is not b for a, b in pairwise(turned.changes))

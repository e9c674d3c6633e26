"""docs/reference/findings.md: every code in the source has an entry, and every entry a code."""

import ast
import re

import pytest

from ostan.country.checks import NOUNS
from ostan.country.checks.laws import RELIES
from ostan.country.checks.shape import Kind
from ostan.files.problems import SENTENCES, severity
from ostan.measure.powers.findings import KINDS

NO_FINDINGS = {"persian"}
"""Folders below the findings: what cannot be read there is a reason inside a finding."""


def entries(root):
    page = (root / "docs/reference/findings.md").read_text("utf-8")
    lines = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    return {line[0].strip("| `"): line[1:] for line in lines}


def trees(root):
    source = root / "src/ostan"
    for path in sorted(source.rglob("*.py")):
        if path.relative_to(source).parts[0] not in NO_FINDINGS:
            yield ast.parse(path.read_text("utf-8"))


def takes_code(node):
    """Whether a function has a parameter, or a class a field, named `code`; then which."""
    if isinstance(node, ast.FunctionDef):
        names = [a.arg for a in node.args.args if a.arg not in ("self", "cls")]
    elif isinstance(node, ast.ClassDef):
        fields = (s.target for s in node.body if isinstance(s, ast.AnnAssign))
        names = [f.id for f in fields if isinstance(f, ast.Name)]
    else:
        return None
    return (node.name, names.index("code")) if "code" in names else None


def written(argument):
    """The codes an argument can be: constants, both ends of a choice, `prefix*` of an f-string."""
    if isinstance(argument, ast.IfExp):
        return written(argument.body) | written(argument.orelse)
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        return {f"{argument.values[0].value}*"}
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return {argument.value} if re.fullmatch(r"[a-z][a-z0-9_]+", argument.value) else set()
    return set()


def codes(root):
    parsed = list(trees(root))
    nodes = [n for t in parsed for n in ast.walk(t)]
    takers = {}
    for name, place in {found for n in nodes if (found := takes_code(n))}:
        takers.setdefault(name, []).append(place)
    found = set(SENTENCES)
    for node in (n for n in nodes if isinstance(n, ast.Call)):
        for place in takers.get(getattr(node.func, "id", getattr(node.func, "attr", "")), ()):
            given = node.args[place : place + 1] + [
                k.value for k in node.keywords if k.arg == "code"
            ]
            found |= {code for a in given for code in written(a)}
    return found


def test_every_code_has_an_entry_and_every_entry_a_code(root):
    there, said = set(entries(root)), codes(root)
    prefixes = tuple(c.rstrip("*") for c in said if c.endswith("*"))
    missing = {c for c in said - there if not c.endswith("*")}
    missing |= {p for p in prefixes if not any(e.startswith(p) for e in there)}
    idle = {e for e in there - said if not e.startswith(prefixes)}
    assert (sorted(missing), sorted(idle)) == ([], [])


def kinds():
    found = [k for noun in NOUNS for k in vars(noun).values() if isinstance(k, Kind)]
    return {k.code: k for k in [*found, *RELIES.values(), *KINDS.values()]}


@pytest.mark.parametrize("code", kinds())
def test_the_page_says_what_a_check_says(code, root):
    kind = kinds()[code]
    level, says, why, mend = entries(root)[code]
    assert level.endswith(f"· {kind.severity}")
    assert says == f"{kind.sentence.fa}<br>{kind.sentence.en}"
    assert all(part.strip() for part in why.split("<br>", 1))
    assert mend.startswith(kind.mend.fa)


def test_the_page_gives_the_severity_of_every_problem_of_a_file(root):
    there = entries(root)
    wrong = [c for c in SENTENCES if c in there and not there[c][0].endswith(str(severity(c)))]
    assert wrong == []

"""The page in a real browser: direction, width of a phone, the switch, the fonts, and no request."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PHONE = 360
PROBE = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<iframe id="f" src="report.html" style="width:%dpx;height:800px;border:0"></iframe><pre id="out">{}</pre>
<script>
const frame = document.getElementById("f"), out = {errors: []};
frame.addEventListener("load", async () => {
  const w = frame.contentWindow, d = frame.contentDocument;
  w.addEventListener("error", e => out.errors.push(String(e.message)));
  await d.fonts.load("16px Vazirmatn", "سلام"); await d.fonts.ready;
  const seen = s => { const e = d.querySelector(s); return e.getClientRects().length > 0; };
  const wide = () => d.scrollingElement.scrollWidth;
  const size = s => { const r = d.querySelector(s).getBoundingClientRect(); return [r.left, r.right]; };
  out.direction = w.getComputedStyle(d.querySelector("#fa-first")).direction;
  out.other = w.getComputedStyle(d.querySelector("#en-first")).direction;
  out.font = d.fonts.check("16px Vazirmatn", "سلام");
  out.resources = w.performance.getEntriesByType("resource").map(r => r.name.slice(0, 40));
  out.fa = {width: wide(), fa: seen("#fa-first"), en: seen("#en-first"), svg: size("#fa-first svg")};
  const t = [...d.querySelectorAll("#fa-first svg text")].map(e => e.getBoundingClientRect());
  out.text = {left: Math.min(...t.map(r => r.left)), right: Math.max(...t.map(r => r.right))};
  out.target = Math.min(...[...d.querySelectorAll(".switch label, nav a")].map(e => e.getBoundingClientRect().height).filter(h => h));
  d.getElementById("pick-en").checked = true;
  out.en = {width: wide(), fa: seen("#fa-first"), en: seen("#en-first")};
  d.getElementById("pick-both").checked = true;
  out.both = {width: wide(), fa: seen("#fa-first"), en: seen("#en-first")};
  d.querySelectorAll("details").forEach(e => e.open = true);
  out.open = {width: wide()};
  document.getElementById("out").textContent = JSON.stringify(out);
});
</script>"""


@pytest.fixture(scope="module")
def where(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "report.html").write_text(page, encoding="utf-8")
    (folder / "probe.html").write_text(PROBE % PHONE, encoding="utf-8")
    return folder


def run(browser: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--allow-file-access-from-files",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}",
            "--enable-logging=stderr",
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


@pytest.fixture(scope="module")
def found(browser: str, where: Path) -> dict:
    made = run(
        browser, where, "--virtual-time-budget=20000", "--dump-dom", f"file://{where}/probe.html"
    )
    result = re.search(r'<pre id="out">(.*?)</pre>', made.stdout, re.S)
    assert result, made.stderr[-2000:]
    console = [line for line in made.stderr.splitlines() if "CONSOLE" in line]
    return {**json.loads(result[1].replace("&lt;", "<").replace("&amp;", "&")), "console": console}


def test_nothing_is_asked_of_a_network_and_nothing_goes_wrong(found) -> None:
    assert [r for r in found["resources"] if not r.startswith("data:")] == []
    assert found["errors"] == []
    assert found["console"] == []


def test_persian_runs_from_the_right_and_english_from_the_left(found) -> None:
    assert (found["direction"], found["other"]) == ("rtl", "ltr")


def test_the_font_inside_is_the_one_in_use(found) -> None:
    assert found["font"]


def test_persian_is_shown_first_and_the_switch_needs_no_script(found) -> None:
    shown = {k: (found[k]["fa"], found[k]["en"]) for k in ("fa", "en", "both")}
    assert shown == {"fa": (True, False), "en": (False, True), "both": (True, True)}


def test_a_phone_never_scrolls_sideways(found) -> None:
    for state in ("fa", "en", "both", "open"):
        assert found[state]["width"] <= PHONE, state


def test_no_word_of_a_chart_is_cut_off(found) -> None:
    left, right = found["fa"]["svg"]
    assert found["text"]["left"] >= left - 1
    assert found["text"]["right"] <= right + 1


def test_targets_are_large_enough_to_touch(found) -> None:
    assert found["target"] >= 24


@pytest.fixture(scope="module", params=["fa", "en"])
def printed(request, browser: str, where: Path, page: str) -> tuple[str, Path]:
    """The page printed in each language, the switch set as a reader would set it."""
    lang = request.param
    chosen = page.replace(' id="pick-fa" checked', ' id="pick-fa"')
    chosen = chosen.replace(f' id="pick-{lang}"', f' id="pick-{lang}" checked')
    (where / f"{lang}.html").write_text(chosen, encoding="utf-8")
    target = where / f"{lang}.pdf"
    run(
        browser,
        where,
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
        f"file://{where}/{lang}.html",
    )
    return lang, target


def pdftotext(target: Path, *arguments: str) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (poppler-utils)")
    command = ["pdftotext", *arguments, str(target), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_it_prints_on_a4(printed) -> None:
    read = printed[1].read_bytes()
    sizes = set(re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", read))
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}


def test_nothing_printed_runs_off_the_paper(printed) -> None:
    words = re.findall(
        r'<word xMin="(-?[\d.]+)" yMin="[^"]*" xMax="(-?[\d.]+)"', pdftotext(printed[1], "-bbox")
    )
    assert len(words) > 3000
    assert min(float(left) for left, _ in words) > 20
    assert max(float(right) for _, right in words) < 575


def test_tables_are_open_in_print_and_pages_are_numbered(printed) -> None:
    lang, target = printed
    if lang == "en":
        # Persian comes out of a PDF in the order of its glyphs; its tables are the same blocks.
        assert "Who may consolidate each council" in pdftotext(target)
    second = pdftotext(target, "-f", "2", "-l", "2")
    assert re.search(r"\b2 of \d\d\b" if lang == "en" else "[۰-۹]{2}", second.strip()[-12:])

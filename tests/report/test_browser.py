"""The page in a real browser: direction, width of a phone, the switch, the fonts, and no request."""

from __future__ import annotations

import json
import re
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


def test_it_prints_on_a4_with_every_table_open(browser: str, where: Path) -> None:
    target = where / "out.pdf"
    run(
        browser,
        where,
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
        f"file://{where}/report.html",
    )
    read = target.read_bytes()
    assert read.startswith(b"%PDF")
    sizes = set(re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", read))
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}

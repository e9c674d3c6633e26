"""What tests share: the sample country, a fixed day, and what may lie beside the checkout.

Where CI is set nothing may be skipped: a test that needs the public data sets or a browser and
does not find them fails there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from ostan.country.country import Country

# Small tables by the thousand: a second thread for each of the workers costs a third more and gives
# nothing. That the number of threads changes nothing is a test of its own (country/test_country.py).
os.environ.setdefault("POLARS_MAX_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
# A change is judged by the same examples whenever it is judged; new ones are sought where it is made.
settings.register_profile("judged", derandomize=True, database=None)
if os.environ.get("CI"):
    settings.load_profile("judged")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The public data sets beside the checkout: `../shared/data`."""
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("the public data sets do not lie beside this checkout (../shared/data)")
    return path


@pytest.fixture(scope="session")
def browser() -> str:
    """The path of a headless browser."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no browser is installed (chromium)")
    return found


@pytest.fixture(scope="session")
def sample() -> Country:
    """The sample country, expanded, as it stands on disk (not as of a day)."""
    from ostan.files.source import load

    return load("sample:iran").country


@pytest.fixture(scope="session")
def day() -> date:
    """A day inside the validity of the sample's rules: 11 Dey 1404."""
    return date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a developer has set from changing what is printed."""
    for name in ("OSTAN_LANG", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


LAST = ("cli",)
"""Folders whose tests compile kernels. They stand beside those of `plan`: one of two workers then
compiles each kernel, while the other, which begins with the other half, finds it done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses `shared`, so that `-m "not shared"` leaves them out; put LAST last."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")
    items.sort(key=lambda item: item.path.parent.name in LAST)


def _refuse_skip(report: Any) -> None:
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where CI is set, and there nothing may be: {report.longrepr}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Turn a skip into a failure where CI is set."""
    made: Any = yield
    _refuse_skip(made.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Turn the skip of a whole file into a failure where CI is set."""
    made: Any = yield
    _refuse_skip(made.get_result())

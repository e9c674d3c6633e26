"""The page of goals names every key that a file of goals may have, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from ostan.plan.goals import fields

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "goals.md"


def test_the_page_names_every_key() -> None:
    rows = PAGE.read_text(encoding="utf-8").splitlines()
    named = [m[1] for row in rows if (m := re.match(r"\| `\[?(\w+)\]?` \|", row))]
    assert named == fields()

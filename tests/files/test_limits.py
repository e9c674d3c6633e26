"""The page of limits says what the code says."""

import re

from ostan.files import limits


def shown(value: int) -> str:
    return (
        f"{value // limits.MEBI} MiB"
        if value >= limits.MEBI and value % limits.MEBI == 0
        else str(value)
    )


def test_every_limit_stands_on_the_page_with_its_value(root):
    page = (root / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
    stated = {n: v.strip() for v, n in re.findall(r"\| ([^|]+) \| `([A-Z_]+)` \|", page)}
    known = {n: shown(v) for n, v in vars(limits).items() if n.isupper() and isinstance(v, int)}
    known.pop("MEBI")
    assert stated == known

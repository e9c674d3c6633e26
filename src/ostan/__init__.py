"""ostan: a workbench for moving a state from centre-to-periphery to provincial and local government.

What a newcomer needs is here; each name is imported when it is first used:

    import ostan

    loaded = ostan.load("sample:iran")
    ostan.check(loaded.country)
    hours = ostan.MEASURES["..."](loaded.country)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.country.diff import diff
    from ostan.country.evidence import Trace
    from ostan.country.tables import TABLES
    from ostan.files.source import Source, load, read, write
    from ostan.measure.check import check
    from ostan.measure.registry import MEASURES
    from ostan.words.errors import BadInput
    from ostan.words.finding import Finding
    from ostan.words.text import Text

__version__ = "0.1.0"

_HOMES = {
    "Country": "ostan.country.country",
    "TABLES": "ostan.country.tables",
    "Source": "ostan.files.source",
    "read": "ostan.files.source",
    "load": "ostan.files.source",
    "write": "ostan.files.source",
    "check": "ostan.measure.check",
    "diff": "ostan.country.diff",
    "Trace": "ostan.country.evidence",
    "MEASURES": "ostan.measure.registry",
    "Finding": "ostan.words.finding",
    "BadInput": "ostan.words.errors",
    "Text": "ostan.words.text",
}
"""Where each name lives."""

__all__ = [
    "MEASURES",
    "TABLES",
    "BadInput",
    "Country",
    "Finding",
    "Source",
    "Text",
    "Trace",
    "check",
    "diff",
    "load",
    "read",
    "write",
]


def __getattr__(name: str) -> Any:
    """Import one of the names above when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ostan' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Every name a newcomer needs."""
    return sorted([*__all__, "__version__"])

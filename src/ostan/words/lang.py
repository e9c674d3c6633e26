"""The languages in which every sentence exists."""

from typing import Literal

Lang = Literal["fa", "en"]
"""Persian first, English complete beside it."""

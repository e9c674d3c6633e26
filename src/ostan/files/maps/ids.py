"""Ids made from names: one for one folded key, the spelling met first gives it its letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from ostan.persian.keys import fold, fold_all
from ostan.persian.letters import ZWNJ, display


@dataclass
class Ids:
    """Ids given to names so far: the spelling met first, and all spellings of a key."""

    ids: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, list[str]] = field(default_factory=dict)

    def of(self, names: Sequence[str]) -> dict[str, str]:
        """Return the id of each name; a name without a letter or digit gets none."""
        found = {}
        for name, key in zip(names, fold_all(names), strict=True):
            if not key:
                continue
            self.ids.setdefault(key, slug(name))
            known = self.spellings.setdefault(key, [])
            if name not in known:
                known.append(name)
            found[name] = self.ids[key]
        return found

    def clashes(self) -> list[list[str]]:
        """Return names of different keys that would have one id."""
        by_id: dict[str, list[str]] = {}
        for key, id in self.ids.items():
            by_id.setdefault(id, []).append(self.spellings[key][0])
        return [names for names in by_id.values() if len(names) > 1]

    def several(self) -> list[list[str]]:
        """Return the spellings of every name that is written in more than one way."""
        return [names for names in self.spellings.values() if len(names) > 1]


def slug(name: str) -> str:
    """Return a name as an id: its words joined by underscores, in any script.

    Latin words are folded (`Fryslân`: `fryslan`), others keep their letters as they are shown.
    """
    words = re.split(r"[^\w\u200c]+|_+", unicodedata.normalize("NFC", name))
    return "_".join(filter(None, map(_id_word, words)))


def _id_word(word: str) -> str:
    folded = fold(word).replace("·", "_")
    if folded.isascii():
        return folded
    shown = display(word).replace(ZWNJ, "_").casefold()
    return "".join(c for c in shown if c.isalnum() or c == "_").strip("_")

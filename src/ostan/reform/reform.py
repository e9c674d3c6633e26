"""Reform: an immutable list of typed changes. The second of the two nouns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ostan.reform.change import Change, Words
from ostan.reform.kinds import AnyChange

VERSION: Literal["1"] = "1"
"""Version of the form of a Reform in JSON; a reader refuses another."""


class Reform(BaseModel):
    """A list of changes, each of which sees the result of those before it.

    `parent` is the digest of the Country it was made for: it still applies to another one where
    everything fits. Two Reforms with the same changes have the same `digest`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal["1"] = VERSION
    title: Words | None = Field(None, description="what it is called")
    parent: Words | None = Field(None, description="digest of the Country it was made for")
    changes: tuple[AnyChange, ...] = Field((), description="the changes, in order")

    @classmethod
    def of(
        cls, changes: Iterable[Change], parent: str | None = None, title: str | None = None
    ) -> Reform:
        """Return the Reform of these changes."""
        return cls(changes=tuple(changes), parent=parent, title=title)  # type: ignore[arg-type]

    @classmethod
    def read(cls, data: Mapping[str, Any] | list[Any], file: str = "reform.json") -> Reform:
        """Return the Reform of plain data: a mapping as `data()` gives it, or a list of changes.

        Raises BadInput with everything that is wrong, each with the change and field it is about.
        """
        from ostan.reform.reading import read

        return read(data, file)

    @classmethod
    def loads(cls, text: str, file: str = "reform.json") -> Reform:
        """Return the Reform of a JSON text; raises BadInput as `read` does, or if it is no JSON."""
        from ostan.reform.reading import loads

        return loads(text, file)

    def data(self) -> dict[str, Any]:
        """Return it as plain data for JSON; empty fields are left out."""
        head = {"version": self.version, "title": self.title, "parent": self.parent}
        told = {n: v for n, v in head.items() if v is not None}
        return {**told, "changes": [c.dump() for c in self.changes]}

    def dumps(self) -> str:
        """Return it as JSON, in Persian letters, indented."""
        return json.dumps(self.data(), ensure_ascii=False, indent=2) + "\n"

    @cached_property
    def digest(self) -> str:
        """Sha256 of the changes as canonical JSON: 64 hexadecimal digits."""
        data = [c.dump() for c in self.changes]
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def compose(self, *others: Reform) -> Reform:
        """Return the Reform that applies this one and then the others, in order."""
        changes = [c for r in (self, *others) for c in r.changes]
        return Reform.of(changes, self.parent, self.title)

    def without(self, *indices: int) -> Reform:
        """Return it without the changes at these positions (from 0; negative ones from the end).

        Raises IndexError if there is no change at one of them.
        """
        gone = {range(len(self.changes))[i] for i in indices}
        kept = [c for i, c in enumerate(self.changes) if i not in gone]
        return Reform.of(kept, self.parent, self.title)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:  # type: ignore[override]
        return iter(self.changes)

"""A Reform to and from disk: JSON, our own workbook, an office's own list, events as linked data.

`load_reform` is the one door in, `write` the one out. `names` says what a text of a cell names,
`wording` what the sheets of our workbook are; `columns`, `verbs`, `listing` and `office` read lists
that are not ours, and `mark` gives them back with the cells marked that have to be asked.
"""

from __future__ import annotations

from ostan.files.reforms.door import load_reform, mark, read, read_list, write
from ostan.files.reforms.drafts import Listed

__all__ = ["Listed", "load_reform", "mark", "read", "read_list", "write"]

"""What a reader of this folder answers when it does not understand, instead of a guess."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unread:
    """A text that could not be read as what was asked for.

    `code` is stable and short (`empty`, `ambiguous`, `no_such_day` ...), `came` is the text as it
    came, `fa` and `en` are whole sentences that say what came, why it was refused and what is
    allowed.  An `Unread` is false, so `if value := parse(...)` does not take it for a value, but
    zero is false too: test with `isinstance(value, Unread)`.
    """

    code: str
    came: str
    fa: str
    en: str

    def __bool__(self) -> bool:
        return False

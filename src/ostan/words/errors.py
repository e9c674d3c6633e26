"""The error tree. Every error that a person can cause carries its findings and an exit code.

OstanError
├── BadInput    2   what came, what is allowed, where; all of them at once
├── NoPlan      3   no plan within the rules
└── Fault      70   a fault of ours
"""

from __future__ import annotations

from collections.abc import Iterable

from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

MESSAGE_FINDINGS = 5
"""Findings named in the message of an exception; `findings` has them all."""


class OstanError(Exception):
    """Base of all errors that ostan raises on purpose."""

    exit_code = 70

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        said = [f.sentence.en for f in self.findings[:MESSAGE_FINDINGS]]
        rest = len(self.findings) - len(said)
        super().__init__("; ".join(said) + (f"; and {rest} more" if rest else ""))


class BadInput(OstanError):
    """The input cannot be used; `findings` lists everything that is wrong with it."""

    exit_code = 2

    @classmethod
    def of(cls, code: str, sentence: Text, mend: Text | None = None) -> BadInput:
        """Return the error for a single problem that has no cell."""
        return cls([Finding(code, Severity.ERROR, sentence, mend=mend)])


class NoPlan(OstanError):
    """No plan exists within the rules given."""

    exit_code = 3


class Fault(OstanError):
    """A fault of ours, with a file to send."""

    exit_code = 70

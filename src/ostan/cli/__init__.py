"""The command line: a thin door. Exit codes: 0 done, 1 findings (check only), 2 bad input, 3 no
plan within the rules, 70 a fault of ours, 130 interrupted.

Nothing heavy is imported before a command needs it, so that `ostan --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
"""What a shell reports for a process stopped by Ctrl-C (128 + SIGINT)."""


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing a person can cause escapes as an error."""
    from ostan.cli import app, screen
    from ostan.words.errors import OstanError

    given = list(sys.argv[1:] if args is None else args)
    shown = screen.of(given, os.environ)
    try:
        code = app.run(given, shown)
        sys.stdout.flush()
        if code == INTERRUPTED:
            shown.say(screen.STOPPED)
        return code
    except OstanError as error:
        return screen.refuse(shown, error)
    except KeyboardInterrupt:
        shown.say(screen.STOPPED)
        return INTERRUPTED
    except BrokenPipeError:
        return screen.nobody_reads()
    except Exception as error:
        from ostan.cli import faults

        return faults.report(shown, error, given)

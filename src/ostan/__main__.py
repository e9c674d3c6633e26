"""`python -m ostan` is the command `ostan`."""

import sys

from ostan.cli import main

if __name__ == "__main__":
    sys.exit(main())

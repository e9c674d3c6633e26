"""How fast names are folded, beside the normalisers of hazm and shekar.

    uv venv .venv-peers --python 3.11
    uv pip install --no-config --python .venv-peers hazm==0.10.0
    uv pip install --no-config --python .venv-peers shekar==1.7.0

(one after the other: they pin different numpys, and hazm runs with the newer one too)

The peers live in an environment of their own (`--peers DIR` or OSTAN_PEERS, else `.venv-peers`),
since hazm brings hundreds of megabytes; this module installs nothing.  Peers run in a process of
their own, line by line as their users call them, and tell MB of UTF-8 a second, start-up and
warm-up left out.  Runs of all are taken in turns.
"""

import os
import random
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from benchmarks.harness import Bar, Result, Spread, arguments, finish, interleaved, ratios, timed

BAR = 10.0
"""Times as fast as the faster of the two peers, per MB."""

INSTALL = (
    "uv venv .venv-peers --python 3.11 && "
    "uv pip install --no-config --python .venv-peers hazm==0.10.0 && "
    "uv pip install --no-config --python .venv-peers shekar==1.7.0"
)

PEER = """
import sys, time, warnings
warnings.simplefilter("ignore")
lines = open(sys.argv[2], encoding="utf-8").read().splitlines()
if sys.argv[1] == "hazm":
    from hazm import Normalizer
    call = Normalizer().normalize
else:
    from shekar import Normalizer
    call = Normalizer()
for line in lines[:50]:
    call(line)
start = time.perf_counter()
for line in lines:
    call(line)
print(time.perf_counter() - start)
"""


def names(count: int, seed: int = 1404) -> list[str]:
    """Return `count` lines drawn from the sample country's names, spelt as people type them."""
    rng = random.Random(seed)
    folder = files("ostan.sample.iran")
    cells = [
        cell.strip('"')
        for table in ("councils", "units", "posts", "laws")
        for line in folder.joinpath(f"{table}.csv").read_text("utf-8").splitlines()[1:]
        for cell in line.split(",")[1:3]
        if any("\u0600" <= letter <= "\u06ff" for letter in cell)
    ]
    return [_typed(rng.choice(cells), rng) for _ in range(count)]


def _typed(name: str, rng: random.Random) -> str:
    """Return a name with Arabic letters, lost half-spaces or spaces, as sheets have them."""
    for old, new in (("ی", "ي"), ("ک", "ك"), ("\u200c", " "), (" ", "  ")):
        if rng.random() < 0.3:
            name = name.replace(old, new)
    return name


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = arguments("fold")
    parser.add_argument("--peers", default=os.environ.get("OSTAN_PEERS", ".venv-peers"))
    options = parser.parse_args()
    lines = names(1_000 if options.quick else 6_000)
    result = Result("fold: MB of UTF-8 a second")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        _measure(lines, path, Path(options.peers), 3 if options.quick else 5, result)
    return finish(result, options.json)


def _measure(lines: list[str], path: Path, peers: Path, repeats: int, result: Result) -> None:
    from ostan.persian.keys import fold, fold_all

    megabytes = path.stat().st_size / 1e6
    fold_all(lines)
    runs = {
        "ostan fold_all": lambda: megabytes / timed(lambda: fold_all(lines)),
        "ostan fold": lambda: megabytes / timed(lambda: [fold(line) for line in lines]),
    }
    for peer in ("hazm", "shekar"):
        if reason := _missing(peers, peer):
            result.skipped.append(f"{peer}: {reason}")
        else:
            runs[peer] = lambda peer=peer: megabytes / _peer_seconds(peers, peer, path)  # type: ignore[misc]
    values = interleaved(runs, repeats)
    for peer in ("hazm", "shekar"):
        if peer in values:
            for ours in ("ostan fold_all", "ostan fold"):
                ratio = ratios(values[ours], values[peer])
                result.measured[f"{ours} / {peer}"] = ratio
                if ours == "ostan fold_all":
                    result.bars.append(Bar(f"folding against {peer}", ratio.median, BAR, "x"))
    result.measured |= {name: Spread.of(found) for name, found in values.items()}
    result.measured["MB"] = round(megabytes, 3)


def _python(peers: Path) -> Path:
    return peers / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _missing(peers: Path, peer: str) -> str | None:
    if not _python(peers).exists():
        return f"no environment at {peers}; make it with: {INSTALL}"
    known = subprocess.run(
        [_python(peers), "-c", f"import importlib.util as u; assert u.find_spec('{peer}')"],
        capture_output=True,
        check=False,
    )
    return None if known.returncode == 0 else f"not in {peers}; make it with: {INSTALL}"


def _peer_seconds(peers: Path, peer: str, path: Path) -> float:
    done = subprocess.run(
        [_python(peers), "-c", PEER, peer, path],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(main())

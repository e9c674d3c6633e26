"""Benchmarks: `python -m benchmarks.NAME [--quick] [--json]`; exit 1 if a bar is missed."""

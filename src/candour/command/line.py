"""The command line: what each word means and which module does it."""

from __future__ import annotations


def main() -> int:
    """Entry point."""
    return 0

"""How large, how deep and how many: the policy numbers of files, in one place.

This module and everything that ``workshop`` imports use the standard library alone: they run in the child process.
"""

from __future__ import annotations

from dataclasses import dataclass

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a file may be. Whatever is beyond a limit is refused before anything opens it."""

    bytes_of_a_file: int = 25 * MB
    files_at_once: int = 10
    bytes_of_a_form: int = 100 * MB
    """All files that one form or one draft holds."""
    free_space_kept: int = 1024 * MB
    """When less is free on the disk, words are still taken in and files are not."""

    pixels: int = 60_000_000
    frames: int = 500
    """Of an animated picture; only the first is shown."""

    entries: int = 2_000
    """Files inside an office document."""
    unpacked: int = 150 * MB
    ratio: int = 120
    """How many times larger an entry may be than its packed form, once it is larger than ``ratio_counts_from``."""
    ratio_counts_from: int = 1 * MB
    nesting: int = 1
    """How deep an office document may hold another (a chart holds its table)."""

    pdf_pages: int = 200
    pdf_objects: int = 200_000
    pdf_unpacked: int = 400 * MB
    pdf_stream: int = 100 * MB
    pdf_page_points: float = 5_100.0
    """The longest side of a page: A0 with room."""

    text_bytes: int = 5 * MB
    text_pages: int = 200
    characters_of_a_page: int = 3_000

    longest_side: int = 1_800
    """Pixels of the picture of a page."""
    pages_of_a_batch: int = 20
    """How many pages one child process makes."""
    bytes_of_a_page: int = 8 * MB
    bytes_of_a_copy: int = 30 * MB

    child_memory: int = 240 * MB
    child_cpu_seconds: int = 7
    child_seconds: float = 9.0
    """By the clock on the wall, for one child process."""
    scanner_seconds: float = 30.0


LIMITS = Limits()
"""The numbers in force."""

"""The refusal of a check."""

from __future__ import annotations


class Unsafe(Exception):
    """The file is not taken further. ``code`` names the reason; its words are in ``reasons``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

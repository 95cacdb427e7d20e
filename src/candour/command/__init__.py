"""The ``candour`` command: everything an operator does, and the supervisor that runs the house."""

from __future__ import annotations

from candour.command.line import main

__all__ = ["main"]

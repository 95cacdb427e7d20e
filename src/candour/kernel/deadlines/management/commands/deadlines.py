"""``deadlines defaults`` loads the office's default policy terms; ``deadlines recompute`` counts every clock again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from candour.kernel.deadlines import operations, queries, terms


class Command(BaseCommand):
    """Run by the owner after a migration, or after a bank holiday was added."""

    help = "Load the default policy terms, or count every running time limit again."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("act", choices=["defaults", "recompute"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how much changed."""
        if options["act"] == "defaults":
            self.stdout.write(f"{terms.load_defaults()} policy terms added")
            return
        for model in queries.clock_models():
            self.stdout.write(f"{model._meta.label}: {operations.recompute_all(model)} time limits moved")

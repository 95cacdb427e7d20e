"""The public door runs without anything that signs people in: its own process may not even load it."""

from __future__ import annotations

import os
import subprocess
import sys

ASKS = (
    "import sys, django; django.setup();"
    "from django.urls import get_resolver; list(get_resolver().url_patterns);"
    "print([name for name in sys.modules if name.split('.')[0] == 'allauth'])"
)


def test_loads_nothing_that_signs_people_in() -> None:
    told = os.environ | {"DJANGO_SETTINGS_MODULE": "candour.config.settings.public"}
    done = subprocess.run([sys.executable, "-c", ASKS], env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.strip() == "[]"

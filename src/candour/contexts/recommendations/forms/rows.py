"""A form that has more boxes than its class says: one for each row, or each aspect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django.forms

from candour.web import forms, wrong


class RowsForm(forms.Form):
    """Boxes that are added when the form is made say what to do like all others."""

    def __init__(self, *args: Any, more: Mapping[str, django.forms.Field] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in (more or {}).items():
            self.fields[name] = field
            wrong.say_what_to_do(name, field)

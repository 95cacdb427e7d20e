"""What may stand in an address of recommendations, so that a reference is never taken for the address of a report. Importing
this lets addresses name them."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class DraftReference(StringConverter):
    """A reference of a draft, in capitals as it is printed."""

    regex = "D-[0-9A-Z]{4}-[0-9A-Z]{4}"


class IssuedReference(StringConverter):
    """A reference of an issued recommendation, in capitals as it is printed."""

    regex = "N-[0-9A-Z]{4}-[0-9A-Z]{4}"


class Digest(StringConverter):
    """SHA-256 in hexadecimal."""

    regex = "[0-9a-f]{64}"


register_converter(DraftReference, "draft")
register_converter(IssuedReference, "issued")
register_converter(Digest, "sha256")

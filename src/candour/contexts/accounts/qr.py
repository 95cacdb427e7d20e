"""The drawing that an authenticator app scans."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter
from qrcode.main import QRCode

from candour.kernel.people.models import Person

QUIET = 4
"""The light border that a scanner needs, in modules."""


@dataclass(frozen=True)
class Drawing:
    """A square of ``size`` modules and the SVG path of the dark ones; the page draws it itself, so that nothing is
    marked safe and no picture is fetched."""

    size: int
    path: str


def otp_code(person: Person, secret: str) -> Drawing:
    """The drawing of the address that sets up an app with ``secret``. Shown on a page that is never stored."""
    code = QRCode(border=QUIET)
    code.add_data(get_adapter().build_totp_url(person, secret))
    code.make(fit=True)
    rows = code.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return Drawing(len(rows), "".join(dark))

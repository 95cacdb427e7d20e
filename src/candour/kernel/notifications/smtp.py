"""Mail by SMTP: over TLS with a certificate that is checked, or not at all (``EMAIL_BACKEND``).

Django's own backend refuses a server that offers no STARTTLS, so nobody between can take the offer away. This one adds
a file of authorities of one's own, and no TLS older than 1.2.
"""

from __future__ import annotations

import ssl

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.functional import cached_property


def trust() -> ssl.SSLContext:
    """Whose certificates are believed: the well-known authorities, or those of ``CANDOUR_CA_FILE`` alone."""
    context = ssl.create_default_context(cafile=settings.MAIL_AUTHORITIES or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Backend(EmailBackend):
    """Django's, with whom it trusts."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """See ``trust``."""
        return trust()

    def open(self) -> bool | None:
        """Connect. What fails half-way, with TLS or the login, is closed again."""
        try:
            return super().open()
        except Exception:
            self.close()
            raise

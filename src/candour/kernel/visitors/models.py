"""A draft of the public form: ciphertext under a key that only the browser's cookie holds, gone after two hours."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from candour.kernel.doors import Access, Door, Rule, may

OWN = Rule("digest = access_draft()")
EXPIRED = Rule("expires_at < now()")


class Draft(models.Model):
    """One draft. Nothing here opens it, and nothing here says who wrote it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=OWN | EXPIRED,
                insert=OWN,
                update=OWN,
                delete=OWN | EXPIRED,
            ),
        )
    )

    digest = models.BinaryField(primary_key=True, help_text="hash of what the cookie's key derives")
    ciphertext = models.BinaryField()
    expires_at = models.DateTimeField(help_text="rounded up to a quarter of an hour")

    class Meta:
        indexes = (models.Index(fields=["expires_at"], name="draft_expires"),)

    def __str__(self) -> str:
        return "draft"

"""What a door was told of its provider (``settings.SIGN_IN_PROVIDER``, from ``candour.config.outside``)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Provider:
    """One OpenID Connect provider, for one door."""

    issuer: str
    """Exactly as the provider writes it in its answers."""
    client_id: str
    name: str
    """What people call it: it stands on the button."""
    secret: str = field(default="", repr=False)
    second_factors: frozenset[str] = frozenset()
    """Which of the provider's own statements count as a second proof: ``amr:mfa``, ``acr:urn:example:two``. None by
    default: then everybody shows a passkey of theirs as well."""
    authorities: str = ""
    """A file of certificate authorities to believe instead of the well-known ones; empty for those."""

    @property
    def wanted_levels(self) -> str:
        """The ``acr`` values to ask the provider for, separated by spaces."""
        return " ".join(sorted(one[4:] for one in self.second_factors if one.startswith("acr:")))

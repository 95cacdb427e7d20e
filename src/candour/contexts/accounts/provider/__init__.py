"""Signing in through an OpenID Connect provider: a small relying party, and why it is our own (docs/decisions/0010)."""

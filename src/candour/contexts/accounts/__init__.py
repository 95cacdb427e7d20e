"""Accounts: signing in and out, one's own account, and the administration of an organisation's accounts."""

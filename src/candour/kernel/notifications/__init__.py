"""Notifications: on the page, and by mail that says nothing. Never what stands in a record."""

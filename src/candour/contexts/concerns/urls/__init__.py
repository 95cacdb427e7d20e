"""Addresses of this context, one list for each door."""

"""Addresses of this context, one module per door."""

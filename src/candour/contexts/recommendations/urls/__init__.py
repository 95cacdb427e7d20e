"""Addresses of recommendations, one module for each door."""

"""Concerns: somebody tells the Commissioner, and is answered."""

"""Sealing: what is written down so that only those meant to can read it. Pure functions; no tables, no clock."""

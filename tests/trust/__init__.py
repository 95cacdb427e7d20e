"""Attacks and faults, against real processes. Minutes long: ``make trust``."""

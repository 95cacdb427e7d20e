"""Candour: the working system of an independent oversight office."""

__version__ = "0.1.0"

"""Measurements, each with the floor it is held against in the same run: raw SQL, a bare page, a plain library.

``make bench`` makes a durable cluster of its own (fsync on), fills it, and runs each measurement in a process of the
door it belongs to. It prints a table and writes ``.candour/bench.json``. Nothing here runs in the test suite: a timed
test would fail on somebody's slow morning.
"""

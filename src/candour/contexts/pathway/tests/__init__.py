"""Tests of the pathway."""

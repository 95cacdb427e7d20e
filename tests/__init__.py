"""Tests that are not of one module: journeys, architecture, trust; and the plumbing that all tests share."""

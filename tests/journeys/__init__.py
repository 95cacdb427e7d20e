"""Journeys: what a person does, through a real browser, against real doors with the demonstration switched off."""

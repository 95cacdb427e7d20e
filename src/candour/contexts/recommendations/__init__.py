"""Recommendations: asked, answered, claimed, looked at, and followed to the end in public."""

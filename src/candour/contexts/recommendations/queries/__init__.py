"""Questions about recommendations, each saying for whom."""

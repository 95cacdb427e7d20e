"""The addresses of recommendations, by door."""

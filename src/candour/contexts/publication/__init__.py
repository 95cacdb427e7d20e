"""The public site: what anybody may read."""

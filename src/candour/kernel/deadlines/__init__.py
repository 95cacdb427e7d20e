"""Time limits: working days by nation, policy terms, clocks that can be paused and that explain themselves."""

"""What every context stands on, and none of the words of any."""

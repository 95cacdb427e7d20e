"""What the pages of this context ask for."""

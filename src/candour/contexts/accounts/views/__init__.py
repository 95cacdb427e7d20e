"""Pages about accounts, by what a person comes for."""

"""People without an account: the form they are filling in, and the code with which they come back."""

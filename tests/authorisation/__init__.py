"""Who may do what, judged by a second opinion: an oracle written by hand from the design, which knows none of the code."""

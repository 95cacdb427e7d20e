"""Run by hand, by make or by continuous integration; nothing that is installed needs them."""

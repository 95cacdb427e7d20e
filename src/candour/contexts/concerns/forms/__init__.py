"""Forms of this context: what a page asks, and what an operation is told."""

"""Pages of this context. Each turns a request into one question or one operation, and its answer into a page."""

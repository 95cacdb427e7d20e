"""Questions of this context: what is asked for a page, a guard or another context."""

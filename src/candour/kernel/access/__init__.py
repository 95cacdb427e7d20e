"""Access: doors, grants, row rules, sessions."""

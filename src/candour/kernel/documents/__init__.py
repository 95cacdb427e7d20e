"""Documents: files that people send, encrypted as they arrive, quarantined, checked, and shown as safe copies only."""

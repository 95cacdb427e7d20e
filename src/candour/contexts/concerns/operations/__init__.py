"""What is done with a concern. One verb, one transaction, one ledger entry at least."""

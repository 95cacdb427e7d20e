"""What is done on the pathway: one verb, one transaction, one ledger entry."""

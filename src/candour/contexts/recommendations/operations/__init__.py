"""What is done with recommendations: one verb, one transaction, one ledger entry."""

"""Writing about accounts: each verb one transaction, each with its ledger entry."""

"""The ledger: what survives a restart."""

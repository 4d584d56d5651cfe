"""Download clients: the contract in ``base`` and one file per client."""

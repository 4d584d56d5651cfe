"""Sources of releases: the contract in ``base`` and one file per kind."""

"""Sources of releases: the contract in ``base``, and a folder for each kind."""

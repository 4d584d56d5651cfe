"""Download clients: the contract in ``base``, and a folder for each program."""

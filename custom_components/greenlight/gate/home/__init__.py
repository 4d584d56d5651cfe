"""Home: the way of what was downloaded to where it is watched."""

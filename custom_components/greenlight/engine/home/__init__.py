"""Home: how what was downloaded comes to where it is watched. Pure."""

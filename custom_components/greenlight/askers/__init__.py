"""Askers: other programs that hand over downloads, to which we are their download client."""

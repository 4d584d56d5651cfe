"""Asking: what is shown and said to whoever is asked, in the form of each channel."""

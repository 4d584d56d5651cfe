"""Flows: the steps in which a person adds and changes each kind of subentry."""

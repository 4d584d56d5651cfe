"""Outcome: what is to be done with a release."""

from enum import StrEnum


class Outcome(StrEnum):
    """What is to be done with a release."""

    IGNORE = "ignore"
    # A library has to be asked first, and cannot be.
    WAIT = "wait"
    # Only told: nothing may be fetched from there by a machine.
    TELL = "tell"
    ASK = "ask"
    APPROVE = "approve"

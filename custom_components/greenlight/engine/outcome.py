"""Outcome: what is to be done with a release."""

from enum import StrEnum


class Outcome(StrEnum):
    """What is to be done with a release."""

    IGNORE = "ignore"
    ASK = "ask"
    APPROVE = "approve"

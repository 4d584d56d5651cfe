"""What the tests of asking need."""

from .asking import asking

__all__ = ["asking"]

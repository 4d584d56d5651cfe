"""Naming: what a part is called where nobody has said so, or somebody else is called so."""

from collections.abc import Collection


def free_name(taken: Collection[str], *wanted: str) -> str:
    """Return the first of the wanted names that is free; if none is, the last with a number."""
    numbered = (f"{wanted[-1]} {count}" for count in range(2, len(taken) + 3))
    return next(name for name in (*wanted, *numbered) if name.casefold() not in taken)

"""Sizes: whether two of them, as sites tell them, are those of the same thing."""

from typing import Final

# What comes along is counted by some: an image, a sample, the subtitles.
TOLERANCE: Final = 0.01
# However roughly a size was written, more than this apart is another one.
MOST: Final = 0.05
# Bytes: below, a size says nothing.
_SMALLEST: Final = 10**6

_POWERS: Final = (4, 3, 2)
_DECIMALS: Final = (0, 1, 2, 3)


def same_size(one: int, other: int) -> bool:
    """Tell whether two sizes in bytes may be those of one thing, as sites count and round.

    One that was written in words (20.2 GB) is as exact as its last digit, and many sites write GB
    for GiB.
    """
    return any(
        abs(a - b) <= max(TOLERANCE * max(a, b), min(step, MOST * max(a, b)))
        for a, b, step in (
            *((meant, other, step) for meant, step in _meanings(one)),
            *((meant, one, step) for meant, step in _meanings(other)),
        )
    )


def exact(size: int) -> bool:
    """Tell whether a size was counted in bytes, and not written in words."""
    return size >= _SMALLEST and len(_meanings(size)) == 1


def _meanings(size: int) -> list[tuple[float, float]]:
    """Return what a size may mean, each with what its last digit stands for; both in bytes."""
    meanings: list[tuple[float, float]] = [(size, 0.0)]
    if found := _written(size, 1000):
        power, step = found
        larger = (1024 / 1000) ** power
        meanings += [(size, step), (size * larger, step * larger)]
    if found := _written(size, 1024):
        meanings.append((size, found[1]))
    return meanings


def _written(size: int, base: int) -> tuple[int, float] | None:
    """Return in which unit, a power of ``base``, a size was written, and its last digit in bytes."""
    for power in _POWERS:
        for decimals in _DECIMALS:
            step = base**power / 10**decimals
            written = round(size / step) * step
            if size >= base**power and size in (round(written), int(written)):
                return power, step
    return None

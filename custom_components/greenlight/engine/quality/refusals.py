"""Refusals: what a rule may refuse outright, and which values that can have."""

from collections.abc import Mapping
from functools import lru_cache
import re
from typing import Final

from .likely import Sound
from .quality import DynamicRange, Layer, Source

FIELDS: Final = frozenset(
    """audio codec dynamic_range edition group hybrid language layer profile resolution
    source""".split()
)
# What is not here has values that nobody can list.
_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "audio": tuple(one.value for one in Sound),
    "dynamic_range": tuple(one.value for one in DynamicRange),
    "hybrid": ("yes", "no"),
    "layer": tuple(one.value for one in Layer),
    "profile": tuple("4 5 7 8 8.1 8.2 8.4 9 10".split()),
    "resolution": tuple("360 480 540 576 720 1080 1440 2160 4320".split()),
    "source": tuple(one.value for one in Source),
}


def read_refusal(refusal: str) -> tuple[str, str] | None:
    """Return field and value of a refusal such as ``profile=5``, None for what is none."""
    field, found, value = refusal.partition("=")
    return (field, value) if field in FIELDS and found and value else None


def is_same(field: str, has: str, refused: str) -> bool:
    """Tell whether a value is the one that is refused; case and spelling make no difference."""
    if field == "profile":  # 8 is any 8
        return has == refused or has.startswith(f"{refused}.")
    if field == "resolution":
        refused = refused.casefold().removesuffix("p")
    return _letters(has) == _letters(refused)


def instead_of(refusal: str) -> tuple[str, ...]:
    """Return what can be refused in place of what cannot; nothing for what is right."""
    if (read := read_refusal(refusal)) is None:
        return tuple(sorted(FIELDS))
    field, value = read
    values = _VALUES.get(field, ())
    return () if any(is_same(field, one, value) for one in values) else values


@lru_cache(maxsize=1024)
def _letters(text: str) -> str:
    return re.sub(r"[^\w+]", "", text).casefold()

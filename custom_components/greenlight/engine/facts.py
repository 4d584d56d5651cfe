"""Facts: what a rule wants of the work itself, where the libraries know it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from .library.item import Item
from .reading import plain_name
from .reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is wanted of a work: one of each that is not empty. Case and accents do not matter.

    ``people`` are directors and actors, ``profiles`` the quality profiles of Radarr and Sonarr.
    """

    genres: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    @property
    def any(self) -> bool:
        """Tell whether anything is wanted."""
        return bool(self.genres or self.tags or self.profiles or self.people)


# Reasons name what is told of the work: ``other_`` or ``unknown_`` before it.
NAMES: Final = tuple(f"{field.name}_of_item" for field in fields(Facts))
# More names than this help nobody who reads a reason.
_SHOWN: Final = 5


def match_facts(
    facts: Facts, items: Iterable[Item], refused: list[Reason], unknown: list[Reason]
) -> None:
    """Hold a work, as each library tells it, against what is wanted of it.

    What no library says of it is unknown, except for tags: who has set none has said so.
    """
    known = tuple(items)
    for name, wanted, said in (
        ("genres", facts.genres, {one for item in known for one in item.genres}),
        ("tags", facts.tags, {one for item in known for one in item.tags}),
        ("profiles", facts.profiles, {item.profile for item in known if item.profile}),
        ("people", facts.people, {one for item in known for one in item.people}),
    ):
        if not wanted or not _plain(wanted).isdisjoint(_plain(said)):
            continue
        if said or name == "tags":
            found = (("found", _listed(said)),)
            refused.append(Reason(f"other_{name}_of_item", found))
        else:
            unknown.append(Reason(f"unknown_{name}_of_item"))


def _plain(names: Iterable[str]) -> set[str]:
    return {plain_name(name) for name in names}


def _listed(names: Iterable[str]) -> str:
    some = sorted(names)
    more = ", …" if len(some) > _SHOWN else ""
    return (", ".join(some[:_SHOWN]) + more) or "–"

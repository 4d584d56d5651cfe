"""Facts: what a rule wants of the work itself, where the libraries know it."""

from collections.abc import Iterable
from dataclasses import dataclass

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


def match_facts(
    facts: Facts, items: Iterable[Item], refused: list[Reason], unknown: list[Reason]
) -> None:
    """Hold a work, as each library tells it, against what is wanted of it.

    What no library says of it is unknown, except for tags: who has none set has said so.
    """
    known = tuple(items)
    for code, wanted, said in (
        ("genre", facts.genres, {one for item in known for one in item.genres}),
        ("tag", facts.tags, {one for item in known for one in item.tags}),
        ("profile", facts.profiles, {item.profile for item in known if item.profile}),
        ("person", facts.people, {one for item in known for one in item.people}),
    ):
        if not wanted or not _plain(wanted).isdisjoint(_plain(said)):
            continue
        if not said and code != "tag":
            unknown.append(Reason(f"unknown_{code}_of_item"))
        else:
            refused.append(Reason(f"other_{code}_of_item", (("found", _listed(said)),)))


# More names than this help nobody who reads a reason.
_SHOWN = 5


def _plain(names: Iterable[str]) -> set[str]:
    return {plain_name(name) for name in names}


def _listed(names: Iterable[str]) -> str:
    some = sorted(names)
    more = ", …" if len(some) > _SHOWN else ""
    return ", ".join(some[:_SHOWN]) + more

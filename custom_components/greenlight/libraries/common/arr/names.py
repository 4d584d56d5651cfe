"""Names of profiles and tags, which works mention by number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..values import objects, text, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the numbers stand for."""

    profiles: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, profiles: Any, tags: Any) -> Self:
        """Read the answers of ``/qualityprofile`` and ``/tag``."""
        return cls(profiles=_named(profiles, "name"), tags=_named(tags, "label"))

    def know(self, row: dict[str, Any]) -> bool:
        """Tell whether there is a name for everything that a work mentions."""
        profile = whole(row.get("qualityProfileId"))
        return (not profile or profile in self.profiles) and all(
            tag in self.tags for tag in _numbers(row.get("tags"))
        )

    def profile(self, row: dict[str, Any]) -> str:
        """Return the name of a work's profile."""
        return self.profiles.get(whole(row.get("qualityProfileId")) or 0, "")

    def tagged(self, row: dict[str, Any]) -> tuple[str, ...]:
        """Return the names of a work's tags."""
        names = (self.tags.get(tag, "") for tag in _numbers(row.get("tags")))
        return tuple(dict.fromkeys(filter(None, names)))


def _named(answer: Any, key: str) -> dict[int, str]:
    return {
        number: name
        for one in objects(answer)
        if (number := whole(one.get("id"))) and (name := text(one.get(key)))
    }


def _numbers(tags: Any) -> list[int]:
    listed = tags[:100] if isinstance(tags, list) else []
    return [number for tag in listed if (number := whole(tag))]

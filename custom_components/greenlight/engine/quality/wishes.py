"""Wishes: which gains a person wants to be asked about, and which losses are out of the question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .gains import Gain


class Wish(StrEnum):
    """What a gain is worth to a person."""

    ASK = "ask"
    WITH_OTHER = (
        "with_other"  # named beside one that is asked about, never asked by itself
    )
    NEVER = "never"


class SettingsError(ValueError):
    """A setting that does not exist, or a value it cannot have."""


DEFAULTS: Final[Mapping[Gain, Wish]] = {
    Gain.ENHANCEMENT_LAYER: Wish.ASK,
    Gain.DOLBY_VISION: Wish.ASK,
    Gain.DYNAMIC_RANGE: Wish.ASK,
    Gain.RESOLUTION: Wish.WITH_OTHER,
    Gain.SOURCE: Wish.WITH_OTHER,
    Gain.AUDIO: Wish.WITH_OTHER,
    Gain.PROPER: Wish.WITH_OTHER,
    Gain.GROUP: Wish.WITH_OTHER,
    Gain.EDITION: Wish.WITH_OTHER,
    Gain.LANGUAGE: Wish.WITH_OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Wishes by kind where they differ from the defaults, and what is refused for its losses.

    ``duplicates`` asks about what is no better in the picture but no worse either, ``new_titles``
    about what the library does not have.
    """

    wishes: Mapping[Gain, Wish] = field(default_factory=dict)
    refuse_losses: frozenset[Gain] = frozenset()
    duplicates: bool = False
    new_titles: bool = False

    def wish(self, kind: Gain) -> Wish:
        """Return what a gain of a kind is worth."""
        return self.wishes.get(kind, DEFAULTS.get(kind, Wish.NEVER))


def read_settings(values: Mapping[str, object]) -> Settings:
    """Read settings as they are written: kinds with a wish, the two switches, ``refuse_losses``."""
    wishes: dict[Gain, Wish] = {}
    losses: frozenset[Gain] = frozenset()
    switches = {"duplicates": False, "new_titles": False}
    for name, value in values.items():
        try:
            match value:
                case bool() if name in switches:
                    switches[name] = value
                case list() | tuple() | set() | frozenset() if name == "refuse_losses":
                    losses = frozenset(Gain(kind) for kind in value)
                case str() if name in DEFAULTS:
                    wishes[Gain(name)] = Wish(value)
                case _:
                    raise SettingsError(f"{name}: {value!r}")
        except ValueError as error:
            raise SettingsError(f"{name}: {value!r}") from error
    return Settings(wishes=wishes, refuse_losses=losses, **switches)

"""Wishes: which gains a person wants to be asked about, and which losses are out of the question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .gains import WIDER, Gain


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
    Gain.LAYER_FROM_P5: Wish.ASK,
    Gain.LAYER_FROM_HDR: Wish.ASK,
    Gain.DOLBY_VISION: Wish.ASK,
    Gain.PROFILE: Wish.ASK,
    Gain.DYNAMIC_RANGE: Wish.ASK,
    Gain.RESOLUTION: Wish.WITH_OTHER,
    Gain.SOURCE: Wish.WITH_OTHER,
    Gain.ATMOS: Wish.WITH_OTHER,
    Gain.AUDIO: Wish.WITH_OTHER,
    Gain.PROPER: Wish.WITH_OTHER,
    Gain.GROUP: Wish.WITH_OTHER,
    Gain.EDITION: Wish.WITH_OTHER,
    Gain.LANGUAGE: Wish.WITH_OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Wishes by kind where they differ from the defaults, and what is refused for its losses.

    ``refuse_losses`` are losses that nothing makes up for; ``allow_losses`` those that a person
    wants to be asked about although what is lost counts more than what is gained (a resolution,
    for a better picture). ``duplicates`` asks about what is no better in the picture but no worse
    either, ``new_titles`` about what the library does not have.
    """

    wishes: Mapping[Gain, Wish] = field(default_factory=dict, hash=False)
    refuse_losses: frozenset[Gain] = frozenset()
    allow_losses: frozenset[Gain] = frozenset()
    duplicates: bool = False
    new_titles: bool = False

    def wish(self, kind: Gain) -> Wish:
        """Return what a gain of a kind is worth."""
        for named in (kind, WIDER.get(kind, kind)):
            if named in self.wishes:
                return self.wishes[named]
        return DEFAULTS.get(kind, Wish.NEVER)

    def refuses(self, loss: Gain) -> bool:
        """Tell whether a loss of a kind is out of the question."""
        return _named(loss, self.refuse_losses)

    def allows(self, loss: Gain) -> bool:
        """Tell whether a loss of a kind is asked about even where it counts more than the gain."""
        return _named(loss, self.allow_losses)


def _named(kind: Gain, kinds: frozenset[Gain]) -> bool:
    return kind in kinds or WIDER.get(kind) in kinds


def read_settings(values: Mapping[str, object]) -> Settings:
    """Read settings as they are written: kinds with a wish, switches, and two lists of losses."""
    wishes: dict[Gain, Wish] = {}
    losses = dict.fromkeys(("refuse_losses", "allow_losses"), frozenset[Gain]())
    switches = {"duplicates": False, "new_titles": False}
    for name, value in values.items():
        try:
            match value:
                case bool() if name in switches:
                    switches[name] = value
                case list() | tuple() | set() | frozenset() if name in losses:
                    losses[name] = frozenset(Gain(kind) for kind in value)
                case str() if name in DEFAULTS:
                    wishes[Gain(name)] = Wish(value)
                case _:
                    raise SettingsError(f"{name}: {value!r}")
        except ValueError as error:
            raise SettingsError(f"{name}: {value!r}") from error
    return Settings(
        wishes=wishes,
        refuse_losses=losses["refuse_losses"],
        allow_losses=losses["allow_losses"],
        duplicates=switches["duplicates"],
        new_titles=switches["new_titles"],
    )

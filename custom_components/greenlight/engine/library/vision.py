"""Vision: what several say of the brightness of one picture, made one.

Dynamic range, profile and layer belong together: a layer out of a file's name makes no sense beside
a profile that a player read in the file. So whoever contradicts a more trusted one on any of the
three is not believed on the others; whoever only says more completes it.
"""

from dataclasses import dataclass, replace
from typing import Final

from ..quality.quality import DynamicRange, Layer

FIELDS: Final = ("dynamic_range", "profile", "layer")

_ENHANCED: Final = frozenset({Layer.FEL, Layer.MEL, Layer.PRESENT})
_WITH_LAYER: Final = frozenset({"4", "7"})
# What a picture is without Dolby Vision; HDR10+ has HDR10 beneath it.
_BASES: Final = {
    DynamicRange.SDR: DynamicRange.SDR,
    DynamicRange.HLG: DynamicRange.HLG,
    DynamicRange.HDR10: DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS: DynamicRange.HDR10,
}
# What a profile has beneath it; profile 5 has nothing a plain screen could show.
_BENEATH: Final = {
    "4": frozenset({DynamicRange.SDR}),
    "5": frozenset[DynamicRange](),
    "7": frozenset({DynamicRange.HDR10}),
    "8.1": frozenset({DynamicRange.HDR10}),
    "8.2": frozenset({DynamicRange.SDR}),
    "8.4": frozenset({DynamicRange.HLG}),
    "9": frozenset({DynamicRange.SDR}),
}
_NO_RANGES: Final = frozenset[DynamicRange]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vision:
    """The three fields of a quality; what is not said is empty."""

    dynamic_range: frozenset[DynamicRange] = _NO_RANGES
    profile: str | None = None
    layer: Layer | None = None

    @property
    def dolby(self) -> bool | None:
        """Tell whether it speaks of Dolby Vision; None where it says nothing at all."""
        if self.profile is not None or self.layer in _ENHANCED:
            return True
        if not self.dynamic_range:
            return None
        return DynamicRange.DOLBY_VISION in self.dynamic_range

    def agrees(self, other: Vision) -> bool:
        """Tell whether both can be said of one picture."""
        if self.dolby is not None and other.dolby is not None:
            if self.dolby != other.dolby:
                return False
        return (
            _profiles_agree(self.profile, other.profile)
            and _layers_agree(self.layer, other.layer)
            and all(
                _layer_suits(one.layer, two.profile) and _bases_suit(one, two)
                for one, two in ((self, other), (other, self))
            )
        )

    def completed(self, other: Vision, *, more: bool = True) -> Vision:
        """Return it with what another that agrees says beyond it; ``more`` ranges only if sure."""
        ranges = self.dynamic_range
        if not ranges or more:
            ranges |= other.dynamic_range
        profile, layer = self.profile, self.layer
        if profile is None or (other.profile or "").startswith(f"{profile}."):
            profile = other.profile or profile
        if layer in {None, Layer.PRESENT}:
            layer = other.layer or layer
        return replace(self, dynamic_range=ranges, profile=profile, layer=layer)


def _profiles_agree(one: str | None, two: str | None) -> bool:
    if one is None or two is None or one == two:
        return True
    # "8" may be any of its kinds.
    return one.startswith(f"{two}.") or two.startswith(f"{one}.")


def _layers_agree(one: Layer | None, two: Layer | None) -> bool:
    if one is None or two is None or one is two:
        return True
    return Layer.PRESENT in {one, two} and Layer.NONE not in {one, two}


def _layer_suits(layer: Layer | None, profile: str | None) -> bool:
    return layer not in _ENHANCED or profile is None or profile in _WITH_LAYER


def _bases(vision: Vision) -> frozenset[DynamicRange]:
    return frozenset(
        _BASES[member] for member in vision.dynamic_range if member in _BASES
    )


def _bases_suit(one: Vision, two: Vision) -> bool:
    bases, other = _bases(one), _bases(two)
    if bases and other and bases.isdisjoint(other):
        return False
    beneath = _BENEATH.get(two.profile or "")
    return beneath is None or bases <= beneath

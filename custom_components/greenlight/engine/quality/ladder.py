"""Ladder: which of two qualities is the better one for the screens a person owns.

What is disputed is a matter of the screens, so the presets differ only in the order of the
pictures: profile 7 against 8.1, profile 5 against HDR10.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..reason import Reason
from .likely import Sound, Step, Why, channels, picture, profile, resolution, sound
from .quality import Quality, Source
from .refusals import is_same, read_refusal

# Best first; what stands in one row is equally good.
type Order[T] = tuple[tuple[T, ...], ...]

_FEL_CHAIN: Final[Order[Step]] = (
    (Step.P7_FEL,),
    (Step.P7,),
    (Step.P7_MEL, Step.P8_PLUS, Step.P8),  # the same picture
    (Step.P5,),
    (Step.P8_HLG, Step.P8_SDR),
    (Step.HDR10_PLUS,),
    (Step.HDR10,),
    (Step.HLG,),
    (Step.SDR,),
)
_COMPATIBLE: Final[Order[Step]] = (
    (Step.P8_PLUS,),
    (Step.P8,),
    (Step.P7_FEL, Step.P7, Step.P7_MEL),  # most players show its HDR10
    (Step.HDR10_PLUS,),
    (Step.HDR10,),
    (Step.P8_HLG, Step.HLG),
    (Step.P8_SDR,),
    (Step.SDR,),
    (Step.P5,),  # green and purple without Dolby Vision
)
_DV_TV: Final[Order[Step]] = (
    (Step.P8_PLUS, Step.P8, Step.P5),
    (Step.P8_HLG, Step.P8_SDR),
    (Step.P7_FEL, Step.P7, Step.P7_MEL),  # wants a conversion, or plays as HDR10
    (Step.HDR10_PLUS,),
    (Step.HDR10,),
    (Step.HLG,),
    (Step.SDR,),
)
_SOURCES: Final[Order[Source]] = (
    (Source.REMUX, Source.DISC),  # bit for bit the same picture
    (Source.BLURAY,),
    (Source.HDDVD,),
    (Source.WEBDL, Source.WEB),
    (Source.WEBRIP,),
    (Source.HDTV,),
    (Source.DVD,),
    (Source.SDTV,),
    (Source.VHS,),
    (Source.SCREENER,),
    (Source.TELECINE,),
    (Source.WORKPRINT,),
    (Source.TELESYNC,),
    (Source.CAM,),
)
_SOUNDS: Final[Order[Sound]] = (
    (Sound.TRUEHD_ATMOS,),
    (Sound.DTS_X,),
    (Sound.DDP_ATMOS, Sound.ATMOS),
    (Sound.TRUEHD,),
    (Sound.DTS_HD_MA,),
    (Sound.PCM,),
    (Sound.DTS_HD_HRA,),
    (Sound.DDP,),
    (Sound.DTS_ES,),
    (Sound.DTS,),
    (Sound.AAC,),
    (Sound.DD,),
    (Sound.MP3,),
)
# Where a step goes that an own order does not name: beside the first of these that it does.
_BESIDE: Final[Mapping[Step, tuple[Step, ...]]] = {
    Step.P7_FEL: (Step.P7, Step.P7_MEL, Step.P8),
    Step.P7: (Step.P7_MEL, Step.P8, Step.P7_FEL),
    Step.P7_MEL: (Step.P7, Step.P8, Step.P7_FEL),
    Step.P8_PLUS: (Step.P8, Step.P7_MEL, Step.P7),
    Step.P8: (Step.P8_PLUS, Step.P7_MEL, Step.P7),
    Step.P8_HLG: (Step.HLG,),
    Step.P8_SDR: (Step.SDR,),
    Step.P5: (),
    Step.HDR10_PLUS: (Step.HDR10,),
    Step.HDR10: (Step.HDR10_PLUS,),
    Step.HLG: (Step.HDR10,),
    Step.SDR: (),
}
# What no preset ever asks about: filmed off a screen, or not finished.
_REFUSED: Final = frozenset({"source=cam", "source=telesync", "source=workprint"})


class LadderError(ValueError):
    """An order or a refusal that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Orders of pictures, sources and sounds; what is preferred, and what is refused outright.

    ``groups``, ``editions`` and ``languages`` name what is preferred, best first; empty means no
    preference. A refusal is ``field=value``, such as ``profile=5`` or ``codec=AV1``.
    """

    name: str
    pictures: Order[Step]
    sources: Order[Source] = _SOURCES
    sounds: Order[Sound] = _SOUNDS
    groups: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    refuses: frozenset[str] = _REFUSED

    def __post_init__(self) -> None:
        """Refuse an order that names something twice, and a refusal of an unknown field."""
        for order in (self.pictures, self.sources, self.sounds):
            named = [member for row in order for member in row]
            if len(named) != len(set(named)):
                raise LadderError("named twice")
        for refusal in self.refuses:
            if read_refusal(refusal) is None:
                raise LadderError(f"not a refusal: {refusal}")

    def step(self, step: Step) -> int:
        """Return the place of a picture, higher is better; 0 for one no row has room for."""
        for candidate in (step, *_BESIDE[step]):
            if place := _place(self.pictures, candidate):
                return place
        return 0

    def source(self, source: Source | None) -> int:
        """Return the place of a source; 0 for one that is unknown or not in the order."""
        return 0 if source is None else _place(self.sources, source)

    def sound(self, sound: Sound) -> int:
        """Return the place of a sound; 0 for one that is not in the order."""
        return _place(self.sounds, sound)

    @property
    def values_layer(self) -> bool:
        """Tell whether a full enhancement layer is worth more than an empty one."""
        return self.step(Step.P7_FEL) > self.step(Step.P7_MEL)

    @property
    def values_fallback(self) -> bool:
        """Tell whether what a screen without Dolby Vision shows matters."""
        return self.step(Step.P5) < self.step(Step.HDR10)

    @property
    def limits_profile_7(self) -> bool:
        """Tell whether the screens make less of profile 7 than of 8.1."""
        return self.step(Step.P7_FEL) < self.step(Step.P8)

    def key(self, quality: Quality) -> tuple[float, ...]:
        """Return what sorts qualities from worst to best."""
        size, heard = resolution(quality), sound(quality)
        return (
            size.value if size else 0,
            self.step(picture(quality).value),
            self.source(quality.source),
            self.sound(heard.value) if heard else 0,
            channels(quality) or 0,
            quality.revision,
        )

    def refused(self, quality: Quality) -> tuple[Reason, ...]:
        """Return what is refused outright; a mere guess is only named as possible."""
        found = []
        for refusal in sorted(self.refuses):
            field, _, value = refusal.partition("=")
            for has, doubt in _values(quality, field):
                if is_same(field, has, value):
                    found.append(_refusal(field, has, doubt))
        return tuple(found)


def _refusal(field: str, value: str, doubt: Why | None) -> Reason:
    possible = doubt in {Why.MAYBE, Why.ASSUMED}
    code = f"perhaps_refused_{field}" if possible else f"refused_{field}"
    return Reason(code, (("value", value),))


def _place[T](order: Order[T], member: T) -> int:
    for place, row in enumerate(reversed(order), 1):
        if member in row:
            return place
    return 0


def _values(quality: Quality, field: str) -> Iterable[tuple[str, Why | None]]:
    """Return what a quality has of a field, with the doubt about it."""
    match field:
        case "profile":
            found = profile(quality)
            return [] if found is None else [(found.value, found.doubt)]
        case "dynamic_range":
            seen = picture(quality)
            if not quality.dynamic_range:
                return [(seen.value.value, seen.doubt)]
            return [(member.value, seen.doubt) for member in quality.dynamic_range]
        case "audio":
            heard = sound(quality)
            return [] if heard is None else [(heard.value.value, heard.doubt)]
        case "resolution":
            size = resolution(quality)
            return [] if size is None else [(str(size.value), size.doubt)]
        case "hybrid":
            return [("yes" if quality.hybrid else "no", None)]
        case "language":
            return [(language, None) for language in quality.languages]
    value = getattr(quality, field)
    if value is None:
        return []
    return [(str(value), None if quality.sure(field) == "stated" else Why.PROBABLY)]


FEL_CHAIN: Final = Ladder(name="fel_chain", pictures=_FEL_CHAIN)
COMPATIBLE: Final = Ladder(name="compatible", pictures=_COMPATIBLE)
DV_TV: Final = Ladder(name="dv_tv", pictures=_DV_TV)
PRESETS: Final[Mapping[str, Ladder]] = {
    ladder.name: ladder for ladder in (FEL_CHAIN, COMPATIBLE, DV_TV)
}


def read_order(rows: Sequence[str]) -> Order[Step]:
    """Read an own order of pictures, best first: ``P7 FEL``, then ``P8.1 HDR10+ = P8.1``...

    Case makes no difference. Raises ``LadderError`` with the name that is none, or that is there
    twice.
    """
    steps = {step.casefold(): step for step in Step}
    found: list[tuple[Step, ...]] = []
    for row in rows:
        names = [" ".join(name.split()) for name in row.split("=")]
        unknown = next((name for name in names if name.casefold() not in steps), None)
        if unknown is not None:
            raise LadderError(unknown)
        found.append(tuple(steps[name.casefold()] for name in names))
    named = [step for row in found for step in row]
    if twice := next((step for step in named if named.count(step) > 1), None):
        raise LadderError(twice.value)
    return tuple(found)

"""Title: what a release's title says, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Final, NamedTuple

from ..quality.quality import Confidence, Quality
from .dates import read_part
from .quality import Words, read_quality
from .sheet import Sheet
from .slots import take_apart
from .tokens import Kind

MAX_CHARS: Final = 1000
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Unread(NamedTuple):
    """A word of a title that nothing was read from, and its place there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What one title says. Whatever it does not say is None or empty.

    ``episodes`` are numbers within a season, ``absolute`` those of the whole series. ``version`` is
    that of an anime release (``v2``); ``proper``, ``repack``, ``rerip`` and ``real`` count how often
    the word stands there. ``confidence`` holds what is not ``stated``, by the name of the field.
    ``written`` is the title itself, ``places`` what was read of it: from and up to which character.
    """

    title: str = ""
    alternatives: tuple[str, ...] = ()
    year: int | None = None
    seasons: tuple[int, ...] = ()
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str | None = None
    season_pack: bool = False
    complete_series: bool = False
    special: bool = False
    part: int | None = None
    version: int | None = None
    proper: int = 0
    repack: int = 0
    rerip: int = 0
    real: int = 0
    quality: Quality = field(default_factory=Quality)
    audio: tuple[str, ...] = ()
    service: str | None = None
    subtitles: bool = False
    dubbed: bool = False
    dual: bool = False
    stereo: bool = False
    container: str | None = None
    site: str | None = None
    crc: str | None = None
    confidence: Mapping[str, Confidence] = field(default_factory=dict)
    written: str = field(default="", repr=False, compare=False)
    places: tuple[tuple[int, int], ...] = field(default=(), repr=False, compare=False)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Return the words that nothing was read from, such as an episode's own name, in order."""
        return tuple(
            Unread(*match.span(), match[0])
            for match in _WORD.finditer(self.written)
            if not any(a < match.end() and match.start() < b for a, b in self.places)
        )

    @property
    def group(self) -> str | None:
        """Return who made the release."""
        return self.quality.group

    def sure(self, name: str) -> Confidence:
        """Return how sure a field is."""
        return self.confidence.get(name, self.quality.sure(name))


def parse(title: str) -> Title:
    """Read a title. Never raises; what is too long is cut."""
    return _title(title, take_apart(title[:MAX_CHARS]))


def _title(title: str, sheet: Sheet) -> Title:
    numbers = sheet.numbers
    words = Words(sheet.text, [*sheet.opened, *sheet.tags])
    by_kind = words.by_kind
    counts, revision = _revisions(words, numbers.version or 1)
    quality, audio = read_quality(
        words, group=sheet.group, revision=revision, group_guess=sheet.group_guess
    )
    part = read_part(sheet.lower)
    dubs = [token.value for token in by_kind[Kind.DUB]]
    seasons, episodes = tuple(numbers.seasons), tuple(numbers.episodes)
    absolute = tuple(numbers.absolute)
    return Title(
        title=sheet.name,
        alternatives=sheet.others,
        year=sheet.year,
        seasons=seasons,
        episodes=episodes,
        absolute=absolute,
        date=numbers.date,
        season_pack=seasons != () and episodes == absolute == (),
        complete_series=by_kind[Kind.COMPLETE] != [] and _whole_series(words),
        special=numbers.half or numbers.special or 0 in seasons,
        part=part[0] if part else None,
        version=numbers.version,
        proper=counts["proper"],
        repack=counts["repack"],
        rerip=counts["rerip"],
        real=counts["real"],
        quality=quality,
        audio=audio,
        service=by_kind[Kind.SERVICE][0].value if by_kind[Kind.SERVICE] else None,
        subtitles=by_kind[Kind.SUBTITLES] != [],
        dubbed="dubbed" in dubs or "line" in dubs,
        dual="dual" in dubs,
        stereo=by_kind[Kind.STEREO] != [],
        container=sheet.container,
        site=sheet.site,
        crc=sheet.crc,
        confidence=numbers.unsure,
        written=title,
        places=(*sheet.places(), (len(sheet.text), len(title))),
    )


def _whole_series(words: Words) -> bool:
    return any(
        word in words.written(token).casefold()
        for token in words.of(Kind.COMPLETE)
        for word in ("series", "collection")
    )


_NEVER_REVISED: Final[Mapping[str, int]] = {
    "proper": 0,
    "repack": 0,
    "rerip": 0,
    "real": 0,
}


def _revisions(words: Words, version: int) -> tuple[Mapping[str, int], int]:
    """Return how often each word for a correction stands there, and what they add up to."""
    if not words.of(Kind.REVISION):
        return _NEVER_REVISED, version
    counts = dict(_NEVER_REVISED)
    for token in words.of(Kind.REVISION):
        written = words.written(token)
        # "Real" is also an ordinary word; as a tag it is shouted.
        if token.value == "real" and not written.isupper():
            continue
        counts[token.value] += 1
        version = max(version, int(written[-1]) if written[-1].isdecimal() else 2)
    return counts, version

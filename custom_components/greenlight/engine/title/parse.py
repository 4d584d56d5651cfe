"""Title: what a release's title says, and how sure that is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, make_dataclass
import re
from typing import Any, Final, NamedTuple

from ..quality.quality import Confidence, Quality, Source
from .dates import read_part
from .quality import read_quality
from .sheet import Numbers, Sheet
from .slots import take_all_apart, take_apart
from .tokens import Kind
from .words import Words, bits

MAX_CHARS: Final = 1000
_COPIED: Final = frozenset({Source.REMUX, Source.DVD, Source.HDDVD})
# What is asked of every title, and said by few.
_COMPLETE: Final = bits(Kind.COMPLETE)
_DUB: Final = bits(Kind.DUB)
_REMUX: Final = bits(Kind.REMUX)
_REVISION: Final = bits(Kind.REVISION)
_SERVICE: Final = bits(Kind.SERVICE)
_STEREO: Final = bits(Kind.STEREO)
_SUBTITLES: Final = bits(Kind.SUBTITLES)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# "S04 Christmas Special" is one of its episodes, and "S04 Special Edition" is a season.
_OF_A_SEASON: Final = re.compile(
    r"(?<![^\W_])(?:s|season |series )[0-9]{1,2}[ ._-]{1,3}"
    r"(?:(?:christmas|xmas|holiday|new years?(?: eve)?|halloween|easter|thanksgiving|summer|winter)[ ._-])?"
    r"special(?![^\W_])(?![ ._-](?:edition|feature|cut|collect))"
)

_NOTHING: Final = Sheet("")


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
    the word stands there. ``remux`` is also true of a DVD's copy. ``confidence`` holds what is not ``stated``, by the name of the field.
    ``sheet`` knows from where in the title each was read.
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
    remux: bool = False
    container: str | None = None
    site: str | None = None
    crc: str | None = None
    confidence: Mapping[str, Confidence] = field(default_factory=dict)
    sheet: Sheet = field(default=_NOTHING, repr=False, compare=False)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Return the words that nothing was read from, such as an episode's own name, in order."""
        sheet = self.sheet
        places = sheet.places()
        return tuple(
            Unread(
                sheet.original(match.start()),
                sheet.original(match.end() - 1) + 1,
                match[0],
            )
            for match in _WORD.finditer(sheet.title)
            if not any(a < match.end() and match.start() < b for a, b in places)
        )

    @property
    def group(self) -> str | None:
        """Return who made the release."""
        return self.quality.group

    def sure(self, name: str) -> Confidence:
        """Return how sure a field is."""
        return self.confidence.get(name, self.quality.sure(name))


# A frozen class fills itself with a call for each field. A twin that can be written to, field by
# field without a call, and then becomes one of those, costs a small part.
_Draft: Final = make_dataclass(
    "_Draft", [one.name for one in fields(Title)], slots=True
)
_blank: Final[Callable[[type], Any]] = object.__new__


def parse(title: str) -> Title:
    """Read a title. Never raises; what is too long is cut."""
    return _title(take_apart(title[:MAX_CHARS]))


def parse_all(titles: Iterable[str]) -> list[Title]:
    """Read some titles, in less time than each alone (see ``take_all_apart``), in their order."""
    sheets = take_all_apart([title[:MAX_CHARS] for title in titles])
    return [_title(sheet) for sheet in sheets]


def _title(sheet: Sheet) -> Title:
    numbers, words = sheet.numbers, _words(sheet)
    kinds = words.kinds
    counts, revision = _revisions(words, numbers.version or 1)
    quality, audio = read_quality(words, sheet, revision)
    draft = _blank(_Draft)
    draft.title = sheet.name
    draft.alternatives = sheet.others
    draft.year = sheet.year
    draft.seasons = tuple(numbers.seasons)
    draft.episodes = tuple(numbers.episodes)
    draft.absolute = tuple(numbers.absolute)
    draft.date = numbers.date
    draft.special = (
        numbers.half
        or numbers.special
        or 0 in numbers.seasons
        or ("special" in sheet.lower and _is_of_a_season(numbers, sheet.lower))
    )
    draft.season_pack = numbers.seasons != [] and _is_pack(numbers, words)
    if draft.special and 0 not in numbers.seasons:
        draft.season_pack = False
    draft.complete_series = kinds & _COMPLETE != 0 and _whole_series(words)
    draft.part = part[0] if (part := read_part(sheet.lower)) else None
    draft.version = numbers.version
    draft.proper = counts["proper"]
    draft.repack = counts["repack"]
    draft.rerip = counts["rerip"]
    draft.real = counts["real"]
    draft.quality = quality
    draft.audio = audio
    draft.service = words.of(Kind.SERVICE)[0].value if kinds & _SERVICE else None
    draft.subtitles = kinds & _SUBTITLES != 0
    draft.dubbed = kinds & _DUB != 0 and _dub(words, "dubbed", "line")
    draft.dual = kinds & _DUB != 0 and _dub(words, "dual")
    draft.stereo = kinds & _STEREO != 0
    draft.remux = kinds & _REMUX != 0 and quality.source in _COPIED
    draft.container = sheet.container
    draft.site = sheet.site
    draft.crc = sheet.crc
    draft.confidence = numbers.unsure
    draft.sheet = sheet
    draft.__class__ = Title
    title: Title = draft
    return title


def _words(sheet: Sheet) -> Words:
    """Return the tags, those before the name as well."""
    opened, tags = sheet.opened, sheet.tags
    return Words(sheet.text, [*opened, *tags] if opened else tags)


def _dub(words: Words, *values: str) -> bool:
    return any(token.value in values for token in words.of(Kind.DUB))


def _is_of_a_season(numbers: Numbers, lower: str) -> bool:
    """Tell whether it is a special that only says of which season it is."""
    alone = not (numbers.episodes or numbers.absolute)
    return alone and _OF_A_SEASON.search(lower) is not None


def _is_pack(numbers: Numbers, words: Words) -> bool:
    if numbers.episodes or numbers.absolute:
        return False
    return all(token.value != "part" for token in words.of(Kind.COMPLETE))


def _whole_series(words: Words) -> bool:
    return any(
        word in words.written(token).casefold()
        for token in words.of(Kind.COMPLETE)
        for word in ("series", "collection")
    )


_NEVER_REVISED: Final[Mapping[str, int]] = dict.fromkeys(
    ("proper", "repack", "rerip", "real"), 0
)


def _revisions(words: Words, version: int) -> tuple[Mapping[str, int], int]:
    """Return how often each word for a correction stands there, and what they add up to."""
    if not words.kinds & _REVISION:
        return _NEVER_REVISED, version
    tokens = words.of(Kind.REVISION)
    # "Real" is also an ordinary word; as a tag it is shouted.
    tokens = [
        token
        for token in tokens
        if token.value != "real" or words.written(token).isupper()
    ]
    for token in tokens:
        last = words.written(token)[-1]
        version = max(version, int(last) if last.isdecimal() else 2)
    values = [token.value for token in tokens]
    return {name: values.count(name) for name in _NEVER_REVISED}, version

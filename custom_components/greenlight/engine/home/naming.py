"""Naming: what a file is to be called in a folder of a person's own, by a template.

``{title} ({year})/{title} ({year}) - {quality} {group}``: a slash begins a folder, a field in braces is
replaced by what is known, and the file keeps its own ending. What is not known goes with the brackets and
the separators around it; a folder of which nothing is known is left out. ``{{`` and ``}}`` are braces.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
import re
from typing import Final, Protocol

from ..library.item import NO_IDS, Ids, Kind
from ..quality.likely import DOLBY_VISION, Step, picture
from ..quality.quality import Quality, Source
from ..reading import read
from ..title.parse import Title
from ..weighed import Work
from ..wording import SOURCES
from .safe_name import MAX_BYTES, endings, plain, safe_name, shortened

MAX_TEMPLATE: Final = 500
MAX_PARTS: Final = 8
# A file's name has so much room for its ending, or that of a subtitle, and a number before it.
ENDING_BYTES: Final = 40
STEM_BYTES: Final = MAX_BYTES - ENDING_BYTES - len(" (9999)")
# A longer title is always cut, not only where a name is too long: all episodes belong in one folder.
_TITLE_BYTES: Final = 130
# What is shortened where a name is too long all the same, and how much of it stays: numbers and what
# tells two versions apart stand behind it.
_LONG: Final = ("episode title", "original", "title")
_LEAST_BYTES: Final = 16

# Plex and Jellyfin stack what is called like its folder, with what differs behind a dash.
DEFAULTS: Final[Mapping[Kind, str]] = {
    Kind.MOVIE: "{title} ({year})/{title} ({year}) - {quality} {group}",
    Kind.SERIES: (
        "{title}/Season {season:02}/{title} - S{season:02}E{episode:02} - {absolute:03} - {date}"
        " - {episode title} - {quality} {group}"
    ),
}

_TOKEN: Final = re.compile(
    r"(?P<open>\{\{)|(?P<close>\}\})|\{(?P<field>[^{}]*)\}|(?P<stray>[{}])"
)
_FIELD: Final = re.compile(r"(?P<name>[a-z ]+?)(?::0(?P<width>[1-9]))?")
_NUMBERS: Final = frozenset({"season", "episode", "absolute"})
# Without one of them everything would be called the same, and every episode.
_TELLING: Final = frozenset({"title", "original"})
_TELLING_EPISODES: Final = frozenset({"episode", "original"})

# While a name is put together a field is one sign that no text has: what is known, and what is not.
_FIRST: Final = 0xE100
_KNOWN: Final = "\ue100-\uf8ff"
_GONE: Final = "\ue000"
_BRACKETS: Final = re.compile(
    rf"[(\[{{][^()\[\]{{}}{_KNOWN}]*{_GONE}[^()\[\]{{}}{_KNOWN}]*[)\]}}]"
)
# ``E`` of ``E{episode}``.
_PREFIX: Final = re.compile(rf"[^\W\d_]+{_GONE}")
_AROUND: Final = re.compile(rf"([\s._+,–-]*)({_GONE}[\s._+,–{_GONE}-]*)")
_OPENED: Final = frozenset("([{")
_CLOSED: Final = frozenset(")]}")


class Counts(Protocol):
    """How a person has said that a series counts (``series.numbering``)."""

    def finds(self, title: str) -> bool:
        """Tell whether a title is counted so."""

    def read(self, title: str) -> Title:
        """Return what a title says, with the numbers as they are counted there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one file. What is not is None or empty.

    ``episodes`` are the numbers that it holds within its ``season``, ``absolute`` those of the whole
    series. ``original`` is the title of its release.
    """

    title: str = ""
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str = ""
    episode_title: str = ""
    quality: Quality = field(default_factory=Quality)
    original: str = ""
    ids: Ids = NO_IDS
    kind: Kind = Kind.MOVIE


def facts_of(
    release: str,
    *,
    file: str = "",
    work: Work | None = None,
    numbering: Counts | None = None,
) -> Facts:
    """Return what is known of a file: of a release, by the title of that and its own name.

    Which work it is, a library knows better than a title; which episodes of a pack are in it, its own
    name. ``numbering`` is how a person has said that they are counted, None where that is as usual.
    """
    title = numbering.read(release) if numbering else read(release)
    own = _own(endings(file)[0], title, numbering) if file else title
    numbered = own if own.episodes or own.absolute or own.date else title
    seasons = numbered.seasons or title.seasons
    episodic = bool(seasons or numbered.absolute or numbered.date)
    kind = work.kind if work else (Kind.SERIES if episodic else Kind.MOVIE)
    is_series = kind is Kind.SERIES
    if file and title.season_pack and len(seasons) == 1 and not numbered.episodes:
        # In the folder of a season ``01 - Pilot`` is counted within that.
        numbered = replace(numbered, episodes=numbered.absolute, absolute=())
    return Facts(
        title=work.title if work else title.title,
        year=work.year if work and work.year else title.year,
        season=seasons[0] if is_series and len(seasons) == 1 else None,
        episodes=numbered.episodes if is_series else (),
        absolute=numbered.absolute if is_series and not numbered.episodes else (),
        date=(numbered.date or "") if is_series and not numbered.episodes else "",
        quality=title.quality,
        original=release,
        ids=work.ids if work else NO_IDS,
        kind=kind,
    )


def _own(name: str, title: Title, numbering: Counts | None) -> Title:
    """Return what the name of a file says; where it does not count as its release, that tells more."""
    if numbering is None:
        return read(name)
    if not numbering.finds(name) and (title.episodes or title.absolute):
        return title
    return numbering.read(name)


def check(template: str, kind: Kind | None = None) -> None:
    """See to it that a template makes names, for a kind of work. Raises ``ValueError`` with a key."""
    if not template.strip():
        raise ValueError("template_empty")
    if len(template) > MAX_TEMPLATE:
        raise ValueError("template_long")
    parts = _split(template)
    if len(parts) > MAX_PARTS:
        raise ValueError("template_long")
    literal = [_TOKEN.sub("x", part).strip() for part in parts]
    if not template.isprintable() or "\\" in template or not all(map(plain, literal)):
        raise ValueError("template_path")
    if any(part.startswith(".") for part in literal):
        raise ValueError("template_path")
    found = [token for part in parts for token in _TOKEN.finditer(part)]
    if any(token["stray"] for token in found):
        raise ValueError("template_braces")
    names = {_name(token["field"]) for token in found if token["field"] is not None}
    if names.isdisjoint(_TELLING):
        raise ValueError("template_title")
    if kind is Kind.SERIES and names.isdisjoint(_TELLING_EPISODES):
        raise ValueError("template_episode")


def _split(template: str) -> list[str]:
    return template.strip().split("/")


def _name(text: str) -> str:
    """Return the name of a field. Raises ``ValueError`` with a key, and what is no field."""
    match = _FIELD.fullmatch(text)
    if match is None or match["name"] not in FIELDS:
        raise ValueError("template_field", text.strip())
    if match["width"] and match["name"] not in _NUMBERS:
        raise ValueError("template_width")
    return match["name"]


def named(template: str, facts: Facts, original_name: str) -> str:
    """Return where a file belongs below the folder, with slashes and its own ending."""
    name = original_name.replace("\\", "/").rpartition("/")[2]
    stem, ending = endings(name)
    return stem_of(template, facts, stem) + ending[:ENDING_BYTES]


def stem_of(template: str, facts: Facts, otherwise: str) -> str:
    """Return where a file belongs below the folder, with slashes, but without the ending of its name.

    What belongs to it differs from it by its ending alone, for which there is room. Whatever is in the
    facts, it is a path of names that every system takes, and does not lead out. ``otherwise`` is what
    it is called if nothing is known of it.
    """
    facts = replace(facts, title=shortened(plain(facts.title), _TITLE_BYTES))
    *folders, last = _split(template or DEFAULTS[facts.kind])
    path = [safe_name(_fitted(part, facts, MAX_BYTES)) for part in folders]
    name = (
        safe_name(_fitted(last, facts, STEM_BYTES), STEM_BYTES)
        or safe_name(facts.original, STEM_BYTES)
        or safe_name(otherwise, STEM_BYTES)
        or "_"
    )
    return "/".join([*filter(None, path), name])


def apart(stems: Iterable[str]) -> tuple[str, ...]:
    """Return stems of files that are to be side by side, none twice, whatever the case."""
    seen: set[str] = set()
    counts: dict[str, int] = {}
    found = []
    for stem in stems:
        one, key = stem, stem.casefold()
        while one.casefold() in seen:
            counts[key] = counts.get(key, 1) + 1
            one = f"{stem} ({counts[key]})"
        seen.add(one.casefold())
        found.append(one)
    return tuple(found)


def preview(template: str, kind: Kind) -> str:
    """Return what a template makes of an invented film or episode."""
    facts = _SAMPLES[kind]
    return named(template, facts, f"{facts.original}.mkv")


def _fitted(part: str, facts: Facts, size: int) -> str:
    """Return one part of a template with what is known in it, the long texts cut if it is too long."""
    text = plain(_put_in(part, facts))
    for name in _LONG:
        over = len(text.encode()) - size
        times = sum(token["field"] == name for token in _TOKEN.finditer(part))
        if over <= 0 or not times:
            continue
        value = plain(_value(name, facts))
        room = len(value.encode()) - -(-over // times)
        facts = _shorter(facts, name, shortened(value, max(room, _LEAST_BYTES)))
        text = plain(_put_in(part, facts))
    return text


def _shorter(facts: Facts, name: str, value: str) -> Facts:
    match name:
        case "episode title":
            return replace(facts, episode_title=value)
        case "original":
            return replace(facts, original=value)
    return replace(facts, title=value)


def _put_in(part: str, facts: Facts) -> str:
    """Return one part of a template with what is known in it; empty if there are fields, and none is."""
    known: list[str] = []
    asked = 0
    pieces: list[str] = []
    end = 0
    for token in _TOKEN.finditer(part):
        pieces.append(part[end : token.start()])
        end = token.end()
        if token["field"] is None:
            pieces.append(token[0][0])
            continue
        asked += 1
        value = plain(_value(token["field"], facts))
        pieces.append(chr(_FIRST + len(known)) if value else _GONE)
        if value:
            known.append(value)
    pieces.append(part[end:])
    if asked and not known:
        return ""
    text = _without_gaps("".join(pieces))
    return "".join(_known(char, known) for char in text)


def _known(char: str, known: list[str]) -> str:
    at = ord(char) - _FIRST
    return known[at] if 0 <= at < len(known) else char


def _without_gaps(text: str) -> str:
    """Return a part without what is not known, and what stood around it."""
    while _GONE in text:
        without = _PREFIX.sub(_GONE, _BRACKETS.sub(_GONE, text))
        if without == text:
            break
        text = without
    return _AROUND.sub(_between, text)


def _between(match: re.Match[str]) -> str:
    """Return what stays between what is known: the longest separator, and none at an edge."""
    text = match.string
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if not before or not after or before in _OPENED or after in _CLOSED:
        return " " if before and after in _OPENED else ""
    return max(match[0].split(_GONE), key=len)


def _value(text: str, facts: Facts) -> str:
    """Return what is known for a field, empty if nothing is, or if there is no such field."""
    match = _FIELD.fullmatch(text)
    if match is None or match["name"] not in FIELDS:
        return ""
    width = int(match["width"] or 1)
    match match["name"]:
        case "season":
            return "" if facts.season is None else f"{facts.season:0{width}}"
        case "episode":
            # ``S01E01-E02E04``, as media servers read it.
            return _span(facts.episodes, width, "-E", "E")
        case "absolute":
            return _span(facts.absolute, width, "-", "+")
    return dict(_texts(facts)).get(match["name"], "")


def _span(numbers: tuple[int, ...], width: int, to: str, also: str) -> str:
    """Return numbers with each row of them by its ends: what is between those only if it is there."""
    rows: list[list[int]] = []
    for number in sorted(set(numbers)):
        if rows and number == rows[-1][-1] + 1:
            rows[-1][1:] = [number]
        else:
            rows.append([number])
    return also.join(to.join(f"{one:0{width}}" for one in row) for row in rows)


def _texts(facts: Facts) -> Iterator[tuple[str, str]]:
    quality, ids = facts.quality, facts.ids
    yield "title", facts.title
    yield "year", str(facts.year or "")
    yield "date", facts.date
    yield "episode title", facts.episode_title
    yield "quality", _quality(quality)
    yield "resolution", _resolution(quality)
    yield "source", _source(quality)
    yield "edition", quality.edition or ""
    yield "group", quality.group or ""
    yield "original", facts.original
    yield "imdb", ids.imdb
    yield "tmdb", str(ids.tmdb or "")
    yield "tvdb", str(ids.tvdb or "")


def _resolution(quality: Quality) -> str:
    return f"{quality.resolution}p" if quality.resolution else ""


def _source(quality: Quality) -> str:
    return SOURCES[quality.source] if quality.source else ""


def _quality(quality: Quality) -> str:
    """Return the picture in words that are read again from a file's name."""
    shown = picture(quality)
    words = [_resolution(quality), _source(quality)]
    if shown.said and shown.value is not Step.SDR:
        words.append("DV" if shown.value in DOLBY_VISION else "")
        words.append(shown.value)
    return " ".join(filter(None, words))


FIELDS: Final = frozenset({*dict(_texts(Facts())), *_NUMBERS})

_SAMPLES: Final[Mapping[Kind, Facts]] = {
    Kind.MOVIE: Facts(
        title="Harbour Lights",
        year=2021,
        quality=Quality(resolution=2160, source=Source.WEBDL, group="NORTHWND"),
        original="Harbour.Lights.2021.2160p.WEB-DL-NORTHWND",
        ids=Ids(imdb="tt0000001", tmdb=1, tvdb=1),
    ),
    Kind.SERIES: Facts(
        title="Harbour Lights",
        year=2021,
        season=1,
        episodes=(2,),
        episode_title="The Storm",
        quality=Quality(resolution=1080, source=Source.WEBDL, group="NORTHWND"),
        original="Harbour.Lights.S01E02.1080p.WEB-DL-NORTHWND",
        ids=Ids(imdb="tt0000001", tmdb=1, tvdb=1),
        kind=Kind.SERIES,
    ),
}

"""Title: what a release's title says, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Final, NamedTuple

from ..quality.quality import Confidence, Quality
from .absolute import read_absolute
from .group import SITE_PREFIX, leading_group, take_crc, trailing_group, trim
from .name import LATIN_NAME, split_names
from .numbers import Numbers, read_numbers, read_part
from .places import BETWEEN, choose_year, keep_tags, opens_name
from .quality import Words, read_quality
from .scan import scan
from .tokens import Kind, Token

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


_CONTROL: Final = dict.fromkeys((*range(32), 0x7F, 0x200B, 0x200E, 0x200F, 0xFEFF), " ")
_WIDE: Final = str.maketrans(
    {"\u3010": "[", "\u3011": "]", "\uff08": "(", "\uff09": ")"} | _CONTROL
)
_CONTAINER: Final = re.compile(
    r"(?:\.|[ ](?=mkv|mp4|avi))(mkv|mp4|avi|m4v|ts|m2ts|wmv|mov|webm|mpg|mpeg|iso|vob|flv|ogm|nzb|torrent|srt|nfo)\s*$",
    re.IGNORECASE,
)
_ANY_VERSION: Final = re.compile(r"(?<=[0-9 .\[(-])v([0-9])(?![0-9a-z]|\.[0-9])")
_SECOND_GROUP: Final = re.compile(r"\[([A-Za-z][\w.-]{0,11})\][\s_-]{0,3}(?=[A-Za-z])")
_ABSOLUTE_BEFORE: Final = re.compile(
    r"[ .]-[ .]([0-9]{1,4})(\.[0-9]|-[0-9]{1,4})?[ .]?-?[ .]?[(\[]?$"
)


def parse(title: str) -> Title:
    """Read a title. Never raises; what is too long is cut."""
    text = title[:MAX_CHARS].rstrip()
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_WIDE).rstrip()
    container = None
    while ("." in text[-9:] or text[-3:] in ("mkv", "mp4", "avi")) and (
        match := _CONTAINER.search(text, len(text) - 9)
    ):
        container = container or match[1].lower()
        text = text[: match.start()].rstrip()
    start = len(text) - len(text.lstrip())
    site = None
    if match := SITE_PREFIX.match(text):
        site, start = (match[1] or match[0]).strip(" -_[]"), match.end()
    crc, crc_span = take_crc(text) if "]" in text or ")" in text else (None, None)
    if crc_span is not None:
        # Every place in the text is one in the title: what is taken out leaves a gap.
        first, end = crc_span
        text = f"{text[:first]}{' ' * (end - first)}{text[end:]}".rstrip()
    text = trim(text)
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(
            char if len(char.lower()) != 1 else char.lower() for char in text
        )
    lower = lower.replace("_", " ")
    reader = _Reader(text, lower, start)
    reader.places = [(len(text), len(title)), crc_span or (0, 0)]
    return reader.read(title, container=container, site=site, crc=crc)


class _Reader:
    """One reading of one title."""

    __slots__ = (
        "group", "group_guess", "group_start", "leading", "lower", "numbers", "places",
        "start", "tagged", "text", "tokens", "year", "year_span",
    )  # fmt: skip

    def __init__(self, text: str, lower: str, start: int) -> None:
        self.text = text
        self.lower = lower
        self.start = start
        self.group: str | None = None
        self.group_guess = False
        self.group_start = len(text)
        self.leading = False
        self.tagged = False
        self.tokens: list[Token] = []
        self.numbers = Numbers()
        self.places: list[tuple[int, int]] = []
        self.year: int | None = None
        self.year_span: tuple[int, int] | None = None

    def read(
        self, title: str, *, container: str | None, site: str | None, crc: str | None
    ) -> Title:
        """Read everything and put it together."""
        text, lower = self.text, self.lower
        self.numbers = numbers = read_numbers(lower)
        spans = numbers.spans
        tokens = scan(lower, text)
        for a, b in spans:
            tokens = [token for token in tokens if token.end <= a or b <= token.start]
        prefix: list[Token] = []
        while True:
            group, start, tagged = leading_group(text, self.start, tokens)
            if start == self.start:
                break
            if group is not None:
                if any(self.start <= a and b <= start for a, b in spans):
                    break
                tokens = [
                    token for token in tokens if not self.start <= token.start < start
                ]
                self.group, self.leading = group, True
            self.start = start
            if group is not None and (second := _SECOND_GROUP.match(text, start)):
                self.start = second.end()
            if not tagged:
                break
        if self.start:
            prefix = [token for token in tokens if token.start < self.start]
            tokens = [token for token in tokens if token.start >= self.start]
        if numbers.date and spans and spans[0][0] <= self.start and not numbers.seasons:
            self.start = max(self.start, spans[0][1])
        while (
            tokens
            and tokens[0].start == self.start
            and opens_name(lower, self.start, tokens, spans)
        ):
            tokens = tokens[1:]
        self.year, self.year_span, self.start = choose_year(
            lower, self.start, numbers, tokens
        )
        tokens = keep_tags(lower, self.start, numbers, self.year_span, tokens)
        self._find_group(tokens)
        if self.group_start < len(text):
            tokens = [token for token in tokens if token.end <= self.group_start]
        self._settle_numbers(tokens)
        read_absolute(
            self.text,
            lower,
            self.start,
            tokens,
            numbers,
            self.year_span,
            leading=self.leading,
        )
        self.tokens = [*prefix, *tokens]
        return self._title(title, container=container, site=site, crc=crc)

    def _settle_numbers(self, tokens: list[Token]) -> None:
        """Take back what is part of the name, and add what only the rest of the title tells."""
        numbers, lower = self.numbers, self.lower
        year = self.year_span
        if self.year is not None and year is None and numbers.seasons:
            if numbers.seasons[0] == self.year:
                numbers.unsure["year"] = Confidence.LIKELY
        if (
            numbers.word
            and not numbers.seasons
            and year is not None
            and numbers.end < year[0]
        ):
            if lower[numbers.end : year[0]].strip(BETWEEN):
                numbers.episodes = []
                numbers.spans = [
                    span for span in numbers.spans if span[1] != numbers.end
                ]
                return
        if (
            numbers.episodes
            and not numbers.seasons
            and (numbers.counted or numbers.short_date)
        ):
            numbers.seasons = [1]
            numbers.unsure["seasons"] = Confidence.GUESS
        if numbers.episodes and numbers.seasons:
            first = min(span[0] for span in numbers.spans)
            match = _ABSOLUTE_BEFORE.search(lower, max(self.start, first - 16), first)
            if match and (
                self.leading or (len(match[1]) == 3 and match[0].endswith("- "))
            ):
                if not match[2]:
                    numbers.absolute = [int(match[1])]
                numbers.spans.append((match.start(), first))
        if not (numbers.episodes or numbers.seasons or numbers.date or year):
            television = any(
                t.kind is Kind.SOURCE and t.value in ("hdtv", "sdtv") for t in tokens
            )
            part = read_part(lower[self.start :]) if television else None
            if part and not tokens[0].start < self.start + part[1]:
                numbers.episodes, numbers.seasons = [part[0]], [1]
                numbers.add(self.start + part[1], self.start + part[2])
                numbers.unsure["seasons"] = numbers.unsure["episodes"] = (
                    Confidence.GUESS
                )
        if (
            not numbers.version
            and "v" in lower
            and (version := _ANY_VERSION.search(lower, self.start))
        ):
            numbers.version = int(version[1])
            numbers.spans.append(version.span())

    def _find_group(self, tokens: list[Token]) -> None:
        after = self.start if self.year_span is None else self.year_span[1]
        for _, end in self.numbers.spans:
            after = max(after, end)
        if tokens and tokens[0].trust:
            after = min(after, max(self.start, tokens[0].start))
        name, start, guess = trailing_group(
            self.text, tokens, after, leading=self.leading
        )
        hyphen = self.text[start : start + 1] == "-"
        if name is not None and hyphen and not tokens and after == self.start:
            # Nothing but a name: "Spider-Man" has no group.
            return
        if name is not None and self.leading:
            # The group stands in front; behind, only what follows a tag can be another.
            if tokens and tokens[-1].start >= after and start >= tokens[-1].end:
                self.group_start = start
        elif name is not None:
            self.group_start = start
            self.group, self.group_guess = name.strip("."), guess

    def _title(
        self, title: str, *, container: str | None, site: str | None, crc: str | None
    ) -> Title:
        numbers = self.numbers
        words = Words(self.text, self.tokens)
        by_kind = words.by_kind
        name, others = split_names(self._name())
        counts, revision = (
            _revisions(words) if by_kind[Kind.REVISION] else (_NEVER_REVISED, 1)
        )
        version = numbers.version
        if version and version > revision:
            revision = version
        quality, audio = read_quality(
            words, group=self.group, revision=revision, group_guess=self.group_guess
        )
        complete = [words.written(token).casefold() for token in by_kind[Kind.COMPLETE]]
        part = read_part(self.lower)
        dubs = [token.value for token in by_kind[Kind.DUB]]
        services = by_kind[Kind.SERVICE]
        seasons, episodes = tuple(numbers.seasons), tuple(numbers.episodes)
        absolute = tuple(numbers.absolute)
        return Title(
            title=name,
            alternatives=others,
            year=self.year,
            seasons=seasons,
            episodes=episodes,
            absolute=absolute,
            date=numbers.date,
            season_pack=seasons != () and episodes == absolute == (),
            complete_series=complete != []
            and any("series" in said or "collection" in said for said in complete),
            special=numbers.half or 0 in seasons,
            part=part[0] if part else None,
            version=version,
            proper=counts["proper"],
            repack=counts["repack"],
            rerip=counts["rerip"],
            real=counts["real"],
            quality=quality,
            audio=audio,
            service=services[0].value if services else None,
            subtitles=by_kind[Kind.SUBTITLES] != [],
            dubbed="dubbed" in dubs or "line" in dubs,
            dual="dual" in dubs,
            stereo=by_kind[Kind.STEREO] != [],
            container=container,
            site=site,
            crc=crc,
            confidence=numbers.unsure,
            written=title,
            places=tuple(self.places),
        )

    def _take_places(self, name_end: int) -> None:
        """Remember where in the title something was read."""
        self.places += [(0, name_end), *self.numbers.spans]
        self.places += [(token.start, token.end) for token in self.tokens]
        if self.year_span is not None:
            self.places.append(self.year_span)
        if not self.leading:
            self.places.append((self.group_start, len(self.text)))

    def _name(self) -> str:
        end = self._name_end()
        name = self.text[self.start : end]
        self._take_places(end)
        if name.isascii() or LATIN_NAME.search(name):
            return name
        # A name in another script, then perhaps the number, then the name in Latin letters.
        limits = [token.start for token in self.tokens if token.start >= self.start][:1]
        limits += [self.group_start] + ([self.year_span[0]] if self.year_span else [])
        limit = min(limit for limit in limits if limit >= self.start)
        if limit <= end:
            return name
        rest = self.text[end:limit]
        for start, stop in sorted(self.numbers.spans, reverse=True):
            if end <= start and stop <= limit:
                rest = rest[: start - end] + " / " + rest[stop - end :]
        if not LATIN_NAME.search(rest):
            return name
        self.places.append((end, limit))
        return f"{name} / {rest}"

    def _name_end(self) -> int:
        start, ends = self.start, self.group_start
        for begin, _ in self.numbers.spans:
            if start <= begin < ends:
                ends = begin
        for token in self.tokens:
            if token.start >= start:
                ends = min(ends, token.start)
                break
        if self.year_span is not None:
            ends = min(ends, self.year_span[0])
        return max(ends, start)


_NEVER_REVISED: Final = {"proper": 0, "repack": 0, "rerip": 0, "real": 0}


def _revisions(words: Words) -> tuple[dict[str, int], int]:
    """Return how often each word for a correction stands there, and what they add up to."""
    counts = dict(_NEVER_REVISED)
    revision = 1
    for token in words.of(Kind.REVISION):
        written = words.written(token)
        # "Real" is also an ordinary word; as a tag it is shouted.
        if token.value == "real" and not written.isupper():
            continue
        counts[token.value] += 1
        revision = max(revision, int(written[-1]) if written[-1].isdecimal() else 2)
    return counts, revision

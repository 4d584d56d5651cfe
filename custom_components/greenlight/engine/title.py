"""Title: what a release's title says, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Final

from .quality import Confidence, Quality
from .title_group import SITE_PREFIX, leading_group, take_crc, trailing_group, trim
from .title_name import LATIN_NAME, split_names
from .title_absolute import read_absolute
from .title_numbers import Numbers, read_numbers, read_part, years
from .title_quality import Words, read_quality
from .title_scan import scan
from .title_tokens import Kind, Token, Trust

MAX_CHARS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What one title says. Whatever it does not say is None or empty.

    ``episodes`` are numbers within a season, ``absolute`` those of the whole series. ``version`` is
    that of an anime release (``v2``); ``proper``, ``repack``, ``rerip`` and ``real`` count how often
    the word stands there. ``confidence`` holds what is not ``stated``, by the name of the field.
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

    @property
    def group(self) -> str | None:
        """Return who made the release."""
        return self.quality.group

    def sure(self, name: str) -> Confidence:
        """Return how sure a field is."""
        return self.confidence.get(name, self.quality.sure(name))


_CONTROL: Final = dict.fromkeys((*range(32), 0x7F, 0x200B, 0x200E, 0x200F, 0xFEFF), " ")
_WIDE: Final = str.maketrans({"\u3010": "[", "\u3011": "]", "\uff08": "(", "\uff09": ")"} | _CONTROL)  # type: ignore[arg-type]
_CONTAINER: Final = re.compile(
    r"(?:\.|[ ](?=mkv|mp4|avi))(mkv|mp4|avi|m4v|ts|m2ts|wmv|mov|webm|mpg|mpeg|iso|vob|flv|ogm|nzb|torrent|srt|nfo)\s*$", re.IGNORECASE
)
# What may stand between two words that belong together.
_BETWEEN: Final = " .-_()[]{}+,/|&:;~"
# Before a word of doubt, these say that it is part of the name.
_CONNECTS: Final = re.compile(
    r"(?:^|[ .])(?:the|a|an|and|of|in|to|or|for|with|my|on|de|la|le|les|el|los|der|die|das|und|et|y|&|vs|no)[ .]+$"
)
# Before a number that ends the name, only these can go before it and be no part of it.
_BEFORE_NUMBER: Final = frozenset(
    {Kind.EDITION, Kind.LANGUAGE, Kind.COMPLETE, Kind.REVISION, Kind.HYBRID, Kind.STEREO, Kind.SUBTITLES}
)
_ANY_VERSION: Final = re.compile(r"(?<=[0-9 .\[(-])v([0-9])(?![0-9a-z]|\.[0-9])")
_NEARLY_END: Final = re.compile(r"-[^\s-]+$")
_SECOND_GROUP: Final = re.compile(r"\[([A-Za-z][\w.-]{0,11})\][\s_-]{0,3}(?=[A-Za-z])")
_ABSOLUTE_BEFORE: Final = re.compile(r"[ .]-[ .]([0-9]{1,4})(\.[0-9]|-[0-9]{1,4})?[ .]?-?[ .]?[(\[]?$")


def _joined(text: str, start: int, end: int) -> bool:
    """Tell whether nothing but separators stands between two places."""
    return not text[start:end].strip(_BETWEEN)


def _together(text: str, start: int, end: int) -> bool:
    """Tell whether nothing but separators, or a year, stands between two places."""
    between = text[start:end].strip(_BETWEEN)
    return not between or (len(between) == 4 and between.isdigit())


def parse(title: str) -> Title:
    """Read a title. Never raises; what is too long is cut."""
    text = title[:MAX_CHARS].strip()
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_WIDE)
    container = None
    while ("." in text[-9:] or text[-3:] in ("mkv", "mp4", "avi")) and (match := _CONTAINER.search(text, len(text) - 9)):
        container = container or match[1].lower()
        text = text[: match.start()].rstrip()
    start = 0
    site = None
    if match := SITE_PREFIX.match(text):
        site, start = (match[1] or match[0]).strip(" -_[]"), match.end()
    crc, crc_span = take_crc(text) if "]" in text or ")" in text else (None, None)
    if crc_span is not None:
        text = text[: crc_span[0]].rstrip() + (" " + text[crc_span[1] :].strip() if text[crc_span[1] :].strip() else "")
    text = trim(text)
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(char if len(char.lower()) != 1 else char.lower() for char in text)
    lower = lower.replace("_", " ")
    return _Reader(text, lower, start).read(container=container, site=site, crc=crc)


class _Reader:
    """One reading of one title."""

    __slots__ = (
        "confidence", "group", "group_guess", "group_start", "leading", "lower", "numbers", "start",
        "tagged", "text", "tokens", "year", "year_span",
    )  # fmt: skip

    def __init__(self, text: str, lower: str, start: int) -> None:
        self.text = text
        self.lower = lower
        self.start = start
        self.confidence: dict[str, Confidence] = {}
        self.group: str | None = None
        self.group_guess = False
        self.group_start = len(text)
        self.leading = False
        self.tagged = False
        self.tokens: list[Token] = []
        self.numbers = Numbers()
        self.year: int | None = None
        self.year_span: tuple[int, int] | None = None

    def read(self, *, container: str | None, site: str | None, crc: str | None) -> Title:
        """Read everything and put it together."""
        text, lower = self.text, self.lower
        self.numbers = numbers = read_numbers(lower)
        spans = numbers.spans
        tokens = [
            token
            for token in scan(lower, text)
            if not any(a < token.end and token.start < b for a, b in spans)
        ]
        prefix: list[Token] = []
        while True:
            group, start, tagged = leading_group(text, self.start, tokens)
            if start == self.start:
                break
            if group is not None:
                if any(self.start <= a and b <= start for a, b in spans):
                    break
                tokens = [token for token in tokens if not self.start <= token.start < start]
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
        while tokens and tokens[0].start == self.start and self._opens_name(tokens):
            tokens = tokens[1:]
        self._choose_year(tokens)
        tokens = self._valid(tokens)
        self._find_group(tokens)
        if self.group_start < len(text):
            tokens = [token for token in tokens if token.end <= self.group_start]
        self._settle_numbers(tokens)
        read_absolute(self.text, lower, self.start, tokens, numbers, self.year_span, leading=self.leading)
        self.tokens = [*prefix, *tokens]
        return self._title(container=container, site=site, crc=crc)

    def _choose_year(self, tokens: list[Token]) -> None:
        found = [year for year in years(self.lower, self.numbers.spans) if year[1] >= self.start]
        if not found:
            if self.numbers.seasons and self.numbers.seasons[0] > 1900:
                self.year = self.numbers.seasons[0]
            return
        ends = [span[0] for span in self.numbers.spans if span[0] > self.start]
        ends += [token.start for token in tokens if token.trust is Trust.STRONG and token.start > self.start][:1]
        limit = min(ends, default=len(self.text))
        before = [year for year in found if year[1] < limit]
        after = [year for year in found if year[1] >= limit]
        if before and self._leads(before[0]):
            self.year, self.year_span = before[0][0], None
            self.start = before[0][2] + 1
            return
        opening = before[:1] and not self.lower[self.start : before[0][1]].strip(" .-_")
        if opening:
            before = before[1:]
        bracketed = [year for year in before if self.lower[year[1] - 1] in "([" and self.lower[year[2] : year[2] + 1] in (")", "]", "")]
        chosen = bracketed[-1] if bracketed else before[-1] if before else after[0] if after else None
        if chosen is not None:
            # Said twice, the name ends at the first.
            chosen = next(year for year in (*before, chosen) if year[0] == chosen[0])
            self.year, self.year_span = chosen[0], (chosen[1], chosen[2])

    def _leads(self, year: tuple[int, int, int]) -> bool:
        lower = self.lower
        if year[1] != self.start + 1 or lower[self.start] not in "([":
            return False
        return lower[year[2] : year[2] + 1] in (")", "]") and bool(lower[year[2] + 1 :].strip(_BETWEEN))

    def _opens_name(self, tokens: list[Token]) -> bool:
        """Tell whether the first word, known as it is, opens the name."""
        follows = [token.start for token in tokens[1:2]] + [a for a, _ in self.numbers.spans if a > self.start]
        if not follows:
            return False
        return bool(self.lower[tokens[0].end : min(follows)].strip(_BETWEEN))

    def _valid(self, tokens: list[Token]) -> list[Token]:
        """Keep the words that are no part of a name."""
        lower = self.lower
        marks = [span for span in self.numbers.spans if span[0] >= self.start]
        if self.year_span is not None:
            marks.append(self.year_span)
        strong = next((i for i, t in enumerate(tokens) if t.trust is Trust.STRONG), len(tokens))
        first_strong = tokens[strong].start if strong < len(tokens) else len(lower)
        mark = min((span[0] for span in marks), default=len(lower) + 1)
        anchor = min(mark, first_strong)
        valid = [False] * len(tokens)
        for index, token in enumerate(tokens):
            valid[index] = token.trust is Trust.STRONG
        # From each sure word, and from the year or episode, on to the words beside it.
        ends = {span[1] for span in marks}
        for index, token in enumerate(tokens):
            if valid[index] or token.start < anchor:
                if not valid[index] and " " not in lower and token.trust is Trust.WEAK and anchor > len(lower) - 1 and _NEARLY_END.match(lower, token.end):
                    valid[index] = True
                continue
            if index and valid[index - 1] and _together(lower, tokens[index - 1].end, token.start):
                valid[index] = True
            elif any(end <= token.start and not lower[end : token.start].strip(_BETWEEN) for end in ends):
                valid[index] = token.trust is Trust.WEAK or (index + 1 < len(tokens))
            elif (
                token.trust is Trust.WEAK
                and " " not in lower
                and _NEARLY_END.match(lower, token.end)
            ):
                valid[index] = True
            elif token.trust is Trust.WEAK and not lower[token.end :].strip(_BETWEEN):
                valid[index] = token.kind is not Kind.LANGUAGE or " " not in lower
        for index in range(len(tokens) - 2, -1, -1):
            token, follower = tokens[index], tokens[index + 1]
            if valid[index] or not valid[index + 1]:
                continue
            together = _together if token.start > mark else _joined
            if not together(lower, token.end, follower.start):
                continue
            if token.start < anchor and not self._before_name_end(token, follower.kind):
                continue
            valid[index] = not (token.start > anchor and self._episode_word(token))
        if mark <= first_strong:
            for index in range(len(tokens) - 1, -1, -1):
                token = tokens[index]
                if token.end > mark or valid[index]:
                    continue
                following = min((t.start for i, t in enumerate(tokens) if i > index and valid[i]), default=mark)
                if lower[token.end : min(following, mark)].strip(_BETWEEN):
                    break
                if token.value != "english" and (token.kind in _BEFORE_NUMBER or token.value in ("tag", "dubbed")) and token.trust is Trust.WEAK and self._before_name_end(token, None):
                    later = any(t.kind is Kind.LANGUAGE and t.value == token.value and t.start > mark for t in tokens)
                    valid[index] = not (token.kind is Kind.LANGUAGE and later)
        # "S06.P5" is a part of a season, whatever the picture.
        if self.numbers.seasons and not self.numbers.episodes:
            for index, token in enumerate(tokens):
                if token.kind is Kind.PROFILE and token.trust is Trust.WEAK:
                    close = _joined(lower, self.numbers.end, token.start)
                    valid[index] = valid[index] and not close
        return [token for index, token in enumerate(tokens) if valid[index]]

    def _episode_word(self, token: Token) -> bool:
        return token.kind is Kind.SOURCE and _CONNECTS.search(self.lower, max(0, token.start - 8), token.start) is not None

    def _before_name_end(self, token: Token, follower: Kind | None) -> bool:
        if not self.lower[self.start : token.start].strip(_BETWEEN):
            return follower is not None and token.kind not in (Kind.EDITION, Kind.LANGUAGE, Kind.LAYER, Kind.RANGE)
        return _CONNECTS.search(self.lower, max(self.start, token.start - 8), token.start) is None

    def _settle_numbers(self, tokens: list[Token]) -> None:
        """Take back what is part of the name, and add what only the rest of the title tells."""
        numbers, lower = self.numbers, self.lower
        year = self.year_span
        if numbers.word and not numbers.seasons and year is not None and numbers.end < year[0]:
            if lower[numbers.end : year[0]].strip(_BETWEEN):
                numbers.episodes = []
                numbers.spans = [span for span in numbers.spans if span[1] != numbers.end]
                return
        if numbers.episodes and not numbers.seasons and (numbers.counted or numbers.short_date):
            numbers.seasons = [1]
            self.confidence["seasons"] = Confidence.GUESS
        if numbers.episodes and numbers.seasons:
            first = min(span[0] for span in numbers.spans)
            match = _ABSOLUTE_BEFORE.search(lower, max(self.start, first - 16), first)
            if match and (self.leading or (len(match[1]) == 3 and match[0].endswith("- "))):
                if not match[2]:
                    numbers.absolute = [int(match[1])]
                numbers.spans.append((match.start(), first))
        if not (numbers.episodes or numbers.seasons or numbers.date or year):
            television = any(t.kind is Kind.SOURCE and t.value in ("hdtv", "sdtv") for t in tokens)
            part = read_part(lower[self.start :]) if television else None
            if part and not tokens[0].start < self.start + part[1]:
                numbers.episodes, numbers.seasons = [part[0]], [1]
                numbers.add(self.start + part[1], self.start + part[2])
                self.confidence["seasons"] = self.confidence["episodes"] = Confidence.GUESS
        if not numbers.version and "v" in lower and (version := _ANY_VERSION.search(lower, self.start)):
            numbers.version = int(version[1])
            numbers.spans.append(version.span())

    def _find_group(self, tokens: list[Token]) -> None:
        after = max(
            [self.start]
            + [span[1] for span in self.numbers.spans if span[1] <= len(self.text)]
            + ([self.year_span[1]] if self.year_span else [])
        )
        if tokens:
            after = min(after, max(self.start, tokens[0].start)) if tokens[0].trust else after
        name, start, guess = trailing_group(self.text, tokens, after, leading=self.leading)
        if name is not None:
            self.group_start = start
            if not self.leading:
                self.group, self.group_guess = name, guess

    def _title(self, *, container: str | None, site: str | None, crc: str | None) -> Title:
        numbers, tokens = self.numbers, self.tokens
        words = Words(self.text, tokens)
        names = split_names(self._name())
        counts = {"proper": 0, "repack": 0, "rerip": 0, "real": 0}
        revision = 1
        for token in words.of(Kind.REVISION):
            written = words.written(token)
            if token.value == "real" and not written.isupper():
                continue
            counts[token.value] += 1
            if token.value == "real":
                revision = max(revision, 2)
            else:
                revision = max(revision, int(written[-1]) if written[-1].isdigit() else 2)
        version = numbers.version
        if version and version > 1:
            revision = max(revision, version)
        quality, audio = read_quality(words, group=self.group, revision=revision, group_guess=self.group_guess)
        complete = [words.written(token).casefold() for token in words.of(Kind.COMPLETE)]
        part = read_part(self.lower)
        dubs = {token.value for token in words.of(Kind.DUB)}
        services = words.of(Kind.SERVICE)
        return Title(
            title=names.title,
            alternatives=names.others,
            year=self.year,
            seasons=tuple(numbers.seasons),
            episodes=tuple(numbers.episodes),
            absolute=tuple(numbers.absolute),
            date=numbers.date,
            season_pack=bool(numbers.seasons) and not numbers.episodes and not numbers.absolute,
            complete_series=any("series" in word or "collection" in word for word in complete),
            special=numbers.half or 0 in numbers.seasons,
            part=part[0] if part else None,
            version=version,
            quality=quality,
            audio=audio,
            service=services[0].value if services else None,
            subtitles=bool(words.of(Kind.SUBTITLES)),
            dubbed="dubbed" in dubs or "line" in dubs,
            dual="dual" in dubs,
            stereo=bool(words.of(Kind.STEREO)),
            container=container,
            site=site,
            crc=crc,
            confidence=self.confidence,
            **counts,
        )

    def _name(self) -> str:
        end = self._name_end()
        name = self.text[self.start : end]
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
        return f"{name} / {rest}" if LATIN_NAME.search(rest) else name

    def _name_end(self) -> int:
        ends = [span[0] for span in self.numbers.spans if span[0] >= self.start]
        ends += [token.start for token in self.tokens if token.start >= self.start][:1]
        if self.year_span is not None:
            ends.append(self.year_span[0])
        ends.append(self.group_start)
        return min(end for end in ends if end >= self.start) if ends else len(self.text)

"""Where a name ends: which of the known words, and which year, are no part of it."""

from collections.abc import Sequence
import re
from typing import Final

from ..quality.quality import Confidence
from .dates import years
from .sheet import Numbers, Sheet, Span
from .tokens import Kind, Token, Trust

# What may stand between two words that belong together.
BETWEEN: Final = " .-_()[]{}+,/|&:;~"
# Before a word of doubt, these say that it is part of the name.
_CONNECTS: Final = re.compile(
    r"(?:^|[ .])(?:the|a|an|and|of|in|to|or|for|with|my|on|de|la|le|les|el|los|der|die|das|und|et|y|&"
    r"|vs|no)[ .]+$"
)
# Before a year or an episode only these can be no part of the name.
_BEFORE_NUMBER: Final = frozenset(
    {
        int(Kind.EDITION),
        int(Kind.LANGUAGE),
        int(Kind.COMPLETE),
        int(Kind.REVISION),
        int(Kind.HYBRID),
        int(Kind.STEREO),
        int(Kind.SUBTITLES),
    }
)
_OPENS_NAME: Final = (Kind.EDITION, Kind.LANGUAGE, Kind.LAYER, Kind.RANGE)
_LISTED: Final = re.compile(r"(?: - |\. )(?=[^\W\d_])")
_NEARLY_END: Final = re.compile(r"-[^\s-]+$")


def joined(text: str, start: int, end: int) -> bool:
    """Tell whether nothing but separators stands between two places."""
    return not text[start:end].strip(BETWEEN)


def _together(text: str, start: int, end: int) -> bool:
    """Tell whether nothing but separators, or a year, stands between two places."""
    between = text[start:end].strip(BETWEEN)
    return not between or (len(between) == 4 and between.isdigit())


def opens_name(
    text: str, start: int, tokens: Sequence[Token], spans: list[Span]
) -> bool:
    """Tell whether the first word, known as it is, opens the name."""
    follows = [token.start for token in tokens[1:2]]
    follows += [span[0] for span in spans if span[0] > start]
    return bool(follows) and not joined(text, tokens[0].end, min(follows))


def take_year(sheet: Sheet) -> None:
    """Take the year of the work."""
    sheet.year, sheet.year_span, sheet.start = _choose_year(
        sheet.lower, sheet.start, sheet.numbers, sheet.words
    )
    if sheet.year_span is not None and sheet.year_span[1] - sheet.year_span[0] > 4:
        sheet.numbers.unsure["year"] = Confidence.LIKELY


def take_tags(sheet: Sheet) -> None:
    """Take the words that are no part of a name."""
    sheet.tags = _keep_tags(
        sheet.lower, sheet.start, sheet.numbers, sheet.year_span, sheet.words
    )


def _choose_year(
    text: str, start: int, numbers: Numbers, tokens: Sequence[Token]
) -> tuple[int | None, Span | None, int]:
    """Return the year of the work, its place, and where the name starts.

    There is no place where the year stands before the name, or in the number of the season.
    """
    found = [year for year in years(text, numbers.spans) if year[1] >= start]
    if not found:
        if numbers.seasons and numbers.seasons[0] > 1900:
            return numbers.seasons[0], None, start
        return None, None, start
    limit = len(text)
    for span in numbers.spans:
        if start < span[0] < limit:
            limit = span[0]
    for token in tokens:
        if token.trust is Trust.STRONG and token.start > start:
            limit = min(limit, token.start)
            break
    before = [year for year in found if year[1] < limit]
    listed = before and before[0][1] == start and (len(found) > 1 or numbers.spans)
    if before and not listed and _leads(text, start, before[0]):
        return before[0][0], None, before[0][2] + 1
    if before and not text[start : before[0][1]].strip(" .-_"):
        # A year that opens the title is its name: 1917, 2012.
        before = before[1:]
    bracketed = [year for year in before if _bracketed(text, year)]
    after = [year for year in found if year[1] >= limit]
    candidates = bracketed[-1:] or before[-1:] or after[:1]
    if not candidates:
        return None, None, start
    # Said twice, the name ends at the first.
    chosen = next(
        year for year in (*before, *candidates) if year[0] == candidates[0][0]
    )
    return chosen[0], (chosen[1], chosen[2]), start


def _bracketed(text: str, year: tuple[int, int, int]) -> bool:
    return text[year[1] - 1] in "([" and text[year[2] : year[2] + 1] in (")", "]", "")


def _leads(text: str, start: int, year: tuple[int, int, int]) -> bool:
    if year[1] == start:
        # "2019 - Name", "2019. Name": films in the order in which they came.
        return _LISTED.match(text, year[2]) is not None
    if year[1] != start + 1 or not _bracketed(text, year):
        return False
    return not joined(text, year[2] + 1, len(text))


def _keep_tags(
    text: str, start: int, numbers: Numbers, year: Span | None, tokens: Sequence[Token]
) -> Sequence[Token]:
    """Return the words that are no part of a name: the sure ones, and those beside them."""
    if not tokens:
        return tokens
    strong, kept, doubtful = Trust.STRONG, [], False
    for token in tokens:
        sure = token.trust is strong
        kept.append(sure)
        doubtful = doubtful or not sure
    if doubtful:
        marks = [span for span in numbers.spans if span[0] >= start]
        if year is not None:
            marks.append(year)
        mark = min((span[0] for span in marks), default=len(text) + 1)
        first = tokens[kept.index(True)].start if True in kept else len(text)
        _keep_behind(text, tokens, kept, min(mark, first), marks)
        _keep_beside(text, start, tokens, kept, (mark, first))
        if mark <= first:
            _keep_before(text, start, tokens, kept, mark)
    if numbers.seasons and not numbers.episodes:
        # "S06.P5" is a part of a season, whatever the picture.
        for index, token in enumerate(tokens):
            if token.kind is Kind.PROFILE and token.trust is Trust.WEAK:
                kept[index] = kept[index] and not joined(text, numbers.end, token.start)
    return [token for index, token in enumerate(tokens) if kept[index]]


def _keep_beside(
    text: str,
    start: int,
    tokens: Sequence[Token],
    kept: list[bool],
    first: tuple[int, int],
) -> None:
    """Keep the words of doubt that stand right before one that is kept."""
    mark, anchor = first[0], min(first)
    for index in range(len(tokens) - 2, -1, -1):
        token, follower = tokens[index], tokens[index + 1]
        if kept[index] or not kept[index + 1]:
            continue
        beside = _together if token.start > mark else joined
        if not beside(text, token.end, follower.start):
            continue
        if token.start < anchor:
            kept[index] = _ends_name(text, start, token, before_tag=True)
        else:
            kept[index] = token.kind is not Kind.SOURCE or not _connected(
                text, 0, token
            )


def _keep_behind(
    text: str, tokens: Sequence[Token], kept: list[bool], anchor: int, marks: list[Span]
) -> None:
    """Keep the words of doubt that follow a sure one, a year or an episode, or end the title."""
    ends = {span[1] for span in marks}
    dotted = " " not in text
    brackets = "[" in text or "(" in text
    for index, token in enumerate(tokens):
        if kept[index]:
            continue
        weak = token.trust is Trust.WEAK
        if brackets and _alone(text, token):
            kept[index] = True
        elif token.start < anchor:
            # "Some.Name.FRENCH-GROUP" has no sure word at all, "Some Name CD1" but one of two.
            if weak and anchor >= len(text):
                if dotted and _NEARLY_END.match(text, token.end):
                    kept[index] = True
                elif token.value == "tag" and token.end >= len(text):
                    kept[index] = text[token.end - 1].isdigit()
        elif (
            index
            and kept[index - 1]
            and _together(text, tokens[index - 1].end, token.start)
        ):
            kept[index] = True
        elif any(
            # Behind a slash another name begins.
            end <= token.start and not text[end : token.start].strip(" .-_()[]{}+,&:;~")
            for end in ends
        ):
            kept[index] = weak or index + 1 < len(tokens)
        elif weak and dotted and _NEARLY_END.match(text, token.end):
            kept[index] = True
        elif weak and joined(text, token.end, len(text)):
            kept[index] = dotted or token.kind is not Kind.LANGUAGE


def _alone(text: str, token: Token) -> bool:
    """Tell whether a word of doubt stands alone in brackets, where it is a tag."""
    if token.value == "sdtv":
        return False
    if token.trust is Trust.CASED and token.kind is not Kind.LANGUAGE:
        return False
    return text[token.start - 1 : token.start] + text[token.end : token.end + 1] in (
        "[]",
        "()",
    )


def _keep_before(
    text: str, start: int, tokens: Sequence[Token], kept: list[bool], mark: int
) -> None:
    """Keep the words of doubt that stand between a name and its year or episode."""
    following = mark
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if kept[index]:
            following = min(following, token.start)
        elif token.end <= mark:
            if not joined(text, token.end, following):
                break
            cased = token.trust is Trust.CASED and token.kind is not Kind.EDITION
            if cased or token.value in ("english", "real", "batch"):
                continue
            if int(token.kind) not in _BEFORE_NUMBER and token.value not in (
                "tag",
                "dubbed",
            ):
                continue
            if not _ends_name(text, start, token, before_tag=False):
                continue
            # "The.Good.German.2006.GERMAN": the language is said where it belongs.
            if token.kind is Kind.LANGUAGE and any(
                other.value == token.value and other.start > mark for other in tokens
            ):
                continue
            kept[index] = True
            following = token.start


def _ends_name(text: str, start: int, token: Token, *, before_tag: bool) -> bool:
    """Tell whether a word of doubt can be the first that is no part of the name."""
    if joined(text, start, token.start):
        return before_tag and token.kind not in _OPENS_NAME
    return not _connected(text, start, token)


def _connected(text: str, start: int, token: Token) -> bool:
    return _CONNECTS.search(text, max(start, token.start - 8), token.start) is not None

"""Who made a release: the group at the end or the start of its title, without what was added."""

import re
from typing import Final

from .sheet import Sheet
from .tokens import Kind, Token, Trust

_BRACKETED: Final = re.compile(r"\[([^\[\]]{1,40})\]$")
_SOFTSUBS: Final = re.compile(r"softsubs ?\(([^()]{1,40})\)?\]?$", re.IGNORECASE)
_AFTER_DASH: Final = re.compile(
    r"[ ._]{0,2}[)\]]{0,2}[ ._]{0,2}-[ ]?\[?([^\s\[\]()][^\[\]()]{0,30}?)\]?[)\]]?$"
)
_LAST_DASH: Final = re.compile(
    r"(?<=[^\s])[-–]([^\s\-\[\](){}]{2,25})$|[ .]-([^\s\-\[\](){}]{2,25})$"
)
_LAST_WORD: Final = re.compile(r"[ ._]([^\s._()\[\]{}]{2,20})[)\]]?$")
_INITIAL_DASH: Final = re.compile(r"[ .]([A-Z]-[\w]{3,12})$")
_TWO_WORDS: Final = re.compile(r"[ .][\w-]{1,20}\)?[ .](\w{2,12})$")
_INNER_WORD: Final = re.compile(r"[ .](?:[\w.&+-]{1,12} )?([\w-]{1,20})[)\]]$")
_BEFORE_ADDED: Final = re.compile(r"-(\w{2,20})[ .]$")
_BY: Final = re.compile(r"[ ][Bb]y[ ]([\w-]{2,20})$")
_UNDERSCORED: Final = re.compile(r"-(\w{2,25})$")
_INNER_DASH: Final = re.compile(
    r"[ ]?- ?([^\s()\[\]]{1,20})(?:\[([\w.]{2,12})\]|(?: ([\w.]{2,12})))?\)?$"
)
# Collectives put their name after that of the member who made the encode.
_COLLECTIVE: Final = frozenset({"taoe", "qxr", "utr"})
# Words that name a group when they stand alone behind the last hyphen.
_NAMES: Final = frozenset(
    {"dv", "fel", "mel", "hdr", "sdr", "bd", "vhs", "cam", "ts", "red", "web"}
)


def take_group(sheet: Sheet) -> None:
    """Take the group at the end of a title, and what may stand there beside one in front."""
    tags, start = sheet.tags, sheet.start
    sheet.group_start = len(sheet.text)
    after = start if sheet.year_span is None else sheet.year_span[1]
    for _, end in sheet.numbers.spans:
        after = max(after, end)
    if tags and tags[0].trust:
        after = min(after, max(start, tags[0].start))
    name, begin, guess = _trailing(sheet.text, tags, after, leading=sheet.leading)
    hyphen = sheet.text[begin : begin + 1] == "-"
    if name is None or (hyphen and not tags and after == start):
        # Nothing but a name: "Spider-Man" has no group.
        return
    if sheet.leading:
        # The group stands in front; behind, only what follows a tag can be another.
        if not (tags and tags[-1].start >= after and begin >= tags[-1].end):
            return
    else:
        sheet.group, sheet.group_guess = name.strip("."), guess
    sheet.group_start = begin
    sheet.tags = [token for token in tags if token.end <= begin]


def _trailing(
    text: str, tokens: list[Token], after: int, *, leading: bool
) -> tuple[str | None, int, bool]:
    """Return the group at the end of a title, where it starts, and whether that is a guess.

    ``after`` is where the name, year and episode end: no group can stand before.
    """
    end = len(text)
    if tokens and tokens[-1].start >= after:
        # Most titles end in nothing but a hyphen and a name.
        behind = tokens[-1].end
        if text[behind : behind + 1] == "-" and text[behind + 1 :].isalnum():
            return text[behind + 1 :], behind, False
    if soft := _SOFTSUBS.search(text):
        return soft[1].strip(), soft.start(), False
    last = next((token for token in reversed(tokens) if token.start >= after), None)
    bracket = _BRACKETED.search(text)
    if bracket:
        found = _bracket(text, bracket, tokens, after, leading=leading)
        if found is not None:
            return found
        if last is not None and last.start >= bracket.start():
            return _inner(text, last, leading=leading)
        return None, end, False
    if text.endswith(")") and last is not None:
        opened = text.rfind("(")
        if opened < 0:
            return _plain(text, tokens, last, after, leading=leading)
        if last.start >= opened or "- " in text[opened:]:
            return _inner(text, last, leading=leading)
        return None, end, False
    return _plain(text, tokens, last, after, leading=leading)


def _plain(
    text: str, tokens: list[Token], last: Token | None, after: int, *, leading: bool
) -> tuple[str | None, int, bool]:
    end = len(text)
    # A known word can open a group's name.
    if (
        last is not None
        and text[last.start - 1 : last.start] == "-"
        and text[last.end : last.end + 1] == "_"
    ):
        if match := _UNDERSCORED.match(text, last.start - 1):
            return match[1], last.start - 1, False
    # What a reposter added in the same way as the rest: "-GROUP.NLSubs".
    if last is not None and last.end == end and last.kind is Kind.SUBTITLES:
        if (match := _BEFORE_ADDED.search(text, after, last.start)) and any(
            token.end == match.start() for token in tokens
        ):
            return match[1], match.start(), False
    # A known word behind the last hyphen is the group if words come before it.
    if (
        last is not None
        and last.end == end
        and text[last.start - 1 : last.start] == "-"
    ):
        before = [token for token in tokens if after <= token.start < last.start]
        word = text[last.start : end].casefold()
        again = last.kind is Kind.SOURCE and any(t.kind is Kind.SOURCE for t in before)
        if before and (
            again
            or word in _NAMES
            or last.trust is Trust.CASED
            or last.kind in (Kind.EDITION, Kind.LANGUAGE, Kind.NOTE)
        ):
            return text[last.start : end], last.start - 1, False
    if last is not None:
        if match := _AFTER_DASH.match(text, last.end):
            name = match[1].strip()
            if name and len(name.split()) <= 3 and (last.trust or last.start > after):
                return _collective(name), last.end, False
        if match := _INITIAL_DASH.match(text, last.end):
            return match[1], last.end, True
    match = _LAST_DASH.search(text, after)
    if match:
        index = match.lastindex or 1
        start = match.start(index)
        inside = any(token.start < start < token.end for token in tokens)
        known = any(
            start <= token.start and (token.trust or token.end == end)
            for token in tokens
        )
        closed = start - 1 == after or text[max(0, start - 2) : start - 1] in (")", "]")
        tagged = last is not None or closed or " " not in text
        if not inside and not known and tagged and match[index][0] != "_":
            return _collective(match[index]), start - 1, False
    if " by " in text[-32:].lower() and (
        match := _BY.search(text, max(after, len(text) - 32))
    ):
        return match[1], match.start(), False
    if last is not None and not leading and last.trust is not Trust.CASED:
        if match := _LAST_WORD.match(text, last.end):
            return match[1], last.end, True
        if match := _TWO_WORDS.match(text, last.end):
            if match[1].casefold() in _COLLECTIVE:
                return match[1], last.end, False
    return None, end, False


def _bracket(
    text: str, bracket: re.Match[str], tokens: list[Token], after: int, *, leading: bool
) -> tuple[str | None, int, bool] | None:
    inner = bracket[1].strip()
    head = text[: bracket.start()].rstrip()
    if not inner:
        return None
    known = any(
        bracket.start() < token.start and token.end <= bracket.end() for token in tokens
    )
    if head.endswith("-"):
        return inner, bracket.start() - 1, False
    if inner.casefold() in _COLLECTIVE:
        return inner, bracket.start(), False
    if known:
        return None
    earlier = [token for token in tokens if token.end <= bracket.start()]
    last = next((token for token in reversed(earlier) if token.start >= after), None)
    if not head.endswith((")", "]")):
        name, start, guess = _plain(head, earlier, last, after, leading=True)
        if name is not None and not guess:
            return name, start, False
    if leading or bracket.start() < after or inner.isdigit():
        return None
    if " " in inner and not inner.istitle():
        return None
    return (None, len(text), False) if " " in inner else (inner, bracket.start(), False)


def _inner(text: str, last: Token, *, leading: bool) -> tuple[str | None, int, bool]:
    rest = last.end
    if match := _INNER_DASH.match(text, rest):
        name = match[2] or match[3] or match[1]
        return name.rstrip(")"), rest, False
    if leading:
        return None, len(text), False
    if match := _INNER_WORD.match(text, rest):
        return match[1], rest, True
    return None, len(text), False


def _collective(name: str) -> str:
    if " - " in name:
        name = name.rpartition(" - ")[2]
    elif "." in name and "-" in name:
        name = name.rpartition("-")[2]
    words = name.replace(".", " ").split()
    if len(words) == 2 and words[1].casefold() in _COLLECTIVE:
        return words[1]
    return name.strip()

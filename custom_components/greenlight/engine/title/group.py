"""Who made a release: the group at the end or the start of its title, without what was added."""

import re
from typing import Final

from .tokens import Kind, Token, Trust

_TLD: Final = r"(?:com|org|net|pl|cd|tv|me|to|ru|cc|info|se|in|io|ag|mx|lt|ws|co|xyz|site|top|vip|cz|gratis)"
SITE_PREFIX: Final = re.compile(
    r"^\s*(?:"
    rf"\[\s*((?:[^\]\s]{{0,60}} )?(?:www\.[^\]]{{1,60}}|[\w.-]{{1,60}}\.{_TLD}))\s*\]"
    rf"|(?:www\.[\w.-]{{1,60}}\.{_TLD})(?=[\s_-])|www?[ .][\w-]{{1,40}}[ .][a-z]{{2,6}}(?=\s-\s)|\[[\w.-]{{2,30}}\]\[[0-9]{{4,9}}\]"
    r")[\s_-]{0,5}",
    re.IGNORECASE,
)
_BRACKET_TAIL: Final = re.compile(
    r"[\s-]?(?:\[\s*(?:www\.[^\]]{1,60}|[\w-]{1,40}\.(?:com|org|net|pl|cd|to|me|ru))\s*\]"
    r"|\((?:www\.)?[\w-]{1,40}\.(?:com|org|net|pl|cd|to|me|ru)\)"
    r"|\{\{[^{}]{0,60}\}\}|\(s:[0-9]{1,5}/l:[0-9]{1,5}\)|\[(?:eztv|ettv|rartv|rarbg|tgx|prime|etrg)\])$",
    re.IGNORECASE,
)
# What reposters, obfuscators and indexers put behind a group's name.
_REPOSTS: Final = frozenset(
    {
        "xpost", "postbot", "obfuscated", "obfuscation", "scrambled", "buymore", "asrequested",
        "alternativetorequested", "gerov", "z0ids3n", "chamele0n", "4p", "4planet", "altezachen",
        "whiterev", "sample", "repost", "nzbgeek", "nzb", "nlsubs",
    }
)  # fmt: skip
_CRC: Final = re.compile(r"[\[(]([0-9A-Fa-f]{8})[\])]")
_LEADING: Final = re.compile(r"\s*\[([^\[\]]{1,60})\][\s._-]{0,3}")
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

Span = tuple[int, int]


def trim(text: str) -> str:
    """Remove what was put behind a group's name by those who passed the release on."""
    text = text.rstrip(" .-_") if text.endswith((" ", ".", "_")) else text
    for _ in range(4):
        if text.endswith(("]", ")", "}")):
            shorter = _BRACKET_TAIL.sub("", text[-80:])
            if len(shorter) == len(text[-80:]):
                break
            shorter = text[:-80] + shorter
        else:
            end = text[-25:].lower()
            last = end[max(end.rfind("-"), end.rfind("."), end.rfind(" ")) + 1 :]
            if last not in _REPOSTS and not last.startswith("rakuv"):
                break
            shorter = text[: len(text) - len(last) - 1]
        if not shorter.strip():
            break
        text = shorter.rstrip()
    return text


def take_crc(text: str) -> tuple[str | None, Span | None]:
    """Return the checksum a title carries and its place."""
    for match in _CRC.finditer(text):
        if any(char.isdigit() for char in match[1]) or match.end() >= len(text) - 1:
            if not (match[1].isdigit() and match[1][:2] in ("19", "20")):
                return match[1].upper(), match.span()
    return None, None


def leading_group(
    text: str, start: int, tokens: list[Token]
) -> tuple[str | None, int, bool]:
    """Return a group in brackets before the name, where the name starts, and if it was tags."""
    match = _LEADING.match(text, start) if text[start : start + 1] in "[ " else None
    if match is None:
        return None, start, False
    inner = match[1].strip()
    if inner.isdigit() or not any(char.isalnum() for char in inner):
        return None, start, False
    first, last = match.span(1)
    covered = sum(t.end - t.start for t in tokens if first <= t.start and t.end <= last)
    if covered >= len(re.sub(r"[\W_]", "", inner)):
        return None, match.end(), True
    if match.end() >= len(text.rstrip()):
        return None, start, False
    return inner, match.end(), False


def trailing_group(
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

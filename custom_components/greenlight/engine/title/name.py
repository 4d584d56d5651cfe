"""The name of a work within a release's title: cleaned, and taken apart where there are several."""

import re
from typing import Final, NamedTuple

from .sheet import Sheet

_AKA: Final = re.compile(r"[ .(]a\.?k\.?a\.?[ .]+", re.IGNORECASE)
_SLASH: Final = re.compile(r" [/|] ")
_FOREIGN: Final = re.compile(
    r"[\u0400-\u04ff\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_LATIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z!' -]*[A-Za-z0-9]|[A-Za-z]{2}")
_FOREIGN_SPLIT: Final = re.compile(r"\s*[\[\]_/|／｜·]\s*")
_BRACKETS: Final = re.compile(r"\s*[\[\]]\s*")
_FOREIGN_TAIL: Final = re.compile(
    r"[\s_]+[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^A-Za-z]*$"
)
_NOVELTY: Final = re.compile(r"★?[0-9]{1,2}月新番★?|★")
_INNER_DOT: Final = re.compile(r"(?<=\w{2})\.(?=\w{2})|(?<=\w)\.(?=\d)(?<!\d\.)")
_SPACES: Final = re.compile(r"\s{2,}")
_EMPTY_PAIR: Final = re.compile(r"\(\s*\)|\[\s*\]|\{\s*\}")
_EDGE: Final = " .-_,:;~+&|/\\([{<*=–—"
_START: Final = " .-_,:;~+&|/\\)]}>*=–—"
_PAIRS: Final = (("(", ")"), ("[", "]"), ("{", "}"))
_INITIALS_END: Final = re.compile(r"(?:^|\s)(?:[^\W\d_]\.)+[^\W\d_]$")
_PERHAPS_INITIAL: Final = re.compile(r"\.[^\W\d_]\.")
_BRACKET: Final = re.compile(r"[()\[\]{}]")
_INITIAL: Final = re.compile(r"(?<![^\s.])(?:[^\W\d_]\.){2,}")


class Name(NamedTuple):
    """A work's name, and the other names the title gives it."""

    title: str
    others: tuple[str, ...]


def take_name(sheet: Sheet) -> None:
    """Take the name, and the others that stand beside it."""
    sheet.name_end = _name_end(sheet)
    sheet.name, sheet.others = split_names(_names(sheet))


def _names(sheet: Sheet) -> str:
    text, end = sheet.text, sheet.name_end
    name = text[sheet.start : end]
    if name.isascii() or _LATIN_NAME.search(name):
        return name
    # A name in another script, then perhaps the number, then the name in Latin letters.
    limits = [token.start for token in sheet.tags][:1]
    limits += [sheet.group_start] + ([sheet.year_span[0]] if sheet.year_span else [])
    limit = min(limit for limit in limits if limit >= sheet.start)
    if limit <= end:
        return name
    rest = text[end:limit]
    for start, stop in sorted(sheet.numbers.spans, reverse=True):
        if end <= start and stop <= limit:
            rest = rest[: start - end] + " / " + rest[stop - end :]
    if not _LATIN_NAME.search(rest):
        return name
    sheet.name_end = limit
    return f"{name} / {rest}"


def _name_end(sheet: Sheet) -> int:
    start, ends = sheet.start, sheet.group_start
    for begin, _ in sheet.numbers.spans:
        if start <= begin < ends:
            ends = begin
    if sheet.tags:
        ends = min(ends, sheet.tags[0].start)
    if sheet.year_span is not None:
        ends = min(ends, sheet.year_span[0])
    return max(ends, start)


def clean_name(text: str) -> str:
    """Return a name as a person would write it."""
    text = text.replace("_", " ").strip()
    # Dots are separators unless the title has spaces; then only those between words are.
    if "." in text:
        if " " not in text:
            if _PERHAPS_INITIAL.search(text):
                text = _INITIAL.sub(
                    lambda match: match[0].replace(".", "\x00") + " ", text
                )
            text = text.replace(".", " ").replace("\x00", ".")
        elif ". " not in text or text.count(".") > 4:
            text = _INNER_DOT.sub(" ", text)
    if "  " in text or "(" in text or "[" in text:
        text = _SPACES.sub(" ", _EMPTY_PAIR.sub(" ", text))
    text = text.rstrip(_EDGE).lstrip(_START)
    if _BRACKET.search(text):
        text = _balanced(text).strip()
    if "." in text[-3:] and _INITIALS_END.search(text):
        text += "."
    return text


def _balanced(text: str) -> str:
    for opening, closing in _PAIRS:
        if text.count(opening) > text.count(closing):
            place = text.rfind(opening)
            text = text[:place].rstrip(_EDGE) or text[place + 1 :]
        elif text.count(closing) > text.count(opening):
            place = text.find(closing)
            text = text[place + 1 :].lstrip(_START) or text[:place].rstrip(_EDGE)
    return text


def split_names(text: str) -> Name:
    """Take names apart that stand for the same work, and put the one in Latin letters first."""
    foreign = not text.isascii() and _FOREIGN.search(text) is not None
    if foreign:
        text = _NOVELTY.sub(" ", text)
    pieces = [text]
    bracketed = text.lstrip(_START).startswith("[")
    if foreign:
        pieces = _FOREIGN_SPLIT.split(text)
    elif bracketed:
        pieces = _BRACKETS.split(text)
    elif " / " in text or " | " in text:
        pieces = _SLASH.split(text)
    names = []
    for piece in pieces:
        for part in _AKA.split(piece) if _AKA.search(piece) else [piece]:
            name = clean_name(part)
            if (
                foreign
                and (end := _FOREIGN_TAIL.search(name))
                and _LATIN_NAME.match(name)
            ):
                name = name[: end.start()].rstrip()
            if name and name not in names:
                names.append(name)
    if not names:
        return Name("", ())
    if foreign and len(names) > 1:
        latin = [
            name
            for name in names
            if _LATIN_NAME.search(name) and not _FOREIGN.search(name)
        ]
        latin = latin or [name for name in names if _LATIN_NAME.search(name)]
        if bracketed:
            # Names have blanks, and a group's beside them has none.
            latin.sort(key=lambda name: " " not in name)
        if latin and len(latin) < len(names):
            names = [*latin, *(name for name in names if name not in latin)]
    return Name(names[0], tuple(names[1:]))

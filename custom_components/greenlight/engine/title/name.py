"""The name of a work within a release's title: cleaned, and taken apart where there are several."""

from collections.abc import Iterator
import re
from typing import Final, NamedTuple

from .scan import scan
from .sheet import Sheet
from .tokens import Kind, Trust

_AKA: Final = re.compile(r"[ .(]a\.?k\.?a\.?[ .]+", re.IGNORECASE)
_SLASH: Final = re.compile(r" [/|_] ")
# A square bracket behind a name in Latin letters is no part of it, unless the name goes on.
_OPENS: Final = re.compile(
    r"[A-Za-z0-9!?).'][ ._-]{0,3}(?=\[[^\[\]]{1,60}\](?![ ._-]{0,3}[^\W\d_]))"
)
# Without one of these there is but one name.
_SEVERAL: Final = re.compile(r"[/|\[]| _ |[kK][._ ]?[aA][ .]")
# "Name (Another Name)" before a year or the tags, unless it goes on ("Name or (How it Goes On)").
_OTHER: Final = re.compile(
    r"(?<=[^\W_]{2})(?<! or)(?<!\.or)[!?]?[ ._]{1,2}\(([^\W\d_]{1,20}(?:[ ._][\w'’!?-]{1,20}){1,8})\)[ ._\[(]*$"
)
_PAY: Final = re.compile(r"[ ._]PPV(?=[ ._]|$)")
_FOREIGN: Final = re.compile(
    r"[\u0400-\u04ff\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_LATIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z!' -]*[A-Za-z0-9]|[A-Za-z]{2}")
_FOREIGN_SPLIT: Final = re.compile(r"\s*[\[\]_/|／｜·]\s*")
_BRACKETS: Final = re.compile(r"\s*[\[\]]\s*")
_FOREIGN_TAIL: Final = re.compile(
    r"[\s_]+[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^A-Za-z]*$"
)
# Chinese words for subtitles, sound and collections: no names.
_DESCRIBES: Final = re.compile(
    r"字幕|音轨|国语|配音|内封|外挂|合集|简繁|繁體|双语|^国漫$"
)
# "名字 The Name Of It": more than a word or two, as a name may hold both.
_FOREIGN_BESIDE: Final = re.compile(
    r"[\s.]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^A-Za-z0-9]*\s(?=[A-Z][A-Za-z'!-]+(?:\s[A-Za-z'!-]+){1,12}[\s\d!?]*$)"
)
# "名字.Name.Of.It.S01": only with dots, as a name may hold both with blanks.
_FOREIGN_HEAD: Final = re.compile(
    r"[\s.]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^A-Za-z\s]*\.(?=[A-Za-z][A-Za-z'-]+(?:\.|$))"
)
# Behind the number, in brackets: an episode's own name, or who sent it.
_CORNER: Final = re.compile(r"[(「『]")
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


_BEFORE_BARE: Final = frozenset(
    {Kind.SOURCE, Kind.EDITION, Kind.DUB, Kind.SUBTITLES, Kind.COMPLETE}
)


class Name(NamedTuple):
    """A work's name, and the other names the title gives it."""

    title: str
    others: tuple[str, ...]


def take_name(sheet: Sheet) -> None:
    """Take the name, and the others that stand beside it."""
    sheet.name_end = _name_end(sheet)
    names = _names(sheet)
    if "PPV" in names:
        names = _PAY.sub("", names)
    if (
        ")" in names
        and _is_film(sheet)
        and (other := _OTHER.search(names))
        and other.start() > 1
    ):
        name, others = split_names(names[: other.start()])
        alternative = clean_name(other[1])
        sheet.name = name
        sheet.others = (*others, alternative) if _is_name(alternative) else others
    else:
        sheet.name, sheet.others = split_names(names)


def _is_film(sheet: Sheet) -> bool:
    """Tell whether no number and no group says that the name is a series'."""
    end = sheet.name_end
    return not sheet.leading and all(a != end for a, _ in sheet.numbers.spans)


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
    rest = _CORNER.split(rest, maxsplit=1)[0]
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
    if "[" in sheet.text[start + 1 : ends] and sheet.text[start] != "[":
        bracket = _OPENS.search(sheet.text, start)
        if bracket and bracket.end() < ends and sheet.text[start:ends].isascii():
            ends = bracket.end()
    if sheet.numbers.absolute and any(a == ends for a, _ in sheet.numbers.spans):
        ends = _before_tags(sheet, ends)
    return max(ends, start)


def _before_tags(sheet: Sheet, ends: int) -> int:
    """Return where a name ends before the tags that stand in front of a bare number: "BD - 05"."""
    for word in reversed(sheet.words):
        if (
            word.end > ends
            or word.kind not in _BEFORE_BARE
            or word.trust is Trust.CASED
        ):
            continue
        if sheet.text[word.end : ends].strip(" ._-") or word.value == "sdtv":
            break
        if sheet.text[sheet.start : word.start].strip(" ._-"):
            ends = word.start
    return ends


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
    if text.isascii() and not _SEVERAL.search(text):
        name = clean_name(text)
        return Name(name, ())
    foreign = not text.isascii() and _FOREIGN.search(text) is not None
    if foreign:
        text = _NOVELTY.sub(" ", text)
    bracketed = text.lstrip(_START).startswith("[")
    names = list(_pieces(text, foreign=foreign, bracketed=bracketed))
    if not names:
        return Name("", ())
    if foreign and len(names) > 1:
        names = _latin_first(names, bracketed=bracketed)
    return Name(names[0], tuple(name for name in names[1:] if _is_name(name)))


def _pieces(text: str, *, foreign: bool, bracketed: bool) -> Iterator[str]:
    """Return the names that stand beside each other, each once."""
    pieces = [text]
    if foreign:
        pieces = _FOREIGN_SPLIT.split(text)
    elif bracketed:
        pieces = _BRACKETS.split(text)
    elif " / " in text or " | " in text or " _ " in text:
        pieces = _SLASH.split(text)
    seen = {""}
    for piece in pieces:
        for part in _AKA.split(piece):
            for name in _apart(part) if foreign else (clean_name(part),):
                if name not in seen:
                    seen.add(name)
                    yield name


def _apart(text: str) -> tuple[str, ...]:
    """Take a name in Latin letters from one in another script that stands beside it."""
    if head := _FOREIGN_HEAD.match(text) or _FOREIGN_BESIDE.match(text):
        return clean_name(text[head.end() :]), clean_name(head[0])
    name = clean_name(text)
    tail = _FOREIGN_TAIL.search(name)
    if tail is None or not _LATIN_NAME.match(name):
        return (name,)
    return name[: tail.start()].rstrip(_EDGE), clean_name(tail[0])


def _latin_first(names: list[str], *, bracketed: bool) -> list[str]:
    latin = [
        name for name in names if _LATIN_NAME.search(name) and not _FOREIGN.search(name)
    ]
    latin = latin or [name for name in names if _LATIN_NAME.search(name)]
    if bracketed:
        # Names have blanks, and a group's beside them has none.
        latin.sort(key=lambda name: " " not in name)
    if not latin or len(latin) == len(names):
        return names
    return [*latin, *(name for name in names if name not in latin)]


def _is_name(text: str) -> bool:
    """Tell whether words beside a name are another one: no lone number, no tags."""
    letters = sum(map(str.isalpha, text))
    if (letters < 2 and text.isascii()) or not letters or _DESCRIBES.search(text):
        return False
    said = sum(token.end - token.start for token in scan(text.lower(), text)[0])
    return said < letters

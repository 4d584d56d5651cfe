"""Who made a release: the group at the end of its title, without what was added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
import re
from typing import Final

from .sheet import Sheet
from .tokens import Kind, Token, Trust

_BRACKETED: Final = re.compile(r"\[([^\[\]]{1,40})\]$")
_SOFTSUBS: Final = re.compile(r"softsubs ?\(([^()]{1,40})\)?\]?$", re.IGNORECASE)
_AFTER_TAG: Final = re.compile(r"[-–]([^\s\[\](){}.,+]{2,30})")
_HYPHENS: Final = ("-", "–")
_PASSED: Final = re.compile(
    r"[\s._,+&|/-]+|\[[^\[\]]{0,60}\]|\([^()]{0,60}\)|\{[^{}]{0,60}\}"
)
_AFTER_DASH: Final = re.compile(
    r"[ ._]{0,2}[)\]]{0,2}[ ._]{0,2}-[ ]?\[?([^\s\[\]()][^\[\]()]{0,30}?)\]?[)\]]?$"
)
_LAST_DASH: Final = re.compile(
    r"(?<=[^\s])[-–]([^\s\-\[\](){}]{2,25})$|[ .]-([^\s\-\[\](){}]{2,25})$"
)
_LAST_WORD: Final = re.compile(r"[ ._]{1,3}([^\s._()\[\]{}]{2,20})[)\]]?$")
_INITIAL_DASH: Final = re.compile(r"[ .]([A-Z]-[\w]{3,12})$")
_TWO_WORDS: Final = re.compile(r"[ .][\w-]{1,20}\)?[ .](\w{2,12})$")
_INNER_WORD: Final = re.compile(r"[ ._](?:[\w.&+-]{1,12} )?([^\W_][\w-]{0,19})[)\]]$")
_COMMA: Final = re.compile(r"\(([^(),0-9]{2,25}), ?")
_BY: Final = re.compile(r"[ ][Bb]y[ ]([\w-]{2,20})(?=$|[ ]\[)")
# What a name in brackets may end in although it is a known word, or has a blank before it.
_TEAM: Final = re.compile(
    r"^(?!(?:no|with|incl|all|plus|new|official) ).*[^\W_](?<!multi)(?<!eng)[ _-](?:fan)?(?:subs?|raws?|anime|team|encodes?|releases)$",
    re.IGNORECASE,
)
_ROUND_TEAM: Final = re.compile(r"(?:-|[ ._]{0,3})\(([^()]{2,30})\)$")
_CURLY: Final = re.compile(r"\{([\w-]{2,20})\}$")
# "AC3.Finch-ELM": a member of a team, written as a name is.
_MEMBER: Final = re.compile(r"[._]([A-Z][a-z][A-Za-z]{1,12}-[A-Za-z]\w{1,12})$")
_FIRST_BRACKET: Final = re.compile(r"[^\s._\[(-](?=[ ._-]{0,3}[\[(])")
_IN_BRACKETS: Final = re.compile(r"[ ._-]{0,3}[\[(]([^\[\]()]{2,40})[\])]")
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


@dataclass(slots=True)
class _Group:
    """A name, where it and its hyphen begin and end, and whether it is a guess."""

    name: str
    start: int
    end: int
    guess: bool = False


@dataclass(slots=True)
class _Tail:
    """The end of a title. No group can stand before ``after``."""

    text: str
    tags: Sequence[Token]
    last: Token | None
    after: int
    leading: bool
    # Whether a year or an episode is known already.
    numbered: bool = False

    def found(self, name: str, start: int, *, guess: bool = False) -> _Group:
        """Return a group that ends the title."""
        return _Group(name, start, len(self.text), guess)


def _last(tags: Sequence[Token], after: int) -> Token | None:
    return tags[-1] if tags and tags[-1].start >= after else None


def take_group(sheet: Sheet) -> None:
    """Take the group at the end of a title, and what may stand there beside one in front."""
    tags, start = sheet.tags, sheet.start
    after = start if sheet.year_span is None else sheet.year_span[1]
    for _, end in sheet.numbers.spans:
        after = max(after, end)
    if tags and tags[0].trust:
        after = min(after, max(start, tags[0].start))
    text = sheet.text
    sheet.group_start = len(text)
    if tags and (last := tags[-1]).start >= after:
        # Most titles end in a tag, a hyphen and a name.
        behind = last.end
        if text[behind : behind + 1] == "-" and text[behind + 1 :].isalnum():
            if last.trust is Trust.STRONG or not sheet.leading:
                sheet.group, sheet.group_start = text[behind + 1 :], behind
                sheet.group_span = (behind, len(text))
            return
    numbered = sheet.year_span is not None or bool(sheet.numbers.spans)
    tail = _Tail(sheet.text, tags, _last(tags, after), after, sheet.leading, numbered)
    found = _after_tag(tail, sheet.words)
    if found is None:
        found = _at_the_end(tail)
        hyphen = found is not None and sheet.text[found.start] == "-"
        if found is None or (hyphen and not tags and after == start):
            # Nothing but a name: "Spider-Man" has no group.
            return
        taken = [*sheet.numbers.spans, sheet.year_span or (0, 0)]
        if any(a < found.end and found.start < b for a, b in taken):
            return
        if sheet.leading:
            # The group stands in front; behind, only what follows a tag can be another.
            if tail.last is not None and found.start >= tail.last.end:
                _cut(sheet, found)
            return
    sheet.group, sheet.group_guess = found.name.strip(".~@"), found.guess
    sheet.group_span = (found.start, found.end)
    _cut(sheet, found)


def _cut(sheet: Sheet, found: _Group) -> None:
    sheet.group_start, end = found.start, found.end
    sheet.tags = [tag for tag in sheet.tags if tag.end <= found.start]
    if end < len(sheet.text):
        # Here a doubtful word is none.
        sheet.tags += [word for word in sheet.words if word.start >= end]


def _after_tag(tail: _Tail, words: Sequence[Token]) -> _Group | None:
    """Return the name behind a tag and a hyphen, if only words and brackets were added to it."""
    text, last = tail.text, tail.last
    if last is None:
        return None
    if text.endswith("]") and text[text.rfind("[") + 1 : -1].casefold() in _COLLECTIVE:
        return None
    for tag in reversed(tail.tags):
        if text[tag.end : tag.end + 1] not in _HYPHENS or tag.trust is not Trust.STRONG:
            continue
        match = _AFTER_TAG.match(text, tag.end)
        if match is None or tag.start < tail.after:
            continue
        added = [word for word in words if word.start >= match.start()]
        if added and added[0].start < match.end():
            continue
        if _only_added(text, match.end(), added):
            return _Group(_collective(match[1]), match.start(), match.end())
    return None


def _only_added(text: str, place: int, words: Sequence[Token]) -> bool:
    """Tell whether nothing but doubtful words and what stands in brackets follows."""
    ends = {word.start: word.end for word in words if word.trust is not Trust.STRONG}
    ends |= {word.start: word.end for word in words if word.kind is Kind.SUBTITLES}
    while place < len(text):
        if passed := _PASSED.match(text, place):
            place = passed.end()
        elif place in ends:
            place = ends[place]
        else:
            return False
    return True


def _at_the_end(tail: _Tail) -> _Group | None:
    text, last = tail.text, tail.last
    if last is not None and last.kind is Kind.REVISION and last.end == len(text):
        # "(1080p BluRay x265 Name) REPACK"
        head = text[: last.start].rstrip()
        if head.endswith(")"):
            tags = tail.tags[:-1]
            last = _last(tags, tail.after)
            return _at_the_end(replace(tail, text=head, tags=tags, last=last))
    if "ubs" in text and (soft := _SOFTSUBS.search(text)):
        return tail.found(soft[1].strip(), soft.start())
    if text.endswith("]") and (
        bracket := _BRACKETED.search(text, len(text) - 42 if len(text) > 42 else 0)
    ):
        if _no_name(tail, bracket):
            inside = last is not None and last.start >= bracket.start()
            return (_inner(tail) if inside else None) or _among_brackets(tail)
        return _bracket(tail, bracket)
    if text.endswith(")") and (team := _ROUND_TEAM.search(text, tail.after)):
        if _TEAM.search(team[1]) or (team[0][0] == "-" and " " not in team[1]):
            return tail.found(team[1], team.start())
    if text.endswith(")") and last is not None:
        opened = text.rfind("(")
        if opened < 0:
            return _plain(tail)
        first = _COMMA.match(text, opened)
        if first and any(tag.start == first.end() for tag in tail.tags):
            return _Group(first[1].strip(), opened, first.end(1), guess=True)
        if last.start >= opened or "- " in text[opened:]:
            return _inner(tail) or _among_brackets(tail)
        return None
    if text.endswith("}") and (curly := _CURLY.search(text, max(0, len(text) - 22))):
        return tail.found(curly[1], curly.start(), guess=True)
    return _plain(tail)


def _among_brackets(tail: _Tail) -> _Group | None:
    """Return the one name among brackets of tags behind the number: "- 07 [Name][1080p]"."""
    text, name = tail.text, None
    first = _FIRST_BRACKET.search(text, max(tail.after - 1, 0))
    if tail.leading or first is None:
        return None
    place = first.start() + 1
    numbered = tail.numbered or text[place - 1].isdigit()
    while match := _IN_BRACKETS.match(text, place):
        place, inner = match.end(), match[1]
        if inner.isdigit():
            numbered = True
        elif name is None and " " not in inner:
            tagged = any(match.start() < tag.start < place for tag in tail.tags)
            name = None if tagged else match
    if name is None or not numbered or text[place:].strip(" ._-"):
        return None
    return _Group(name[1], name.start(), name.end(), guess=True)


def _no_name(tail: _Tail, bracket: re.Match[str]) -> bool:
    """Tell whether brackets hold nothing or tags: "- [Bluray-2160p]" is no group."""
    inside = [tag for tag in tail.tags if bracket.start() < tag.start < bracket.end()]
    letters = len(re.sub(r"[\W_]", "", bracket[1]))
    said = sum(len(re.sub(r"[\W_]", "", tail.text[t.start : t.end])) for t in inside)
    hyphen = tail.text[: bracket.start()].rstrip().endswith("-")
    if hyphen and said < letters:
        return False
    named = bracket[1].strip().casefold() in _COLLECTIVE
    if said < letters and _TEAM.search(bracket[1]):
        named = True
    return not letters or (bool(inside) and not named)


def _bracket(tail: _Tail, bracket: re.Match[str]) -> _Group | None:
    inner, start = bracket[1].strip(), bracket.start()
    head = tail.text[:start].rstrip()
    if head.endswith("-"):
        return tail.found(inner, start - 1)
    if inner.casefold() in _COLLECTIVE:
        return tail.found(inner, start)
    earlier = [tag for tag in tail.tags if tag.end <= start]
    last = _last(earlier, tail.after)
    before = _Tail(head, earlier, last, tail.after, leading=True)
    if not head.endswith("]"):
        found = _inner(before) if head.endswith(")") else _plain(before)
        if found is not None and not found.guess:
            return found
    if tail.leading or start < tail.after or not any(map(str.isalpha, inner)):
        return None
    if " " in inner and not _TEAM.search(inner):
        return None
    return tail.found(inner, start)


def _plain(tail: _Tail) -> _Group | None:
    """Return a group that no bracket closes; the surest sign is asked for first."""
    for rule in _RULES:
        if found := rule(tail):
            return found
    return None


def _opened_by_tag(tail: _Tail) -> _Group | None:
    """Return "-HDv_0day", whose beginning is a known word."""
    last, text = tail.last, tail.text
    if last is not None and text[last.end : last.end + 1] == "_":
        match = _UNDERSCORED.match(text, last.start - 1) if last.start else None
        if match:
            return tail.found(match[1], last.start - 1)
    return None


def _known_word(tail: _Tail) -> _Group | None:
    """Return a known word behind the last hyphen, where words before it say what it says."""
    last, text = tail.last, tail.text
    if last is None or last.end != len(text) or text[last.start - 1] != "-":
        return None
    before = [tag for tag in tail.tags if tail.after <= tag.start < last.start]
    again = last.kind is Kind.SOURCE and any(t.kind is Kind.SOURCE for t in before)
    if before and (
        again
        or text[last.start :].casefold() in _NAMES
        or last.trust is Trust.CASED
        or last.kind in (Kind.EDITION, Kind.LANGUAGE, Kind.NOTE)
    ):
        return tail.found(text[last.start :], last.start - 1)
    return None


def _behind_hyphen(tail: _Tail) -> _Group | None:
    """Return up to three words behind a hyphen that follows the last tag."""
    last = tail.last
    if last is None:
        return None
    if match := _AFTER_DASH.match(tail.text, last.end):
        name = match[1].strip()
        if name and len(name.split()) <= 3 and (last.trust or last.start > tail.after):
            if tail.text[last.end] == "-" and tail.text[last.end + 1] != " ":
                name = name.partition(" - ")[0]
            return tail.found(_collective(name), last.end)
    if match := _INITIAL_DASH.match(tail.text, last.end):
        return tail.found(match[1], last.end, guess=True)
    return None


def _last_hyphen(tail: _Tail) -> _Group | None:
    """Return the word behind the last hyphen, wherever the tags are."""
    text, after = tail.text, tail.after
    match = _LAST_DASH.search(text, after)
    if match is None:
        return None
    index = match.lastindex or 1
    start = match.start(index)
    inside = any(tag.start < start < tag.end for tag in tail.tags)
    known = any(
        start <= tag.start and (tag.trust or tag.end == len(text)) for tag in tail.tags
    )
    closed = start - 1 == after or text[max(0, start - 2) : start - 1] in (")", "]")
    tagged = tail.last is not None or closed or " " not in text
    if inside or known or not tagged or match[index][0] == "_":
        return None
    if tail.last is None and not any(map(str.isalpha, match[index])):
        return None
    return tail.found(_collective(match[index]), start - 1)


def _member(tail: _Tail) -> _Group | None:
    last = tail.last
    if last is not None and last.kind in (Kind.CODEC, Kind.AUDIO, Kind.NOTE):
        if match := _MEMBER.match(tail.text, last.end):
            return tail.found(match[1], last.end, guess=True)
    return None


def _by(tail: _Tail) -> _Group | None:
    text, last = tail.text, tail.last
    place = max(tail.after, len(text) - 32) if last is None else last.start
    if " by " in text[place:].lower():
        if match := _BY.search(text, place):
            return _Group(match[1], match.start(), match.end())
    return None


def _last_word(tail: _Tail) -> _Group | None:
    """Return the one word behind the last tag: a guess."""
    last = tail.last
    if last is None or tail.leading or last.trust is Trust.CASED:
        return None
    if match := _LAST_WORD.match(tail.text, last.end):
        return tail.found(match[1], last.end, guess=True)
    if match := _TWO_WORDS.match(tail.text, last.end):
        if match[1].casefold() in _COLLECTIVE:
            return tail.found(match[1], last.end)
    return None


_RULES: Final[tuple[Callable[[_Tail], _Group | None], ...]] = (
    _opened_by_tag,
    _known_word,
    _member,
    _behind_hyphen,
    _last_hyphen,
    _by,
    _last_word,
)


def _inner(tail: _Tail) -> _Group | None:
    """Return the last word in brackets full of tags: "(1080p BluRay x265 Name)"."""
    last = tail.last
    if last is None:
        return None
    if match := _INNER_DASH.match(tail.text, last.end):
        name = match[2] or match[3] or match[1]
        return tail.found(name.rstrip(")"), last.end)
    if not tail.leading and (match := _INNER_WORD.match(tail.text, last.end)):
        return tail.found(match[1], last.end, guess=True)
    return None


def _collective(name: str) -> str:
    if " - " in name:
        name = name.rpartition(" - ")[2]
    elif "." in name and "-" in name:
        name = name.rpartition("-")[2]
    words = name.replace(".", " ").split()
    if len(words) == 2 and words[1].casefold() in _COLLECTIVE:
        return words[1]
    return name.strip()

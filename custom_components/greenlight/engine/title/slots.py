"""The order in which a title is taken apart: twelve slots, filled one after the other.

Each slot takes what belongs to it and leaves the rest to those that come later. ``sees`` is all it
may look at (a test holds it to that), ``why`` the reason for its turn. The sure comes before the
doubtful: what has a form of its own is taken first, wherever it stands, and what can be told only
by what stands around it waits until that is known. The name is what nobody else wanted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from .absolute import take_bare_number
from .front import take_front
from .group import take_group
from .name import take_name
from .numbers import take_numbers
from .places import take_tags, take_year
from .scan import take_words
from .sheet import Sheet
from .trimmings import take_additions, take_checksum, take_ending, take_site


@dataclass(frozen=True, slots=True)
class Slot:
    """What one slot fills, what it may look at for it, and why its turn is then."""

    take: Callable[[Sheet], None]
    fills: str
    sees: str
    why: str


SLOTS: Final = (
    Slot(
        take_ending,
        fills="container text title hidden",
        sees="text",
        why="A file's ending is told by its place alone, and hides the group in front of it.",
    ),
    Slot(
        take_site,
        fills="site start",
        sees="text",
        why="An address before the name is no group and no name, and full of dots and words.",
    ),
    Slot(
        take_checksum,
        fills="crc checksum text",
        sees="text",
        why="Eight digits in brackets could be a date or a group, and often are the last word.",
    ),
    Slot(
        take_additions,
        fills="text lower",
        sees="text",
        why="What was put behind the group by those who passed it on. Now the text has its ends.",
    ),
    Slot(
        take_words,
        fills="words counts",
        sees="text lower start",
        why="Every word of the vocabulary, sure or doubtful, in one pass: it needs no more than the"
        " text. Whether a doubtful one is a tag is decided much later.",
    ),
    Slot(
        take_numbers,
        fills="numbers words",
        sees="lower words counts start",
        why="Dates and numbers with a mark of their own (S01E02, Folge 3): nothing is surer, and what"
        " stands in them is nothing else, so the words there go (the 264 in S01E264).",
    ),
    Slot(
        take_front,
        fills="group leading second opened words start numbers",
        sees="text lower numbers words start crc",
        why="Brackets before the name: known words in them are tags, others the group. Only now"
        " can one be told from the other. From here on it is settled where the name begins.",
    ),
    Slot(
        take_year,
        fills="year year_span start",
        sees="lower numbers words start",
        why="The last year before the first sure word or number, as names hold years, too.",
    ),
    Slot(
        take_tags,
        fills="tags",
        sees="lower numbers words start year_span",
        why="Of the doubtful words those that stand beside a sure word, a number or the year; the"
        " others are part of the name, or of an episode's.",
    ),
    Slot(
        take_group,
        fills="group group_guess group_span group_start tags",
        sees="text numbers words tags start year_span leading",
        why="Whatever follows the last tag, behind a hyphen or in brackets.",
    ),
    Slot(
        take_bare_number,
        fills="numbers",
        sees="text lower numbers tags start year year_span leading crc group_guess group_span",
        why="A number without any mark is an episode only between the name and the first tag, and"
        " never the year: all of these have to be known.",
    ),
    Slot(
        take_name,
        fills="name others name_end",
        sees="text numbers words tags start year_span group_start leading",
        why="What stands before all that was taken.",
    ),
)

_TAKE: Final = tuple(slot.take for slot in SLOTS)


def take_apart(title: str) -> Sheet:
    """Return what a title says, slot by slot."""
    sheet = Sheet(title)
    for take in _TAKE:
        take(sheet)
    return sheet


def take_all_apart(titles: Iterable[str]) -> list[Sheet]:
    """Return what each of some titles says, with a slot of all filled before the next one.

    That takes half of what it takes one by one, from a few dozen on: a processor does the same thing
    again much faster than another.
    """
    sheets = [Sheet(title) for title in titles]
    for take in _TAKE:
        for sheet in sheets:
            take(sheet)
    return sheets

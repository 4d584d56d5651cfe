"""Question: what kind of question a request is, told by what it was held against and its title."""

from enum import StrEnum
from typing import Final

from .library.item import Kind
from .quality.gains import Gain
from .reading import read
from .request import Request
from .summary import run_of
from .title.parse import Title
from .unread import is_warning, unread
from .weighed import HOLDS_MORE, Weighed, Work


class QuestionKind(StrEnum):
    """What people are asked: whether to have it better, to have it at all, or which work it is.

    With ``SWITCH`` it is not there yet: a worse one of it is on its way, which would be given up.
    """

    UPGRADE = "upgrade"
    MIXED = "mixed"
    DUPLICATE = "duplicate"
    WORSE = "worse"
    NEW_MOVIE = "new_movie"
    NEW_EPISODE = "new_episode"
    PACK = "pack"
    REPAIRED = "repaired"
    EDITION = "edition"
    SWITCH = "switch"
    WHICH = "which"
    WARNING = "warning"


# A language less or a lower data rate is told, but does not make an upgrade half of one.
SMALL_LOSSES: Final = frozenset(
    {Gain.LANGUAGE, Gain.BITRATE, Gain.GROUP, Gain.PROPER, Gain.EDITION}
)
# Reasons that say that a release may be a fake, or that more than it brings could be lost for it.
_WARNINGS: Final = frozenset({"suspicious_size", "not_out", HOLDS_MORE})
# And those that say that a library was not waited for any longer.
_NOT_ASKED: Final = frozenset({"library_not_asked", "series_not_read"})


def kind_of(request: Request) -> QuestionKind | None:
    """Return what people are asked, None where nobody knows what they have.

    What looks like a fake does so whatever is known of what they have.
    """
    weighed = request.weighed
    if weighed is not None and weighed.works and weighed.work is None:
        return QuestionKind.WHICH
    if _warned(request):
        return QuestionKind.WARNING
    return kind_beneath(request)


def kind_beneath(request: Request) -> QuestionKind | None:
    """Return what people would be asked if nothing spoke against the release."""
    weighed = request.weighed
    if request.switch:
        return QuestionKind.SWITCH
    if weighed is None:
        return None
    if weighed.there:
        return _against_what_is_there(weighed)
    if weighed.away or not_asked(weighed):
        return None
    return _of_what_is_new(weighed, request)


def _warned(request: Request) -> bool:
    title = request.release.title
    words = unread(title)
    return any(map(is_warning, words)) or any(
        reason.code in _WARNINGS for reason in request.reasons
    )


def _against_what_is_there(weighed: Weighed) -> QuestionKind:
    gains = {shift.kind for shift in weighed.gains}
    losses = {shift.kind for shift in weighed.losses}
    if not gains and not weighed.lacking:
        return QuestionKind.WORSE if losses - SMALL_LOSSES else QuestionKind.DUPLICATE
    if losses - SMALL_LOSSES:
        return QuestionKind.MIXED
    if not gains:
        return QuestionKind.PACK
    if gains == {Gain.PROPER}:
        return QuestionKind.REPAIRED
    return QuestionKind.EDITION if gains == {Gain.EDITION} else QuestionKind.UPGRADE


def _of_what_is_new(weighed: Weighed, request: Request) -> QuestionKind:
    title = read(request.release.title)
    if not is_series(weighed.work, title):
        return QuestionKind.NEW_MOVIE
    several = len(title.episodes) > 1 or len(title.absolute) > 1
    if title.season_pack or title.complete_series or several:
        return QuestionKind.PACK
    return QuestionKind.NEW_EPISODE


def not_asked(weighed: Weighed) -> tuple[str, ...]:
    """Return what the libraries are called of which nobody knows what they have of the work."""
    told = (
        dict(reason.params)["library"]
        for reason in weighed.uncertain
        if reason.code in _NOT_ASKED and "library" in dict(reason.params)
    )
    return tuple(dict.fromkeys(map(str, told)))


def is_series(work: Work | None, title: Title) -> bool:
    """Tell whether it is of a series: as the library says, else as the title does."""
    if work is not None:
        return work.kind is Kind.SERIES
    return bool(title.seasons or run_of(title))


def work_name(request: Request) -> str:
    """Return what people call the work that a request is for: ``Film (2019)``, ``Series S03E04``.

    It is named as the library does, else as the title was read; empty where nothing was.
    """
    title = read(request.release.title)
    work = request.weighed.work if request.weighed else None
    name, year = (work.title, work.year) if work else (title.title, title.year)
    if is_series(work, title):
        return " ".join(filter(None, (name, run_of(title))))
    return f"{name} ({year})" if name and year else name

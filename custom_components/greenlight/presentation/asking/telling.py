"""Telling: what there is to tell of a request, gathered from wherever it is known."""

from collections.abc import Callable
from dataclasses import dataclass, replace
import re
from typing import Final

from ...engine.blocked import blocked_mark, is_blocked
from ...engine.decided import is_decided
from ...engine.ordering import found_by
from ...engine.quality.likely import UNKNOWN_TEXT
from ...engine.quality.quality import Source
from ...engine.question import QuestionKind, is_series, kind_beneath, kind_of
from ...engine.reading import read
from ...engine.records import Record
from ...engine.release import Release, place_of
from ...engine.request import Request, State
from ...engine.seen import seen
from ...engine.series.singles import alone
from ...engine.summary import run_of, seen_and_heard, summary
from ...engine.unread import is_warning, unread
from ...engine.weighed import Weighed, Work
from ...gate.attached import AskerFacts
from ...gate.home.shown import Meant as MeantByYes
from ...gate.room import Outlook
from ...libraries.imports import ImportHabits
from ..cut import clean, cleaned
from ..question import Questions
from ..saying import Piece, Say, Within, say
from .compared import offered_rows, rows_of
from .fates import file_of
from .ordered import ordered
from .told import Disk, File, Meant, Named, Other, Sure, Tally, Told
from .warned import OVERRULED, broken_before, overruled, trust, warned_of

# Of the time that a question has, this part counts as its last, but no more seconds.
_LAST_PART: Final = 0.1
_LAST: Final = 15 * 60.0
_PROBABLY: Final = "probably_"
# Characters of words that nobody could read.
_MOST_WORDS: Final = 60
# Why there is a request that somebody has made.
_BY_HAND: Final = frozenset({"handed_in", "found_by_search"})
# What is asked there is not whether a release is to be believed.
_ASKED_OTHERWISE: Final = frozenset(
    {QuestionKind.WHICH, QuestionKind.SWITCH, QuestionKind.WARNING}
)

# An image of a disc is a file.
_IMAGE: Final = re.compile(r"\biso\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """Where the facts of a question come from.

    ``name_of`` names a part by its id and ``person`` somebody who may decide, both empty for none;
    ``outlook`` tells of the disk, ``fate`` what whoever imports does with the file that is there, None
    where nobody here does; ``asker`` tells of the program that waits for it, None where none does.
    ``habits`` tells what a library does with files it replaces, None as long as it has not said.
    ``takes_in`` names the library that imports it, empty where none does, and
    ``sooner`` tells whether an import ends the time in which a yes can be taken back.
    ``meant`` tells what a plain yes means for the file, None where nobody here decides on that, and
    ``record`` how often a group kept its word, ``origin`` how often what came from where it is offered did,
    None where nobody counts that.
    """

    questions: Questions
    name_of: Callable[[str | None], str | None]
    outlook: Callable[[Request], Outlook | None]
    now: Callable[[], float]
    person: Callable[[str], str] = lambda _: ""
    fate: Callable[[Request], File | None] = lambda _: None
    asker: Callable[[Request], AskerFacts | None] = lambda _: None
    meant: Callable[[Request], MeantByYes | None] = lambda _: None
    record: Callable[[str], Record | None] = lambda _: None
    origin: Callable[[Request], Record | None] = lambda _: None
    habits: Callable[[str], ImportHabits | None] = lambda _: None
    sooner: Callable[[Request], bool] = lambda _: False
    takes_in: Callable[[Request], str] = lambda _: ""


def tell(request: Request, knowing: Knowing, person_id: str = "") -> Told:
    """Return what is told of a request, to a person (the id of a user) or to anybody."""
    release, weighed = request.release, request.weighed or Weighed()
    now, title, kind = knowing.now(), read(release.title), kind_of(request)
    better = rows_of(weighed, "gains", title.quality.resolution)
    worse = rows_of(weighed, "losses", title.quality.resolution)
    record = knowing.record(title.group) if title.group else None
    broken = broken_before(request, record)
    warnings = (*warned_of(request), *broken)
    beneath = kind_beneath(request) if kind is QuestionKind.WARNING else None
    if broken and kind not in _ASKED_OTHERWISE:
        kind, beneath = QuestionKind.WARNING, kind
    disk = disk_of(request, knowing)
    sure, ground = _sure(request, weighed, warned=bool(warnings))
    return Told(
        id=request.id,
        kind=kind,
        beneath=beneath,
        tell=request.tell,
        work=named(request),
        title=clean(release.title),
        size=request.bytes,
        asker=_asker(request),
        ordered=ordered(request, knowing.asker(request)),
        lacking=weighed.lacking if weighed.had or weighed.coming else "",
        singles=alone(request),
        more=bool(request.unasked),
        summary=knowing.questions.summed_up(request) or _unreadable(request),
        better=better,
        worse=worse,
        offered=() if better or worse else offered_rows(release.title),
        unsure=(*_uncertain(weighed, knowing), *_as_disc(request, knowing)),
        overruled=overruled(request),
        warnings=warnings,
        # What is given up for it is no file of theirs yet.
        file=None
        if kind is QuestionKind.SWITCH
        else knowing.fate(request) or _file(request, weighed, knowing),
        disk=disk,
        sure=sure,
        ground=ground,
        mark=mark_of(request, knowing),
        record=record if record and record.of else None,
        trust=trust(record),
        origin=_origin(request, knowing),
        until=request.expires,
        last=last_of(request),
        soon=request.expires - now <= last_of(request),
        then_rule=clean(found_by(request)) if request.then_approve else "",
        votes=tally_of(request, knowing, person_id),
        seeders=release.seeders,
        age=None if release.published is None else max(0.0, now - release.published),
        source=_place(release, knowing),
        group=clean(title.group or "", _MOST_WORDS),
        rule=clean(found_by(request)),
        client=_goes_to(request, disk, knowing),
        choices=weighed.choices,
        meant=_meant(weighed, knowing),
        others=tuple(_other(one, knowing) for one in request.also),
        notes=_notes(request, knowing),
        blocked=is_blocked(request),
    )


def _origin(request: Request, knowing: Knowing) -> Record | None:
    """Return how often what came from where it is offered was as promised, None where nothing was measured."""
    record = knowing.origin(request)
    if record is None or not record.of:
        return None
    name = record.group or knowing.name_of(request.release.source) or ""
    return replace(record, group=clean(name)) if name else None


def named(request: Request) -> Named:
    """Return which work a request is for: as its library names it, else as its title was read."""
    title = read(request.release.title)
    weighed = request.weighed
    work = weighed.work if weighed else None
    if work is None and weighed and weighed.works:
        work = weighed.works[0]
    name, year = (work.title, work.year) if work else (title.title, title.year)
    shown = cleaned(name if clean(name) else request.release.title)
    words = " ".join(
        word for word in unread(request.release.title) if name and not is_warning(word)
    )
    series = is_series(work, title)
    season = title.seasons[0] if title.season_pack and len(title.seasons) == 1 else None
    # Which of several is meant is just what is asked.
    several = kind_of(request) is QuestionKind.WHICH
    return Named(
        title=shown.text or UNKNOWN_TEXT,
        year=None if series or several else year,
        run=clean(run_of(title)) if series and season is None else "",
        season=season if series else None,
        words=clean(words, _MOST_WORDS),
        signs=shown.signs,
        letters=shown.letters,
    )


def mark_of(request: Request, knowing: Knowing) -> str:
    """Return a mark of what is seen, what becomes of the file that is there with it."""
    if is_blocked(request):
        return blocked_mark(request)
    meant = knowing.meant(request) if request.state is State.PENDING else None
    return seen(request, meant.deletes if meant else "")


def _uncertain(weighed: Weighed, knowing: Knowing) -> list[Piece]:
    told: list[Piece] = [*weighed.uncertain]
    if weighed.away:
        names = ", ".join(knowing.name_of(one) or one for one in weighed.away)
        told.append(say("not_asked", libraries=clean(names)))
    return told


def _as_disc(request: Request, knowing: Knowing) -> list[Piece]:
    """Return that a whole disc is no file, where a library is to take it in: those take files."""
    title = request.release.title
    is_disc = read(title).quality.source is Source.DISC and not _IMAGE.search(title)
    library = knowing.takes_in(request) if is_disc and not request.tell else ""
    return [say("disc_stays", library=clean(library))] if library else []


def _sure(
    request: Request, weighed: Weighed, *, warned: bool
) -> tuple[Sure, Piece | None]:
    if warned:
        return Sure.UNSURE, say("sure_unsure", reason=say("sure_nothing_else"))
    certain = [one for one in weighed.uncertain if one.code.startswith(_PROBABLY)]
    if len(certain) < len(weighed.uncertain):
        doubt = next(one for one in weighed.uncertain if one not in certain)
        return Sure.UNSURE, say("sure_unsure", reason=Within(doubt))
    if certain:
        return Sure.FAIRLY, say("sure_fairly", reason=Within(certain[0]))
    title = read(request.release.title)
    said = " ".join((*seen_and_heard(title.quality), run_of(title))).strip()
    if not said:
        return Sure.UNSURE, None
    if "probably" in said:
        return Sure.FAIRLY, say("sure_fairly", reason=say("sure_not_all"))
    return Sure.SURE, say("sure_sure")


def _unreadable(request: Request) -> Say | None:
    """Return that a title says hardly more than a name, None where it does."""
    readable = summary(read(request.release.title))
    return None if readable else say("summary_unreadable")


def _file(request: Request, weighed: Weighed, knowing: Knowing) -> File | None:
    meant = knowing.meant(request)
    decides = knowing.questions.decides_on(request)
    if meant is not None and meant.library:
        decides = knowing.name_of(meant.library) or decides
    return file_of(request, weighed, meant, decides)


def _goes_to(request: Request, disk: Disk | None, knowing: Knowing) -> str:
    """Return which client gets it, empty where that is not known, or for a library to say."""
    if is_decided(request.release.link):
        return ""
    return disk.client if disk else clean(knowing.name_of(request.pinned) or "")


def disk_of(request: Request, knowing: Knowing) -> Disk | None:
    """Return where it would go, None where nothing is downloaded or nobody knows."""
    outlook = None if request.tell else knowing.outlook(request)
    if outlook is None:
        return None
    return Disk(
        size=request.bytes,
        free=max(0, outlook.free - outlook.promised),
        way=outlook.promised,
        keep=outlook.reserve,
        client=clean(outlook.client),
    )


def last_of(request: Request) -> float:
    """Return how many seconds before its end a question is soon over."""
    return min(_LAST, (request.expires - request.asked) * _LAST_PART)


def tally_of(request: Request, knowing: Knowing, person_id: str) -> Tally | None:
    """Return how the votes stand, to a person or to anybody; None where there is no vote."""
    ballot = request.ballot
    if ballot is None or request.state is not State.PENDING:
        return None
    voted = {vote.who for vote in ballot.votes}
    missing = sorted(
        name
        for who in request.deciders
        if who not in voted and who != person_id and (name := knowing.person(who))
    )
    return Tally(
        yes=ballot.yes,
        need=ballot.need,
        no=ballot.no,
        against=ballot.against,
        in_favour=tuple(clean(vote.name) for vote in ballot.votes if vote.yes),
        opposed=tuple(clean(vote.name) for vote in ballot.votes if not vote.yes),
        missing=tuple(map(clean, missing)),
        mine=ballot.of(person_id) if person_id else None,
        awaited=person_id in request.deciders and person_id not in voted,
    )


def _meant(weighed: Weighed, knowing: Knowing) -> tuple[Meant, ...]:
    def libraries(work: Work) -> tuple[str, ...]:
        names = (knowing.name_of(library) for library, _ in work.known_to)
        return tuple(dict.fromkeys(clean(name) for name in names if name))

    if weighed.work is not None:
        return ()
    return tuple(
        Meant(
            title=clean(one.title),
            year=one.year,
            libraries=libraries(one),
            there=one.there,
            have=clean(one.have),
        )
        for one in weighed.works
    )


def _other(release: Release, knowing: Knowing) -> Other:
    seen, heard = seen_and_heard(read(release.title).quality)
    return Other(
        words=tuple(clean(one) for one in (seen, heard) if one),
        size=release.size,
        seeders=release.seeders,
        source=_place(release, knowing),
    )


def _place(release: Release, knowing: Knowing) -> str:
    """Return where a release is from: its source, and the indexer behind that."""
    return clean(place_of(knowing.name_of(release.source) or "", release.indexer))


def _asker(request: Request) -> str:
    """Return who handed it in and was not believed at once, empty where a rule has found it."""
    if not request.journal:
        return ""
    first = request.journal[0]
    by_hand = any(one.code in _BY_HAND for one in (first.why, *request.reasons))
    return clean(first.who.name) if by_hand else ""


def _notes(request: Request, knowing: Knowing) -> tuple[Piece, ...]:
    """Return the reasons that no other piece says."""
    said = {
        *("suspicious_size", "not_out", "rule_matched", "little_room", "which_work"),
        *(*_BY_HAND, *OVERRULED),
    }
    return tuple(
        reason
        for reason in knowing.questions.told_apart(request)
        if reason.code not in said
    )

"""Details: what does not decide, for whoever wants to know: how it was read, where it goes, what happened."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from ...engine.decided import is_decided
from ...engine.explain import readings
from ...engine.quality.quality import Confidence
from ...engine.reading import read
from ...engine.request import ActorKind, JournalEntry, Request
from ...engine.rights import Person, Right
from ...engine.wording import SOURCES
from ..asking.sentences import reckoned
from ..asking.told import Told
from ..cut import clean
from ..made import made_pieces
from ..saying import Piece, Several, say
from .came import HabitsOf, place_of
from .entries import why_said
from .pieces import Json, filled, piece_view, piece_views

_SURE: Final = {
    Confidence.STATED: "high",
    Confidence.LIKELY: "medium",
    Confidence.GUESS: "low",
}
# What a title simply is.
_YES: Final = "✓"


def details_view(
    request: Request,
    told: Told,
    person: Person,
    name_of: Callable[[str | None], str | None],
    imports: Callable[[Request], str],
    habits_of: HabitsOf,
    ignored: Collection[str] = (),
) -> Json:
    """Return the details of a request for a person.

    ``name_of`` names a part by its id, ``imports`` the library that takes it in, empty for none;
    ``habits_of`` tells what a library does with what it replaces, and ``ignored`` are the options that no
    client has which may make the download.
    """
    place = place_of(request, person, name_of, habits_of)
    goes_to, room = None, None
    if request.open:
        more = tuple(
            made_pieces(request.options, ignored, _handed_by(request, name_of))
        )
        goes_to = _goes_to(request, told, person, name_of, imports, more)
        room = None if told.disk is None else reckoned(told.disk)
    return filled(
        {
            "id": request.id,
            "title": clean(request.release.title),
            "read": list(_read(request.release.title)),
            "room": None if room is None else piece_view(room),
            "place": place or None,
            "goes_to": None if goes_to is None else piece_view(goes_to),
            "reasons": piece_views(request.reasons),
            "journal": [_line(line) for line in request.journal],
        }
    )


def _read(title: str) -> Iterator[Json]:
    for one in readings(read(title)):
        if value := _in_words(one.value):
            yield {
                "name": one.name,
                "value": value,
                "confidence": _SURE[one.confidence],
            }


def _in_words(value: Any) -> str:
    """Return what was read as people write it; empty for what says nothing."""
    if isinstance(value, bool):
        return _YES if value else ""
    if isinstance(value, list):
        return clean(", ".join(map(_in_words, value)))
    return clean(SOURCES.get(str(value), str(value)))


def _goes_to(
    request: Request,
    told: Told,
    person: Person,
    name_of: Callable[[str | None], str | None],
    imports: Callable[[Request], str],
    more: tuple[Piece, ...],
) -> Piece | None:
    """Return where it goes; folders only for whoever may deal with downloads."""
    if request.tell:
        return None
    options = request.options
    pieces: list[Piece] = []
    if client := clean(name_of(request.client) or "") or told.client:
        pieces.append(say("goes_to", client=client))
    ours = not is_decided(request.release.link)
    if ours and options.category:
        pieces.append(say("in_category", category=clean(options.category)))
    if ours and options.save_path and person.may(Right.DOWNLOADS):
        pieces.append(say("in_folder", folder=clean(options.save_path)))
    pieces.extend(more)
    if library := clean(imports(request)):
        pieces.append(say("became_imports", library=library))
    return Several(tuple(pieces)) if pieces else None


def _handed_by(request: Request, name_of: Callable[[str | None], str | None]) -> str:
    """Return which program hands it to its client itself, empty where Greenlight does that."""
    if not is_decided(request.release.link):
        return ""
    return clean(name_of(request.release.source) or "") or "?"


def _line(line: JournalEntry) -> Json:
    """Return a line of the journal; a note says itself what it is about."""
    what: Piece = say(f"state_{line.after}") if line.moved else line.why
    why = why_said(line.why) if line.moved else None
    by_itself = line.who.kind is ActorKind.SYSTEM and line.who.via is None
    return filled(
        {
            "at": line.at,
            "who": "" if by_itself or _names_asker(line) else clean(line.who.name),
            "how": _road(line),
            "what": piece_view(what),
            "why": None if why is None else piece_view(why),
        }
    )


def _names_asker(line: JournalEntry) -> bool:
    """Tell whether a line says itself which program it is of."""
    return line.who.kind is ActorKind.ASKER and "asker" in dict(line.why.params)


def _road(line: JournalEntry) -> str | None:
    if line.who.kind is ActorKind.RULE:
        return "rule"
    return line.who.via and line.who.via.value

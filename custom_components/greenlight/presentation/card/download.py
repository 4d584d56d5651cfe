"""Download: one that is on its way, or was a short while ago, as the card has it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from ...clients.base import Download, DownloadState, Feature
from ...engine.blocked import blocked_mark, is_blocked
from ...engine.decided import is_decided
from ...engine.home.home import Means
from ...engine.ordering import ordered_by
from ...engine.reading import read
from ...engine.reason import Reason
from ...engine.release import Protocol, Release
from ...engine.request import JournalEntry, Request, State
from ...engine.summary import in_words
from ...engine.undo import undo_until
from ...gate.follow import trouble_of
from ...gate.next_best import WHAT_NEXT
from ...gate.ports import ClientSettings
from ...gate.stuck import Stuck
from ...gate.tries import CLIENT_OFF
from ...parts.client import ClientCoordinator
from ..asking.taken_in import HANDED_OVER, handed_over, takes_in
from ..asking.waits import CLIENT_AWAY, NO_WAITING, room_missing
from ..cut import clean
from ..saying import Piece, Several, Size, When, say
from .doing import needs_people, state_of
from .homeward import homeward, is_homeward
from .pieces import Json, filled, piece_view
from .rows import Row

# Seconds for which what has ended is among the downloads.
KEPT: Final = 24 * 3600.0
# Seconds in which nobody need have sent anything: peers have to be found first.
PATIENCE: Final = 60.0
_ENDED: Final = frozenset({State.COMPLETED, State.IMPORTED, State.FAILED})
# What waits until somebody sees to it.
_NEEDS_PEOPLE: Final = frozenset(
    {
        *(CLIENT_OFF, "link_invalid_auth", "link_challenge", "link_web_page"),
        "link_indexer_off",
    }
)


def is_download(request: Request, now: float) -> bool:
    """Tell whether a request is one, or was a short while ago (epoch seconds)."""
    if request.tell or request.state is State.PENDING:
        return False
    if request.open or is_homeward(request.home):
        return True
    return request.state in _ENDED and now - request.ended < KEPT


class Downloads:
    """Makes rows of requests that were approved."""

    def __init__(
        self,
        clients: Mapping[str, ClientCoordinator],
        settings: Mapping[str, ClientSettings],
        name_of: Callable[[str | None], str | None],
        imports: Callable[[Request], str],
        waits_for_room: Callable[[Request], Reason | None],
        room_of: Callable[[Request], Json | None],
        now: Callable[[], float],
    ) -> None:
        """``imports`` names the library that takes in what is complete, empty for none."""
        self._clients = clients
        self._client_settings = settings
        self._name_of = name_of
        self._imports = imports
        self._waits_for_room = waits_for_room
        self._room_of = room_of
        self._now = now

    def clients(self) -> dict[str, object]:
        """Return what rows follow from of each client: whether it answers, and when it is asked."""
        return {
            key: (one.answers, one.enabled, one.away_since, one.client, one.pages)
            + ((one.answered_at, one.looks_again) if not one.answers else ())
            for key, one in self._clients.items()
        }

    def row(self, request: Request, download: Download | None, work: Json) -> Row:
        """Return the row of a request, with what its client said last of its download."""
        made = {
            State.APPROVED: self._approved,
            State.DOWNLOADING: self._downloading,
            State.COMPLETED: self._completed,
            State.IMPORTED: self._completed,
            State.FAILED: self._failed,
        }[request.state](request, download)
        undo = undo_until(request)
        undo = None if undo is None or undo < self._now() else undo
        decides = (*made.decides, "undo") if undo else made.decides
        client = _short(self._name_of(request.client or request.pinned) or "")
        asker = ordered_by(request)
        known = {"id": request.id, "work": work, "client": client, "undo_until": undo}
        data = filled({**known, "ordered": asker and _short(asker.name), **made.data})
        return replace(made, data=data, decides=decides, pages=self._pages(request))

    def _pages(self, request: Request) -> str:
        part = self._clients.get(request.client or "")
        return part.pages if part else ""

    # ------------------------------------------------------------- not yet

    def _approved(self, request: Request, _: Download | None) -> Row:
        note = request.journal[-1]
        said: Json = {"group": "running", "state": "waits", "bytes": request.bytes}
        short = self._waits_for_room(request)
        if short is not None:
            said |= {
                "group": "needs_you",
                "state": "waits_for_room",
                "since": note.at,
                "message": piece_view(room_missing("became_room_short", short)),
                "room": self._room_of(request),
            }
            return Row(said, request, ("anyway", "cancel"))
        if note.moved or note.why.code in NO_WAITING:
            return Row(said, request, ("cancel",))
        said |= self._waits(note)
        return Row(said, request, ("retry", "cancel"))

    def _waits(self, note: JournalEntry) -> Json:
        """Return what an approved request waits for."""
        client = clean(str(dict(note.why.params).get("client", "")))
        away = note.why.code in CLIENT_AWAY and client
        message: Piece = note.why
        if away:
            message = say("became_client_away_short", time=When(note.at))
        waits = away or note.why.code == CLIENT_OFF
        return {
            "group": "needs_you" if note.why.code in _NEEDS_PEOPLE else "running",
            "state": "waits_for_client" if waits else "waits",
            "since": note.at,
            "message": piece_view(message),
            **({"client": client} if waits and client else {}),
        }

    # ------------------------------------------------------------- on its way

    def _downloading(self, request: Request, download: Download | None) -> Row:
        part = self._clients.get(request.client or "")
        said: Json = {"group": "running", "state": "queued", **_far(request, download)}
        if part is None and is_decided(request.release.link):
            return _through(request, download, said)
        if part is None or not part.answers:
            return Row(said | _away(part, request), request)
        if download is None:
            return Row(said, request, ("cancel",))
        trouble = trouble_of(download)
        settings = self._settings(request)
        said |= {
            "group": "needs_you" if needs_people(download) else "running",
            "state": self._doing(request, download, part.client.protocol),
            "since": request.stuck_since if request.stuck_in else None,
            **_pace(download),
            "message": None if trouble is None else piece_view(trouble),
        }
        if settings and said["state"] != "downloading":
            said["next"] = _given_up(request, settings)
        instead = request.stuck_in and request.also and said["state"] != "downloading"
        paused = download.state is DownloadState.PAUSED
        keeps = ["resume" if paused else "pause"]
        if Feature.RECHECK in part.client.features:
            keeps.append("recheck")
        if instead:
            keeps.append("next_best")
        return Row(said, request, (), (*keeps, "remove", "delete"))

    def _doing(self, request: Request, download: Download, protocol: Protocol) -> str:
        """Return what its client does for it; what has only just begun to go nowhere goes on, to people."""
        moved = request.last_move()
        begun = max(moved.at if moved else 0.0, request.stuck_since or 0.0)
        fresh = self._now() - begun < PATIENCE
        if fresh and download.state is DownloadState.STALLED:
            return "downloading"
        return state_of(download, protocol)

    def _settings(self, request: Request) -> ClientSettings | None:
        part = self._clients.get(request.client or "")
        torrent = part is not None and part.client.protocol is Protocol.TORRENT
        return self._client_settings.get(request.client or "") if torrent else None

    # ------------------------------------------------------------- at its end

    def _completed(self, request: Request, download: Download | None) -> Row:
        said: Json = {
            "group": "done",
            "state": "completed",
            "since": request.ended,
            "bytes": request.bytes,
            "library": takes_in(request, self._name_of, self._imports),
        }
        part = self._clients.get(request.client or "")
        there = request.download is not None and part is not None and part.answers
        keeps: tuple[str, ...] = ("remove", "delete") if there else ()
        home = None if request.state is State.IMPORTED else request.home
        way, can = homeward(home) if home else ({}, ())
        said |= way
        if "group" in way:
            # What is on its way to somewhere else must not be taken from where it is.
            keeps = () if way["group"] == "running" else keeps
            if is_blocked(request):
                said["seen"] = blocked_mark(request)
            return Row(said, request, (), keeps, brings=can)
        if handed_over(request) and said["library"]:
            if self._now() - request.ended < HANDED_OVER:
                said |= {"group": "running", "state": "importing"}
                return Row(said, request)
            said["handed"] = True
        if request.state is State.IMPORTED:
            said["imported"] = request.ended
            said["copy"] = _is_copy(request)
        if download is not None and download.state is DownloadState.SEEDING:
            said |= {"state": "sharing", "up": download.upload_speed}
            said["ratio"] = download.ratio
        return Row(said, request, (), keeps)

    def _failed(self, request: Request, _: Download | None) -> Row:
        moved = request.last_move()
        notes = [one.why for one in request.journal if one.why.code in WHAT_NEXT]
        said: Json = {
            "group": "needs_you",
            "state": "failed",
            "since": moved.at if moved else None,
            "progress": request.progress or None,
            "bytes": request.bytes,
            "message": piece_view(moved.why) if moved else None,
            "next": piece_view(notes[-1]) if notes else None,
        }
        return Row(said, request, ("retry",))


@lru_cache(maxsize=64)
def _short(name: str) -> str:
    """Return the name of a client as it is shown: it is on every row."""
    return clean(name)


def _far(request: Request, download: Download | None) -> Json:
    """Return how far a download is, as far as anybody knows."""
    if download is None:
        return {"progress": request.progress, "bytes": request.bytes}
    size = request.bytes if download.size is None else download.size
    return {"progress": download.progress, "done": download.done, "bytes": size}


def _is_copy(request: Request) -> bool | None:
    """Tell whether what its client has is besides what was brought home, None where nobody knows."""
    home = request.home
    return None if home is None else home.means is not Means.SCAN


def _pace(download: Download) -> Json:
    """Return how fast it is; what does not run has no time left."""
    running = download.state is DownloadState.DOWNLOADING
    return {
        "down": download.download_speed,
        "up": download.upload_speed,
        "left": download.eta if running else None,
        "seeders": download.seeders,
        "peers": download.peers,
        "ratio": download.ratio,
    }


def _through(request: Request, download: Download | None, said: Json) -> Row:
    """Return what a library says of a download in a client that only it knows."""
    if download is None:
        return Row(said, request, ("cancel",))
    trouble = trouble_of(download)
    more = {
        "group": "needs_you" if needs_people(download) else "running",
        "state": state_of(download, request.release.protocol),
        "message": None if trouble is None else piece_view(trouble),
    }
    # It has it removed with its data, and does nothing else with it.
    return Row(said | more, request, (), ("delete",))


def _away(part: ClientCoordinator | None, request: Request) -> Json:
    """Return that its client does not answer: since when, and when it is asked again."""
    if part is None:
        return {"state": "away"}
    if not part.enabled:
        why = Reason(CLIENT_OFF, (("client", part.subentry.title),))
        said = {"state": "away", "group": "needs_you", "message": piece_view(why)}
        return {**said, "as_of": part.answered_at}
    if part.away_since is None:
        # It was not asked yet.
        return {}
    again = part.looks_again
    next_look = say("next_look", at=When(again, within=True)) if again else None
    return {
        "state": "away",
        "since": part.away_since,
        "as_of": part.answered_at,
        "next": piece_view(next_look) if next_look else None,
    }


def _given_up(request: Request, settings: ClientSettings) -> object:
    """Return when it is given up, and what comes then; None where it goes on, or waits for good."""
    if not request.stuck_in or request.stuck_since is None:
        return None
    timeouts = {
        Stuck.METADATA: settings.metadata_timeout,
        Stuck.SEEDERS: settings.stalled_timeout,
        Stuck.ERROR: settings.error_timeout,
    }
    timeout = next((timeouts[one] for one in Stuck if one == request.stuck_in), None)
    other = _named(request.also[0]) if request.also else None
    if timeout is None:
        return None if other is None else piece_view(say("next_best_is", other=other))
    at = When(request.stuck_since + timeout, within=True)
    if other is None:
        return piece_view(say("given_up", at=at))
    return piece_view(say("given_up_then", at=at, other=other))


def _named(release: Release) -> Piece:
    """Return what another release is called in a few words: what it is, and how large."""
    title = clean(in_words(read(release.title).quality) or release.title)
    return title if release.size is None else Several((title, Size(release.size)))

"""Request: a question put to people and everything that follows from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from .ballot import Ballot
from .causes import ASKED_ANEW, TOOK, UNANSWERED
from .files.hashes import same_torrent
from .home.home import Home
from .options import DownloadOptions
from .quality.comparison import Choice
from .reason import Reason
from .release import Protocol, Release
from .weighed import Weighed

MAX_JOURNAL: Final = 60
# How many other candidates are kept with a request.
MAX_ALSO: Final = 3
# So many releases are asked about after a no to the best of them, at most.
MAX_UNASKED: Final = 50


class State(StrEnum):
    """Where a request is in its life."""

    PENDING = "pending"
    APPROVED = "approved"
    DOWNLOADING = "downloading"
    COMPLETED = "completed"
    IMPORTED = "imported"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN: Final = frozenset({State.PENDING, State.APPROVED, State.DOWNLOADING})

# The only legal moves. The second block is a person asking for another try; what goes back to pending
# from where it was approved is taken back.
MOVES: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        State.PENDING: frozenset(
            {
                State.APPROVED,
                State.DECLINED,
                State.EXPIRED,
                State.SUPERSEDED,
                State.CANCELLED,
            }
        ),
        State.APPROVED: frozenset(
            {
                State.DOWNLOADING,
                State.FAILED,
                State.SUPERSEDED,
                State.CANCELLED,
                State.PENDING,
            }
        ),
        State.DOWNLOADING: frozenset(
            {State.COMPLETED, State.FAILED, State.CANCELLED, State.PENDING}
        ),
        State.COMPLETED: frozenset({State.IMPORTED, State.PENDING}),
        State.IMPORTED: frozenset(),
        # What somebody has answered by a part of it, and takes back.
        State.SUPERSEDED: frozenset({State.PENDING}),
        State.FAILED: frozenset({State.APPROVED}),
        State.DECLINED: frozenset({State.PENDING}),
        State.EXPIRED: frozenset({State.PENDING}),
        State.CANCELLED: frozenset({State.PENDING}),
    }
)


class ActorKind(StrEnum):
    """What kind of somebody made a move."""

    USER = "user"
    # Somebody whom only Telegram knows.
    TELEGRAM = "telegram"
    RULE = "rule"
    # A program that orders downloads.
    ASKER = "asker"
    CLIENT = "client"
    SYSTEM = "system"


class Via(StrEnum):
    """By which road somebody's answer came."""

    CARD = "card"
    PHONE = "phone"
    TELEGRAM = "telegram"
    VOICE = "voice"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a move: the kind, the id there (a user id, a rule id...) and the name to show.

    ``via`` is the road by which a person's answer came.
    """

    kind: ActorKind
    id: str = ""
    name: str = ""
    via: Via | None = None


SYSTEM: Final = Actor(ActorKind.SYSTEM, name="Greenlight")
_UNASKING: Final = frozenset({ActorKind.RULE, ActorKind.ASKER})
_ASKED: Final = frozenset({UNANSWERED, "approved_by_person"})


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One move, or a note when ``before`` and ``after`` are the same. ``at`` is epoch seconds."""

    at: float
    before: State | None
    after: State
    who: Actor
    why: Reason

    @property
    def moved(self) -> bool:
        """Tell whether it is a move and not a note."""
        return self.before is not self.after

    @property
    def unasked(self) -> bool:
        """Tell whether it approves what nobody was asked about."""
        if self.after is not State.APPROVED or not self.moved:
            return False
        if self.before is not State.PENDING:
            return self.before is None
        return self.who.kind in _UNASKING and self.why.code not in _ASKED


class IllegalMove(Exception):
    """The request is not in a state from which that move is legal."""

    def __init__(self, request: Request, wanted: State) -> None:
        """Keep the request as it is, so that the person can be told who moved it and when."""
        super().__init__(f"{request.state} to {wanted}")
        self.request = request
        self.wanted = wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The unit that is stored. Never changed in place: each move gives a new one.

    ``expires`` is when a pending question ends, in epoch seconds. ``pinned`` is the subentry id of
    the client that was asked for, None for any. ``client`` is the one that was handed it or took
    it, since ``handed`` in epoch seconds: while that is set without a ``download`` the client may
    have it. ``download`` is that client's own id and ``hashes`` are all known ones, so that the
    download is found again when the id changes. ``progress`` is 0 to 1, ``size`` in bytes as its
    file tells; ``private`` is None while nobody knows. ``closed`` says until when (epoch seconds) sites asked to be left alone. ``stuck_in`` says in what way the download goes
    nowhere, since ``stuck_since`` and as seen until ``stuck_seen``, give or take an hour. With
    ``ignore_space`` it is grabbed however full the disk is. ``attempt`` counts how often it was
    begun anew, which tells its download from those before. What is ``outward`` has its link followed
    to public addresses only, because whoever handed it in may not look into the own network. With
    ``tell`` people are only told of it: it is never fetched.
    ``weighed`` is what people were asked about, held against what they have, None where no library
    was looked into; ``also`` are up to ``MAX_ALSO`` other candidates of the same item, best first.

    What is ``queued`` is asked about once fewer questions wait, and what somebody has put off
    ``later`` than now (epoch seconds); people have been ``reminded`` of its end. It was put up
    ``instead_of`` the question with that id, which was about a worse release; ``unasked`` are marks
    of the releases of its item that nobody has answered because of it. A yes to it takes the request with the
    id ``switch``, which is on its way, out of its client. ``deciders`` are the
    ids of those who may answer, everybody who may decide if there is none; where more than one has
    to, ``ballot`` holds the votes. With ``then_approve`` nobody's answer is a yes. ``choice`` is what a
    person wants to become of the file that is there. ``take_out`` says that an approval was taken
    back and what a client has of it is to be taken out, and whether together with its data. ``home`` is
    how far it has come on its way from the client to where it is watched, None before that begins.
    """

    id: str
    release: Release
    state: State
    created: float
    expires: float
    rule: str = ""
    rule_name: str = ""
    reasons: tuple[Reason, ...] = ()
    options: DownloadOptions = field(default_factory=DownloadOptions)
    pinned: str | None = None
    client: str | None = None
    handed: float | None = None
    download: str | None = None
    hashes: frozenset[str] = frozenset()
    size: int | None = None
    private: bool | None = None
    ignore_space: bool = False
    outward: bool = False
    tell: bool = False
    attempt: int = 0
    closed: Mapping[str, float] = field(default_factory=dict, hash=False)
    stuck_in: str = ""
    stuck_since: float | None = None
    stuck_seen: float | None = None
    progress: float = 0.0
    content_path: str = field(default="", repr=False)
    weighed: Weighed | None = None
    also: tuple[Release, ...] = ()
    queued: bool = False
    later: float | None = None
    reminded: bool = False
    instead_of: str = ""
    unasked: frozenset[str] = frozenset()
    switch: str = ""
    deciders: frozenset[str] = frozenset()
    ballot: Ballot | None = None
    then_approve: bool = False
    choice: Choice | None = None
    take_out: bool | None = None
    home: Home | None = None
    journal: tuple[JournalEntry, ...] = ()

    @property
    def open(self) -> bool:
        """Tell whether something is still to come."""
        return self.state in OPEN

    @property
    def asking(self) -> bool:
        """Tell whether people are asked about it now."""
        return self.state is State.PENDING and not self.queued and self.later is None

    @property
    def takes_place(self) -> bool:
        """Tell whether it is one of the questions of which only so many wait at the same time."""
        return self.asking and not self.tell

    @property
    def all_hashes(self) -> frozenset[str]:
        """Return every hash the release is known by."""
        return self.hashes | self.release.hashes

    @property
    def bytes(self) -> int | None:
        """Return the size as its file tells it, else as the source does."""
        return self.release.size if self.size is None else self.size

    @property
    def protocol(self) -> Protocol | None:
        """Return how it is downloaded, None as long as only the source has said so.

        Torrents have hashes, which an NZB that was read has not.
        """
        if self.all_hashes:
            return Protocol.TORRENT
        return None if self.size is None else Protocol.USENET

    @property
    def mark(self) -> str:
        """Return the token by which clients that carry one along know the download."""
        return f"{self.id}-{self.attempt}" if self.attempt else self.id

    @property
    def unconfirmed(self) -> bool:
        """Tell whether a client may have it: it has not said so, or has not been told to let go."""
        waits = self.download is None or self.take_out is not None
        return self.handed is not None and waits

    def began_in(self, client_id: str) -> bool:
        """Tell whether a client has begun its download because of it, in whichever try."""
        return any(
            entry.why.code in TOOK and entry.who.id == client_id
            for entry in self.journal
        )

    @property
    def asked(self) -> float:
        """Return when people were last asked about it, in epoch seconds."""
        for entry in reversed(self.journal):
            again = entry.moved or entry.why.code in ASKED_ANEW
            if entry.after is State.PENDING and again:
                return entry.at
        return self.created

    def last_move(self, into: State | None = None) -> JournalEntry | None:
        """Return how it came into its state, or the last time ``into`` one; None if it never did."""
        for entry in reversed(self.journal):
            if entry.moved and into in (None, entry.after):
                return entry
        return None

    @property
    def ended(self) -> float:
        """Return when the last journal entry was written, in epoch seconds."""
        return self.journal[-1].at if self.journal else self.created

    def same_as(self, other: Request) -> bool:
        """Tell whether both turn out to be for the same download."""
        if same_torrent(self.all_hashes, other.all_hashes):
            return True
        if self.download is not None and self.download == other.download:
            return self.client == other.client
        protocols = {self.release.protocol, other.release.protocol}
        same_link = self.release.link == other.release.link
        return same_link and protocols == {Protocol.USENET}

    def anew(self) -> dict[str, Any]:
        """Return the changes that forget the last download, for another try.

        A client that may have it still is remembered: it is looked for there first.
        """
        changes: dict[str, Any] = {
            "download": None,
            "progress": 0.0,
            "stuck_in": "",
            "stuck_since": None,
            "stuck_seen": None,
            "content_path": "",
            "home": None,
        }
        if not self.unconfirmed:
            changes |= {"client": None, "handed": None, "attempt": self.attempt + 1}
        return changes

    def taken_back(self, *, delete_data: bool) -> dict[str, Any]:
        """Return the changes that make what was approved a question; ``anew`` if no client has it.

        What a client has because of it is known until it was taken out there.
        """
        changes = self.anew() | {"ignore_space": False}
        if self.handed is not None:
            had = {"client": self.client, "handed": self.handed}
            changes |= had | {"download": self.download, "attempt": self.attempt}
            changes["take_out"] = delete_data
        return changes

    def move(
        self, to: State, *, at: float, who: Actor, why: Reason, **changes: Any
    ) -> Request:
        """Return the request in its new state. Raises ``IllegalMove``.

        What is asked once more has no answers yet.
        """
        if to not in MOVES[self.state]:
            raise IllegalMove(self, to)
        if to is State.PENDING:
            ballot = self.ballot and self.ballot.emptied()
            unanswered = {"ballot": ballot, "choice": None, "reminded": False}
            changes = unanswered | changes
        elif to is State.APPROVED and self.take_out:
            # It is wanted again: nothing of it is to be deleted.
            changes = {"take_out": False, **changes}
        changes = {"later": None, **changes}
        return replace(
            self, state=to, journal=self._written(to, at, who, why), **changes
        )

    def note(self, *, at: float, who: Actor, why: Reason, **changes: Any) -> Request:
        """Return the request with a journal entry that moves nothing.

        The same note twice in a row is kept once, so that a retry does not fill the journal.
        """
        last = self.journal[-1] if self.journal else None
        if last and last.before == last.after and last.why == why:
            return replace(self, **changes)
        return replace(self, journal=self._written(self.state, at, who, why), **changes)

    def _written(
        self, to: State, at: float, who: Actor, why: Reason
    ) -> tuple[JournalEntry, ...]:
        entry = JournalEntry(at, self.state, to, who, why)
        # The first entry says where the request came from, so it outlives the cap.
        return (*self.journal[:1], *self.journal[1:][-(MAX_JOURNAL - 2) :], entry)


def opened(request: Request, *, who: Actor, why: Reason) -> Request:
    """Return a new request with the first line of its journal."""
    entry = JournalEntry(request.created, None, request.state, who, why)
    return replace(request, journal=(entry,))


def waiting(requests: Iterable[Request]) -> list[Request]:
    """Return the requests that people are asked about now, the one asked about last at the end."""
    pending = [request for request in requests if request.asking]
    return sorted(pending, key=lambda request: request.asked)

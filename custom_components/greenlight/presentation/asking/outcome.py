"""Outcome: what has become of a question, in words, and what can still be done about it."""

from collections.abc import Callable, Mapping
from typing import Final

from ...clients.base import Download
from ...engine.answer import Verb
from ...engine.causes import REFUSED_BEFORE
from ...engine.left import goes_on
from ...engine.ordering import withdrawn
from ...engine.reason import Reason
from ...engine.refusal import Scope
from ...engine.request import ActorKind, JournalEntry, Request, State
from ...engine.undo import UNDO_WINDOW, undo_until
from ..cut import clean
from ..render import NO_BREAK
from ..saying import Lasting, Piece, Several, Size, When, Within, say
from ..screens import Button
from .arrived import Arrived
from .became import Became, Puts, joined
from .ordered import followed
from .pace import STEPS, Paces
from .sentences import Sentences
from .telling import Knowing
from .waits import CLIENT_AWAY, NO_WAITING, room_missing

# Seconds after which a phone's word of an answer goes by itself.
GOES_AFTER: Final = 10
# The notes of a no to more than the release.
_MORE: Final = frozenset(f"declined_more_{scope.value}" for scope in Scope)
_BAR: Final = ("■", "□")


class Outcomes(Puts):
    """Tells it by the state and the journal of a request, and what its client said last."""

    def __init__(
        self,
        sentences: Sentences,
        downloads: Callable[[], Mapping[str, Download]],
        waits_for_room: Callable[[Request], Reason | None],
        knowing: Knowing,
    ) -> None:
        """Know where the facts come from; ``downloads`` is what clients said last, by request."""
        super().__init__(sentences)
        self._asker = knowing.asker
        self._sooner = knowing.sooner
        self._name_of = knowing.name_of
        self._waits_for_room = waits_for_room
        self._arrived = Arrived(sentences, knowing, self._undo)
        self._paces = Paces(downloads)
        self._told: Final[dict[State, Callable[[Request, JournalEntry], Became]]] = {
            State.APPROVED: self._approved,
            State.DOWNLOADING: self._downloading,
            State.COMPLETED: self._arrived.completed,
            State.IMPORTED: self._arrived.imported,
            State.DECLINED: self._declined,
            State.EXPIRED: self._expired,
            State.SUPERSEDED: self._superseded,
            State.FAILED: self._failed,
            State.CANCELLED: self._cancelled,
        }

    def of(self, request: Request) -> Became | None:
        """Return what became of a request, None as long as people are asked about it."""
        if request.state is State.PENDING:
            return None if request.later is None else self._put_off(request)
        entry = request.last_move()
        if entry is None:
            return None
        return self._told[request.state](request, entry)

    # ------------------------------------------------------------- answered

    def _put_off(self, request: Request) -> Became:
        at = When(request.later or 0.0, within=True)
        who = clean(request.journal[-1].who.name) if request.journal else ""
        return Became(
            sign="🔔",
            line=self._speak(say("became_later", at=at, who=who)),
            title=self._speak(say("title_later", at=at)),
            message=self._work(request),
            buttons=(self._button("ask_now", Verb.ASK_NOW),),
            # There it is seen right after the press, and goes.
            on_phone=self._undo(request),
            goes_after=GOES_AFTER,
        )

    def _approved(self, request: Request, entry: JournalEntry) -> Became:
        if (short := self._waits_for_room(request)) is not None:
            return self._without_room(request, short)
        if (away := self._waits(request)) is not None:
            return away
        client = clean(self._name_of(request.client or request.pinned) or "")
        goes = self._speak(say("became_goes_to", client=client)) if client else ""
        size = self._speak.each([Size(request.bytes)])
        return Became(
            sign="🗳" if request.ballot else "✓",
            line=joined(self._by(request, entry), goes),
            title=self._titled("title_approved", request),
            others=self._titled(
                "title_approved_by", request, who=clean(entry.who.name)
            ),
            by=entry.who.id,
            message=f"{joined(goes, *size, *self._until(request))}.",
            more=joined(*self._until(request)),
            buttons=self._undo(request),
            goes_after=int(UNDO_WINDOW),
        )

    def _by(self, request: Request, entry: JournalEntry) -> str:
        """Return who has approved it, and when."""
        decided = request.last_move(State.APPROVED) or entry
        who, time = clean(decided.who.name), When(decided.at)
        if request.ballot and decided.who.kind is not ActorKind.RULE:
            ballot = request.ballot
            names = Several(tuple(clean(one.name) for one in ballot.votes if one.yes))
            yes, need = ballot.yes, ballot.need
            said = say("became_votes", yes=yes, need=need, names=names, time=time)
            return self._speak(said)
        key = "became_approved"
        if decided.who.kind is ActorKind.RULE:
            key = "became_approved_by_rule" if decided.unasked else "became_unanswered"
        elif decided.who.kind is ActorKind.ASKER and decided.unasked:
            key = "became_approved_by_asker"
        return self._speak(say(key, who=who, time=time))

    def _declined(self, request: Request, entry: JournalEntry) -> Became:
        who, time = clean(entry.who.name), When(entry.at)
        why = clean(str(dict(entry.why.params).get("text", "")))
        buttons = self._undo(request)
        if request.tell:
            key, title, message = "became_seen", "title_seen", ""
        else:
            key = "became_declined_why" if why else "became_declined"
            title = "title_declined"
            message = self._speak(say("became_not_downloaded"))
            if after := [*self._refused_more(request), *self._after_no(request)]:
                message = f"{message} {joined(*after)}."
            if buttons:
                more = self._button("decline_more", Verb.DECLINE_MORE)
                buttons = (*buttons, more)
        said: Piece = say(key, who=who, time=time, why=why)
        if entry.why.code == REFUSED_BEFORE:
            said = entry.why
        return Became(
            sign="✕",
            line=joined(
                self._speak(said),
                *self._refused_more(request),
                *self._after_no(request),
            ),
            title=self._titled(title, request),
            others=self._titled(f"{title}_by", request, who=who),
            by=entry.who.id,
            message=message,
            buttons=buttons,
            goes_after=GOES_AFTER,
        )

    def _refused_more(self, request: Request) -> list[str]:
        """Return what has been refused besides the release since it was declined, each once."""
        moved = request.last_move()
        since = request.journal[request.journal.index(moved) :] if moved else ()
        whys = dict.fromkeys(entry.why for entry in since)
        return self._speak.each(why for why in whys if why.code in _MORE)

    def _after_no(self, request: Request) -> list[str]:
        """Return what the program that ordered it makes of a no."""
        after = followed(request, self._asker(request), self._speak.now())
        return self._speak.each([after] if after else [])

    # ------------------------------------------------------------- on its way

    def _without_room(self, request: Request, why: Reason) -> Became:
        return Became(
            sign="⏸",
            line=self._speak(room_missing("became_room", why)),
            title=self._titled("title_room", request),
            message=self._speak(room_missing("became_room_short", why)),
            buttons=(
                self._button("download_anyway", Verb.APPROVE_ANYWAY, yes=True),
                self._button("cancel", Verb.CANCEL),
            ),
            silent=False,
        )

    def _waits(self, request: Request) -> Became | None:
        """Return what an approved request waits for, None where it is on its way."""
        note = request.journal[-1]
        if note.moved:
            return None
        client = clean(
            str(dict(note.why.params).get("client", ""))
            or self._name_of(request.client)
            or ""
        )
        if note.why.code in CLIENT_AWAY and client:
            time = When(note.at)
            return Became(
                sign="⏸",
                line=self._speak(say("became_client_away", client=client, time=time)),
                title=self._titled("title_client", request, client=client),
                message=self._speak(say("became_client_away_short", time=time)),
                buttons=self._undo(request),
            )
        if note.why.code in NO_WAITING:
            return None
        why = clean(self._speak(note.why))
        return Became(
            sign="⏸",
            line=self._speak(say("became_waits", why=self._speak.texts.within(why))),
            title=self._titled("title_waits", request),
            message=why,
            buttons=self._undo(request),
        )

    def _downloading(self, request: Request, entry: JournalEntry) -> Became:
        pace = self._paces.of(request)
        progress = pace.step / STEPS
        percent = self._percent(progress)
        size = pace.size if pace.size is not None else request.bytes
        done: dict[str, Piece] = {"done": self._of(pace.done, size), "size": Size(size)}
        speed = say("became_speed", speed=Size(pace.speed)) if pace.speed else ""
        left = "" if pace.eta is None else say("became_left", span=Lasting(pace.eta))
        loaded = "" if size is None else say("became_loaded", **done)
        message = "" if size is None else say("became_downloading", **done)
        filled, empty = _BAR
        return Became(
            sign="⬇",
            line=f"{filled * pace.step}{empty * (STEPS - pace.step)} {percent}",
            more="\n".join(
                filter(
                    None,
                    (
                        " · ".join(self._speak.each((loaded, speed, left))),
                        *self._until(request),
                    ),
                )
            ),
            title=self._work(request),
            message=", ".join(self._speak.each((message or percent, left))),
            buttons=self._undo(request),
            progress=progress,
            critical=percent,
        )

    # ------------------------------------------------------------- at its end

    def _expired(self, request: Request, entry: JournalEntry) -> Became:
        if request.tell:
            return Became(
                sign="⌛",
                line=self._speak(say("became_told_long_enough")),
                title=self._titled("title_told_long_enough", request),
                message="",
            )
        time = When(entry.at)
        return Became(
            sign="⌛",
            line=self._speak(say("became_expired", time=time)),
            title=self._titled("title_expired", request),
            message=self._speak(say("became_expired_short", time=time)),
            buttons=(self._button("ask_again", Verb.AGAIN),),
        )

    def _superseded(self, request: Request, entry: JournalEntry) -> Became:
        why = clean(self._speak(entry.why))
        return Became(
            sign="↷",
            line=why,
            title=self._titled("title_overtaken", request),
            message=f"{why.rstrip('.')}.",
            buttons=self._undo(request),
        )

    def _failed(self, request: Request, entry: JournalEntry) -> Became:
        why = self._speak(Within(entry.why))
        percent = self._percent(request.progress)
        at = "_at" if request.progress >= 0.01 else ""
        return Became(
            sign="✕",
            line=self._speak(
                say(f"became_failed{at}", percent=percent, why=clean(why))
            ),
            title=self._titled(f"title_failed{at}", request, percent=percent),
            message=f"{clean(self._speak(entry.why)).rstrip('.')}.",
            buttons=(self._button("try_again", Verb.AGAIN),),
            silent=False,
        )

    def _cancelled(self, request: Request, entry: JournalEntry) -> Became:
        if withdrawn(request):
            who, time = clean(entry.who.name), When(entry.at)
            gone = self._speak(say("became_withdrawn", who=who, time=time))
            return Became(
                sign="✕",
                line=gone,
                title=self._titled("title_withdrawn", request),
                message=f"{gone}.",
            )
        why = clean(str(dict(entry.why.params).get("text", "")))
        key = "became_cancelled_why" if why else "became_cancelled"
        said = self._speak(
            say(key, who=clean(entry.who.name), time=When(entry.at), why=why)
        )
        left = goes_on(request)
        after = self._speak.each([left] if left else [])
        return Became(
            sign="✕",
            line=joined(said, *after),
            title=self._titled("title_cancelled", request),
            message=f"{joined(said, *after)}.",
            buttons=(self._button("ask_again", Verb.AGAIN),),
        )

    # ------------------------------------------------------------- parts

    def _undo(self, request: Request) -> tuple[Button, ...]:
        """Return what takes the answer back, as long as it can be."""
        until = undo_until(request)
        if until is None or self._speak.now() > until:
            return ()
        running = request.state in (State.DOWNLOADING, State.COMPLETED)
        if running and (
            request.state is State.COMPLETED or self._paces.of(request).done
        ):
            return (
                self._button("undo_keep", Verb.UNDO_KEEP),
                self._button("undo_delete", Verb.UNDO_DELETE, destructive=True),
            )
        return (self._button("undo", Verb.UNDO),)

    def _until(self, request: Request) -> list[str]:
        """Return until when an answer can be taken back, where an import may end that before its time."""
        until = undo_until(request)
        if until is None or self._speak.now() > until or not self._sooner(request):
            return []
        return [self._speak(say("undo_until_imported", time=When(until)))]

    def _of(self, done: int, whole: int | None) -> str:
        """Return bytes without their unit where the whole says it: ``23.9`` of 71.2 GB."""
        size = self._speak.texts.size
        number, _, unit = size(done).rpartition(NO_BREAK)
        return number if size(whole).endswith(f"{NO_BREAK}{unit}") else size(done)

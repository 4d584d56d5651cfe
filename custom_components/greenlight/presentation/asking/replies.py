"""Replies: what whoever pressed is told, in a sentence, for every way an answer can turn out."""

from collections.abc import Callable, Collection
from typing import Final

from ...engine.answer import Answer, Verb
from ...engine.ordering import withdrawn
from ...engine.refusal import USUAL_DAYS
from ...engine.replaced import BESIDE
from ...engine.request import Actor, Request, State
from ..texts import Texts

# What has come of an answer that counted, where the sentence needs nothing more.
_DONE: Final = {
    Verb.UNDO: "reply_taken_back",
    Verb.UNDO_KEEP: "reply_taken_back",
    Verb.UNDO_DELETE: "reply_taken_back",
    Verb.ASK_NOW: "reply_asked_again",
    Verb.CANCEL: "reply_cancelled",
    Verb.IMPORT_ANYWAY: "reply_import_anyway",
    Verb.LEAVE: "reply_left",
    Verb.ALWAYS: "reply_rule_made",
    Verb.SINGLES: "reply_singles",
    Verb.TEST: "reply_test",
}
# What is refused with a release, for a while.
_MORE: Final = {
    Verb.DECLINE_GROUP: "reply_declined_group",
    Verb.DECLINE_TITLE: "reply_declined_title",
    Verb.DECLINE_GAIN: "reply_declined_gain",
}
YES: Final = frozenset(
    {
        *(Verb.APPROVE, Verb.APPROVE_ANYWAY, Verb.KEEP_BOTH),
        *(Verb.TAKE, Verb.SINGLES, Verb.CHOOSE, Verb.ALWAYS),
    }
)
NO: Final = frozenset(
    {
        *(Verb.DECLINE, Verb.DECLINE_NO_FURTHER),
        *(Verb.DECLINE_GROUP, Verb.DECLINE_TITLE, Verb.DECLINE_GAIN),
    }
)
UNDO: Final = frozenset({Verb.UNDO, Verb.UNDO_KEEP, Verb.UNDO_DELETE})
# Where somebody has decided, or a decision has led to.
_DECIDED: Final = {
    State.APPROVED: "approved",
    State.DOWNLOADING: "approved",
    State.COMPLETED: "approved",
    State.IMPORTED: "approved",
    State.DECLINED: "declined",
    State.CANCELLED: "cancelled",
}


class Replies:
    """Says it in the language of the house, with times as they are said now."""

    def __init__(
        self,
        texts: Texts,
        now: Callable[[], float],
        takes_in: Callable[[Request], str] = lambda _: "",
    ) -> None:
        """``now`` tells epoch seconds, ``takes_in`` names the library that imports, empty for none."""
        self._takes_in = takes_in
        self._texts = texts
        self._now = now

    def done(self, answer: Answer, request: Request, who: Actor) -> str:
        """Return what an answer has done, by the request as it is afterwards."""
        ballot = request.ballot
        if request.state is State.PENDING and ballot and answer.verb in YES | NO:
            yes = answer.verb in YES
            return self._texts.text(
                "reply_voted_yes" if yes else "reply_voted_no",
                yes=ballot.yes,
                need=ballot.need,
                no=ballot.no,
                against=ballot.against,
            )
        if answer.verb is Verb.LATER and request.later is not None:
            return self._texts.text("reply_later", at=self.at(request.later))
        if answer.verb is Verb.AGAIN:
            asked = request.state is State.PENDING
            return self._texts.text(
                "reply_asked_again" if asked else "reply_tried_again"
            )
        if (key := _DONE.get(answer.verb)) is not None:
            return self._texts.text(key)
        if (key := _MORE.get(answer.verb)) is not None:
            return self._texts.text(key, days=USUAL_DAYS)
        if answer.verb in NO:
            return self._texts.text("reply_declined")
        # What turned out to be on its way already is not approved a second time.
        return (
            self.over(answer, request, who)
            if request.state is State.SUPERSEDED
            else self._texts.text("reply_approved")
        )

    def over(self, answer: Answer, request: Request, who: Actor) -> str:
        """Return what whoever comes too late is told: who decided, what, when, and what then."""
        entry = request.last_move()
        if request.state is State.EXPIRED:
            time = self._texts.when(request.ended, self._now())
            return self._texts.text("reply_expired", time=time)
        if request.state is State.SUPERSEDED:
            why = self._texts.reason(entry.why) if entry else ""
            return self._texts.text(
                "reply_overtaken", why=self._texts.within(why).rstrip(".")
            )
        if entry is not None and withdrawn(request):
            return self._texts.text(
                "reply_withdrawn", who=entry.who.name, at=self.at(entry.at)
            )
        decided = _decision(request)
        if request.state is State.FAILED:
            at = self.at(entry.at if entry else request.ended)
            return self._texts.text("reply_failed", at=at)
        if answer.verb in UNDO and (key := _why_not_back(request)):
            library = "" if _was_put(request) else self._takes_in(request)
            named = f"{key}_library" if library else key
            return self._texts.text(named, library=library)
        if decided is None or answer.verb not in YES | NO:
            return self._texts.text("reply_not_possible")
        what, by, when = decided
        same = (what == "approved") is (answer.verb in YES)
        if not same:
            key = f"reply_other_{what}"
        elif by.id and (by.kind, by.id) == (who.kind, who.id):
            key = f"reply_already_{what}_by_you"
        else:
            key = f"reply_already_{what}"
        return self._texts.text(key, who=by.name, at=self.at(when))

    def settled(self, request: Request) -> str:
        """Return what is told of an import that waits for nobody's word any more, or never did."""
        home = request.home
        if request.state is State.IMPORTED:
            key = "reply_put" if _was_put(request) else "reply_imported"
            return self._texts.text(key, at=self.at(request.ended))
        if request.state is not State.COMPLETED or home is None:
            return self._texts.text("reply_not_possible")
        if home.barred and home.why is not None:
            why = self._texts.within(self._texts.reason(home.why)).rstrip(".")
            return self._texts.text("reply_never_imported", why=why)
        if home.over:
            return self._texts.text("reply_left_already", at=self.at(home.since))
        return self._texts.text("reply_importing")

    def may_not(self, deciders: Collection[str]) -> str:
        """Return what somebody is told who may only look; ``deciders`` are the names of who may."""
        return may_not(self._texts, deciders)

    def text(self, key: str, **params: str) -> str:
        """Return a reply that follows from nothing but itself, by its key without ``reply_``.

        ``changed``, ``not_saved``, ``deciding``, ``unknown``, ``only_told``, ``undo_over``,
        ``not_possible``, ``client_failed`` (of a ``client``), ``later`` (``at``), ``shown``, ``test``.
        """
        return self._texts.text(f"reply_{key}", **params)

    def at(self, epoch: float) -> str:
        """Return a point in time within a sentence."""
        return self._texts.at(epoch, self._now())


def _why_not_back(request: Request) -> str:
    """Return the key of why a yes cannot be taken back, empty where it is not because of an import."""
    if request.state is State.IMPORTED:
        put = _was_put(request)
        return "reply_put_for_good" if put else "reply_imported_for_good"
    home = request.home
    if request.state is not State.COMPLETED or home is None or home.over:
        return ""
    return "reply_importing_for_good"


def _was_put(request: Request) -> bool:
    """Tell whether it was put into a folder, or left there, with no library that imported it."""
    return request.home is not None and request.home.means in BESIDE


def may_not(texts: Texts, deciders: Collection[str]) -> str:
    """Return what somebody is told who may only look; ``deciders`` are the names of who may."""
    if not deciders:
        return texts.text("reply_nobody_may")
    persons = texts.listed(deciders)
    return texts.text("reply_may_not", count=len(deciders), persons=persons)


def _decision(request: Request) -> tuple[str, Actor, float] | None:
    """Return what was decided, by whom and when (epoch seconds); None where nothing was."""
    what = _DECIDED.get(request.state)
    if what is None:
        return None
    wanted = State.APPROVED if what == "approved" else request.state
    entry = request.last_move(wanted)
    return None if entry is None else (what, entry.who, entry.at)

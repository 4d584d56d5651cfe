"""Whoever presses is told what came of it, who was first, and what they can do now."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    Request,
    State,
)
from custom_components.greenlight.presentation.asking.replies import Replies
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import NOW, question
from tests.support.journals import SONARR, ordered

MIRA: Final = Actor(ActorKind.USER, "1", "Mira")
JONAS: Final = Actor(ActorKind.USER, "2", "Jonas")
AT: Final = datetime.fromisoformat("2026-11-26T17:12:00+00:00").timestamp()


@pytest.fixture
async def replies(hass: HomeAssistant) -> Replies:
    """Reply in English, with 24 hours a day."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    hass.config.language = "en-GB"
    return Replies(
        await Texts.async_load(hass),
        lambda: NOW,
        lambda request: "Radarr" if request.home and request.home.library else "",
    )


def moved(to: State, code: str = "approved_by_person", **changes: Any) -> Request:
    """Return a question that Mira has brought into another state at 18:12."""
    who = SYSTEM if to in (State.EXPIRED, State.SUPERSEDED) else MIRA
    return question(**changes).move(to, at=AT, who=who, why=Reason(code))


def came(state: State, step: Step, library: str = "radarr0") -> Request:
    """Return what Mira has approved, and is on its way home, or there."""
    home = Home(step=step, means=Means.IMPORT, since=AT, library=library)
    entry = moved(State.APPROVED)
    return replace(entry, state=state, home=home)


def put(means: Means) -> Request:
    """Return what has come home with no library that imported it."""
    request = came(State.IMPORTED, Step.DONE)
    assert request.home
    return replace(request, home=replace(request.home, means=means))


def test_what_was_put_somewhere_was_not_imported(replies: Replies) -> None:
    imported = replies.settled(came(State.IMPORTED, Step.DONE))
    assert imported.startswith("It was imported already")
    for means in (Means.FILES, Means.SCAN):
        told = replies.settled(put(means))
        assert told.startswith("It was put where it belongs already")


class TestTakenBackTooLate:
    @pytest.mark.parametrize(
        ("request_", "said"),
        [
            (
                came(State.IMPORTED, Step.DONE),
                "It is in Radarr already: it cannot be taken back any more.",
            ),
            (
                came(State.IMPORTED, Step.DONE, ""),
                "It is imported already: it cannot be taken back any more.",
            ),
            # It was put into a folder, or left, beside what its library has.
            *(
                (
                    put(means),
                    "It is where it belongs already: it cannot be taken back any more.",
                )
                for means in (Means.FILES, Means.SCAN)
            ),
            (
                came(State.COMPLETED, Step.TOLD),
                "Radarr is importing it: it cannot be taken back any more.",
            ),
            (
                came(State.COMPLETED, Step.BEGUN, ""),
                "It is being imported: it cannot be taken back any more.",
            ),
            (
                replace(moved(State.APPROVED), state=State.FAILED),
                "It failed at 18:12. Nothing was done.",
            ),
            (
                moved(State.CANCELLED),
                "That is not possible any more. Nothing was done.",
            ),
        ],
    )
    @pytest.mark.parametrize("verb", [Verb.UNDO, Verb.UNDO_KEEP, Verb.UNDO_DELETE])
    def test_it_is_said_why(
        self, replies: Replies, request_: Request, verb: Verb, said: str
    ) -> None:
        assert replies.over(Answer(verb), request_, MIRA) == said


class TestOver:
    @pytest.mark.parametrize(
        ("request_", "verb", "who", "said"),
        [
            (
                moved(State.APPROVED),
                Verb.APPROVE,
                JONAS,
                "Already approved by Mira at 18:12. Your tap changed nothing.",
            ),
            (
                moved(State.APPROVED),
                Verb.KEEP_BOTH,
                MIRA,
                "Already approved by you at 18:12.",
            ),
            (
                moved(State.APPROVED),
                Verb.DECLINE,
                JONAS,
                "Mira approved it at 18:12. Take that back first, if you want something else.",
            ),
            (
                moved(State.DECLINED),
                Verb.DECLINE,
                JONAS,
                "Already declined by Mira at 18:12. Your tap changed nothing.",
            ),
            (
                moved(State.DECLINED),
                Verb.APPROVE,
                MIRA,
                "Mira declined it at 18:12. Take that back first, if you want something else.",
            ),
            (
                moved(State.CANCELLED),
                Verb.APPROVE,
                JONAS,
                "Mira cancelled it at 18:12. Ask again, if you want something else.",
            ),
            (
                moved(State.EXPIRED, "not_answered"),
                Verb.APPROVE,
                JONAS,
                "Closed since 18:12: nobody answered. Ask again?",
            ),
            (
                moved(State.SUPERSEDED, "library_changed"),
                Verb.APPROVE,
                JONAS,
                "It is no longer needed: the library has something else now than when you were asked.",
            ),
            (
                moved(State.APPROVED),
                Verb.LATER,
                JONAS,
                "That is not possible any more. Nothing was done.",
            ),
        ],
    )
    def test_who_was_first(
        self, replies: Replies, request_: Request, verb: Verb, who: Actor, said: str
    ) -> None:
        assert replies.over(Answer(verb), request_, who) == said

    def test_what_was_approved_stays_so_while_it_downloads(
        self, replies: Replies
    ) -> None:
        running = moved(State.APPROVED).move(
            State.DOWNLOADING,
            at=AT + 99,
            who=Actor(ActorKind.CLIENT, "box", "Box"),
            why=Reason("client_took_it"),
        )
        said = replies.over(Answer(Verb.APPROVE), running, JONAS)
        assert said == "Already approved by Mira at 18:12. Your tap changed nothing."

    def test_two_without_an_id_are_not_the_same(self, replies: Replies) -> None:
        nobody = Actor(ActorKind.SYSTEM, name="Automation")
        request = question().move(
            State.APPROVED, at=AT, who=nobody, why=Reason("approved_by_person")
        )
        said = replies.over(Answer(Verb.APPROVE), request, nobody)
        assert "by Automation" in said

    def test_its_program_was_first(self, replies: Replies) -> None:
        gone = ordered().move(
            State.CANCELLED, at=AT, who=SONARR, why=Reason("withdrawn")
        )
        for verb in (Verb.APPROVE, Verb.DECLINE_NO_FURTHER):
            said = replies.over(Answer(verb), gone, JONAS)
            assert said == "Sonarr withdrew it at 18:12. Nothing was done."


class TestDone:
    @pytest.mark.parametrize(
        ("verb", "request_", "said"),
        [
            (Verb.APPROVE, moved(State.APPROVED), "Approved."),
            (Verb.DECLINE, moved(State.DECLINED), "Declined."),
            (Verb.DECLINE_NO_FURTHER, moved(State.DECLINED), "Declined."),
            (
                Verb.DECLINE_GROUP,
                moved(State.DECLINED),
                "Declined, and everything by its group for 30 days.",
            ),
            (
                Verb.DECLINE_TITLE,
                moved(State.DECLINED),
                "Declined, and every release of this title for 30 days.",
            ),
            (
                Verb.DECLINE_GAIN,
                moved(State.DECLINED),
                "Declined, and whatever changes the same for 30 days.",
            ),
            (Verb.UNDO, question(), "Taken back."),
            (
                Verb.LATER,
                replace(question(), later=AT + 3600),
                "Comes back at 19:12.",
            ),
            (Verb.AGAIN, question(), "You are asked again."),
            (Verb.AGAIN, moved(State.APPROVED), "It is tried again."),
            (
                Verb.APPROVE,
                question(ballot=Ballot(need=3).voted("1", "Mira", yes=True, at=1.0)),
                "Your yes counts, 1 of 3.",
            ),
            (
                Verb.DECLINE,
                question(
                    ballot=Ballot(need=3, against=2).voted("1", "M", yes=False, at=1.0)
                ),
                "Your no counts, 1 of 2.",
            ),
            (Verb.TEST, question(), "It works."),
            (
                Verb.APPROVE,
                moved(State.SUPERSEDED, "library_changed"),
                "It is no longer needed: the library has something else now than when you were asked.",
            ),
        ],
    )
    def test_what_came_of_it(
        self, replies: Replies, verb: Verb, request_: Request, said: str
    ) -> None:
        assert replies.done(Answer(verb), request_, MIRA) == said


class TestMayNot:
    @pytest.mark.parametrize(
        ("names", "said"),
        [
            ([], "You may look, but not decide."),
            (["Mira"], "You may look, but not decide. Mira may."),
            (["Mira", "Jonas"], "You may look, but not decide. Mira and Jonas may."),
        ],
    )
    def test_who_may(self, replies: Replies, names: list[str], said: str) -> None:
        assert replies.may_not(names) == said


@pytest.mark.parametrize(
    "key",
    """changed not_saved deciding unknown only_told undo_over not_possible client_failed test
    approved declined cancelled""".split(),
)
def test_every_reply_has_a_text(replies: Replies, key: str) -> None:
    said = replies.text(key, client="Box")
    assert said[0].isupper()
    assert said.endswith(".")

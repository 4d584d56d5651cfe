"""What a tap does, and what whoever tapped is told of it, in the words of the house."""

from datetime import datetime
from time import time
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from custom_components.greenlight.approvers.base import DIGEST
from custom_components.greenlight.approvers.deciding import Deciding, later_at
from custom_components.greenlight.approvers.reply import Reply
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.answer import Answer, Later, Verb
from custom_components.greenlight.engine.request import Actor, ActorKind, Request, State
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.gate.ports import BeingImported
from custom_components.greenlight.presentation.asking.replies import Replies
from custom_components.greenlight.presentation.screens import Page

from ..scene import Scene

IN_VAIN = "That is not possible any more. Nothing was done."


def person(*rights: Right) -> Person:
    return Person(Actor(ActorKind.USER, "mira", "Mira"), frozenset(rights))


async def tap(
    scene: Scene,
    request_id: str,
    verb: Verb,
    arg: str = "",
    *,
    who: Person | None = None,
) -> Reply:
    hub = scene.hub
    replies = Replies(hub.texts, time)
    deciding = Deciding(hub.gate, hub.people, replies, time, hub.always)
    who = who or person(Right.SEE, Right.DECIDE)
    reply = await deciding.take(Answer(verb, arg), request_id, "", who)
    await scene.settle()
    return reply


async def begun(scene: Scene) -> str:
    """Have a download half of which is there; return its request's id."""
    await scene.start()
    request_id, torrent = await scene.download("Film one")
    scene.client.rows[torrent]["progress"] = 0.5
    await scene.poll()
    return request_id


class TestWhatRuns:
    async def test_a_download_is_cancelled(self, scene: Scene) -> None:
        request_id = await begun(scene)
        reply = await tap(scene, request_id, Verb.CANCEL)
        assert (reply.text, reply.page) == ("Cancelled.", Page.QUESTION)
        assert scene.requests() == {"Film one": "cancelled"}
        (removed,) = scene.client.told("delete")
        assert removed["deleteFiles"] == "false"

    @pytest.mark.parametrize(
        ("verb", "deleted"), [(Verb.UNDO_KEEP, "false"), (Verb.UNDO_DELETE, "true")]
    )
    async def test_what_is_there_needs_a_word_before_it_is_taken_back(
        self, scene: Scene, verb: Verb, deleted: str
    ) -> None:
        request_id = await begun(scene)
        reply = await tap(scene, request_id, Verb.UNDO)
        assert reply.text.startswith("Some of it is here already")
        assert (reply.page, reply.alert, reply.counted) == (Page.REALLY, True, False)
        assert scene.requests() == {"Film one": "downloading"}
        reply = await tap(scene, request_id, verb)
        assert (reply.text, reply.counted) == ("Taken back.", True)
        assert scene.requests() == {"Film one": "pending"}
        await scene.poll()
        (removed,) = scene.client.told("delete")
        assert removed["deleteFiles"] == deleted

    async def test_a_client_that_cannot_is_told_by_its_name(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request_id = await begun(scene)

        async def fails(*_: Any) -> Request:
            raise CannotConnect

        monkeypatch.setattr(scene.hub.gate.decide, "cancel", fails)
        reply = await tap(scene, request_id, Verb.CANCEL)
        assert reply.text == "Box could not do it. Try again."
        assert (reply.alert, reply.counted) == (True, False)
        assert scene.requests() == {"Film one": "downloading"}

    async def test_what_is_being_imported_is_not_taken_back(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request_id = await begun(scene)
        request = scene.hub.gate.requests.find(request_id)

        async def refuses(*_: Any) -> Request:
            raise BeingImported(request, State.PENDING)

        monkeypatch.setattr(scene.hub.gate.decide, "undo", refuses)
        reply = await tap(scene, request_id, Verb.UNDO)
        assert reply.text == "It is being imported already. Nothing was done."
        assert (reply.alert, reply.counted) == (True, False)


class TestWhatWaits:
    async def test_a_full_disk_is_no_reason_for_whoever_says_so(
        self, scene: Scene
    ) -> None:
        scene.client.free_space = 1000
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        await tap(scene, request_id, Verb.APPROVE)
        assert scene.requests() == {"Film one": "approved"}
        assert (await tap(scene, request_id, Verb.APPROVE_ANYWAY)).text == "Approved."
        assert scene.requests() == {"Film one": "downloading"}

    async def test_what_was_declined_is_asked_again(self, scene: Scene) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        await tap(scene, request_id, Verb.DECLINE)
        reply = await tap(scene, request_id, Verb.AGAIN)
        assert reply.text == "You are asked again."
        assert scene.requests() == {"Film one": "pending"}

    @pytest.mark.parametrize(
        ("verb", "arg"),
        [
            (Verb.KEEP_BOTH, ""),
            (Verb.SINGLES, ""),
            (Verb.CHOOSE, "0"),
            (Verb.CHOOSE, "first"),
            (Verb.LATER, "9"),
            (Verb.TEST, ""),
        ],
    )
    async def test_what_is_not_offered_is_not_done(
        self, scene: Scene, verb: Verb, arg: str
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        reply = await tap(scene, request_id, verb, arg)
        assert (reply.text, reply.alert, reply.counted) == (IN_VAIN, True, False)
        assert scene.requests() == {"Film one": "pending"}

    async def test_what_nobody_thought_of_is_logged_and_told(
        self,
        scene: Scene,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")

        async def fails(*_: Any, **__: Any) -> Request:
            raise RuntimeError("out of order")

        monkeypatch.setattr(scene.hub.gate.decide, "decline", fails)
        reply = await tap(scene, request_id, Verb.DECLINE)
        assert (reply.text, reply.alert, reply.counted) == (IN_VAIN, True, False)
        assert "An answer could not be carried out" in caplog.text
        assert scene.requests() == {"Film one": "pending"}


class TestList:
    async def test_whoever_may_not_look_cannot_put_it_off(self, scene: Scene) -> None:
        await scene.start()
        reply = await tap(scene, DIGEST, Verb.LATER, Later.HOUR, who=person())
        assert (reply.refused, reply.later) == ("may_not", None)

    async def test_it_cannot_be_approved_as_one(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one", "Film two")
        reply = await tap(scene, DIGEST, Verb.APPROVE)
        assert (reply.text, reply.later) == (IN_VAIN, None)
        assert set(scene.requests().values()) == {"pending"}


@pytest.mark.parametrize(
    ("when", "now", "then"),
    [
        (Later.HOUR, "2026-12-01T19:30", "2026-12-01T20:30"),
        (Later.TONIGHT, "2026-12-01T19:59", "2026-12-01T20:00"),
        # That evening is over, so it is the next.
        (Later.TONIGHT, "2026-12-01T20:00", "2026-12-02T20:00"),
        (Later.TOMORROW, "2026-12-01T07:00", "2026-12-02T08:00"),
        (Later.TOMORROW, "2026-12-01T23:00", "2026-12-02T08:00"),
        # An hour is missing from that night.
        (Later.TOMORROW, "2026-03-28T12:00", "2026-03-29T08:00"),
    ],
)
async def test_later_is_meant_in_the_time_of_the_house(
    scene: Scene, when: Later, now: str, then: str
) -> None:
    await scene.hass.config.async_set_time_zone("Europe/Berlin")
    zone = dt_util.get_default_time_zone()

    def at(local: str) -> float:
        return datetime.fromisoformat(local).replace(tzinfo=zone).timestamp()

    assert later_at(when, at(now)) == at(then)

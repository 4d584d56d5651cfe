"""A tap can refuse more than the one release."""

from time import time

import pytest

from custom_components.greenlight.approvers.deciding import Deciding
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.request import Actor, ActorKind, State
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.presentation.asking.replies import Replies

from ..scene import Scene

TITLE = "Film.2024.1080p.WEB-DL-NORTHWND"
DAY = 86400.0
MIRA = Person(Actor(ActorKind.USER, "mira", "Mira"), frozenset({Right.DECIDE}))


async def tap(scene: Scene, request_id: str, *verbs: Verb) -> None:
    hub = scene.hub
    replies = Replies(hub.texts, time)
    deciding = Deciding(hub.gate, hub.people, replies, time, hub.always)
    for verb in verbs:
        reply = await deciding.take(Answer(verb), request_id, "", MIRA)
        assert reply.text
        await scene.settle()


@pytest.mark.parametrize(
    ("verb", "scope"),
    [(Verb.DECLINE_GROUP, Scope.GROUP), (Verb.DECLINE_TITLE, Scope.TITLE)],
)
@pytest.mark.parametrize("before", [(), (Verb.DECLINE,)])
async def test_it_is_a_no_that_covers_more_for_thirty_days(
    scene: Scene, verb: Verb, scope: Scope, before: tuple[Verb, ...]
) -> None:
    await scene.start()
    (request_id,) = await scene.ask(TITLE)
    await tap(scene, request_id, *before, verb)
    assert scene.hub.gate.requests.find(request_id).state is State.DECLINED
    (skip,) = scene.hub.gate.skips
    assert skip.scope is scope
    assert skip.until == skip.at + 30 * DAY
    assert skip.who == "Mira"
    # And with the no it is taken back.
    await tap(scene, request_id, Verb.UNDO)
    assert scene.hub.gate.requests.find(request_id).state is State.PENDING
    assert not list(scene.hub.gate.skips)


async def test_a_tap_can_leave_it_at_that(scene: Scene) -> None:
    await scene.start()
    one, two = await scene.ask("Film one", "Film two")
    await tap(scene, one, Verb.DECLINE_NO_FURTHER)
    why = scene.hub.gate.requests.find(one).journal[-1].why
    assert why.code == "declined_no_further"
    # Of what has its answer already it changes nothing.
    await tap(scene, two, Verb.DECLINE, Verb.DECLINE_NO_FURTHER)
    journal = scene.hub.gate.requests.find(two).journal
    assert journal[-1].why.code == "declined_by_person"


async def test_it_is_no_answer_where_there_is_nothing_of_the_kind(
    scene: Scene,
) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    await tap(scene, request_id, Verb.DECLINE_GROUP, Verb.DECLINE_GAIN)
    assert scene.hub.gate.requests.find(request_id).state is State.PENDING
    assert not list(scene.hub.gate.skips)

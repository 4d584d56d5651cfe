"""What seldom happens around answers, and must do no harm then."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.approvers.base import TEST, Copy
from custom_components.greenlight.approvers.showing import as_approved, silent
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.hub import Hub
from custom_components.greenlight.presentation.screens import PlainScreen

from .asking import CHATS, HOME, PHONES, Asking


async def test_a_fault_of_ours_costs_one_press_and_no_more(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    token = asking.button(PHONES, "phone1", Verb.APPROVE)
    with monkeypatch.context() as broken:
        broken.setattr(scene.hub.presses, "_from_phone", None)
        asking.tap(token, asking.mira)
        await scene.settle()
    assert "An answer could not be taken" in caplog.text
    asking.tap(token, asking.mira)
    await scene.settle()
    assert scene.hub.gate.requests.find(request_id).state != "pending"


async def test_the_harmless_question_is_answered_by_who_may_look_at_least(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    await scene.hub.asker.harmless.send(CHATS)
    await scene.hub.asker.harmless.send(PHONES)
    tests = scene.hub.asker.harmless.tests
    # Ben has no rights here.
    it_works = Answer(Verb.TEST)
    asking.tap(asking.channels[PHONES].token("test", it_works), asking.ben)
    await scene.settle()
    assert tests[PHONES].after is None
    assert scene.hub.presses.refusals["may_not"] == 1
    copy = scene.hub.copies.get(CHATS, str(HOME), TEST)
    assert copy is not None
    asking.press(asking.channels[CHATS].token("test", it_works), HOME, copy.message)
    await scene.settle()
    assert tests[CHATS].who == "Mira"


async def test_no_more_copies_are_kept_than_there_is_room_for(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asking.scene.start()
    monkeypatch.setattr("custom_components.greenlight.approvers.copies.MOST", 2)
    copies = asking.scene.hub.copies
    for number in range(3):
        copies.put(Copy(approver="a", place=f"{number}", request=TEST))
    assert [one.place for one in copies] == ["1", "2"]
    same = copies.get("a", "2", TEST)
    assert same is not None
    await asking.scene.settle()
    await copies.async_put(same)
    assert [one.place for one in copies] == ["1", "2"]


async def test_what_was_never_approved_is_seen_as_it_is(asking: Asking) -> None:
    await asking.scene.start()
    (request_id,) = await asking.scene.ask("Film one")
    request = asking.scene.hub.gate.requests.find(request_id)
    assert as_approved(replace(request)) == request
    plain = PlainScreen(title="A", message="b")
    assert silent(plain) is plain


async def test_what_cannot_be_taken_away_keeps_nothing_from_being_removed(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, hass_storage: dict[str, Any]
) -> None:
    async def fail(hub: Hub) -> None:
        raise RuntimeError("out of order")

    scene = asking.scene
    await scene.start()
    await scene.ask("Film one")
    monkeypatch.setattr(Hub, "async_clear_all", fail)
    assert await scene.hass.config_entries.async_remove(scene.entry.entry_id)
    assert not [key for key in hass_storage if key.startswith("greenlight.")]

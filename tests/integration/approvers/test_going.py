"""Short words go from a phone: some by themselves, from others they are taken away."""

import pytest

from custom_components.greenlight.approvers.base import NotDelivered
from custom_components.greenlight.engine.answer import Verb
from custom_components.greenlight.parts.approver_settings import ApproverKind

from .asking import PHONES, Asking
from .test_lasting import restart

DECLINED = "Film one declined question"
ANDROID, APPLE = "phone1", "phone2"


@pytest.fixture
async def request_id(asking: Asking) -> str:
    """Ask about a film on a phone of either kind."""
    await asking.scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION))
    phones = asking.channels[PHONES]
    phones.apple, phones.goes_after = {APPLE}, 10
    (request_id,) = await asking.scene.ask("Film one")
    await asking.pass_time(4)
    return request_id


async def test_what_does_not_go_by_itself_is_taken_away(
    asking: Asking, request_id: str
) -> None:
    phones = asking.channels[PHONES]
    await asking.scene.act("decline", request_id=request_id)
    await asking.pass_time(4)
    assert phones.at(APPLE) == [DECLINED]
    await asking.pass_time(10)
    assert phones.at(APPLE) == []
    # The other goes without a word from here.
    assert phones.sent("clear") == [request_id]
    assert phones.sent("clear", ANDROID) == []


async def test_also_after_a_restart(asking: Asking, request_id: str) -> None:
    phones = asking.channels[PHONES]
    await asking.scene.act("decline", request_id=request_id)
    await asking.pass_time(2)
    assert phones.at(APPLE) == [DECLINED]
    await restart(asking)
    assert asking.channels[PHONES].at(APPLE) == [DECLINED]
    await asking.pass_time(12)
    assert asking.channels[PHONES].at(APPLE) == []


async def test_a_phone_out_of_reach_is_cleared_later(
    asking: Asking, request_id: str
) -> None:
    phones = asking.channels[PHONES]
    await asking.scene.act("decline", request_id=request_id)
    await asking.pass_time(4)
    away = NotDelivered("phone_away")
    phones.fails = lambda what, copy: away if what == "clear" else None
    await asking.pass_time(10)
    assert phones.at(APPLE) == [DECLINED]
    phones.fails = lambda what, copy: None
    await asking.pass_time(30)
    assert phones.at(APPLE) == []


async def test_what_is_asked_again_before_that_stays(
    asking: Asking, request_id: str
) -> None:
    phones = asking.channels[PHONES]
    await asking.scene.act("decline", request_id=request_id)
    await asking.pass_time(4)
    await asking.scene.act("undo", request_id=request_id)
    await asking.pass_time(30)
    assert phones.at(APPLE) == ["Film one pending question"]
    assert phones.at(ANDROID) == ["Film one pending question"]


async def test_what_has_gone_is_not_told_a_second_time(
    asking: Asking, request_id: str
) -> None:
    phones = asking.channels[PHONES]
    phones.details = lambda request: str(
        asking.scene.hub.gate.requests.find(request_id)
    )
    await asking.scene.act("decline", request_id=request_id)
    await asking.pass_time(20)
    sent = len(phones.calls)
    # The way back is over, which changes what would be seen.
    phones.details = lambda request: "without a way back"
    await asking.pass_time(700, step=30)
    assert len(phones.calls) == sent


async def test_the_word_to_whoever_may_not_goes_too(
    asking: Asking, request_id: str
) -> None:
    phones = asking.channels[PHONES]
    asking.tap(asking.button(PHONES, APPLE, Verb.APPROVE), asking.ben)
    await asking.pass_time(4)
    assert "You may look, but not decide. Mira may." in phones.at(APPLE)
    await asking.pass_time(16)
    assert phones.at(APPLE) == ["Film one pending question"]

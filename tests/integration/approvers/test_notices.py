"""People are told of no more than they want to be, and never keep a question that is none any more."""

from typing import Final

from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest

from custom_components.greenlight.const import CONF_SILENT
from custom_components.greenlight.engine.notice import Notice, notice_of
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Actor, ActorKind, State

from .asking import CHATS, HOME, Asking

MIRA: Final = Actor(ActorKind.USER, "mira", "Mira")


async def turn(asking: Asking, notice: Notice, how: str) -> None:
    """Turn a kind of notice on or off, as an administrator does."""
    names = {
        Notice.REMINDER: "remind_before_the_end",
        Notice.DECIDED: "tell_what_was_decided",
        Notice.EXPIRED: "tell_of_missed_questions",
        Notice.OVERTAKEN: "tell_of_overtaken_questions",
    }
    await asking.hass.services.async_call(
        "switch",
        f"turn_{how}",
        {"entity_id": f"switch.greenlight_{names[notice]}"},
        blocking=True,
    )
    await asking.scene.settle()


@pytest.mark.parametrize("state", [*State])
def test_every_end_is_of_some_kind(state: State) -> None:
    class Ended:
        def __init__(self) -> None:
            self.state = state
            self.home = None

    kind = notice_of(Ended())  # type: ignore[arg-type]
    assert (kind is None) == (state is State.PENDING)


@pytest.mark.parametrize("notice", [Notice.EXPIRED, Notice.OVERTAKEN])
async def test_what_is_not_wanted_goes_without_a_word(
    asking: Asking, notice: Notice
) -> None:
    request_id = await asking.asked("Film one", seconds=4)
    await turn(asking, notice, "off")
    assert asking.scene.entry.options[CONF_SILENT] == [notice]
    ends = {
        Notice.EXPIRED: State.EXPIRED,
        Notice.OVERTAKEN: State.SUPERSEDED,
    }
    why = Reason("not_answered")
    await asking.scene.hub.gate.requests.move(request_id, ends[notice], MIRA, why)
    await asking.pass_time(4)
    for channel in asking.channels.values():
        for place in channel.places:
            assert channel.at(place) == []


async def test_what_is_wanted_again_is_told_again(asking: Asking) -> None:
    request_id = await asking.asked("Film one", seconds=4)
    await turn(asking, Notice.DECIDED, "off")
    await turn(asking, Notice.DECIDED, "on")
    await asking.scene.hub.gate.decide.decline(request_id, MIRA)
    await asking.pass_time(4)
    for channel in asking.channels.values():
        for place in channel.places:
            (text,) = channel.at(place)
            assert "declined" in text


async def test_nobody_is_reminded_who_does_not_want_to_be(asking: Asking) -> None:
    request_id = await asking.asked("Film one", seconds=4)
    await turn(asking, Notice.REMINDER, "off")
    chats = asking.channels[CHATS]
    sent = len(chats.sent())
    await asking.scene.hub.gate.requests.amend(request_id, reminded=True)
    await asking.pass_time(4)
    assert len(chats.sent()) == sent
    await turn(asking, Notice.REMINDER, "on")
    await asking.pass_time(4)
    asking.scene.hub.asker.look()
    await asking.pass_time(4)
    assert len(chats.sent()) > sent
    assert len(chats.at(str(HOME))) == 1


async def test_who_may_only_look_turns_nothing(asking: Asking) -> None:
    await asking.asked("Film one", seconds=4)
    with pytest.raises((ServiceValidationError, Unauthorized)):
        await asking.hass.services.async_call(
            "switch",
            "turn_off",
            {"entity_id": "switch.greenlight_tell_what_was_decided"},
            blocking=True,
            context=Context(user_id=asking.ben.id),
        )
    assert CONF_SILENT not in asking.scene.entry.options

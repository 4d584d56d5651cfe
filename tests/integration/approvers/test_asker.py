"""The asker keeps what people see as it is, at every place, and calls them once."""

from custom_components.greenlight.engine.answer import Verb
from custom_components.greenlight.engine.request import State

from .asking import CHATS, GROUP, HOME, PHONES, Asking


async def test_asks_everywhere_once(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(60)
    for name, places in ((PHONES, asking.phones), (CHATS, [str(HOME), str(GROUP)])):
        channel = asking.channels[name]
        for place in places:
            assert channel.at(place) == ["Film one pending question"]
        assert channel.sent() == [request_id] * 2
        assert channel.sent("change") == []


async def test_a_tap_on_the_phone_decides_and_everybody_sees_it(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(2)
    asking.tap(asking.button(PHONES, "phone1", Verb.APPROVE), asking.mira)
    await scene.settle()
    await asking.pass_time(4)
    request = scene.hub.gate.requests.find(request_id)
    assert request.state in (State.APPROVED, State.DOWNLOADING)
    decided = next(one for one in request.journal if one.after is State.APPROVED)
    assert (decided.who.name, decided.who.via) == ("Mira", "phone")
    for channel in asking.channels.values():
        for place in channel.places:
            (text,) = channel.at(place)
            assert "pending" not in text

"""What is done from the card: in whose name, by which road, and how it is refused."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.engine.request import Via
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.services import ACTIONS
from custom_components.greenlight.services.road import by_card
from custom_components.greenlight.websocket_api import act

from ..people import CALLERS, House
from ..scene import Scene
from ..services.test_permission import INSTEAD, TABLE, expected
from .card import Card, Opening

# Who has nothing to log in with any more.
NO_LOGIN = frozenset({"gone", "deactivated"})


def roads(scene: Scene, title: str, who: str) -> list[Via | None]:
    """Return the road of each line that somebody wrote in a journal."""
    journal = scene.request(title).journal
    return [one.who.via for one in journal if one.who.name == who]


def error_of(answer: dict[str, Any]) -> str:
    """Return the key of the text by which something is refused."""
    assert not answer["success"]
    assert answer["error"]["message"]
    return str(answer["error"]["translation_key"])


async def test_what_is_done_by_the_card_is_known_as_such(
    scene: Scene, house: House, opened: Opening
) -> None:
    (request_id,) = await scene.ask("Film one")
    card = await opened(house.ids["decider"])
    told = await card.act("approve", request_id=request_id)
    assert told["success"]
    assert told["result"]["requests"][0]["state"] == "approved"
    await scene.settle()
    (entry,) = [
        one for one in scene.request("Film one").journal if one.who.name == "decider"
    ]
    assert entry.who.via is Via.CARD
    assert entry.who.id == house.ids["decider"]


async def test_a_no_can_leave_it_at_that(
    scene: Scene, house: House, opened: Opening
) -> None:
    (request_id,) = await scene.ask("Film one")
    card = await opened(house.ids["decider"])
    told = await card.act("decline", request_id=request_id, look_further=False)
    assert told["success"]
    last = scene.request("Film one").journal[-1]
    assert (last.why.code, last.who.via) == ("declined_no_further", Via.CARD)


async def test_an_ordinary_call_is_not_of_the_card_whatever_it_says(
    scene: Scene, house: House, opened: Opening
) -> None:
    first, second = await scene.ask("Film one", "Film two")
    card = await opened(house.ids["decider"])
    assert (await card.act("decline", request_id=first))["success"]
    # The context of what the card has done is over, and nobody can bring it back.
    used = async_capture_events(scene.hass, "call_service")
    assert (await card.act("undo", request_id=first))["success"]
    await scene.hass.services.async_call(
        DOMAIN,
        "decline",
        {"request_id": second},
        blocking=True,
        context=used[0].context,
    )
    assert roads(scene, "Film one", "decider") == [Via.CARD, Via.CARD]
    assert roads(scene, "Film two", "decider") == [Via.ACTION]
    await card.socket.send_json_auto_id(
        {
            "type": "call_service",
            "domain": DOMAIN,
            "service": "undo",
            "service_data": {"request_id": second},
        }
    )
    assert (await card.socket.receive_json())["success"]
    assert roads(scene, "Film two", "decider") == [Via.ACTION, Via.ACTION]


async def test_no_context_stays_marked(
    scene: Scene, house: House, hass: HomeAssistant
) -> None:
    (request_id,) = await scene.ask("Film one")
    context = Context(user_id=house.ids["decider"])
    with (
        pytest.raises(RuntimeError),
        by_card(hass, context, "decline", {"request_id": request_id}),
    ):
        raise RuntimeError
    await hass.services.async_call(
        DOMAIN, "decline", {"request_id": request_id}, blocking=True, context=context
    )
    assert roads(scene, "Film one", "decider") == [Via.ACTION]


class TestWhoMay:
    def test_every_action_of_the_card_is_one_and_in_the_table(self) -> None:
        assert {one.name for one in ACTIONS} >= act.ACTIONS
        assert TABLE.keys() >= act.ACTIONS

    @pytest.mark.parametrize("name", sorted(CALLERS.keys() - NO_LOGIN))
    async def test_each_caller_may_what_is_for_them(
        self, scene: Scene, house: House, opened: Opening, name: str
    ) -> None:
        card = await opened(house.ids[name])
        told = {}
        for action in sorted(act.ACTIONS):
            _, data, _ = TABLE[action]
            answer = await card.act(action, **data)
            refused = "" if answer["success"] else error_of(answer)
            may_not = refused.startswith(("may_no", "automation_may"))
            told[action] = refused if may_not else ""
        assert told == {
            action: expected(name, TABLE[action][0], INSTEAD.get(action))
            for action in act.ACTIONS
        }

    async def test_who_has_been_deactivated_may_nothing(
        self, scene: Scene, house: House
    ) -> None:
        # Home Assistant closes their connections; an answer may still be under way.
        (request_id,) = await scene.ask("Film one")
        sent: list[dict[str, Any]] = []
        connection = FakeConnection(house.ids["deactivated"], sent)
        message = {
            "id": 1,
            "action": "approve",
            "data": {"request_id": request_id},
        }
        await act.async_act(scene.hass, connection, message)  # type: ignore[arg-type]
        assert sent[0]["code"] == "unauthorized"
        assert scene.requests() == {"Film one": "pending"}

    @pytest.mark.parametrize(
        "action", ["seed", "search", "set_quality", "list_requests", "unknown"]
    )
    async def test_nothing_else_is_done_from_the_card(
        self, house: House, opened: Opening, action: str
    ) -> None:
        card = await opened(house.ids["owner"])
        answer = await card.act(action)
        assert answer["error"]["code"] == "invalid_format"


class FakeConnection:
    """A connection that keeps what is sent."""

    def __init__(self, user_id: str, sent: list[dict[str, Any]]) -> None:
        """Be of a user."""
        self.user_id = user_id
        self.sent = sent

    def context(self, _: dict[str, Any]) -> Context:
        """Return a context."""
        return Context(user_id=self.user_id)

    def send_error(self, _: int, code: str, message: str, **more: Any) -> None:
        """Keep an error."""
        self.sent.append({"code": code, "message": message, **more})


class TestRefused:
    async def test_what_is_wrong_is_told_in_words(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        (request_id,) = await scene.ask("Film one")
        card = await opened(house.ids["decider"])
        await scene.act("decline", user=house.ids["owner"], request_id=request_id)
        answer = await card.act("approve", request_id=request_id)
        error = answer["error"]
        assert error["code"] == "service_validation_error"
        assert error["translation_domain"] == DOMAIN
        assert error["translation_key"] == "not_possible_declined"
        assert error["translation_placeholders"]["who"] == "owner"
        assert "owner" in error["message"]

    async def test_what_has_changed_since_it_was_seen(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        (request_id,) = await scene.ask("Film one")
        card = await opened(house.ids["decider"])
        answer = await card.act("approve", request_id=request_id, seen="0" * 12)
        assert error_of(answer) == "question_changed"
        mark = seen(scene.request("Film one"))
        answer = await card.act("approve", request_id=request_id, seen=mark)
        assert answer["success"]

    async def test_what_makes_no_sense(self, house: House, opened: Opening) -> None:
        card = await opened(house.ids["decider"])
        answer = await card.act("approve", request=["x"])
        assert answer["error"]["code"] == "invalid_format"
        assert "request" in answer["error"]["message"]

    async def test_a_title_in_it_is_harmless(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        title = "Film \u202e<img src=x>\u0000 one"
        scene.publish(title)
        await scene.look()
        (request,) = scene.hub.ledger.open.values()
        card = await opened(house.ids["decider"])
        answer = await card.act("pause", request_id=request.id)
        assert error_of(answer) == "may_not_downloads"
        answer = await (await opened(house.ids["keeper"])).act(
            "pause", request_id=request.id
        )
        error = answer["error"]
        assert "\u202e" not in f"{error}"
        assert "\u0000" not in f"{error}"

    async def test_while_nothing_runs(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["owner"])
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        assert error_of(await card.act("pause_all")) == "not_loaded"

    async def test_several_are_told_of_one_by_one(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        first, second = await scene.ask("Film one", "Film two")
        card = await opened(house.ids["decider"])
        await card.act("decline", request_id=first)
        answer = await card.act("approve", request_id=[first, second])
        assert answer["success"]
        told = {one["request_id"]: one for one in answer["result"]["requests"]}
        assert "declined" in told[first]["why"]
        assert told[second]["state"] == "approved"


async def opened_by(opened: Opening, house: House, right: Right) -> Card:
    """Open the card of somebody who has only that right."""
    name = next(name for name, one in CALLERS.items() if one.chosen == (right,))
    return await opened(house.ids[name])


async def test_downloads_are_dealt_with_from_the_card(
    scene: Scene, house: House, opened: Opening
) -> None:
    (request_id,) = await scene.ask("Film one")
    await scene.act("approve", user=house.ids["owner"], request_id=request_id)
    await scene.settle()
    card = await opened_by(opened, house, Right.DOWNLOADS)
    assert (await card.act("pause", request_id=request_id))["success"]
    assert scene.client.told("stop")
    assert (await card.act("pause_all"))["success"]
    answer = await card.act("remove_download", request_id=request_id, delete_data=True)
    assert answer["success"]
    await scene.settle()
    assert roads(scene, "Film one", "keeper") == [Via.CARD]

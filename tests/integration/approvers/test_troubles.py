"""The page of an approver: a test that somebody taps, and what keeps it from asking."""

import ast
import asyncio
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.approvers.base import Copy, NotDelivered
from custom_components.greenlight.approvers.channels import Means
from custom_components.greenlight.approvers.troubles import PASSING, REPAIRS, reason
from custom_components.greenlight.const import APPROVER, DOMAIN
from custom_components.greenlight.parts.approver_settings import ApproverSettings
from tests.support.fake_channel import FakeChannel

from ..flows.ways import add_bot, add_phone
from ..project.written_code import nodes, read_json
from ..scene import Scene, part

EN = read_json("translations/en.json")
PHONE: dict[str, Any] = {"type": "companion", "devices": ["phone"]}
PRESS = {"entity_id": "button.mira_test"}


def mira(**data: Any) -> Any:
    return part(APPROVER, "mira", "Mira", PHONE | data)


def told(hass: HomeAssistant) -> list[tuple[str | None, str]]:
    """Return what a person is asked to repair of which approver."""
    return [
        (one.translation_key, (one.translation_placeholders or {})["name"])
        for (domain, key), one in ir.async_get(hass).issues.items()
        if domain == DOMAIN and key.startswith("approver_")
    ]


@pytest.fixture
async def channel(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> FakeChannel:
    """Run Greenlight with one approver whose channel is in memory."""
    made: list[FakeChannel] = []

    def build(
        hass: HomeAssistant, settings: ApproverSettings, means: Means
    ) -> FakeChannel:
        made.append(FakeChannel(settings, means.tokens))
        return made[-1]

    monkeypatch.setattr(
        "custom_components.greenlight.approvers.asking.build_channel", build
    )
    await scene.start([mira()])
    (one,) = made
    return one


class TestTest:
    async def test_it_says_who_has_tapped_and_when(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        assert scene.told("sensor.mira_last_test") == "Not tested yet"
        await scene.hass.services.async_call("button", "press", PRESS, blocking=True)
        (shown,) = channel.seen.values()
        assert shown.text == "test"
        state = scene.entity("sensor.mira_last_test")
        assert state.state == "Sent, nobody has tapped yet"
        assert state.attributes["who"] is None
        scene.freezer.tick(2)
        await scene.hub.asker.harmless.answered("mira", ("phone",), "Jonas")
        await scene.settle()
        state = scene.entity("sensor.mira_last_test")
        assert state.state == "Answered after 2 s, by Jonas"
        assert (state.attributes["seconds"], state.attributes["who"]) == (2, "Jonas")

    async def test_it_says_why_it_reached_nobody(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        channel.fails = lambda what, copy: NotDelivered("phone_away")
        with pytest.raises(HomeAssistantError) as caught:
            await scene.hass.services.async_call(
                "button", "press", PRESS, blocking=True
            )
        assert caught.value.translation_key == "approver_reached_nobody"
        assert caught.value.translation_placeholders == {
            "name": "Mira",
            "reason": "The phone is not connected to Home Assistant at the moment.",
        }

    async def test_a_place_that_hangs_is_not_waited_for_for_ever(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        channel.hangs["phone"] = asyncio.Event()
        sent = asyncio.create_task(scene.hub.asker.harmless.send("mira"))
        for _ in range(50):
            await asyncio.sleep(0)
            scene.freezer.tick(2)
        with pytest.raises(NotDelivered) as caught:
            await sent
        assert caught.value.key == "timeout"
        assert scene.told("sensor.mira_last_test") == "Not tested yet"

    async def test_one_place_that_it_reaches_is_enough(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        channel.settings = replace(channel.settings, devices=("phone", "tablet"))
        channel.fails = lambda what, copy: (
            NotDelivered("phone_away") if copy.place == "phone" else None
        )
        await scene.hub.asker.harmless.send("mira")
        await scene.settle()
        assert (channel.at("phone"), channel.at("tablet")) == ([], ["test"])
        # Where it never came, nothing is changed when somebody taps.
        await scene.hub.asker.harmless.answered("mira", ("phone", "tablet"), "Jonas")
        assert (channel.at("phone"), channel.at("tablet")) == ([], ["test Jonas"])

    async def test_only_the_first_tap_counts(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        harmless = scene.hub.asker.harmless
        await harmless.send("mira")
        for who in ("Jonas", "Mira"):
            scene.freezer.tick(2)
            await harmless.answered("mira", ("phone",), who)
        await scene.settle()
        assert scene.told("sensor.mira_last_test") == "Answered after 2 s, by Jonas"

    async def test_a_channel_that_keeps_nothing_of_it_is_told_nothing_more(
        self, scene: Scene, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def show(copy: Copy, screen: Any) -> None:
            channel.calls.append(("show", copy.place, copy.request))

        monkeypatch.setattr(channel, "show", show)
        harmless = scene.hub.asker.harmless
        await harmless.send("mira")
        await harmless.answered("mira", ("phone",), "Jonas")
        assert channel.sent() == ["test"]
        assert harmless.tests["mira"].who == "Jonas"

    async def test_the_tap_counts_even_where_the_thanks_cannot_be_shown(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        harmless = scene.hub.asker.harmless
        await harmless.send("mira")
        channel.fails = lambda what, copy: NotDelivered("phone_away")
        await harmless.answered("mira", ("phone",), "Jonas")
        assert harmless.tests["mira"].who == "Jonas"
        assert channel.at("phone") == ["test"]

    async def test_one_that_is_off_cannot_be_tested(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        off = {"entity_id": "switch.mira_enabled"}
        await scene.hass.services.async_call("switch", "turn_off", off, blocking=True)
        await scene.settle()
        assert not scene.hub.roster.approvers["mira"].enabled
        with pytest.raises(ServiceValidationError) as caught:
            await scene.hass.services.async_call(
                "button", "press", PRESS, blocking=True
            )
        assert caught.value.translation_key == "approver_off"
        assert not channel.seen


class TestProblem:
    async def test_it_comes_with_its_reason_and_goes(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        assert scene.told("binary_sensor.mira_problem") == "off"
        channel.trouble_key = "bot_refused"
        await scene.pass_time(61)
        state = scene.entity("binary_sensor.mira_problem")
        assert state.state == "on"
        assert state.attributes["reason"] == "Telegram refuses the token of the bot."
        assert told(scene.hass) == [("approver_bot_refused", "Mira")]
        channel.trouble_key = "chat_gone"
        await scene.pass_time(61)
        assert told(scene.hass) == [("approver_no_chat", "Mira")]
        channel.trouble_key = ""
        await scene.pass_time(61)
        assert scene.told("binary_sensor.mira_problem") == "off"
        assert told(scene.hass) == []

    async def test_what_passes_by_itself_is_no_repair(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        channel.trouble_key = "phone_away"
        await scene.pass_time(61)
        assert scene.told("binary_sensor.mira_problem") == "on"
        assert told(scene.hass) == []

    @pytest.mark.parametrize("how", ["removed", "switched off", "stopped"])
    async def test_of_one_that_does_not_ask_nothing_is_told(
        self, scene: Scene, channel: FakeChannel, how: str
    ) -> None:
        channel.trouble_key = "bot_gone"
        await scene.pass_time(61)
        assert told(scene.hass)
        entries = scene.hass.config_entries
        if how == "removed":
            entries.async_remove_subentry(scene.entry, "mira")
        elif how == "stopped":
            await entries.async_unload(scene.entry.entry_id)
        else:
            subentry = scene.entry.subentries["mira"]
            data = MappingProxyType({**subentry.data, "enabled": False})
            entries.async_update_subentry(scene.entry, subentry, data=data)
        await scene.settle()
        assert told(scene.hass) == []

    async def test_nothing_is_told_before_everything_has_started(
        self, scene: Scene, channel: FakeChannel
    ) -> None:
        scene.hass.set_state(CoreState.starting)
        channel.trouble_key = "notify_gone"
        await scene.pass_time(61)
        assert told(scene.hass) == []
        scene.hass.set_state(CoreState.running)
        await scene.pass_time(61)
        assert told(scene.hass) == [("approver_notify_gone", "Mira")]


class TestReal:
    """As the real channels tell it."""

    @pytest.mark.parametrize(
        ("data", "issue"),
        [
            ({"devices": ["gone"]}, "approver_no_phone"),
            ({"type": "telegram", "bot": "gone", "chats": ["1"]}, "approver_bot_gone"),
            (
                {"type": "notify", "notify_action": "notify.gone"},
                "approver_notify_gone",
            ),
        ],
    )
    async def test_what_is_gone_is_told(
        self, scene: Scene, data: dict[str, Any], issue: str
    ) -> None:
        await scene.start([mira(**data)])
        await scene.pass_time(61)
        assert told(scene.hass) == [(issue, "Mira")]
        assert scene.told("binary_sensor.mira_problem") == "on"

    async def test_a_bot_that_only_sends_is_told(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        bot = add_bot(hass, "Mute", "broadcast", Mira=1)
        await scene.start([mira(type="telegram", bot=bot, chats=["1"])])
        await scene.pass_time(61)
        assert told(hass) == [("approver_bot_only_sends", "Mira")]

    async def test_a_phone_that_comes_back_ends_it(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        phone = add_phone(hass, "Pixel", "mira", {})
        await scene.start([mira(devices=[phone])])
        await scene.pass_time(61)
        assert told(hass) == [("approver_no_push", "Mira")]
        entry = hass.config_entries.async_get_known_entry(phone)
        app = {"push_token": "token", "push_url": "http://127.0.0.1/push"}
        data = {**entry.data, "app_data": app}
        hass.config_entries.async_update_entry(entry, data=data)
        await scene.pass_time(61)
        assert told(hass) == []


def test_every_trouble_has_a_text() -> None:
    keys = {f"trouble_{key}" for key in {*REPAIRS, *PASSING}}
    assert {*keys, "trouble_other"} == {
        key for key in EN["common"] if key.startswith("trouble_")
    }
    assert set(REPAIRS.values()) <= set(EN["issues"])


async def test_one_that_nobody_knows_has_a_text(scene: Scene) -> None:
    await scene.start([])
    assert reason(scene.hub.texts, "gremlins") == "It could not be sent."
    assert reason(scene.hub.texts, "timeout") == "There was no answer in time."


def test_whatever_a_channel_can_say_is_known() -> None:
    """Keys stand as the first argument of what is raised for a place."""
    said = {
        call.args[0].value
        for path, call in nodes(ast.Call)
        if isinstance(call.func, ast.Name)
        and call.func.id == "NotDelivered"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert said
    assert said <= {*REPAIRS, *PASSING}

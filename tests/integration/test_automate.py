"""What automations, lists, assistants and statistics are told of requests."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from homeassistant.components.llm import async_get_tools
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, ToolInput
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_mock_service,
)
import voluptuous as vol

from custom_components.greenlight.condition import CONDITIONS
from custom_components.greenlight.const import (
    CONF_PEOPLE_RIGHTS,
    CONF_VOICE,
    EVENT_REQUEST,
)
from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.request import Actor, ActorKind
from custom_components.greenlight.engine.seen import seen as mark_of
from custom_components.greenlight.engine.tally import Tally
from custom_components.greenlight.engine.weighed import Weighed, Work
from custom_components.greenlight.llm import async_get_tools as async_get_our_tools
from custom_components.greenlight.presentation.happenings import TYPES
from custom_components.greenlight.trigger import TRIGGERS

from .scene import Scene

try:
    from custom_components.greenlight.services.assist import AnswerQuestion
except ImportError:
    # On the oldest Home Assistant that is supported there are no tools, and nothing else is missing.
    AnswerQuestion = None  # type: ignore[assignment,misc]
needs_tools = pytest.mark.skipif(
    AnswerQuestion is None,
    reason="this Home Assistant knows no tools that tell what they do",
)

WORK = Work(kind=Kind.MOVIE, title="Film", year=2019)
FOLDER: Final = Path(__file__).parents[2] / "custom_components/greenlight"
EN: Final = "translations/en.json"


async def automate(hass: HomeAssistant, **automation: Any) -> list[ServiceCall]:
    """Set an automation up that tells of what it was given; return what it tells."""
    told = async_mock_service(hass, "test", "told")
    values = ("type", "work", "message", "rule", "kind", "who", "request_id")
    action = {
        "action": "test.told",
        "data": {one: f"{{{{ trigger.{one} | default('') }}}}" for one in values},
    }
    config = {"alias": "Tell", "actions": [action], **automation}
    assert await async_setup_component(hass, "automation", {"automation": config})
    assert hass.states.get("automation.tell").state != STATE_UNAVAILABLE  # type: ignore[union-attr]
    return told


class TestTriggers:
    def test_there_is_one_for_each_type_of_event(self) -> None:
        assert set(TRIGGERS) == set(TYPES)

    @pytest.mark.parametrize("name", ["triggers.yaml", "icons.json", EN])
    def test_each_is_described_wherever_it_is_shown(self, name: str) -> None:
        described: Any = parse_yaml((FOLDER / name).read_text("utf-8"))
        there = described if name == "triggers.yaml" else described["triggers"]
        assert {one for one in there if not one.startswith(".")} == set(TYPES)
        if name == EN:
            said = described["entity"]["event"]["request"]["state_attributes"]
            assert set(said["event_type"]["state"]) == set(TYPES)

    async def test_tell_what_people_say_without_deciding(self, scene: Scene) -> None:
        triggers = [{"trigger": f"greenlight.{one}"} for one in TYPES]
        told = await automate(scene.hass, triggers=triggers, mode="parallel")
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        decide, who = scene.hub.gate.decide, Actor(ActorKind.USER, "1", "Mira")
        until = scene.hub.gate.requests.find(request_id).created + 7200.0
        await decide.put_off(request_id, until, who)
        await decide.ask_now(request_id, who)
        await decide.decline(request_id, who)
        await decide.undo(request_id, who)
        await scene.settle()
        assert [call.data["type"] for call in told] == [
            *("asked", "put_off", "asked", "declined", "taken_back")
        ]
        assert told[1].data["message"].startswith("was put off until")
        assert told[-1].data["message"] == "was taken back by Mira: it waits again"
        # Asked once, and no answer stands.
        tally = scene.hub.tallies.tally
        assert (tally.asked, tally.declined) == (1, 0)

    async def test_tell_of_a_life(self, scene: Scene) -> None:
        triggers = [{"trigger": f"greenlight.{one}"} for one in TYPES]
        told = await automate(scene.hass, triggers=triggers, mode="parallel")
        await scene.start()
        _, torrent = await scene.download("Film.2019.1080p.WEB-DL-GRP")
        scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
        await scene.poll()
        assert [call.data["type"] for call in told] == [
            *("asked", "approved", "started", "completed")
        ]
        assert {call.data["work"] for call in told} == {"Film (2019)"}
        assert told[0].data["rule"] == "Films"

    @pytest.mark.parametrize(
        ("options", "fires"),
        [
            ({}, True),
            ({"rule": ["films"]}, True),
            ({"rule": ["Series"]}, False),
            # Nothing is known of what is there, so it is of no kind.
            ({"kind": ["upgrade"]}, False),
        ],
    )
    async def test_are_narrowed(
        self, scene: Scene, options: dict[str, Any], fires: bool
    ) -> None:
        trigger = {"trigger": "greenlight.asked", "options": options}
        told = await automate(scene.hass, triggers=[trigger])
        await scene.start()
        await scene.ask("Film one")
        assert bool(told) is fires

    async def test_nobody_else_sets_them_off(self, scene: Scene) -> None:
        told = await automate(scene.hass, triggers=[{"trigger": "greenlight.approved"}])
        await scene.start()
        forged = {"type": "approved", "work": "Film", "message": "", "rule": None}
        scene.hass.bus.async_fire(EVENT_REQUEST, {**forged, "kind": None})
        await scene.settle()
        assert not told


class TestConditions:
    @pytest.mark.parametrize("name", sorted(CONDITIONS))
    async def test_holds_while_there_is_one(self, scene: Scene, name: str) -> None:
        told = await automate(
            scene.hass,
            triggers=[{"trigger": "event", "event_type": "look"}],
            conditions=[{"condition": f"greenlight.{name}"}],
        )

        async def holds() -> bool:
            told.clear()
            scene.hass.bus.async_fire("look")
            await scene.settle()
            return bool(told)

        assert not await holds()
        await scene.start()
        assert not await holds()
        if name == "question_waits":
            (request_id,) = await scene.ask("Film one")
            assert await holds()
            await scene.act("decline", request_id=request_id)
        else:
            _, torrent = await scene.download("Film one")
            assert await holds()
            scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
            await scene.poll()
        assert not await holds()


async def test_the_list_holds_what_waits_and_decides_nothing(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film one", "Film.2019.1080p.WEB-DL-GRP")
    listed = "todo.greenlight_questions"
    assert scene.told(listed) == "2"
    answer: Any = await scene.hass.services.async_call(
        "todo",
        "get_items",
        {"entity_id": listed},
        blocking=True,
        return_response=True,
    )
    items = answer[listed]["items"]
    assert [one["summary"] for one in items] == ["Film one", "Film (2019)"]
    assert all(" · rule Films · " in one["description"] for one in items)
    assert not scene.entity(listed).attributes.get("supported_features")
    await scene.act("decline", request_id=items[0]["uid"])
    await scene.settle()
    assert scene.told(listed) == "1"


@needs_tools
class TestAssist:
    CONTEXT = LLMContext(
        platform="test", context=None, language="en", assistant="a", device_id=None
    )

    async def tools(self, hass: HomeAssistant) -> dict[str, Any]:
        assert await async_setup_component(hass, "llm", {})
        found: Any = await async_get_tools(hass, self.CONTEXT, LLM_API_ASSIST)
        tools = found if isinstance(found, list) else found.tools
        return {tool.name: tool for tool in tools}

    async def test_lists_what_waits(self, scene: Scene) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film.2019.1080p.WEB-DL-GRP")
        tool = (await self.tools(scene.hass))["greenlight__list_questions"]
        asked = ToolInput(tool.name, {})
        result = await tool.async_call(scene.hass, asked, self.CONTEXT)
        assert result.data["waiting"] == 1
        (told,) = result.data["questions"]
        assert told["request_id"] == request_id
        assert told["work"] == "Film (2019)"
        assert tool.annotations.read_only

    async def test_offers_nothing_to_others_or_while_it_does_not_run(
        self, scene: Scene
    ) -> None:
        assert async_get_our_tools(scene.hass, self.CONTEXT, LLM_API_ASSIST) is None
        await scene.start()
        assert async_get_our_tools(scene.hass, self.CONTEXT, "other") is None
        assert async_get_our_tools(scene.hass, self.CONTEXT, LLM_API_ASSIST)

    async def test_tells_nothing_to_whoever_may_know_nothing(
        self, scene: Scene, hass_read_only_user: MockUser
    ) -> None:
        user = hass_read_only_user.id
        scene.options[CONF_PEOPLE_RIGHTS] = {user: []}
        await scene.start()
        await scene.ask("Film.2019.1080p.WEB-DL-GRP")
        tool = (await self.tools(scene.hass))["greenlight__list_questions"]
        asked = ToolInput(tool.name, {})
        by = replace(self.CONTEXT, context=Context(user_id=user))
        with pytest.raises(HomeAssistantError):
            await tool.async_call(scene.hass, asked, by)


class TestStatistics:
    @pytest.mark.parametrize(
        ("saved", "shown"), [(-1, 0), (-49_000_000, 0), (-60_000_000, -0.06), (5, 0)]
    )
    async def test_a_little_less_than_nothing_is_nothing(
        self, scene: Scene, saved: int, shown: float
    ) -> None:
        """The interface would write -0.0."""
        await scene.start()
        scene.hub.tallies.tally = Tally(saved_by_replacing=saved)
        scene.hub.gate.announce()
        await scene.settle()
        told = scene.told("sensor.greenlight_storage_saved_by_replacing")
        assert float(told) == pytest.approx(shown, abs=1e-7)
        assert told.startswith("-") is (shown < 0)

    def numbers(self, scene: Scene) -> dict[str, str]:
        names = {
            "questions_asked": "asked",
            "releases_approved": "approved",
            "releases_declined": "declined",
            "questions_not_answered": "expired",
            "releases_downloaded": "downloaded",
            "data_downloaded": "data",
            "storage_saved_by_declining": "saved",
        }
        return {
            short: scene.told(f"sensor.greenlight_{name}")
            for name, short in names.items()
        }

    async def test_count_what_happens_and_go_on_after_a_restart(
        self, scene: Scene
    ) -> None:
        await scene.start()
        _, torrent = await scene.download("Film one")
        scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
        await scene.poll()
        (declined,) = await scene.ask("Film two")
        await scene.act("decline", request_id=declined)
        await scene.settle()
        expected = {
            "asked": "2",
            "approved": "1",
            "declined": "1",
            "expired": "0",
            "downloaded": "1",
            "data": "5e-06",
            "saved": "5e-06",
        }
        assert self.numbers(scene) == expected
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert self.numbers(scene) == expected

    async def test_begin_with_what_is_remembered(
        self, scene: Scene, hass_storage: dict[str, Any]
    ) -> None:
        await scene.start()
        await scene.ask("Film one")
        entry: MockConfigEntry = scene.entry
        assert await scene.hass.config_entries.async_unload(entry.entry_id)
        del hass_storage[f"greenlight.{entry.entry_id}.tally"]
        assert await scene.hass.config_entries.async_setup(entry.entry_id)
        await scene.settle()
        assert self.numbers(scene)["asked"] == "1"

    async def test_count_from_memory_what_was_not_counted_once(
        self, scene: Scene, hass_storage: dict[str, Any]
    ) -> None:
        await scene.start(action="approve")
        scene.publish("Film one")
        await scene.look()
        entry: MockConfigEntry = scene.entry
        assert await scene.hass.config_entries.async_unload(entry.entry_id)
        del hass_storage[f"greenlight.{entry.entry_id}.tally"]["data"]["unasked"]
        assert await scene.hass.config_entries.async_setup(entry.entry_id)
        await scene.settle()
        tally = scene.hub.tallies.tally
        assert (tally.approved, tally.unasked) == (1, 1)


@needs_tools
class TestAnsweringByVoice:
    """People decide by voice only where that is wished, and only those who are known and may."""

    @staticmethod
    async def say(
        scene: Scene, answer: str, request_id: str, user: str | None, seen: str = ""
    ) -> Any:
        """Have an assistant answer a question for somebody, as it was listed."""
        context = LLMContext(
            platform="test",
            context=Context(user_id=user),
            language="en",
            assistant="a",
            device_id=None,
        )
        request = scene.hub.gate.requests.find(request_id)
        args = {"request_id": request_id, "answer": answer}
        args["seen"] = seen or mark_of(request)
        tool = AnswerQuestion()
        return await tool.async_call(scene.hass, ToolInput(tool.name, args), context)

    async def start(self, scene: Scene, *, voice: bool = True) -> str:
        await scene.start()
        options = {**scene.entry.options, CONF_VOICE: voice}
        scene.hass.config_entries.async_update_entry(scene.entry, options=options)
        (request_id,) = await scene.ask("Film.2019.1080p.WEB-DL-GRP")
        return request_id

    @pytest.mark.parametrize("voice", [True, False])
    async def test_it_is_offered_only_where_it_is_wished(
        self, scene: Scene, voice: bool, hass_admin_user: MockUser
    ) -> None:
        request_id = await self.start(scene, voice=voice)
        tools = await TestAssist().tools(scene.hass)
        assert ("greenlight__answer_question" in tools) is voice
        result = await self.say(scene, "approve", request_id, hass_admin_user.id)
        assert result.error is not voice
        pending = scene.hub.gate.requests.find(request_id).state == "pending"
        assert pending is not voice

    async def test_nobody_decides_without_having_looked(
        self, scene: Scene, hass_admin_user: MockUser
    ) -> None:
        request_id = await self.start(scene)
        tool = AnswerQuestion()
        args = {"request_id": request_id, "answer": "approve", "seen": ""}
        by = replace(TestAssist.CONTEXT, context=Context(user_id=hass_admin_user.id))
        with pytest.raises(vol.Invalid):
            await tool.async_call(scene.hass, ToolInput(tool.name, args), by)
        assert scene.hub.gate.requests.find(request_id).state == "pending"

    async def test_a_known_person_decides_and_takes_it_back(
        self, scene: Scene, hass_admin_user: MockUser
    ) -> None:
        request_id = await self.start(scene)
        result = await self.say(scene, "decline", request_id, hass_admin_user.id)
        assert not result.error
        request = scene.hub.gate.requests.find(request_id)
        assert request.state == "declined"
        assert request.journal[-1].who.via == "voice"
        await self.say(scene, "take_back", request_id, hass_admin_user.id)
        assert scene.hub.gate.requests.find(request_id).state == "pending"

    async def test_nobody_else_does(
        self, scene: Scene, hass_read_only_user: MockUser
    ) -> None:
        request_id = await self.start(scene)
        for user in (None, hass_read_only_user.id, "nobody-at-all"):
            result = await self.say(scene, "approve", request_id, user)
            assert result.error
            assert result.data["said"]
        assert scene.hub.gate.requests.find(request_id).state == "pending"

    async def test_what_has_changed_or_has_to_be_looked_at_is_not_approved(
        self, scene: Scene, hass_admin_user: MockUser
    ) -> None:
        request_id = await self.start(scene)
        admin = hass_admin_user.id
        result = await self.say(scene, "approve", request_id, admin, seen="0" * 12)
        assert result.error
        await scene.hub.gate.requests.amend(
            request_id, weighed=Weighed(works=(WORK, WORK))
        )
        result = await self.say(scene, "approve", request_id, admin)
        assert result.error
        assert scene.hub.gate.requests.find(request_id).state == "pending"

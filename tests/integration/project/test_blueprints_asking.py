"""What the blueprints about asking make of a question, in a real automation."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser, async_capture_events

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.const import APPROVER, CONF_AUTOMATIONS, DOMAIN
from custom_components.greenlight.engine.request import Actor, ActorKind, State
from tests.contract.approvers.conftest import home, pushes  # noqa: F401
from tests.support.fake_client import FakeClient
from tests.support.fake_phone import FakePhone, Home
from tests.support.fake_phone_push import PushService
from tests.support.fake_usenet import FakeUsenet

from ..scene import Scene, part
from .blueprints import automate

MIRA = "person.mira"
SOMEBODY = Actor(ActorKind.USER, "mira", "Mira")


async def let_automations_decide(scene: Scene) -> None:
    """Switch on what the descriptions say has to be."""
    scene.hass.config_entries.async_update_entry(
        scene.entry, options={CONF_AUTOMATIONS: True}
    )
    await scene.settle()


class TestOnThePhone:
    @pytest.fixture
    async def started(self, scene: Scene) -> None:
        """Run Greenlight before anything is asked over the network."""
        await scene.start()
        await let_automations_decide(scene)

    @pytest.fixture
    async def phone(
        self,
        hass: HomeAssistant,
        hass_access_token: str,
        hass_admin_user: MockUser,
        started: None,
        home: Home,  # noqa: F811
        pushes: PushService,  # noqa: F811
        scene: Scene,
    ) -> FakePhone:
        """Run the automation for Mira's phone."""
        phone = FakePhone(pushes, "Pixel")
        await phone.register(home, hass_access_token)
        await scene.settle()
        hass.states.async_set(MIRA, "home", {"user_id": hass_admin_user.id})
        (device,) = dr.async_entries_for_config_entry(
            dr.async_get(hass),
            hass.config_entries.async_entries("mobile_app")[0].entry_id,
        )
        await automate(
            hass, "ask_on_the_phone", "Asking", phone=device.id, people=[MIRA]
        )
        return phone

    @pytest.mark.parametrize(
        ("button", "state"), [("Approve", "approved"), ("Decline", "declined")]
    )
    async def test_a_tap_answers_and_takes_the_question_away(
        self, scene: Scene, phone: FakePhone, button: str, state: str
    ) -> None:
        (request_id,) = await scene.ask("Film one")
        (notice,) = phone.shown.values()
        assert (notice.title, notice.buttons) == ("Film one", ["Approve", "Decline"])
        assert "Films" in notice.message
        await phone.tap(button)
        await scene.settle()
        journal = scene.hub.gate.requests.find(request_id).journal
        assert (journal[1].after, journal[1].who.name) == (
            state,
            "Mock User (automation Asking)",
        )
        assert not phone.shown

    async def test_an_answer_elsewhere_takes_it_away(
        self, scene: Scene, phone: FakePhone
    ) -> None:
        (request_id,) = await scene.ask("Film one")
        assert phone.shown
        await scene.act("decline", request_id=request_id)
        await scene.settle()
        assert not phone.shown

    async def test_nobody_else_counts(
        self,
        hass: HomeAssistant,
        phone: FakePhone,
        hass_read_only_access_token: str,
        home: Home,  # noqa: F811
        pushes: PushService,  # noqa: F811
        scene: Scene,
    ) -> None:
        (request_id,) = await scene.ask("Film one")
        calls = async_capture_events(hass, "call_service")
        theirs = FakePhone(pushes, "Another")
        await theirs.register(home, hass_read_only_access_token)
        said = {"action": f"greenlight approve {request_id}"}
        await theirs.fire("mobile_app_notification_action", said)
        hass.bus.async_fire("mobile_app_notification_action", said)
        await phone.fire("mobile_app_notification_action", {"action": "approve"})
        await phone.fire("mobile_app_notification_action", {})
        await scene.settle()
        assert scene.hub.gate.requests.find(request_id).state is State.PENDING
        # It is not even tried, whatever they may.
        assert DOMAIN not in {call.data["domain"] for call in calls}


class TestWhenHome:
    async def test_it_asks_while_one_is_home(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        data = {"type": "companion", "devices": ["phone"]}
        await scene.start([part(APPROVER, "approver", "Phone", data)])
        await let_automations_decide(scene)
        for name in ("mira", "jonas"):
            hass.states.async_set(f"person.{name}", "home")
        people = ["person.mira", "person.jonas"]
        await automate(
            hass,
            "ask_me_when_home",
            "Home",
            people=people,
            approvers=["switch.phone_enabled"],
        )

        async def where(**places: str) -> str:
            for name, place in places.items():
                hass.states.async_set(f"person.{name}", place)
                await scene.settle()
            return scene.told("switch.phone_enabled")

        assert await where(mira="not_home") == "on"
        assert await where(jonas="work") == "off"
        assert await where(mira="unknown", jonas="unknown") == "off"
        assert await where(mira="home") == "on"
        assert await where(mira="unknown") == "on"


class TestSmallRepairs:
    @pytest.mark.parametrize(
        ("kind", "size", "approved"),
        [
            ("repaired", 2 * 10**9, True),
            ("repaired", 6 * 10**9, False),
            ("repaired", None, False),
            ("upgrade", 2 * 10**9, False),
            (None, 2 * 10**9, False),
        ],
    )
    async def test_only_those_are_approved(
        self,
        hass: HomeAssistant,
        scene: Scene,
        kind: str | None,
        size: int | None,
        approved: bool,
    ) -> None:
        await scene.start()
        await let_automations_decide(scene)
        await automate(hass, "approve_small_repairs", "Repairs", delay={"seconds": 0})
        (request_id,) = await scene.ask("Film one")
        self.ask_anew(scene, kind, size)
        await scene.settle()
        after = scene.hub.gate.requests.find(request_id)
        assert (after.state is not State.PENDING) is approved

    def ask_anew(self, scene: Scene, kind: str | None, size: int | None) -> None:
        """Tell of the question as of one that was held against a library."""
        told = dict(scene.entity("event.greenlight_request").attributes)
        scene.freezer.tick(1)
        scene.hass.states.async_set(
            "event.greenlight_request",
            dt_util.utcnow().isoformat("T", "milliseconds"),
            told | {"kind": kind, "offered": {"size": size}},
        )

    async def test_there_is_time_to_decline(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        await scene.start()
        await let_automations_decide(scene)
        await automate(hass, "approve_small_repairs", "Repairs")
        (request_id,) = await scene.ask("Film one")
        self.ask_anew(scene, "repaired", 10**9)
        # The automation waits, so nobody may wait for it.
        for _ in range(20):
            await asyncio.sleep(0)
        assert scene.entity("automation.repairs").attributes["current"] == 1
        await scene.hub.gate.decide.decline(request_id, SOMEBODY)
        scene.freezer.tick(301)
        scene.fire_time()
        await scene.settle()
        assert scene.hub.gate.requests.find(request_id).state is State.DECLINED


class TestAtNight:
    """Clients are paused by day, and whatever starts there is, too."""

    @pytest.fixture(autouse=True)
    async def end(self, hass: HomeAssistant, scene: Scene) -> AsyncGenerator[None]:
        """Have nothing wait for the next night."""
        yield
        await hass.services.async_call(
            "automation", "turn_off", {"entity_id": "automation.night"}, blocking=True
        )

    async def at(self, scene: Scene, clock: str, day: int = 1) -> None:
        """Let it become some time of the day."""
        hour, minute = map(int, clock.split(":"))
        zone = dt_util.get_default_time_zone()
        scene.freezer.move_to(datetime(2026, 12, day, hour, minute, tzinfo=zone))
        await scene.pass_time(0.5)

    async def test_clients_go_on_by_night(
        self, memory_scene: Scene, torrents: FakeClient, usenet: FakeUsenet
    ) -> None:
        scene = memory_scene
        await let_automations_decide(scene)
        await self.at(scene, "12:00")
        await automate(scene.hass, "downloads_at_night", "Night")

        def told() -> list[str]:
            return [one for one, *_ in torrents.told if one.endswith("_all")]

        await self.at(scene, "23:00")
        assert (told(), usenet.transfer.paused) == (["resume_all"], False)
        await self.at(scene, "07:00", day=2)
        assert (told()[1:], usenet.transfer.paused) == (["pause_all"], True)
        scene.hass.bus.async_fire("automation_reloaded")
        await scene.settle()
        assert told()[2:] == ["pause_all"]

    async def test_only_the_chosen_clients_are(
        self, memory_scene: Scene, torrents: FakeClient, usenet: FakeUsenet
    ) -> None:
        scene = memory_scene
        await let_automations_decide(scene)
        device = dr.async_get(scene.hass).async_get_device_by_identifier(
            (DOMAIN, "usenet"), scene.entry.entry_id
        )
        assert device is not None
        await self.at(scene, "12:00")
        chosen = [device.id]
        await automate(scene.hass, "downloads_at_night", "Night", clients=chosen)
        await self.at(scene, "07:00", day=2)
        assert usenet.transfer.paused
        assert "pause_all" not in [one for one, *_ in torrents.told]

    @pytest.mark.parametrize(("clock", "paused"), [("12:00", True), ("23:30", False)])
    async def test_what_starts_by_day_is_paused(
        self, scene: Scene, clock: str, paused: bool
    ) -> None:
        await scene.start()
        await let_automations_decide(scene)
        await self.at(scene, clock)
        await automate(scene.hass, "downloads_at_night", "Night")
        await scene.download("Film one")
        await scene.poll()
        (download,) = scene.hub.gate.downloads.values()
        assert (download.state is DownloadState.PAUSED) is paused

"""Each blueprint can be imported; the one for quiet evenings does what it says."""

from collections.abc import AsyncGenerator
from datetime import datetime
import re
from typing import Any

from homeassistant.components.blueprint import importer
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml
import pytest
from yarl import URL

from custom_components.greenlight.clients.errors import BadAnswer, CannotConnect
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

from ..scene import Scene
from .blueprints import FOLDER, NAMES, automate, blueprint
from .pages import section, written
from .written_code import read_json

PAGE = "docs/automations.md"
NAME = "quiet_evenings"
PLAYER = "media_player.tv"
LIMITS = ["number.torrents_download_limit", "number.usenet_download_limit"]
SWITCH = "switch.torrents_alternative_speed_limits"
MB = 10**6


class Evening:
    """An automation made from the blueprint, and the clients it tells."""

    def __init__(self, scene: Scene, torrents: FakeClient, usenet: FakeUsenet) -> None:
        """Keep what plays together."""
        self.scene = scene
        self.torrents = torrents
        self.usenet = usenet

    async def begin(self, **inputs: Any) -> None:
        """Set the automation up."""
        given = {
            "quiet_from": "19:00:00",
            "quiet_until": "23:30:00",
            "limits": LIMITS,
            "quiet_limit": 5,
            "switches": [SWITCH],
            **inputs,
        }
        await automate(self.scene.hass, NAME, "Quiet", **given)
        await self.scene.settle()

    async def at(self, clock: str, day: int = 1) -> None:
        """Let it become some time of the day."""
        hour, minute = map(int, clock.split(":"))
        zone = dt_util.get_default_time_zone()
        self.scene.freezer.move_to(datetime(2026, 12, day, hour, minute, tzinfo=zone))
        await self.scene.pass_time(0.5)

    async def play(self, state: str) -> None:
        """Have the player do something."""
        self.scene.hass.states.async_set(PLAYER, state)
        await self.scene.settle()

    @property
    def told(self) -> tuple[int | None, int | None, bool | None]:
        """Return both limits in MB/s and the switch."""
        one, two = self.torrents.transfer, self.usenet.transfer
        limits = [
            None if limit is None else limit // MB
            for limit in (one.download_limit, two.download_limit)
        ]
        return limits[0], limits[1], one.alternative_speed


QUIET, USUAL = (5, 5, True), (0, 0, False)


@pytest.fixture
async def evening(
    memory_scene: Scene, torrents: FakeClient, usenet: FakeUsenet
) -> AsyncGenerator[Evening]:
    """Provide the evening, at noon."""
    evening = Evening(memory_scene, torrents, usenet)
    await evening.at("12:00")
    yield evening
    # It waits for the next evening.
    await memory_scene.hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.quiet"}, blocking=True
    )


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_imported_from_where_it_says_it_is(name: str) -> None:
    url = blueprint(name).metadata["source_url"]
    raw = URL(importer._get_github_import_url(url))
    assert raw.host == "raw.githubusercontent.com"
    path = f"{FOLDER}/{name}.yaml"
    assert raw.path.endswith(f"/main/{path}")
    project = read_json("manifest.json")["documentation"]
    assert url == f"{project}/blob/main/{path}"


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_for_and_what_each_choice_means(name: str) -> None:
    found = blueprint(name)
    assert not found.validate()
    assert found.metadata["description"]
    assert all(one["name"] for one in found.inputs.values())


def test_it_can_be_used_as_it_is() -> None:
    assert all("default" in one for one in blueprint(NAME).inputs.values())


def test_the_page_leads_to_each() -> None:
    links = re.findall(
        r"https://my\.home-assistant\.io/redirect/\S+?(?=\))", written(PAGE)
    )
    imports = [
        one for one in map(URL, links) if one.path == "/redirect/blueprint_import/"
    ]
    urls = [blueprint(name).metadata["source_url"] for name in NAMES]
    assert sorted(one.query["blueprint_url"] for one in imports) == sorted(urls)


async def test_the_page_shows_how_it_is_done_without_it(
    scene: Scene, evening: Evening
) -> None:
    _, block, *_ = section(PAGE, "Quiet evenings").split("```")
    config: Any = parse_yaml(block.removeprefix("yaml\n"))
    (one,) = config["automation"]
    (action,) = one["actions"]
    assert action["target"]["entity_id"] == "number.box_download_limit"
    action["target"]["entity_id"] = LIMITS[0]
    one["alias"] = "Quiet"
    assert await async_setup_component(scene.hass, "automation", config)
    await evening.at("19:00")
    assert evening.told == (1, 0, False)
    await evening.at("23:30")
    assert evening.told == USUAL


async def test_it_is_quiet_between_the_times(evening: Evening) -> None:
    await evening.begin()
    assert evening.told == USUAL
    await evening.at("19:00")
    assert evening.told == QUIET
    await evening.at("23:30")
    assert evening.told == USUAL
    await evening.at("19:00", day=2)
    assert evening.told == QUIET


async def test_it_may_end_after_midnight(evening: Evening) -> None:
    await evening.begin(quiet_from="22:00:00", quiet_until="01:00:00")
    await evening.at("22:00")
    assert evening.told == QUIET
    await evening.at("00:30", day=2)
    assert evening.told == QUIET
    await evening.at("01:00", day=2)
    assert evening.told == USUAL


async def test_the_usual_limit_is_put_back(evening: Evening) -> None:
    await evening.begin(usual_limit=9000, switches=[])
    await evening.at("19:00")
    assert evening.told == (5, 5, False)
    await evening.at("23:30")
    assert evening.told == (9000, 9000, False)


async def test_it_is_quiet_while_somebody_watches(evening: Evening) -> None:
    await evening.begin(players=[PLAYER])
    await evening.play("playing")
    assert evening.told == QUIET
    await evening.play("paused")
    assert evening.told == USUAL
    await evening.at("19:00")
    await evening.play("playing")
    await evening.play("off")
    assert evening.told == QUIET
    await evening.play("playing")
    await evening.at("23:30")
    assert evening.told == QUIET
    await evening.play("off")
    assert evening.told == USUAL


async def test_it_is_put_right_at_the_start(
    hass: HomeAssistant, evening: Evening
) -> None:
    await evening.begin()
    await evening.at("20:00")
    for limit in LIMITS:
        await hass.services.async_call(
            "number", "set_value", {"entity_id": limit, "value": 0}, blocking=True
        )
    hass.bus.async_fire("homeassistant_start")
    hass.bus.async_fire("automation_reloaded")
    await evening.scene.settle()
    assert evening.told == QUIET


async def test_it_is_put_right_when_a_client_comes_back(evening: Evening) -> None:
    await evening.begin()
    hub = evening.scene.hub
    evening.torrents.failure = CannotConnect()
    await hub.clients["torrents"].async_refresh()
    await evening.at("19:00")
    assert evening.told == (0, 5, False)
    evening.torrents.failure = None
    await hub.clients["torrents"].async_refresh()
    await evening.scene.settle()
    assert evening.told == QUIET


async def test_a_client_that_fails_does_not_keep_the_others_from_it(
    evening: Evening,
) -> None:
    await evening.begin()
    evening.usenet.failure = BadAnswer()
    await evening.at("19:00")
    assert evening.told == (5, 0, True)


async def test_nothing_has_to_be_chosen(evening: Evening) -> None:
    await evening.begin(limits=[], switches=[])
    await evening.at("19:00")
    assert evening.told == USUAL
    assert evening.scene.told("automation.quiet") == "on"

"""The card among what dashboards load."""

from typing import Any

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.frontend import card_hash
from custom_components.greenlight.frontend.lines import READ

from ..scene import Scene
from .conftest import Dashboards, resources

FOREIGN = [
    ("module", "/hacsfiles/mushroom/mushroom.js"),
    ("css", "/local/greenlight.css"),
    ("module", "/local/greenlight/greenlight.js"),
    ("module", "/greenlight-other/1/greenlight.js"),
    ("module", "https://cdn.example/greenlight/1/greenlight.js"),
]


def ours(hass: HomeAssistant) -> tuple[str, str]:
    return ("module", f"/greenlight/{card_hash(hass)}/greenlight.js")


def stored(storage: dict[str, Any], kept: list[tuple[str, str]]) -> None:
    """Have Home Assistant know resources from before."""
    items = [
        {"id": f"id{place}", "type": kind, "url": url}
        for place, (kind, url) in enumerate(kept)
    ]
    storage["lovelace_resources"] = {
        "version": 1,
        "key": "lovelace_resources",
        "data": {"items": items},
    }


class TestKeptByHomeAssistant:
    async def test_it_is_one(self, shown: Scene) -> None:
        assert card_hash(shown.hass)
        assert resources(shown.hass) == [ours(shown.hass)]

    async def test_nobody_elses_is_touched(
        self, scene: Scene, dashboards: Dashboards, hass_storage: dict[str, Any]
    ) -> None:
        stored(hass_storage, FOREIGN)
        await dashboards()
        await scene.start([])
        assert resources(scene.hass) == [*FOREIGN, ours(scene.hass)]
        assert await scene.hass.config_entries.async_remove(scene.entry.entry_id)
        assert resources(scene.hass) == FOREIGN

    @pytest.mark.parametrize(
        "before",
        [
            [("module", "/greenlight/0123456789ab/greenlight.js")],
            [("js", "/greenlight/greenlight.js?v=1")],
            [
                ("module", "/greenlight/older/greenlight.js"),
                ("module", "/greenlight/old/greenlight.js#x"),
                ("module", "/greenlight/greenlight.js"),
            ],
        ],
        ids=["older", "by hand", "several"],
    )
    async def test_one_from_before_becomes_it(
        self,
        scene: Scene,
        dashboards: Dashboards,
        hass_storage: dict[str, Any],
        before: list[tuple[str, str]],
    ) -> None:
        stored(hass_storage, [before[0], FOREIGN[0], *before[1:]])
        await dashboards()
        await scene.start([])
        assert resources(scene.hass) == [ours(scene.hass), FOREIGN[0]]
        (first, _) = scene.hass.data[LOVELACE_DATA].resources.async_items()
        assert first["id"] == "id0"

    async def test_a_reload_writes_nothing(self, shown: Scene) -> None:
        written: list[object] = []

        async def note(*change: object) -> None:
            written.append(change)

        kept = shown.hass.data[LOVELACE_DATA].resources
        assert isinstance(kept, ResourceStorageCollection)
        kept.async_add_listener(note)
        assert await shown.hass.config_entries.async_reload(shown.entry.entry_id)
        assert resources(shown.hass) == [ours(shown.hass)]
        assert not written

    async def test_it_stays_while_switched_off_and_goes_at_the_end(
        self, shown: Scene
    ) -> None:
        entries, entry_id = shown.hass.config_entries, shown.entry.entry_id
        await entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
        assert resources(shown.hass) == [ours(shown.hass)]
        assert await entries.async_remove(entry_id)
        assert resources(shown.hass) == []


LINES = {"url": "/greenlight/greenlight.js", "type": "module"}


def asked(hass: HomeAssistant) -> dict[str, str] | None:
    """Return what the repair says, None where there is none."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "card_lines")
    return issue.translation_placeholders if issue else None


def extra(hass: HomeAssistant) -> set[str]:
    """Return the modules of the page itself."""
    return set(hass.data["frontend_extra_module_url"].urls)


class TestKeptInAFile:
    async def test_the_lines_are_shown_until_they_are_there(
        self, scene: Scene, dashboards: Dashboards
    ) -> None:
        await dashboards(resource_mode="yaml", resources=[])
        await scene.start([])
        hass = scene.hass
        assert extra(hass) == {ours(hass)[1]}
        assert asked(hass) == {"address": LINES["url"]}
        # Somebody adds them, and has the file read anew.
        async_mock_service(hass, "lovelace", "reload_resources")
        other = async_mock_service(hass, "lovelace", "other")
        hass.data[LOVELACE_DATA].resources.data = [LINES]
        await hass.services.async_call("lovelace", "other", blocking=True)
        assert other
        await scene.pass_time(READ + 1)
        assert asked(scene.hass)
        for _ in range(2):
            await hass.services.async_call("lovelace", "reload_resources")
        await scene.pass_time(READ + 1)
        assert asked(scene.hass) is None
        assert extra(hass) == set()
        # And takes them away again.
        hass.data[LOVELACE_DATA].resources.data = []
        await hass.services.async_call("lovelace", "reload_resources")
        await scene.pass_time(READ + 1)
        assert asked(scene.hass)
        assert extra(hass) == {ours(hass)[1]}

    @pytest.mark.parametrize("url", [LINES["url"], f"{LINES['url']}?v=2"])
    async def test_nothing_is_said_where_they_are(
        self, scene: Scene, dashboards: Dashboards, url: str
    ) -> None:
        await dashboards(resource_mode="yaml", resources=[{**LINES, "url": url}])
        await scene.start([])
        assert asked(scene.hass) is None
        assert extra(scene.hass) == set()

    @pytest.mark.parametrize(
        "wrong",
        [
            {**LINES, "type": "js"},
            {**LINES, "url": "/greenlight/0123456789ab/greenlight.js"},
            {**LINES, "url": "/local/greenlight.js"},
        ],
        ids=["kind", "another version", "elsewhere"],
    )
    async def test_lines_that_load_nothing_do_not_count(
        self, scene: Scene, dashboards: Dashboards, wrong: dict[str, str]
    ) -> None:
        await dashboards(resource_mode="yaml", resources=[wrong])
        await scene.start([])
        assert asked(scene.hass)
        assert resources(scene.hass) == [(wrong["type"], wrong["url"])]

    async def test_a_reload_looks_again_and_the_end_takes_all_away(
        self, scene: Scene, dashboards: Dashboards
    ) -> None:
        await dashboards(resource_mode="yaml", resources=[])
        await scene.start([])
        hass, entry_id = scene.hass, scene.entry.entry_id
        hass.data[LOVELACE_DATA].resources.data = [LINES]
        assert await hass.config_entries.async_reload(entry_id)
        assert asked(scene.hass) is None
        hass.data[LOVELACE_DATA].resources.data = []
        assert await hass.config_entries.async_reload(entry_id)
        assert asked(scene.hass)
        async_mock_service(hass, "lovelace", "reload_resources")
        await hass.services.async_call("lovelace", "reload_resources")
        assert await hass.config_entries.async_remove(entry_id)
        assert extra(hass) == set()
        assert asked(scene.hass) is None
        await scene.pass_time(READ + 1)
        assert asked(scene.hass) is None

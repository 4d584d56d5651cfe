"""The dashboard that is there by itself, and what leads to it."""

from pathlib import Path
import sys
from typing import Any

from homeassistant.components.frontend import async_register_built_in_panel
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.greenlight.const import CONF_PAGE
from custom_components.greenlight.frontend import dashboard_path

from ..scene import Scene
from .conftest import Dashboards, resources


def panel(hass: HomeAssistant) -> Any:
    """Return what is in the sidebar, None for nothing."""
    return hass.data["frontend_panels"].get("greenlight")


class TestInTheSidebar:
    async def test_it_is_there_for_everybody(
        self,
        shown: Scene,
        hass_ws_client: WebSocketGenerator,
        hass_read_only_access_token: str,
    ) -> None:
        it = panel(shown.hass)
        assert (it.component_name, it.sidebar_title) == ("lovelace", "Greenlight")
        assert (it.require_admin, it.show_in_sidebar) == (False, True)
        assert it.sidebar_icon.startswith("mdi:")
        anybody = await hass_ws_client(shown.hass, hass_read_only_access_token)
        await anybody.send_json_auto_id(
            {"type": "lovelace/config", "url_path": "greenlight"}
        )
        answer = await anybody.receive_json()
        assert answer["result"] == {"strategy": {"type": "custom:greenlight"}}

    async def test_it_is_listed_with_the_others_and_left_as_it_is(
        self, shown: Scene, hass_ws_client: WebSocketGenerator
    ) -> None:
        admin = await hass_ws_client(shown.hass)
        await admin.send_json_auto_id({"type": "lovelace/dashboards/list"})
        listed = (await admin.receive_json())["result"]
        (ours,) = [one for one in listed if one["url_path"] == "greenlight"]
        assert (ours["mode"], ours["title"]) == ("yaml", "Greenlight")
        await admin.send_json_auto_id(
            {
                "type": "lovelace/config/save",
                "url_path": "greenlight",
                "config": {"views": []},
            }
        )
        assert not (await admin.receive_json())["success"]
        await admin.send_json_auto_id(
            {
                "type": "lovelace/dashboards/create",
                "url_path": "greenlight",
                "title": "Mine",
                "mode": "storage",
                "allow_single_word": True,
            }
        )
        assert not (await admin.receive_json())["success"]

    async def test_what_home_assistant_asks_of_a_dashboard(self, shown: Scene) -> None:
        ours = shown.hass.data[LOVELACE_DATA].dashboards["greenlight"]
        assert await ours.async_get_info() == {"mode": "yaml", "views": 0}
        loaded = await ours.async_load(force=True)
        assert loaded == {"strategy": {"type": "custom:greenlight"}}

    async def test_it_stays_over_a_reload_and_goes_with_greenlight(
        self, shown: Scene
    ) -> None:
        hass, entry_id = shown.hass, shown.entry.entry_id
        entries, before = hass.config_entries, panel(shown.hass)
        assert await entries.async_reload(entry_id)
        assert panel(hass) is before
        await entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
        assert panel(hass) is None
        assert dashboard_path(hass) == ""
        assert "greenlight" not in hass.data[LOVELACE_DATA].dashboards
        await entries.async_set_disabled_by(entry_id, None)
        assert panel(hass) is not None
        assert await entries.async_remove(entry_id)
        assert panel(hass) is None
        assert dashboard_path(hass) == ""

    async def test_another_in_its_place_stays(
        self, scene: Scene, dashboards: Dashboards
    ) -> None:
        await dashboards()
        async_register_built_in_panel(
            scene.hass, "iframe", frontend_url_path="greenlight", sidebar_title="Mine"
        )
        await scene.start([])
        assert panel(scene.hass).sidebar_title == "Mine"
        # Whoever has put it there wants to be led to it.
        assert dashboard_path(scene.hass) == "/greenlight"
        assert await scene.hass.config_entries.async_remove(scene.entry.entry_id)
        assert panel(scene.hass).sidebar_title == "Mine"


class TestWhatLeadsThere:
    async def test_a_tap_on_a_question(
        self, scene: Scene, dashboards: Dashboards
    ) -> None:
        await dashboards()
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        screens = scene.hub.screens
        request = scene.hub.gate.requests.find(request_id)
        its_own = f"/greenlight?greenlight={request_id}"
        assert screens.phone(request, three=True).opens == its_own
        assert screens.phone_digest([request, request]).opens == "/greenlight"
        _, notice = screens.notice([request])
        assert notice.startswith(f"**[Film one]({its_own})**")
        assert notice.endswith(f"[Answer]({its_own})")
        _, notice = screens.notice([request, request])
        assert notice.endswith("[Answer](/greenlight)")

    async def test_a_page_of_ones_choice_goes_before_it(
        self, scene: Scene, dashboards: Dashboards
    ) -> None:
        await dashboards()
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        options = {**scene.entry.options, CONF_PAGE: "/dashboard-home/films"}
        scene.hass.config_entries.async_update_entry(scene.entry, options=options)
        request = scene.hub.gate.requests.find(request_id)
        opens = scene.hub.screens.phone(request, three=True).opens
        assert opens == f"/dashboard-home/films?greenlight={request_id}"

    async def test_the_page_of_the_device(self, shown: Scene) -> None:
        device = dr.async_get(shown.hass).async_get(shown.hub.device_id)
        assert isinstance(device, dr.DeviceEntry)
        assert device.configuration_url == "homeassistant://greenlight"


class TestWhereItCannotBe:
    async def test_without_dashboards_greenlight_runs(
        self, scene: Scene, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        await scene.start([])
        assert caplog.text.count("runs without dashboards") == 1
        assert dashboard_path(scene.hass) == ""
        device = dr.async_get(scene.hass).async_get(scene.hub.device_id)
        assert isinstance(device, dr.DeviceEntry)
        assert device.configuration_url is None
        assert await scene.hass.config_entries.async_remove(scene.entry.entry_id)

    @pytest.mark.parametrize("broken", ["resources", "dashboard"])
    async def test_where_home_assistant_has_changed_inside(
        self,
        scene: Scene,
        dashboards: Dashboards,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        broken: str,
    ) -> None:
        await dashboards()
        ours = f"custom_components.greenlight.frontend.{broken}"
        monkeypatch.delitem(sys.modules, ours, raising=False)
        monkeypatch.setitem(
            sys.modules, f"homeassistant.components.lovelace.{broken}", None
        )
        await scene.start([])
        # A dashboard without a card on it is none.
        assert panel(scene.hass) is None
        assert dashboard_path(scene.hass) == ""
        assert bool(resources(scene.hass)) is (broken == "dashboard")
        told = [one for one in caplog.records if "cannot be" in one.message]
        assert [one.levelname for one in told] == ["WARNING"]
        assert await scene.hass.config_entries.async_remove(scene.entry.entry_id)

    async def test_without_the_files_of_the_card(
        self,
        scene: Scene,
        dashboards: Dashboards,
        folder: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        (folder / "greenlight.js").unlink()
        await dashboards()
        await scene.start([])
        assert "The card cannot be given to browsers: FileNotFoundError" in caplog.text
        assert panel(scene.hass) is None
        assert resources(scene.hass) == []

    async def test_until_dashboards_are_there(
        self, scene: Scene, dashboards: Dashboards
    ) -> None:
        await scene.start([])
        await dashboards()
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        assert dashboard_path(scene.hass) == "/greenlight"

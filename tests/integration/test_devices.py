"""What the page of a device shows, and what the pickers of actions offer."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.greenlight.clients.base import Feature
from custom_components.greenlight.const import ASKER, CLIENT, RULE, SOURCE
from custom_components.greenlight.parts.device import MODELS, SOURCE_MODELS, facts_of
from custom_components.greenlight.parts.kinds import (
    CLIENT_KINDS,
    PROWLARR,
    SOURCE_KINDS,
    TORZNAB,
)
from tests.contract.clients.answers import answering

from .project.written_code import read_yaml
from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene, part


def device(scene: Scene, part_id: str) -> dr.DeviceEntry:
    """Return the device of a part."""
    found = dr.async_get(scene.hass).async_get_device_by_identifier(
        ("greenlight", part_id), scene.entry.entry_id
    )
    assert found is not None
    return found


async def test_is_there_before_anything_has_answered(scene: Scene) -> None:
    scene.client.answer_all = answering(500)
    data = scene.client.data(type="qbittorrent", password="wrong")
    source = {"url": f"{scene.site.url}/feed.rss?passkey=secret"}
    await scene.start(
        [
            part(CLIENT, CLIENT_ID, "Box", data),
            part(SOURCE, SOURCE_ID, "Site", source),
            part(RULE, RULE_ID, "Films", {}),
        ]
    )
    box = device(scene, CLIENT_ID)
    assert (box.manufacturer, box.model) == ("qBittorrent", "qBittorrent")
    assert box.configuration_url == scene.client.url
    site = device(scene, SOURCE_ID)
    assert (site.manufacturer, site.model) == ("Greenlight", "Feed")
    assert site.configuration_url == scene.site.url
    rule = device(scene, RULE_ID)
    assert (rule.manufacturer, rule.model) == ("Greenlight", "Rule")
    assert rule.configuration_url is None


async def test_follows_a_new_address(scene: Scene, hass: HomeAssistant) -> None:
    await scene.start()
    data = {**scene.entry.subentries[SOURCE_ID].data, "url": "https://other.test/feed"}
    hass.config_entries.async_update_subentry(
        scene.entry, scene.entry.subentries[SOURCE_ID], data=data
    )
    await hass.async_block_till_done()
    assert device(scene, SOURCE_ID).configuration_url == "https://other.test"
    await scene.settle()


@pytest.mark.parametrize(
    ("kind", "url", "page"),
    [
        (CLIENT, "http://box:9091/transmission/rpc", "http://box:9091/transmission"),
        (CLIENT, "http://me:secret@box:8080/proxy", "http://box:8080/proxy"),
        (CLIENT, "nonsense", None),
        (CLIENT, "http://[::1", None),
        (SOURCE, "https://me:secret@site.test:8443/a/secret", "https://site.test:8443"),
        (SOURCE, "https:", None),
    ],
)
def test_a_page_tells_no_secret(kind: str, url: str, page: str | None) -> None:
    subentry = ConfigSubentry(
        data=MappingProxyType({"url": url}),
        subentry_type=kind,
        title="Part",
        unique_id=None,
    )
    assert facts_of(subentry)["configuration_url"] == page


def pickers() -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """Yield what each field of an action offers that asks for a device."""
    for action, described in read_yaml("services.yaml").items():
        fields: dict[str, Any] = {}
        for name, field in (described.get("fields") or {}).items():
            fields |= field.get("fields") or {name: field}
        for name, field in fields.items():
            if picker := field.get("selector", {}).get("device"):
                yield action, name, picker["filter"]


class TestPickers:
    @pytest.mark.parametrize(("action", "field", "filters"), list(pickers()))
    def test_offer_only_what_fits(
        self, action: str, field: str, filters: list[dict[str, str]]
    ) -> None:
        needed = {
            "seed": {Feature.SEED},
            "set_category_limits": {Feature.CATEGORY_LIMITS, Feature.CATEGORY_SPEED},
        }.get(action)
        clients = {
            kind.name
            for kind in CLIENT_KINDS.values()
            if needed is None or needed & kind.client.features
        }
        # What an asker has handed over is listed by it, as if it was a source.
        asker = {MODELS[ASKER]} if action == "list_requests" else set()
        models = {
            "client": clients,
            "source": {*SOURCE_MODELS.values(), *asker},
            # What can be searched.
            "sources": {SOURCE_MODELS[TORZNAB], SOURCE_MODELS[PROWLARR]},
            "library": {"Radarr", "Sonarr", "Plex", "Jellyfin"},
            "rule": {MODELS[RULE]},
        }
        assert {one["integration"] for one in filters} == {"greenlight"}
        assert {one["model"] for one in filters} == models[field]

    def test_are_found(self) -> None:
        fields = {field for _, field, _ in pickers()}
        assert fields == {"client", "source", "sources", "library", "rule"}

    def test_every_kind_of_source_can_be_offered(self) -> None:
        assert set(SOURCE_MODELS) == set(SOURCE_KINDS)

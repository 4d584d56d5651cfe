"""Diagnostics tell how everything fares, and neither secrets nor what people download."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)

from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.parts.kinds import CLIENT_KINDS
from tests.contract.clients.answers import answering
from tests.support.feed import Fault

from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene, part


async def diagnostics_of(scene: Scene, hass_client: Any) -> Any:
    """Download the diagnostics."""
    return await get_diagnostics_for_config_entry(scene.hass, hass_client, scene.entry)


async def test_tells_how_every_part_fares(scene: Scene, hass_client: Any) -> None:
    await scene.start()
    request_id, _ = await scene.download("Film one")
    await scene.ask("Film two")
    await scene.act("decline", request_id=scene.request("Film two").id)
    scene.site.feed_fault = Fault.NOT_FOUND
    await scene.look()
    told = await diagnostics_of(scene, hass_client)

    assert [part["type"] for part in told["subentries"]] == ["client", "source", "rule"]
    client = told["clients"][CLIENT_ID]
    assert client["last_update_success"]
    assert client["last_error"] is None
    assert client["interval"] == 5
    assert client["data"]["info"]["version"] == "5.3.0"
    assert client["kind"] == "qbittorrent"
    assert client["features"] == sorted(QBittorrent.features)
    assert client["settings"]["reserve"] == 100 * 10**9
    assert client["settings"]["tags"] == []
    assert client["settings"]["on_failure"] == "keep"
    assert "name" not in client["settings"]
    assert client["health"] == {"passed_over_until": None, "said": ""}
    source = told["sources"][SOURCE_ID]
    assert not source["last_update_success"]
    assert source["last_error"].startswith("Site has nothing")
    assert source["items"] == source["data"]["seen"] == 2
    assert source["data"]["last_success"]
    assert told["rules"] == {RULE_ID: {"matches": 2}}
    assert told["requests"]["damaged"] is False
    assert told["requests"]["ended"] == {"declined": 1}
    assert told["inbox"] == {"entries": 0, "waiting": 0}
    assert told["skipped"] == 0
    (request,) = told["requests"]["open"]
    assert request["id"] == request_id
    assert request["download_state"] == "downloading"
    assert [line["why"] for line in request["journal"]] == [
        "rule_matched",
        "approved_by_person",
        "client_took_it",
    ]
    text = json.dumps(told)
    assert "Film one" not in text
    assert scene.client.password not in text


async def test_tells_what_is_not_known_yet(scene: Scene, hass_client: Any) -> None:
    scene.client.instead["app/version"] = answering(500, "broken")
    scene.site.feed_fault = Fault.NOT_FOUND
    await scene.start()
    await scene.act("request", link=f"magnet:?xt=urn:btih:{'a' * 40}&dn=Magnet")
    told = await diagnostics_of(scene, hass_client)
    assert told["clients"][CLIENT_ID]["data"] is None
    assert "Broken." in told["clients"][CLIENT_ID]["last_error"]
    assert told["sources"][SOURCE_ID]["data"]["last_success"] is None
    (request,) = told["requests"]["open"]
    assert request["download_state"] is None
    assert request["journal"][0]["from"] is None


@pytest.mark.parametrize("kind", CLIENT_KINDS)
async def test_tells_of_each_kind_of_client(
    scene: Scene, hass_client: Any, kind: str
) -> None:
    data = {
        "type": kind,
        "url": "http://someone:sesame@127.0.0.1:1/sesame",
        "username": "sesame",
        "password": "sesame",
        "api_key": "sesame",
        "verify_ssl": True,
        "tags": ["kids"],
        "watch_folder": "/media/sesame",
        "watch_save_path": "/data/sesame",
        "ha_paths": ["/sesame = /media/sesame"],
    }
    await scene.start([part(CLIENT, CLIENT_ID, "Box", data)])
    scene.hub.gate.clients.failed(CLIENT_ID, "no answer from http://nas/sesame")
    told = await diagnostics_of(scene, hass_client)
    client = told["clients"][CLIENT_ID]
    assert client["kind"] == kind
    assert client["features"] == sorted(CLIENT_KINDS[kind].client.features)
    assert client["settings"]["tags"] == ["kids"]
    assert client["health"]["said"] == "no answer from http://nas"
    assert client["health"]["passed_over_until"].startswith("20")
    assert client["last_error"].startswith("Box cannot be reached")
    assert "sesame" not in json.dumps(told)

"""No secret of an asker or of what it orders leaves, and who is not let in learns nothing."""

from base64 import b64encode
from collections.abc import Callable
from itertools import islice, product
import json
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight import door
from custom_components.greenlight.askers.door import token_of
from tests.integration import test_secrets
from tests.integration.test_secrets import PASSKEY, PASSWORD, SECRET, responses
from tests.support.torrents import magnet

from .conftest import POST, SONARR, Asking, film

outputs = test_secrets.outputs
PATH = "sonarr"
CALLS = 200


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not keep whoever is wrong waiting."""
    monkeypatch.setattr(door, "SLOWER", 0)


async def test_no_secret_of_what_is_ordered_is_told(
    asking: Asking, outputs: Callable[[], str], hass_client: Any
) -> None:
    asking.asker(SONARR, "Sonarr", PATH)
    await asking.start()
    settings = (await asking.desk()).settings
    tracker = f"http://t.example/{PASSKEY}/announce"
    linked = film("Order.By.Magnet.2026.1080p.WEB-DL-GRP")
    by_magnet = await asking.hand_over(magnet(v1=linked.v1, trackers=[tracker]))
    by_file = await asking.hand_over(
        film("Order.By.File.2026.1080p.WEB-DL-GRP", trackers=[tracker])
    )
    told = await responses(asking.scene)
    await asking.act("approve", by_magnet)
    await asking.act("decline", by_file)
    told += await responses(asking.scene)
    diagnostics = await get_diagnostics_for_config_entry(
        asking.hass, hass_client, asking.scene.entry
    )
    text = "\n".join([*told, json.dumps(diagnostics), outputs()])
    # Otherwise nothing was looked at.
    assert asking.now(asking.request(by_file)).release.title in text
    assert not [
        secret
        for secret in (SECRET, settings.password, token_of(settings))
        if secret in text
    ]


def wrong_headers() -> list[dict[str, str]]:
    """Return what somebody may show who does not know."""
    shown = (
        b64encode(f"{name}:{password}".encode()).decode()
        for name, password in (
            ("greenlight", "wrong"),
            ("greenlight", ""),
            ("", PASSWORD),
            ("admin", f"secret-of-{PATH}"),
        )
    )
    return [
        {},
        *({"Authorization": f"Basic {one}"} for one in shown),
        {"Authorization": "Basic !"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Cookie": "SID=wrong"},
        {"Cookie": "SID=" + "0" * 64},
        {"X-Api-Key": "wrong"},
    ]


TORRENT_CALLS = [
    "/api/v2/app/version",
    "/api/v2/app/preferences",
    "/api/v2/torrents/info",
    "/api/v2/torrents/add",
    "/api/v2/torrents/delete",
    "/api/v2/torrents/properties",
    "/api/v2/sync/maindata",
]
USENET_CALLS = [
    "/api?mode=queue",
    "/api?mode=history&apikey=wrong",
    "/api?mode=addfile&apikey=wrong",
    "/api?mode=get_config&ma_username=greenlight&ma_password=wrong",
]


async def heard(client: TestClient, name: str, call: Any) -> tuple[int, str]:
    """Call, and return the answer."""
    method, path, headers = call
    answer = await client.request(
        method, f"/api/greenlight/client/{name}{path}", headers=headers
    )
    assert "Set-Cookie" not in answer.headers
    return answer.status, await answer.text()


@pytest.mark.parametrize("calls", [TORRENT_CALLS, USENET_CALLS])
async def test_who_is_not_let_in_hears_the_same_as_where_nobody_is(
    asking: Asking, hass_client_no_auth: ClientSessionGenerator, calls: list[str]
) -> None:
    assert await async_setup_component(asking.hass, "http", {})
    asking.asker(SONARR, "Sonarr", PATH)
    asking.asker(POST, "News", "news", protocol="usenet")
    await asking.start()
    order = await asking.hand_over(film("Order.Kept.2026.1080p.WEB-DL-GRP"))
    client = await hass_client_no_auth()
    every = product(("GET", "POST"), calls, wrong_headers())
    tried = list(islice(every, CALLS))
    answers = set()
    for call in tried:
        nowhere = await heard(client, "nowhere", call)
        for name in (PATH, "news"):
            assert await heard(client, name, call) == nowhere
        answers.add(nowhere)
    assert len(tried) * 2 >= CALLS * 0.8
    assert {status for status, _ in answers} == {403}
    said = " ".join(text for _, text in answers)
    assert len(said) < 200
    assert not [one for one in (order.id, "Order", PATH, "news") if one in said]
    # Nothing was changed, and whoever knows is let in.
    assert (await asking.look())[order.id].phase.value == "waiting"

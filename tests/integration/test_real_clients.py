"""The entities and actions of a client, with a real server of each kind behind them."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
import shutil
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, CONF_AUTOMATIONS, DOMAIN
from tests.support import nzbget, qbittorrent, sabnzbd, transmission
from tests.support.nntp import NewsServer
from tests.support.server import Unavailable

from .scene import CLIENT_ID, part

pytestmark = pytest.mark.real_server

CATEGORY = {"client": "Box", "category": "films", "ratio_limit": 1.5}
LIMIT = "number.box_download_limit"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of client: its server, and what that itself says its limit is, in bytes a second."""

    type: str
    model: str
    server: Callable[[], AbstractAsyncContextManager[Any]]
    limit: Callable[[Any], Awaitable[float]]
    unit: int = 1024


async def of_qbittorrent(server: qbittorrent.QBittorrent) -> float:
    return float((await server.api("app/preferences")).json()["dl_limit"])


async def of_transmission(server: transmission.Transmission) -> float:
    session = await server.api("session-get")
    limited = session["speed-limit-down-enabled"]
    return session["speed-limit-down"] * 1000.0 if limited else 0.0


async def of_sabnzbd(server: sabnzbd.SABnzbd) -> float:
    queue = (await server.api("queue"))["queue"]
    return float(queue["speedlimit_abs"] or 0)


async def of_nzbget(server: nzbget.NzbGet) -> float:
    return float((await server.call("status"))["DownloadLimit"])


@asynccontextmanager
async def with_news(
    server: Callable[[NewsServer], AbstractAsyncContextManager[Any]],
) -> AsyncGenerator[Any]:
    """Run a usenet client with somebody to download from."""
    async with NewsServer() as news, server(news) as running:
        yield running


KINDS = {
    "qbittorrent-host": Kind(
        "qbittorrent", "qBittorrent", qbittorrent.QBittorrent, of_qbittorrent
    ),
    "qbittorrent-forky": Kind(
        "qbittorrent",
        "qBittorrent",
        lambda: qbittorrent.QBittorrent("forky"),
        of_qbittorrent,
    ),
    "transmission-bookworm": Kind(
        "transmission",
        "Transmission",
        lambda: transmission.Transmission("bookworm"),
        of_transmission,
        1000,
    ),
    "transmission-forky": Kind(
        "transmission",
        "Transmission",
        lambda: transmission.Transmission("forky"),
        of_transmission,
        1000,
    ),
    "sabnzbd": Kind(
        "sabnzbd",
        "SABnzbd",
        lambda: with_news(lambda news: sabnzbd.SABnzbd(news=news)),
        of_sabnzbd,
    ),
    "nzbget": Kind("nzbget", "NZBGet", lambda: with_news(nzbget.NzbGet), of_nzbget),
}


class Box:
    """Home Assistant with one client named Box, and the server behind it."""

    def __init__(self, hass: HomeAssistant, kind: Kind, server: Any) -> None:
        """Keep what plays together."""
        self.hass = hass
        self.kind = kind
        self.server = server

    async def start(self) -> None:
        """Set Greenlight up and wait for the first poll and survey."""
        keys = ("username", "password", "api_key")
        login = {key: getattr(self.server, key, None) for key in keys}
        data = {
            "type": self.kind.type,
            "url": self.server.url,
            "verify_ssl": True,
            **{key: value for key, value in login.items() if value},
        }
        entry = MockConfigEntry(
            domain=DOMAIN,
            options={CONF_AUTOMATIONS: True},
            subentries_data=[part(CLIENT, CLIENT_ID, "Box", data)],
        )
        entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(entry.entry_id)
        await self.hass.async_block_till_done(wait_background_tasks=True)
        self.entry = entry

    def told(self, entity_id: str) -> str:
        """Return what an entity tells."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state.state

    async def limit(self, value: float) -> None:
        """Set the download limit."""
        await self.hass.services.async_call(
            "number", "set_value", {"entity_id": LIMIT, "value": value}, blocking=True
        )

    async def act(self, action: str, **data: Any) -> None:
        """Call an action of Greenlight."""
        await self.hass.services.async_call(DOMAIN, action, data, blocking=True)


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    """Return each kind in turn."""
    return KINDS[request.param]


@pytest.fixture
async def box(
    hass: HomeAssistant, socket_enabled: None, kind: Kind
) -> AsyncGenerator[Box]:
    """Start a real server and Greenlight with it, or skip."""
    async with AsyncExitStack() as stack:
        try:
            server = await stack.enter_async_context(kind.server())
        except Unavailable as error:
            pytest.skip(str(error))
        box = Box(hass, kind, server)
        await box.start()
        yield box
        assert await hass.config_entries.async_unload(box.entry.entry_id)


async def test_it_is_known_and_well(
    box: Box, device_registry: dr.DeviceRegistry
) -> None:
    assert box.told("binary_sensor.box_connected") == "on"
    assert box.told("binary_sensor.box_problem") == "off"
    (device,) = [
        one
        for one in dr.async_entries_for_config_entry(
            device_registry, box.entry.entry_id
        )
        if (DOMAIN, CLIENT_ID) in one.identifiers
    ]
    assert device.model == box.kind.model
    assert device.sw_version
    free = shutil.disk_usage(box.server.folder).free
    told = float(box.told("sensor.box_free_space")) * 10**9
    assert told == pytest.approx(free, rel=0.1)


async def test_its_limit_is_set_and_taken_away(box: Box) -> None:
    await box.limit(0.3)
    real = await box.kind.limit(box.server)
    assert 0 <= real - 300_000 < box.kind.unit
    assert float(box.told(LIMIT)) == pytest.approx(real / 10**6, abs=0.001)
    await box.limit(0)
    assert await box.kind.limit(box.server) == 0
    assert float(box.told(LIMIT)) == 0


async def test_it_is_paused_and_resumed(box: Box) -> None:
    paused = "binary_sensor.box_paused"
    usenet = box.hass.states.get(paused) is not None
    assert usenet is (box.kind.type in {"sabnzbd", "nzbget"})
    for action, state in (("pause_all", "on"), ("resume_all", "off")):
        await box.act(action)
        assert {True: box.told(paused) if usenet else "", False: state}[usenet] == state
    assert box.told("binary_sensor.box_problem") == "off"


@pytest.mark.parametrize("kind", [KINDS["qbittorrent-forky"]])
async def test_its_categories_can_be_limited(box: Box) -> None:
    await box.act("set_category_limits", **CATEGORY)
    films = (await box.server.api("torrents/categories")).json()["films"]
    assert films["ratio_limit"] == 1.5


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (KINDS["qbittorrent-host"], "client_not_supported"),
        (KINDS["transmission-forky"], "no_category_limits"),
        (KINDS["sabnzbd"], "no_category_limits"),
        (KINDS["nzbget"], "no_category_limits"),
    ],
)
async def test_it_says_that_its_categories_cannot_be_limited(
    box: Box, why: str
) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await box.act("set_category_limits", **CATEGORY)
    assert raised.value.translation_key == why


@pytest.mark.parametrize("kind", [Kind("nzbget", "NZBGet", nzbget.NzbGet, of_nzbget)])
async def test_what_keeps_it_from_downloading_is_told(box: Box) -> None:
    problem = box.hass.states.get("binary_sensor.box_problem")
    assert problem is not None
    assert problem.state == "on"
    assert problem.attributes["reason"] == "no news server is active"

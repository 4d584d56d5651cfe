"""Real download clients say at once that something has finished, by the line that people are shown."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
import json
from pathlib import Path
import time
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, CONF_AUTOMATIONS, DOMAIN
from custom_components.greenlight.flows.client_finished import address, entered
from custom_components.greenlight.gate.ports import Event
from custom_components.greenlight.parts.client_settings import called_by
from tests.support import nzbget, qbittorrent, sabnzbd, transmission
from tests.support.feed import FeedServer
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.server import Unavailable
from tests.support.torrents import make_torrent
from tests.support.waiting import until

from .scene import CLIENT_ID, part

pytestmark = pytest.mark.real_server

HOOK = "5ec2e7" * 10
TITLE = "Film.2026.1080p.WEB-DL-GRP"
FILES = {f"{TITLE}.mkv": b"film" * 100_000}


def script(folder: Path, text: str) -> Path:
    """Save a script as people are told to."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "greenlight.sh"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


async def in_qbittorrent(server: qbittorrent.QBittorrent, line: str) -> None:
    asked = {"autorun_enabled": True, "autorun_program": line}
    await server.api("app/setPreferences", {"json": json.dumps(asked)})


async def in_transmission(server: transmission.Transmission, text: str) -> None:
    path = script(server.folder / "scripts", text)
    asked = {
        "script-torrent-done-enabled": True,
        "script-torrent-done-filename": str(path),
    }
    await server.api("session-set", **asked)


async def in_sabnzbd(server: sabnzbd.SABnzbd, text: str) -> None:
    path = script(server.folder / "scripts", text)
    await set_in_sabnzbd(server, "misc", script_dir=str(path.parent))
    await set_in_sabnzbd(
        server,
        "nscript",
        nscript_enable="1",
        nscript_script=path.name,
        nscript_prio_complete="1",
        nscript_prio_failed="1",
    )


async def set_in_sabnzbd(server: sabnzbd.SABnzbd, section: str, **values: str) -> None:
    for keyword, value in values.items():
        await server.api("set_config", section=section, keyword=keyword, value=value)


async def in_nzbget(server: nzbget.NzbGet, text: str) -> None:
    script(server.folder / "main/scripts", text)
    with (server.folder / "nzbget.conf").open("a", encoding="utf-8") as config:
        config.write("Extensions=greenlight.sh\n")
    await server.restart()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of client: how it is started, and how a person has it call."""

    type: str
    server: Callable[[NewsServer], Any]
    enter: Callable[[Any, str], Awaitable[None]]
    usenet: bool = False


KINDS = {
    "qbittorrent-host": Kind(
        "qbittorrent", lambda _: qbittorrent.QBittorrent(), in_qbittorrent
    ),
    "qbittorrent-forky": Kind(
        "qbittorrent", lambda _: qbittorrent.QBittorrent("forky"), in_qbittorrent
    ),
    "transmission-bookworm": Kind(
        "transmission",
        lambda _: transmission.Transmission("bookworm"),
        in_transmission,
    ),
    "transmission-forky": Kind(
        "transmission", lambda _: transmission.Transmission("forky"), in_transmission
    ),
    "sabnzbd": Kind(
        "sabnzbd",
        lambda news: sabnzbd.SABnzbd(news=news),
        in_sabnzbd,
        usenet=True,
    ),
    "nzbget": Kind("nzbget", nzbget.NzbGet, in_nzbget, usenet=True),
}


class House:
    """Home Assistant with one client, that is looked at every ten minutes, and what can be had."""

    def __init__(self, hass: HomeAssistant, kind: Kind, server: Any, link: str) -> None:
        self.hass = hass
        self.kind = kind
        self.server = server
        self.link = link
        self.completed: list[float] = []

    async def start(self) -> None:
        """Set Greenlight up, and enter in the client what is shown."""
        keys = ("username", "password", "api_key")
        login = {key: getattr(self.server, key, None) for key in keys}
        data = {
            "type": self.kind.type,
            "url": self.server.url,
            "verify_ssl": True,
            "reserve": 0,
            "idle_interval": 600,
            "active_interval": 60,
            "webhook_id": HOOK,
            **{key: value for key, value in login.items() if value},
        }
        self.entry = MockConfigEntry(
            domain=DOMAIN,
            options={CONF_AUTOMATIONS: True},
            subentries_data=[part(CLIENT, CLIENT_ID, "Box", data)],
        )
        self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def enter(self, home: str) -> None:
        """Enter in the client what a person is shown."""
        self.entry.runtime_data.gate.on_event(self._on_event)
        await self.hass.config.async_update(internal_url=home)
        known = called_by(self.entry.subentries[CLIENT_ID])
        assert known is not None
        line = entered(self.kind.type, address(self.hass, known))
        await self.kind.enter(self.server, line)

    def _on_event(self, event: Event) -> None:
        if event.kind == "completed":
            self.completed.append(time.monotonic())

    async def download(self) -> None:
        """Have something downloaded."""
        asked = {"link": self.link, "title": TITLE, "approve": True}
        await self.hass.services.async_call(DOMAIN, "request", asked, blocking=True)


@pytest.fixture
async def house(
    hass: HomeAssistant,
    socket_enabled: None,
    kind: Kind,
    site: FeedServer,
    hass_client_no_auth: Any,
) -> AsyncGenerator[House]:
    """Start a real client and Greenlight with it, or skip."""
    async with AsyncExitStack() as stack:
        news = await stack.enter_async_context(NewsServer())
        try:
            server = await stack.enter_async_context(kind.server(news))
        except Unavailable as error:
            pytest.skip(str(error))
        if kind.usenet:
            post = make_post(TITLE, FILES)
            news.carry(post)
            link = site.offer_post(post)
        else:
            seeds = [site.hold(name, data) for name, data in FILES.items()]
            torrent = make_torrent(f"{TITLE}.mkv", FILES, web_seeds=seeds)
            link = site.offer(torrent)
        house = House(hass, kind, server, link)
        await house.start()
        web = await hass_client_no_auth()
        await house.enter(str(web.make_url("")).rstrip("/"))
        yield house
        assert await hass.config_entries.async_unload(house.entry.entry_id)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_completion_is_known_at_once(house: House) -> None:
    calls = house.entry.runtime_data.calls
    await house.download()

    async def called() -> float | None:
        return calls.called(CLIENT_ID)

    assert await until(called, "the client to call", seconds=30, pause=0.02)
    at = time.monotonic()

    async def known() -> bool:
        return bool(house.completed)

    await until(known, "it to be known", seconds=8, pause=0.02)
    # A script of usenet programs runs before they say that a download is complete.
    assert house.completed[0] - at < (3 if house.kind.usenet else 1)

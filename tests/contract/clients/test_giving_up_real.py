"""What the gate makes of torrents that go nowhere in real clients; only its clock is moved."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import Client, DownloadState, Found
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.gate.follow import UNSEEN
from custom_components.greenlight.gate.identity import identity_of
from custom_components.greenlight.gate.ports import ClientSettings, OnFailure
from custom_components.greenlight.sources.base import Payload
from tests.gate.fakes import ANNA, World
from tests.gate.scene import approve, by_file, by_magnet
from tests.support import qbittorrent, transmission
from tests.support.server import Unavailable
from tests.support.torrents import make_torrent
from tests.support.waiting import until

from .qbittorrent import world as qbittorrent_world
from .transmission import world as transmission_world

pytestmark = pytest.mark.real_server

HOUR = 3600.0
FILM = "Lonely.Film.2024.2160p.WEB-DL-GRP"
INSTEAD = "Lonely.Film.2024.1080p.WEB-DL-GRP"
SERVERS = [
    *(("qbittorrent", one) for one in qbittorrent.VARIANTS),
    *(("transmission", one) for one in transmission.VARIANTS),
]


@dataclass
class Scene:
    """A gate whose one client is real."""

    world: World
    client: Client

    async def settle(self) -> None:
        """Wait until the gate has nothing under way."""

        async def idle() -> bool:
            return not self.world.tasks

        await until(idle, "the gate to be done")
        assert not self.world.failures

    def settings(self, **changes: Any) -> None:
        settings = ClientSettings(name="Real", reserve=0, **changes)
        self.world.gate.attached.settings["real"] = settings

    async def offer(self, release: Release) -> str:
        """Have a release handed to the client, and return the id of its request."""
        self.world.gate.attached.rules = {"auto": approve()}
        await self.world.gate.offer([release])
        await self.settle()
        (request_id,) = self.world.ledger.open
        return request_id

    async def poll(self) -> None:
        poll = await self.client.poll(self.world.gate.clients.followed("real"))
        await self.world.gate.clients.take_poll("real", poll, back=False)
        await self.settle()

    async def passes(self, seconds: float) -> None:
        """Let time pass, and poll in it: what nobody sees does not count."""
        while seconds > 0:
            await self.world.advance(min(seconds, UNSEEN))
            await self.poll()
            seconds -= UNSEEN

    async def comes_to(self, request_id: str, *states: DownloadState) -> None:
        """Poll until the client tells one of these states."""

        async def seen() -> bool:
            await self.poll()
            shown = self.world.gate.downloads.get(request_id)
            return shown is not None and shown.state in states

        await until(seen, f"the download to be {states}", pause=0.5)

    async def left(self, request: Request) -> Found | None:
        return await self.client.find(identity_of(request))


@pytest.fixture(params=SERVERS, ids="-".join)
async def scene(
    request: pytest.FixtureRequest, session: ClientSession
) -> AsyncGenerator[Scene]:
    """Start a real server, or skip."""
    kind, variant = request.param
    support, around = {
        "qbittorrent": (qbittorrent, qbittorrent_world),
        "transmission": (transmission, transmission_world),
    }[kind]
    try:
        support.program(variant)
    except Unavailable as error:
        pytest.skip(str(error))
    server = (
        qbittorrent.QBittorrent(variant)
        if kind == "qbittorrent"
        else transmission.Transmission(variant)
    )
    async with server, around.RealWorld(server, session) as real:
        client = real.client()
        world = World()
        world.gate.attached.clients.clear()
        world.gate.attached.clients["real"] = client
        scene = Scene(world, client)
        scene.settings()
        yield scene
        await world.end()
        await client.close()


async def test_without_metadata_and_with_another_release_known(scene: Scene) -> None:
    world = scene.world
    world.ledger.known = [by_magnet(INSTEAD)]
    request_id = await scene.offer(by_magnet(FILM))
    await scene.comes_to(request_id, DownloadState.FETCHING_METADATA)
    await scene.passes(6 * HOUR - 1)
    assert world.state(request_id) == "downloading"
    await scene.passes(1)
    assert world.state(request_id) == "failed"
    assert world.whys(request_id)[-2:] == ["no_metadata", "put_up_instead"]
    assert [one.release.title for one in world.ledger.open.values()] == [INSTEAD]
    assert await scene.left(world.gate.requests.find(request_id))


@pytest.mark.parametrize("private", [True, False])
async def test_without_seeders_and_removed_unless_it_is_private(
    scene: Scene, *, private: bool
) -> None:
    world = scene.world
    scene.settings(on_failure=OnFailure.REMOVE_WITH_DATA)
    file = make_torrent(FILM, {"film.mkv": bytes(300_000)}, private=private)
    release = by_file(FILM)
    world.source.files[release.link] = Payload(file=file.content)
    request_id = await scene.offer(release)
    await scene.comes_to(request_id, DownloadState.STALLED)
    await scene.passes(24 * HOUR - 1)
    assert world.state(request_id) == "downloading"
    request = world.gate.requests.find(request_id)
    await scene.passes(1)
    assert world.state(request_id) == "failed"
    done = "failed_kept_private" if private else "failed_removed_with_data"
    assert set(world.whys(request_id)[-3:]) == {
        "no_seeders",
        "nothing_else_known",
        done,
    }
    assert (await scene.left(request) is not None) is private


async def test_in_an_error_and_going_on_once_it_is_mended(
    scene: Scene, tmp_path: Path
) -> None:
    if "Transmission" in type(scene.client).__name__:
        pytest.skip("it looks at the folder only once there is something to write")
    world = scene.world
    in_the_way = tmp_path / "folder"
    in_the_way.write_text("a file")
    file = make_torrent(FILM, {"film.mkv": bytes(300_000)})
    world.source.files["https://site.test/1"] = Payload(file=file.content)
    request = await world.gate.hand_in(
        "https://site.test/1",
        who=ANNA,
        approve=True,
        options=DownloadOptions(save_path=str(in_the_way / "films")),
    )
    await scene.settle()
    await scene.comes_to(request.id, DownloadState.FAILED)
    assert world.events[-1] == (request.id, "problem")
    await scene.passes(0.5 * HOUR)
    assert world.state(request.id) == "failed"
    in_the_way.unlink()
    await world.gate.decide.retry(request.id, ANNA)
    await scene.settle()
    await scene.comes_to(request.id, DownloadState.STALLED, DownloadState.DOWNLOADING)
    assert world.state(request.id) == "downloading"

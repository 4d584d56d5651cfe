"""The contract, and what only a real server can show, on a real SABnzbd."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
import socket
import time
from typing import Any

from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.greenlight.clients.base import (
    Added,
    DownloadState,
    FoundBy,
    Identity,
    Problem,
)
from custom_components.greenlight.clients.common import http
from custom_components.greenlight.clients.errors import (
    CannotConnect,
    CategoryRefused,
    ClientTimeout,
    ConnectionLost,
    HostRejected,
    InvalidAuth,
    NotSupported,
    ReleaseRefused,
)
from custom_components.greenlight.clients.sabnzbd import (
    api as sabnzbd_api,
    trouble as sabnzbd_trouble,
)
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.order import Place
from tests.contract.clients.sabnzbd.world import RealWorld, SabnzbdContract
from tests.contract.clients.world import (
    a_post,
    add,
    add_file,
    comes_to,
    followed,
    identity_of,
)
from tests.support.nntp import NewsServer
from tests.support.nzb import Post, make_post
from tests.support.ports import LOOPBACK
from tests.support.sabnzbd import SABnzbd as Server, Settings, program
from tests.support.server import Unavailable
from tests.support.waiting import until

pytestmark = pytest.mark.real_server

CATEGORIES = ("films", "music")

type ServerOf = Callable[[Mapping[str, str]], AbstractAsyncContextManager[RealWorld]]


@pytest.fixture
def settings() -> Settings:
    """Return the settings of the server; a test that cares parametrises them."""
    return Settings(categories=CATEGORIES)


@asynccontextmanager
async def running(settings: Settings) -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    try:
        program()
    except Unavailable as error:
        pytest.skip(str(error))
    async with NewsServer() as news, Server(news=news, settings=settings) as server:
        yield server


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[Server]:
    async with running(settings) as server:
        yield server


@pytest.fixture
def world(server: Server, session: ClientSession) -> RealWorld:
    return RealWorld(server, session)


@pytest.fixture
def server_of(session: ClientSession) -> ServerOf:
    """Return a way to start one with other settings."""

    @asynccontextmanager
    async def start(misc: Mapping[str, str]) -> AsyncGenerator[RealWorld]:
        async with running(Settings(categories=CATEGORIES, misc=misc)) as server:
            yield RealWorld(server, session)

    return start


class TestReal(SabnzbdContract):
    """The promises, kept by a real server."""


async def test_a_retry_by_hand_is_followed_to_its_new_id(
    world: RealWorld, server: Server
) -> None:
    client = world.client()
    post = a_post()
    identity = identity_of(post, handed=time.time())
    download = await add_file(client, post)
    failed = await comes_to(client, download, DownloadState.FAILED)
    assert failed.problem is Problem.MISSING_ARTICLES
    await world.place(post)
    await client.pause_all()
    retried = (await server.api("retry", None, value=download.id))["nzo_id"]
    assert retried != download.id
    old = replace(identity, id=download.id)
    # Its queue tells the title only, its history our mark as well.
    found = (await client.poll({"it": old})).downloads["it"]
    assert (found.id, found.complete) == (retried, False)
    hit = await client.find(old)
    assert hit is not None
    assert hit.by is FoundBy.TITLE
    await client.resume_all()
    await server.completed(retried)
    done = (await client.poll({"it": old})).downloads["it"]
    assert (done.id, done.complete) == (retried, True)
    hit = await client.find(replace(old, handed=None))
    assert hit is not None
    assert hit.by is FoundBy.ID


async def test_a_lost_answer_is_resolved_by_looking(
    world: RealWorld, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client()
    await client.connect()
    send = http.send
    lost = 0

    async def lose(*args: Any, **fields: Any) -> Any:
        nonlocal lost
        reply = await send(*args, **fields)
        if b"nzo_ids" in reply.body:
            lost += 1
            raise ClientTimeout
        return reply

    monkeypatch.setattr(sabnzbd_api, "send", lose)
    added = await add(client, a_post(), stopped=True)
    assert (lost, await world.count()) == (1, 1)
    assert added.already_there is None
    assert added.download.id == (await server.queue())[0]["nzo_id"]


async def test_a_retention_of_nothing_hides_no_completion(server_of: ServerOf) -> None:
    async with server_of({"history_retention_option": "all-archive"}) as world:
        post = a_post()
        await world.place(post)
        client = world.client()
        download = await add_file(client, post)
        done = await comes_to(client, download, DownloadState.COMPLETED)
        assert done.complete
        assert await world.server.history() == []


async def add_again(client: SABnzbd, post: Post) -> Added:
    """Add what was downloaded before, for another request."""
    return await client.add(
        replace(identity_of(post), mark="another"),
        magnet=None,
        file=post.nzb,
        options=DownloadOptions(),
    )


@pytest.mark.parametrize(("mode", "problem"), [("2", "warning"), ("3", "failed")])
async def test_what_is_a_duplicate_for_it_says_so(
    server_of: ServerOf, mode: str, problem: str
) -> None:
    async with server_of({"no_dupes": mode}) as world:
        post = a_post()
        await world.place(post)
        client = world.client()
        first = await add_file(client, post)
        await comes_to(client, first, DownloadState.COMPLETED)
        again = await add_again(client, post)
        assert again.already_there is None
        seen = await comes_to(client, again.download, DownloadState(problem))
        assert seen.problem is Problem.DUPLICATE
        assert seen.message


async def test_what_it_discards_as_a_duplicate_is_refused(server_of: ServerOf) -> None:
    async with server_of({"no_dupes": "1"}) as world:
        post = a_post()
        await world.place(post)
        client = world.client()
        first = await add_file(client, post)
        await comes_to(client, first, DownloadState.COMPLETED)
        with pytest.raises(ReleaseRefused, match="duplicate"):
            await add_again(client, post)
        assert await world.count() == 1


async def test_what_is_being_processed_can_be_removed(
    world: RealWorld, server: Server
) -> None:
    post = a_post()
    await world.place(post)
    await server.api("pause_pp")
    client = world.client()
    download = await add_file(client, post)
    waiting = await comes_to(client, download, DownloadState.POST_PROCESSING)
    assert not waiting.complete
    with pytest.raises(NotSupported):
        await client.pause(download.id)
    await client.remove(download.id, delete_data=True)
    assert await world.count() == 0
    assert not await world.has_data(post)


async def test_a_failed_download_takes_its_pieces_along(
    world: RealWorld, server: Server
) -> None:
    post = a_post()
    client = world.client()
    download = await add_file(client, post)
    await comes_to(client, download, DownloadState.FAILED)
    assert await world.has_data(post)
    await client.remove(download.id, delete_data=True)
    assert not await world.has_data(post)


async def test_only_the_first_job_is_downloading(world: RealWorld) -> None:
    world.news.hold()
    client = world.client()
    posts = [a_post(f"Film.{number}.2026") for number in range(3)]
    followed_ones = {}
    for post in posts:
        await world.place(post)
        download = await add_file(client, post)
        followed_ones[post.name] = followed(download)
    downloads = (await client.poll(followed_ones)).downloads
    states = [downloads[post.name].state for post in posts]
    # It says "Idle" until the first byte is there.
    going = {DownloadState.DOWNLOADING, DownloadState.STALLED}
    assert states[0] in going
    assert states[1:] == [DownloadState.QUEUED] * 2
    counts = dict((await client.survey()).counts)
    assert counts.pop(DownloadState.QUEUED) == 2
    assert counts.keys() <= going
    assert sum(counts.values()) == 1


async def test_a_full_disk_is_told(server_of: ServerOf) -> None:
    async with server_of({"download_free": "900T"}) as world:
        client = world.client()
        post = a_post()
        await world.place(post)
        await add_file(client, post)

        async def told() -> str:
            return (await client.poll({})).transfer.trouble

        assert "diskspace" in await until(told, "it to tell of the disk", seconds=30)
        assert (await client.poll({})).transfer.paused


async def test_a_news_server_that_will_not_have_us_is_told(
    server_of: ServerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sabnzbd_trouble, "_PATIENCE", 0.5)
    async with server_of({}) as world:
        world.news.password = "changed"
        client = world.client()
        await add_file(client, a_post())

        async def told() -> str:
            return (await client.poll({})).transfer.trouble

        assert "481" in await until(told, "it to tell of its server", seconds=90)


async def test_a_password_in_the_title_reaches_it(
    world: RealWorld, server: Server
) -> None:
    post = a_post()
    secret = replace(identity_of(post), title=f"{post.name}{{{{open sesame}}}}")
    added = await world.client().add(
        secret, magnet=None, file=post.nzb, options=DownloadOptions(stopped=True)
    )
    (row,) = await server.queue()
    assert (row["filename"], row["password"]) == (post.name, "open sesame")
    hit = await world.client().find(replace(secret, id=""))
    assert hit is not None
    assert hit.download.id == added.download.id


@pytest.mark.parametrize(
    "settings",
    [Settings(misc={"url_base": "/sabnzbd"}), Settings(misc={"url_base": "/x/sab"})],
    ids=["usual", "other"],
)
async def test_a_base_path(world: RealWorld, server: Server) -> None:
    await world.client().connect()
    # It answers without it as well, which a proxy in front may not.
    await world.client(url=f"http://{LOOPBACK}:{server.port}").connect()


class EveryNameIsLoopback(AbstractResolver):
    """Names without a name server."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            ResolveResult(
                hostname=host,
                host=LOOPBACK,
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None: ...


async def test_a_host_name_it_does_not_expect_is_no_wrong_key(server: Server) -> None:
    connector = TCPConnector(resolver=EveryNameIsLoopback())
    async with ClientSession(connector=connector) as session:
        url = f"http://nas.example:{server.port}"
        client = SABnzbd(session, url=url, api_key=server.api_key)
        with pytest.raises(HostRejected, match="Hostname verification"):
            await client.connect()


async def test_keys_that_do_not_open_it_leave_no_warning(
    world: RealWorld, server: Server
) -> None:
    for key in (server.nzb_key, "0" * 32):
        with pytest.raises(InvalidAuth):
            await world.client(api_key=key).connect()
    assert (await server.api("warnings"))["warnings"] == []
    with pytest.raises(InvalidAuth, match="Required"):
        await world.client(api_key="").connect()


async def test_a_restart_while_polling_is_passing(
    world: RealWorld, server: Server
) -> None:
    client = world.client()
    download = await add_file(client, a_post(), stopped=True)
    server.kill()
    with pytest.raises((CannotConnect, ConnectionLost)):
        await client.poll({"it": followed(download)})
    await server.start()
    found = (await client.poll({"it": followed(download)})).downloads["it"]
    assert found.state is DownloadState.PAUSED


async def test_polls_stay_small_however_much_there_is(world: RealWorld) -> None:
    await world.fill_history(5000, "films", since=1_767_225_600)
    client = world.client()
    download = await add_file(client, a_post(), stopped=True)
    one = {"it": followed(download), "old": Identity(id="many-7")}
    assert (await client.poll(one)).downloads["old"].complete
    read = 0
    send = http.send

    async def weigh(*args: Any, **fields: Any) -> Any:
        nonlocal read
        reply = await send(*args, **fields)
        read += len(reply.body)
        return reply

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sabnzbd_api, "send", weigh)
        assert len((await client.poll(one)).downloads) == 2
        await client.finished(["films"], since=1_767_225_600 + 4990)
        first = read
        await client.finished(["films"], since=1_767_225_600 + 4990)
    assert first < 40_000
    assert read - first < 100


@pytest.mark.parametrize(
    ("job", "place", "wanted"),
    [
        ("d", Place.TOP, "abdc"),
        ("c", Place.UP, "abcd"),
        ("c", Place.BOTTOM, "abdc"),
        ("a", Place.BOTTOM, "bacd"),
        ("b", Place.TOP, "bacd"),
    ],
)
async def test_what_is_moved_is_neither_forced_nor_unforced(
    world: RealWorld, server: Server, job: str, place: Place, wanted: str
) -> None:
    """It gives a job the priority of its new neighbours."""
    await server.api("pause")
    # The forced go on, and are not to be over at once.
    world.news.hold()
    ids = {}
    # The last that is forced is the first.
    for name in "bacd":
        post = a_post(f"{name}.2026")
        world.news.carry(post)
        ids[name] = await server.add(post, priority="2" if name in "ab" else "0")
    client = world.client()
    await client.move(ids[job], place)
    rows = await server.queue()
    assert "".join(row["filename"][0] for row in rows) == wanted
    forced = {row["filename"][0] for row in rows if row["priority"] == "Force"}
    assert forced == {"a", "b"}


async def test_a_retry_is_shown_by_what_it_is(world: RealWorld, server: Server) -> None:
    client = world.client()
    post = a_post()
    identity = identity_of(post, handed=time.time())
    download = await add_file(client, post)
    await comes_to(client, download, DownloadState.FAILED)
    old = {"it": replace(identity, id=download.id)}
    assert (await client.show(old))["it"].download.problem is Problem.MISSING_ARTICLES
    await world.place(post)
    retried = (await server.api("retry", None, value=download.id))["nzo_id"]
    await server.completed(retried)
    shown = (await client.show(old))["it"]
    assert (shown.download.id, shown.download.complete) == (retried, True)


@pytest.mark.parametrize("name", ["Serien & Mehr", "TV/Kids", "Été", "TV*", "Default"])
async def test_categories_of_all_kinds(world: RealWorld, name: str) -> None:
    client = world.client()
    post = a_post()
    download = await add_file(client, post, stopped=True)
    try:
        await client.set_category(download.id, name)
    except CategoryRefused:
        assert name not in await client.categories()
        return
    shown = (await client.show({"it": followed(download)}))["it"]
    assert shown.download.category.casefold() == name.casefold()
    assert (await client.categories()).keys() >= {"films", "music"}


async def test_the_files_and_folders_of_a_job(world: RealWorld, server: Server) -> None:
    client = world.client()
    assert await client.categories() == {
        name: str(server.complete / name) for name in CATEGORIES
    }
    files = {"film.mkv": bytes(200_000), "text.srt": b"text" * 9}
    post = make_post("Two.Files.2026", files, segment_size=50_000)
    download = await add_file(client, post, stopped=True)
    told = await client.files(download.id)
    assert {one.name for one in told} == set(files)
    assert {one.progress for one in told} == {0.0}

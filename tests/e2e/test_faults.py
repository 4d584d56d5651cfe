"""What goes wrong between Home Assistant and its clients, as a person meets it.

Each client is reached in a way of its own: qBittorrent by TLS with a certificate that nobody
signed, Transmission by IPv6, NZBGet and SABnzbd below a path of a reverse proxy.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
import gzip
import json
import re
import socket
from typing import Any

from aiohttp import ClientSession, web
import pytest
import pytest_asyncio

from tests.contract.clients.answers import answering
from tests.contract.clients.proxy import Proxy, half_of_it, too_late, unsigned
from tests.support.flows import Flow, start_subentry_flow
from tests.support.greenlight import Greenlight, client_form
from tests.support.house import House
from tests.support.ports import LOOPBACK
from tests.support.qbittorrent import QBittorrent
from tests.support.qbittorrent_config import Settings
from tests.support.server import Unavailable
from tests.support.stage import installed
from tests.support.waiting import until

from .conftest import let_sockets_through
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

PAGE = "<!DOCTYPE html><title>Please log in</title><form action=/login></form>"
TICKET = "t1cket0fthepr0xy"
login_page = answering(200, PAGE, "text/html")
to_the_login = answering(302, Location=f"https://sso.example/?ticket={TICKET}")

type Proxies = Mapping[str, Proxy]


def has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as one:
        try:
            one.bind(("::1", 0))
        except OSError:
            return False
    return True


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncGenerator[House]:
    """Start everything once."""
    let_sockets_through()
    try:
        house = House()
    except Unavailable as error:
        pytest.skip(str(error))
    async with house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def proxies(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Proxies]:
    """Put a proxy before each client."""
    tls = unsigned(tmp_path_factory.mktemp("tls"))
    ipv6 = "::1" if has_ipv6() else LOOPBACK
    proxies = {
        "qbittorrent": Proxy(house.qbittorrent.url, tls=tls),
        "transmission": Proxy(house.transmission.url, host=ipv6),
        "nzbget": Proxy(house.nzbget.url, prefix="/nzbget"),
        "sabnzbd": Proxy(house.sabnzbd.url, prefix="/sabnzbd"),
    }
    async with AsyncExitStack() as stack:
        for proxy in proxies.values():
            await stack.enter_async_context(proxy)
        yield proxies


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def greenlight(house: House, proxies: Proxies) -> Greenlight:
    """Set Greenlight up."""
    let_sockets_through()
    ways: dict[str, dict[str, Any]] = {
        client: {"url": f"{proxy.url}/"} for client, proxy in proxies.items()
    }
    ways["qbittorrent"]["verify_ssl"] = False
    return await house.set_up(**ways)


async def fill_in(greenlight: Greenlight, client: str, form: Mapping[str, Any]) -> Flow:
    """Fill in the form of one more client."""
    flow = await start_subentry_flow(greenlight.hass, greenlight.entry_id, "client")
    await flow.choose(client)
    await flow.submit(**form)
    return flow


async def connected(
    greenlight: Greenlight, part: str, wanted: str, *, seconds: float = 90
) -> None:
    """Wait until a client is shown as connected ("on") or not ("off")."""

    async def is_so() -> bool:
        shown = await greenlight.state("binary_sensor.connected", part)
        return str(shown["state"]) == wanted

    await until(is_so, f"connected to be {wanted}", seconds=seconds)


async def approve(greenlight: Greenlight, title: str) -> None:
    asked = await greenlight.asked(title)
    await greenlight.hass.call("greenlight.approve", request_id=asked["id"])


async def shown(greenlight: Greenlight, title: str) -> dict[str, Any]:
    """Return what is shown of a download."""
    listed = await greenlight.hass.ask("greenlight.list_downloads", {})
    found: dict[str, Any]
    (found,) = (one for one in listed["downloads"] if one["title"] == title)
    return found


# ---------------------------------------------------------------------- ways to a client


@pytest.mark.parametrize("client", ["qbittorrent", "transmission", "nzbget", "sabnzbd"])
async def test_each_way_leads_to_a_download(
    house: House, greenlight: Greenlight, proxies: Proxies, client: str
) -> None:
    if client == "transmission" and not has_ipv6():
        pytest.skip("this machine has no ::1")
    title = f"Way.To.{client}.2026.1080p.WEB-DL-DEMO"
    if client in ("nzbget", "sabnzbd"):
        house.publish(title)
    else:
        house.publish_torrent(title)
    link, house.site.items[:1] = house.site.items[0].link, []
    await house.hass.ask(
        "greenlight.request",
        {
            "link": link,
            "title": title,
            "client": house.clients[client],
            "approve": True,
        },
    )
    await greenlight.wait_for(title, "completed")
    assert await house.holds(title) == {client: 1}


async def test_a_certificate_that_nobody_signed_is_refused_with_what_to_do(
    greenlight: Greenlight, house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tls = unsigned(tmp_path_factory.mktemp("other"))
    async with Proxy(house.nzbget.url, tls=tls) as proxy:
        form = house.form("nzbget", url=proxy.url, name="By TLS")
        flow = await fill_in(greenlight, "nzbget", form)
        assert flow.at["errors"] == {"url": "tls_failed"}
        assert "self" in flow.at["description_placeholders"]["detail"]
        assert proxy.asked == 0
        await flow.submit(**{**form, "verify_ssl": False})
        flow.created()
        part = (await greenlight.parts("client"))["By TLS"]
        await connected(greenlight, part, "on")
        await remove(greenlight, part)


async def remove(greenlight: Greenlight, part: str) -> None:
    await greenlight.hass.command(
        "config_entries/subentries/delete",
        entry_id=greenlight.entry_id,
        subentry_id=part,
    )


# ---------------------------------------------------------------------- wrong answers


async def test_a_form_says_what_answers_instead_of_the_client(
    house: House, greenlight: Greenlight
) -> None:
    async def error(client: str, **how: Any) -> tuple[str, str]:
        server = getattr(house, client)
        async with Proxy(server.url) as proxy:
            for name, handler in how.items():
                setattr(proxy, name, handler)
            form = house.form(client, url=proxy.url)
            flow = await fill_in(greenlight, client, form)
            told = flow.at["description_placeholders"]
            (error,) = flow.at["errors"].values()
            return error, told.get("detail", "")

    answers = await asyncio.gather(
        error("sabnzbd", instead=login_page),
        error("transmission", instead=to_the_login),
        error("nzbget", spoil=half_of_it),
        error("qbittorrent", spoil=too_late),
    )
    assert [key for key, _ in answers] == [
        "not_this_client",
        "not_this_client",
        "not_this_client",
        "timeout",
    ]
    details = [detail for _, detail in answers]
    assert "web page" in details[0]
    assert "sso.example" in details[1]
    assert not any("<" in detail or TICKET in detail for detail in details)


async def test_wrong_answers_are_told_and_pass_while_the_others_work(
    house: House, greenlight: Greenlight, proxies: Proxies
) -> None:
    proxies["sabnzbd"].instead = login_page
    proxies["transmission"].instead = to_the_login
    proxies["nzbget"].spoil = half_of_it
    broken = ("sabnzbd", "transmission", "nzbget")
    try:
        for client in broken:
            await connected(greenlight, house.clients[client], "off")
        # Two films: of two releases of one people are asked about one.
        torrent, post = "Wrong.Answers.2026.1080p-DEMO", "Wrong.Words.2026.720p-DEMO"
        house.publish_torrent(torrent)
        house.publish(post)
        await approve(greenlight, torrent)
        await approve(greenlight, post)
        await greenlight.wait_for(torrent, "completed")
        assert (await greenlight.request(post) or {})["state"] == "approved"
        names = {
            part: name for name, part in (await greenlight.parts("client")).items()
        }
        for client in broken:
            told = f"{names[house.clients[client]]} gave an answer that cannot be read"
            assert told in house.hass.log
    finally:
        for client in broken:
            proxies[client].heal()
    for client in broken:
        await connected(greenlight, house.clients[client], "on")
    done = await greenlight.wait_for(post, "completed", seconds=90)
    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    assert list((await house.holds(post)).values()) == [1]


async def test_states_of_a_newer_version_are_unknown_and_complete_nothing(
    house: House, greenlight: Greenlight, proxies: Proxies
) -> None:
    async def from_the_future(
        _: web.Request, answer: web.Response
    ) -> web.StreamResponse:
        assert isinstance(answer.body, bytes)
        body = answer.body
        if answer.headers.pop("Content-Encoding", None) == "gzip":
            body = gzip.decompress(body)
        answer.body = re.sub(rb'"status": ?"\w+"', b'"status": "Pondering"', body)
        return answer

    title = "New.States.2026.1080p.WEB-DL-DEMO"
    house.publish(title, 3_000_000)
    link, house.site.items[:1] = house.site.items[0].link, []
    house.news.hold()
    wish = {"link": link, "title": title, "client": house.clients["sabnzbd"]}
    await house.hass.ask("greenlight.request", {**wish, "approve": True})
    await greenlight.wait_for(title, "downloading")
    proxies["sabnzbd"].spoil = from_the_future
    try:

        async def is_unknown() -> bool:
            return (await shown(greenlight, title))["state"] == "unknown"

        await until(is_unknown, "the state to be unknown", seconds=30)
        house.news.let_go()

        async def is_done() -> bool:
            rows = await house.sabnzbd.history()
            return any(
                row["status"] == "Completed" for row in rows if row["name"] == title
            )

        await until(is_done, "SABnzbd to be done with it")
        polled = proxies["sabnzbd"].asked

        async def polled_again() -> bool:
            return proxies["sabnzbd"].asked > polled + 8

        await until(polled_again, "it to be polled some more")
        assert (await shown(greenlight, title))["state"] == "unknown"
    finally:
        house.news.let_go()
        proxies["sabnzbd"].heal()
    # An update of ours knows the names, and comes with a restart.
    await house.hass.restart()
    done = await greenlight.wait_for(title, "completed")
    assert moves(done) == ["approved", "downloading", "completed"]
    told = [line for line in house.hass.log.splitlines() if "Pondering" in line]
    assert len(told) == 1


async def test_a_client_that_holds_its_answers_holds_up_nobody_else(
    house: House, greenlight: Greenlight, proxies: Proxies
) -> None:
    let_go = asyncio.Event()

    async def hold(request: web.Request) -> web.StreamResponse:
        await let_go.wait()
        return web.Response(status=503)

    now = asyncio.get_running_loop().time
    took = {}
    proxies["sabnzbd"].instead = hold
    try:
        for title, publish in (
            ("Held.Torrent.2026.1080p.WEB-DL-DEMO", house.publish_torrent),
            ("Held.Post.2026.1080p.WEB-DL-DEMO", house.publish),
            ("Held.Second.Post.2026.1080p.WEB-DL-DEMO", house.publish),
        ):
            publish(title)
            begun = now()
            await approve(greenlight, title)
            await greenlight.wait_for(title, "completed")
            took[title] = now() - begun
    finally:
        let_go.set()
        proxies["sabnzbd"].heal()
    print({title: f"{seconds:.1f} s" for title, seconds in took.items()})
    # Whether it has the same post already is asked once at length, and then no more.
    assert took["Held.Second.Post.2026.1080p.WEB-DL-DEMO"] < 15
    await connected(greenlight, house.clients["sabnzbd"], "on")


# ---------------------------------------------------------------------- credentials


async def test_a_changed_password_is_asked_for_once_and_earns_no_ban(
    house: House, greenlight: Greenlight
) -> None:
    settings = Settings(max_failures=3, ban_seconds=3600)
    server = QBittorrent(installed()[0], settings=settings)
    logins: list[int] = []

    async def count(request: web.Request, answer: web.Response) -> web.StreamResponse:
        if request.path.endswith("/auth/login"):
            logins.append(answer.status)
        return answer

    async def reauths() -> list[dict[str, Any]]:
        flows = await greenlight.hass.command("config_entries/flow/progress")
        return [one for one in flows if one["context"]["source"] == "reauth"]

    async with server, Proxy(server.url) as proxy:
        proxy.spoil = count
        form = client_form(server, url=proxy.url, name="Changing")
        form.pop("api_key", None)
        form |= {"username": server.username, "password": server.password}
        flow = await fill_in(greenlight, "qbittorrent", form)
        flow.created()
        part = (await greenlight.parts("client"))["Changing"]
        await connected(greenlight, part, "on")

        changed = json.dumps({"web_ui_password": "another-horse-battery"})
        await server.api("app/setPreferences", {"json": changed})
        await server.restart()
        logins.clear()
        await connected(greenlight, part, "off")
        asked = proxy.asked
        # Long enough for another poll.
        await asyncio.sleep(15)
        assert len(logins) == 1
        assert len(await reauths()) == 1
        assert proxy.asked == asked

        # Somebody else behind this address earns a ban, and we come back with the old password.
        async with ClientSession() as session:
            for _ in range(4):
                await session.post(
                    f"{server.url}/api/v2/auth/login",
                    data={"username": "admin", "password": "wrong-guess"},
                )
        logins.clear()
        await greenlight.hass.restart()
        await connected(greenlight, part, "off")
        await asyncio.sleep(15)
        assert logins == [403]
        assert await reauths() == []
        assert "locked this Home Assistant out" in greenlight.hass.log
        await remove(greenlight, part)


async def test_no_secret_is_shown_and_nothing_went_wrong_unseen(
    house: House, greenlight: Greenlight
) -> None:
    entry = f"/api/diagnostics/config_entry/{greenlight.entry_id}"
    told = json.dumps(
        [
            await house.hass.states(),
            await greenlight.requests(),
            house.hass.log,
            await house.hass.get(entry),
        ]
    )
    for secret in (
        house.qbittorrent.password,
        house.qbittorrent.api_key or "correct-horse-battery",
        house.transmission.password,
        house.sabnzbd.api_key,
        house.nzbget.password,
        TICKET,
    ):
        assert secret not in told
    assert unexpected(house.hass.log) == []
    for sign in ("Unexpected error", "never retrieved", "Error doing job"):
        assert sign not in house.hass.log

"""No secret leaves: one full life with distinctive secrets, and a walk through every output."""

import base64
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
import html
import json
import logging
from typing import Any
from urllib.parse import quote_plus

from aiohttp import web
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.core import Event, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)

from custom_components.greenlight.clients.base import Identity
from custom_components.greenlight.clients.errors import ClientError
from custom_components.greenlight.const import CLIENT, RULE, SOURCE
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.parts.kinds import CLIENT_KINDS
from custom_components.greenlight.presentation.errors import explained
from custom_components.greenlight.websocket_api.live import live
from tests.contract.clients.answers import answering
from tests.support.feed import Fault
from tests.support.feed_documents import Item
from tests.support.ports import LOOPBACK
from tests.support.torrents import magnet, make_torrent

from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene, part

PASSWORD = "sesame-password"
API_KEY = "sesame-api-key"
COOKIE = "sesame-cookie"
HEADER = "sesame-header"
PASSKEY = "sesame-passkey"
# Those that are quick to show; half a document is no failure of a feed.
FAULTS = sorted(set(Fault) - {Fault.GZIP_BOMB, Fault.NOT_XML, Fault.SLOW})
# Whatever contains it has come from one of the secrets.
SECRET = "sesame"

TITLE = "Film <script>alert(1)</script> *bold* [x](http://evil.example)"


@pytest.fixture
def outputs(scene: Scene, caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Collect everything that is told from now on, and return it as text when asked."""
    caplog.set_level(logging.DEBUG, logger="custom_components.greenlight")
    caplog.set_level(logging.DEBUG, logger="homeassistant")
    told: list[str] = []

    @callback
    def note(event: Event) -> None:
        told.append(repr(event.data))

    unsubscribe = scene.hass.bus.async_listen("*", note)

    def collected() -> str:
        unsubscribe()
        logged = [
            record.getMessage() + str(record.exc_info or "")
            for record in caplog.records
            # Home Assistant's storage is where the links are kept.
            if not record.name.startswith(
                ("pytest_homeassistant", "homeassistant.auth")
            )
        ]
        states = [repr(state.as_dict()) for state in scene.hass.states.async_all()]
        notifications = [repr(scene.hass.data.get("persistent_notification"))]
        issues = [repr(issue) for issue in ir.async_get(scene.hass).issues.values()]
        return "\n".join([*told, *logged, *states, *notifications, *issues])

    return collected


def secret_parts(scene: Scene) -> list[Any]:
    """Return subentries full of secrets."""
    scene.client.password = PASSWORD
    client = scene.client.data(type="qbittorrent")
    source = {
        "type": "feed",
        "url": f"{scene.site.rss_url}?passkey={PASSKEY}",
        "cookie": f"session={COOKIE}",
        "headers": [f"X-Key: {HEADER}"],
    }
    return [
        part(CLIENT, CLIENT_ID, "Box", client),
        part(
            CLIENT,
            "keyed",
            "Keyed",
            {**client, "username": "", "password": "", "api_key": API_KEY},
        ),
        part(SOURCE, SOURCE_ID, "Site", source),
        part(RULE, RULE_ID, "Films", {"include": ["film"]}),
    ]


async def responses(scene: Scene) -> list[str]:
    """Return what the actions that return something return, and what an open card shows then."""
    told = [
        json.dumps(await scene.act(action, answer=True))
        for action in ("list_requests", "list_downloads", "list_skips")
    ]
    return [*told, json.dumps(await shown_by_card(scene))]


async def shown_by_card(scene: Scene) -> list[Any]:
    """Return what is told to a card of somebody who may do everything."""
    administrators = [GROUP_ID_ADMIN]
    who = await scene.hass.auth.async_create_user("Who looks", group_ids=administrators)
    told: list[Any] = []
    leave = live(scene.hass).async_join(who, told.append)
    # The first look is made a little at a time.
    await scene.settle()
    leave()
    assert "waiting" in told[0]
    return told


async def test_no_secret_is_told_in_a_full_life(
    scene: Scene, outputs: Callable[[], str], hass_client: Any
) -> None:
    scene.client.api_key = API_KEY
    scene.site.cookie = ("session", COOKIE)
    torrent = make_torrent("Film one", {"Film one": bytes(5000)})
    by_magnet = make_torrent("Film two", {"Film two": bytes(6000)})
    scene.site.items = [
        Item(
            title=TITLE,
            link=f"{scene.site.offer(torrent)}?passkey={PASSKEY}",
            guid=f"https://site.example/{PASSKEY}",
            size=5000,
        ),
        Item(
            title="Film two",
            link=magnet(
                v1=by_magnet.v1, trackers=[f"http://t.example/{PASSKEY}/announce"]
            ),
            guid=PASSKEY,
        ),
    ]
    await scene.start(secret_parts(scene))
    assert scene.requests() == {TITLE: "pending", "Film two": "pending"}
    for request in list(scene.hub.ledger.open.values()):
        await scene.act("approve", request_id=request.id)
        await scene.settle()
    assert set(scene.requests().values()) == {"downloading"}

    told = await responses(scene)
    told.append(
        json.dumps(
            await get_diagnostics_for_config_entry(scene.hass, hass_client, scene.entry)
        )
    )
    for row in scene.client.rows.values():
        row["state"] = "missingFiles"
    assert scene.told("binary_sensor.keyed_connected") == "on"
    # An error counts only while it is seen.
    for _ in range(6):
        for client in scene.hub.clients.values():
            await client.async_refresh()
        await scene.pass_time(600)
    assert len(scene.hub.ledger.skips) == 2
    assert set(scene.requests().values()) == {"failed"}
    told += await responses(scene)
    assert SECRET not in "\n".join(told)
    assert SECRET not in outputs()


@pytest.mark.parametrize("fault", FAULTS)
async def test_no_secret_is_told_when_everything_fails(
    scene: Scene, outputs: Callable[[], str], hass_client: Any, fault: Fault
) -> None:
    scene.site.feed_fault = scene.site.torrent_fault = fault
    scene.client.instead["auth/login"] = answering(200, "Fails.")
    await scene.start(secret_parts(scene))
    failures = []
    with pytest.raises(HomeAssistantError) as raised:
        await scene.act("refresh")
    failures.append(raised.value)
    torrent = make_torrent("Film one", {"Film one": bytes(5000)})
    link = f"{scene.site.offer(torrent)}?passkey={PASSKEY}"
    with pytest.raises(HomeAssistantError) as raised:
        await scene.act("request", link=link)
    failures.append(raised.value)
    diagnostics = await get_diagnostics_for_config_entry(
        scene.hass, hass_client, scene.entry
    )
    told = [
        *map(str, failures),
        *(repr(one.translation_placeholders) for one in failures),
        json.dumps(diagnostics),
    ]
    assert SECRET not in "\n".join(told)
    text = outputs()
    # What a caller puts into an action is told to whoever listens to calls, by Home Assistant.
    shown = [line for line in text.splitlines() if "'service': 'request'" not in line]
    assert SECRET not in "\n".join(shown)


async def test_a_grab_that_fails_tells_no_secret(
    scene: Scene, outputs: Callable[[], str]
) -> None:
    torrent = make_torrent("Film one", {"Film one": bytes(5000)})
    link = f"{scene.site.offer(torrent)}?passkey={PASSKEY}"
    scene.site.items = [Item(title="Film one", link=link, guid="1")]
    scene.site.torrent_fault = Fault.NOT_FOUND
    await scene.start(secret_parts(scene))
    await scene.act("approve", request_id=scene.request("Film one").id)
    await scene.settle()
    assert scene.requests() == {"Film one": "failed"}
    assert SECRET not in "\n".join(await responses(scene))
    assert SECRET not in outputs()


async def test_a_server_that_repeats_our_secrets_is_not_believed(
    scene: Scene, outputs: Callable[[], str]
) -> None:
    parts = secret_parts(scene)
    scene.client.instead["transfer/info"] = answering(500, f"wrong: {PASSWORD}")
    await scene.start(parts)
    assert scene.told("binary_sensor.box_connected") == "off"
    assert SECRET not in outputs()


async def test_a_title_is_shown_letter_by_letter(scene: Scene) -> None:
    torrent = make_torrent("Film one", {"Film one": bytes(5000)})
    scene.site.items = [Item(title=TITLE, link=scene.site.offer(torrent), guid="1")]
    await scene.start()
    (shown,) = scene.hass.data["persistent_notification"].values()
    message = shown["message"]
    assert "<script>" not in message
    assert "*bold*" not in message
    assert "[x](" not in message
    # With a sign that nobody sees no word of it can begin anything.
    assert message.replace("\N{WORD JOINER}", "").startswith(
        r"**[Film \<script\>alert\(1\)"
    )


# How a server may write what it repeats.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper": str.upper,
    "every byte": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "html": lambda text: html.escape(quote_plus(text)),
    "html numbers": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hex": lambda text: text.encode().hex(),
}


def told_secrets(text: str) -> list[str]:
    """Return each secret that is told in a text, in any of these spellings."""
    known = (PASSWORD, API_KEY, COOKIE, HEADER, PASSKEY)
    lower = text.lower()
    return [
        f"{secret} {name}"
        for secret in known
        for name, spelling in SPELLINGS.items()
        if spelling(secret).lower() in lower
    ]


class Echo:
    """A server that repeats whatever it is sent, in the words of each program."""

    spelling: Callable[[str], str] = str

    def __init__(self, status: int, form: str) -> None:
        """Answer with a status, and a text with a place for what was sent."""
        self.status = status
        self.form = form
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Repeat it all, what is encoded too."""
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        with suppress(ValueError):
            given = base64.b64decode(given).decode()
        sent = (request.path_qs, *request.headers.values(), given, await request.text())
        said = json.dumps(self.spelling(" ".join(sent)))[1:-1]
        kind = "application/json" if self.form.startswith("{") else "text/plain"
        headers = {"Location": f"/{PASSWORD}"} if self.status == 301 else {}
        return web.Response(
            status=self.status,
            text=self.form.replace("SAID", said),
            content_type=kind,
            headers=headers,
        )


@pytest.fixture
async def echo(
    request: pytest.FixtureRequest, socket_enabled: None
) -> AsyncGenerator[Echo]:
    """Run it on loopback."""
    server = Echo(*getattr(request, "param", (200, "SAID")))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    server.url = f"{LOOPBACK}:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


SAYINGS = [
    (200, "SAID"),
    (200, '{"result": "SAID", "arguments": {}}'),
    (200, '{"status": false, "error": "SAID"}'),
    (200, '{"status": false, "error": "API Key Incorrect SAID"}'),
    (200, '{"version": "SAID"}'),
    (200, '{"version": "1.1", "error": {"name": "JSONRPCError", "message": "SAID"}}'),
    (200, '{"version": "1.1", "result": "SAID"}'),
    (301, "SAID"),
    (401, "SAID"),
    (403, "Access denied SAID"),
    (409, "SAID"),
    (421, "SAID"),
    (500, "SAID"),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    "form", [(403, "SAID"), (200, '<error code="100">SAID</error>')]
)
async def test_no_source_tells_what_it_was_given(
    scene: Scene,
    outputs: Callable[[], str],
    hass_client: Any,
    echo: Echo,
    spelling: str,
    form: tuple[int, str],
) -> None:
    echo.status, echo.form = form
    echo.spelling = SPELLINGS[spelling]
    data = {
        "type": "feed",
        "url": f"http://someone:{PASSWORD}@{echo.url}/?passkey={PASSKEY}",
        "cookie": f"session={COOKIE}",
        "headers": [f"X-Key: {HEADER}"],
    }
    rule = part(RULE, RULE_ID, "Films", {"include": ["film"]})
    scene.site.items = [
        Item(
            title="Film one",
            link=f"http://{echo.url}/film?passkey={PASSKEY}",
            guid="1",
            size=5000,
        )
    ]
    good = part(SOURCE, "good", "Good", {"type": "feed", "url": scene.site.rss_url})
    client = part(CLIENT, CLIENT_ID, "Box", scene.client.data(type="qbittorrent"))
    parts = [part(SOURCE, SOURCE_ID, "Site", data), good, client, rule]
    await scene.start(parts)
    # What a release leads to says the same.
    await scene.act("approve", request_id=scene.request("Film one").id)
    await scene.settle()
    told = []
    for action in (scene.act("refresh"), scene.act("request", link=data["url"])):
        with pytest.raises(HomeAssistantError) as raised:
            await action
        told += [str(raised.value), repr(raised.value.translation_placeholders)]
    told += await responses(scene)
    told.append(
        json.dumps(
            await get_diagnostics_for_config_entry(scene.hass, hass_client, scene.entry)
        )
    )
    lines = outputs().splitlines()
    # What a caller puts into an action is told to whoever listens to calls, by Home Assistant.
    told += [line for line in lines if "'service': 'request'" not in line]
    assert not told_secrets("\n".join(told))


@pytest.mark.parametrize("kind", CLIENT_KINDS)
@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_kind_of_client_tells_it_in_another_spelling(
    scene: Scene, outputs: Callable[[], str], echo: Echo, kind: str, spelling: str
) -> None:
    echo.status, echo.spelling = 403, SPELLINGS[spelling]
    credentials = dict.fromkeys(CLIENT_KINDS[kind].credentials, PASSWORD)
    if "username" in credentials:
        credentials |= {"username": "x"}
        credentials.pop("api_key", None)
    data = {"type": kind, "url": f"http://{echo.url}", "verify_ssl": True}
    data |= credentials
    await scene.start([part(CLIENT, CLIENT_ID, "Box", data)])
    with pytest.raises(ClientError) as caught:
        await scene.hub.clients[CLIENT_ID].client.connect()
    assert not told_secrets(f"{caught.value!r} {caught.value.detail} {outputs()}")


@pytest.mark.parametrize("kind", CLIENT_KINDS)
@pytest.mark.parametrize("echo", SAYINGS, indirect=True)
async def test_no_kind_of_client_tells_what_it_was_given(
    scene: Scene,
    outputs: Callable[[], str],
    hass_client: Any,
    echo: Echo,
    kind: str,
) -> None:
    credentials = dict.fromkeys(CLIENT_KINDS[kind].credentials, PASSWORD)
    if "username" in credentials:
        credentials |= {"username": "someone"}
        credentials.pop("api_key", None)
    data = {
        "type": kind,
        "url": f"http://someone:{PASSWORD}@{echo.url}",
        "verify_ssl": True,
        **credentials,
    }
    await scene.start([part(CLIENT, CLIENT_ID, "Box", data)])
    running = scene.hub.clients[CLIENT_ID].client
    wanted = Identity(id="1", hashes=frozenset({"a" * 40}), title="Film")
    work = [
        running.connect(),
        running.find(wanted),
        running.poll({"one": wanted}),
        running.survey(),
        running.space("/data"),
        running.finished(["films"], since=0),
        running.pause("1"),
        running.resume("1"),
        running.remove("1", delete_data=False),
        running.pause_all(),
        running.resume_all(),
        running.set_speed_limits(download=1024),
        running.add(
            wanted,
            magnet=f"magnet:?xt=urn:btih:{'a' * 40}&tr=http://t.example/{PASSKEY}",
            file=None,
            options=DownloadOptions(),
        ),
    ]
    told = []
    for one in work:
        try:
            with explained(scene.hub.texts, "Box"):
                told.append(repr(await one))
        except HomeAssistantError as err:
            cause = err.__cause__
            told += [str(err), repr(err.translation_placeholders), repr(cause)]
    flows = scene.hass.config_entries.flow.async_progress()
    diagnostics = await get_diagnostics_for_config_entry(
        scene.hass, hass_client, scene.entry
    )
    told += [repr(flows), json.dumps(diagnostics), outputs()]
    assert SECRET not in "\n".join(told)
    encoded = base64.b64encode(f"someone:{PASSWORD}".encode()).decode()
    assert encoded not in "\n".join(told)

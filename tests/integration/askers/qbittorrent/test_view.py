"""Who is let in, by what, and what everybody else learns."""

from base64 import b64encode

from aiohttp import FormData
from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.askers.door import Door, token_of
from custom_components.greenlight.askers.qbittorrent import view
from custom_components.greenlight.askers.qbittorrent.view import async_register
from custom_components.greenlight.engine.release import Protocol
from tests.support.fake_desk import PASSWORD, USERNAME, FakeDesk, asker

from .calling import AGENT, Program

VERSION = "/api/v2/app/version"
LOGIN = "/api/v2/auth/login"
RIGHT = {"username": USERNAME, "password": PASSWORD}


def basic(text: str) -> dict[str, str]:
    """Return the header of a login."""
    return {"Authorization": f"Basic {b64encode(text.encode()).decode()}"}


async def test_a_login_gives_the_cookie_of_the_real_one(
    program: Program, desk: FakeDesk
) -> None:
    answer = await program.call(LOGIN, RIGHT, headers={})
    token = token_of(desk.settings)
    assert (answer.status, answer.text) == (200, "Ok.")
    assert answer.kind == "text/plain; charset=UTF-8"
    assert answer.cookie == f"SID={token}; HttpOnly; SameSite=Strict; path=/"
    for cookie in (
        f"SID={token}",
        answer.cookie,
        f"_ga=1; SID={token}; other=2",
        f"SID={'0' * 64}; SID={token}",
        f'a=b,SID="{token}"',
    ):
        answer = await program.call(VERSION, headers={"Cookie": cookie})
        assert (answer.status, answer.text) == (200, "v4.6.7"), cookie


@pytest.mark.parametrize(
    "shown",
    [
        basic(f"{USERNAME}:{PASSWORD}"),
        {"Authorization": f"Bearer {PASSWORD}"},
        {"Authorization": f"bearer  {PASSWORD} "},
        basic(f"{USERNAME}:{PASSWORD}") | {"Cookie": "SID=" + "0" * 64},
    ],
)
async def test_a_header_is_as_good_as_a_login(
    program: Program, desk: FakeDesk, shown: dict[str, str]
) -> None:
    answer = await program.call(VERSION, headers=shown)
    assert (answer.status, answer.text) == (200, "v4.6.7")


WRONG: tuple[dict[str, str], ...] = (
    {},
    basic(":"),
    basic("no colon"),
    basic(f"{USERNAME}:wrong"),
    basic(f":{PASSWORD}"),
    {"Authorization": "Basic !"},
    {"Authorization": "Basic"},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer wrong"},
    {"Authorization": f"Digest {PASSWORD}"},
    {"Cookie": "SID=" + "0" * 64},
    {"Cookie": "SID="},
    {"Cookie": f"XSID={'0' * 64}"},
)


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_whoever_is_not_let_in_learns_nothing(
    program: Program, desk: FakeDesk, method: str
) -> None:
    answers = {
        (answer.status, answer.text, answer.kind, answer.cookie)
        for shown in WRONG
        for name in ("sonarr", "nobody")
        for path in (
            VERSION,
            "/api/v2/torrents/add",
            "/api/v2/no/such",
            "/api/v2/auth/logout",
            "/api/v2",
        )
        for answer in [
            await program.call(
                path,
                method=method,
                headers=shown,
                base=f"/api/greenlight/client/{name}",
            )
        ]
    }
    said = "" if method == "HEAD" else "Forbidden"
    assert answers == {(403, said, "text/plain; charset=UTF-8", "")}
    assert desk.calls == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"username": USERNAME},
        {"username": USERNAME, "password": "wrong"},
        {"username": "", "password": PASSWORD},
        {"username": "admin", "password": PASSWORD},
    ],
)
async def test_a_wrong_login_is_told_whatever_the_name(
    program: Program, desk: FakeDesk, form: dict[str, str]
) -> None:
    for name in ("sonarr", "nobody"):
        answer = await program.call(
            LOGIN,
            form,
            headers={},
            base=f"/api/greenlight/client/{name}",
            method="POST",
        )
        assert (answer.status, answer.text, answer.cookie) == (200, "Fails.", "")


async def test_a_login_is_not_taken_from_an_address(
    program: Program, desk: FakeDesk
) -> None:
    answer = await program.call(LOGIN, headers={}, query=RIGHT)
    assert (answer.status, answer.cookie) == (403, "")


async def test_a_token_of_home_assistant_lets_nobody_in(
    program: Program, desk: FakeDesk, hass_access_token: str, hass: HomeAssistant
) -> None:
    known = {"Authorization": f"Bearer {hass_access_token}"}
    answer = await program.client.get("/api/config", headers=known)
    assert answer.status in {200, 404}
    told = await program.call("/api/v2/torrents/info", headers=known)
    assert (told.status, told.text) == (403, "Forbidden")


async def test_before_greenlight_runs_everybody_is_turned_away_at_once(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever were kept waiting would time out here.
    monkeypatch.setattr("custom_components.greenlight.door.SLOWER", 1000)
    for answer in (
        await program.call(VERSION),
        await program.call(LOGIN, RIGHT, headers={}),
        await program.call("/api/v2/torrents/add", {"urls": "magnet:?"}),
    ):
        assert (answer.status, answer.text) == (403, "Forbidden")


async def test_who_shows_nothing_is_not_kept_waiting(
    program: Program, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.greenlight.door.SLOWER", 1000)
    assert (await program.call(VERSION, headers={})).status == 403
    assert (await program.call(VERSION)).status == 200


@pytest.mark.parametrize(
    ("base", "path"),
    [
        ("/api/greenlight/client/sonarr", "//api/v2/app/version"),
        ("/api/greenlight/client/sonarr", "/api//v2/app/version"),
        ("/api/greenlight/client/sonarr", "/api/v2//app//version/"),
        ("/api/greenlight/client/sonarr:8123", VERSION),
        ("/api/greenlight/client/sonarr:8123/", VERSION),
    ],
)
async def test_addresses_are_put_together_in_many_ways(
    program: Program, desk: FakeDesk, base: str, path: str
) -> None:
    answer = await program.call(path, base=base)
    assert (answer.status, answer.text) == (200, "v4.6.7")


@pytest.mark.parametrize("end", ["", "/"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_there_is_something_at_the_base_whatever_the_name(
    program: Program, end: str, method: str
) -> None:
    for name in ("sonarr", "nobody"):
        answer = await program.call(
            end, base=f"/api/greenlight/client/{name}", method=method, headers={}
        )
        assert (answer.status, answer.text) == (200, "")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "app/setPreferences",
        "app/shutdown",
        "rss/items",
        "search/start",
        "torrents",
        "torrents/rename",
        "torrents/setLocation",
        "Torrents/Info",
    ],
)
async def test_nothing_else_is_there(
    program: Program, desk: FakeDesk, path: str
) -> None:
    for form in (None, {"hashes": "all"}):
        answer = await program.call(f"/api/v2/{path}", form)
        assert (answer.status, answer.text) == (404, "Not Found")


async def test_looking_changes_nothing(program: Program, desk: FakeDesk) -> None:
    answer = await program.call(
        "/api/v2/torrents/delete", method="HEAD", query={"hashes": "0" * 40}
    )
    assert answer.status == 405
    assert (await program.call("/api/v2/torrents/info", method="HEAD")).status == 200
    assert [call[0] for call in desk.calls] == ["look"]


async def test_it_is_known_who_was_there(
    program: Program, desk: FakeDesk, entrance: Door
) -> None:
    assert entrance.last_visit("sonarr") is None
    await program.call(VERSION, headers={})
    assert entrance.last_visit("sonarr") is None
    await program.call(LOGIN, RIGHT, headers={})
    visit = entrance.last_visit("sonarr")
    assert visit is not None
    assert (visit.agent, visit.what) == (AGENT, "auth/login")
    await program.call("/api/v2//torrents/info/")
    visit = entrance.last_visit("sonarr")
    assert visit is not None
    assert visit.what == "torrents/info"


async def test_leaving_is_answered(program: Program, desk: FakeDesk) -> None:
    assert (await program.ask("auth/logout", {})).text == ""


async def test_an_asker_of_something_else_finds_nothing(
    program: Program, entrance: Door
) -> None:
    entrance.open(FakeDesk(asker(protocol=Protocol.USENET)))
    assert (await program.call(VERSION)).status == 403
    assert (await program.call(LOGIN, RIGHT, headers={})).text == "Fails."


# --------------------------------------------------------------------- bodies


async def test_a_body_may_be_larger_than_home_assistants_own_limit(
    program: Program, desk: FakeDesk
) -> None:
    form = FormData()
    form.add_field("torrents", b"d" * (17 * 1024**2), filename="large.torrent")
    answer = await program.call("/api/v2/torrents/add", form)
    # It was read: it is no torrent.
    assert answer.status == 415


async def test_a_body_is_not_read_without_end(
    program: Program, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST_BYTES", 1000)
    form = FormData()
    form.add_field("torrents", b"d" * 5000, filename="large.torrent")
    answer = await program.call("/api/v2/torrents/add", form)
    assert (answer.status, answer.kind) == (413, "text/plain; charset=UTF-8")
    answer = await program.call("/api/v2/torrents/add", {"urls": "m" * 5000})
    assert answer.status == 413
    answer = await program.call(LOGIN, {"username": "u" * 20_000}, headers={})
    assert answer.status == 413
    assert desk.handed == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"urls=\xff"),
        ("application/x-www-form-urlencoded; charset=none-such", b"urls=a"),
        ("multipart/form-data", b"urls"),
        ("multipart/form-data; boundary=a", b"--b\r\n\r\n--b--"),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\nx\r\n--a--\r\n"),
        (
            "multipart/form-data; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="urls"\r\n\r\n\xff\r\n--a--\r\n',
        ),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    program: Program, desk: FakeDesk, kind: str, body: bytes
) -> None:
    answer = await program.call(
        "/api/v2/torrents/add",
        body,
        headers={"Authorization": f"Bearer {PASSWORD}", "Content-Type": kind},
    )
    assert (answer.status, answer.text) == (400, "Bad Request")
    assert desk.handed == []


async def test_it_is_registered_once(
    hass: HomeAssistant, program: Program, desk: FakeDesk
) -> None:
    before = len(hass.http.app.router.routes())
    async_register(hass)
    assert len(hass.http.app.router.routes()) == before


async def test_without_http_there_is_nothing_to_register_with(
    hass: HomeAssistant,
) -> None:
    async_register(hass)
    assert view._KNOWN not in hass.data

"""A person adds Greenlight: its first download client, and on to the first source."""

from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigEntryState, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.clients.common.http import user_info
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.const import CLIENT, SOURCE
from custom_components.greenlight.parts.kinds import build_client
from tests.contract.clients.answers import answering
from tests.contract.clients.qbittorrent.replay import API_KEY
from tests.contract.clients.replay import PASSWORD
from tests.support.feed import FeedServer

from ..box import Box
from .steps import at_its_field, begin, fill_in, shown, titles, words_of


async def test_sets_up_the_first_client_and_leads_on_to_a_source(
    hass: HomeAssistant, qbittorrent: Box, site: FeedServer
) -> None:
    flow = await begin(hass)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "qbittorrent")
    assert flow["errors"] == {}

    done = await fill_in(hass, flow, qbittorrent.form())

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert (done["title"], done["data"]) == ("Greenlight", {})
    entry = done["result"]
    assert entry.state is ConfigEntryState.LOADED
    (client,) = entry.subentries.values()
    assert (client.subentry_type, client.title) == (CLIENT, "qBittorrent")
    assert client.unique_id == qbittorrent.url
    assert client.data == {
        "type": "qbittorrent",
        "url": qbittorrent.url,
        "username": "admin",
        "password": PASSWORD,
        "verify_ssl": True,
        "idle_interval": 30,
        "timeout": 30,
        "active_interval": 5,
        "priority": 1,
        "reserve": 100,
        "metadata_timeout": 6,
        "stalled_timeout": 24,
        "error_timeout": 30,
        "on_failure": "keep",
        "keep_private": True,
    }
    assert not any(type(value) is float for value in client.data.values())
    assert entry.runtime_data.clients[client.subentry_id].last_update_success

    kind, flow_id = done["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    await hass.config_entries.subentries.async_configure(
        flow_id, {"next_step_id": "feed"}
    )
    await hass.config_entries.subentries.async_configure(
        flow_id, {"url": site.rss_url, "interval": 15}
    )
    await hass.config_entries.subentries.async_configure(
        flow_id, {"next_step_id": "own_rule"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert titles(entry, SOURCE) == [site.title]


async def test_is_set_up_once(hass: HomeAssistant, qbittorrent: Box) -> None:
    await fill_in(hass, await begin(hass), qbittorrent.form())
    again = await begin(hass)
    assert (again["type"], again["reason"]) == (
        FlowResultType.ABORT,
        "single_instance_allowed",
    )


async def test_leads_nowhere_when_it_does_not_start(
    hass: HomeAssistant, qbittorrent: Box
) -> None:
    with patch("custom_components.greenlight.async_setup_entry", return_value=False):
        done = await fill_in(hass, await begin(hass), qbittorrent.form())
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert "next_flow" not in done


@pytest.mark.parametrize(
    ("path", "answer", "error", "detail"),
    [
        ("auth/login", (200, "Fails."), "invalid_auth_qbittorrent", "Fails."),
        (
            "auth/login",
            (403, "Too many failures"),
            "banned_qbittorrent",
            "Too many failures",
        ),
        (
            "app/webapiVersion",
            (401, "Unauthorized"),
            "host_rejected_qbittorrent",
            "Unauthorized",
        ),
        (
            "app/webapiVersion",
            (200, "<html>My router"),
            "not_this_client",
            "HTTP 200, a web page",
        ),
        ("app/webapiVersion", (200, "1.9"), "too_old_qbittorrent", "1.9"),
        ("app/webapiVersion", (500, "oops"), "bad_answer", "oops"),
        ("app/webapiVersion", (500, PASSWORD), "bad_answer", "(secret)"),
    ],
)
async def test_says_what_is_wrong_and_goes_on_once_it_is_right(
    hass: HomeAssistant,
    qbittorrent: Box,
    path: str,
    answer: tuple[int, str],
    error: str,
    detail: str,
) -> None:
    qbittorrent.instead[path] = answering(*answer)
    flow = await fill_in(hass, await begin(hass), qbittorrent.form())
    assert flow["type"] is FlowResultType.FORM
    assert flow["errors"] == at_its_field(error)
    assert words_of(flow) == {
        "client": "qBittorrent",
        "example": "192.168.1.20:8080",
        "free": "",
        "saved": "",
        "detail": detail,
    }
    # Nobody types it all again.
    typed = qbittorrent.form()
    assert shown(flow).items() <= typed.items()
    again = {name: typed[name] for name in shown(flow)}

    qbittorrent.instead.clear()
    done = await fill_in(hass, flow, again)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (client,) = done["result"].subentries.values()
    assert client.data["url"] == qbittorrent.url
    assert client.data["idle_interval"] == 30


async def test_says_that_nobody_answers(
    hass: HomeAssistant, qbittorrent: Box, unused_tcp_port: int
) -> None:
    nowhere = f"127.0.0.1:{unused_tcp_port}"
    flow = await fill_in(hass, await begin(hass), qbittorrent.form(url=nowhere))
    assert flow["errors"] == {"url": "cannot_connect"}
    assert flow["description_placeholders"]["detail"]
    done = await fill_in(hass, flow, qbittorrent.form())
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_says_that_the_port_is_not_encrypted(
    hass: HomeAssistant, qbittorrent: Box
) -> None:
    url = qbittorrent.url.replace("http", "https")
    flow = await fill_in(hass, await begin(hass), qbittorrent.form(url=url))
    assert flow["errors"] == {"url": "tls_failed"}
    done = await fill_in(hass, flow, qbittorrent.form())
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_says_that_there_was_no_answer_in_time(
    hass: HomeAssistant, qbittorrent: Box
) -> None:
    with patch("aiohttp.ClientSession._request", side_effect=TimeoutError):
        flow = await fill_in(hass, await begin(hass), qbittorrent.form())
    assert flow["errors"] == {"url": "timeout"}
    assert flow["description_placeholders"]["detail"] == "–"
    done = await fill_in(hass, flow, qbittorrent.form())
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "url", ["", "http://", "ftp://nas", "nas:70000", "http://[nas"]
)
async def test_refuses_what_is_no_address_before_asking_anybody(
    hass: HomeAssistant, qbittorrent: Box, url: str
) -> None:
    flow = await fill_in(hass, await begin(hass), qbittorrent.form(url=url))
    assert flow["errors"] == {"url": "invalid_url"}
    assert not qbittorrent.asked
    done = await fill_in(hass, flow, qbittorrent.form())
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("{host}", "http://{host}"),
        (" http://{host}/ ", "http://{host}"),
        ("{host}/qbt/", "http://{host}/qbt"),
        ("HTTP://{host}/qbt?x=1#torrents", "http://{host}/qbt"),
        ("http://someone:secret@{host}", "http://{host}"),
    ],
)
async def test_stores_an_address_in_one_form(
    hass: HomeAssistant, qbittorrent: Box, typed: str, stored: str
) -> None:
    host = qbittorrent.url.removeprefix("http://")
    form = qbittorrent.form(url=typed.format(host=host))
    done = await fill_in(hass, await begin(hass), form)
    (client,) = done["result"].subentries.values()
    assert client.data["url"] == client.unique_id == stored.format(host=host)
    assert "secret" not in client.title


async def test_the_login_of_a_proxy_is_kept_apart_from_the_address(
    hass: HomeAssistant, qbittorrent: Box
) -> None:
    form = qbittorrent.form(url=qbittorrent.url.replace("://", "://seed:b%40x@"))
    done = await fill_in(hass, await begin(hass), form)
    entry = done["result"]
    (client,) = entry.subentries.values()
    assert client.data["url"] == qbittorrent.url
    assert client.data["proxy_username"] == "seed"
    assert client.data["proxy_password"] == "b@x"
    assert client.data["username"] == "admin"
    built = build_client(AsyncMock(), client.data)
    assert isinstance(built, QBittorrent)
    assert user_info(built._api._url) == ("seed", "b@x")


async def test_takes_user_and_password_from_the_address(
    hass: HomeAssistant, qbittorrent: Box
) -> None:
    form = qbittorrent.form(
        url=f"http://admin:{PASSWORD}@{qbittorrent.url.removeprefix('http://')}"
    )
    del form["username"], form["password"]
    done = await fill_in(hass, await begin(hass), form)
    (client,) = done["result"].subentries.values()
    assert client.data["url"] == qbittorrent.url
    assert client.data["username"] == "admin"
    assert client.data["password"] == PASSWORD


async def test_takes_a_key_in_place_of_user_and_password(
    hass: HomeAssistant, qbittorrent: Box
) -> None:
    done = await fill_in(
        hass, await begin(hass), qbittorrent.form(api_key=f" {API_KEY}\n")
    )
    (client,) = done["result"].subentries.values()
    assert client.data["api_key"] == API_KEY
    assert "username" not in client.data
    assert "password" not in client.data
    assert "auth/login" not in qbittorrent.calls


@pytest.mark.parametrize(
    ("known", "suggested"),
    [
        ([], None),
        ([{"url": "http://nas:8080/"}], "http://nas:8080"),
        ([{"url": "http://me:secret@nas:8080"}], "http://nas:8080"),
        ([{"url": ""}, {"url": "https://nas:443/qbt"}], "https://nas/qbt"),
        ([{}], None),
    ],
)
async def test_suggests_the_address_that_home_assistant_knows(
    hass: HomeAssistant, known: list[dict], suggested: str | None
) -> None:
    for data in known:
        own = {"username": "me", "password": "secret", **data}
        MockConfigEntry(domain="qbittorrent", data=own).add_to_hass(hass)
    flow = await begin(hass)
    assert shown(flow).get("url") == suggested
    assert "secret" not in str(shown(flow))
    assert "username" not in shown(flow)

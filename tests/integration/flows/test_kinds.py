"""Every kind of client has its own way in: its form, its credentials, its words."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.clients.base import (
    ClientInfo,
    Poll,
    Space,
    Survey,
    Transfer,
)
from custom_components.greenlight.clients.errors import (
    Banned,
    CannotConnect,
    ClientError,
    HostRejected,
    InvalidAuth,
    NotThisClient,
    ProxyAuth,
    TooOld,
)
from custom_components.greenlight.const import CLIENT, RULE
from custom_components.greenlight.parts.kinds import CLIENT_KINDS

from .. import box
from .steps import (
    Result,
    add,
    at_its_field,
    begin,
    change,
    entry_with,
    fill_in,
    load,
    sections_of,
    settle,
    shown,
    submit,
    titles,
    words_of,
)

URL = "http://nas:1234"
LOGIN = {"username": "me", "password": "sesame", "api_key": "key"}
TORRENTS = {"qbittorrent", "transmission"}


def credentials(client: str) -> dict[str, str]:
    """Return a login as a person gives it: where there is a choice, user and password."""
    taken = CLIENT_KINDS[client].credentials
    if "username" in taken:
        taken = ("username", "password")
    return {key: LOGIN[key] for key in taken}


# Where a login that is refused is put right.
SECRET = dict.fromkeys(CLIENT_KINDS, "password") | {"sabnzbd": "api_key"}


def form(client: str, **changed: Any) -> dict[str, Any]:
    """Return what a person fills in."""
    return {
        "url": URL,
        **credentials(client),
        "verify_ssl": True,
        **sections_of(client),
    } | changed


def stored(client: str, **changed: Any) -> dict[str, Any]:
    """Return what is stored of it."""
    return box.stored(client, form(client)) | changed


@pytest.fixture(autouse=True)
def connect() -> Iterator[AsyncMock]:
    """Answer in place of every client that there is nothing to do."""
    connect = AsyncMock(return_value=ClientInfo(name="Any", version="1"))
    answers = {
        "connect": connect,
        "poll": AsyncMock(return_value=Poll(downloads={}, transfer=Transfer())),
        "survey": AsyncMock(return_value=Survey()),
        "space": AsyncMock(return_value=Space()),
    }
    with_all = [
        patch.multiple(kind.client, **answers) for kind in CLIENT_KINDS.values()
    ]
    for one in with_all:
        one.start()
    yield connect
    for one in with_all:
        one.stop()


def section_fields(flow: Result) -> dict[str, set[str]]:
    """Return the fields of each section of a form."""
    return {
        str(name): set(map(str, one.schema.schema))
        for name, one in flow["data_schema"].schema.items()
        if hasattr(one, "schema")
    }


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_is_the_first_client(hass: HomeAssistant, client: str) -> None:
    flow = await begin(hass, client)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, client)
    done = await fill_in(hass, flow, form(client))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (part,) = done["result"].subentries.values()
    kind = CLIENT_KINDS[client]
    assert part.title == kind.name
    assert part.data == stored(client)
    running = done["result"].runtime_data.clients[part.subentry_id]
    assert type(running.client) is kind.client
    assert running.last_update_success


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_is_added_to_others(hass: HomeAssistant, client: str) -> None:
    entry = entry_with()
    await load(hass, entry)
    flow = await add(hass, entry, CLIENT, client)
    done = await submit(hass, flow, **form(client))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (part,) = entry.subentries.values()
    assert part.title == CLIENT_KINDS[client].name
    assert part.data == stored(client)


async def test_is_asked_for_what_can_be_had_of_it(hass: HomeAssistant) -> None:
    asked = {client: section_fields(await begin(hass, client)) for client in TORRENTS}
    for sections in asked.values():
        assert sections["seeding"] == {"watch_folder", "watch_save_path"}
        assert {"stalled_timeout", "keep_private"} < sections["failures"]
    for client in set(CLIENT_KINDS) - TORRENTS:
        sections = section_fields(await begin(hass, client))
        assert "seeding" not in sections
        assert sections["failures"] == {"on_failure"}


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_is_asked_for_its_own_credentials(
    hass: HomeAssistant, client: str
) -> None:
    flow = await begin(hass, client)
    asked = set(map(str, flow["data_schema"].schema))
    assert asked & set(LOGIN) == set(CLIENT_KINDS[client].credentials)


async def test_stores_no_login_that_the_kind_has_not(hass: HomeAssistant) -> None:
    url = "http://someone:sesame@nas:1234"
    done = await fill_in(
        hass, await begin(hass, "transmission"), form("transmission", url=url)
    )
    (part,) = done["result"].subentries.values()
    assert part.data == stored("transmission")


@pytest.mark.parametrize("client", CLIENT_KINDS)
@pytest.mark.parametrize(
    ("error", "key"),
    [
        (Banned, "banned_{client}"),
        (HostRejected, "host_rejected_{client}"),
        (InvalidAuth, "invalid_auth_{client}"),
        (TooOld, "too_old_{client}"),
        (NotThisClient, "not_this_client"),
        (ProxyAuth, "proxy_auth"),
        (CannotConnect, "cannot_connect"),
    ],
)
async def test_says_what_helps_with_it(
    hass: HomeAssistant,
    connect: AsyncMock,
    client: str,
    error: type[ClientError],
    key: str,
) -> None:
    connect.side_effect = error("because")
    flow = await fill_in(hass, await begin(hass, client), form(client))
    assert flow["errors"] == at_its_field(key.format(client=client), SECRET[client])
    kind = CLIENT_KINDS[client]
    assert words_of(flow) == {
        "client": kind.name,
        "example": f"192.168.1.20:{kind.port}",
        "free": "",
        "saved": "",
        "detail": "because",
    }
    connect.side_effect = None
    done = await fill_in(hass, flow, form(client))
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("client", "data", "suggested"),
    [
        (
            "transmission",
            {"host": "nas", "port": 9091, "path": "/transmission/rpc", "ssl": False},
            "http://nas:9091/transmission/rpc",
        ),
        (
            "transmission",
            {"host": "nas", "port": 443, "path": "/", "ssl": True},
            "https://nas",
        ),
        ("transmission", {}, None),
        ("transmission", {"host": ""}, None),
        ("sabnzbd", {"url": "http://nas:8080/sabnzbd/"}, "http://nas:8080/sabnzbd"),
        ("nzbget", {"host": "nas", "ssl": False}, "http://nas:6789"),
        ("nzbget", {"host": "fd00::2", "port": 6789}, "http://[fd00::2]:6789"),
    ],
)
async def test_suggests_the_address_that_home_assistant_knows(
    hass: HomeAssistant, client: str, data: dict[str, Any], suggested: str | None
) -> None:
    MockConfigEntry(domain=client, data={**LOGIN, **data}).add_to_hass(hass)
    flow = await begin(hass, client)
    assert shown(flow).get("url") == suggested
    assert "sesame" not in str(shown(flow))
    assert not set(LOGIN) & set(shown(flow))


async def test_suggests_the_next_address_when_one_is_there(
    hass: HomeAssistant,
) -> None:
    for port in (1234, 1235, 1236):
        data = {"host": "nas", "port": port}
        MockConfigEntry(domain="transmission", data=data).add_to_hass(hass)
    entry = entry_with({"subentry_type": CLIENT, "data": stored("transmission")})
    await load(hass, entry)
    flow = await add(hass, entry, CLIENT, "transmission")
    assert shown(flow)["url"] == "http://nas:1235"


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_is_changed_in_its_own_form(hass: HomeAssistant, client: str) -> None:
    data = stored(client, **credentials(client))
    entry = entry_with({"subentry_type": CLIENT, "title": "Box", "data": data})
    await load(hass, entry)
    flow = await change(hass, entry, CLIENT)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, client)
    assert shown(flow)["url"] == URL
    assert "sesame" not in str(flow)

    kept = {key: value for key, value in form(client).items() if key not in LOGIN}
    if "username" in credentials(client):
        kept["username"] = "me"
    done = await submit(hass, flow, **{**kept, "url": "http://nas:1", "name": "Box"})

    assert done["reason"] == "reconfigure_successful"
    assert entry.subentries[CLIENT].data == {**data, "url": "http://nas:1"}


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_asks_anew_for_its_own_credentials(
    hass: HomeAssistant, connect: AsyncMock, client: str
) -> None:
    data = stored(client, **dict.fromkeys(credentials(client), "old"))
    entry = entry_with({"subentry_type": CLIENT, "title": "Box", "data": data})
    connect.side_effect = InvalidAuth
    await load(hass, entry)
    (listed,) = hass.config_entries.flow.async_progress()
    flow: Result = await hass.config_entries.flow.async_configure(listed["flow_id"])
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, f"reauth_{client}")
    fields = set(map(str, flow["data_schema"].schema))
    assert fields == set(CLIENT_KINDS[client].credentials)
    assert flow["description_placeholders"]["name"] == "Box"

    flow = await fill_in(hass, flow, credentials(client))
    assert flow["errors"] == at_its_field(f"invalid_auth_{client}", SECRET[client])
    connect.side_effect = None
    done = await fill_in(hass, flow, credentials(client))
    assert done["reason"] == "reauth_successful"
    assert entry.subentries[CLIENT].data == stored(client)
    assert (await settle(hass, entry)).clients[CLIENT].last_update_success


async def test_kinds_share_names_and_addresses(hass: HomeAssistant) -> None:
    entry = entry_with(
        {"subentry_type": CLIENT, "title": "Box", "data": stored("qbittorrent")}
    )
    await load(hass, entry)
    flow = await add(hass, entry, CLIENT, "transmission")
    flow = await submit(hass, flow, **form("transmission", name="Other"))
    assert flow["errors"] == {"url": "already_configured"}
    other = form("transmission", url="http://nas:2", name="box")
    flow = await submit(hass, flow, **other)
    assert flow["errors"] == {"name": "name_taken"}
    done = await submit(hass, flow, **{**other, "name": ""})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert titles(entry, CLIENT) == ["Box", "Transmission"]


async def test_a_rule_can_choose_any_kind(hass: HomeAssistant) -> None:
    entry = entry_with(
        *(
            {
                "subentry_id": client,
                "subentry_type": CLIENT,
                "title": kind.name,
                "data": stored(client, url=f"http://{client}"),
            }
            for client, kind in CLIENT_KINDS.items()
        )
    )
    await load(hass, entry)
    flow = await add(hass, entry, RULE)
    choice = flow["data_schema"].schema["download"].schema.schema["client"]
    assert choice.config["options"] == [
        {"value": client, "label": kind.name} for client, kind in CLIENT_KINDS.items()
    ]

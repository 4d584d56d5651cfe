"""Each kind of client is set up with a server that answers as a recorded one did."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.greenlight.parts.kinds import CLIENT_KINDS
from tests.contract.clients.nzbget.replay import Replay as NZBGet
from tests.contract.clients.qbittorrent.replay import Replay as QBittorrent
from tests.contract.clients.sabnzbd.replay import Replay as SABnzbd
from tests.contract.clients.transmission.replay import Replay as Transmission

from .steps import at_its_field, begin, change, fill_in, sections_of, settle, submit

# Every kind, as it was recorded last.
SERVERS: dict[str, tuple[Any, str]] = {
    "qbittorrent": (QBittorrent, "5.3.0"),
    "transmission": (Transmission, "4.1.3"),
    "sabnzbd": (SABnzbd, "5.1.3"),
    "nzbget": (NZBGet, "26.0"),
}


@pytest.fixture(params=SERVERS)
async def server(
    request: pytest.FixtureRequest, socket_enabled: None
) -> AsyncGenerator[Any]:
    """Run one of the servers."""
    replay, version = SERVERS[request.param]
    async with AsyncExitStack() as stack:
        server: Any = await stack.enter_async_context(replay(version))
        server.kind = request.param
        yield server


def test_no_kind_is_left_out() -> None:
    assert SERVERS.keys() == CLIENT_KINDS.keys()


def login(server: Any) -> dict[str, str]:
    """Return what opens a server."""
    credentials = CLIENT_KINDS[server.kind].credentials
    keys = ("username", "password") if "username" in credentials else ("api_key",)
    return {key: getattr(server, key) for key in keys}


def form(server: Any, **changed: Any) -> dict[str, Any]:
    """Return what a person fills in."""
    return {
        "url": server.url,
        **login(server),
        "verify_ssl": True,
        **sections_of(server.kind),
        # Some of them have little room.
        "disk": {"reserve": 0},
        **changed,
    }


def refused(server: Any) -> dict[str, str]:
    """Return how a form says that a login is refused."""
    secret = "api_key" if "api_key" in login(server) else "password"
    return at_its_field(f"invalid_auth_{server.kind}", secret)


WRONG = {"password": "wrong", "api_key": "wrong"}


async def test_is_set_up_changed_and_given_another_login(
    hass: HomeAssistant, server: Any
) -> None:
    wrong = {key: WRONG.get(key, given) for key, given in login(server).items()}
    flow = await fill_in(hass, await begin(hass, server.kind), form(server, **wrong))
    assert flow["errors"] == refused(server)
    done = await fill_in(hass, flow, form(server))
    assert done["type"] is FlowResultType.CREATE_ENTRY

    entry = done["result"]
    (part,) = entry.subentries.values()
    hub = await settle(hass, entry)
    running = hub.clients[part.subentry_id]
    assert running.last_update_success
    assert running.data.info.version.removeprefix("v") == server.version

    # What is left empty stays, and is tried with the server.
    kept = form(server, name="Box", choosing={"priority": 2})
    for key in WRONG.keys() & kept.keys():
        del kept[key]
    flow = await change(hass, entry, part.subentry_id)
    done = await submit(hass, flow, **kept)
    assert done["reason"] == "reconfigure_successful"
    assert entry.subentries[part.subentry_id].data["priority"] == 2

    flow = await change(hass, entry, part.subentry_id)
    flow = await submit(hass, flow, **form(server, **wrong))
    assert flow["errors"] == refused(server)


async def test_asks_anew_when_it_is_refused(hass: HomeAssistant, server: Any) -> None:
    done = await fill_in(hass, await begin(hass, server.kind), form(server))
    entry = done["result"]
    (part,) = entry.subentries.values()
    secret = "api_key" if "api_key" in login(server) else "password"
    setattr(server, secret, "another that is as long as it was")
    await entry.runtime_data.async_restart(part.subentry_id)
    await settle(hass, entry)

    (listed,) = hass.config_entries.flow.async_progress()
    flow = await hass.config_entries.flow.async_configure(listed["flow_id"])
    assert flow["step_id"] == f"reauth_{server.kind}"
    done = await fill_in(hass, flow, login(server))
    assert done["reason"] == "reauth_successful"
    hub = await settle(hass, entry)
    assert hub.clients[part.subentry_id].last_update_success


async def test_is_told_from_the_others(hass: HomeAssistant, server: Any) -> None:
    for other in CLIENT_KINDS.keys() - {server.kind}:
        values = {"url": server.url, "verify_ssl": True, **sections_of(other)}
        flow = await fill_in(hass, await begin(hass, other), values)
        said = {"not_this_client"}
        if server.kind in {"transmission", "nzbget"}:
            # It asks everybody for a login first, and does not tell who it is.
            said |= {f"invalid_auth_{other}", f"host_rejected_{other}"}
        (error,) = flow["errors"].values()
        assert error in said

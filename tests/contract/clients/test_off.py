"""What stands in the place of a client that is switched off."""

import inspect
from typing import Any

import pytest

from custom_components.greenlight.clients.base import Client, Identity
from custom_components.greenlight.clients.common.off import switched_off
from custom_components.greenlight.clients.errors import SwitchedOff
from custom_components.greenlight.clients.through import ShareLimits, Through
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.order import Place

from .world import a_torrent

NOTHING = Identity()
# Everything a client does but end its session, and what that takes.
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "connect": ((), {}),
    "add": (
        (NOTHING,),
        {"magnet": a_torrent().magnet(), "file": None, "options": DownloadOptions()},
    ),
    "find": ((NOTHING,), {}),
    "poll": (({},), {}),
    "survey": ((), {}),
    "space": ((), {}),
    "finished": (((),), {"since": 0}),
    "pause": (("a",), {}),
    "resume": (("a",), {}),
    "remove": (("a",), {"delete_data": False}),
    "pause_all": ((), {}),
    "resume_all": ((), {}),
    "set_speed_limits": ((), {"download": 1}),
    "set_alternative_speed": ((), {"enabled": True}),
    "set_category_limits": (("films", DownloadOptions()), {}),
    "set_category_speed": (("films",), {"download": 1}),
    "recheck": (("a",), {}),
    "show": (({"it": NOTHING},), {}),
    "habits": ((), {}),
    "categories": ((), {}),
    "create_category": (("films",), {}),
    "files": (("a",), {}),
    "trackers": (("a",), {}),
    "set_category": (("a", "films"), {}),
    "set_limits": (("a", ShareLimits()), {}),
    "set_forced": (("a",), {"forced": True}),
    "move": (("a", Place.TOP), {}),
    "add_tags": (("a", ["evening"]), {}),
    "remove_tags": (("a", ["evening"]), {}),
    "reannounce": (("a",), {}),
}


@pytest.fixture
def off(client: Client) -> Client:
    """Switch a client off."""
    return switched_off(client)


def test_nothing_a_client_does_is_forgotten() -> None:
    done = {
        name
        for contract in (Client, Through)
        for name, what in vars(contract).items()
        if inspect.iscoroutinefunction(what)
    }
    assert set(CALLS) == done - {"close"}


@pytest.mark.parametrize("call", CALLS)
async def test_is_asked_nothing(off: Client, server: Any, call: str) -> None:
    given, named = CALLS[call]
    with pytest.raises(SwitchedOff):
        await getattr(off, call)(*given, **named)
    assert not server.calls


async def test_is_of_the_same_kind_and_ends_in_peace(
    off: Client, client: Client
) -> None:
    assert (off.protocol, off.features) == (client.protocol, client.features)
    await off.close()

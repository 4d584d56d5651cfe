"""Sonarr orders from usenet with all of Greenlight behind the address, and a client behind that."""

from aiohttp import ClientSession
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from custom_components.greenlight.engine.order import Order
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from tests.integration.askers.conftest import POST, Asking
from tests.support.arr_clients import sabnzbd_row
from tests.support.arr_orders import Status
from tests.support.arr_usenet import SabnzbdOrders
from tests.support.arr_wire import ReleaseRefused, Wire
from tests.support.nzb import make_post

TITLE = "Some.Show.S01E01.1080p.WEB.h264-GROUP"
KEY = "secret-of-post"


def nzb(title: str = TITLE) -> bytes:
    """Return an NZB file."""
    return make_post(title, {f"{title}.mkv": title.encode() * 5000}).nzb


@pytest.fixture
async def url(asking: Asking, hass_client_no_auth: ClientSessionGenerator) -> str:
    """Set Greenlight up with an asker of usenet, and return its address."""
    assert await async_setup_component(asking.hass, "http", {})
    asking.asker(POST, "Sonarr", "post", protocol="usenet")
    await asking.start()
    client = await hass_client_no_auth()
    return str(client.make_url("/api/greenlight/client/post"))


@pytest.fixture
def sonarr(url: str) -> SabnzbdOrders:
    """Return the download client as Sonarr has it."""
    row = sabnzbd_row("Sonarr", url, KEY, category="tv")
    return SabnzbdOrders(row, Wire("Sonarr/4.0.17.2952 (ubuntu 22.04)"))


def order_of(asking: Asking, job: str) -> Order:
    """Return an order by its id."""
    order = asking.scene.hub.askers.orders.get((POST, job))
    assert order is not None
    return order


async def test_a_yes_is_handed_on_and_followed_to_its_end(
    asking: Asking, sonarr: SabnzbdOrders
) -> None:
    assert await sonarr.test() == []
    job = await sonarr.add(TITLE, nzb())
    await asking.scene.settle()
    [item] = await sonarr.items()
    assert (item.id, item.title, item.status) == (job, TITLE, Status.PAUSED)
    assert item.size > 100_000

    await asking.act("approve", order_of(asking, job))
    [there] = asking.usenet.downloads
    asking.usenet.show(there, state=DownloadState.DOWNLOADING, progress=0.5)
    [item] = await sonarr.items()
    assert (item.id, item.status) == (job, Status.DOWNLOADING)


async def test_a_no_is_a_failure_and_the_same_is_not_taken_again(
    asking: Asking, sonarr: SabnzbdOrders
) -> None:
    job = await sonarr.add(TITLE, nzb())
    await asking.scene.settle()
    await asking.act("decline", order_of(asking, job))
    # Until it cannot be taken back any more, nothing is told.
    [item] = await sonarr.items()
    assert item.status is Status.PAUSED
    await asking.scene.pass_time(UNDO_WINDOW + 1)
    [item] = await sonarr.items()
    assert (item.id, item.status) == (job, Status.FAILED)
    assert item.message
    await sonarr.remove(item)
    assert await sonarr.items() == []
    with pytest.raises(ReleaseRefused):
        await sonarr.add(TITLE, nzb())
    assert await sonarr.add("Another.Show.S01E01.1080p", nzb("Another.Show.S01E01"))


async def test_what_is_withdrawn_is_asked_about_no_more(
    asking: Asking, sonarr: SabnzbdOrders
) -> None:
    job = await sonarr.add(TITLE, nzb())
    await asking.scene.settle()
    request = asking.request(order_of(asking, job))
    [item] = await sonarr.items()
    await sonarr.remove(item)
    await asking.scene.settle()
    assert await sonarr.items() == []
    assert asking.now(request).state is State.CANCELLED


async def test_another_greenlight_may_order_from_it(asking: Asking, url: str) -> None:
    async with ClientSession() as session:
        client = SABnzbd(session, url=url, api_key=KEY)
        assert (await client.connect()).name == "SABnzbd"
        assert "tv" in (await client.survey()).categories

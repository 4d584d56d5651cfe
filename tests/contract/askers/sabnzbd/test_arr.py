"""Sonarr and Radarr order from it, as their drivers do: what they make of it, from test to removal."""

import pytest

from custom_components.greenlight.askers.base import NotNow, NotTaken
from tests.contract.askers.sabnzbd.world import CATEGORY, FOLDER, FakeWorld, World
from tests.support.arr_clients import sabnzbd_row
from tests.support.arr_orders import Status
from tests.support.arr_usenet import SabnzbdOrders
from tests.support.arr_wire import ClientAway, ClientFailed, ReleaseRefused, Wire
from tests.support.nzb import make_post

TITLE = "Some.Show.S01E01.1080p.WEB.h264-GROUP"
POST = make_post(TITLE, {f"{TITLE}.mkv": b"some data" * 50_000})


def orders_of(program: str, world: World, category: str = CATEGORY) -> SabnzbdOrders:
    """Return how one of them has it set up."""
    row = sabnzbd_row(program, world.url, world.key, category=category)
    return SabnzbdOrders(row, Wire(f"{program}/4.0.17.2952 (ubuntu 22.04)"))


@pytest.fixture(params=["Sonarr", "Radarr"])
def orders(request: pytest.FixtureRequest, world: World) -> SabnzbdOrders:
    """Return how each of them has it set up."""
    return orders_of(request.param, world)


async def test_its_test_succeeds_and_orders_nothing(
    orders: SabnzbdOrders, world: World
) -> None:
    assert await orders.test() == []
    assert await orders.roots() == [f"{FOLDER}/"]
    assert await orders.items() == []
    unknown = orders_of("Sonarr", world, category="not there")
    assert await unknown.test() == ["Category does not exist"]


async def test_from_a_grab_to_the_import(orders: SabnzbdOrders, world: World) -> None:
    job = await orders.add(TITLE, POST.nzb)
    [item] = await orders.items()
    assert (item.id, item.title, item.status) == (job, TITLE, Status.PAUSED)
    assert item.size == item.left > 400_000
    assert item.seconds is None

    await world.approve(job)
    [item] = await orders.items()
    assert (item.status, item.seconds) == (Status.DOWNLOADING, 60)
    assert item.left == pytest.approx(item.size * 0.75, rel=0.05)

    await world.finish(job)
    [item] = await orders.items()
    assert (item.status, item.path) == (
        Status.COMPLETED,
        f"{FOLDER}/{CATEGORY}/{TITLE}",
    )
    await orders.remove(item)
    assert await orders.items() == []


async def test_a_no_has_it_search_for_another(
    orders: SabnzbdOrders, world: World
) -> None:
    job = await orders.add(TITLE, POST.nzb)
    await world.decline(job, "nobody wants it")
    [item] = await orders.items()
    assert item.status is Status.FAILED
    assert "nobody wants it" in item.message
    await orders.remove(item)
    assert await orders.items() == []


async def test_a_lack_of_room_is_a_warning(orders: SabnzbdOrders, world: World) -> None:
    job = await orders.add(TITLE, POST.nzb)
    await world.approve(job)
    await world.fail(job, "Unpacking failed, write error or disk is full?")
    [item] = await orders.items()
    assert item.status is Status.WARNING


async def test_what_waits_is_withdrawn(orders: SabnzbdOrders) -> None:
    await orders.add(TITLE, POST.nzb)
    [item] = await orders.items()
    await orders.remove(item)
    assert await orders.items() == []


async def test_a_refusal_is_one_of_the_release(orders: SabnzbdOrders) -> None:
    with pytest.raises(ReleaseRefused):
        await orders.add(TITLE, b"<html>no NZB</html>")


async def test_another_category_is_none_of_its_own(
    orders: SabnzbdOrders, world: World
) -> None:
    await orders_of("Sonarr", world, category="other").add(TITLE, POST.nzb)
    assert await orders.items() == []


async def test_a_wrong_key_is_understood(world: World) -> None:
    row = sabnzbd_row("Sonarr", world.url, "wrong", category=CATEGORY)
    orders = SabnzbdOrders(row, Wire("Sonarr/4.0.17.2952"))
    assert await orders.test() == ["API Key Incorrect"]
    with pytest.raises(ClientFailed):
        await orders.items()


async def test_what_cannot_be_taken_now_is_kept_over_there(
    orders: SabnzbdOrders, world: World
) -> None:
    assert isinstance(world, FakeWorld), "a disk has to be full for it"
    world.desk.refuses = NotNow()
    # Whatever else it raises loses the release until it is found again.
    with pytest.raises(ClientAway):
        await orders.add(TITLE, POST.nzb)
    world.desk.refuses = NotTaken("declined")
    with pytest.raises(ReleaseRefused):
        await orders.add(TITLE, POST.nzb)
    world.desk.refuses = None
    assert await orders.add(TITLE, POST.nzb)

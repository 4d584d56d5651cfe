"""Faults that come together: writes that take long, clients that hang, clocks that jump, full disks."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
import os
from time import perf_counter
from typing import Any
from unittest.mock import patch

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.askers import following, looking
from custom_components.greenlight.askers.base import Handed, NotNow, Phase
from custom_components.greenlight.askers.door import token_of
from custom_components.greenlight.engine.options import Priority
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger import kept_files
from custom_components.greenlight.ledger.order_store import OrderStore
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.sources.base import Payload

from .conftest import LIBRARY_ID, RADARR, SONARR, Asking, film

TITLE = "Sintel.2010.1080p.WEB-DL.H.264-GRP"


class SlowDisk:
    """A disk that writes orders one at a time, each once it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Write at once until it is held."""
        self.free = asyncio.Event()
        self.free.set()
        write = OrderStore._write

        async def slowly(store: OrderStore, changed: Mapping[Any, Any]) -> bool:
            await self.free.wait()
            return await write(store, changed)

        monkeypatch.setattr(OrderStore, "_write", slowly)


async def turns(number: int = 50) -> None:
    """Let whatever runs go on, without waiting for it."""
    for _ in range(number):
        await asyncio.sleep(0)


async def test_a_wish_right_behind_what_is_handed_over(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sonarr adds tags and forces the start at once: neither gets lost, nor does the question."""
    disk, desk = SlowDisk(monkeypatch), await sonarr.desk()
    order = await desk.take(Handed(payload=Payload(file=film(TITLE).content)))
    orders = sonarr.scene.hub.askers.orders
    disk.free.clear()
    first = asyncio.create_task(desk.add_tags([order.id], ["one"]))
    await turns()
    wishes = [
        first,
        asyncio.create_task(desk.set_forced([order.id], forced=True)),
        asyncio.create_task(desk.set_category([order.id], "other")),
    ]
    await turns()
    disk.free.set()
    await asyncio.gather(*wishes)
    await sonarr.scene.settle()
    now = orders.get(order.key)
    assert now is not None
    assert (now.options.tags, now.options.priority, now.category) == (
        ("one",),
        Priority.FORCE,
        "other",
    )
    assert now.request
    options = sonarr.request(order).options
    assert (options.tags, options.priority, options.category) == (
        ("one",),
        Priority.FORCE,
        "other",
    )


async def test_it_is_withdrawn_while_something_is_written_of_it(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its program has removed does not come back, and nobody is asked about it any more."""
    order = await sonarr.hand_over(film(TITLE))
    disk, desk = SlowDisk(monkeypatch), await sonarr.desk()
    request = sonarr.request(order)
    disk.free.clear()
    removal = asyncio.create_task(desk.delete([order.id], delete_data=True))
    await turns()
    wish = asyncio.create_task(desk.set_forced([order.id], forced=True))
    await turns()
    disk.free.set()
    await asyncio.gather(removal, wish)
    await sonarr.scene.settle()
    assert sonarr.scene.hub.askers.orders.get(order.key) is None
    assert sonarr.now(request).state is State.CANCELLED
    assert not sonarr.scene.hub.gate.requests.open


async def test_the_one_that_asked_first_goes_before_the_other(asking: Asking) -> None:
    """Once neither wants it any more it is asked about no more, or removed."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(RADARR, "Radarr", "radarr", type="radarr")
    await asking.start()
    waits, runs = film(TITLE), film("Big.Buck.Bunny.2008.1080p.WEB-DL.H.264-GRP")
    held = []
    for torrent in (waits, runs):
        await asking.hand_over(torrent)
        held.append(await asking.hand_over(torrent, "radarr"))
    await asking.act("approve", held[1])
    requests = [asking.request(one) for one in held]
    for path in ("sonarr", "radarr"):
        desk = await asking.desk(path)
        await desk.delete([one.id for one in held], delete_data=True)
        await asking.scene.settle()
    assert asking.now(requests[0]).state is State.CANCELLED
    assert asking.torrents.removed == [(held[1].id, True)]


async def test_a_clock_that_is_put_back(sonarr: Asking) -> None:
    """A no is not kept from its program for as long as the clock was wrong."""
    order = await sonarr.hand_over(film(TITLE))
    await sonarr.act("decline", order)
    assert order.id in await sonarr.look()
    sonarr.scene.freezer.tick(-3 * 86400.0)
    with patch.object(sonarr.scene.hub.askers._following, "_cancel", None):
        sonarr.scene.hub.askers._following._on_time()
    await sonarr.scene.settle()
    assert order.id not in await sonarr.look()


async def test_many_ask_while_a_client_hangs(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for once, and not by each that asks one behind the other."""
    monkeypatch.setattr(looking, "PATIENCE", 0.2)
    order = await sonarr.hand_over(film(TITLE))
    await sonarr.act("approve", order)
    await sonarr.reload()
    desk = await sonarr.desk()
    sonarr.torrents.hanging = True
    looks = [asyncio.create_task(desk.look()) for _ in range(12)]
    try:
        for _ in range(4):
            await turns()
            sonarr.scene.freezer.tick(0.3)
        await turns()
        assert all(one.done() for one in looks)
    finally:
        for one in looks:
            one.cancel()
        sonarr.torrents.hanging = False


async def test_a_full_disk_is_swept(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of no use are deleted all the more when nothing can be written."""
    monkeypatch.setattr(kept_files, "_YOUNG", -1.0)
    monkeypatch.setattr(following, "MOST_REMEMBERED", 0)
    order = await sonarr.hand_over(film(TITLE))
    await sonarr.act("decline", order)
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    orders = sonarr.scene.hub.askers.orders
    assert await orders.files.async_read(order.file)
    with patch.object(OrderStore, "async_remove", side_effect=LedgerError):
        await sonarr.scene.pass_time(8 * 86400.0)
    assert await orders.files.async_read(order.file) is None


async def test_a_library_that_answers_nonsense(
    linked: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People are asked all the same about what was handed over."""

    async def nonsense(self: Any, download: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(
        "tests.integration.askers.conftest.GrabbingLibrary.grab", nonsense
    )
    order = await linked.hand_over(film(TITLE))
    assert linked.request(order).asking


async def test_something_unforeseen_while_asking(sonarr: Asking) -> None:
    """Whatever goes wrong, a question comes of it later."""
    with patch.object(type(sonarr.scene.hub.gate.orders), "place") as failing:
        failing.side_effect = ZeroDivisionError
        order = await sonarr.hand_over(film(TITLE))
    await sonarr.scene.pass_time(61)
    assert sonarr.request(order).asking


async def test_its_library_is_removed_while_it_is_owed(linked: Asking) -> None:
    """Whom nobody can tell anything sees it waiting no longer."""
    order = await linked.hand_over(film(TITLE))
    linked.server.failure = LibraryError("It is away")
    await linked.act("decline", order)
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    assert (await linked.look())[order.id].phase is Phase.WAITING
    linked.hass.config_entries.async_remove_subentry(linked.scene.entry, LIBRARY_ID)
    await linked.scene.settle()
    for _ in range(4):
        await linked.scene.pass_time(3601)
    assert order.id not in await linked.look()


async def test_a_file_that_is_swept_while_it_comes_again(sonarr: Asking) -> None:
    """What was of no use any more is of use again."""
    order = await sonarr.hand_over(film(TITLE))
    files = sonarr.scene.hub.askers.orders.files
    path = files._folder / order.file
    content = path.read_bytes()
    os.utime(path, (1.0, 1.0))
    assert await files.async_keep(content) == order.file
    await files.async_sweep(())
    assert path.exists()


async def test_a_wish_keeps_what_its_asker_does_as_a_rule(sonarr: Asking) -> None:
    """What a program does not name stays as it was set up, also when it wishes something else."""
    hub = sonarr.scene.hub
    order = await sonarr.hand_over(film(TITLE))
    rule = hub.gate.attached.asker_rules[SONARR]
    usual = replace(rule.options, save_path="/films", tags=("usual",))
    hub.gate.attached.asker_rules[SONARR] = replace(rule, options=usual)
    await (await sonarr.desk()).set_forced([order.id], forced=True)
    options = sonarr.request(order).options
    assert (options.priority, options.save_path) == (Priority.FORCE, "/films")


async def test_a_category_without_end(sonarr: Asking) -> None:
    """What nobody can mean is not kept, and not written again with every change."""
    order = await sonarr.hand_over(
        film(TITLE), category="x" * 10_000_000, tags=("y" * 1_000_000,) * 3
    )
    stored = sonarr.scene.hub.askers.orders.get(order.key)
    assert len(repr(stored)) < 10_000
    await (await sonarr.desk()).set_category([order.id], "z" * 1_000_000)
    stored = sonarr.scene.hub.askers.orders.get(order.key)
    assert len(repr(stored)) < 10_000


async def test_a_full_disk_when_something_is_withdrawn(sonarr: Asking) -> None:
    """Its program comes again, whichever of the writes fails, and nothing is half done for good."""
    order = await sonarr.hand_over(film(TITLE))
    request, desk = sonarr.request(order), await sonarr.desk()
    gate = sonarr.scene.hub.gate
    with (
        patch.object(type(gate.orders), "withdraw", side_effect=LedgerError),
        pytest.raises(NotNow),
    ):
        await desk.delete([order.id], delete_data=True)
    with (
        patch.object(type(gate.orders), "wish", side_effect=LedgerError),
        pytest.raises(NotNow),
    ):
        await desk.set_forced([order.id], forced=True)
    await desk.delete([order.id], delete_data=True)
    await sonarr.scene.settle()
    assert sonarr.now(request).state is State.CANCELLED


async def test_a_thousand_at_once(sonarr: Asking) -> None:
    """Each is a question, and a list of them does not hold up the house."""
    desk = await sonarr.desk()
    many = [film(f"Film.{number}.2010.1080p.WEB-GRP") for number in range(300)]
    await asyncio.gather(
        *(desk.take(Handed(payload=Payload(file=one.content))) for one in many)
    )
    await sonarr.scene.settle()
    assert len(await desk.look()) == 300
    assert len(sonarr.scene.hub.gate.requests.open) == 300
    began = perf_counter()
    await desk.look()
    assert perf_counter() - began < 0.5


async def test_both_hand_it_over_in_the_same_moment(asking: Asking) -> None:
    """There is one question, for both."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(RADARR, "Radarr", "radarr", type="radarr")
    await asking.start()
    handed = Handed(payload=Payload(file=film(TITLE).content))
    desks = [await asking.desk("sonarr"), await asking.desk("radarr")]
    orders = await asyncio.gather(*(one.take(handed) for one in desks * 5))
    await asking.scene.settle()
    assert len({asking.request(one).id for one in orders}) == 1
    assert len(asking.scene.hub.gate.requests.open) == 1


async def test_it_is_undone_after_its_program_has_let_it_go(sonarr: Asking) -> None:
    """A no that is taken back asks nobody about what no program wants any more."""
    order = await sonarr.hand_over(film(TITLE))
    request = sonarr.request(order)
    await sonarr.act("decline", order)
    await (await sonarr.desk()).delete([order.id], delete_data=True)
    await sonarr.scene.settle()
    await sonarr.scene.act("undo", request_id=request.id)
    await sonarr.scene.settle()
    assert not sonarr.now(request).asking


@pytest.mark.parametrize("call", ["auth/login", "torrents/add"])
async def test_a_part_that_is_written_in_no_known_way(
    asking: Asking, hass_client_no_auth: ClientSessionGenerator, call: str
) -> None:
    """It is refused, also to strangers, and nothing fails over it."""
    assert await async_setup_component(asking.hass, "http", {})
    asking.asker(SONARR, "Sonarr", "sonarr")
    await asking.start()
    client = await hass_client_no_auth()
    token = token_of((await asking.desk()).settings)
    answer = await client.post(
        f"/api/greenlight/client/sonarr/api/v2/{call}",
        data=b"--x\r\nContent-Disposition: form-data; name=f\r\n"
        b"Content-Transfer-Encoding: nonsense\r\n\r\na\r\n--x--\r\n",
        headers={
            "Content-Type": "multipart/form-data; boundary=x",
            "Cookie": f"SID={token}",
        },
    )
    assert answer.status == 400

"""What happens seldom: requests that are gone, overtaken or fail, and libraries that answer oddly."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from custom_components.greenlight.askers.base import Phase
from custom_components.greenlight.askers.door import async_door
from custom_components.greenlight.askers.orders import is_about
from custom_components.greenlight.clients.errors import UnknownDownload
from custom_components.greenlight.const import RULE
from custom_components.greenlight.door import Given
from custom_components.greenlight.engine.order import KEPT, Fate, Order
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, State
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger.order_store import OrderStore
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.sources.base import SourceNotFound, SourceOff
from tests.integration.scene import part
from tests.support.nzb import make_post

from .conftest import (
    LIBRARY_ID,
    POST,
    SONARR,
    Asking,
    GrabbingLibrary,
    film,
    grab,
    refuse,
)

TITLE = "Sintel.2010.1080p.WEB-DL.H.264-GRP"
GOOD, BEST = (
    "Sintel.2010.720p.WEB-DL.H.264-GRP",
    "Sintel.2010.2160p.WEB-DL.DV.H.265-GRP",
)


def now(asking: Asking, order: Order) -> Order | None:
    """Return an order as it is now."""
    found: Order | None = asking.scene.hub.askers.orders.get(order.key)
    return found


async def test_what_nobody_was_asked_about_is_asked_about_at_the_next_start(
    sonarr: Asking,
) -> None:
    """It was on disk, so its program believes that it is there."""
    with patch.object(
        type(sonarr.scene.hub.gate.orders), "place", side_effect=ValueError
    ):
        order = await sonarr.hand_over(film(TITLE))
    await sonarr.reload()
    assert sonarr.request(order).asking


async def test_a_question_that_is_known_no_more(sonarr: Asking) -> None:
    """Whoever ordered it hears no more of it, and can order it again."""
    order = await sonarr.hand_over(film(TITLE))
    orders = sonarr.scene.hub.askers.orders
    await orders.change(order.key, lambda one: replace(one, request="gone"))
    assert not await sonarr.look()
    await sonarr.reload()
    found = now(sonarr, order)
    assert found
    assert found.fate is Fate.DROPPED


async def test_a_library_has_it_meanwhile(linked: Asking) -> None:
    """Its library is told to let go of it."""
    order = await linked.hand_over(film(TITLE))
    linked.server.known.add(order.id)
    why = Reason("library_has_it", (("library", "Films"),))
    requests = linked.scene.hub.gate.requests
    await requests.move(linked.request(order).id, State.SUPERSEDED, SYSTEM, why)
    await linked.scene.settle()
    assert linked.server.withdrawn == [order.id]
    assert not await linked.look()


async def test_what_took_its_place_has_ended_too(sonarr: Asking) -> None:
    """It goes the way of what took its place."""
    good = await sonarr.hand_over(film(GOOD))
    first = sonarr.request(good).id
    best = await sonarr.hand_over(film(BEST))
    await sonarr.act("cancel", best)
    orders = sonarr.scene.hub.askers.orders
    live: dict[str, Any] = {"fate": Fate.LIVE, "ended": None, "request": first}
    await orders.change(good.key, lambda one: replace(one, **live))
    await sonarr.reload()
    found = now(sonarr, good)
    assert found
    assert found.fate is Fate.DROPPED


async def test_the_best_has_failed(sonarr: Asking) -> None:
    """People are asked about the other one, which nobody has answered."""
    good = await sonarr.hand_over(film(GOOD))
    best = await sonarr.hand_over(film(BEST))
    request = sonarr.request(best)
    await sonarr.act("approve", best)
    why = Reason("no_seeders", (("hours", "24"),))
    await sonarr.scene.hub.gate._failures.fail(request.id, SYSTEM, why)
    await sonarr.scene.settle()
    assert (await sonarr.look())[best.id].phase is Phase.FAILED
    assert sonarr.request(good).asking


async def test_usenet_comes_again_after_a_no(asking: Asking) -> None:
    """It fails at once, unless somebody has picked it since."""
    asking.library()
    asking.asker(POST, "Sonarr", "post", protocol="usenet", library=LIBRARY_ID)
    await asking.start()
    nzb = make_post(TITLE, {"a.mkv": bytes(9000)}).nzb
    order = await asking.hand_over(nzb, "post", name=TITLE)
    await asking.act("decline", order)
    await asking.scene.pass_time(UNDO_WINDOW + 1)
    again = await asking.hand_over(nzb, "post", name=TITLE)
    assert again.id != order.id
    assert {one: how.phase for one, how in (await asking.look("post")).items()} == {
        again.id: Phase.FAILED
    }
    with patch.object(type(asking.server), "ask", side_effect=RuntimeError("nonsense")):
        await asking.hand_over(nzb, "post", name=TITLE)
    assert list(asking.scene.requests().values()) == ["declined"]


@pytest.mark.parametrize("failure", [LibraryError("Down"), None])
async def test_a_library_that_knows_nothing_of_the_grab(
    linked: Asking, failure: LibraryError | None
) -> None:
    """People are asked without that."""
    if failure:
        refuse(linked.server)
    order = await linked.hand_over(film(TITLE))
    assert sonarr_asks(linked, order)


def sonarr_asks(asking: Asking, order: Order) -> bool:
    """Tell whether people are asked about an order, with nothing noted of its grab."""
    request = asking.request(order)
    return request.asking and not any(
        one.code.startswith("grab_") for one in request.reasons
    )


@pytest.mark.parametrize("failure", [LibraryError("Down"), RuntimeError("nonsense")])
async def test_a_library_that_fails_over_a_grab(
    linked: Asking, failure: Exception
) -> None:
    """People are asked without that, too."""
    with patch.object(GrabbingLibrary, "grab", side_effect=failure):
        order = await linked.hand_over(film(TITLE))
    assert sonarr_asks(linked, order)


async def test_a_work_that_its_library_does_not_have(linked: Asking) -> None:
    """Nothing is known of it, and what the grab says of the release is."""
    torrent = film(TITLE)
    linked.server.grabs[torrent.v1 or ""] = grab(items=("77",), quality="WEBDL-1080p")
    request = linked.request(await linked.hand_over(torrent))
    assert not request.release.ids.any
    assert any(one.code == "grab_quality" for one in request.reasons)


async def test_what_was_let_go_of_can_be_ordered_again(linked: Asking) -> None:
    """Nobody has said no to it."""
    good = await linked.hand_over(film(GOOD))
    best = await linked.hand_over(film(BEST))
    linked.server.known |= {good.id, best.id}
    await linked.act("approve", best)
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    found = now(linked, good)
    assert found
    assert found.fate is Fate.DROPPED
    again = await linked.hand_over(film(GOOD))
    assert linked.request(again).asking


async def test_an_old_grab_says_nothing(linked: Asking) -> None:
    """It is of the last time."""
    torrent = film(TITLE)
    linked.server.grabs[torrent.v1 or ""] = grab(at=1.0, by_hand=True)
    order = await linked.hand_over(torrent)
    assert sonarr_asks(linked, order)


async def test_withdrawn_while_the_libraries_are_asked(sonarr: Asking) -> None:
    """The question that comes of it ends at once."""
    orders = type(sonarr.scene.hub.gate.orders)
    place, desk = orders.place, await sonarr.desk()
    torrent = film(TITLE)

    async def slowly(self: Any, placed: Any) -> Any:
        request = await place(self, placed)
        await desk.delete([torrent.v1 or ""], delete_data=False)
        return request

    with patch.object(orders, "place", slowly):
        await sonarr.hand_over(torrent)
    assert list(sonarr.scene.requests().values()) == ["cancelled"]
    assert not await sonarr.look()


async def test_what_cannot_be_told_is_tried_again(linked: Asking) -> None:
    """Whatever is the matter: a full disk, an answer that nobody expected."""
    order = await linked.hand_over(film(TITLE))
    linked.server.known.add(order.id)
    await linked.act("decline", order)
    with patch.object(GrabbingLibrary, "turn_down", side_effect=RuntimeError):
        await linked.scene.pass_time(UNDO_WINDOW + 1)
    with patch.object(OrderStore, "async_change", side_effect=LedgerError):
        await linked.scene.pass_time(11)
    linked.server.known.add(order.id)
    await linked.scene.pass_time(31)
    assert not await linked.look()


async def test_what_is_gone_and_cannot_be_written(sonarr: Asking) -> None:
    """It is looked for again."""
    order = await sonarr.hand_over(film(TITLE))
    await sonarr.act("approve", order)
    following = sonarr.scene.hub.askers._following
    found = now(sonarr, order)
    assert found
    with patch.object(OrderStore, "async_change", side_effect=LedgerError):
        following.gone(found)
        await sonarr.scene.settle()
    assert await sonarr.look()


async def test_a_candidate_of_what_is_no_question_any_more(sonarr: Asking) -> None:
    """What its program withdraws then changes nothing of it."""
    await sonarr.hand_over(film(GOOD))
    best = await sonarr.hand_over(film(BEST))
    request = sonarr.request(best)
    await sonarr.act("approve", best)
    gate = sonarr.scene.hub.gate
    await gate.orders.without(request.id, {request.also[0].link})
    assert sonarr.now(request).also == request.also
    who = sonarr.scene.hub.askers.house.actor(SONARR)
    why = Reason("withdrawn", (("asker", "Sonarr"),))
    with patch.object(type(gate._removals), "remove", side_effect=UnknownDownload):
        await gate.orders.withdraw(request.id, who, why, delete_data=True)
    assert sonarr.now(request).state is State.DOWNLOADING


async def test_a_rule_that_holds_back_has_people_asked(asking: Asking) -> None:
    """As it does with what a feed offers."""
    asking.asker(SONARR, "Sonarr", "sonarr", action="rules")
    rule = {"include": ["sintel"], "action": "approve", "first": True}
    await asking.start(part(RULE, "rule0", "Films", rule))
    order = await asking.hand_over(film(TITLE))
    assert asking.request(order).asking


async def test_usenet_is_the_same_by_its_size(asking: Asking) -> None:
    """A post that a feed has offered under another link is the one that is asked about."""
    asking.asker(POST, "Sonarr", "post", protocol="usenet")
    await asking.start()
    nzb = make_post(TITLE, {"a.mkv": bytes(9000)}).nzb
    order = await asking.hand_over(nzb, "post", name=TITLE)
    request = asking.request(order)
    listed = replace(request.release, source="feed", guid="1", link="http://x/1.nzb")
    assert is_about(order, replace(request, release=listed))
    other = replace(listed, size=10**9)
    assert not is_about(order, replace(request, release=other, size=None))


async def test_a_file_that_is_not_kept_any_more(sonarr: Asking) -> None:
    """It is said why nothing can be handed on."""
    source = sonarr.scene.hub.gate.attached.sources[SONARR]
    with pytest.raises(SourceOff):
        await source.fetch()
    with pytest.raises(SourceNotFound):
        await source.payload(f"{KEPT}{'0' * 64}")


async def test_the_door_is_opened_again_while_somebody_is_in(sonarr: Asking) -> None:
    """Who was there is remembered, and nobody who is let out is taken for there."""
    door, desk = async_door(sonarr.hass), await sonarr.desk()
    door.visited(desk, agent="Sonarr", what="a look")
    close = door.open(desk)
    assert door.last_visit("sonarr")
    close()
    door.visited(desk, agent="Sonarr", what="a look")
    assert door.last_visit("nobody") is None
    with patch("custom_components.greenlight.door.SLOWEST", 0.0):
        assert await door.enter("sonarr", Given(password="x")) is None


async def test_a_library_that_is_away_is_not_waited_for(linked: Asking) -> None:
    """People are asked at once, with what the release says of itself."""
    linked.scene.hub.gate.libraries.away(LIBRARY_ID)
    order = await linked.hand_over(film(TITLE))
    assert sonarr_asks(linked, order)


@pytest.mark.parametrize("declined", [False, True])
async def test_it_is_gone_while_its_library_is_asked(
    linked: Asking, declined: bool
) -> None:
    """Nobody is asked about what is there no more, nor is anybody told."""
    if declined:
        order = await linked.hand_over(film(TITLE))
        linked.server.known.add(order.id)
        await linked.act("decline", order)
        await linked.scene.pass_time(UNDO_WINDOW + 1)
    orders = linked.scene.hub.askers.orders

    async def removes(_library: Any, download: str) -> None:
        await orders.remove((SONARR, download))

    before = linked.scene.requests()
    with patch.object(GrabbingLibrary, "grab", removes):
        await linked.hand_over(film(TITLE))
    assert linked.scene.requests() == before
    assert not await linked.look()
    linked.scene.hub.askers._office.taking.begin((SONARR, "never"))
    await linked.scene.settle()


async def test_the_grab_of_before_is_no_new_one(linked: Asking) -> None:
    """What somebody picked and then declined comes again by itself: the no is said again."""
    torrent = film(TITLE)
    linked.server.grabs[torrent.v1 or ""] = grab(7, by_hand=True)
    order = await linked.hand_over(torrent)
    linked.server.known.add(order.id)
    await linked.act("decline", order)
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    linked.server.known.add(order.id)
    await linked.hand_over(torrent)
    assert len(linked.server.turned_down) == 2


async def test_orders_of_a_program_that_is_gone_wait(sonarr: Asking) -> None:
    """They are forgotten with it; until then nothing is made of them."""
    order = await sonarr.hand_over(film(TITLE))
    askers = sonarr.scene.hub.askers
    known = askers.house.askers.pop(SONARR)
    askers._following.settle([order.key, (SONARR, "never")])
    await sonarr.scene.settle()
    assert now(sonarr, order)
    assert askers._office.standings.client_for(SONARR) == ""
    askers.house.askers[SONARR] = known
    assert (await sonarr.look())[order.id].phase is Phase.WAITING


async def test_its_question_is_there_already(sonarr: Asking) -> None:
    """As after a power cut between the two: it is found again, and nothing is asked twice."""
    order = await sonarr.hand_over(film(TITLE))
    await sonarr.scene.hub.askers.orders.remove(order.key)
    again = await sonarr.hand_over(film(TITLE))
    assert sonarr.request(again).asking
    assert len(sonarr.scene.requests()) == 1

"""What an asker's own library adds to its orders, and what it is told of a no."""

from dataclasses import replace
from typing import Any

from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.askers import telling
from custom_components.greenlight.askers.base import Phase
from custom_components.greenlight.const import DOMAIN, RULE
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.grabs import OrdersFrom
from tests.integration.scene import part
from tests.support.memory_library import series
from tests.support.nzb import make_post

from .conftest import LIBRARY_ID, POST, SONARR, Asking, film, grab

TITLE = "Sintel.2010.1080p.WEB-DL.H.264-GRP"


async def test_the_grab_makes_the_question_better(linked: Asking) -> None:
    """What the library has written down is told, and says which work it is."""
    torrent = film("oddly-named")
    linked.server.grabs[torrent.v1 or ""] = grab(
        title=TITLE,
        items=("1",),
        quality="WEBDL-1080p",
        score=120,
        formats=("HDR10", "x265"),
        indexer="Somewhere",
        page="https://example.org/1",
        published=1_700_000_000.0,
    )
    order = await linked.hand_over(torrent)
    request = linked.request(order)
    assert request.release.title == TITLE
    assert request.release.ids.tmdb == 1
    assert request.release.page == "https://example.org/1"
    told = {one.code: dict(one.params) for one in request.reasons}
    assert told["grab_quality"] == {"asker": "Sonarr", "quality": "WEBDL-1080p"}
    assert told["grab_score"] == {"score": 120, "formats": "HDR10, x265"}
    assert told["grab_indexer"] == {"indexer": "Somewhere"}
    assert request.weighed
    assert request.weighed.work
    assert request.weighed.work.title == "Sintel"


async def test_a_no_makes_it_look_further(linked: Asking) -> None:
    """It is told once the no counts, calls back to remove it, and then it is gone."""
    torrent = film(TITLE)
    order = await linked.hand_over(torrent)
    linked.server.known.add(order.id)
    request, desk = linked.request(order), await linked.desk()
    seen: list[Phase] = []

    async def calls_back(download: str) -> None:
        seen.extend(one.phase for one in await desk.look())
        await desk.delete([download.upper()], delete_data=True)

    linked.server.calls_back = calls_back
    await linked.act("decline", order, reason="Too large")
    assert not linked.server.turned_down
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    ((download, why, search),) = linked.server.turned_down
    assert (download, search) == (order.id, True)
    assert "Too large" in why
    # Only what it still sees can be removed there.
    assert seen == [Phase.WAITING]
    assert not await linked.look()
    assert linked.now(request).state is State.DECLINED
    assert linked.codes(request)[-1] == "told_no"


async def test_a_no_that_leaves_it_at_that(linked: Asking) -> None:
    """It is blocked, and nothing else is searched for."""
    order = await linked.hand_over(film(TITLE))
    linked.server.known.add(order.id)
    request = linked.request(order)
    await linked.act("decline", order, look_further=False)
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    ((_, _, search),) = linked.server.turned_down
    assert not search
    assert linked.codes(request)[-1] == "told_no_further"


async def test_a_library_that_is_away_is_told_later(linked: Asking) -> None:
    """Until then its program sees it waiting; why nobody could be told is said once."""
    order = await linked.hand_over(film(TITLE))
    linked.server.known.add(order.id)
    request = linked.request(order)
    await linked.act("decline", order)
    linked.server.failure = LibraryError("Down for good")
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    for delay in telling.DELAYS:
        await linked.scene.pass_time(delay + 1)
    assert linked.codes(request).count("not_told") == 1
    assert (await linked.look())[order.id].phase is Phase.WAITING
    await linked.reload()
    linked.server.failure = None
    await linked.scene.pass_time(telling.DELAYS[-1] + 1)
    await linked.scene.pass_time(telling.DELAYS[-1] + 1)
    assert len(linked.server.turned_down) == 1
    assert not await linked.look()


async def test_a_library_that_never_heard_of_it(linked: Asking) -> None:
    """It is asked a few times, as it may only just have been handed over; then that is said."""
    order = await linked.hand_over(film(TITLE))
    request = linked.request(order)
    await linked.act("decline", order)
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    for delay in telling.DELAYS:
        await linked.scene.pass_time(delay + 1)
    assert linked.codes(request)[-1] == "not_told"
    assert linked.server.count("drop") == telling.UNKNOWN
    assert not await linked.look()


async def test_it_comes_again_after_a_no(linked: Asking) -> None:
    """The no is said again, unless a person has picked it there since."""
    torrent = film(TITLE)
    order = await linked.hand_over(torrent)
    linked.server.known.add(order.id)
    await linked.act("decline", order)
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    linked.server.known.add(order.id)
    await linked.hand_over(torrent)
    assert len(linked.server.turned_down) == 2
    assert not await linked.look()
    linked.server.grabs[order.id] = grab(7, title=TITLE, by_hand=True)
    again = await linked.hand_over(torrent)
    assert linked.request(again).asking
    assert (await linked.look())[again.id].phase is Phase.WAITING
    assert len(linked.server.turned_down) == 2


async def test_another_candidate_was_taken(linked: Asking) -> None:
    """The library drops the other one, and neither blocks it nor looks for more."""
    good = await linked.hand_over(film("Sintel.2010.720p.WEB-DL.H.264-GRP"))
    best = await linked.hand_over(film("Sintel.2010.2160p.WEB-DL.DV.H.265-GRP"))
    linked.server.known |= {good.id, best.id}
    await linked.act("approve", best)
    await linked.scene.pass_time(UNDO_WINDOW + 1)
    assert linked.server.withdrawn == [good.id]
    assert not linked.server.turned_down
    assert set(await linked.look()) == {best.id}


async def test_what_was_refused_for_good_is_declined_at_once(linked: Asking) -> None:
    """Nobody is asked again about a title that somebody never wants to see."""
    order = await linked.hand_over(film(TITLE))
    linked.server.known.add(order.id)
    await linked.act("decline", order, scope="title")
    other = await linked.hand_over(film("Sintel.2010.2160p.WEB-DL.H.265-OTHER"))
    linked.server.known.add(other.id)
    request = linked.request(other)
    assert request.state is State.DECLINED
    assert linked.codes(request)[:2] == ["handed_over", "refused_before"]
    await linked.scene.pass_time(30)
    assert [one[0] for one in linked.server.turned_down] == [other.id]


async def test_what_somebody_picked_is_approved_where_that_is_wished(
    asking: Asking,
) -> None:
    """Who has picked it there has been asked already; what came by itself is asked about."""
    asking.library()
    asking.asker(SONARR, "Sonarr", "sonarr", library=LIBRARY_ID, approve_picked=True)
    await asking.start()
    picked, other = film(TITLE), film("Tears.of.Steel.2012.1080p.WEB-DL-GRP")
    asking.server.grabs[picked.v1 or ""] = grab(title=TITLE, by_hand=True)
    asking.server.grabs[other.v1 or ""] = grab(2, title=other.name)
    one, two = await asking.hand_over(picked), await asking.hand_over(other)
    assert asking.torrents.taken == [picked.v1]
    assert "picked_there" in asking.codes(asking.request(one))
    assert asking.request(two).asking
    # Somebody finds it there and picks it while it waits here.
    asking.server.grabs[two.id] = grab(3, title=other.name, by_hand=True)
    await asking.hand_over(other)
    assert asking.torrents.taken == [picked.v1, other.v1]


async def test_it_approves_by_itself(asking: Asking) -> None:
    """Nobody is asked where that is wished."""
    asking.asker(SONARR, "Sonarr", "sonarr", action="approve")
    await asking.start()
    order = await asking.hand_over(film(TITLE))
    assert asking.torrents.taken == [order.id]
    assert asking.codes(asking.request(order))[:2] == ["handed_over", "asker_approves"]


@pytest.mark.parametrize(
    ("rule", "taken", "by"),
    [
        ({"include": ["sintel"], "action": "approve"}, True, "Films"),
        ({"include": ["sintel"], "action": "ask"}, False, "Films"),
        ({"include": ["nothing"], "action": "approve"}, False, "Sonarr"),
        ({"include": ["sintel"], "action": "tell"}, False, "Sonarr"),
    ],
)
async def test_a_rule_decides(
    asking: Asking, rule: dict[str, Any], taken: bool, by: str
) -> None:
    """A rule that matches says whether anybody is asked; what none matches is asked about."""
    asking.asker(SONARR, "Sonarr", "sonarr", action="rules")
    await asking.start(part(RULE, "rule0", "Films", rule))
    order = await asking.hand_over(film(TITLE))
    assert bool(asking.torrents.taken) is taken
    request = asking.request(order)
    assert request.rule_name == by
    assert request.tell is False


async def test_usenet_that_is_to_look_no_further(asking: Asking) -> None:
    """A failure of usenet is always followed by a search, so its library is told instead."""
    asking.library()
    asking.asker(POST, "Sonarr", "post", protocol="usenet", library=LIBRARY_ID)
    await asking.start()
    nzb = make_post(TITLE, {"a.mkv": bytes(9000)}).nzb
    order = await asking.hand_over(nzb, "post", name=TITLE)
    asking.server.known.add(order.id)
    await asking.act("decline", order, look_further=False)
    await asking.scene.pass_time(UNDO_WINDOW + 1)
    assert asking.server.turned_down[0][::2] == (order.id, False)
    assert not await asking.look("post")


async def test_ways_past_are_told(asking: Asking) -> None:
    """A day is never over without a look whether something goes past."""
    asking.library()
    asking.asker(SONARR, "Sonarr", "sonarr", library=LIBRARY_ID)
    ours = OrdersFrom(
        name="Greenlight",
        program="qBittorrent",
        protocol=Protocol.TORRENT,
        url_base="/api/greenlight/client/sonarr",
    )
    real = replace(ours, name="The real one", url_base="")
    asking.server.orders_from = (ours, real)
    await asking.start()
    await asking.scene.pass_time(130)
    issues = ir.async_get(asking.hass).issues
    assert (DOMAIN, f"asker_bypass_{SONARR}") in issues
    asking.server.orders_from = (ours,)
    await asking.scene.pass_time(86401)
    assert (DOMAIN, f"asker_bypass_{SONARR}") not in issues


async def test_a_series_is_read_before_anybody_is_asked(asking: Asking) -> None:
    """The question says what is there, although no library is waited for that is away."""
    asking.library()
    asking.asker(SONARR, "Sonarr", "sonarr", library=LIBRARY_ID)
    asking.server.items["9"] = series("9", "The Long Road", there=3)
    await asking.start()
    order = await asking.hand_over(film("The.Long.Road.S01E04.1080p.WEB-DL.H.264-GRP"))
    codes = {one.code for one in asking.request(order).reasons}
    assert not codes & {"series_not_read", "library_not_asked"}
    assert asking.server.count("episodes")

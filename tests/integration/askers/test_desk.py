"""What a desk does at the edges: full disks, clients that fail or are gone, files that are not kept."""

from typing import Any
from unittest.mock import patch

import pytest

from custom_components.greenlight.askers import following
from custom_components.greenlight.askers.base import (
    Handed,
    NotNow,
    NotTaken,
    Phase,
    UnknownOrder,
)
from custom_components.greenlight.askers.door import async_door
from custom_components.greenlight.clients.base import DownloadState, Identity
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.clients.through import Habits, ShareLimits
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.order import Fate
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger.kept_files import KeptFiles
from custom_components.greenlight.ledger.order_store import OrderStore
from custom_components.greenlight.sources.base import Payload
from tests.support.nzb import make_post

from .conftest import POST, RADARR, SONARR, Asking, asker_data, film

TITLE = "Sintel.2010.1080p.WEB-DL.H.264-GRP"


async def running(asking: Asking) -> Any:
    """Return an order that is being downloaded."""
    order = await asking.hand_over(film(TITLE))
    await asking.act("approve", order)
    await asking.look()
    return order


async def test_habits_and_categories(sonarr: Asking) -> None:
    """They are the client's, with the categories that the asker has made, also while it is away."""
    desk = await sonarr.desk()
    assert (await desk.habits()).save_path == "/downloads"
    await desk.create_category("mine", "/mine")
    await desk.create_category("films")
    assert sonarr.torrents.asked("create_category") == [
        ("mine", "/mine"),
        ("films", ""),
    ]
    made = {"tv": "", "films": "/downloads/films", "mine": "/mine"}
    assert dict(await desk.categories()) == made
    sonarr.torrents.failure = CannotConnect()
    await desk.create_category("other")
    assert (await desk.habits()).save_path == "/downloads"
    assert dict(await desk.categories()) == {**made, "other": ""}
    await sonarr.reload()
    desk = await sonarr.desk()
    assert dict(await desk.categories()) == {
        "tv": "",
        "films": "",
        "mine": "/mine",
        "other": "",
    }
    assert await desk.habits() == Habits()


async def test_where_it_would_be_saved(asking: Asking) -> None:
    """In the folder that was wished, else that of its category, else one below the usual one."""
    asking.asker(SONARR, "Sonarr", "sonarr", client="torrents")
    await asking.start()
    orders = {
        "/wished": await asking.hand_over(film("A.2010-G"), save_path="/wished"),
        "/downloads/films": await asking.hand_over(film("B.2010-G"), category="films"),
        "/downloads/tv": await asking.hand_over(film("C.2010-G")),
        "/downloads": await asking.hand_over(film("D.2010-G"), category=""),
    }
    seen = await asking.look()
    assert {path: seen[one.id].save_path for path, one in orders.items()} == {
        path: path for path in orders
    }


async def test_files_that_nobody_knows(asking: Asking) -> None:
    """A magnet link names none, and a post of usenet is no torrent."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(POST, "Post", "post", protocol="usenet")
    await asking.start()
    link = await asking.hand_over(film(TITLE).magnet())
    desk = await asking.desk()
    assert await desk.files(link.id) == ()
    nzb = make_post("Other.2012-GRP", {"a.mkv": bytes(9000)}).nzb
    post = await asking.hand_over(nzb, "post")
    assert await (await asking.desk("post")).files(post.id) == ()
    kept = await asking.hand_over(film("Third.2010-G"))
    with patch.object(KeptFiles, "async_read", return_value=b"de"):
        assert await desk.files(kept.id) == ()
    with patch.object(KeptFiles, "async_read", return_value=None):
        assert await desk.files(kept.id) == ()
    with pytest.raises(UnknownOrder):
        await desk.trackers(post.id)


async def test_a_client_that_fails_is_no_trouble_for_a_program(sonarr: Asking) -> None:
    """What can be told without it is told; what is wished is kept."""
    order = await running(sonarr)
    desk = await sonarr.desk()
    sonarr.torrents.failure = CannotConnect()
    assert [one.name for one in await desk.files(order.id)] == [f"{TITLE}/{TITLE}.mkv"]
    assert (await desk.trackers(order.id))[0].works
    await desk.set_category([order.id], "imported")
    await desk.set_limits([order.id], ShareLimits(ratio=1.0))
    standing = desk.find(order.id)
    assert standing
    assert standing.order.category == "imported"
    await desk.delete([order.id, "f" * 40], delete_data=True)
    assert order.id in await sonarr.look()
    sonarr.torrents.failure = None
    await desk.delete([order.id], delete_data=True)
    assert not await sonarr.look()


async def test_a_full_disk(sonarr: Asking) -> None:
    """Nothing is taken that is not on disk, and the program is to come again."""
    torrent, desk = film(TITLE), await sonarr.desk()
    handed = Handed(payload=Payload(file=torrent.content))
    with (
        patch.object(KeptFiles, "async_keep", side_effect=LedgerError),
        pytest.raises(NotNow),
    ):
        await desk.take(handed)
    with (
        patch.object(OrderStore, "async_put", side_effect=LedgerError),
        pytest.raises(NotNow),
    ):
        await desk.take(handed)
    assert not sonarr.scene.requests()
    order = await sonarr.hand_over(torrent)
    with (
        patch.object(OrderStore, "async_change", side_effect=LedgerError),
        pytest.raises(NotNow),
    ):
        await desk.set_category([order.id], "other")
    with (
        patch.object(OrderStore, "async_remove", side_effect=LedgerError),
        pytest.raises(NotNow),
    ):
        await desk.delete([order.id], delete_data=False)
    with (
        patch.object(OrderStore, "async_add_category", side_effect=LedgerError),
        pytest.raises(NotNow),
    ):
        await desk.create_category("other")


async def test_a_request_that_cannot_be_written_is_made_later(sonarr: Asking) -> None:
    """The program has been told that it is there, so it is."""
    with patch.object(type(sonarr.scene.hub.gate.orders), "place") as failing:
        failing.side_effect = LedgerError
        order = await sonarr.hand_over(film(TITLE))
    assert (await sonarr.look())[order.id].phase is Phase.WAITING
    assert not sonarr.scene.requests()
    await sonarr.scene.pass_time(61)
    assert sonarr.request(order).asking


async def test_what_cannot_be_followed_now_is_followed_later(sonarr: Asking) -> None:
    """A no that cannot be written is written a minute later."""
    order = await sonarr.hand_over(film(TITLE))
    await sonarr.act("decline", order)
    with patch.object(OrderStore, "async_change", side_effect=LedgerError):
        await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert order.id in await sonarr.look()
    await sonarr.scene.pass_time(61)
    assert not await sonarr.look()


async def test_one_that_cannot_be_settled_holds_up_no_other(
    sonarr: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody expected is logged, and the others go on."""
    one, two = (
        await sonarr.hand_over(film("A.2010-G")),
        await sonarr.hand_over(film(TITLE)),
    )
    await sonarr.act("decline", one)
    await sonarr.act("decline", two)
    real: Any = following.is_about  # type: ignore[attr-defined]

    def is_about(order: Any, request: Any) -> bool:
        if order.id == one.id:
            raise ZeroDivisionError
        return real(order, request)

    with patch.object(following, "is_about", is_about):
        await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert "could not be followed" in caplog.text
    caplog.clear()
    assert set(await sonarr.look()) == {one.id}


async def test_a_desk_of_before_takes_nothing(sonarr: Asking) -> None:
    """An asker that has been changed or removed has another desk, or none."""
    desk = await sonarr.desk()
    entry = sonarr.scene.entry
    sonarr.hass.config_entries.async_update_subentry(
        entry, entry.subentries[SONARR], data=asker_data("sonarr", category="new")
    )
    await sonarr.scene.settle()
    with pytest.raises(NotNow):
        await desk.take(Handed(payload=Payload(file=film(TITLE).content)))
    assert (await sonarr.desk()).settings.category == "new"


async def test_a_link_is_fetched(sonarr: Asking) -> None:
    """Whatever it leads to; one that leads to nothing is not taken."""
    desk = await sonarr.desk()
    link = sonarr.scene.site.offer(film(TITLE))
    assert (await desk.fetch(link)).file
    with pytest.raises(NotTaken):
        await desk.fetch(f"{link}-not")


async def test_what_has_left_the_history_is_still_its_programs(sonarr: Asking) -> None:
    """A torrent may be shared for longer than requests are remembered."""
    order = await running(sonarr)
    sonarr.torrents.complete(order.id)
    await sonarr.scene.hub.clients["torrents"].async_refresh()
    await sonarr.scene.settle()
    history = sonarr.scene.hub.ledger.history
    history.clear()
    await sonarr.reload()
    sonarr.scene.hub.ledger.history.clear()
    standing = (await sonarr.look())[order.id]
    assert standing.phase is Phase.RUNNING
    desk = await sonarr.desk()
    await desk.set_stopped([order.id], stopped=True)
    assert sonarr.torrents.asked("pause") == [(order.id,)]
    await desk.delete([order.id], delete_data=True)
    assert sonarr.torrents.removed == [(order.id, True)]
    assert not await sonarr.look()


async def test_a_person_gives_it_up(sonarr: Asking) -> None:
    """Before or after the yes: it is gone for its program, and may be asked about again."""
    torrent = film(TITLE)
    order = await sonarr.hand_over(torrent)
    await sonarr.act("cancel", order)
    assert not await sonarr.look()
    order = await running(sonarr)
    await sonarr.act("remove_download", order, delete_data=True)
    assert not await sonarr.look()
    order = await sonarr.hand_over(torrent)
    assert sonarr.request(order).asking


async def test_a_person_removes_what_is_done(sonarr: Asking) -> None:
    """It is not there any more, so its program does not see it any more."""
    order = await running(sonarr)
    sonarr.torrents.complete(order.id)
    await sonarr.scene.hub.clients["torrents"].async_refresh()
    await sonarr.scene.settle()
    await sonarr.act("remove_download", order, delete_data=True)
    await sonarr.reload()
    assert not await sonarr.look()


async def test_what_the_client_had_before_stays_there(sonarr: Asking) -> None:
    """It was somebody else's: its program lets go of it, and nothing is deleted."""
    torrent = film(TITLE)
    there = sonarr.torrents.read(Identity(), torrent.content, None)
    sonarr.torrents.put(there, DownloadOptions())
    order = await running(sonarr)
    desk = await sonarr.desk()
    await desk.delete([order.id], delete_data=True)
    await sonarr.scene.settle()
    assert not sonarr.torrents.removed
    assert not await sonarr.look()


async def test_the_client_is_removed(sonarr: Asking) -> None:
    """Nobody is left to show it."""
    order = await running(sonarr)
    sonarr.hass.config_entries.async_remove_subentry(sonarr.scene.entry, "torrents")
    await sonarr.scene.settle()
    assert not await sonarr.look()
    assert sonarr.scene.hub.askers.orders.get(order.key)


async def test_no_client_takes_it(asking: Asking) -> None:
    """Without a client of its kind it waits like anything else, and its program is told no folder."""
    asking.asker(SONARR, "Sonarr", "sonarr", client="gone")
    await asking.start()
    asking.hass.config_entries.async_remove_subentry(asking.scene.entry, "torrents")
    await asking.scene.settle()
    order = await asking.hand_over(film(TITLE))
    desk = await asking.desk()
    assert await desk.habits() == Habits()
    await desk.create_category("new")
    await asking.act("approve", order)
    assert (await asking.look())[order.id].phase is Phase.QUEUED
    await desk.delete([order.id], delete_data=True)
    assert list(asking.scene.requests().values()) == ["cancelled"]


async def test_it_is_off_and_on_again(sonarr: Asking) -> None:
    """Whoever is switched off is turned away, and has lost nothing."""
    order = await sonarr.hand_over(film(TITLE))
    entry = sonarr.scene.entry
    for enabled in (False, True):
        data = asker_data("sonarr", enabled=enabled)
        sonarr.hass.config_entries.async_update_subentry(
            entry, entry.subentries[SONARR], data=data
        )
        await sonarr.scene.settle()
        assert async_door(sonarr.hass).is_open is enabled
    assert order.id in await sonarr.look()


async def test_what_is_over_is_forgotten(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file after a week, the order itself after half a year; what waits is kept."""
    monkeypatch.setattr("custom_components.greenlight.ledger.kept_files._YOUNG", -1.0)
    kept = await sonarr.hand_over(film("Kept.2010-G"))
    await sonarr.act("approve", kept)
    order = await sonarr.hand_over(film(TITLE))
    await sonarr.act("decline", order)
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    orders = sonarr.scene.hub.askers.orders
    now = orders.get(order.key)
    assert now
    assert now.fate is Fate.DECLINED
    await sonarr.scene.pass_time(86401)
    assert await orders.files.async_read(order.file)
    for _ in range(8):
        await sonarr.scene.pass_time(86401)
    assert await orders.files.async_read(order.file) is None
    assert await orders.files.async_read(kept.file)
    monkeypatch.setattr(following, "REMEMBERED", 9 * 86400.0)
    await sonarr.scene.pass_time(86401)
    assert orders.get(order.key) is None


async def test_a_failure_is_not_shown_for_ever(asking: Asking) -> None:
    """A program that never takes it up has forgotten it."""
    asking.asker(POST, "Post", "post", protocol="usenet")
    await asking.start()
    nzb = make_post(TITLE, {"a.mkv": bytes(9000)}).nzb
    order = await asking.hand_over(nzb, "post", name=TITLE)
    await asking.act("decline", order)
    await asking.scene.pass_time(UNDO_WINDOW + 1)
    assert (await asking.look("post"))[order.id].phase is Phase.FAILED
    for _ in range(9):
        await asking.scene.pass_time(86401)
    assert not await asking.look("post")


async def test_a_feed_offers_what_waits(asking: Asking) -> None:
    """There is one question; the program's wishes count, as it has to find it again."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.parts += asking.scene.parts()[1:]
    await asking.start()
    torrent = asking.scene.publish("Some.film.2010.1080p.WEB-DL-GRP")
    await asking.scene.look()
    order = await asking.hand_over(torrent)
    request = asking.request(order)
    assert len(asking.scene.requests()) == 1
    assert request.options.category == "tv"
    await (await asking.desk()).delete([order.id], delete_data=True)
    # The feed's question is not the program's to end.
    assert asking.now(request).asking


async def test_removed_in_the_client_while_it_runs(sonarr: Asking) -> None:
    """Somebody has removed it there: that is how its program sees it, too."""
    order = await running(sonarr)
    request = sonarr.request(order)
    sonarr.torrents.downloads.clear()
    for _ in range(5):
        await sonarr.scene.hub.clients["torrents"].async_refresh()
        await sonarr.scene.pass_time(60)
    assert sonarr.now(request).state is State.CANCELLED
    assert not await sonarr.look()


async def test_states_of_before_are_shown_at_once(asking: Asking) -> None:
    """Three programs that look at once cost the client one look."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(RADARR, "Radarr", "radarr")
    await asking.start()
    order = await running(asking)
    asking.torrents.complete(order.id)
    asking.torrents.show(order.id, state=DownloadState.SEEDING)
    await asking.scene.hub.clients["torrents"].async_refresh()
    before = asking.torrents.count("show")
    await asking.look()
    await asking.look()
    assert asking.torrents.count("show") - before <= 1


async def test_what_was_removed_there_can_be_ordered_again_at_once(
    sonarr: Asking,
) -> None:
    """Its program is not told that it is there because nobody has looked yet."""
    order = await running(sonarr)
    sonarr.torrents.complete(order.id)
    await sonarr.scene.hub.clients["torrents"].async_refresh()
    await sonarr.look()
    again = await sonarr.hand_over(film(TITLE))
    assert sonarr.request(again).state is State.COMPLETED
    sonarr.torrents.failure = CannotConnect()
    assert sonarr.request(await sonarr.hand_over(film(TITLE))).state is State.COMPLETED
    sonarr.torrents.failure = None
    sonarr.torrents.downloads.clear()
    anew = await sonarr.hand_over(film(TITLE))
    assert sonarr.request(anew).asking

"""What becomes of what another program hands over."""

from dataclasses import replace

import pytest

from custom_components.greenlight.askers.base import NotTaken, Phase, UnknownOrder
from custom_components.greenlight.askers.looking import FRESH, GONE_AFTER
from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.clients.through import ShareLimits
from custom_components.greenlight.engine.options import Priority
from custom_components.greenlight.engine.order import Place
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from tests.support.nzb import make_post
from tests.support.torrents import make_torrent

from .conftest import POST, RADARR, SONARR, SONARR_5, Asking, film


async def test_it_is_asked_about_and_shown_as_waiting(sonarr: Asking) -> None:
    """What is handed over is a question, and waits for its program."""
    order = await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP"))
    request = sonarr.request(order)
    assert request.asking
    assert request.release.title == "Sintel.2010.1080p.WEB-DL.H.264-GRP"
    assert request.options.category == "tv"
    assert sonarr.codes(request) == ["handed_over"]
    (standing,) = (await sonarr.look()).values()
    assert (standing.phase, standing.shown) == (Phase.WAITING, None)
    assert standing.order.size == 5000
    assert not sonarr.torrents.asked("add")


async def test_a_yes_hands_it_on_and_shows_the_real_thing(sonarr: Asking) -> None:
    """After the yes the client has it as wished, and its program sees what the client shows."""
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    order = await sonarr.hand_over(torrent, ratio_limit=2.0, sequential=True)
    await sonarr.act("approve", order)
    assert sonarr.torrents.taken == [torrent.v1]
    options = sonarr.torrents.options[order.id]
    assert (options.category, options.ratio_limit, options.sequential) == (
        "tv",
        2.0,
        True,
    )
    (standing,) = (await sonarr.look()).values()
    assert standing.phase is Phase.RUNNING
    assert standing.shown
    assert standing.shown.download.state is DownloadState.DOWNLOADING
    sonarr.torrents.complete(order.id)
    await sonarr.scene.hub.clients["torrents"].async_refresh()
    await sonarr.scene.pass_time(FRESH + 1)
    assert sonarr.now(sonarr.request(order)).state is State.COMPLETED


async def test_its_program_removes_what_is_done(sonarr: Asking) -> None:
    """What is complete is shown until its program removes it, with its data or without."""
    order = await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP"))
    await sonarr.act("approve", order)
    sonarr.torrents.complete(order.id)
    await sonarr.scene.hub.clients["torrents"].async_refresh()
    await sonarr.scene.settle()
    desk = await sonarr.desk()
    await desk.delete([order.id.upper()], delete_data=True)
    assert sonarr.torrents.removed == [(order.id, True)]
    assert not await sonarr.look()
    assert sonarr.scene.hub.askers.orders.get(order.key) is None


async def test_a_client_that_is_away_keeps_its_downloads_listed(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is not shorter because nobody can be asked, neither before nor after a restart."""
    monkeypatch.setattr("custom_components.greenlight.askers.looking.FRESH", 0.0)
    order = await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP"))
    await sonarr.act("approve", order)
    assert (await sonarr.look())[order.id].phase is Phase.RUNNING
    sonarr.torrents.failure = CannotConnect()
    assert (await sonarr.look())[order.id].phase is Phase.RUNNING
    await sonarr.reload()
    assert (await sonarr.look())[order.id].phase is Phase.QUEUED
    sonarr.torrents.failure = None
    assert (await sonarr.look())[order.id].phase is Phase.RUNNING


async def test_what_somebody_removed_in_the_client_is_gone_after_a_while(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that starts shows its downloads little by little, so one is not gone at once."""
    monkeypatch.setattr("custom_components.greenlight.askers.looking.FRESH", 0.0)
    order = await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP"))
    await sonarr.act("approve", order)
    sonarr.torrents.complete(order.id)
    await sonarr.scene.hub.clients["torrents"].async_refresh()
    await sonarr.look()
    sonarr.torrents.downloads.clear()
    assert order.id in await sonarr.look()
    monkeypatch.setattr(
        "custom_components.greenlight.askers.looking.GONE_AFTER", GONE_AFTER * 0
    )
    await sonarr.look()
    await sonarr.scene.settle()
    assert not await sonarr.look()


async def test_start_and_force_are_never_a_yes(sonarr: Asking) -> None:
    """What is wished of something that waits is kept for the yes."""
    order = await sonarr.hand_over(
        film("Sintel.2010.1080p.WEB-DL.H.264-GRP"), stopped=True
    )
    desk, known = await sonarr.desk(), [order.id]
    await desk.set_stopped(known, stopped=False)
    await desk.set_forced(known, forced=True)
    await desk.move(known, Place.TOP)
    await desk.set_limits(known, ShareLimits(ratio=1.5, seeding_time=60))
    await desk.add_tags(known, ["a", "b"])
    await desk.remove_tags(known, ["b"])
    await desk.set_category(known, "other")
    await desk.reannounce(known)
    await desk.recheck(known)
    await sonarr.scene.settle()
    assert sonarr.request(order).state is State.PENDING
    assert not sonarr.torrents.commands
    await sonarr.act("approve", order)
    options = sonarr.torrents.options[order.id]
    assert not options.stopped
    assert options.priority is Priority.FORCE
    assert (options.ratio_limit, options.seeding_time) == (1.5, 60)
    assert (options.tags, options.category) == (("a",), "other")
    # From now on it is passed on.
    await desk.set_category(known, "imported")
    await desk.set_stopped(known, stopped=True)
    await desk.set_forced(known, forced=False)
    await desk.move(known, Place.BOTTOM)
    await desk.add_tags(known, ["c"])
    await desk.remove_tags(known, ["c"])
    await desk.set_limits(known, ShareLimits())
    await desk.recheck(known)
    await desk.reannounce(known)
    assert sonarr.torrents.asked("set_category") == [(order.id, "imported")]
    assert sonarr.torrents.asked("set_forced") == [(order.id, False)]
    assert sonarr.torrents.asked("move") == [(order.id, Place.BOTTOM)]
    assert sonarr.torrents.asked("add_tags") == [(order.id, ("c",))]
    assert sonarr.torrents.asked("remove_tags") == [(order.id, ("c",))]
    assert sonarr.torrents.asked("set_limits") == [(order.id, ShareLimits())]
    assert sonarr.torrents.count("recheck") == sonarr.torrents.count("reannounce") == 1
    assert sonarr.torrents.asked("pause") == [(order.id,)]
    assert (await sonarr.look())[order.id].order.category == "imported"


async def test_files_and_trackers_of_what_waits(sonarr: Asking) -> None:
    """Its torrent says which files there are; its tracker works, so nobody tries to mend it."""
    torrent = make_torrent(
        "Sintel.2010",
        {"a/one.mkv": bytes(10), "two.nfo": bytes(20)},
        piece_length=16384,
    )
    order = await sonarr.hand_over(torrent)
    desk = await sonarr.desk()
    assert {(one.name, one.size) for one in await desk.files(order.id)} == {
        ("Sintel.2010/a/one.mkv", 10),
        ("Sintel.2010/two.nfo", 20),
    }
    (tracker,) = await desk.trackers(order.id)
    assert tracker.works
    assert tracker.message
    with pytest.raises(UnknownOrder):
        await desk.files("f" * 40)
    await sonarr.act("approve", order)
    assert [one.name for one in await desk.files(order.id)] == ["Through.mkv"]
    assert (await desk.trackers(order.id))[0].url == "http://tracker.example"


@pytest.mark.parametrize("mode", ["v1", "v2", "hybrid"])
async def test_its_program_finds_it_by_the_hash_it_computed(
    sonarr: Asking, mode: str
) -> None:
    """Whatever of its hashes a program asks for, in full, short or in capitals, it is there."""
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP", mode=mode)
    order = await sonarr.hand_over(torrent)
    desk = await sonarr.desk()
    assert order.id == (torrent.v1 or torrent.v2)
    known = [one for one in (torrent.v1, torrent.v2) if one]
    for value in (*known, *(one[:40].upper() for one in known)):
        found = desk.find(value)
        assert found is not None
        assert found.order.id == order.id


async def test_the_same_one_again_is_one_question(sonarr: Asking) -> None:
    """A program that hands it over again is told that it is there; so is one that restarts."""
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    first = await sonarr.hand_over(torrent)
    again = await sonarr.hand_over(torrent.magnet())
    assert again.key == first.key
    await sonarr.reload()
    await sonarr.hand_over(torrent)
    assert len(sonarr.scene.requests()) == 1


async def test_what_cannot_be_read_is_not_taken(sonarr: Asking) -> None:
    """A page or a post of usenet is no torrent."""
    for content in (
        b"<html>",
        make_post("Some.Film.2020-GRP", {"a.mkv": bytes(9)}).nzb,
    ):
        with pytest.raises(NotTaken) as caught:
            await sonarr.hand_over(content)
        assert caught.value.unreadable
    assert not sonarr.scene.requests()


async def test_a_no_without_a_library_makes_it_vanish(sonarr: Asking) -> None:
    """Once the no can be taken back no longer, it is gone, and is not taken again."""
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    order = await sonarr.hand_over(torrent)
    await sonarr.act("decline", order, reason="Too large")
    assert (await sonarr.look())[order.id].phase is Phase.WAITING
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert not await sonarr.look()
    with pytest.raises(NotTaken, match="Too large"):
        await sonarr.hand_over(torrent)
    # The same upload in another place has another hash.
    with pytest.raises(NotTaken):
        await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP", private=True))
    assert len(sonarr.scene.requests()) == 1
    # This one would be stuck with it for ever.
    again = await sonarr.hand_over(torrent, agent=SONARR_5)
    assert (await sonarr.look())[again.id].phase is Phase.FAILED
    desk = await sonarr.desk()
    await desk.delete([again.id], delete_data=False)
    assert not await sonarr.look()


async def test_a_no_that_is_taken_back_leaves_everything_as_it_was(
    sonarr: Asking,
) -> None:
    """Nothing has happened for its program."""
    order = await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP"))
    await sonarr.act("decline", order)
    await sonarr.act("undo", order)
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert (await sonarr.look())[order.id].phase is Phase.WAITING
    await sonarr.act("approve", order)
    await sonarr.act("undo", order, delete_data=True)
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert (await sonarr.look())[order.id].phase is Phase.WAITING


async def test_nobody_answers(sonarr: Asking) -> None:
    """It vanishes without a word, and is asked about again only after a rest."""
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    await sonarr.hand_over(torrent)
    for _ in range(14):
        await sonarr.scene.pass_time(6 * 3600)
        if not await sonarr.look():
            break
    assert list(sonarr.scene.requests().values()) == ["expired"]
    with pytest.raises(NotTaken):
        await sonarr.hand_over(torrent)
    await sonarr.hand_over(torrent, agent=SONARR_5)
    assert not await sonarr.look()
    await sonarr.scene.pass_time(13 * 3600)
    order = await sonarr.hand_over(torrent)
    assert sonarr.request(order).asking


async def test_its_program_withdraws_it(sonarr: Asking) -> None:
    """The question ends politely, and a yes that comes too late is told why."""
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    order = await sonarr.hand_over(torrent)
    request = sonarr.request(order)
    desk = await sonarr.desk()
    await desk.delete([order.id], delete_data=False)
    await sonarr.scene.settle()
    assert sonarr.now(request).state is State.CANCELLED
    assert sonarr.codes(request)[-1] == "withdrawn"
    assert sonarr.now(request).journal[-1].who.name == "Sonarr"
    assert not await sonarr.look()
    assert not sonarr.torrents.taken
    again = await sonarr.hand_over(torrent)
    assert sonarr.request(again).asking


async def test_a_yes_and_a_withdrawal_at_once(sonarr: Asking) -> None:
    """Whichever comes first, nothing is downloaded that its program does not follow."""
    order = await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP"))
    request, desk = sonarr.request(order), await sonarr.desk()
    await sonarr.scene.act("approve", request_id=request.id)
    await desk.delete([order.id], delete_data=True)
    await sonarr.scene.settle()
    assert sonarr.now(request).state is State.CANCELLED
    assert not sonarr.torrents.downloads


async def test_a_better_one_joins_the_question(sonarr: Asking) -> None:
    """Of one film people are asked about the best; a yes to it lets the other go."""
    good = await sonarr.hand_over(film("Sintel.2010.720p.WEB-DL.H.264-GRP"))
    best = await sonarr.hand_over(film("Sintel.2010.2160p.WEB-DL.DV.H.265-GRP"))
    assert sonarr.request(good).id == sonarr.request(best).id
    assert set((await sonarr.phases()).values()) == {"waiting"}
    await sonarr.act("approve", best)
    assert sonarr.torrents.taken == [best.id]
    assert (await sonarr.look())[good.id].phase is Phase.WAITING
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert set(await sonarr.look()) == {best.id}


async def test_a_no_to_the_best_asks_about_the_other(sonarr: Asking) -> None:
    """Nobody has answered that."""
    good = await sonarr.hand_over(film("Sintel.2010.720p.WEB-DL.H.264-GRP"))
    best = await sonarr.hand_over(film("Sintel.2010.2160p.WEB-DL.DV.H.265-GRP"))
    await sonarr.act("decline", best)
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert set(await sonarr.look()) == {good.id}
    request = sonarr.request(good)
    assert request.asking
    assert request.release.hashes == {good.id}


async def test_a_worse_one_joins_and_can_be_taken(sonarr: Asking) -> None:
    """A person may well want the other one; what its program withdraws is no candidate."""
    best = await sonarr.hand_over(film("Sintel.2010.2160p.WEB-DL.DV.H.265-GRP"))
    good = await sonarr.hand_over(film("Sintel.2010.1080p.WEB-DL.H.264-GRP"))
    small = await sonarr.hand_over(film("Sintel.2010.720p.WEB-DL.H.264-GRP"))
    request = sonarr.request(best)
    assert {one.guid for one in request.also} == {good.id, small.id}
    desk = await sonarr.desk()
    await desk.delete([small.id], delete_data=False)
    assert [one.guid for one in sonarr.now(request).also] == [good.id]
    await sonarr.scene.act("take_instead", request_id=request.id, candidate=1)
    await sonarr.scene.settle()
    assert sonarr.torrents.taken == [good.id]
    await sonarr.scene.pass_time(UNDO_WINDOW + 1)
    assert set(await sonarr.look()) == {good.id}


async def test_two_askers_hold_the_same_torrent(asking: Asking) -> None:
    """There is one question, and what one removes stays for the other."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(RADARR, "Radarr", "radarr", type="radarr")
    await asking.start()
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    one = await asking.hand_over(torrent)
    other = await asking.hand_over(torrent, "radarr", category="films")
    assert asking.request(one).id == asking.request(other).id
    assert "also_ordered" in asking.codes(asking.request(one))
    desk = await asking.desk()
    await asking.act("approve", one)
    assert (await asking.look("radarr"))[other.id].order.category == "films"
    await desk.delete([one.id], delete_data=True)
    assert not asking.torrents.removed
    assert not await asking.look()
    assert (await asking.look("radarr"))[other.id].phase is Phase.RUNNING
    await (await asking.desk("radarr")).delete([other.id], delete_data=True)
    assert not await asking.look("radarr")


async def test_one_of_two_withdraws(asking: Asking) -> None:
    """The question goes on for the other, also when the one that withdrew asked first."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(RADARR, "Radarr", "radarr", type="radarr")
    await asking.start()
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    one = await asking.hand_over(torrent)
    other = await asking.hand_over(torrent, "radarr")
    await (await asking.desk()).delete([one.id], delete_data=False)
    await asking.scene.settle()
    assert asking.request(other).asking
    await asking.act("approve", other)
    assert asking.torrents.taken == [other.id]


async def test_an_asker_is_removed(asking: Asking) -> None:
    """What only it has ordered is asked about no more; what another wants too goes on."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(RADARR, "Radarr", "radarr", type="radarr")
    await asking.start()
    both = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    only = await asking.hand_over(film("Tears.of.Steel.2012.1080p.WEB-DL-GRP"))
    alone = asking.request(only)
    await asking.hand_over(both)
    other = await asking.hand_over(both, "radarr")
    asking.hass.config_entries.async_remove_subentry(asking.scene.entry, SONARR)
    await asking.scene.settle()
    assert asking.now(alone).state is State.CANCELLED
    assert asking.request(other).asking
    await asking.act("approve", other)
    assert asking.torrents.taken == [other.id]
    assert not asking.scene.hub.askers.orders.of(SONARR)


async def test_usenet_knows_a_word_for_no(asking: Asking) -> None:
    """It is seen to have failed, with the reason, until its program takes it up."""
    asking.asker(POST, "Sonarr", "post", protocol="usenet")
    await asking.start()
    nzb = make_post("Sintel.2010.1080p.WEB-DL.H.264-GRP", {"a.mkv": bytes(9000)}).nzb
    order = await asking.hand_over(
        nzb, "post", name="Sintel.2010.1080p.WEB-DL.H.264-GRP"
    )
    assert (await asking.look("post"))[order.id].phase is Phase.WAITING
    await asking.act("decline", order, reason="Not that one")
    await asking.scene.pass_time(UNDO_WINDOW + 1)
    standing = (await asking.look("post"))[order.id]
    assert standing.phase is Phase.FAILED
    assert "Not that one" in standing.why
    await (await asking.desk("post")).delete([order.id], delete_data=True)
    assert not await asking.look("post")
    with pytest.raises(NotTaken):
        await asking.hand_over(nzb, "post", name="Sintel.2010.1080p.WEB-DL.H.264-GRP")


async def test_usenet_is_handed_on(asking: Asking) -> None:
    """A yes hands the kept file on, and what comes of it is shown."""
    asking.asker(POST, "Sonarr", "post", protocol="usenet")
    await asking.start()
    nzb = make_post("Sintel.2010.1080p.WEB-DL.H.264-GRP", {"a.mkv": bytes(9000)}).nzb
    order = await asking.hand_over(
        nzb, "post", name="Sintel.2010.1080p.WEB-DL.H.264-GRP"
    )
    await asking.act("approve", order)
    standing = (await asking.look("post"))[order.id]
    assert standing.phase is Phase.RUNNING
    (job,) = asking.usenet.downloads
    asking.usenet.end_job(job, DownloadState.FAILED)
    await asking.scene.hub.clients["usenet"].async_refresh()
    await asking.scene.settle()
    assert (await asking.look("post"))[order.id].phase is Phase.FAILED


async def test_what_fails_in_the_client_is_an_error(sonarr: Asking) -> None:
    """A person who tries it again has it go on; so has its program that hands it over again."""
    torrent = film("Sintel.2010.1080p.WEB-DL.H.264-GRP")
    order = await sonarr.hand_over(torrent)
    await sonarr.act("approve", order)
    hub = sonarr.scene.hub
    hub.gate.attached.settings["torrents"] = replace(
        hub.gate.attached.settings["torrents"], error_timeout=1.0
    )
    sonarr.torrents.show(order.id, state=DownloadState.FAILED, message="Broken disk")
    for _ in range(3):
        await hub.clients["torrents"].async_refresh()
        await sonarr.scene.pass_time(30)
    standing = (await sonarr.look())[order.id]
    assert (standing.phase, "Broken disk" in standing.why) == (Phase.FAILED, True)
    again = await sonarr.hand_over(torrent)
    assert sonarr.request(again).asking

"""What autobrr announces becomes a question at once, and autobrr is told so."""

from dataclasses import replace
from datetime import UTC, datetime

from custom_components.greenlight.engine.release import Flag
from tests.support.autobrr import Announce

from .conftest import PUSH_ID, Pushing

TITLE = "Salt.Film.2026.1080p.WEB-DL.x264-ELM"


async def test_the_test_button_finds_a_radarr(pushing: Pushing) -> None:
    await pushing.start()
    assert await pushing.autobrr().test() == "6.0.4.10291"
    assert await pushing.autobrr(basic=("somebody", "else")).test()


async def test_an_announce_is_a_question_and_counts_as_taken(pushing: Pushing) -> None:
    await pushing.start()
    announce = pushing.announce(TITLE, freeleech=100, origin="internal")
    row = await pushing.autobrr().pushed(announce)
    assert row["title"] == TITLE
    assert (row["approved"], row["rejected"]) == (False, False)
    assert row["temporarilyRejected"] is True
    assert row["rejections"] == ["Waiting for approval"]
    (request,) = pushing.every()
    assert request.state.value == "pending"
    release = request.release
    assert release.source == PUSH_ID
    assert release.link == announce.url
    assert release.size == announce.size
    assert release.indexer == "North Harbour"
    assert release.flags == {Flag.FREELEECH, Flag.INTERNAL}
    assert not release.hashes


async def test_the_question_downloads_what_was_announced(pushing: Pushing) -> None:
    await pushing.start()
    await pushing.autobrr().push(pushing.announce(TITLE))
    (request,) = pushing.every()
    await pushing.scene.act("approve", request_id=request.id)
    await pushing.scene.settle()
    assert pushing.scene.requests() == {TITLE: "downloading"}


async def test_a_rule_that_approves_is_told_as_approved(pushing: Pushing) -> None:
    await pushing.start(action="approve")
    row = await pushing.autobrr().pushed(pushing.announce(TITLE))
    assert (row["approved"], row["rejected"]) == (True, False)
    assert row["rejections"] == []
    await pushing.scene.settle()
    assert pushing.scene.requests() == {TITLE: "downloading"}


async def test_what_no_rule_is_for_is_rejected_with_the_reasons(
    pushing: Pushing,
) -> None:
    await pushing.start()
    why = await pushing.autobrr().push(pushing.announce("Salt.Play.2026.1080p-ELM"))
    assert why
    assert "film" in " ".join(why)
    assert not pushing.every()


async def test_without_a_rule_it_is_said_that_there_is_none(pushing: Pushing) -> None:
    await pushing.start(enabled=False)
    assert await pushing.autobrr().push(pushing.announce(TITLE))
    await pushing.scene.hass.config_entries.async_unload(pushing.scene.entry.entry_id)
    parts = list(pushing.scene.entry.subentries.values())
    for one in parts:
        if one.subentry_type == "rule":
            pushing.scene.hass.config_entries.async_remove_subentry(
                pushing.scene.entry, one.subentry_id
            )
    await pushing.scene.hass.config_entries.async_setup(pushing.scene.entry.entry_id)
    await pushing.scene.settle()
    assert await pushing.autobrr().push(pushing.announce(TITLE)) == [
        "No rule is for it"
    ]


async def test_what_is_announced_again_is_one_request(pushing: Pushing) -> None:
    await pushing.start()
    announce = pushing.announce(TITLE)
    autobrr = pushing.autobrr()
    await autobrr.push(announce)
    row = await autobrr.pushed(announce)
    assert row["rejected"] is False
    assert row["rejections"] == ["Asked about already, and waiting for approval"]
    assert len(pushing.every()) == 1


async def test_what_was_answered_is_said(pushing: Pushing) -> None:
    await pushing.start()
    announce = pushing.announce(TITLE)
    autobrr = pushing.autobrr()
    await autobrr.push(announce)
    (request,) = pushing.every()
    await pushing.scene.act("decline", request_id=request.id)
    assert await autobrr.push(announce) == ["Declined already"]
    await pushing.scene.act("undo", request_id=request.id)
    await pushing.scene.act("approve", request_id=request.id)
    await pushing.scene.settle()
    row = await autobrr.pushed(announce)
    assert (row["approved"], row["rejected"]) == (True, False)
    assert row["rejections"] == ["Being downloaded already"]


async def test_the_copy_in_the_feed_is_the_same_request(pushing: Pushing) -> None:
    await pushing.start()
    torrent = pushing.scene.publish(TITLE)
    (item,) = pushing.scene.site.items
    announce = Announce(
        title=TITLE, url="http://127.0.0.1:9/get/1?passkey=0123", size=item.size or 0
    )
    await pushing.autobrr().push(announce)
    await pushing.scene.look()
    (request,) = pushing.every()
    assert request.release.source == PUSH_ID
    # What the announce leads to is gone, so it is had from the feed.
    await pushing.scene.act("approve", request_id=request.id)
    await pushing.scene.settle()
    assert pushing.scene.requests() == {TITLE: "downloading"}
    assert pushing.scene.request(TITLE).download == torrent.client_id


async def test_an_announce_without_a_size_is_the_same_as_its_copy_in_the_feed(
    pushing: Pushing,
) -> None:
    """Many channels do not say how large something is."""
    await pushing.start()
    pushing.scene.publish(TITLE)
    (item,) = pushing.scene.site.items
    pushing.scene.site.items = [
        replace(item, published=datetime(2026, 1, 1, 0, 4, tzinfo=UTC))
    ]
    announce = Announce(
        title=TITLE, url="http://127.0.0.1:9/get/1", at="2026-01-01T00:00:02Z"
    )
    await pushing.autobrr().push(announce)
    await pushing.scene.look()
    assert len(pushing.every()) == 1


async def test_the_same_of_two_trackers_is_one_question(pushing: Pushing) -> None:
    await pushing.start()
    autobrr = pushing.autobrr()
    await autobrr.push(pushing.announce(TITLE))
    other = Announce(
        title=TITLE,
        url="http://127.0.0.1:9/other",
        size=pushing.every()[0].release.size or 0,
    )
    assert (await autobrr.pushed(other))["rejected"] is False
    assert len(pushing.every()) == 1


async def test_nothing_is_forgotten_over_a_restart(pushing: Pushing) -> None:
    await pushing.start()
    announce = pushing.announce(TITLE)
    await pushing.autobrr().push(announce)
    entry_id = pushing.scene.entry.entry_id
    assert await pushing.scene.hass.config_entries.async_reload(entry_id)
    await pushing.scene.settle()
    assert pushing.scene.requests() == {TITLE: "pending"}
    row = await pushing.autobrr().pushed(announce)
    assert row["rejections"] == ["Asked about already, and waiting for approval"]
    assert pushing.part.data.seen == 1
    assert pushing.part.data.last_success is not None


async def test_a_sonarr_has_other_flags(pushing: Pushing) -> None:
    await pushing.start(push={"program": "sonarr"})
    autobrr = pushing.autobrr(sonarr=True)
    assert await autobrr.test() == "4.0.17.2952"
    await autobrr.push(pushing.announce(TITLE, freeleech=75, origin="scene"))
    (request,) = pushing.every()
    assert request.release.flags == {Flag.QUARTER, Flag.SCENE}

"""Asked once: a release is the same one under another GUID, link or source, also after a restart."""

from dataclasses import replace
from typing import Any

from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.gate import offers
from tests.support.feed import Fault

from .scene import SOURCE_ID, Scene, part

TITLE = "Salt.Film.2026.1080p.WEB-DL.x264-ELM"
ATOM_ID = "source1"


async def start(scene: Scene, **rule: Any) -> None:
    """Set Greenlight up with one feed twice: as RSS, and as Atom."""
    again = {"type": "feed", "url": scene.site.atom_url}
    await scene.start([*scene.parts(**rule), part("source", ATOM_ID, "Atom", again)])


async def look(scene: Scene) -> None:
    """Look at both."""
    for source_id in (SOURCE_ID, ATOM_ID):
        await scene.hub.sources[source_id].async_refresh()
        await scene.settle()


async def reload(scene: Scene) -> None:
    assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.settle()


def renew_guids(scene: Scene, word: str) -> None:
    """Give everything another GUID, as a site does that makes them up for each answer."""
    scene.site.items = [
        replace(one, guid=f"{word} {number}")
        for number, one in enumerate(scene.site.items)
    ]


async def test_a_feed_that_is_looked_at_in_two_ways_asks_once(scene: Scene) -> None:
    await start(scene)
    scene.publish(TITLE)
    await look(scene)
    assert scene.requests() == {TITLE: "pending"}
    answer = await scene.act("list_requests", answer=True)
    (shown,) = answer["requests"]
    assert "It is on offer at Atom, too" in shown["reasons"]
    assert shown["journal"][-1]["why"] == "It is on offer at Atom, too"


@pytest.mark.parametrize("decision", ["decline", "cancel"])
async def test_what_was_answered_is_not_asked_again(
    scene: Scene, decision: str
) -> None:
    await start(scene)
    scene.publish(TITLE)
    await scene.look()
    await scene.act(decision, request_id=scene.request(TITLE).id)
    for word in ("one", "two"):
        renew_guids(scene, word)
        await look(scene)
        await reload(scene)
    assert not scene.hub.gate.requests.open
    assert len(scene.hub.gate.requests.history) == 1


async def test_a_rule_that_approves_downloads_once(scene: Scene) -> None:
    await start(scene, action="approve")
    scene.publish(TITLE)
    await look(scene)
    request = scene.request(TITLE)
    assert request.state.value == "downloading"
    await scene.act("cancel", request_id=request.id)
    await scene.settle()
    for word in ("one", "two"):
        renew_guids(scene, word)
        await look(scene)
        await reload(scene)
    assert len(list(scene.hub.gate.requests.every())) == 1


async def test_a_corrected_title_is_looked_at(scene: Scene) -> None:
    await start(scene)
    scene.publish("Salt Flim 2026 1080p")
    await scene.look()
    assert not scene.requests()
    scene.site.items = [replace(scene.site.items[0], title="Salt Film 2026 1080p")]
    await scene.look()
    assert scene.requests() == {"Salt Film 2026 1080p": "pending"}


async def test_a_login_page_in_place_of_a_file_asks_for_credentials(
    scene: Scene,
) -> None:
    await start(scene)
    scene.publish(TITLE)
    await scene.look()
    scene.site.torrent_fault = Fault.LOGIN_PAGE
    request_id = scene.request(TITLE).id
    await scene.act("approve", request_id=request_id)
    await scene.settle()
    (flow,) = scene.hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"]["subentry_id"] == SOURCE_ID
    assert scene.requests() == {TITLE: "approved"}
    # Other credentials: what waited for them is tried at once.
    scene.site.torrent_fault = None
    await scene.hub.async_restart(SOURCE_ID)
    await scene.look()
    assert scene.requests() == {TITLE: "downloading"}
    assert not scene.hass.config_entries.flow.async_progress()


async def test_a_limit_is_kept_to_and_shown(scene: Scene) -> None:
    await start(scene)
    scene.publish(TITLE)
    await scene.look()
    scene.site.torrent_fault = Fault.RATE_LIMITED
    scene.site.retry_after = "85871"
    request_id = scene.request(TITLE).id
    await scene.act("approve", request_id=request_id)
    await scene.settle()
    (file,) = {one.path for one in scene.site.seen if one.path.startswith("/torrents")}
    answer = await scene.act("list_requests", answer=True)
    (shown,) = answer["requests"]
    why = shown["journal"][-1]["why"]
    assert why.startswith("The site is not asked before ")
    await scene.pass_time(40_000)
    await reload(scene)
    await scene.pass_time(40_000)
    assert scene.site.count(file) == 1
    scene.site.torrent_fault = None
    await scene.pass_time(6_000)
    assert scene.site.count(file) == 2
    assert scene.requests() == {TITLE: "downloading"}


async def test_a_feed_that_lists_everything_anew_is_bounded_and_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "MAX_WAITING", 5)
    await start(scene)
    issues = ir.async_get(scene.hass)
    for number in range(8):
        scene.publish(f"Film {number}", size=5000 + number)
    await scene.look()
    assert len(scene.hub.gate.requests.open) == 5
    assert issues.async_get_issue(DOMAIN, "too_many_questions")
    await reload(scene)
    assert issues.async_get_issue(DOMAIN, "too_many_questions")
    for _ in range(3):
        oldest = next(iter(scene.hub.gate.requests.open))
        await scene.act("decline", request_id=oldest)
        await scene.settle()
    assert len(scene.hub.gate.requests.open) == 5
    assert not issues.async_get_issue(DOMAIN, "too_many_questions")

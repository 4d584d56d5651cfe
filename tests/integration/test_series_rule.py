"""A rule that follows series: what its sensors count, and what is told of its episodes."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.engine.series.states import EpisodeState
from custom_components.greenlight.engine.series.view import EpisodeView, SeriesView
from custom_components.greenlight.gate.nothing_came import Nothing
from custom_components.greenlight.sensor.episodes import Episodes

from .scene import RULE_ID, Scene

MISSING = "sensor.films_episodes_missing"
ON_WAY = "sensor.films_episodes_on_the_way"
FOLLOWS: dict[str, Any] = {"include": [], "kind": "series", "titles": ["Tide Clerk"]}


async def follow(scene: Scene) -> None:
    """Follow a series by a list of one's own, of which two episodes are known."""
    await scene.start(**FOLLOWS)
    await scene.ask("Tide.Clerk.S01E01.1080p.WEB-DL-GRP")
    await scene.ask("Tide.Clerk.S01E03.1080p.WEB-DL-GRP")


async def test_its_sensors_count_and_move_only_by_that(scene: Scene) -> None:
    await scene.start(**FOLLOWS)
    assert (scene.told(MISSING), scene.told(ON_WAY)) == ("0", "0")
    request_id, _ = await scene.download("Tide.Clerk.S01E01.1080p.WEB-DL-GRP")
    await scene.ask("Tide.Clerk.S01E03.1080p.WEB-DL-GRP")
    counted = scene.hub.gate.series.counts(RULE_ID)
    # Of the third one somebody is asked.
    assert counted == (1, 1)
    assert (scene.told(MISSING), scene.told(ON_WAY)) == ("1", "1")
    before = scene.entity(MISSING).last_reported
    scene.freezer.tick(5)
    scene.hub.gate.announce()
    await scene.settle()
    assert scene.entity(MISSING).last_reported == before
    # What libraries tell comes without a word of the gate.
    with patch.object(scene.hub.gate.series, "counts", return_value=(7, 1)):
        await scene.pass_time(61)
    assert scene.told(MISSING) == "7"
    await scene.act("cancel", request_id=request_id)
    await scene.settle()
    assert scene.told(ON_WAY) == "0"


async def test_nothing_is_shown_before_it_is_counted(scene: Scene) -> None:
    await follow(scene)
    board, counted, heard = scene.hub.gate.series, asyncio.Event(), list[object]()

    async def slow(rule_id: str) -> tuple[int, int]:
        await counted.wait()
        return 2, 1

    episodes = Episodes(scene.hub, RULE_ID)
    with patch.object(board, "counted", slow):
        end = episodes.on_change(lambda: heard.append(episodes.counts))
        assert episodes.counts is None
        # What happens meanwhile is counted, too, and told once where it makes no difference.
        scene.hub.gate.announce()
        assert not heard
        counted.set()
        await scene.settle()
        assert heard == [(2, 1)]
        end()
        board.counted = AsyncMock(return_value=(3, 1))  # type: ignore[method-assign]
        scene.hub.gate.announce()
        await scene.settle()
    assert heard == [(2, 1)]


async def test_they_come_and_go_with_the_kind(scene: Scene) -> None:
    await scene.start()
    assert scene.hass.states.get(MISSING) is None
    part = scene.entry.subentries[RULE_ID]
    before = dict(part.data)
    change = scene.hass.config_entries.async_update_subentry
    change(scene.entry, part, data={**before, **FOLLOWS})
    await scene.settle()
    assert scene.told(MISSING) == "0"
    change(scene.entry, scene.entry.subentries[RULE_ID], data=before)
    await scene.settle()
    assert scene.hass.states.get(MISSING) is None
    assert er.async_get(scene.hass).async_get(ON_WAY) is None
    assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.settle()
    assert scene.hass.states.get(MISSING) is None


async def test_its_episodes_are_listed(scene: Scene) -> None:
    await follow(scene)
    answer = await scene.act("list_episodes", answer=True, rule="films")
    (series,) = answer["series"]
    assert (series["title"], series["library"]) == ("Tide Clerk", None)
    found = {one["episode"]: one["state"] for one in series["episodes"]}
    assert found == {"S01E01": "asked", "S01E02": "missing", "S01E03": "asked"}
    assert series["missing"] == ["S01E02"]
    asked = scene.request("Tide.Clerk.S01E03.1080p.WEB-DL-GRP").id
    assert series["episodes"][2]["request_id"] == asked
    named = {"rule": RULE_ID, "series": "tide clerk"}
    assert await scene.act("list_episodes", answer=True, **named) == answer
    named["series"] = "another"
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("list_episodes", answer=True, **named)
    assert raised.value.translation_key == "unknown_series"
    told = raised.value.translation_placeholders
    assert told == {"rule": "Films", "name": "another", "known": "Tide Clerk"}
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("list_episodes", answer=True, rule="another")
    assert raised.value.translation_key == "unknown_rule"


async def test_what_airs_next_is_told_and_names_are_cleaned(scene: Scene) -> None:
    await scene.start(**FOLLOWS)
    episode = EpisodeView(
        season=1,
        number=4,
        state=EpisodeState.SOON,
        name="Low\u202e Water",
        aired=86400.0,
    )
    view = SeriesView(
        rule=RULE_ID, title="Tide\nClerk", episodes=(episode,), next=("S01E04", 86400.0)
    )
    with patch.object(scene.hub.gate.series, "load", return_value=(view,)):
        answer = await scene.act("list_episodes", answer=True, rule=RULE_ID)
    (series,) = answer["series"]
    assert series["title"] == "Tide Clerk"
    assert series["next"] == {
        "episode": "S01E04",
        "airs": "1970-01-02T00:00:00+00:00",
    }
    assert series["episodes"][0]["name"] == "Low Water"


async def test_another_rule_has_none(scene: Scene) -> None:
    await scene.start()
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("list_episodes", answer=True, rule="Films")
    assert raised.value.translation_key == "no_series_rule"


@pytest.mark.parametrize(
    ("episodes", "said"),
    [
        (("S01E02",), "Tide \\*Clerk: nothing came in 14 days for S01E02."),
        ((), "Tide \\*Clerk is wanted, and nothing came for it in 14 days."),
        (
            tuple(f"S01E{number:02}" for number in range(1, 15)),
            "S01E12, … and 2 more.",
        ),
    ],
)
async def test_that_nothing_came_is_told(
    scene: Scene, episodes: tuple[str, ...], said: str
) -> None:
    await scene.start()
    heard = async_capture_events(scene.hass, "greenlight_nothing_came")
    notices: list[Any] = []
    scene.hub.gate.nothing_came._tell(
        Nothing(rule=RULE_ID, work="Tide *Clerk", episodes=episodes, days=14)
    )
    await scene.settle()
    (event,) = heard
    assert (event.data["rule"], event.data["days"]) == ("Films", 14)
    assert event.data["episodes"] == list(episodes)
    assert event.data["message"].endswith(said)
    notices = list(scene.hass.data["persistent_notification"].values())
    assert [one["message"] for one in notices] == [event.data["message"]]


async def test_only_what_is_lacking_of_a_pack_and_back_again(scene: Scene) -> None:
    """By the actions that buttons call, and after restarts."""
    await scene.start(**FOLLOWS)
    first, second, pack = (
        f"Tide.Clerk.S01{part}.1080p.WEB-DL-GRP" for part in ("E01", "E02", "")
    )
    _, there = await scene.download("Tide.Clerk.S01E03.1080p.WEB-DL-GRP")
    row = scene.client.rows[there]
    row |= {"progress": 1.0, "state": "stalledUP", "completed": row["size"]}
    await scene.poll()
    for title in (first, second, pack):
        scene.publish(title)
    await scene.look()
    request_id = scene.request(pack).id
    assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.settle()
    await scene.act("approve", request_id=request_id, singles=True)
    await scene.settle()
    coming = {first: "downloading", second: "downloading", pack: "superseded"}
    assert coming.items() <= scene.requests().items()
    assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.settle()
    await scene.act("undo", request_id=request_id)
    await scene.settle()
    back = {first: "cancelled", second: "cancelled", pack: "pending"}
    assert back.items() <= scene.requests().items()
    await scene.act("approve", request_id=request_id, singles=True)
    await scene.settle()
    assert coming.items() <= scene.requests().items()

"""Indexers that do not answer are told of, at first where somebody looks and after a day in repairs."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from homeassistant.core import State as EntityState
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.parts.silent_indexers import SilentIndexer, issue_of
from custom_components.greenlight.presentation.card.troubles import Troubles
from tests.contract.sources.site import Reply

from ..indexer_house import PROWLARR, House
from ..scene import Scene

HOUR = 3600.0
MINUTES = 15 * 60.0


@pytest.fixture
async def house(scene: Scene, socket_enabled: None) -> AsyncGenerator[House]:
    """Set Greenlight up with a Prowlarr."""
    async with House.open() as house:
        await scene.start([house.stored()])
        yield house


async def look(scene: Scene, passed: float = 0.0) -> None:
    scene.freezer.tick(passed)
    source: Any = scene.hub.sources[PROWLARR].source
    # For how long one is left alone is told by a clock that no test can turn.
    source._rest.clear()
    await scene.hub.sources[PROWLARR].async_refresh()
    await scene.settle()


def silent(scene: Scene) -> list[tuple[str, str]]:
    """Return who is silent, and why."""
    return [(one.name, one.why) for one in scene.hub.sources[PROWLARR].data.silent]


def attribute(scene: Scene) -> Any:
    entities = er.async_get(scene.hass)
    entity_id = entities.async_get_entity_id(
        "sensor", DOMAIN, f"{scene.entry.entry_id}_{PROWLARR}_items_offered"
    ) or next(
        one.entity_id
        for one in entities.entities.values()
        if one.translation_key == "items_offered"
    )
    state = scene.hass.states.get(entity_id)
    assert state is not None
    return state.attributes.get("silent_indexers")


def shown(scene: Scene) -> EntityState:
    """Return what the page of the source shows of them."""
    (entity_id,) = (
        one.entity_id
        for one in er.async_get(scene.hass).entities.values()
        if one.translation_key == "silent_indexers"
    )
    return scene.entity(entity_id)


def troubles(scene: Scene) -> list[dict[str, Any]]:
    every = Troubles(scene.hub.roster, scene.entry).now()
    return [one for one in every if one["key"].startswith("source_")]


def issue(scene: Scene) -> ir.IssueEntry | None:
    return ir.async_get(scene.hass).async_get_issue(DOMAIN, issue_of(PROWLARR))


async def test_one_that_is_silent_is_named_at_once(scene: Scene, house: House) -> None:
    assert (silent(scene), attribute(scene)) == ([], None)
    house.elm.reply = Reply(status=500)
    await look(scene)
    assert silent(scene) == [("Elm", "cannot_connect")]
    assert attribute(scene) == ["Elm"]
    assert shown(scene).state == "Elm"
    assert shown(scene).attributes["reasons"] == ["Elm cannot be reached"]
    house.elm.reply = None
    await look(scene, HOUR)
    assert (silent(scene), attribute(scene)) == ([], None)
    assert shown(scene).state == "all_answer"
    assert shown(scene).attributes["reasons"] == []


@pytest.mark.parametrize(
    ("names", "state"),
    [
        ([f"Indexer {place:02}" for place in range(40)], 255),
        (["x" * 300], 2),
        (["x" * 300, "y"], 2),
    ],
)
async def test_more_than_a_state_holds_are_counted(
    scene: Scene, house: House, names: list[str], state: int
) -> None:
    part = scene.hub.sources[PROWLARR]
    silent = tuple(SilentIndexer(name=one, why="timeout", since=0.0) for one in names)
    part.async_set_updated_data(replace(part.data, silent=silent))
    told = shown(scene).state
    named, _, more = told.rpartition("+")
    assert len([one for one in named.split(", ") if one]) + int(more) == len(names)
    assert len(told) <= state
    assert len(shown(scene).attributes["reasons"]) == len(names)


async def test_a_source_that_asks_only_one_shows_none(scene: Scene) -> None:
    await scene.start()
    assert "silent_indexers" not in {
        one.translation_key for one in er.async_get(scene.hass).entities.values()
    }


async def test_nothing_is_written_anew_while_it_stays_silent(
    scene: Scene, house: House
) -> None:
    house.elm.reply = Reply(status=500)
    await look(scene)
    before = scene.hub.sources[PROWLARR].data.silent
    await look(scene, HOUR)
    assert scene.hub.sources[PROWLARR].data.silent == before


async def test_the_card_tells_of_it_once_it_is_for_longer(
    scene: Scene, house: House
) -> None:
    house.elm.reply = Reply(status=500)
    await look(scene)
    assert troubles(scene) == []
    await look(scene, HOUR)
    (told,) = troubles(scene)
    assert (told["key"], told["level"]) == ("source_silent", "info")
    assert told["with"]["source"] == "Trees"
    assert told["with"]["indexers"] == "Elm"
    assert told["with"]["since"]


async def test_of_a_source_that_is_silent_itself_that_is_told(
    scene: Scene, house: House
) -> None:
    house.elm.reply = Reply(status=500)
    await look(scene)
    await look(scene, HOUR)
    house.oak.reply = Reply(status=500)
    await look(scene, HOUR)
    assert [one["key"] for one in troubles(scene)] == ["source_away"]


async def test_many_are_not_all_named(scene: Scene, house: House) -> None:
    names = [f"Tree {number}" for number in range(8)]
    listed = house.prowlarr._listed()
    more = [
        {**listed[0], "id": 10 + place, "name": name}
        for place, name in enumerate(names)
    ]
    handler = house.prowlarr._json(lambda: [*listed, *more])
    house.site.handlers["/api/v1/indexer"] = handler
    await look(scene)
    await look(scene, HOUR)
    (told,) = troubles(scene)
    assert told["with"]["indexers"] == ", ".join([*names[:5], "…"])


async def test_repairs_tell_of_it_after_a_day(scene: Scene, house: House) -> None:
    house.elm.reply = Reply(status=500)
    await look(scene)
    await look(scene, 23 * HOUR)
    assert issue(scene) is None
    await look(scene, HOUR)
    told = issue(scene)
    assert told is not None
    assert told.translation_placeholders == {"name": "Trees", "indexers": "Elm"}
    house.elm.reply = None
    await look(scene, HOUR)
    assert issue(scene) is None


@pytest.mark.parametrize("how", ["removed", "off", "changed", "stopped"])
async def test_what_is_no_more_is_told_of_no_more(
    scene: Scene, house: House, how: str
) -> None:
    house.elm.reply = Reply(status=500)
    await look(scene)
    await look(scene, 25 * HOUR)
    assert issue(scene) is not None
    hass, entry = scene.hass, scene.entry
    part = entry.subentries[PROWLARR]
    match how:
        case "removed":
            hass.config_entries.async_remove_subentry(entry, PROWLARR)
        case "off":
            off = {**part.data, "enabled": False}
            hass.config_entries.async_update_subentry(entry, part, data=off)
        case "changed":
            only = {**part.data, "indexers": ["3"]}
            hass.config_entries.async_update_subentry(entry, part, data=only)
        case _:
            assert await hass.config_entries.async_unload(entry.entry_id)
    await scene.settle()
    assert issue(scene) is None


async def test_what_was_ignored_is_told_anew_only_for_others(
    scene: Scene, house: House
) -> None:
    house.elm.reply = Reply(status=500)
    await look(scene)
    await look(scene, 25 * HOUR)
    ir.async_get(scene.hass).async_ignore(DOMAIN, issue_of(PROWLARR), True)
    await look(scene, HOUR)
    told = issue(scene)
    assert told is not None
    assert told.dismissed_version

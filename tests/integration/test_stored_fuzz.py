"""Whatever is in the stored files, as long as it is JSON: the entry loads and every list answers.

Values of the recorded files are replaced, dropped and doubled at random, many at once, so that two
thousand of them take as many starts as are affordable.
"""

from collections.abc import Iterator
from copy import deepcopy
import json
from pathlib import Path
import random
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.diagnostics import async_get_config_entry_diagnostics
from custom_components.greenlight.hub import Hub

from .test_stored import (  # noqa: F401 - fixtures
    FILES,
    answer,
    entry,
    hass_config_dir,
    hass_storage,
    kept_aside,
    names,
    read,
    set_up,
    storage,
    unload,
)

STARTS = 25
MUTATIONS = 80
LISTS = ("list_requests", "list_downloads", "list_completed", "list_skips")
ABSURD: list[Any] = [
    *(None, True, False, 0, -1, 2**31, 2**63, 10**30, -(10**30)),
    *(1e308, -1e308, 0.5, 253_402_300_800.0, 253_402_300_800_000, -62_135_596_801.0),
    *("", "\x00", "soon", "9" * 400, "line\nbreak", "\u202egnp.exe", "x" * 100_000),
    *([], [[]], [None], {}, {"a": {}}, {"code": "x", "count": []}, [{"code": 1}]),
]

type Place = tuple[Any, Any]


def places(data: Any) -> Iterator[Place]:
    """Yield every place in what a file holds: what it is in, and its key there."""
    members: list[Any] = []
    match data:
        case dict():
            members = list(data)
        case list():
            members = list(range(len(data)))
    for key in members:
        yield data, key
        yield from places(data[key])


def mutate(data: Any, chance: random.Random) -> None:
    """Change something somewhere."""
    inside, key = chance.choice(list(places(data)))
    what = chance.randrange(10)
    if what == 0:
        del inside[key]
    elif what == 1 and isinstance(inside, list):
        inside.insert(chance.randrange(len(inside) + 1), deepcopy(inside[key]))
    elif what == 2:
        other, name = chance.choice(list(places(data)))
        inside[key] = deepcopy(other[name])
    else:
        inside[key] = deepcopy(chance.choice(ABSURD))


async def every_list(hass: HomeAssistant) -> None:
    """Have each list answered, in each order that it knows, and as the frontend gets it."""
    for action in LISTS:
        json.dumps(await answer(hass, action, limit=500))
    for order in ("title", "size", "seeders", "expires"):
        await answer(hass, "list_requests", sort=order, text="made up")


@pytest.mark.parametrize("seed", range(STARTS))
async def test_whatever_a_file_holds_the_entry_loads_and_answers(
    hass: HomeAssistant,
    entry: ConfigEntry[Hub],  # noqa: F811
    storage: Path,  # noqa: F811
    seed: int,
) -> None:
    chance = random.Random(seed)
    for name in FILES:
        path = storage / name
        stored = read(path)
        for _ in range(MUTATIONS // len(FILES)):
            if next(places(stored["data"]), None):
                mutate(stored["data"], chance)
        path.write_text(json.dumps(stored), encoding="utf-8")
    await set_up(hass, entry)
    await every_list(hass)
    json.dumps(await async_get_config_entry_diagnostics(hass, entry), default=str)
    # What is written back can be read.
    await unload(hass, entry)
    await set_up(hass, entry)
    await every_list(hass)


async def test_a_value_that_makes_no_sense_costs_nothing_else(
    hass: HomeAssistant,
    entry: ConfigEntry[Hub],  # noqa: F811
    storage: Path,  # noqa: F811
) -> None:
    (name,) = (name for name in FILES if name.endswith(".requests"))
    stored = read(storage / name)
    for one in stored["data"]["requests"]:
        one["release"]["published"] = 253_402_300_800.0
        one["created"] = -1
    (storage / name).write_text(json.dumps(stored), encoding="utf-8")
    hub = await set_up(hass, entry)
    listed = await answer(hass, "list_requests", limit=500)
    shown = {one["id"]: one for one in listed["requests"]}
    for one in stored["data"]["requests"]:
        assert shown[one["id"]]["published"] is None
        assert shown[one["id"]]["created"]
    assert not hub.ledger.damaged
    assert [kept.partition(".corrupt")[0] for kept in kept_aside(storage)] == [name]
    assert [one.translation_key for one in ir.async_get(hass).issues.values()] == [
        "ledger_mended"
    ]


async def test_the_memory_of_a_source_from_the_far_future_stops_only_that_source(
    hass: HomeAssistant,
    entry: ConfigEntry[Hub],  # noqa: F811
    storage: Path,  # noqa: F811
) -> None:
    name = next(name for name in FILES if ".source." in name)
    stored = read(storage / name) | {"version": 9}
    (storage / name).write_text(json.dumps(stored), encoding="utf-8")
    hub = await set_up(hass, entry)
    kinds = [one.subentry_type for one in entry.subentries.values()]
    assert len(hub.sources) == kinds.count("source") - 1
    assert name.rpartition(".")[2] not in hub.sources
    await every_list(hass)
    assert read(storage / name) == stored


@pytest.mark.parametrize("seed", range(15))
async def test_whatever_a_part_holds_the_entry_loads(
    hass: HomeAssistant,
    storage: Path,  # noqa: F811
    names: dict[str, str],  # noqa: F811
    seed: int,
) -> None:
    chance = random.Random(seed)
    path = storage / "core.config_entries"
    stored = read(path)
    (one,) = (one for one in stored["data"]["entries"] if one["domain"] == DOMAIN)
    for part in one["subentries"]:
        for _ in range(2):
            if part["data"]:
                mutate(part["data"], chance)
    path.write_text(json.dumps(stored), encoding="utf-8")
    await hass.config_entries.async_initialize()
    (found,) = hass.config_entries.async_entries(DOMAIN)
    await set_up(hass, found)
    await every_list(hass)
    await unload(hass, found)

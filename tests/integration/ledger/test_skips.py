"""The list of what is skipped survives, and costs nothing else when it is damaged."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.skips import MAX_AGE, Skip, skip_to_dict
from custom_components.greenlight.ledger.ledger import Ledger

from .files import (
    as_json,
    close_all,
    load,
    pass_time,
    question,
    release,
    reload,
    set_aside,
    stored,
    wrapped,
    write,
)


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


@pytest.fixture(autouse=True)
async def all_closed(hass: HomeAssistant) -> AsyncGenerator[None]:
    """Let go of every ledger's timers."""
    yield
    await close_all(hass)


@pytest.fixture
async def ledger(hass: HomeAssistant) -> Ledger:
    """Provide a ledger without anything in it."""
    return await load(hass)


def skip(name: str, age: float = 0.0) -> Skip:
    """Return a release that has failed so many seconds ago."""
    at = dt_util.utcnow().timestamp() - age
    return Skip(
        id=name,
        at=at,
        until=at + MAX_AGE,
        title=name,
        why=Reason("no_seeders", (("hours", "24"),)),
        source="site",
        guid=name,
        hashes=frozenset({"1" * 40}),
        size=5,
    )


def names(ledger: Ledger) -> list[str]:
    return [one.id for one in ledger.skips]


async def test_is_written_with_the_next_commit(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    one, two = skip("one", age=5), skip("two")
    ledger.skips.add(one)
    ledger.skips.add(two)
    await ledger.commit(question("a"))
    assert stored(hass)["data"]["skipped"] == [skip_to_dict(one), skip_to_dict(two)]
    again = await reload(hass, ledger)
    assert list(again.skips) == [two, one]
    known = again.skips.find(release("one"), now=dt_util.utcnow().timestamp())
    assert known == one


async def test_is_written_soon_without_one(hass: HomeAssistant, ledger: Ledger) -> None:
    ledger.skips.add(skip("one"))
    ledger.skips_changed()
    await pass_time(hass, 1)
    assert [one["id"] for one in stored(hass)["data"]["skipped"]] == ["one"]
    ledger.skips.discard(["one"])
    ledger.skips_changed()
    await pass_time(hass, 1)
    assert stored(hass)["data"]["skipped"] == []


async def test_is_empty_in_files_of_older_versions(hass: HomeAssistant) -> None:
    good = question("good")
    write(hass, wrapped({"requests": [as_json(good)]}))
    ledger = await load(hass)
    assert names(ledger) == []
    assert ledger.open == {"good": good}


async def test_forgets_what_is_too_old(
    hass: HomeAssistant, ledger: Ledger, freezer: FrozenDateTimeFactory
) -> None:
    ledger.skips.add(skip("old", age=MAX_AGE - 60))
    ledger.skips.add(skip("new"))
    freezer.tick(120)
    assert names(await reload(hass, ledger)) == ["new"]


@pytest.mark.parametrize(
    ("skipped", "kept"),
    [
        (None, []),
        ({}, []),
        ("text", []),
        ([None, 1, {}, []], []),
        ([{"id": "bad"}, "good"], ["good"]),
    ],
)
async def test_drops_what_cannot_be_read_and_nothing_else(
    hass: HomeAssistant, skipped: Any, kept: list[str]
) -> None:
    good = question("good")
    if isinstance(skipped, list):
        skipped = [
            skip_to_dict(skip("good")) if one == "good" else one for one in skipped
        ]
    write(hass, wrapped({"requests": [as_json(good)], "skipped": skipped}))
    ledger = await load(hass)
    assert names(ledger) == kept
    assert ledger.open == {"good": good}
    # Nothing was lost that would have people asked again about what they answered.
    assert not ledger.damaged
    assert not set_aside(hass)

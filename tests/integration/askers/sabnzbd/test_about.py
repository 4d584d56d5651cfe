"""What is told of SABnzbd itself, as far as programs go by it."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.clients.through import Habits
from tests.support.fake_usenet_desk import COMPLETE, FakeUsenetDesk, usenet_asker

from .gate import Gate


@pytest.fixture
def desk() -> FakeUsenetDesk:
    """Return a desk with categories."""
    desk = FakeUsenetDesk(usenet_asker(category="tv"))
    desk.known = {"films": "/films/here*", "*": "", "music": ""}
    return desk


def row(order: int, name: str, folder: str, **changed: Any) -> dict[str, Any]:
    """Return a category as a real one has it."""
    known = {"name": name, "order": order, "dir": folder, "newzbin": ""}
    return {**known, "pp": "", "script": "Default", "priority": -100, **changed}


CATEGORIES = [
    row(0, "*", "", pp="3", script="None", priority=0),
    row(1, "films", "/films/here"),
    row(2, "music", ""),
    row(3, "tv", ""),
]


async def test_the_settings_are_such_that_a_test_succeeds(gate: Gate) -> None:
    config = (await gate.ask("get_config"))["config"]
    assert config["categories"] == CATEGORIES
    assert (config["servers"], config["sorters"]) == ([], [])
    assert config["misc"] == {
        "complete_dir": COMPLETE,
        "pre_check": 0,
        "no_dupes": 0,
        "no_series_dupes": 0,
        "history_retention": "",
        "history_retention_option": "all",
        "history_retention_number": 0,
        "enable_tv_sorting": 0,
        "tv_categories": [],
        "enable_movie_sorting": 0,
        "movie_categories": [],
        "enable_date_sorting": 0,
        "date_categories": [],
    }


async def test_a_part_of_the_settings_can_be_asked_for(gate: Gate) -> None:
    one = await gate.ask("get_config", section="categories")
    assert one == {"config": {"categories": CATEGORIES}}
    one = await gate.ask("get_config", section="misc", keyword="complete_dir")
    assert one == {"config": {"misc": {"complete_dir": COMPLETE}}}
    one = await gate.ask("get_config", section="rss")
    assert one == {"config": {"rss": {}}}


async def test_the_categories_have_names(gate: Gate) -> None:
    expected = {"categories": ["*", "films", "music", "tv"]}
    assert await gate.ask("get_cats") == expected


@pytest.mark.parametrize("mode", ["fullstatus", "status"])
async def test_all_is_well(gate: Gate, mode: str) -> None:
    status = (await gate.ask(mode, skip_dashboard="1"))["status"]
    assert status["completedir"] == COMPLETE
    assert (status["version"], status["paused"]) == ("4.5.1", False)
    assert status["warnings"] == []
    assert "apikey" not in status


async def test_what_is_not_known_of_the_client_is_left_out(gate: Gate) -> None:
    gate.desk.usual = Habits()
    config = (await gate.ask("get_config", section="misc"))["config"]
    assert config["misc"]["complete_dir"] == ""


@pytest.mark.parametrize(
    ("mode", "answered"),
    [
        ("warnings", {"warnings": []}),
        ("get_scripts", {"scripts": []}),
        (
            "server_stats",
            {"total": 0, "month": 0, "week": 0, "day": 0, "servers": {}},
        ),
        ("version", {"version": "4.5.1"}),
        ("auth", {"auth": "apikey"}),
    ],
)
async def test_the_rest_is_empty(
    hass: HomeAssistant, gate: Gate, mode: str, answered: dict[str, Any]
) -> None:
    assert await gate.ask(mode) == answered

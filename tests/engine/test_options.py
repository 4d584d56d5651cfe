"""How a download is to be made, as it is kept and as earlier versions kept it."""

from typing import Any

import pytest

from custom_components.greenlight.engine.options import (
    DownloadOptions,
    Layout,
    Priority,
    options_from_dict,
    options_to_dict,
)
from custom_components.greenlight.engine.order import Place, moved
from custom_components.greenlight.engine.stored import Reading


@pytest.mark.parametrize("priority", Priority)
def test_a_priority_is_kept(priority: Priority) -> None:
    options = DownloadOptions(priority=priority, content_layout=Layout.SUBFOLDER)
    assert options_from_dict(options_to_dict(options), Reading()) == options


@pytest.mark.parametrize(
    ("stored", "priority"),
    [
        ({"forced": True}, Priority.FORCE),
        ({"first": True}, Priority.HIGH),
        ({"forced": True, "first": True}, Priority.FORCE),
        ({"forced": False, "first": False}, Priority.NORMAL),
        ({}, Priority.NORMAL),
        ({"priority": "low", "first": True}, Priority.LOW),
    ],
)
def test_what_stood_there_before_there_were_priorities_is_one(
    stored: dict[str, Any], priority: Priority
) -> None:
    reading = Reading()
    usual = options_to_dict(DownloadOptions())
    assert options_from_dict(usual | stored, reading).priority is priority
    assert not reading.mended


@pytest.mark.parametrize("stored", [{"priority": "urgent"}, {"priority": 5}])
def test_a_priority_of_a_newer_version_is_the_usual_one(stored: dict[str, Any]) -> None:
    reading = Reading()
    assert options_from_dict(stored, reading).priority is Priority.NORMAL
    assert reading.mended == 1


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        (Priority.NORMAL, Place.TOP, Priority.HIGH),
        (Priority.LOW, Place.TOP, Priority.HIGH),
        (Priority.HIGH, Place.BOTTOM, Priority.LOW),
        (Priority.NORMAL, Place.UP, Priority.HIGH),
        (Priority.LOW, Place.UP, Priority.NORMAL),
        (Priority.HIGH, Place.UP, Priority.HIGH),
        (Priority.HIGH, Place.DOWN, Priority.NORMAL),
        (Priority.LOW, Place.DOWN, Priority.LOW),
        (Priority.FORCE, Place.BOTTOM, Priority.FORCE),
        (Priority.FORCE, Place.TOP, Priority.FORCE),
    ],
)
def test_moving_what_waits_for_a_yes_changes_its_priority(
    before: Priority, place: Place, after: Priority
) -> None:
    assert moved(before, place) is after

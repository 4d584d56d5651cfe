"""Since when rules wait, and of what was said that nothing came."""

import json
from typing import Any

import pytest

from custom_components.greenlight.engine.quiet import MOST, Quiet, quiet_from_dict
from custom_components.greenlight.engine.stored import Reading


def stored(quiet: Quiet) -> Quiet:
    return quiet_from_dict(json.loads(json.dumps(quiet.to_dict())), Reading())


def test_what_was_said_is_remembered() -> None:
    quiet = Quiet()
    assert quiet.since("r", 5.0) == 5.0
    quiet.say("r", ["sonarr 7 S01E02"])
    again = stored(quiet)
    assert again.waits("r")
    assert again.since("r", 9.0) == 5.0
    assert again.said("r", "sonarr 7 S01E02")
    assert not again.said("r", "sonarr 7 S01E03")
    assert not again.said("other", "sonarr 7 S01E02")


def test_a_clock_that_was_set_back_begins_anew() -> None:
    quiet = Quiet()
    quiet.since("r", 50.0)
    assert quiet.since("r", 9.0) == 9.0
    assert quiet.since("r", 20.0) == 9.0


def test_of_very_many_the_last_are_remembered() -> None:
    quiet = Quiet()
    quiet.say("r", map(str, range(MOST + 2)))
    assert not quiet.said("r", "1")
    assert quiet.said("r", "2")


def test_a_rule_that_is_gone_is_forgotten() -> None:
    quiet = Quiet()
    quiet.since("r", 1.0)
    quiet.say("s", ["x"])
    assert quiet.forget("r")
    assert quiet.forget("s")
    assert not quiet.forget("r")
    assert quiet.to_dict() == {}


@pytest.mark.parametrize(
    "data",
    [None, 5, [], {"r": 5}, {"r": {}}, {"r": {"since": "x"}}, {"r": {"since": -1}}],
)
def test_what_is_damaged_begins_anew(data: Any) -> None:
    assert not quiet_from_dict(data, Reading()).waits("r")


def test_of_what_is_damaged_the_rest_is_read() -> None:
    quiet = quiet_from_dict({"r": {"since": 5, "said": ["a", 7, None]}}, Reading())
    assert quiet.waits("r")
    assert quiet.said("r", "a")

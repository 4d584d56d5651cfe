"""A way home is read as it was written, and what is absurd in it is unknown."""

import json

from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.home.home_stored import (
    home_from_dict,
    home_to_dict,
)
from custom_components.greenlight.engine.stored import Reading

BEGUN = Home(
    step=Step.BEGUN,
    means=Means.IMPORT,
    since=5.0,
    library="sonarr",
    item="7",
    had=frozenset({"1"}),
    sizes=(50_000,),
    episodes=((1, 3), (0, 4)),
    measured=Measured(now="P8.1", promised="P7 FEL", kept=False, better=("source",)),
)


def test_it_is_what_it_was() -> None:
    written = json.loads(json.dumps(home_to_dict(BEGUN)))
    reading = Reading()
    assert home_from_dict(written, reading) == BEGUN
    assert not reading.mended


def test_episodes_that_are_none_are_none() -> None:
    written = home_to_dict(BEGUN)
    written["episodes"] = [[1, 3], [1], "x", 5, [1, "2"], [-1, 2], [1, 2, 3]]
    reading = Reading()
    home = home_from_dict(written, reading)
    assert home is not None
    assert home.episodes == ((1, 3),)
    assert reading.mended == 6


def test_a_name_that_is_no_text_can_be_written_down() -> None:
    files = (".", "film.mkv", "f\udce9.srt")
    home = Home(step=Step.BEGUN, means=Means.FILES, since=5.0, files=files)
    written = json.dumps(home_to_dict(home), ensure_ascii=False).encode()
    reading = Reading()
    assert home_from_dict(json.loads(written), reading) == home
    spoilt = {**home_to_dict(home), "files": [{"bytes": "x"}, {"b": 1}, 5]}
    found = home_from_dict(spoilt, reading)
    assert found is not None
    assert found.files == ()

"""The releases of one item side by side: what each offers, and what of that is better or worse."""

from dataclasses import replace
from typing import Any

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.engine.weighed import Shift, There, Weighed
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.card.candidates import candidates_view
from custom_components.greenlight.presentation.card.pieces import Json
from tests.support.asking import NOW, TITLE, release
from tests.support.journals import began
from tests.support.weighed import UPGRADE

SMALL = "Salt.and.Lanterns.2019.1080p.BluRay.DTS-HD.MA.7.1.German-KESTREL"


def view(screens: Screens, *each: Request) -> Json:
    return candidates_view(list(each), screens.told)


def other(**changes: Any) -> Request:
    facts: dict[str, Any] = {
        "release": release(SMALL, size=13_100_000_000, seeders=7, source="attic"),
        "weighed": None,
        **changes,
    }
    return replace(began(), **facts)


def rows(candidate: Json) -> dict[str, tuple[str, str | None]]:
    return {one["label"]: (one["value"], one.get("mark")) for one in candidate["rows"]}


def test_the_one_that_is_asked_about_is_first(screens: Screens) -> None:
    asked = began(also=(release(SMALL),))
    told = view(screens, asked, other())
    first, second = told["candidates"]
    assert "place" not in first
    assert second["place"] == 1
    # One mark for all: what is taken is taken from just this question.
    assert first["seen"] == second["seen"] == seen(asked)
    assert told["have"] == {
        "list": ["2160p WEB-DL · Dolby Vision P5 · DD+ 5.1", {"size": 18_400_000_000}]
    }


def test_what_each_offers(screens: Screens) -> None:
    first, second = view(screens, began(), other())["candidates"]
    assert first["bytes"] == 71_200_000_000
    assert first["from"] == {
        "source": "Harbour Feed",
        "rule": "Films I have",
        "group": "NORTHWND",
        "seeders": 38,
        "published": NOW - 7200,
    }
    assert rows(first) == {
        "row_picture": ("Dolby Vision P7 FEL", "better"),
        "row_source": ("UHD remux", "better"),
        "row_languages": ("English", "worse"),
    }
    # Held against nothing: only what it is.
    assert rows(second) == {
        "row_picture": ("SDR", None),
        "row_resolution": ("1080p", None),
        "row_source": ("Blu-ray", None),
        "row_audio": ("DTS-HD MA 7.1", None),
        "row_languages": ("German", None),
    }
    assert second["from"]["source"] == "Attic Index"


def test_how_sure_each_is(screens: Screens) -> None:
    doubtful = replace(UPGRADE, uncertain=(Reason("layer_offered"),))
    sure, unsure = view(
        screens,
        began(weighed=replace(UPGRADE, uncertain=())),
        other(weighed=doubtful),
    )["candidates"]
    assert sure["sure"]["level"] == "sure"
    assert unsure["sure"] == {
        "level": "unsure",
        "ground": {
            "say": "sure_unsure",
            "with": {"reason": {"within": {"say": "reason_layer_offered"}}},
        },
    }


def test_what_is_in_no_row_is_a_row_where_it_counts(screens: Screens) -> None:
    weighed = Weighed(
        work=UPGRADE.work,
        rows=(
            ("Audio", "DTS 5.1", "DD+ Atmos 5.1", "±"),
            ("Group", "AA", "NORTHWND v2", "+"),
            ("Edition", "–", "Extended", ""),
            ("Size", "9.8 GB", "1.2 GB", "-"),
        ),
        gains=(Shift("language", "english", "english, german"),),
        losses=(Shift("bitrate", "90 MB/min", "12 MB/min"),),
        there=(There(name="Old.Film.mkv"),),
    )
    told = view(screens, began(weighed=weighed))
    (only,) = told["candidates"]
    assert rows(only) == {
        # Better and worse at once is worth a look.
        "row_audio": ("DD+ Atmos 5.1", "worse"),
        "row_group": ("NORTHWND v2", "better"),
        "row_edition": ("Extended", None),
        "row_languages": ("English, German", "better"),
        "row_data_rate": ("12 MB/min", "worse"),
    }
    assert told["have"] == "Old.Film.mkv"


def test_where_nothing_is_known(screens: Screens) -> None:
    nothing = view(screens, other(release=release("Some words", size=None)))
    assert "have" not in nothing
    (only,) = nothing["candidates"]
    assert "bytes" not in only
    assert only["sure"]["level"] == "unsure"


def test_strangers_texts_are_clean_and_short(screens: Screens) -> None:
    hostile = f"{TITLE}\u202e<b>" + "x" * 3000
    weighed = replace(
        UPGRADE,
        rows=(("Group", "", "\u202e" + "x" * 3000, "+"),),
        there=(There(name="\u202e" + "x" * 3000),),
    )
    told = repr(view(screens, other(release=release(hostile), weighed=weighed)))
    assert "\\u202e" not in told
    assert "x" * 300 not in told
    assert "magnet" not in told

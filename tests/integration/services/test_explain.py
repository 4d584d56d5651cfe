"""The action that says what a title says, what is there of it, and what the rules make of it."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
import voluptuous as vol

from custom_components.greenlight.const import DOMAIN, RULE, SOURCE
from custom_components.greenlight.engine.library.item import (
    Episode,
    Episodes,
    Item,
    Version,
)
from custom_components.greenlight.engine.quality.ladder import PRESETS
from custom_components.greenlight.engine.title.parse import parse
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.services.explain import MAX_VERSIONS
from tests.support.memory_library import MemoryServer, movie, series

from ..project.written_code import read_yaml
from ..scene import Scene, part
from ..shelves import Shelves

FEL = "Film.2020.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HDR10.TrueHD.7.1.Atmos-GRP"
P81 = "Film.2020.2160p.WEB-DL.DV.P8.1.HDR10.DDP5.1.Atmos-WEB"


@pytest.fixture(autouse=True)
async def registered(hass: HomeAssistant, enable_custom_integrations: None) -> None:
    """Set up the integration without any entry."""
    assert await async_setup_component(hass, DOMAIN, {})


async def explained(hass: HomeAssistant, **data: Any) -> Any:
    """Return what the action answers."""
    return await hass.services.async_call(
        DOMAIN, "explain", data, blocking=True, return_response=True
    )


async def test_a_title_is_read(hass: HomeAssistant) -> None:
    answer = await explained(hass, title="Film.2020.2160p.WEB-DL.DV.H.265-GRP")
    assert set(answer) == {"read"}
    read = answer["read"]
    assert read["title"] == {"value": "Film", "confidence": "stated"}
    assert read["dynamic_range"] == {"value": ["DV"], "confidence": "stated"}
    assert read["profile"] == {"value": "5", "confidence": "likely"}
    assert "edition" not in read


async def test_a_version_is_compared_with(hass: HomeAssistant) -> None:
    verdict = (await explained(hass, title=FEL, have=[P81]))["verdict"]
    assert verdict["outcome"] == "ask"
    assert verdict["gains"][0] == "enhancement_layer"
    assert verdict["losses"] == []
    assert (
        "Better enhancement layer: Dolby Vision P8.1 → Dolby Vision P7 FEL"
        in verdict["reasons"]
    )
    assert "Better source: WEB-DL → Remux" in verdict["reasons"]


async def test_an_empty_list_says_that_nothing_is_there(hass: HomeAssistant) -> None:
    verdict = (await explained(hass, title=FEL, have=[]))["verdict"]
    assert verdict["outcome"] == "ignore"
    assert verdict["reasons"] == ["It is not in the library"]


async def test_without_a_library_nothing_is_said_to_be_missing(scene: Scene) -> None:
    await scene.start(kind="upgrades")
    answer = await explained(scene.hass, title=FEL)
    assert "library" not in answer
    assert answer["verdict"]["reasons"] == [
        "The rule looks into libraries, and none is set up"
    ]


@pytest.mark.parametrize("given", [{}, {"have": []}])
async def test_the_rules_answer_where_there_is_nothing_to_compare_with(
    scene: Scene, given: dict[str, Any]
) -> None:
    # It is as if the title came from whatever source the rule is for.
    address = {"type": "feed", "url": f"{scene.site.rss_url}?another"}
    parts = scene.parts(min_size=1, sources=["another"])
    await scene.start([*parts, part(SOURCE, "another", "Attic", address)])
    answer = await explained(scene.hass, title=FEL, **given)
    assert answer["verdict"] == {
        "outcome": "ask",
        "rule": "Films",
        "reasons": ["Found by the rule Films", "The size is not known"],
    }
    assert answer["rules"] == [answer["verdict"]]
    known = await explained(scene.hass, title=FEL, size=0.5, seeders=3, **given)
    assert known["verdict"]["reasons"] == [
        "Too small: 500\N{NO-BREAK SPACE}MB, wanted at least 1.0\N{NO-BREAK SPACE}GB"
    ]
    answer = await explained(scene.hass, title="Series.S01E01", **given)
    verdict = answer["verdict"]
    assert (verdict["outcome"], verdict["rule"]) == ("ignore", None)
    assert verdict["reasons"] == ["Not in the title: film"]
    assert [one["rule"] for one in answer["rules"]] == ["Films"]


async def test_what_is_there_goes_before_the_rules(scene: Scene) -> None:
    await scene.start()
    verdict = (await explained(scene.hass, title=FEL, have=[FEL]))["verdict"]
    assert verdict["reasons"] == ["You have this very release"]


async def test_an_hdr_of_no_kind_is_only_likely_to_be_one(hass: HomeAssistant) -> None:
    def said(name: str) -> str:
        return f"Film.2020.2160p.{name}.H.265-GRP"

    for name, confidence in (("HDR", "likely"), ("HDR10", "stated")):
        read = (await explained(hass, title=said(name)))["read"]
        assert read["dynamic_range"] == {"value": ["HDR10"], "confidence": confidence}


async def test_one_version_needs_no_list(hass: HomeAssistant) -> None:
    verdict = (await explained(hass, title=FEL, have=FEL))["verdict"]
    assert verdict["reasons"] == ["You have this very release"]


async def test_the_ladder_counts(hass: HomeAssistant) -> None:
    answer = await explained(hass, title=FEL, have=[P81], ladder="compatible")
    assert answer["verdict"]["outcome"] == "ignore"


async def test_the_settings_count(hass: HomeAssistant) -> None:
    answer = await explained(
        hass, title=FEL, have=[P81], settings={"enhancement_layer": "never"}
    )
    assert "enhancement_layer" not in answer["verdict"]["gains"]


async def test_an_unknown_ladder_is_refused(hass: HomeAssistant) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await explained(hass, title=FEL, ladder="own")
    assert raised.value.translation_key == "unknown_ladder"
    assert str(raised.value).startswith(
        "There is no ladder own. There are: fel_chain, compatible, dv_tv"
    )


async def test_wrong_settings_are_refused(hass: HomeAssistant) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await explained(hass, title=FEL, settings={"audio": "sometimes"})
    assert raised.value.translation_key == "wrong_settings"
    assert "audio: 'sometimes'" in str(raised.value)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title": ""},
        {"title": FEL, "have": [""]},
        {"title": FEL, "have": [FEL] * (MAX_VERSIONS + 1)},
        {"title": FEL, "settings": ["audio"]},
    ],
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await explained(hass, **data)


def test_every_ladder_can_be_selected() -> None:
    select = read_yaml("services.yaml")["explain"]["fields"]["ladder"]["selector"]
    assert select["select"]["options"] == list(PRESETS)


def film(*titles: str, item_id: str = "1", **facts: Any) -> Item:
    """Return the film that the titles here are of, with files that are called so."""
    versions = tuple(
        Version(id=title, name=title, size=10**9, quality=parse(title).quality)
        for title in titles
    )
    known = {"year": 2020, "versions": versions, "monitored": True, "available": True}
    return movie(item_id, "Film", **(known | facts))


def upgrades(**data: Any) -> Any:
    """Return a rule for upgrades, as it is stored."""
    return part(RULE, "up", "Upgrades", {"kind": "upgrades", **data})


async def started(shelves: Shelves, items: list[Item], *rules: Any) -> None:
    """Set Greenlight up with a library that has these films, and rules."""
    shelves.server.items = {item.id: item for item in items}
    await shelves.start(*rules)


class TestLibraries:
    async def test_tells_what_is_there_and_what_each_rule_says(
        self, shelves: Shelves
    ) -> None:
        rules = (
            part(RULE, "off", "Off", {"include": ["film"], "enabled": False}),
            part(RULE, "wanted", "Wanted", {"kind": "wanted"}),
            upgrades(),
            part(RULE, "series", "Series", {"include": ["series"]}),
        )
        await started(shelves, [film(P81)], *rules)
        answer = await explained(shelves.scene.hass, title=FEL)
        assert set(answer) == {"read", "library", "rules", "verdict"}
        library = answer["library"]
        assert library["item"] == {
            "title": "Film",
            "year": 2020,
            "kind": "movie",
            "ids": {"tmdb": 1},
            "libraries": [{"library": "Films", "id": "1"}],
        }
        assert library["versions"] == [
            {
                "name": P81,
                "quality": "2160p WEB-DL · Dolby Vision P8.1 · DD+ Atmos 5.1",
                "size": 10**9,
            }
        ]
        assert (library["files"], library["items"], library["away"]) == (1, [], [])
        off, wanted, better, other = answer["rules"]
        assert off["reasons"] == ["The rule is switched off"]
        assert wanted["reasons"] == ["It is there already"]
        assert other["reasons"] == ["Not in the title: series"]
        assert {one["outcome"] for one in (off, wanted, other)} == {"ignore"}
        assert (better["rule"], better["outcome"]) == ("Upgrades", "ask")
        assert better["gains"][0] == "enhancement_layer"
        assert better["losses"] == []
        assert answer["verdict"] == better

    async def test_says_why_nobody_is_asked(self, shelves: Shelves) -> None:
        await started(shelves, [film(FEL)], upgrades())
        answer = await explained(shelves.scene.hass, title=P81)
        assert answer["verdict"]["rule"] is None
        assert "It is worse than what you have" in answer["verdict"]["reasons"]

    async def test_says_that_it_is_not_there_where_a_library_does(
        self, shelves: Shelves
    ) -> None:
        await started(shelves, [], upgrades())
        answer = await explained(shelves.scene.hass, title=FEL)
        assert answer["library"]["item"] is None
        assert answer["rules"][0]["reasons"] == ["It is not in the library"]

    async def test_a_rule_whose_library_is_gone_claims_nothing(
        self, shelves: Shelves
    ) -> None:
        await started(shelves, [film(P81)], upgrades(libraries=["gone"]))
        answer = await explained(shelves.scene.hass, title=FEL)
        assert answer["library"]["files"] == 1
        assert answer["rules"][0]["reasons"] == [
            "None of the libraries that the rule looks into can have it"
        ]

    async def test_what_may_be_several_is_told(self, shelves: Shelves) -> None:
        others = [film(P81), film(FEL, item_id="2")]
        await started(shelves, others, upgrades())
        library = (await explained(shelves.scene.hass, title=FEL))["library"]
        assert library["item"] is None
        assert [one["title"] for one in library["items"]] == ["Film", "Film"]

    async def test_a_library_that_is_away_is_named(self, shelves: Shelves) -> None:
        shelves.server.failure = LibraryError("nobody there")
        await started(shelves, [film(P81)], upgrades())
        answer = await explained(shelves.scene.hass, title=FEL)
        assert answer["library"]["away"] == ["Films"]
        assert answer["verdict"]["outcome"] == "wait"
        assert answer["verdict"]["waits"] == ["Films"]
        assert answer["verdict"]["reasons"][-1] == (
            "A library that has to be asked first cannot be asked at the moment"
        )

    async def test_a_series_is_read_for_it(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        server.episodes["7"] = Episodes(
            episodes=(
                Episode(season=1, number=1, aired=1.0, version="a"),
                Episode(season=1, number=2, aired=1.0),
            ),
            versions={"a": Version(id="a", name="a")},
        )
        await started(shelves, [series("7", "Tide Clerk", there=1)], upgrades())
        title = "Tide.Clerk.S01.1080p.WEB-DL.x264-GRP"
        library = (await explained(shelves.scene.hass, title=title))["library"]
        assert library["versions"] == [{"name": "a", "quality": None, "size": None}]
        assert library["missing"] == ["S01E02"]

    async def test_without_a_rule_there_is_what_is_there(
        self, shelves: Shelves
    ) -> None:
        await started(shelves, [film(P81)])
        answer = await explained(shelves.scene.hass, title=FEL)
        assert set(answer) == {"read", "library"}

    async def test_what_was_given_counts_alone(self, shelves: Shelves) -> None:
        await started(shelves, [film(FEL)], upgrades(new_titles=True))
        answer = await explained(shelves.scene.hass, title=FEL, have=[P81])
        assert set(answer) == {"read", "verdict"}
        assert answer["verdict"]["outcome"] == "ask"
        answer = await explained(shelves.scene.hass, title=FEL, have=[])
        assert set(answer) == {"read", "rules", "verdict"}
        assert answer["verdict"]["reasons"][-1] == "It is new to the library"

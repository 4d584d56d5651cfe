"""The actions on what libraries have: to look for it, and to say what a file really is."""

from dataclasses import dataclass, field
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
import voluptuous as vol

from custom_components.greenlight.engine.library.item import (
    Ids,
    Item,
    Kind,
    Season,
    Version,
)
from custom_components.greenlight.engine.quality.quality import (
    DynamicRange,
    Layer,
    Quality,
    Source,
)
from custom_components.greenlight.engine.text import MAX_TITLE_CHARS
from custom_components.greenlight.gate.ports import LedgerError, UnknownItem

from ..scene import SOURCE_ID, Scene

FILM = Item(
    library=SOURCE_ID,
    id="12",
    kind=Kind.MOVIE,
    title="Salt and Lanterns",
    year=2019,
    ids=Ids(tmdb=7),
    path="/secret",
    monitored=True,
    versions=(
        Version(
            id="34",
            name="Salt.2019.mkv",
            path="/secret/path",
            size=5,
            quality=Quality(resolution=2160, source=Source.WEBDL),
        ),
    ),
)
SERIES = Item(
    library="gone",
    id="3",
    kind=Kind.SERIES,
    title="The Tide Clerk",
    seasons=(Season(number=1, there=8), Season(number=2, there=2)),
)


@dataclass
class Desk:
    """What the gate knows of libraries."""

    found: list[tuple[Item, ...]] = field(default_factory=list)
    files: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    said: list[tuple[Any, ...]] = field(default_factory=list)
    fails: Exception | None = None

    def search(
        self, text: str, limit: int, libraries: frozenset[str]
    ) -> list[tuple[Item, ...]]:
        self.asked.append((text, limit, libraries))
        return self.found

    async def versions(self, library: str, item: str) -> tuple[Version, ...]:
        if item not in self.files:
            raise UnknownItem(item)
        return self.files[item]

    async def set_quality(self, *said: Any) -> None:
        if self.fails:
            raise self.fails
        self.said.append(said)


@pytest.fixture
async def desk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Set Greenlight up with a library: the source stands in as its subentry."""
    monkeypatch.setattr(
        "custom_components.greenlight.services.library.LIBRARY", "source"
    )
    await scene.start()
    desk = Desk(files={"12": FILM.versions, "two": FILM.versions * 2, "none": ()})
    monkeypatch.setattr(scene.hub.gate, "library", desk)
    return desk


async def said(scene: Scene, desk: Desk, **data: Any) -> Quality:
    """Say what a file is, and return what that is."""
    await scene.act("set_quality", library="Site", item="12", **data)
    *_, quality = desk.said[-1]
    assert isinstance(quality, Quality)
    return quality


class TestSearch:
    async def test_tells_what_is_where_and_of_what_quality(
        self, scene: Scene, desk: Desk
    ) -> None:
        desk.found = [(FILM,), (SERIES,)]
        answer = await scene.act("search_library", answer=True, text="salt")
        assert answer == {
            "items": [
                {
                    "title": "Salt and Lanterns",
                    "year": 2019,
                    "kind": "movie",
                    "ids": {"tmdb": 7},
                    "libraries": [
                        {
                            "library": "Site",
                            "id": "12",
                            "monitored": True,
                            "versions": [
                                {
                                    "id": "34",
                                    "name": "Salt.2019.mkv",
                                    "quality": "2160p WEB-DL",
                                    "size": 5,
                                }
                            ],
                            "episodes": 0,
                        }
                    ],
                },
                {
                    "title": "The Tide Clerk",
                    "year": None,
                    "kind": "series",
                    "ids": {},
                    "libraries": [
                        {
                            "library": None,
                            "id": "3",
                            "monitored": None,
                            "versions": [],
                            "episodes": 10,
                        }
                    ],
                },
            ]
        }
        assert desk.asked == [("salt", 10, frozenset())]

    async def test_looks_where_it_is_told_to(self, scene: Scene, desk: Desk) -> None:
        data: dict[str, Any] = {"text": "salt", "library": "site", "limit": 3}
        await scene.act("search_library", answer=True, **data)
        assert desk.asked == [("salt", 3, frozenset({SOURCE_ID}))]

    @pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": "a", "limit": 101}])
    async def test_refuses_nonsense(
        self, scene: Scene, desk: Desk, data: dict[str, Any]
    ) -> None:
        with pytest.raises(vol.Invalid):
            await scene.act("search_library", answer=True, **data)


class TestSay:
    async def test_takes_only_what_was_said(self, scene: Scene, desk: Desk) -> None:
        assert await said(scene, desk, atmos=True) == Quality(atmos=True)
        assert desk.said[-1][:3] == (SOURCE_ID, "12", "34")

    async def test_takes_all_of_it(self, scene: Scene, desk: Desk) -> None:
        assert await said(
            scene,
            desk,
            version="35",
            resolution=2160,
            made_from="remux",
            dynamic_range=["hdr10_plus", "dolby_vision"],
            profile=7,
            layer="fel",
            audio="TrueHD",
            channels=7.1,
            atmos=False,
            edition="Extended",
            languages="German",
            group="NORTHWND",
        ) == Quality(
            resolution=2160,
            source=Source.REMUX,
            dynamic_range=frozenset(
                {DynamicRange.HDR10_PLUS, DynamicRange.DOLBY_VISION}
            ),
            profile="7",
            layer=Layer.FEL,
            audio="TrueHD",
            channels="7.1",
            atmos=False,
            edition="Extended",
            languages=frozenset({"german"}),
            group="NORTHWND",
        )
        assert desk.said[-1][2] == "35"

    async def test_a_layer_says_the_profile(self, scene: Scene, desk: Desk) -> None:
        assert (await said(scene, desk, layer="mel")).profile == "7"
        assert (await said(scene, desk, layer="none")).profile is None
        with pytest.raises(ServiceValidationError) as refused:
            await said(scene, desk, layer="fel", profile="8.1")
        assert refused.value.translation_key == "layer_of_profile_7"

    async def test_can_be_taken_back(self, scene: Scene, desk: Desk) -> None:
        await scene.act("set_quality", library=SOURCE_ID, item="12", none=True)
        assert desk.said == [(SOURCE_ID, "12", "34", None)]

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            ({}, "nothing_said"),
            ({"none": True, "atmos": True}, "none_and_something"),
            ({"library": "Nobody", "atmos": True}, "unknown_source"),
            ({"item": "99", "atmos": True}, "unknown_item"),
            ({"item": "two", "atmos": True}, "which_version"),
            ({"item": "none", "atmos": True}, "which_version"),
        ],
    )
    async def test_a_mistake_is_told(
        self, scene: Scene, desk: Desk, data: dict[str, Any], refusal: str
    ) -> None:
        with pytest.raises(ServiceValidationError) as refused:
            await scene.act("set_quality", **{"library": "Site", "item": "12"} | data)
        assert refused.value.translation_key == refusal
        assert desk.said == []

    async def test_a_file_that_is_gone_is_told(self, scene: Scene, desk: Desk) -> None:
        desk.fails = UnknownItem("34")
        with pytest.raises(ServiceValidationError) as refused:
            await said(scene, desk, version="34", atmos=True)
        assert refused.value.translation_placeholders == {"item": "34"}

    async def test_what_was_not_written_is_told(self, scene: Scene, desk: Desk) -> None:
        desk.fails = LedgerError()
        with pytest.raises(HomeAssistantError) as refused:
            await said(scene, desk, atmos=True)
        assert refused.value.translation_key == "not_saved"

    @pytest.mark.parametrize(
        "data",
        [
            {"profile": "6"},
            {"layer": "present"},
            {"resolution": 1234},
            {"made_from": "paper"},
            {"dynamic_range": ["HDR"]},
            {"audio": " "},
            {"group": "x" * MAX_TITLE_CHARS},
        ],
    )
    async def test_refuses_nonsense(
        self, scene: Scene, desk: Desk, data: dict[str, Any]
    ) -> None:
        with pytest.raises(vol.Invalid):
            await said(scene, desk, **data)


async def test_nothing_is_found_and_nothing_known_without_a_library(
    scene: Scene,
) -> None:
    await scene.start()
    answer = await scene.act("search_library", answer=True, text="salt")
    assert answer == {"items": []}
    with pytest.raises(ServiceValidationError) as refused:
        await scene.act("set_quality", library="Radarr", item="1", atmos=True)
    assert refused.value.translation_key == "unknown_library"

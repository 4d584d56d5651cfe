"""The actions on the way home, and what is told of it to whom."""

from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from custom_components.greenlight.const import CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.home.home import Measured, Step
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.home.rescan import Looks, NotWatched
from custom_components.greenlight.gate.ports import UnknownItem
from custom_components.greenlight.libraries.errors import LibraryOff
from tests.gate.shelves import film

from ..at_home import HARMFUL, complete, home
from ..scene import Scene
from ..shelves import LIBRARY_ID, Shelves


@pytest.fixture
def calls(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what is asked of the gate, once ``listening`` was told."""
    return []


def listen(scene: Scene, calls: list[Any], failure: Exception | None = None) -> None:
    """Have the gate take what it is asked, or fail."""

    def take(name: str) -> Any:
        async def taken(*given: Any, **named: Any) -> None:
            if failure is not None:
                raise failure
            calls.append((name, given, named))

        return taken

    for name in ("import_now", "leave", "rescan"):
        setattr(scene.hub.gate.home, name, take(name))


async def test_what_was_refused_is_imported_or_left(
    scene: Scene, shelves: Shelves, calls: list[Any], hass_admin_user: MockUser
) -> None:
    await shelves.start(*scene.parts())
    listen(scene, calls)
    who = hass_admin_user.id
    await scene.act("import", user=who, request_id="a")
    place: dict[str, Any] = {"library": "films", "item": "3"}
    await scene.act("import", user=who, request_id="a", anyway=True, **place)
    await scene.act("leave", user=who, request_id="b")
    (first, second, left) = calls
    assert (first[1][0], first[1][1].id) == ("a", who)
    assert first[2] == {"anyway": False, "library": "", "item": ""}
    assert second[2] == {"anyway": True, "library": LIBRARY_ID, "item": "3"}
    assert (left[0], left[1][0]) == ("leave", "b")


async def test_who_has_a_library_look_is_told_what_was_told(
    scene: Scene, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelves.start(*scene.parts())
    looks = Looks(item=film("Film.one.2019.1080p.WEB-DL-GRP"), sections=2)
    asked: list[tuple[str, str]] = []

    async def take(library: str, item: str) -> Looks:
        asked.append((library, item))
        return looks

    monkeypatch.setattr(scene.hub.gate.home, "rescan", take)
    answer = await scene.act("rescan", library="films", item="3", answer=True)
    assert asked == [(LIBRARY_ID, "3")]
    assert answer == {
        "library": "Films",
        "id": "3",
        "title": looks.item.title,
        "year": looks.item.year,
        "sections": 2,
    }


async def test_half_a_place_names_nothing(scene: Scene, calls: list[Any]) -> None:
    await scene.start()
    with pytest.raises(vol.Invalid):
        await scene.act("import", request_id="a", item="3")


async def why_not(scene: Scene, action: str, **data: Any) -> tuple[str, dict[str, str]]:
    """Return with which words an action is refused."""
    with pytest.raises(HomeAssistantError) as raised:
        await scene.act(action, **data)
    err = raised.value
    return err.translation_key or "", dict(err.translation_placeholders or {})


@pytest.mark.parametrize(
    ("changes", "action", "key"),
    [
        ({"state": State.IMPORTED}, "import", "not_possible_imported"),
        ({"home": home(why=HARMFUL)}, "import", "never_imported"),
        ({"home": home(Step.TOLD)}, "import", "being_imported"),
        ({"home": home(Step.BEGUN)}, "leave", "being_imported"),
        ({"home": home(Step.TOLD)}, "undo", "not_taken_back_importing"),
        ({"home": home(Step.DONE)}, "leave", "not_on_its_way_home"),
        ({"home": None}, "leave", "not_on_its_way_home"),
        ({}, "import", "unknown_item"),
    ],
)
async def test_what_cannot_be_done_is_said(
    scene: Scene, changes: dict[str, Any], action: str, key: str
) -> None:
    await scene.start()
    request = await complete(scene, **changes)
    told, words = await why_not(scene, action, request_id=request.id)
    assert told == key
    if key == "never_imported":
        assert "setup.exe" in words["why"]


async def test_what_a_library_cannot_is_said(
    scene: Scene, shelves: Shelves, calls: list[Any]
) -> None:
    await shelves.start(*scene.parts())
    place: dict[str, Any] = {"library": LIBRARY_ID, "item": "3"}
    listen(scene, calls, UnknownItem("3"))
    assert (await why_not(scene, "rescan", **place))[0] == "unknown_item"
    listen(scene, calls, NotWatched("Film one"))
    said = {"library": "Films", "title": "Film one"}
    assert await why_not(scene, "rescan", **place) == ("not_watched", said)
    listen(scene, calls, LibraryOff())
    key, words = await why_not(scene, "rescan", **place)
    assert (key, words["name"]) == ("library_switched_off", "Films")
    with pytest.raises(ServiceValidationError):
        await scene.act("rescan", library="nothing", item="3")


async def test_only_who_may_everything_sees_where_it_is(scene: Scene) -> None:
    # Whoever is the first owns the house.
    await scene.hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
    reader = await scene.hass.auth.async_create_user("Ben", group_ids=[GROUP_ID_USER])
    owner = await scene.hass.auth.async_create_user("Mira", group_ids=[GROUP_ID_USER])
    scene.options = {CONF_PEOPLE_RIGHTS: {reader.id: ["see"], owner.id: ["everything"]}}
    await scene.start()
    measured = Measured(now="P8.1", promised="P7 FEL", kept=False)
    await complete(
        scene,
        content_path="/secret/saved",
        download="a" * 40,
        home=home(targets=("/secret/films/one.mkv",), measured=measured),
    )
    answers = {
        user.name: await scene.act("list_requests", user=user.id, answer=True)
        for user in (reader, owner)
    }
    assert "/secret" not in str(answers["Ben"])
    (seen,) = answers["Ben"]["requests"]
    assert seen["home"] == {
        "step": "blocked",
        "means": "import",
        "since": "1970-01-01T00:00:05+00:00",
        "why": "Not imported: Not an *upgrade*",
        "measured": {"now": "P8.1", "promised": "P7 FEL", "kept": False},
    }
    (known,) = answers["Mira"]["requests"]
    assert known["saved_as"] == "/secret/saved"
    assert known["paths"] == ["/secret/films/one.mkv"]
    assert known["hash"] == "a" * 40


async def test_what_is_not_on_its_way_has_no_home(scene: Scene) -> None:
    await scene.start()
    await complete(scene, home=None)
    await complete(scene, "Film two", home=home(Step.WAITING, why=None))
    answer = await scene.act("list_requests", answer=True)
    told = {one["title"]: one["home"] for one in answer["requests"]}
    assert told["Film one"] is None
    assert (told["Film two"]["why"], told["Film two"]["measured"]) == (None, None)

"""The actions on the way home, and what is told of it to whom."""

from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from custom_components.greenlight.const import CONF_AUTOMATIONS, CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.blocked import blocked_mark
from custom_components.greenlight.engine.home.home import Measured, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.home.rescan import Looks, NotWatched
from custom_components.greenlight.gate.ports import UnknownItem
from custom_components.greenlight.libraries.errors import LibraryOff
from tests.gate.shelves import film

from ..at_home import HARMFUL, complete, home, put
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
    who, known = hass_admin_user.id, (await complete(scene)).id
    await scene.act("import", user=who, request_id=known)
    place: dict[str, Any] = {"library": "films", "item": "3"}
    await scene.act("import", user=who, request_id=known, anyway=True, **place)
    await scene.act("leave", user=who, request_id=known, seen="a")
    (first, second, left) = calls
    assert (first[1][0], first[1][1].id) == (known, who)
    assert first[2] == {"anyway": False, "library": "", "item": "", "seen": ""}
    assert second[2] == {
        "anyway": True,
        "library": LIBRARY_ID,
        "item": "3",
        "seen": "",
    }
    assert (left[0], left[1][0], left[2]) == ("leave", known, {"seen": "a"})


def step_of(scene: Scene) -> Step | None:
    """Return how far the film has come on its way home."""
    home = scene.request("Film one").home
    return home.step if home else None


@pytest.mark.parametrize("action", ["import", "leave"])
async def test_a_word_is_one_on_what_was_shown(
    scene: Scene, shelves: Shelves, hass_admin_user: MockUser, action: str
) -> None:
    await shelves.start(*scene.parts())
    request = await complete(scene)
    answer = await scene.act("list_requests", answer=True)
    (listed,) = answer["requests"]
    assert listed["seen"] == blocked_mark(request)
    put(scene, "Film one", home=home(why=Reason("home_refused", (("detail", "No"),))))
    who: dict[str, Any] = {"user": hass_admin_user.id, "request_id": request.id}
    more = {"anyway": True} if action == "import" else {}
    for mark in (listed["seen"], "never shown"):
        key, _ = await why_not(scene, action, seen=mark, **who, **more)
        assert key == "question_changed"
    assert step_of(scene) is Step.BLOCKED
    now = blocked_mark(scene.request("Film one"))
    if action == "import":
        # That is all there is against it: nobody here knows the work.
        assert (await why_not(scene, action, seen=now, **who, **more))[0] == (
            "unknown_item"
        )
    else:
        await scene.act(action, seen=now, **who)
        assert step_of(scene) is Step.LEFT


async def test_what_waits_for_no_word_was_not_shown(
    scene: Scene, hass_admin_user: MockUser
) -> None:
    await scene.start()
    request = await complete(scene, home=home(Step.WAITING, why=None))
    told = {"request_id": request.id, "seen": blocked_mark(request)}
    assert (await why_not(scene, "leave", **told))[0] == "question_changed"


async def test_what_nobody_started_names_what_it_has_seen(
    scene: Scene, shelves: Shelves, calls: list[Any]
) -> None:
    scene.options = {CONF_AUTOMATIONS: False}
    await shelves.start(*scene.parts())
    scene.hass.config_entries.async_update_entry(
        scene.entry, options={CONF_AUTOMATIONS: False}
    )
    request = await complete(scene)
    listen(scene, calls)
    key, words = await why_not(scene, "import", request_id=request.id, anyway=True)
    assert key == "anyway_unseen"
    assert words["name"]
    assert not calls
    mark = blocked_mark(request)
    await scene.act("import", request_id=request.id, anyway=True, seen=mark)
    # What its library takes goes over nothing that it does not know of.
    await scene.act("import", request_id=request.id)
    assert [(named["anyway"], named["seen"]) for _, _, named in calls] == [
        (True, mark),
        (False, ""),
    ]
    options = {**scene.entry.options, CONF_AUTOMATIONS: True}
    scene.hass.config_entries.async_update_entry(scene.entry, options=options)
    await scene.act("import", request_id=request.id, anyway=True)
    assert len(calls) == 3


async def test_who_may_answer_may_say_what_becomes_of_it(
    scene: Scene, shelves: Shelves, calls: list[Any]
) -> None:
    """As on every other road: who may decide on it, and who manages downloads."""
    auth = scene.hass.auth
    await auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
    users = {
        name: await auth.async_create_user(name, group_ids=[GROUP_ID_USER])
        for name in ("decider", "other", "keeper", "giver")
    }
    rights = {"decider": "decide", "other": "decide", "keeper": "downloads"}
    rights |= {"giver": "hand_in"}
    scene.options = {
        CONF_PEOPLE_RIGHTS: {users[name].id: [one] for name, one in rights.items()}
    }
    await shelves.start(*scene.parts())
    request = await complete(scene, deciders=frozenset({users["decider"].id}))
    listen(scene, calls)
    said: dict[str, Any] = {"request_id": request.id}
    for action, more in (("import", {"anyway": True}), ("leave", {})):
        for name, key in (("other", "may_not_decide"), ("giver", "may_not_downloads")):
            who = users[name].id
            assert (await why_not(scene, action, user=who, **said, **more))[0] == key
        assert not calls
        for name in ("decider", "keeper"):
            await scene.act(action, user=users[name].id, **said, **more)
        assert [given[1].name for _, given, _ in calls] == ["decider", "keeper"]
        calls.clear()


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

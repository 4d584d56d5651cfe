"""What its library does not import is one repair, until somebody says what is to become of it."""

from typing import Any

from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest

from custom_components.greenlight.engine.blocked import blocked_mark
from custom_components.greenlight.engine.home.home import Home, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import IllegalMove, State
from custom_components.greenlight.gate.ports import LedgerError, UnknownItem
from custom_components.greenlight.libraries.errors import LibraryOff
from custom_components.greenlight.repairs import _person

from .at_home import HARMFUL, complete, home, put
from .scene import Scene


def issues(scene: Scene) -> dict[str, Any]:
    """Return what repairs say of imports, by request."""
    prefix = "import_blocked_"
    return {
        key.removeprefix(prefix): one
        for (_, key), one in ir.async_get(scene.hass).issues.items()
        if key.startswith(prefix) and one.active
    }


class Fix:
    """Somebody in front of one repair."""

    def __init__(self, scene: Scene, client: Any) -> None:
        self.scene = scene
        self.client = client

    async def open(self, request_id: str) -> Any:
        """Open it, and return what is shown."""
        where = {
            "handler": "greenlight",
            "issue_id": f"import_blocked_{request_id}",
        }
        response = await self.client.post("/api/repairs/issues/fix", json=where)
        return await response.json()

    async def choose(self, flow: Any, step: str) -> Any:
        """Choose something."""
        response = await self.client.post(
            f"/api/repairs/issues/fix/{flow['flow_id']}", json={"next_step_id": step}
        )
        return await response.json()


@pytest.fixture
async def fix(scene: Scene, hass_client: Any) -> Fix:
    """Run Greenlight and repairs."""
    await scene.start()
    assert await async_setup_component(scene.hass, "repairs", {})
    return Fix(scene, await hass_client())


async def test_there_is_one_as_long_as_it_is_blocked(scene: Scene) -> None:
    await scene.start()
    request = await complete(scene)
    (issue,) = issues(scene).values()
    assert (issue.translation_key, issue.is_fixable) == ("import_blocked", True)
    assert issue.translation_placeholders == {
        "work": "Film one",
        "release": "Film one",
        "why": r"Not imported\: Not an \*upgrade\*",
    }
    # Why it is may change, and what can be said to that with it.
    put(scene, "Film one", home=home(why=HARMFUL))
    scene.hub.gate.announce()
    assert issues(scene)[request.id].translation_key == "import_dangerous"
    put(scene, "Film one", home=home(Step.WAITING))
    scene.hub.gate.announce()
    assert not issues(scene)
    # It is so again, of which nobody is told anew.
    put(scene, "Film one", home=home())
    scene.hub.gate.announce()
    assert set(issues(scene)) == {request.id}
    put(scene, "Film one", home=home(Step.LEFT))
    scene.hub.gate.announce()
    assert not issues(scene)


async def test_it_is_there_after_a_start_and_gone_after_an_end(scene: Scene) -> None:
    await scene.start()
    request = await complete(scene, home=home(Step.WAITING))
    # As it was read from the disk.
    put(scene, "Film one", home=home(why=None))
    scene.hub.gate.announce()
    assert not issues(scene)
    await scene.hub.gate.requests.amend(request.id, home=home())
    assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.settle()
    assert set(issues(scene)) == {request.id}
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    assert not issues(scene)
    assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)


@pytest.mark.parametrize(
    ("step", "verb", "named"),
    [
        ("import_anyway", "import_now", {"anyway": True}),
        ("leave_it", "leave", {}),
    ],
)
async def test_a_person_says_what_becomes_of_it(
    scene: Scene, fix: Fix, step: str, verb: str, named: dict[str, Any]
) -> None:
    request = await complete(scene)
    said: list[Any] = []

    async def take(*given: Any, **options: Any) -> None:
        said.append((given, options))

    setattr(scene.hub.gate.home, verb, take)
    flow = await fix.open(request.id)
    assert flow["menu_options"] == ["import_anyway", "leave_it"]
    assert flow["description_placeholders"]["work"] == "Film one"
    assert (await fix.choose(flow, step))["type"] == "create_entry"
    ((given, options),) = said
    assert given[0] == request.id
    assert options == {**named, "seen": blocked_mark(request)}
    assert given[1].kind == "user"
    assert given[1].id


async def test_what_could_do_harm_is_never_imported(scene: Scene, fix: Fix) -> None:
    request = await complete(scene, home=home(why=HARMFUL))
    flow = await fix.open(request.id)
    assert flow["menu_options"] == ["leave_it"]
    done = await fix.choose(flow, "leave_it")
    assert done["type"] == "create_entry"
    await scene.settle()
    assert scene.request("Film one").home.step is Step.LEFT  # type: ignore[union-attr]
    assert not issues(scene)


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (UnknownItem("1"), "no_library"),
        (LibraryOff(), "library_away"),
        (LedgerError(), "not_saved"),
        (None, "not_blocked"),
    ],
)
async def test_what_fails_is_said(
    scene: Scene,
    fix: Fix,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception | None,
    reason: str,
) -> None:
    request = await complete(scene)
    wrong = failure or IllegalMove(request, State.IMPORTED)

    async def fail(*given: Any, **options: Any) -> None:
        raise wrong

    monkeypatch.setattr(scene.hub.gate.home, "import_now", fail)
    flow = await fix.open(request.id)
    done = await fix.choose(flow, "import_anyway")
    assert (done["type"], done["reason"]) == ("abort", reason)


async def test_a_word_on_what_was_shown_is_none_on_what_is_so_by_then(
    scene: Scene, fix: Fix
) -> None:
    request = await complete(scene)
    for step in ("import_anyway", "leave_it"):
        flow = await fix.open(request.id)
        why = Reason("home_refused", (("detail", f"Another reason for {step}"),))
        put(scene, "Film one", home=home(why=why))
        done = await fix.choose(flow, step)
        assert (done["type"], done["reason"]) == ("abort", "changed")
    assert scene.request("Film one").home == home(why=why)


async def test_what_waits_for_nobody_any_more_is_not_asked(
    scene: Scene, fix: Fix
) -> None:
    request = await complete(scene)
    # Nobody has been told of it yet.
    put(scene, "Film one", home=home(Step.WAITING))
    flow = await fix.open(request.id)
    assert (flow["type"], flow["reason"]) == ("abort", "not_blocked")


async def test_who_cannot_be_told_is_somebody() -> None:
    who = _person()
    assert (who.kind, who.id) == ("user", "")


async def test_nobody_is_there_who_could_do_it(scene: Scene, fix: Fix) -> None:
    request = await complete(scene)
    flow = await fix.open(request.id)
    await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    done = await fix.choose(flow, "leave_it")
    assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    assert (done["type"], done["reason"]) == ("abort", "not_blocked")


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        (home(why=Reason("home_no_path")), "changed"),
        (home(Step.WAITING), "not_blocked"),
        (home(Step.LEFT), "not_blocked"),
    ],
)
async def test_a_word_on_what_was_shown_is_none_on_what_is_so_now(
    scene: Scene, fix: Fix, then: Home, reason: str
) -> None:
    request = await complete(scene)
    flow = await fix.open(request.id)
    put(scene, "Film one", home=then)
    done = await fix.choose(flow, "import_anyway")
    assert (done["type"], done["reason"]) == ("abort", reason)
    assert scene.request("Film one").home == then

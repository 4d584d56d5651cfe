"""A person makes a rule of each kind in its form, and is asked just what that is for."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.greenlight.const import RULE
from custom_components.greenlight.engine.library.item import Item, Version
from custom_components.greenlight.engine.title.parse import parse
from tests.support.memory_library import movie

from ..scene import Scene
from ..shelves import LIBRARY_ID, Shelves
from .steps import Result, submit

P5 = "Salt.and.Lanterns.2019.2160p.WEB-DL.DV.P5.DDP5.1.Atmos-OLD"
FEL = "Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos-NEW"
WORSE = "Salt.and.Lanterns.2019.1080p.BluRay.DV.P8.1.HDR10.DDP5.1-NEW"
OTHER = "The.Tide.Clerk.2020.2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos-NEW"
UNKNOWN = "Nobody.Knows.It.2020.2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos-NEW"


def film(item_id: str, title: str, year: int, *files: str) -> Item:
    """Return a film that is wanted and out, with files that are called so."""
    return movie(
        item_id,
        title,
        year=year,
        monitored=True,
        available=True,
        versions=tuple(
            Version(id=one, name=one, quality=parse(one).quality) for one in files
        ),
    )


async def started(shelves: Shelves) -> Scene:
    """Run a client, a feed and a library that has one film and lacks another; no rule yet."""
    items = [
        film("1", "Salt and Lanterns", 2019, P5),
        film("2", "The Tide Clerk", 2020),
    ]
    shelves.server.items = {item.id: item for item in items}
    *others, _ = shelves.scene.parts()
    await shelves.start(*others)
    return shelves.scene


async def opened(scene: Scene, kind: str) -> Result:
    """Choose what a new rule is for."""
    subentries = scene.hass.config_entries.subentries
    flow: Result = await subentries.async_init(
        (scene.entry.entry_id, RULE), context={"source": SOURCE_USER}
    )
    assert flow["menu_options"] == ["upgrades", "wanted", "series", "any"]
    flow = await submit(scene.hass, flow, next_step_id=kind)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "rule")
    return flow


async def make(scene: Scene, kind: str, **filled_in: Any) -> Result:
    """Make a rule as somebody who fills in no more than is needed; return what is shown first."""
    flow = await opened(scene, kind)
    switches = {"stopped": False, "sequential": False, "first_last": False}
    values = {"name": kind.title(), "action": "ask", "lifetime": 24} | filled_in
    folded: dict[str, Any] = {"download": switches, "limits": {}, "reading": {}}
    flow = await submit(scene.hass, flow, **folded, **values)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "preview"), flow
    shown: Result = flow["description_placeholders"]
    count = "count_known" in flow["menu_options"]
    chosen = "count_known" if count else "only_new"
    flow = await submit(scene.hass, flow, next_step_id=chosen)
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    await scene.settle()
    return shown


async def offered(scene: Scene) -> None:
    """Offer something better, something worse, what is lacked and what nobody knows."""
    for title in (FEL, WORSE, OTHER, UNKNOWN):
        scene.publish(title)
    await scene.look()


async def listed(scene: Scene) -> dict[str, Any]:
    """Return each request by its title, as people are shown it."""
    answer = await scene.act("list_requests", answer=True)
    return {one["title"]: one for one in answer["requests"]}


async def test_a_rule_for_upgrades_asks_only_about_what_is_better(
    shelves: Shelves,
) -> None:
    scene = await started(shelves)
    await make(scene, "upgrades")
    await offered(scene)
    asked = await listed(scene)
    assert set(asked) == {FEL}
    request = asked[FEL]
    assert (request["rule"], request["kind"]) == ("Upgrades", "upgrade")
    assert request["item"]["title"] == "Salt and Lanterns"
    assert [one["name"] for one in request["have"]] == [P5]
    assert request["gains"][0] == (
        "Better enhancement layer: Dolby Vision P5 → Dolby Vision P7 FEL"
    )
    assert request["losses"] == []
    assert request["summary"] == "Better picture and source."


async def test_a_rule_for_what_is_wanted_asks_only_about_what_is_missing(
    shelves: Shelves,
) -> None:
    scene = await started(shelves)
    await make(scene, "wanted", libraries=[LIBRARY_ID])
    await offered(scene)
    asked = await listed(scene)
    assert set(asked) == {OTHER}
    request = asked[OTHER]
    assert (request["rule"], request["kind"]) == ("Wanted", "new_movie")
    assert (request["have"], request["item"]["title"]) == ([], "The Tide Clerk")


async def test_a_rule_for_anything_asks_about_each_and_tells_what_is_there(
    shelves: Shelves,
) -> None:
    scene = await started(shelves)
    await make(scene, "any", include=["2160p"])
    await offered(scene)
    asked = await listed(scene)
    assert set(asked) == {FEL, OTHER, UNKNOWN}
    assert [one["name"] for one in asked[FEL]["have"]] == [P5]


@pytest.mark.parametrize(
    ("kind", "said"),
    [("upgrades", True), ("wanted", True), ("any", False)],
)
async def test_a_rule_that_compares_with_nothing_says_so(
    scene: Scene, kind: str, said: bool
) -> None:
    *others, _ = scene.parts()
    await scene.start(others)
    shown = await make(scene, kind, include=["2160p"])
    assert shown["home"].startswith("**There is no library yet.**") is said


async def test_what_was_offered_before_is_told_beforehand_and_asked(
    shelves: Shelves,
) -> None:
    scene = await started(shelves)
    await offered(scene)
    shown = await make(scene, "upgrades")
    assert shown["counts"].startswith(
        "2 match, 1 no better than what you have, 1 would be asked."
    )
    assert set(await listed(scene)) == {FEL}


async def test_explain_says_the_same_of_each(shelves: Shelves) -> None:
    scene = await started(shelves)
    await make(scene, "upgrades")
    await make(scene, "wanted")
    said = {}
    for title in (FEL, WORSE, OTHER, UNKNOWN):
        answer = await scene.act("explain", answer=True, title=title)
        said[title] = [one["outcome"] for one in answer["rules"]]
    assert said == {
        FEL: ["ask", "ignore"],
        WORSE: ["ignore", "ignore"],
        OTHER: ["ignore", "ask"],
        UNKNOWN: ["ignore", "ignore"],
    }

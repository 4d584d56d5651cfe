"""Which work something is: who may say so, what they can choose from, and what becomes of the question then."""

from typing import Any

import pytest

from custom_components.greenlight.const import LIBRARY, RULE
from custom_components.greenlight.engine.library.item import Ids, Version
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.engine.weighed import work_in
from tests.support.memory_library import MemoryServer, movie, series

from ..indexers import FakeIndexers, offered, stand_in
from ..people import CALLERS, House, settle_in
from ..scene import RULE_ID, Scene, part
from ..shelves import LIBRARY_ID, Shelves
from .card import Card, Opening
from .test_on_demand import error_of, told

# The library knows it by another name.
ALIAS = "Cobre.Huerto.2011.2160p.BluRay.HDR10.x265-GRP"
WORSE = "Cobre.Huerto.2011.720p.WEB-DL.H.264-GRP"
EPISODE = "Reloj.de.Marea.S01E02.1080p.WEB-DL.H.264-GRP"
TWINS = "Twin.Harbour.2160p.WEB-DL.DDP5.1.H.265-GRP"
THERE = "Copper.Orchard.2011.1080p.BluRay.x264-OLD"


@pytest.fixture
def server() -> MemoryServer:
    """Run a library with a film that is there, two of one name, and a series."""
    size, quality = 9_000_000_000, read(THERE).quality
    there = (Version(id="f1", name=THERE, size=size, quality=quality),)
    return MemoryServer(
        [
            movie("1", "Copper Orchard", year=2011, versions=there),
            movie("2", "Twin Harbour", year=1994, versions=()),
            movie("3", "Twin Harbour", year=2019, versions=()),
            series("7", "The Copper Tide", there=4),
        ]
    )


@pytest.fixture
async def house(shelves: Shelves) -> House:
    """Set Greenlight up with a library, in a house of people."""
    scene = shelves.scene
    house = await settle_in(scene.hass)
    scene.options = house.options
    await scene.start(
        [
            *scene.parts(include=[], kind="upgrades", new_titles=True),
            part(LIBRARY, LIBRARY_ID, "Films", shelves.data),
        ]
    )
    return house


@pytest.fixture
async def card(house: House, opened: Opening) -> Card:
    """Open the card of somebody who may hand in and decide."""
    return await opened(house.ids["chooser"])


async def works(card: Card, **fields: Any) -> list[tuple[str, bool]]:
    """Return the ids of what can be chosen, and whether it is taken as that now."""
    answer = await told(card, "works", **fields)
    return [(one["item"], one.get("now", False)) for one in answer["works"]]


@pytest.mark.parametrize("name", sorted(CALLERS.keys() - {"gone", "deactivated"}))
async def test_only_who_may_decide_says_it(
    scene: Scene, house: House, opened: Opening, name: str
) -> None:
    caller, card = CALLERS[name], await opened(house.ids[name])
    (request_id,) = await scene.ask(ALIAS)
    answers = [
        await card.ask("works", request_id=request_id),
        await card.act(
            "choose_item", request_id=request_id, library=LIBRARY_ID, item="1"
        ),
    ]
    assert {one["success"] for one in answers} == {Right.DECIDE in caller.may}
    if Right.DECIDE not in caller.may:
        refusal = f"may_not_{Right.DECIDE}" if caller.may else caller.refusal
        assert {error_of(one) for one in answers} <= {refusal, caller.refusal}
        assert work_in(scene.request(ALIAS).weighed) is None


class TestOfAQuestion:
    async def test_it_is_told_who_can(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        await scene.ask(ALIAS)
        for name, may in (("decider", True), ("keeper", False), ("reader", False)):
            card = await opened(house.ids[name])
            await card.subscribe()
            (question,) = card.shown["waiting"].values()
            assert ("works" in question["can"]) is may, name

    async def test_it_shows_at_once_what_is_there_of_it(
        self, scene: Scene, card: Card
    ) -> None:
        (request_id,) = await scene.ask(ALIAS)
        await card.subscribe()
        assert await works(card, request_id=request_id) == []
        found = await told(card, "works", request_id=request_id, text=" copper ")
        assert found["works"] == [
            {
                "library": LIBRARY_ID,
                "library_name": "Films",
                "item": "1",
                "title": "Copper Orchard",
                "year": 2011,
                "kind": "movie",
                "have": {"list": ["1080p Blu-ray", {"size": 9_000_000_000}]},
            }
        ]
        answer = await card.act(
            "choose_item", request_id=request_id, library=LIBRARY_ID, item="1"
        )
        assert answer["result"]["state"] == "pending"
        await card.hear()
        question = card.waiting["Copper Orchard"]
        assert question["id"] == request_id
        assert "row_resolution" in [row["label"] for row in question["better"]]
        assert await works(card, request_id=request_id) == [("1", True)]

    async def test_where_what_is_there_is_no_worse_it_is_asked_about_no_more(
        self, scene: Scene, card: Card
    ) -> None:
        (request_id,) = await scene.ask(WORSE)
        answer = await card.act(
            "choose_item", request_id=request_id, library=LIBRARY_ID, item="1"
        )
        assert answer["result"]["state"] == "superseded"

    async def test_what_was_said_is_taken_back_by_naming_none(
        self, scene: Scene, house: House, card: Card, opened: Opening
    ) -> None:
        (request_id,) = await scene.ask(ALIAS)
        meant = {"library": LIBRARY_ID, "item": "1"}
        await card.act("choose_item", request_id=request_id, **meant)
        assert (await told(card, "works", request_id=request_id))["said"] is True
        reader = await opened(house.ids["reader"])
        answer = await reader.act("choose_item", request_id=request_id)
        assert error_of(answer) == "may_not_decide"
        answer = await card.act("choose_item", request_id=request_id)
        assert answer["result"]["state"] == "pending"
        request = scene.request(ALIAS)
        assert work_in(request.weighed) is None
        assert "work_unsaid" in [line.why.code for line in request.journal]
        assert await told(card, "works", request_id=request_id) == {"works": []}
        # A library alone says nothing.
        answer = await card.act(
            "choose_item", request_id=request_id, library=LIBRARY_ID
        )
        assert answer["error"]["code"] == "invalid_format"

    async def test_those_that_come_into_consideration_are_first(
        self, scene: Scene, card: Card
    ) -> None:
        (request_id,) = await scene.ask(TWINS)
        found = await works(card, request_id=request_id)
        assert sorted(found) == [("2", False), ("3", False)]

    async def test_an_episode_is_of_no_film_and_a_film_of_no_series(
        self, scene: Scene, card: Card
    ) -> None:
        film, episode = await scene.ask(ALIAS, EPISODE)
        assert await works(card, request_id=film, text="copper") == [("1", False)]
        assert await works(card, request_id=episode, text="copper") == [("7", False)]

    async def test_what_its_source_calls_another_is_not_offered(
        self, scene: Scene, card: Card, server: MemoryServer
    ) -> None:
        (request_id,) = await scene.ask(ALIAS)
        request = scene.hub.gate.requests.find(request_id)
        of_another = offered(ALIAS, ids=Ids(tmdb=404))
        library = scene.hub.gate.library
        item = library.item(LIBRARY_ID, "1")
        assert (item.ids.tmdb, request.release.ids.tmdb) == (1, None)
        assert library.works_for(request.release, "copper orchard", 9)[1] == [(item,)]
        assert library.works_for(of_another, "copper orchard", 9)[1] == []

    async def test_where_nothing_can_be_chosen_it_is_not_offered(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        await scene.ask(ALIAS)
        card = await opened(house.ids["decider"])
        await card.subscribe()
        scene.hass.config_entries.async_remove_subentry(scene.entry, LIBRARY_ID)
        await scene.settle()
        await card.hear()
        (question,) = card.shown["waiting"].values()
        assert "works" not in question["can"]
        assert "approve" in question["can"]

    async def test_only_those_it_is_for_say_it(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        entry, ids = scene.entry, house.ids
        rule = entry.subentries[RULE_ID]
        assert rule.subentry_type == RULE
        data = {**rule.data, "deciders": [ids["chooser"]]}
        scene.hass.config_entries.async_update_subentry(entry, rule, data=data)
        await scene.settle()
        (request_id,) = await scene.ask(ALIAS)
        assert scene.request(ALIAS).deciders == {ids["chooser"]}
        card = await opened(ids["decider"])
        await card.subscribe()
        (question,) = card.shown["waiting"].values()
        assert question["can"] == []
        answer = await card.act(
            "choose_item", request_id=request_id, library=LIBRARY_ID, item="1"
        )
        assert error_of(answer) == "may_not_decide"


class TestOfAResult:
    @pytest.fixture
    def oak(self, house: House, scene: Scene) -> FakeIndexers:
        """Have an indexer that finds a release whose name no library knows."""
        return stand_in(scene, offered(ALIAS))

    async def test_it_is_held_against_what_is_there_then(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        found = await told(card, "search", query="cobre")
        assert found["can"] == ["ask", "download", "works"]
        (result,) = found["results"]
        assert result["stand"] == "new"
        assert await works(card, result=result["id"], text="orchard") == [("1", False)]
        answer = await card.act(
            "choose_item", result=result["id"], library=LIBRARY_ID, item="1"
        )
        assert answer["success"], answer
        (after,) = (await told(card, "search_page", search=found["search"]))["results"]
        assert after["work"] == {"title": "Copper Orchard", "year": 2011}
        assert after["stand"] == "better"
        assert await works(card, result=result["id"]) == [("1", True)]
        await card.act("choose_item", result=result["id"])
        (after,) = (await told(card, "search_page", search=found["search"]))["results"]
        assert after["stand"] == "new"

    async def test_who_may_only_hand_in_cannot(
        self, house: House, opened: Opening, oak: FakeIndexers
    ) -> None:
        card = await opened(house.ids["giver"])
        found = await told(card, "search", query="cobre")
        assert found["can"] == ["ask"]
        (result,) = found["results"]
        assert error_of(await card.ask("works", result=result["id"])) == (
            "may_not_decide"
        )
        answer = await card.act(
            "choose_item", result=result["id"], library=LIBRARY_ID, item="1"
        )
        assert error_of(answer) == "may_not_decide"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "request_or_result"),
        ({"request_id": "r1", "result": "x"}, "request_or_result"),
        ({"request_id": "r1"}, "unknown_request"),
        ({"result": "x"}, "search_again"),
    ],
)
async def test_what_makes_no_sense(
    card: Card, fields: dict[str, str], why: str
) -> None:
    assert error_of(await card.ask("works", **fields)) == why

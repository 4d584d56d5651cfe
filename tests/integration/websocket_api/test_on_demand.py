"""What the card asks for when somebody opens it: who is answered, with what, and how it is refused."""

from dataclasses import replace
from typing import Any, Final

import pytest

from custom_components.greenlight.const import RULE
from custom_components.greenlight.engine.home.home import Landing, Where
from custom_components.greenlight.engine.library.item import Version
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.hub import Hub
from tests.support.memory_library import movie

from ..completed import Completed, attach, done, look, parts
from ..people import CALLERS, House, settle_in
from ..scene import RULE_ID, SOURCE_ID, Scene, part
from ..shelves import Shelves
from .card import Card, Opening

# Each command with what it takes, and the right that is needed.
COMMANDS: Final[dict[str, Right]] = {
    "details": Right.SEE,
    "candidates": Right.SEE,
    "always": Right.SEE,
    "history": Right.SEE,
    "series": Right.SEE,
    "statistics": Right.SEE,
    "completed": Right.SEE,
    "preview": Right.DECIDE,
}
OF_ONE: Final = ("details", "candidates", "always")
# Who has nothing to log in with any more.
_NO_LOGIN: Final = frozenset({"gone", "deactivated"})
HOSTILE: Final = "<img src=x onerror=alert(1)>\u202e\u200b film.2019.1080p-GRP"


async def told(card: Card, command: str, **fields: Any) -> Any:
    """Return what a command is answered with."""
    answer = await card.ask(command, **fields)
    assert answer["success"], answer
    return answer["result"]


def error_of(answer: dict[str, Any]) -> str:
    """Return the key of the text by which a command is refused."""
    assert not answer["success"]
    error = answer["error"]
    assert error["message"]
    return str(error["translation_key"])


@pytest.fixture
async def card(house: House, opened: Opening) -> Card:
    """Open the card of somebody who may decide."""
    return await opened(house.ids["decider"])


@pytest.mark.parametrize("name", sorted(CALLERS.keys() - _NO_LOGIN))
async def test_who_is_answered(
    scene: Scene, house: House, opened: Opening, name: str
) -> None:
    caller = CALLERS[name]
    (request_id,) = await scene.ask("Film one")
    card = await opened(house.ids[name])
    for command, right in COMMANDS.items():
        fields = {"request_id": request_id} if command in OF_ONE else {}
        answer = await card.ask(command, **fields)
        if right in caller.may:
            assert answer["success"], (command, answer)
        elif caller.may:
            own = (f"may_not_{right}", caller.refusal)
            assert error_of(answer) in own, command
        else:
            assert error_of(answer) == caller.refusal, command


async def test_while_nothing_runs(scene: Scene, card: Card) -> None:
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    for command in COMMANDS:
        fields = {"request_id": "r1"} if command in OF_ONE else {}
        assert error_of(await card.ask(command, **fields)) == "not_loaded"


@pytest.mark.parametrize("command", OF_ONE)
async def test_of_a_request_that_is_not_there(card: Card, command: str) -> None:
    answer = await card.ask(command, request_id="n\u202eothing")
    assert error_of(answer) == "unknown_request"
    assert answer["error"]["translation_placeholders"] == {"request_id": "nothing"}


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("details", {}),
        ("details", {"request_id": []}),
        ("history", {"limit": 0}),
        ("history", {"limit": 201}),
        ("history", {"offset": -1}),
        ("history", {"outcome": ["pending"]}),
        ("history", {"text": "x" * 201}),
        ("history", {"person": 7}),
        ("statistics", {"days": 0}),
        ("statistics", {"days": "many"}),
        ("completed", {"limit": 500}),
        ("series", {"rule": None}),
        ("series", {"open": "x" * 201}),
        ("preview", {"rule": {}}),
        ("preview", {"data": {}}),
    ],
)
async def test_what_makes_no_sense(
    card: Card, command: str, fields: dict[str, Any]
) -> None:
    answer = await card.ask(command, **fields)
    assert answer["error"]["code"] == "invalid_format"


async def test_details(scene: Scene, card: Card) -> None:
    (request_id,) = await scene.ask("Film.2019.1080p.WEB-DL-GRP")
    details = await told(card, "details", request_id=request_id)
    assert details["id"] == request_id
    assert details["title"] == "Film.2019.1080p.WEB-DL-GRP"
    year = {"name": "year", "value": "2019", "confidence": "high"}
    assert year in details["read"]
    (line,) = details["journal"]
    assert (line["who"], line["how"]) == ("Films", "rule")
    assert line["why"] == {"say": "reason_rule_matched", "with": {"rule": "Films"}}


async def test_history(scene: Scene, card: Card, house: House) -> None:
    assert await told(card, "history") == {
        "total": 0,
        "entries": [],
        "all": 0,
        "rules": [],
        "sources": [],
        "people": [],
    }
    one, two, _ = await scene.ask("Film one", "Film two", "Film three")
    await card.act("approve", request_id=one)
    await scene.settle()
    await scene.pass_time(5)
    await scene.act("decline", user=house.ids["owner"], request_id=two, reason="no")
    history = await told(card, "history")
    assert (history["total"], history["all"]) == (2, 2)
    assert (history["rules"], history["sources"]) == (["Films"], ["Site"])
    assert history["people"] == ["decider", "owner"]
    no, yes = history["entries"]
    assert (no["outcome"], no["who"], no["why"]) == ("declined", "owner", "no")
    assert (yes["outcome"], yes["you"], yes["how"]) == ("downloading", True, "card")
    assert yes["can"] == no["can"] == ["undo"]
    found = await told(card, "history", text="film ONE", outcome="downloading")
    assert [one["id"] for one in found["entries"]] == [one]
    assert found["all"] == 2
    page = await told(card, "history", limit=1, offset=1)
    assert [one["id"] for one in page["entries"]] == [one]
    for nobody in ({"rule": "Series"}, {"source": "Other"}, {"person": "reader"}):
        assert (await told(card, "history", **nobody))["total"] == 0
    for found_by in ({"rule": "Films"}, {"source": "Site"}):
        assert (await told(card, "history", **found_by))["total"] == 2


async def test_what_an_undo_does_is_what_was_offered(
    scene: Scene, card: Card, house: House, opened: Opening
) -> None:
    (one,) = await scene.ask("Film one")
    await card.act("decline", request_id=one)
    reader = await opened(house.ids["reader"])
    (seen,) = (await told(reader, "history"))["entries"]
    assert seen["can"] == []
    assert (await card.act("undo", request_id=one))["success"]
    assert (await told(card, "history"))["entries"] == []
    await card.act("decline", request_id=one)
    await scene.pass_time(601)
    (old,) = (await told(card, "history"))["entries"]
    assert old["can"] == ["again"]
    assert (await card.act("retry", request_id=one))["success"]
    assert scene.requests() == {"Film one": "pending"}


async def test_statistics(scene: Scene, card: Card) -> None:
    nothing = await told(card, "statistics", days=30)
    assert nothing["asked"] == 0
    one, two, _ = await scene.ask("Film one", "Film two", "Film three")
    await scene.pass_time(3000)
    await card.act("approve", request_id=one)
    await card.act("decline", request_id=two)
    await scene.settle()
    for days in (30, None):
        counted = await told(card, "statistics", days=days)
        numbers = {key: counted[key] for key in ("asked", "approved", "declined")}
        assert numbers == {"asked": 3, "approved": 1, "declined": 1}
        assert counted["seen"] == 3
        assert counted["answered"]["how"] == {"card": 2}
        assert counted["by"]["source"] == [{"name": "Site", "asked": 3, "approved": 1}]
    assert await told(card, "statistics") == await told(card, "statistics", days=None)
    # What is taken back is no answer any more.
    await card.act("undo", request_id=two)
    assert (await told(card, "statistics"))["declined"] == 0
    assert (await told(card, "statistics", days=30))["declined"] == 0


async def test_statistics_are_not_kept_of_what_was_stopped(
    scene: Scene, card: Card
) -> None:
    await told(card, "statistics")
    assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.ask("Film one")
    assert (await told(card, "statistics"))["asked"] == 1


async def test_no_series_where_no_rule_follows_one(card: Card) -> None:
    path = "/config/integrations/integration/greenlight"
    assert await told(card, "series") == {"rules": [], "path": path, "series": []}


class TestSeries:
    """What a rule follows that names a series."""

    @pytest.fixture
    async def house(self, scene: Scene) -> House:
        house = await settle_in(scene.hass)
        scene.options = house.options
        await scene.start(
            include=[], kind="series", titles=["Copper Valley Radio", "The Tide Clerk"]
        )
        return house

    async def test_each_and_all_of_the_one_that_is_open(
        self, scene: Scene, card: Card
    ) -> None:
        title = "Copper.Valley.Radio.S01E03.1080p.WEB-DL-GRP"
        (asked,) = await scene.ask(title)
        found = await told(card, "series")
        assert found["rules"] == ["Films"]
        lines = [(one["title"], one["asked"]) for one in found["series"]]
        assert lines == [("Copper Valley Radio", 1), ("The Tide Clerk", 0)]
        (season,) = found["open"]["seasons"]
        third = season["episodes"][-1]
        assert (third["no"], third["state"]) == (3, "asked")
        assert third["request"] == asked
        other = found["series"][1]["id"]
        assert (await told(card, "series", open=other))["open"]["seasons"] == []
        assert "open" not in await told(card, "series", open="")
        assert (await told(card, "series", rule="Films"))["series"] == found["series"]
        assert (await told(card, "series", rule="Other"))["series"] == []

    async def test_it_follows_its_download(self, scene: Scene, card: Card) -> None:
        (one,) = await scene.ask("Copper.Valley.Radio.S01E01.1080p.WEB-DL-GRP")
        await card.act("approve", request_id=one)
        await scene.settle()
        (line, _) = (await told(card, "series"))["series"]
        assert (line["asked"], line["way"]) == (0, 1)
        # What was made is not kept of what was stopped.
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        assert (await told(card, "series"))["series"][0]["way"] == 1


async def test_preview(scene: Scene, card: Card) -> None:
    assert await told(card, "preview") == {
        "rules": ["Films"],
        "told": [],
        "releases": [],
    }
    await scene.ask("Film one")
    scene.publish("Series one", listed_size=None)
    await scene.look()
    asked = len(scene.site.seen)
    preview = await told(card, "preview", rule="Films")
    assert preview["rules"] == ["Films"]
    assert preview["told"] == [
        {
            "list": [
                {"say": "preview_matched", "with": {"count": 1}},
                {"say": "preview_asked_before", "with": {"count": 1}},
                {"say": "preview_asked", "with": {"count": 0}},
            ]
        },
        {"say": "preview_free"},
    ]
    assert preview["releases"] == [
        {
            "name": "Film one",
            "bytes": 5000,
            "source": "Site",
            "what": "asked_before",
            "reasons": [{"say": "reason_rule_matched", "with": {"rule": "Films"}}],
        }
    ]
    assert len(scene.site.seen) == asked
    assert error_of(await card.ask("preview", rule="Nothing")) == "unknown_rule"


async def test_a_preview_says_why_something_is_skipped(
    scene: Scene, card: Card
) -> None:
    (one,) = await scene.ask("Film.2019.1080p-GRP")
    await card.act("decline", request_id=one, scope="group")
    scene.publish("Film.2020.1080p-GRP")
    await scene.look()
    preview = await told(card, "preview", rule="Films")
    (skipped,) = [one for one in preview["releases"] if one["what"] == "failed_before"]
    assert isinstance(skipped["reasons"][-1], str)
    assert "GRP" in skipped["reasons"][-1]


async def test_a_rule_of_no_library_can_have_no_narrow_one(
    scene: Scene, card: Card
) -> None:
    (one,) = await scene.ask("Film one")
    assert await told(card, "always", request_id=one) == {"sentence": None}


class TestInbox:
    """What is completed, in a house of people."""

    @pytest.fixture
    async def house(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> House:
        house = await settle_in(scene.hass)
        scene.options = house.options
        await scene.start(parts(scene))
        return house

    @pytest.fixture
    async def completed(
        self, scene: Scene, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> Completed:
        return await attach(scene, monkeypatch)

    async def test_is_told_newest_first(
        self, scene: Scene, house: House, completed: Completed, opened: Opening
    ) -> None:
        reader = await opened(house.ids["reader"])
        assert await told(reader, "completed") == {"total": 0, "entries": []}
        completed.listed.append(done("Film.2019.1080p.WEB-DL-GRP"))
        await look(scene)
        completed.listed.append(done("Film two\u202e", size=None))
        await look(scene)
        # So much time has passed that its connection was given up.
        reader = await opened(house.ids["reader"])
        inbox = await told(reader, "completed")
        assert inbox["total"] == 2
        second, first = inbox["entries"]
        assert second["name"] == "Film two"
        assert "bytes" not in second
        assert first["name"] == "Film (2019) · 1080p WEB-DL · GRP"
        assert (first["bytes"], first["client"], first["media"]) == (
            7000,
            "Box",
            "movies",
        )
        # Folders are for whoever deals with downloads.
        assert "path" not in first
        keeper = await opened(house.ids["keeper"])
        page = await told(keeper, "completed", limit=1, offset=1)
        assert page["total"] == 2
        (with_path,) = page["entries"]
        assert with_path["path"] == "/downloads/Film.2019.1080p.WEB-DL-GRP"
        await keeper.act("acknowledge", entry_id=first["id"])
        assert (await told(keeper, "completed"))["total"] == 1


class TestLibrary:
    """Questions that are held against what is there."""

    BETTER = "Film.1.2021.2160p.UHD.BluRay.REMUX.HDR.TrueHD.7.1.Atmos-GRP"
    LESSER = "Film.1.2021.1080p.BluRay.x264.DTS-KESTREL"

    @pytest.fixture
    async def house(self, shelves: Shelves) -> House:
        scene = shelves.scene
        house = await settle_in(scene.hass)
        scene.options = house.options
        server = shelves.server
        there = "Film.1.2021.720p.HDTV.x264.AC3-OLD"
        file = Version(id="f1", name=there, quality=read(there).quality, size=3 * 10**9)
        server.items["1"] = movie("1", "Film 1", released=1.0, versions=(file,))
        client, source, _ = scene.parts()
        rule = {"include": ["film"], "kind": "upgrades"}
        await shelves.start(client, source, part(RULE, RULE_ID, "Films", rule))
        return house

    async def ask(self, scene: Scene, *titles: str) -> str:
        """Offer some releases at once, and return the one question about them."""
        for title in titles:
            scene.publish(title, listed_size=7 * 10**9)
        await scene.hub.sources[SOURCE_ID].async_refresh()
        await scene.settle()
        (asked,) = scene.hub.gate.requests.open.values()
        return asked.id

    async def test_what_its_rule_wants_elsewhere_no_library_imports(
        self, scene: Scene, card: Card
    ) -> None:
        request_id = await self.ask(scene, self.BETTER)
        server = next(iter(scene.hub.libraries.values())).subentry
        imports = {"say": "became_imports", "with": {"library": server.title}}
        details = await told(card, "details", request_id=request_id)
        assert imports in details["goes_to"]["list"]
        rules = scene.hub.gate.attached.rules
        rules[RULE_ID] = replace(rules[RULE_ID], home=Landing(where=Where.LEAVE))
        details = await told(card, "details", request_id=request_id)
        assert imports not in details["goes_to"]["list"]

    async def test_candidates_are_held_against_what_is_there(
        self, scene: Scene, card: Card
    ) -> None:
        request_id = await self.ask(scene, self.BETTER, self.LESSER)
        found = await told(card, "candidates", request_id=request_id)
        first, second = found["candidates"]
        assert "place" not in first
        assert second["place"] == 1
        for one in (first, second):
            assert one["sure"]["level"] in {"sure", "fairly", "unsure"}
            assert one["from"]["source"] == "Site"
            assert [row for row in one["rows"] if row.get("mark")]
        assert (first["from"]["group"], second["from"]["group"]) == ("GRP", "KESTREL")
        assert found["have"]["list"][1] == {"size": 3 * 10**9}
        # What is shown is what is taken.
        taken = await card.act(
            "take_instead",
            request_id=request_id,
            candidate=second["place"],
            seen=second["seen"],
        )
        assert taken["success"], taken
        await scene.settle()
        assert scene.requests() == {self.LESSER: "downloading"}

    async def test_the_narrow_rule_is_said_before_it_is_made(
        self, scene: Scene, card: Card
    ) -> None:
        request_id = await self.ask(scene, self.BETTER)
        request = scene.hub.gate.requests.find(request_id)
        sentence = scene.hub.always.sentence(request)
        assert "GRP" in sentence
        always = await told(card, "always", request_id=request_id)
        assert always["sentence"]["say"] == "always"
        assert always["sentence"]["with"]["group"] == "GRP"
        assert always["sentence"]["with"]["size"] == {"size": 7 * 10**9}
        # Too few questions to say what it would have done.
        assert always.keys() == {"sentence"}

    async def test_what_the_narrow_rule_would_have_done(
        self, scene: Scene, card: Card, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("custom_components.greenlight.engine.hindsight.FEWEST", 0)
        request_id = await self.ask(scene, self.BETTER)
        always = await told(card, "always", request_id=request_id)
        assert (always["would"], always["of"]) == (0, 0)
        part_of = scene.hub.entry.subentries[RULE_ID]
        scene.hass.config_entries.async_update_subentry(
            scene.entry, part_of, data={**part_of.data, "order": 7, "ladder": "own"}
        )
        await scene.settle()
        broken = await card.ask("always", request_id=request_id)
        assert broken["success"], broken
        assert "would" not in broken["result"]


async def test_strangers_texts_and_secrets(
    scene: Scene, house: House, opened: Opening
) -> None:
    scene.publish(HOSTILE)
    await scene.look()
    (one,) = scene.hub.gate.requests.open
    scene.publish("Film two " + "x" * 900)
    await scene.look()
    _, two = scene.hub.gate.requests.open
    owner = await opened(house.ids["owner"])
    await owner.act("approve", request_id=two)
    await owner.act("decline", request_id=one, reason="\u202eno")
    await scene.settle()
    answers = [
        *[await told(owner, command, request_id=one) for command in OF_ONE],
        *[await told(owner, command, request_id=two) for command in OF_ONE],
        await told(owner, "history"),
        await told(owner, "statistics"),
        await told(owner, "preview", rule="Films"),
    ]
    hub: Hub = scene.hub
    text = repr(answers)
    assert "<img src=x" in text
    assert "\\u202e" not in text
    assert "x" * 250 not in text
    for request in hub.gate.requests.every():
        assert request.release.link not in text
        assert not any(one in text for one in request.all_hashes)
    assert "magnet:" not in text
    for subentry in hub.entry.subentries.values():
        for key in ("password", "api_key", "url"):
            assert not subentry.data.get(key) or subentry.data[key] not in text

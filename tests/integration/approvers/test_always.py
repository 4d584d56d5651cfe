"""A rule made from one yes: what it says, what it then approves, and when it stops."""

from dataclasses import replace
from unittest.mock import AsyncMock

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.approvers.reply import Reply
from custom_components.greenlight.const import CLIENT, CONF_ALWAYS, DOMAIN, RULE, SOURCE
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.library.item import (
    Ids,
    Item,
    Kind,
    Origin,
    Version,
)
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    Request,
    State,
)
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.engine.weighed import Work
from custom_components.greenlight.libraries.base import Change, What
from custom_components.greenlight.parts.always import always as always_data
from tests.support.memory_library import MemoryServer, movie

from ..scene import CLIENT_ID, SOURCE_ID, Scene, part
from ..shelves import Shelves

OLD = "{} 2019 2160p WEB-DL DDP5.1 DV P5 H.265-OLD"
NEW = "{} 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC TrueHD Atmos 7.1-NEW"
FILMS = ("Paper Moonrise", "Harbour Lights Out", "Nine Grey Doors")
SIZE = 61 * 10**9


def file(title: str, **measured: object) -> Version:
    """Return a file that is called like a release, of which some things were measured."""
    quality = replace(read(title).quality, **measured)  # type: ignore[arg-type]
    origins = dict.fromkeys(measured, Origin.MEDIA_INFO)
    name = f"{title}.mkv"
    return Version(
        id=name, name=name, path=f"/{name}", quality=quality, origins=origins
    )


def film(number: int, *versions: Version) -> Item:
    return movie(
        str(number),
        FILMS[number],
        year=2019,
        ids=Ids(tmdb=900 + number),
        versions=versions,
        monitored=True,
        available=True,
    )


@pytest.fixture
def server() -> MemoryServer:
    """Run a library with three films that could be better."""
    return MemoryServer(
        film(number, file(OLD.format(name))) for number, name in enumerate(FILMS)
    )


@pytest.fixture
async def house(shelves: Shelves) -> Scene:
    """Set up a rule that asks about upgrades."""
    scene = shelves.scene
    scene.client.free_space = 10**15
    await shelves.start(
        part(CLIENT, CLIENT_ID, "Box", scene.client.data(type="qbittorrent")),
        part(SOURCE, SOURCE_ID, "Site", {"type": "feed", "url": scene.site.rss_url}),
        part(RULE, "up", "Films I have", {"kind": "upgrades", "tags": ["fine"]}),
    )
    return scene


async def asked(scene: Scene, title: str) -> Request:
    """Have a release offered, and return its request."""
    scene.publish(title, listed_size=SIZE)
    await scene.look()
    return scene.request(title)


async def always(scene: Scene) -> Request:
    """Say yes to the first film, and always."""
    request = await asked(scene, NEW.format(FILMS[0]))
    assert request.state == "pending"
    assert scene.hub.always.make(request, SYSTEM, 0.0) == "Always: Films I have, NEW"
    await scene.act("approve", request_id=request.id)
    await scene.settle()
    return request


def made(scene: Scene) -> dict[str, object]:
    """Return what is stored of the rule that was made."""
    rules = [one for one in scene.entry.subentries.values() if CONF_ALWAYS in one.data]
    (rule,) = rules
    return dict(rule.data)


MIRA = Person(Actor(ActorKind.USER, "1", "Mira"), frozenset({Right.DECIDE}))


async def answer(scene: Scene, request: Request, verb: Verb) -> Reply:
    """Have Mira answer a question as it is now."""
    now = scene.hub.gate.requests.find(request.id)
    deciding = scene.hub.presses._deciding
    reply = await deciding.take(Answer(verb), request.id, seen(now), MIRA)
    await scene.settle()
    return reply


def rules(scene: Scene) -> list[str]:
    """Return the rules that there are."""
    subentries = scene.entry.subentries.values()
    return [one.title for one in subentries if one.subentry_type == RULE]


async def test_it_says_what_it_will_do(house: Scene) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    assert house.hub.always.sentence(request) == (
        "From now on, approve without asking: Films I have, 2160p UHD remux · Dolby"
        " Vision P7 FEL · TrueHD Atmos 7.1, by NEW, up to 70.0\N{NO-BREAK SPACE}GB, while"
        " nothing gets worse. It pauses itself as soon as one result is not as promised."
    )


async def test_it_is_as_narrow_as_it_says(house: Scene) -> None:
    request = await always(house)
    data = made(house)
    assert data["action"] == "approve"
    assert data["groups"] == ["NEW"]
    assert data["max_size"] == 70
    assert data["profiles"] == ["7"]
    assert data["layers"] == ["FEL"]
    assert data["origins"] == ["remux"]
    assert data["kind"] == "upgrades"
    assert data["tags"] == ["fine"]
    assert data[CONF_ALWAYS] == {
        "request": request.id,
        "by": "Greenlight",
        "at": "1970-01-01T00:00:00+00:00",
    }


async def test_what_is_alike_comes_without_a_question(house: Scene) -> None:
    await always(house)
    request = await asked(house, NEW.format(FILMS[1]))
    assert request.state != "pending"
    assert request.rule_name == "Always: Films I have, NEW"


@pytest.mark.parametrize(
    "other",
    [
        NEW.replace("-NEW", "-ELSE"),
        NEW.replace("P7 FEL", "P8.1"),
        # A loss is never approved by a rule.
        NEW.replace("TrueHD Atmos 7.1", "DD2.0"),
    ],
)
async def test_what_is_not_alike_is_asked_about(house: Scene, other: str) -> None:
    await always(house)
    request = await asked(house, other.format(FILMS[1]))
    assert request.state == "pending"
    assert request.rule_name == "Films I have"


@pytest.mark.parametrize(
    "title",
    [
        # Nobody knows by whom, something gets worse, or something looks odd.
        NEW.removesuffix("-NEW"),
        NEW.replace("TrueHD Atmos 7.1", "DD2.0"),
        NEW.replace("-NEW", ".exe-NEW"),
    ],
)
async def test_no_rule_is_made_of_what_is_doubtful(house: Scene, title: str) -> None:
    request = await asked(house, title.format(FILMS[0]))
    assert request.state == "pending"
    assert house.hub.always.sentence(request) == ""
    assert house.hub.always.make(request, SYSTEM, 0.0) == ""


async def test_no_rule_is_made_of_what_is_no_rule(house: Scene) -> None:
    """What a program orders may be asked about under its own settings."""
    request = await asked(house, NEW.format(FILMS[0]))
    assert house.hub.always.possible(request)
    assert not house.hub.always.possible(replace(request, rule=SOURCE_ID))


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("{} 2019-NEW", set()),
        ("{} 2019 2160p-NEW", {"resolutions"}),
        (
            "{} 2019 2160p WEB-DL DV P5 H.265-NEW",
            {"resolutions", "origins", "profiles"},
        ),
        (NEW, {"resolutions", "origins", "profiles", "layers"}),
    ],
)
async def test_it_wants_of_the_picture_what_the_title_says(
    house: Scene, title: str, wanted: set[str]
) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    release = replace(request.release, title=title.format(FILMS[0]))
    data = always_data(replace(request, release=release), {}) or {}
    assert data.keys() == {"action", "groups", "max_size", *wanted}


async def test_of_a_series_it_wants_only_that_one(house: Scene) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    assert request.weighed is not None
    work = Work(kind=Kind.SERIES, title="The Tide Clerk")
    weighed = replace(request.weighed, work=work)
    data = always_data(replace(request, weighed=weighed), {"titles": ["A", "B"]})
    assert data is not None
    assert data["titles"] == ["The Tide Clerk"]


async def came(scene: Scene, server: MemoryServer, **measured: object) -> None:
    """Have the second film downloaded by the rule, and the file come into the library."""
    title = NEW.format(FILMS[1])
    torrent = scene.publish(title, listed_size=SIZE)
    await scene.look()
    await scene.poll()
    scene.client.rows[torrent.client_id] |= {"progress": 1.0, "state": "uploading"}
    await scene.poll()
    assert scene.request(title).state == "completed"
    server.items["1"] = film(1, file(title, **measured))
    server.tell(Change(what=What.CHANGED, id="1"))
    await scene.settle()
    await scene.pass_time(30)


async def test_it_pauses_itself_when_something_is_not_as_promised(
    house: Scene, server: MemoryServer
) -> None:
    await always(house)
    await came(house, server, profile="8.1", layer=None)
    assert made(house)["enabled"] is False
    (issue,) = [
        one
        for one in ir.async_get(house.hass).issues.values()
        if one.translation_key == "rule_paused"
    ]
    assert issue.translation_placeholders == {
        "name": "Always: Films I have, NEW",
        "detail": f"{FILMS[1]} (2019): Dolby Vision P8.1, Dolby Vision P7 FEL",
    }
    # What comes now is asked about by the rule that asked at first.
    request = await asked(house, NEW.format(FILMS[2]))
    assert request.state == "pending"
    # It goes on when somebody wants it to.
    switch = "switch.always_films_i_have_new_enabled"
    await house.hass.services.async_call(
        "switch", "turn_on", {"entity_id": switch}, blocking=True
    )
    await house.settle()
    assert house.told(switch) == "on"
    assert (DOMAIN, issue.issue_id) not in ir.async_get(house.hass).issues


async def test_it_goes_on_when_all_is_as_promised(
    house: Scene, server: MemoryServer
) -> None:
    await always(house)
    await came(house, server, profile="7")
    assert made(house).get("enabled", True) is True


async def test_it_is_told_again_after_a_restart(
    house: Scene, server: MemoryServer
) -> None:
    await always(house)
    await came(house, server, profile="8.1", layer=None)
    assert await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.settle()
    assert made(house)["enabled"] is False
    assert "rule_paused" in {
        one.translation_key for one in ir.async_get(house.hass).issues.values()
    }


async def test_the_button_approves_and_makes_the_rule(house: Scene) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    reply = await answer(house, request, Verb.ALWAYS)
    assert reply.text == house.hub.texts.text("reply_rule_made")
    assert house.hub.gate.requests.find(request.id).state is not State.PENDING
    assert rules(house) == ["Films I have", "Always: Films I have, NEW"]
    born = made(house)[CONF_ALWAYS]
    assert isinstance(born, dict)
    assert (born["request"], born["by"]) == (request.id, "Mira")
    # Once more is no second one.
    assert not (await answer(house, request, Verb.ALWAYS)).counted
    assert len(rules(house)) == 2


async def test_taken_back_the_rule_goes_again(house: Scene) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    await answer(house, request, Verb.ALWAYS)
    assert (await answer(house, request, Verb.UNDO)).text == "Taken back."
    assert house.hub.gate.requests.find(request.id).state is State.PENDING
    assert rules(house) == ["Films I have"]
    # What is alike is asked about again.
    assert (await asked(house, NEW.format(FILMS[1]))).state is State.PENDING


async def test_a_rule_that_has_approved_something_stays(house: Scene) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    await answer(house, request, Verb.ALWAYS)
    assert (await asked(house, NEW.format(FILMS[1]))).state is not State.PENDING
    await answer(house, request, Verb.UNDO)
    assert rules(house) == ["Films I have", "Always: Films I have, NEW"]


async def test_one_yes_of_several_makes_no_rule(house: Scene) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    await house.hub.gate.requests.amend(request.id, ballot=Ballot(need=2))
    await answer(house, request, Verb.ALWAYS)
    assert house.hub.gate.requests.find(request.id).state is State.PENDING
    assert rules(house) == ["Films I have"]


async def test_none_is_offered_to_one_of_several_who_have_to_say_yes(
    house: Scene,
) -> None:
    rule = house.entry.subentries["up"]
    house.hass.config_entries.async_update_subentry(
        house.entry, rule, data={**rule.data, "need": 2}
    )
    await house.settle()
    request = await asked(house, NEW.format(FILMS[0]))
    assert house.hub.always.sentence(request) == ""


async def test_none_is_made_of_what_turns_out_to_be_on_its_way(house: Scene) -> None:
    request = await asked(house, NEW.format(FILMS[0]))
    done = replace(request, state=State.SUPERSEDED)
    house.hub.gate.decide.approve = AsyncMock(return_value=done)  # type: ignore[method-assign]
    await answer(house, request, Verb.ALWAYS)
    assert rules(house) == ["Films I have"]


class TestAction:
    """What is pressed elsewhere can be called, too."""

    async def test_it_approves_and_makes_the_rule(self, house: Scene) -> None:
        request = await asked(house, NEW.format(FILMS[0]))
        await house.act("always", request_id=request.id, seen=seen(request))
        await house.settle()
        assert house.hub.gate.requests.find(request.id).state != "pending"
        assert made(house)["groups"] == ["NEW"]

    async def test_it_does_nothing_where_no_rule_can_be_made(
        self, house: Scene
    ) -> None:
        request = await asked(house, NEW.removesuffix("-NEW").format(FILMS[0]))
        with pytest.raises(ServiceValidationError) as raised:
            await house.act("always", request_id=request.id)
        assert raised.value.translation_key == "no_rule_of_it"
        assert house.hub.gate.requests.find(request.id).state == "pending"
        assert rules(house) == ["Films I have"]

    async def test_it_is_for_what_was_seen_and_still_waits(self, house: Scene) -> None:
        request = await asked(house, NEW.format(FILMS[0]))
        with pytest.raises(ServiceValidationError) as raised:
            await house.act("always", request_id=request.id, seen="0" * 12)
        assert raised.value.translation_key == "question_changed"
        await house.act("decline", request_id=request.id)
        with pytest.raises(ServiceValidationError) as raised:
            await house.act("always", request_id=request.id)
        assert raised.value.translation_key == "not_possible_declined"
        assert rules(house) == ["Films I have"]

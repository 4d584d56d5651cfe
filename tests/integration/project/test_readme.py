"""What the README and its pages show works as it is shown."""

from collections.abc import Iterator
import re
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.core import Context, EventOrigin, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service
import voluptuous as vol

from custom_components.greenlight.clients.base import Finished
from custom_components.greenlight.const import CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.media import MediaType
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.flows.options import MOST_OPEN
from custom_components.greenlight.gate.ports import MAX_OPEN
from custom_components.greenlight.parts import (
    asker_settings as asker,
    client_settings as client,
    rule_settings as rule,
    source_settings as source,
)
from custom_components.greenlight.services import ACTIONS
from custom_components.greenlight.services.seed import TORRENT_FILE

from ..scene import CLIENT_ID, Scene
from .pages import PAGES, ROOT, section, written
from .written_code import read_json, read_yaml

EXAMPLES = [
    parse_yaml(block.partition("```")[0])
    for page in PAGES
    for block in page.read_text(encoding="utf-8").split("```yaml\n")[1:]
]


def example(word: str) -> dict[str, Any]:
    """Return the one example that has a word in it."""
    (found,) = (one for one in EXAMPLES if word in str(one))
    assert isinstance(found, dict)
    return found


@pytest.fixture
async def pushed(hass: HomeAssistant) -> list[Any]:
    """Set up the automations that are shown and return what they send to the phone."""
    calls = async_mock_service(hass, "notify", "mobile_app_your_phone")
    automations: list[Any] = []
    for word in ("mobile_app_notification_action", "greenlight.acknowledge"):
        automations += example(word)["automation"]
    assert await async_setup_component(hass, "automation", {"automation": automations})
    return calls


async def test_every_release_is_asked_about_on_the_phone(
    scene: Scene, pushed: list[Any]
) -> None:
    await scene.start()
    asked = await scene.ask("Film one", "Film two", "Film three")
    await scene.settle()
    assert {call.data["message"] for call in pushed} == {
        "Film one",
        "Film two",
        "Film three",
    }
    assert {call.data["data"]["tag"] for call in pushed} == set(asked)


@pytest.mark.parametrize("answer", ["approve", "decline"])
async def test_the_answer_comes_through_the_automation(
    hass: HomeAssistant,
    scene: Scene,
    pushed: list[Any],
    answer: str,
) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    await scene.settle()
    (push,) = pushed
    (action,) = (
        each["action"]
        for each in push.data["data"]["actions"]
        if each["action"].startswith(answer)
    )
    hass.bus.async_fire(
        "mobile_app_notification_action",
        {"action": action},
    )
    await scene.settle()
    request = scene.hub.gate.requests.find(request_id)
    assert request.journal[1].after == f"{answer}d"
    assert request.journal[1].who.name == "Take the answer from the phone"


@pytest.mark.parametrize(("rights", "told"), [(["decide"], True), (["see"], False)])
async def test_the_answer_is_that_of_whoever_pressed(
    hass: HomeAssistant,
    scene: Scene,
    pushed: list[Any],
    rights: list[str],
    told: bool,
) -> None:
    """Nothing has to be switched on for it."""
    await hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
    mira = await hass.auth.async_create_user("Mira", group_ids=[GROUP_ID_USER])
    scene.options = {CONF_PEOPLE_RIGHTS: {mira.id: rights}}
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    await scene.settle()
    hass.bus.async_fire(
        "mobile_app_notification_action",
        {"action": f"approve {request_id}"},
        EventOrigin.remote,
        context=Context(user_id=mira.id),
    )
    await scene.settle()
    assert ([one.who.name for one in scene.request("Film one").journal[1:2]]) == (
        ["Mira (automation Take the answer from the phone)"] if told else []
    )


async def test_nobody_is_asked_again_after_a_restart(
    hass: HomeAssistant, scene: Scene, pushed: list[Any]
) -> None:
    await scene.start()
    await scene.ask("Film one")
    await scene.settle()
    assert len(pushed) == 1
    assert await hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.settle()
    assert len(pushed) == 1


async def test_a_completed_movie_is_told_and_acknowledged(
    scene: Scene, pushed: list[Any]
) -> None:
    await scene.start()
    inbox = scene.hub.inbox
    types = {"film": MediaType.MOVIES, "show": MediaType.TV}
    at = await inbox.async_since(CLIENT_ID, types)
    done = [
        Finished(id=name, name=name, category=name, at=at) for name in ("Film", "Show")
    ]
    await inbox.async_take(CLIENT_ID, done, types, {})
    await scene.settle()
    assert [call.data["message"] for call in pushed] == ["Film"]
    assert [entry.name for entry in inbox.waiting] == ["Show"]


def test_the_example_of_seeding_can_be_called() -> None:
    call = example("greenlight.seed")
    assert call["action"] == "greenlight.seed"
    vol.Schema(TORRENT_FILE)(call["data"])


def test_it_names_every_action() -> None:
    said = section("docs/automations.md", "Actions")
    missing = [name for name in read_yaml("services.yaml") if f"`{name}`" not in said]
    assert not [name for name in missing if f"greenlight.{name}`" not in said]


def test_it_says_which_right_each_action_takes() -> None:
    table = written("docs/people.md").partition("\n\n- ")[0]
    rows = [line.split("|")[1:] for line in table.splitlines() if line.startswith("| ")]
    words = [one.strip().lower() for one, *_ in rows[1:]]
    texts = read_json("translations/en.json")["selector"]["right"]["options"]
    assert words == [
        one.partition(":")[0].partition(",")[0].lower() for one in texts.values()
    ]
    for action in ACTIONS:
        listed = [
            place
            for place, row in enumerate(rows[1:])
            if f"`{action.name}`" in row[2]
            or (action.name.startswith("list_") and "`list_…`" in row[2])
        ]
        wanted = [] if action.who is None else [list(Right).index(action.who)]
        assert listed == wanted, action.name


def labels(of: dict[str, Any]) -> Iterator[str]:
    """Return what the forms of a kind of part call their fields and sections."""
    for form in of["step"].values():
        for part in (form, *form.get("sections", {}).values()):
            yield from part.get("data", {}).values()
            yield from {part["name"]} if "name" in part else ()


@pytest.mark.parametrize(
    ("kind", "page", "heading"),
    [
        ("client", "docs/setting-up.md", "Download client"),
        ("source", "docs/setting-up.md", "Source"),
        ("library", "docs/setting-up.md", "Library"),
        ("rule", "docs/setting-up.md", "Rule"),
        ("approver", "docs/setting-up.md", "Approver"),
        ("asker", "docs/askers/README.md", "Set it up"),
    ],
)
def test_fields_are_called_as_on_the_screen(kind: str, page: str, heading: str) -> None:
    table = section(page, heading)
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    texts = read_json("translations/en.json")["config_subentries"][kind]
    known = {label.casefold() for label in labels(texts)}
    named = [name for row in rows for name in row.split("|")[1].strip().split(", ")]
    assert named
    assert not [name for name in named if name.casefold() not in known]


def test_what_is_configured_is_called_as_on_the_screen() -> None:
    table = section("docs/setting-up.md", "Configure")
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    menu = read_json("translations/en.json")["options"]["step"]["init"]["menu_options"]
    assert [row.split("|")[1].strip() for row in rows] == [*menu.values()]


class TestSettings:
    """The numbers in the text are those of the tables that the forms are made of."""

    @pytest.mark.parametrize(
        "said",
        [
            f"every {client.ACTIVE_INTERVAL.default} s while one of your downloads runs",
            f"else every {client.IDLE_INTERVAL.default} s",
            f"counts as not answering ({client.TIMEOUT.default} by default)",
            f"every {source.INTERVAL.default} min ({source.INTERVAL.lowest:g} min at least)",
            f"minutes between looks, {source.INTERVAL.lowest:g} at least",
            f"gigabytes ({client.RESERVE.default} by default, but never more than a quarter",
            f"ends without a download, {asker.LIFETIME.default} if nothing is said",
            f"{rule.LIFETIME.lowest:g} to {rule.LIFETIME.highest:g}",
            f"from 1 to {MOST_OPEN}, {MAX_OPEN} if nothing is said",
            f"no metadata for {client.METADATA_TIMEOUT.default} hours",
            f"stalled without seeders for {client.STALLED_TIMEOUT.default} hours",
            f"an error or missing files for {client.ERROR_TIMEOUT.default} minutes",
        ],
    )
    def test_are_as_they_are_shown(self, said: str) -> None:
        pages = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
        assert said in " ".join(pages.split())


async def test_the_section_of_stock_cards_shows_what_there_is(scene: Scene) -> None:
    await scene.start([])
    section = example("greenlight_question_to_answer")
    named = [card["entity"] for card in section["cards"] if "entity" in card]
    assert len(named) > 5
    for entity_id in named:
        assert scene.hass.states.get(entity_id), entity_id


def test_the_options_of_the_card_are_those_it_takes() -> None:
    page = written("docs/dashboard.md")
    options = page.partition("| option | what it does |")[2].partition("\n\n")[0]
    known = (ROOT / "card/src/hass.ts").read_text(encoding="utf-8")
    taken = known.partition("interface CardConfig {")[2].partition("}")[0]
    named = set(re.findall(r"^\| `(\w+)`", options, re.MULTILINE))
    # What every card takes is not ours to tell.
    assert named == set(re.findall(r"(\w+)\??:", taken)) - {"type", "grid_options"}

"""A person says where a rule's downloads come to, and how the episodes of a series are counted."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, RULE, SOURCE
from custom_components.greenlight.engine.home.home import (
    USUAL,
    Existing,
    Landing,
    Transfer,
    Where,
)
from custom_components.greenlight.engine.rules import Rule, RuleKind
from custom_components.greenlight.flows.part import asked
from tests.support.feed import FeedServer
from tests.support.feed_documents import Item

from ..box import Box
from ..shelves import Shelves
from .steps import Result, add, change, entry_with, load, settle, shown, submit

TITLES = [
    "Tide.Clerk.S01E03.1080p.WEB-DL-GRP",
    "Tide.Clerk.S02E04.1080p.WEB-DL-GRP",
    "Tide.Clerk.Part.3.-.05.1080p.WEB-DL-GRP",
    "Other.Show.S02E04.1080p.WEB-DL-GRP",
]


@pytest.fixture
async def entry(
    hass: HomeAssistant, qbittorrent: Box, site: FeedServer
) -> MockConfigEntry:
    """Run Greenlight with a source whose items are known, and no rule."""
    site.items = [
        Item(title=title, link=f"{site.url}/torrents/{number}.torrent", size=2**30)
        for number, title in enumerate(TITLES)
    ]
    entry = entry_with(
        {"subentry_type": CLIENT, "data": qbittorrent.data()},
        {"subentry_type": SOURCE, "data": {"url": site.rss_url, "interval": 15}},
    )
    await load(hass, entry)
    return entry


@pytest.fixture
def allowed(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return a folder that Home Assistant is allowed to write into."""
    folder = tmp_path / "films"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    return folder


def form(**changed: Any) -> dict[str, Any]:
    """Return what a person fills in who only wants a name and a word."""
    switches = {"stopped": False, "sequential": False, "first_last": False}
    return {
        "name": "Mine",
        "include": ["tide"],
        "action": "ask",
        "lifetime": 24,
        "download": switches,
        "limits": {},
        "reading": {},
    } | changed


async def saved(hass: HomeAssistant, entry: MockConfigEntry, flow: Result) -> Rule:
    """Save what is previewed, and return the rule that runs."""
    assert flow["step_id"] == "preview", flow["errors"]
    await submit(hass, flow, next_step_id="only_new")
    hub = await settle(hass, entry)
    (rule,) = hub.gate.attached.rules.values()
    return rule


def rule_id(entry: MockConfigEntry) -> str:
    (rule,) = entry.get_subentries_of_type(RULE)
    return rule.subentry_id


def selector_of(flow: Result, name: str) -> Any:
    """Return with what a form asks for something in its sections."""
    return next(
        one
        for field in flow["data_schema"].schema.values()
        if hasattr(field, "schema")
        for key, one in field.schema.schema.items()
        if key == name
    )


async def test_where_it_goes_is_kept_and_comes_to_the_rule(
    hass: HomeAssistant, entry: MockConfigEntry, allowed: Path
) -> None:
    home = {
        "home_where": "folder",
        "home_existing": "keep_both",
        "home_folder": f" {allowed}/ ",
        "home_template": " {title}/{original} ",
        "home_transfer": "move",
    }
    flow = await submit(hass, await add(hass, entry, RULE), **form(home=home))
    said = flow["description_placeholders"]["home"]
    assert said == (
        f"What is complete goes into `{allowed}`. There a file would be called"
        " `Harbour Lights/Harbour.Lights.2021.2160p.WEB-DL-NORTHWND.mkv`."
    )
    rule = await saved(hass, entry, flow)
    assert rule.home == Landing(
        where=Where.FOLDER,
        existing=Existing.KEEP_BOTH,
        folder=str(allowed),
        template="{title}/{original}",
        transfer=Transfer.MOVE,
    )
    again = await change(hass, entry, rule_id(entry))
    assert shown(again)["home_template"] == "{title}/{original}"
    words = again["description_placeholders"]
    assert words["film"].startswith("Harbour Lights/Harbour.Lights.2021")


async def test_folders_that_may_be_written_into_are_suggested(
    hass: HomeAssistant, entry: MockConfigEntry, allowed: Path
) -> None:
    (allowed / "series").mkdir()
    (allowed / ".hidden").mkdir()
    (allowed / "a file").touch()
    gone, public = allowed.parent / "gone", hass.config.path("www")
    hass.config.allowlist_external_dirs |= {str(gone), public}
    hass.config.media_dirs = {"local": "/media-that-is-not-there"}
    flow = await add(hass, entry, RULE)
    options = selector_of(flow, "home_folder").config["options"]
    assert [one["value"] for one in options] == [str(allowed), f"{allowed}/series"]
    # Whatever else is there can be typed, and one that is chosen stays to be seen.
    (allowed / "series" / "old").mkdir()
    home = {"home_where": "folder", "home_folder": f"{allowed}/series/old"}
    await saved(hass, entry, await submit(hass, flow, **form(home=home)))
    flow = await change(hass, entry, rule_id(entry))
    options = selector_of(flow, "home_folder").config["options"]
    assert options[0]["value"] == f"{allowed}/series/old"


async def test_nothing_is_suggested_that_cannot_be_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    allowed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuses(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuses)
    flow = await add(hass, entry, RULE)
    options = selector_of(flow, "home_folder").config["options"]
    assert [one["value"] for one in options] == [str(allowed)]


async def test_what_is_as_usual_is_not_stored(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    home = {
        "home_where": "library",
        "home_existing": "choose",
        "home_transfer": "link",
        "home_template": " ",
    }
    flow = await submit(hass, await add(hass, entry, RULE), **form(home=home))
    said = flow["description_placeholders"]["home"]
    assert said.endswith("each question lets you say what becomes of it.")
    rule = await saved(hass, entry, flow)
    assert rule.home == USUAL
    data = entry.subentries[rule_id(entry)].data
    assert not [key for key in data if key.startswith("home")]


IMPORTED = (
    "What is complete goes into the library: Radarr or Sonarr imports it. What neither of them"
    " knows stays where it was saved. If a file is there already, "
)
CALLED = "There a file would be called `Harbour Lights (2021)/"


@pytest.mark.parametrize(
    ("home", "said", "called"),
    [
        ({"home_existing": "replace"}, f"{IMPORTED}it is replaced.", False),
        (
            {"home_existing": "replace", "home_folder": "{allowed}"},
            f"{IMPORTED}it is replaced.",
            False,
        ),
        (
            {"home_existing": "keep_both"},
            f"{IMPORTED}that one stays, and the new one stays where it was saved.",
            False,
        ),
        (
            {"home_existing": "keep_both", "home_folder": "{allowed}"},
            f"{IMPORTED}that one stays, and the new one goes into `{{allowed}}`. ",
            True,
        ),
        (
            {"home_folder": "{allowed}"},
            (
                f"{IMPORTED}each question lets you say what becomes of it. If you keep both, the"
                " new one goes into `{allowed}`. "
            ),
            True,
        ),
        (
            {"home_where": "beside"},
            (
                "It is downloaded into the folder of the film or series, beside the file that is"
                " there, which stays. What comes from usenet goes to the usual place: SABnzbd and"
                " NZBGet cannot be told a folder."
            ),
            False,
        ),
        (
            {"home_where": "leave"},
            "What is complete stays where it was saved.",
            False,
        ),
    ],
)
async def test_the_preview_says_where_it_goes(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    allowed: Path,
    home: dict[str, str],
    said: str,
    called: bool,
) -> None:
    home = {key: one.replace("{allowed}", str(allowed)) for key, one in home.items()}
    flow = await submit(hass, await add(hass, entry, RULE), **form(home=home))
    told = flow["description_placeholders"]["home"]
    begin, called_there, _ = told.partition(CALLED)
    assert begin == said.replace("{allowed}", str(allowed))
    assert bool(called_there) is called


@pytest.mark.parametrize(
    ("home", "field", "error"),
    [
        ({"home_where": "folder"}, "home", "home_folder_missing"),
        ({"home_folder": "{allowed}/gone"}, "home", "home_folder_gone"),
        ({"home_folder": "films"}, "home", "home_folder_gone"),
        ({"home_folder": "{allowed}/../films"}, "home", "home_folder_gone"),
        ({"home_folder": "{allowed}/.."}, "home", "home_folder_gone"),
        ({"home_folder": "/"}, "home", "home_not_allowed"),
        ({"home_folder": "{allowed}/way-out"}, "home", "home_not_allowed"),
        ({"home_template": "{title}{"}, "home", "template_braces"),
        ({"home_template": "{year}"}, "home", "template_title"),
        ({"home_template": "{title}/../{title}"}, "home", "template_path"),
        ({"home_template": "{titel}"}, "home", "template_field"),
        ({"home_template": "{title:02}"}, "home", "template_width"),
        ({"home_template": "{title}" * 100}, "home", "template_long"),
    ],
)
async def test_what_cannot_be_is_said(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    allowed: Path,
    home: dict[str, str],
    field: str,
    error: str,
) -> None:
    (allowed / "way-out").symlink_to(allowed.parent)
    home = {key: one.replace("{allowed}", str(allowed)) for key, one in home.items()}
    flow = await submit(hass, await add(hass, entry, RULE), **form(home=home))
    assert flow["errors"] == {field: error}
    if error in ("home_folder_gone", "home_not_allowed"):
        assert flow["description_placeholders"]["folder"] == home["home_folder"]
    if error == "template_braces":
        said = flow["description_placeholders"]
        assert (said["braces"], said["twice"]) == ("{title}", "{{ }}")
    # The rest of what belongs together is asked with it.
    assert "home_where" in shown(flow) or "home_where" not in home
    await saved(hass, entry, await submit(hass, flow, home={}))


async def test_beside_what_is_there_is_no_other_folder(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    values = form(home={"home_where": "beside"})
    values["download"] = {**values["download"], "save_path": "/downloads"}
    flow = await submit(hass, await add(hass, entry, RULE), **values)
    assert flow["errors"] == {"download": "beside_elsewhere"}
    flow = await submit(
        hass, flow, home={"home_where": "beside"}, download={"save_path": ""}
    )
    assert (await saved(hass, entry, flow)).home.where is Where.BESIDE


SERIES: dict[str, Any] = {
    "titles": ["Tide Clerk"],
    "series": {
        "numbering": r"Part\.(?P<season>\d+)\.-\.(?P<episode>\d+)",
        "season_offset": -1.0,
        "episode_offset": 0,
        "first_episode": " 1x04 ",
    },
}


def series_form(**series: Any) -> dict[str, Any]:
    """Return what a person fills in who follows one series by a list of their own."""
    return form(
        name="Shows",
        include=[],
        reading={"titles": SERIES["titles"]},
        quiet_days=14.0,
        series={**SERIES["series"], **series},
    )


async def test_a_series_is_counted_as_a_person_says(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await submit(hass, await add(hass, entry, RULE, "series"), **series_form())
    # What comes before the first, and another series, are not among them.
    samples = flow["description_placeholders"]["samples"]
    assert [one in samples.replace("\\", "") for one in TITLES] == [
        *(False, True, True),
        False,
    ]
    assert flow["description_placeholders"]["counts"].startswith("2 match")
    rule = await saved(hass, entry, flow)
    assert (rule.kind, rule.own_list) == (RuleKind.SERIES, True)
    assert (rule.first, rule.quiet_days) == ((1, 4), 14)
    assert rule.numbering is not None
    read = rule.numbering.read(TITLES[2])
    assert (read.seasons, read.episodes) == ((2,), (5,))
    data = entry.subentries[rule_id(entry)].data
    assert (data["first_episode"], data["season_offset"]) == ("S01E04", -1)
    assert "episode_offset" not in data


@pytest.mark.parametrize(
    ("series", "error", "said"),
    [
        ({"numbering": r"Part (\d+)"}, "numbering_no_groups", {}),
        ({"numbering": r"(?P<episode>\d+"}, "numbering_syntax", {"at": "1"}),
        ({"numbering": r"/(?P<episode>\d+/"}, "numbering_syntax", {"at": "2"}),
        ({"numbering": r"(a+)+b(?P<episode>\d+)"}, "numbering_runaway", {}),
        ({"numbering": f"(?P<episode>{'x' * 400})"}, "numbering_too_long", {}),
        ({"numbering": "//"}, "numbering_empty", {}),
        ({"first_episode": "the fifth"}, "invalid_episode", {}),
    ],
)
async def test_numbers_that_make_no_sense_are_refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    series: dict[str, Any],
    error: str,
    said: dict[str, str],
) -> None:
    values = series_form(**series)
    flow = await submit(hass, await add(hass, entry, RULE, "series"), **values)
    assert flow["errors"] == {"series": error}
    assert said.items() <= flow["description_placeholders"].items()
    flow = await submit(hass, flow, series={})
    rule = await saved(hass, entry, flow)
    # Of what was not asked again nothing is lost.
    assert rule.quiet_days == 14


async def test_episodes_need_names_of_their_own(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    values = {**series_form(), "home": {"home_template": "{title}"}}
    flow = await submit(hass, await add(hass, entry, RULE, "series"), **values)
    assert flow["errors"] == {"home": "template_episode"}


async def test_a_rule_that_follows_nothing_is_doubted_once(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    values = {**series_form(), "reading": {}}
    flow = await submit(hass, await add(hass, entry, RULE, "series"), **values)
    assert flow["errors"] == {"reading": "follows_nothing"}
    flow = await submit(hass, flow, reading={})
    assert flow["step_id"] == "preview"


async def test_a_rule_without_names_follows_what_sonarr_wants(shelves: Shelves) -> None:
    await shelves.start(*shelves.scene.parts()[:1], type="sonarr")
    hass, entry = shelves.scene.hass, shelves.scene.entry
    values = {**series_form(), "reading": {}}
    flow = await submit(hass, await add(hass, entry, RULE, "series"), **values)
    assert flow["step_id"] == "preview"
    assert not (await saved(hass, entry, flow)).own_list


async def test_all_that_is_wrong_is_shown_at_once(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Each at its field; several in one section are a list there, as the interface shows them."""
    values = {
        **series_form(numbering=r"(?P<episode>\d+", first_episode="the fifth"),
        "name": "",
        "include": ["/(/"],
        "reading": {"titles": ["Tide Clerk"], "seasons": "one", "episodes": "five"},
        "home": {"home_where": "folder", "home_template": "{title}"},
    }
    flow = await submit(hass, await add(hass, entry, RULE, "series"), **values)
    assert flow["errors"] == {
        "name": "name_missing",
        "include": "pattern_syntax",
        "reading": "invalid_numbers",
        "series": ["numbering_syntax", "invalid_episode"],
        "home": ["home_folder_missing", "template_episode"],
    }
    told = flow["description_placeholders"]
    assert told["line"] == "/(/"
    assert told["at"] == "1"
    asked_again = asked(flow["data_schema"])
    assert asked_again >= {"name", "seasons", "episodes", "numbering", "home_folder"}
    flow = await submit(
        hass,
        flow,
        name="Shows",
        include=[],
        action="ask",
        reading={"seasons": "1", "episodes": ""},
        series={"first_episode": "S01E01"},
        home={"home_where": "library"},
    )
    rule = await saved(hass, entry, flow)
    # What was not wrong is kept.
    assert rule.titles


async def test_what_is_wrong_in_the_same_way_is_said_of_each(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    values = form(include=["+"], exclude=["-"])
    flow = await submit(hass, await add(hass, entry, RULE), **values)
    assert flow["errors"] == {"include": "pattern_empty", "exclude": "pattern_empty"}
    assert flow["description_placeholders"]["empty"] == "+; -"

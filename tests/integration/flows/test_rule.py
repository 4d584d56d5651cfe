"""A person adds and changes rules, and sees beforehand what they would find."""

import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.greenlight.const import CLIENT, RULE, SOURCE
from custom_components.greenlight.engine.options import Layout, Priority
from custom_components.greenlight.engine.quality.quality import Source
from custom_components.greenlight.engine.rules import Action
from custom_components.greenlight.flows.part import flat
from custom_components.greenlight.parts.rule import build_rule
from tests.support.feed import FeedServer
from tests.support.feed_documents import Item

from ..box import Box
from .steps import (
    Result,
    add,
    change,
    entry_with,
    load,
    open_sections,
    settle,
    shown,
    submit,
    told,
    words_of,
)

TITLES = [
    "Dune.Part.Two.2024.1080p",
    "Dune_1984_*remastered*",
    "Big Buck Bunny 2008",
    *(f"Dune Messiah {number}" for number in range(1, 6)),
]
FREE = (
    "This was reckoned from what your sources have offered before: it costs no indexer a "
    "request."
)
HOME = (
    "What is complete goes into the library: Radarr or Sonarr imports it. What neither of them"
    " knows stays where it was saved. If a file is there already, each question lets you say what"
    " becomes of it."
)
STORED = {
    "sources": [SOURCE],
    "include": ["dune"],
    "min_size": 0.5,
    "action": "ask",
    "lifetime": 12,
    "client": CLIENT,
    "tags": ["film"],
    "stopped": True,
    "sequential": False,
    "first_last": False,
    "upload_limit": 100,
    "look_back": "0badcafe",
    "enabled": True,
}


@pytest.fixture
async def entry(
    hass: HomeAssistant, qbittorrent: Box, site: FeedServer
) -> MockConfigEntry:
    """Run Greenlight with a source whose items are known and a rule that found nothing."""
    site.items = [
        Item(title=title, link=f"{site.url}/torrents/{number}.torrent", size=2**30)
        for number, title in enumerate(TITLES)
    ]
    entry = entry_with(
        {"subentry_type": CLIENT, "data": qbittorrent.data()},
        {"subentry_type": SOURCE, "data": {"url": site.rss_url, "interval": 15}},
        {
            "subentry_type": RULE,
            "data": {**STORED, "include": ["nothing like it"]},
        },
    )
    await load(hass, entry)
    return entry


def form(
    *,
    download: dict | None = None,
    limits: dict | None = None,
    reading: dict | None = None,
    **changed: Any,
) -> dict[str, Any]:
    """Return what a person fills in who only wants a name and a word."""
    switches = {"stopped": False, "sequential": False, "first_last": False}
    return {
        "name": "Films",
        "include": ["dune"],
        "action": "ask",
        "lifetime": 24,
        "download": switches | (download or {}),
        "limits": limits or {},
        "reading": reading or {},
    } | changed


@pytest.mark.parametrize("stored", [[], ["size"]])
async def test_what_a_radarr_leaves_is_asked_only_where_one_decides(
    hass: HomeAssistant, stored: list[str]
) -> None:
    """Whoever has said something of it once can take that back without one, too."""
    rule = {"include": ["dune"], "overruled": stored}
    entry = entry_with(
        {"subentry_type": RULE, "subentry_id": "r", "title": "r", "data": rule}
    )
    await load(hass, entry)
    offered = await add(hass, entry, RULE, "any")
    assert "overruled" not in offered["data_schema"].schema
    changing = await change(hass, entry, "r")
    assert ("overruled" in changing["data_schema"].schema) is bool(stored)


@pytest.mark.parametrize("chosen", [["size", "waits"], []])
async def test_what_a_radarr_leaves_is_stored(
    hass: HomeAssistant, chosen: list[str]
) -> None:
    decides = {"type": "arr", "library": "radarr", "interval": 60}
    entry = entry_with({"subentry_type": SOURCE, "data": decides})
    await load(hass, entry)
    flow = await preview(hass, entry, overruled=chosen)
    await submit(hass, flow, next_step_id="only_new")
    stored = added(entry)
    assert stored.get("overruled") == (chosen or None)
    assert build_rule("", "", stored).overruled == {*chosen}


async def preview(hass: HomeAssistant, entry: MockConfigEntry, **values: Any) -> Result:
    flow = await submit(hass, await add(hass, entry, RULE), **form(**values))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "preview")
    return flow


def added(entry: MockConfigEntry) -> dict[str, Any]:
    (rule,) = [one for one in entry.subentries.values() if one.title == "Films"]
    assert rule.unique_id is None
    return dict(rule.data)


async def test_shows_what_is_known_and_would_match(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await preview(hass, entry)
    placeholders = flow["description_placeholders"]
    assert placeholders["count"] == "7"
    samples = placeholders["samples"].splitlines()
    assert len(samples) == 6
    # Whoever counts them finds as many as there are said to be.
    assert samples[-1] == "- … and 2 more"
    found = await preview(hass, entry, include=["remastered"])
    assert found["description_placeholders"] == {
        "home": HOME,
        "count": "1",
        "counts": f"1 matches, 1 would be asked. {FREE}",
        "samples": r"- Dune\_1984\_\*remastered\*",
    }


async def test_says_what_becomes_of_what_matches_and_why(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    done = await submit(hass, await preview(hass, entry), next_step_id="count_known")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    flow = await preview(hass, entry, name="More", include=[], min_seeders=1)
    told = flow["description_placeholders"]["counts"]
    assert told.startswith(f"{len(TITLES)} match, 7 were asked before, ")
    samples = flow["description_placeholders"]["samples"].splitlines()
    assert samples[0].endswith(": The number of seeders is not known")


async def test_says_so_when_nothing_matches(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await preview(hass, entry, include=["arrakis"])
    assert flow["description_placeholders"] == {
        "home": HOME,
        "count": "0",
        "counts": f"0 match, 0 would be asked. {FREE}",
        "samples": "",
    }
    assert flow["menu_options"] == ["only_new", "back", "kind"]
    done = await submit(hass, flow, next_step_id="only_new")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert not entry.runtime_data.ledger.open


async def test_looks_only_at_what_comes_unless_told_otherwise(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    done = await submit(hass, await preview(hass, entry), next_step_id="only_new")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "Films"
    hub = await settle(hass, entry)
    assert not hub.ledger.open
    assert added(entry) == {
        "include": ["dune"],
        "action": "ask",
        "lifetime": 24,
        "stopped": False,
        "sequential": False,
        "first_last": False,
    }


async def test_asks_about_what_is_known_when_told_so(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    done = await submit(hass, await preview(hass, entry), next_step_id="count_known")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    hub = await settle(hass, entry)
    assert len(hub.ledger.open) == 7
    assert {request.rule_name for request in hub.ledger.open.values()} == {"Films"}
    assert len(added(entry)["look_back"]) == 8
    # What was asked about is not counted again.
    flow = await preview(hass, entry, name="More")
    assert flow["description_placeholders"]["count"] == "0"


async def test_stores_everything_as_it_is_read(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await preview(
        hass,
        entry,
        sources=[SOURCE],
        include=[" dune ", "", "/part.(one|two)/"],
        exclude=["cam | telesync"],
        min_size=0.5,
        max_size=20.0,
        min_seeders=3.0,
        action="approve",
        lifetime=48.0,
        download={
            "client": CLIENT,
            "category": " films/new ",
            "save_path": " /data/films ",
            "tags": ["a, b", " ", "c"],
            "stopped": True,
            "sequential": True,
            "first_last": True,
            "priority": "high",
            "content_layout": "no_subfolder",
        },
        limits={
            "ratio_limit": 1.5,
            "seeding_time": 60.0,
            "inactive_seeding_time": 30.0,
            "download_limit": 20.48,
            "upload_limit": 512.0,
        },
        reading={
            "titles": [" Dune: Part Two ", " "],
            "min_year": 2020.0,
            "max_year": 2030.0,
            "seasons": " 5, 1 – 3 2",
            "episodes": "",
            "resolutions": ["2160", "1080"],
            "origins": ["remux", "web"],
            "groups": ["GRP, NTb", ""],
            "languages": ["german"],
        },
    )
    await submit(hass, flow, next_step_id="only_new")
    data = added(entry)
    assert data == {
        "sources": [SOURCE],
        "include": ["dune", "/part.(one|two)/"],
        "exclude": ["cam | telesync"],
        "min_size": 0.5,
        "max_size": 20,
        "min_seeders": 3,
        "action": "approve",
        "lifetime": 48,
        "client": CLIENT,
        "category": "films/new",
        "save_path": "/data/films",
        "tags": ["a", "b", "c"],
        "stopped": True,
        "sequential": True,
        "first_last": True,
        "priority": "high",
        "content_layout": "no_subfolder",
        "ratio_limit": 1.5,
        "seeding_time": 60,
        "inactive_seeding_time": 30,
        "download_limit": 20.48,
        "upload_limit": 512,
        "titles": ["Dune: Part Two"],
        "min_year": 2020,
        "max_year": 2030,
        "seasons": "1-3, 5",
        "resolutions": ["2160", "1080"],
        "origins": ["remux", "web"],
        "groups": ["GRP", "NTb"],
        "languages": ["german"],
    }
    assert {key for key, value in data.items() if type(value) is float} == {
        "min_size",
        "ratio_limit",
        "download_limit",
    }
    hub = await settle(hass, entry)
    (rule,) = [
        rule for rule in hub.gate.attached.rules.values() if rule.name == "Films"
    ]
    assert rule.action is Action.APPROVE
    assert (rule.min_size, rule.max_size) == (500_000_000, 20 * 10**9)
    assert rule.options.download_limit == 20_480_000
    assert rule.options.inactive_seeding_time == 30
    assert rule.options.priority is Priority.HIGH
    assert rule.options.content_layout is Layout.NO_SUBFOLDER
    assert rule.titles == ("Dune: Part Two",)
    assert (rule.min_year, rule.max_year) == (2020, 2030)
    assert sorted(rule.seasons) == [1, 2, 3, 5]
    assert not rule.episodes
    assert rule.resolutions == {1080, 2160}
    assert rule.origins == {Source.REMUX, Source.WEB}
    assert sorted(rule.groups) == ["GRP", "NTb"]
    assert sorted(rule.languages) == ["german"]


@pytest.mark.parametrize(
    ("broken", "errors", "placeholders"),
    [
        ({"name": "  "}, {"name": "name_missing"}, {}),
        ({"name": "rule"}, {"name": "name_taken"}, {"other": "rule 2"}),
        ({"min_size": 2, "max_size": 1}, {"max_size": "size_range"}, {}),
        (
            {"action": "approve", "include": []},
            {"include": "approves_everything"},
            {},
        ),
        (
            {"action": "approve", "include": ["/.*/"]},
            {"include": "approves_everything"},
            {},
        ),
        (
            {"action": "approve", "include": [], "reading": {"min_year": 1900}},
            {"include": "approves_everything"},
            {},
        ),
        (
            {"reading": {"min_year": 2001, "max_year": 2000}},
            {"reading": "year_range"},
            {},
        ),
        (
            {"reading": {"seasons": "one"}},
            {"reading": "invalid_numbers"},
            {"numbers": "one"},
        ),
        (
            {"reading": {"seasons": "1", "episodes": "3-1"}},
            {"reading": "invalid_numbers"},
            {"numbers": "3-1"},
        ),
        (
            {"include": ["dune", "/part (one/"]},
            {"include": "pattern_syntax"},
            {
                "line": "/part (one/",
                "position": "7",
                "detail": "missing ), unterminated subpattern",
            },
        ),
        (
            {"exclude": [" - "]},
            {"exclude": "pattern_empty"},
            {"empty": "-"},
        ),
        (
            {"exclude": ["/(a+)+b/"]},
            {"exclude": "pattern_runaway"},
            {"endless": "/(a+)+b/"},
        ),
        (
            {"include": ["x" * 400]},
            {"include": "pattern_too_long"},
            {"long": "x" * 60},
        ),
        ({"download": {"category": "a\\b"}}, {"download": "invalid_category"}, {}),
        ({"download": {"category": "/a"}}, {"download": "invalid_category"}, {}),
        ({"download": {"category": "a//b"}}, {"download": "invalid_category"}, {}),
        ({"download": {"category": "a/../b"}}, {"download": "invalid_category"}, {}),
    ],
)
async def test_refuses_what_cannot_be_meant(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    broken: dict[str, Any],
    errors: dict[str, str],
    placeholders: dict[str, str],
) -> None:
    values = form(**broken)
    flow = await submit(hass, await add(hass, entry, RULE), **values)
    assert flow["step_id"] == "rule"
    assert flow["errors"] == errors
    said = words_of(flow)
    assert "anything that matches" in said.pop("about")
    assert said.pop("film")
    assert said.pop("episode")
    assert said == placeholders
    assert open_sections(flow) == set(errors) & {"download", "reading", "limits"}
    # What was typed is still there, in the sections too.
    typed = flat(values)
    assert shown(flow) == {name: typed[name] for name in shown(flow)}
    flow = await submit(hass, flow, **form())
    assert flow["step_id"] == "preview"
    done = await submit(hass, flow, next_step_id="only_new")
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_rule_that_asks_may_match_everything_if_that_is_meant(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    everything = form(include=[" "], sources=[SOURCE])
    flow = await submit(hass, await add(hass, entry, RULE), **everything)
    assert flow["errors"] == {"include": "asks_about_everything"}
    flow = await submit(hass, flow, **everything)
    assert flow["description_placeholders"]["count"] == str(len(TITLES))
    said = "Nothing narrows this rule: it finds everything that its sources offer."
    assert said in flow["description_placeholders"]["counts"]
    narrow = await preview(hass, entry, include=[], reading={"min_year": 1900})
    assert said not in narrow["description_placeholders"]["counts"]


@pytest.mark.parametrize(
    ("reading", "count"),
    [
        ({"titles": ["DUNE, part two"]}, "1"),
        ({"titles": ["Dune"], "max_year": 1990}, "1"),
        # What does not say a year is asked about.
        ({"min_year": 2000, "max_year": 2010}, "6"),
        ({"titles": ["Dune: Part Two"], "resolutions": ["2160"]}, "0"),
    ],
)
async def test_finds_by_what_the_title_says(
    hass: HomeAssistant, entry: MockConfigEntry, reading: dict[str, Any], count: str
) -> None:
    flow = await preview(hass, entry, include=[], reading=reading)
    assert flow["description_placeholders"]["count"] == count


async def test_asks_about_what_the_title_says(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await preview(
        hass,
        entry,
        include=[],
        action="approve",
        reading={"titles": ["Dune"], "resolutions": ["1080"]},
    )
    await submit(hass, flow, next_step_id="count_known")
    hub = await settle(hass, entry)
    (request,) = hub.ledger.open.values()
    assert request.release.title == "Dune_1984_*remastered*"
    # The name is right, and nobody knows the resolution.
    assert request.state == "pending"
    assert [reason.code for reason in request.reasons] == ["unknown_resolution"]


async def test_shows_what_the_title_is_to_say(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    said = {"titles": ["Dune"], "seasons": "1-3, 5", "resolutions": ["2160"]}
    rule = entry.subentries[RULE]
    hass.config_entries.async_update_subentry(
        entry, rule, data={**rule.data, **said, "min_year": 1984}
    )
    flow = await change(hass, entry, RULE)
    assert shown(flow).items() >= (said | {"min_year": 1984}).items()


async def test_shows_what_is_stored(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await change(hass, entry, RULE)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "rule")
    visible = {
        key: STORED[key] for key in STORED if key not in ("look_back", "enabled")
    }
    assert shown(flow) == {**visible, "name": "Rule", "include": ["nothing like it"]}


async def test_offers_sources_and_clients_by_name(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await add(hass, entry, RULE)
    schema = flow["data_schema"].schema
    assert schema["sources"].config["options"] == [{"value": SOURCE, "label": "Source"}]
    download = schema["download"].schema.schema
    assert download["client"].config["options"] == [
        {"value": CLIENT, "label": "Client"}
    ]


async def test_does_not_widen_a_rule_whose_source_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_remove_subentry(entry, SOURCE)
    await settle(hass, entry)
    flow = await change(hass, entry, RULE)
    assert shown(flow)["sources"] == [SOURCE]
    flow = await submit(hass, flow, **form(name="Rule", sources=[SOURCE]))
    assert flow["description_placeholders"]["count"] == "0"
    await submit(hass, flow, next_step_id="only_new")
    assert entry.subentries[RULE].data["sources"] == [SOURCE]


@pytest.mark.parametrize(
    ("choice", "asked", "same_mark"),
    [("count_known", 7, False), ("only_new", 0, True)],
)
async def test_changes_only_that_rule(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    choice: str,
    asked: int,
    same_mark: bool,
) -> None:
    hub = entry.runtime_data
    kept = (hub.clients[CLIENT].client, hub.sources[SOURCE].source)
    flow = await change(hass, entry, RULE)
    flow = await submit(hass, flow, **form(name="Rule"))
    assert flow["description_placeholders"]["count"] == "7"
    done = await submit(hass, flow, next_step_id=choice)
    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "reconfigure_successful",
    )
    hub = await settle(hass, entry)
    assert len(hub.ledger.open) == asked
    changed = dict(entry.subentries[RULE].data)
    assert (changed.pop("look_back") == STORED["look_back"]) is same_mark
    # What a person did not fill in any more is gone; what is switched elsewhere stays.
    assert changed == {
        "include": ["dune"],
        "action": "ask",
        "lifetime": 24,
        "stopped": False,
        "sequential": False,
        "first_last": False,
        "enabled": True,
    }
    assert kept == (hub.clients[CLIENT].client, hub.sources[SOURCE].source)


async def test_a_rule_that_is_off_shows_what_it_would_find_and_stays_off(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    rule = entry.subentries[RULE]
    hass.config_entries.async_update_subentry(
        entry, rule, data={**rule.data, "enabled": False}
    )
    flow = await change(hass, entry, RULE)
    flow = await submit(hass, flow, **form(name="Rule"))
    assert flow["description_placeholders"]["count"] == "7"
    await submit(hass, flow, next_step_id="count_known")
    hub = await settle(hass, entry)
    assert not hub.gate.attached.rules[RULE].enabled
    assert not hub.ledger.open
    # The wish is not lost: it is done once the rule is on.
    hass.config_entries.async_update_subentry(
        entry, rule, data={**rule.data, "enabled": True}
    )
    hub = await settle(hass, entry)
    assert len(hub.ledger.open) == 7


@pytest.mark.parametrize("begin", [add, change])
async def test_needs_greenlight_to_run(
    hass: HomeAssistant, entry: MockConfigEntry, begin
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    flow = await begin(hass, entry, RULE)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


@pytest.mark.parametrize("values", [form(), {"next_step_id": "only_new"}])
async def test_ends_when_greenlight_stops_in_between(
    hass: HomeAssistant, entry: MockConfigEntry, values: dict[str, Any]
) -> None:
    flows = {
        "include": await add(hass, entry, RULE),
        "next_step_id": await preview(hass, entry, name="Films"),
    }
    await hass.config_entries.async_unload(entry.entry_id)
    (flow,) = [flow for key, flow in flows.items() if key in values]
    done = await submit(hass, flow, **values)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


async def test_goes_back_to_the_rule_as_it_was_filled_in(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await preview(hass, entry, reading={"titles": ["Dune"]})
    flow = await submit(hass, flow, next_step_id="back")
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "rule")
    told = {"name": "Films", "include": ["dune"], "titles": ["Dune"]}
    assert shown(flow).items() >= told.items()
    flow = await submit(hass, flow, **form(include=["arrakis"]))
    await submit(hass, flow, next_step_id="only_new")
    assert added(entry)["include"] == ["arrakis"]


async def test_the_counts_of_a_source_and_of_its_rule_agree(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await submit(hass, await preview(hass, entry), next_step_id="count_known")
    await settle(hass, entry)
    counts = {
        name: told(hass, f"sensor.{name}")
        for name in ("source_releases_a_rule_wanted", "films_releases_found")
    }
    assert set(counts.values()) == {"7"}


async def test_is_removed_without_touching_the_others(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hub = entry.runtime_data
    kept = (hub.clients[CLIENT].client, hub.sources[SOURCE].source)
    hass.config_entries.async_remove_subentry(entry, RULE)
    await settle(hass, entry)
    assert hub.gate.attached.rules == {}
    assert kept == (hub.clients[CLIENT].client, hub.sources[SOURCE].source)


async def test_a_preview_that_is_looked_at_again_needs_greenlight_to_run(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await preview(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    done = await hass.config_entries.subentries.async_configure(flow["flow_id"])
    assert done["reason"] == "entry_not_loaded"


async def choose(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> Result:
    flow = await add(hass, entry, RULE, kind)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "rule")
    return flow


async def test_each_kind_is_asked_only_what_it_needs(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    asked = {}
    for kind in ("upgrades", "wanted", "series", "any"):
        flow = await choose(hass, entry, kind)
        asked[kind] = {str(key) for key in flow["data_schema"].schema}
    assert asked["upgrades"] - asked["any"] == {"libraries", "better", "worth"}
    assert asked["wanted"] - asked["any"] == {"libraries", "better", "quiet_days"}
    assert asked["series"] - asked["wanted"] == {"worth", "series"}
    assert not asked["wanted"] - asked["series"]


@pytest.mark.parametrize("kind", ["upgrades", "wanted", "series", "any"])
async def test_no_section_hides_what_is_in_it_behind_a_default(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    form = await choose(hass, entry, kind)
    assert form["data_schema"] is not None
    sections = [
        key
        for key, field in form["data_schema"].schema.items()
        if isinstance(field, section)
    ]
    # The frontend shows the default of a section in place of those of its fields.
    assert len(sections) >= 4
    assert all(isinstance(key.default, vol.Undefined) for key in sections)


async def test_an_upgrade_rule_keeps_what_differs_from_the_default(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await choose(hass, entry, "upgrades")
    values = form(
        include=[],
        better={
            "ladder": "own",
            "order": [" p7 fel", "P8.1=P7 MEL", ""],
            "duplicates": False,
            "new_titles": True,
            "min_gain": 2,
            "refused": ["profile=5"],
            "allow_losses": ["resolution"],
        },
        worth={"gain_audio": "ask"},
        item={"people": ["Denis Villeneuve, X"]},
        restraint={
            "condition": [
                {"condition": "state", "entity_id": "sun.sun", "state": "above_horizon"}
            ],
            "early": "refuse",
        },
    )
    flow = await submit(hass, flow, **values)
    await submit(hass, flow, next_step_id="only_new")
    data = added(entry)
    assert {key: data[key] for key in data if key not in STORED} == {
        "kind": "upgrades",
        "ladder": "own",
        "order": ["p7 fel", "P8.1=P7 MEL"],
        "new_titles": True,
        "min_gain": 2,
        "refused": ["profile=5"],
        "allow_losses": ["resolution"],
        "gain_audio": "ask",
        "early": "refuse",
        "people": ["Denis Villeneuve", "X"],
        "condition": data["condition"],
    }
    hub = await settle(hass, entry)
    (rule,) = [one for one in hub.gate.attached.rules.values() if one.name == "Films"]
    assert rule.ladder.pictures == (("P7 FEL",), ("P8.1", "P7 MEL"))
    assert "profile=5" in rule.ladder.refuses
    assert rule.wishes.wishes == {"audio": "ask"}
    assert rule.wishes.new_titles
    assert rule.restraint.early == "refuse"
    assert len(rule.restraint.condition) == 1


@pytest.mark.parametrize(
    ("better", "error"),
    [
        ({"ladder": "own"}, "order_missing"),
        ({"ladder": "own", "order": ["P9"]}, "invalid_order"),
        ({"ladder": "own", "order": ["P5", "P5"]}, "invalid_order"),
        ({"refused": ["shoe=1"]}, "invalid_refusal"),
        (
            {"refuse_losses": ["audio"], "allow_losses": ["audio"]},
            "loss_both_ways",
        ),
    ],
)
async def test_refuses_what_cannot_be_better(
    hass: HomeAssistant, entry: MockConfigEntry, better: dict[str, Any], error: str
) -> None:
    flow = await submit(
        hass, await choose(hass, entry, "upgrades"), **form(better=better)
    )
    assert flow["errors"] == {"better": error}


async def test_keeps_what_was_filled_in_for_another_kind(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await choose(hass, entry, "upgrades")
    flow = await submit(hass, flow, **form(better={"min_gain": 3}))
    flow = await submit(hass, flow, next_step_id="kind")
    flow = await submit(hass, flow, next_step_id="any")
    assert shown(flow)["include"] == ["dune"]
    flow = await submit(hass, flow, **form(include=["arrakis"]))
    flow = await submit(hass, flow, next_step_id="kind")
    flow = await submit(hass, flow, next_step_id="upgrades")
    assert (shown(flow)["min_gain"], shown(flow)["include"]) == (3, ["arrakis"])


async def test_keeps_conditions_as_they_are_written(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    written = [
        {
            "condition": "state",
            "entity_id": ["person.anna"],
            "state": "home",
            "for": {"minutes": 5},
        },
        {"condition": "template", "value_template": "{{ is_state('sun.sun', 'x') }}"},
    ]
    flow = await choose(hass, entry, "any")
    flow = await submit(hass, flow, **form(restraint={"condition": written}))
    await submit(hass, flow, next_step_id="only_new")
    stored = added(entry)["condition"]
    # What was made of it for the check could neither be stored nor be shown again.
    assert json.loads(json.dumps(stored)) == stored
    assert stored[0]["for"] in ({"minutes": 5}, {"seconds": 300.0})
    assert stored[1]["value_template"] == "{{ is_state('sun.sun', 'x') }}"
    (part_id,) = [one.subentry_id for one in entry.get_subentries_of_type(RULE)][1:]
    flow = await change(hass, entry, part_id)
    assert shown(flow)["condition"] == stored


async def test_a_rule_of_an_unknown_kind_is_asked_for_its_kind(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    subentry = entry.get_subentries_of_type(RULE)[0]
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, "kind": "newer"}
    )
    await settle(hass, entry)
    flow = await change(hass, entry, subentry.subentry_id)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "kind")
    flow = await submit(hass, flow, next_step_id="upgrades")
    assert flow["step_id"] == "rule"
    assert "better" in {str(key) for key in flow["data_schema"].schema}

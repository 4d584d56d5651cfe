"""What is on disk is a promise: storage that was written by an earlier version loads unchanged.

``recorded/storage-1`` is what Home Assistant wrote, file by file, before the rooms were cut:
a config entry with each kind of client, source and rule, and requests in every state, most of
them made through the flows and actions. ``entities.json`` beside it lists the entities of then.
Names, titles and secrets are made up; no name of a host leads anywhere unless a test says where.
"""

from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
import json
from pathlib import Path
import shutil
from typing import Any

import aiohttp
from aiohttp import web
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from yarl import URL

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.quality.quality import Source
from custom_components.greenlight.engine.request import OPEN, Request, State
from custom_components.greenlight.engine.rules import Action, Rule
from custom_components.greenlight.gate.ports import ClientSettings, OnFailure
from custom_components.greenlight.hub import Hub
from tests.support.feed import FeedServer

from .box import Box

RECORDED = Path(__file__).parent / "recorded" / "storage-1"
WRITTEN = datetime.fromtimestamp(1795255725.125, UTC)
FILES = {path.name: path for path in RECORDED.glob(f"{DOMAIN}.*")}
HOUR = 3600.0
# What the file of an item or a release leaves out.
UNSAID: dict[str, Any] = {
    "link": "",
    "source": "",
    "size": None,
    "seeders": None,
    "peers": None,
    "published": None,
    "categories": [],
    "hashes": [],
    "page": "",
    "ids": {"tmdb": None, "imdb": "", "tvdb": None},
    "indexer": "",
    "flags": [],
    "opinion": None,
    "search": "",
}
# What the options of a request leave out.
UNASKED: dict[str, Any] = {
    "inactive_seeding_time": None,
    "priority": "normal",
    "content_layout": "",
}


def kept_aside(storage: Path) -> list[str]:
    """Return what could not be read."""
    return [path.name for path in storage.glob("*.corrupt.*")]


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def recorded(what: str) -> Any:
    """Return what one of the recorded files holds."""
    (path,) = RECORDED.glob(f"{DOMAIN}.*.{what}")
    return read(path)["data"]


def recorded_requests() -> dict[str, dict[str, Any]]:
    """Return every recorded request by its id."""
    listed = recorded("history")["requests"] + recorded("requests")["requests"]
    return {one["id"]: one for one in listed}


def plain(request: Request) -> dict[str, Any]:
    """Return a request as it is to be found in a file."""
    fields = {
        name: getattr(request, name)
        for name in Request.__dataclass_fields__
        if name not in ("release", "reasons", "options", "hashes", "journal")
    }
    release = asdict(request.release)
    return fields | {
        "release": release
        | {
            "hashes": sorted(release["hashes"]),
            "categories": list(release["categories"]),
            "flags": sorted(release["flags"]),
        },
        "options": asdict(request.options) | {"tags": list(request.options.tags)},
        "hashes": sorted(request.hashes),
        "reasons": [{"code": one.code, **dict(one.params)} for one in request.reasons],
        "journal": [
            {
                "at": entry.at,
                "from": entry.before,
                "to": entry.after,
                "who": asdict(entry.who),
                "why": {"code": entry.why.code, **dict(entry.why.params)},
            }
            for entry in request.journal
        ],
    }


def whole(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recorded request with what it and its release leave out."""
    left_out: dict[str, Any] = {"closed": {}, "outward": False, "tell": False}
    left_out |= {"weighed": None, "also": ()}
    left_out |= {"queued": False, "later": None, "reminded": False, "ballot": None}
    left_out |= {"deciders": frozenset(), "then_approve": False, "choice": None}
    left_out |= {"take_out": None, "instead_of": "", "unasked": frozenset()}
    left_out |= {"home": None, "switch": ""}
    return {
        **left_out,
        **stored,
        "release": {**UNSAID, **stored["release"]},
        "options": {**UNASKED, **stored["options"]},
        "journal": [
            {**line, "who": {"via": None, **line["who"]}} for line in stored["journal"]
        ],
    }


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """Put the recorded files where Home Assistant looks for them."""
    folder = tmp_path / ".storage"
    shutil.copytree(RECORDED, folder)
    return folder


@pytest.fixture
def hass_config_dir(storage: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(storage.parent)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Tell where on this machine each host of the recording is found; at first none is."""
    known: dict[str, str] = {}

    async def resolve(_connector: object, host: str, *_: Any, **__: Any) -> list[Any]:
        if host not in known:
            raise OSError
        address = URL(known[host])
        place = {"hostname": host, "host": address.host, "port": address.port}
        return [{**place, "family": 2, "proto": 0, "flags": 0}]

    monkeypatch.setattr(aiohttp.TCPConnector, "_resolve_host", resolve)
    return known


@pytest.fixture
async def entry(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, names: dict[str, str]
) -> AsyncGenerator[ConfigEntry[Hub]]:
    """Provide the recorded entry as Home Assistant reads it, at the time it was written."""
    freezer.move_to(WRITTEN)
    await hass.config_entries.async_initialize()
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    remember_entities(hass, entry)
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await unload(hass, entry)


def remember_entities(hass: HomeAssistant, entry: ConfigEntry[Hub]) -> None:
    """Have the entities registered as they were: Home Assistant keeps an id whatever it is called now."""
    registry = er.async_get(hass)
    for entity_id, unique_id in read(RECORDED / "entities.json").items():
        domain, _, object_id = entity_id.partition(".")
        registry.async_get_or_create(
            domain,
            DOMAIN,
            unique_id,
            config_entry=entry,
            suggested_object_id=object_id,
        )


@pytest.fixture
async def hub(hass: HomeAssistant, entry: ConfigEntry[Hub]) -> Hub:
    """Set the entry up, with every host away."""
    return await set_up(hass, entry)


async def set_up(hass: HomeAssistant, entry: ConfigEntry[Hub]) -> Hub:
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry.runtime_data


async def unload(hass: HomeAssistant, entry: ConfigEntry[Hub]) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def wait(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float
) -> None:
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def answer(hass: HomeAssistant, action: str, **data: Any) -> Any:
    return await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )


def login(user: str) -> str:
    return f"Basic {b64encode(user.encode()).decode()}"


def parts(entry: ConfigEntry[Hub]) -> dict[str, str]:
    """Return the id of each part by its name."""
    return {one.title: part_id for part_id, one in entry.subentries.items()}


def test_the_recording_has_requests_in_every_state() -> None:
    states = {one["state"] for one in recorded_requests().values()}
    assert states == set(State)


class TestLoading:
    async def test_nothing_is_damaged(
        self, hass: HomeAssistant, entry: ConfigEntry[Hub], hub: Hub, storage: Path
    ) -> None:
        assert entry.state is ConfigEntryState.LOADED
        assert [key for key in ir.async_get(hass).issues if key[0] == DOMAIN] == []
        assert kept_aside(storage) == []

    async def test_every_entity_is_known_by_the_same_id(
        self, hass: HomeAssistant, entry: ConfigEntry[Hub], hub: Hub
    ) -> None:
        before = read(RECORDED / "entities.json")
        found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        now = {one.unique_id: one.entity_id for one in found}
        assert {key: now[unique_id] for key, unique_id in before.items()} == {
            key: key for key in before
        }
        # Each is still one of ours: what an entity was known by has not changed.
        missing = [
            key
            for key in before
            if (state := hass.states.get(key)) is None
            or state.attributes.get("restored")
        ]
        assert missing == []

    async def test_every_request_is_what_it_was(self, hub: Hub) -> None:
        stored = recorded_requests()
        requests = hub.gate.requests
        assert requests.open.keys() | requests.history.keys() == stored.keys()
        for key, one in stored.items():
            assert plain(requests.find(key)) == whole(one)
            assert (key in requests.open) == (State(one["state"]) in OPEN)

    async def test_clients(self, entry: ConfigEntry[Hub], hub: Hub) -> None:
        expected = [
            ClientSettings(
                name="qBittorrent",
                priority=2,
                tags=frozenset({"films", "uhd"}),
                reserve=25 * 10**9,
                reserve_percent=7,
                metadata_timeout=3 * HOUR,
                stalled_timeout=12 * HOUR,
                error_timeout=45 * 60.0,
                on_failure=OnFailure.REMOVE_WITH_DATA,
                keep_private=False,
            ),
            ClientSettings(name="Seedbox", priority=50, tags=frozenset({"nobody"})),
            ClientSettings(
                name="Transmission",
                priority=3,
                tags=frozenset({"by hand"}),
                reserve=0,
                metadata_timeout=None,
                stalled_timeout=None,
                error_timeout=None,
                on_failure=OnFailure.REMOVE,
            ),
            ClientSettings(name="News", on_failure=OnFailure.REMOVE),
            ClientSettings(name="Old news", priority=9, tags=frozenset({"old"})),
        ]
        ids = parts(entry)
        attached = hub.gate.attached
        assert attached.settings == {ids[one.name]: one for one in expected}
        assert attached.clients.keys() == attached.settings.keys()
        assert attached.sources.keys() == {ids["Torrents"], ids["Posts of ours"]}

    async def test_rules(self, entry: ConfigEntry[Hub], hub: Hub) -> None:
        ids = parts(entry)
        terms = {
            "Everything said": (
                ["made up | of ours", "/series|film/"],
                ["cam", r"/\bTS\b/"],
            ),
            "Films": (["made up film"], []),
            "Series": ([], []),
            "By itself": (["made up show"], []),
            "Off for now": (["made up"], []),
            "Nobody's tag": (["made up tale"], []),
        }
        expected: dict[str, dict[str, Any]] = {
            "Everything said": {
                "sources": frozenset({ids["Torrents"]}),
                "min_size": 1_000_000,
                "max_size": 86_436_000_000,
                "min_seeders": 2,
                "titles": ("Made Up Series", "Made Up Film Ten"),
                "min_year": 1999,
                "max_year": 2027,
                "seasons": frozenset({1, 2, 3, 5}),
                "episodes": frozenset(range(1, 21)),
                "resolutions": frozenset({2160, 1080}),
                "origins": frozenset({Source.REMUX, Source.BLURAY, Source.WEB}),
                "groups": frozenset({"OURS", "THEIRS"}),
                "languages": frozenset({"English", "German"}),
                "lifetime": 72 * HOUR,
                "client": ids["qBittorrent"],
                "options": DownloadOptions(
                    category="films/uhd",
                    save_path="/srv/films",
                    tags=("uhd", "from us"),
                    stopped=True,
                    sequential=True,
                    first_last=True,
                    ratio_limit=1.5,
                    seeding_time=1440,
                    download_limit=5_120_000,
                    upload_limit=256_000,
                ),
            },
            "Films": {
                "lifetime": 48 * HOUR,
                "options": DownloadOptions(
                    category="films", tags=("films",), ratio_limit=0.5
                ),
            },
            "Series": {
                "sources": frozenset({ids["Posts of ours"]}),
                "titles": ("Made Up Series",),
                "seasons": frozenset({2}),
                "resolutions": frozenset({1080}),
                "options": DownloadOptions(category="tv"),
            },
            "By itself": {
                "action": Action.APPROVE,
                "client": ids["News"],
                "options": DownloadOptions(category="tv"),
            },
            "Off for now": {"enabled": False},
            "Nobody's tag": {"options": DownloadOptions(tags=("tag of no client",))},
        }
        rules = hub.gate.attached.rules
        assert rules.keys() == {ids[name] for name in expected}
        for name, values in expected.items():
            rule = rules[ids[name]]
            said = [term.text for term in rule.include]
            unsaid = [term.text for term in rule.exclude]
            assert (said, unsaid) == terms[name]
            assert replace(rule, include=(), exclude=()) == Rule(
                id=ids[name], name=name, **values
            )

    async def test_counters(self, hass: HomeAssistant, hub: Hub) -> None:
        told = {
            "sensor.everything_said_matches": "3",
            "sensor.films_matches": "11",
            "sensor.series_matches": "7",
            "sensor.by_itself_matches": "2",
            "sensor.off_for_now_matches": "0",
            "sensor.nobody_s_tag_matches": "1",
            "sensor.torrents_items_seen": "16",
            "sensor.torrents_items_matched": "14",
            "sensor.posts_of_ours_items_seen": "9",
            "sensor.posts_of_ours_items_matched": "7",
            "sensor.greenlight_pending_requests": "4",
            "sensor.greenlight_active_downloads": "4",
            "sensor.greenlight_inbox": "2",
            "switch.off_for_now_enabled": "off",
            "switch.films_enabled": "on",
        }
        states = {key: hass.states.get(key) for key in told}
        assert {key: one and one.state for key, one in states.items()} == told


class TestLists:
    async def test_requests(self, hass: HomeAssistant, hub: Hub) -> None:
        listed = await answer(hass, "list_requests", limit=500)
        stored = recorded_requests()
        assert listed["total"] == len(stored)
        assert {
            one["id"]: (one["title"], one["state"], one["progress"], one["rule"])
            for one in listed["requests"]
        } == {
            key: (
                one["release"]["title"],
                one["state"],
                one["progress"],
                one["rule_name"] or None,
            )
            for key, one in stored.items()
        }

    async def test_skipped(self, hass: HomeAssistant, hub: Hub) -> None:
        listed = await answer(hass, "list_skips")
        assert [(one["id"], one["title"], one["size"]) for one in listed["skips"]] == [
            (one["id"], one["title"], one["size"])
            for one in reversed(recorded("requests")["skipped"])
        ]
        assert [one["source"] for one in listed["skips"]] == [
            "Posts of ours",
            "Posts of ours",
            "Torrents",
        ]

    async def test_inbox(self, hass: HomeAssistant, hub: Hub) -> None:
        listed = await answer(hass, "list_completed", acknowledged=True)
        found = {one["id"]: one for one in listed["completed"]}
        entries = {one["id"]: one for one in recorded("inbox")["entries"]}
        assert found.keys() == entries.keys()
        for key, one in entries.items():
            shown = found[key]
            assert shown["title"] == one["name"]
            assert shown["media_type"] == one["media"]
            assert shown["category"] == one["category"]
            assert shown["size"] == one["size"]
            assert shown["request_id"] == (one["request"] or None)
            assert (shown["path"] or "") == one["content_path"]
            assert datetime.fromisoformat(shown["completed"]).timestamp() == int(
                one["at"]
            )
            assert (shown["acknowledged"] is None) == (one["acknowledged"] is None)
        assert {one["client"] for one in found.values()} == {"Transmission", "News"}


class TestActing:
    async def test_the_watched_folder_is_looked_into(
        self,
        hass: HomeAssistant,
        freezer: FrozenDateTimeFactory,
        entry: ConfigEntry[Hub],
        hub: Hub,
    ) -> None:
        await wait(hass, freezer, 31)
        client_id = parts(entry)["qBittorrent"]
        issue = ir.async_get(hass).async_get_issue(
            DOMAIN, f"watched_folder_{client_id}"
        )
        assert issue is not None
        assert issue.translation_placeholders == {
            "folder": "/media/seeds",
            "name": "qBittorrent",
        }

    async def test_everybody_is_asked_with_what_they_want_to_see(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Hub],
        names: dict[str, str],
        socket_enabled: None,
    ) -> None:
        asked: dict[str, tuple[str | None, str]] = {}

        async def take(request: web.Request) -> web.Response:
            said = request.headers.get("Authorization")
            body = await request.text() + request.query_string
            asked[request.host] = said, body
            if "mode=version" in body:
                return web.json_response({"version": "5.0.0"})
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)

        server = web.Application()
        server.router.add_route("*", "/{path:.*}", take)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
        async with (
            Box() as box,
            Box() as seedbox,
            FeedServer() as site,
        ):
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            others = ("transmission", "sabnzbd", "nzbget")
            names |= {f"{one}.house.test": f"http://{host}:{port}" for one in others}
            names["qbittorrent.house.test"] = box.url
            names["seedbox.house.test"] = seedbox.url
            names["torrents.site.test"] = site.url
            box.password = "made-up-password"
            seedbox.api_key = "qbt_made_up_key_of_nobody"
            site.cookie = ("session", "made-up-cookie")
            await set_up(hass, entry)
            for one in ("qbittorrent", "seedbox"):
                state = hass.states.get(f"binary_sensor.{one}_connected")
                assert state is not None
                assert state.state == "on"
            assert "auth/login" in box.calls
            assert "auth/login" not in seedbox.calls
            await unload(hass, entry)
            await runner.cleanup()
        assert asked["transmission.house.test:9091"][0] == login("maria:made-up-secret")
        assert asked["nzbget.house.test:6789"][0] == login("nzbget:made-up-pass")
        assert "made0up0key0of0nobody" in asked["sabnzbd.house.test:8080"][1]
        looked = site.seen[0]
        assert looked.path == "/feed.rss"
        assert looked.headers["x-api-key"] == "made-up-key"
        assert looked.headers["accept-language"] == "en"
        known = recorded(f"source.{parts(entry)['Torrents']}")["validators"]
        assert looked.headers["if-none-match"] == known["etag"]
        assert looked.headers["if-modified-since"] == known["last_modified"]


class TestWriting:
    async def test_what_is_read_is_written_back(
        self, hass: HomeAssistant, entry: ConfigEntry[Hub], hub: Hub, storage: Path
    ) -> None:
        await unload(hass, entry)
        written = {name: read(storage / name) for name in FILES}
        for one in written.values():
            # Which log of changes belongs to it.
            one["data"].pop("log", None)
        assert written == {name: read(path) for name, path in FILES.items()}
        (stored,) = read(RECORDED / "core.config_entries")["data"]["entries"]
        kept = [one.as_dict() for one in entry.subentries.values()]
        (rule,) = [
            one["data"] for one in stored["subentries"] if "max_size" in one["data"]
        ]
        # Sizes and speeds are in decimal units now.
        rule |= {"min_size": 0.001, "max_size": 86.436}
        rule |= {"download_limit": 5.12, "upload_limit": 0.256}
        assert kept == stored["subentries"]
        assert entry.minor_version == 2

    async def test_time_only_moves_what_has_ended_to_the_history(
        self,
        hass: HomeAssistant,
        freezer: FrozenDateTimeFactory,
        entry: ConfigEntry[Hub],
        hub: Hub,
        storage: Path,
    ) -> None:
        await wait(hass, freezer, 1000)
        await unload(hass, entry)
        written = {
            name.rpartition(".")[2]: read(storage / name)["data"] for name in FILES
        }
        requests, history = written["requests"], written["history"]
        assert {one["state"] for one in requests["requests"]} == OPEN
        assert {
            one["id"]: one for one in requests["requests"] + history["requests"]
        } == recorded_requests()
        before = recorded("requests")
        for what in ("matches", "looked_back", "skipped"):
            assert requests[what] == before[what]

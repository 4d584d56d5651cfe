"""The actions that return lists: what is in them, in what order, and what is not."""

from dataclasses import replace
import json
from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest
import voluptuous as vol

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.engine.weighed import Weighed
from tests.support.weighed import SERIES, UPGRADE

from ..scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene

# What is told of a request that was held against no library.
NOTHING_WEIGHED: dict[str, Any] = {
    "kind": None,
    "summary": None,
    "item": None,
    "items": [],
    "have": [],
    "offered": {"quality": None, "size": 5000},
    "gains": [],
    "losses": [],
    "uncertain": [],
    "replaces": [],
    "choices": [],
    "also": [],
}


async def listed(scene: Scene, action: str, **data: Any) -> list[str]:
    """Return the titles an action lists."""
    answer = await scene.act(action, answer=True, **data)
    return [one["title"] for one in answer[action.removeprefix("list_")]]


async def several(scene: Scene) -> None:
    """Ask about three releases and decline the second."""
    await scene.start(include=[])
    for title, size, at in (
        ("Film beta", 3000, 10),
        ("Series alpha", 9000, 10),
        ("Film gamma", 6000, 10),
    ):
        scene.freezer.tick(at)
        scene.publish(title, size=size)
        await scene.look()
    await scene.act("decline", request_id=scene.request("Series alpha").id)


class TestRequests:
    async def test_tells_everything_worth_knowing(self, scene: Scene) -> None:
        scene.freezer.move_to("2026-12-01T12:00:00+00:00")
        await scene.start(min_seeders=1)
        (request_id,) = await scene.ask("Film one")
        answer = await scene.act("list_requests", answer=True)
        created = scene.request("Film one").created
        assert created > 0
        assert answer["total"] == 1
        (request,) = answer["requests"]
        assert request == {
            "id": request_id,
            "seen": seen(scene.request("Film one")),
            "home": None,
            "saved_as": None,
            "paths": [],
            "hash": None,
            "title": "Film one",
            "name": "Film one",
            "read": {"title": {"value": "Film one", "confidence": "stated"}},
            "state": "pending",
            "size": 5000,
            "seeders": None,
            "published": "2026-01-01T00:00:00+00:00",
            "page": None,
            "tell": False,
            "source": "Site",
            "rule": "Films",
            "created": "2026-12-01T12:00:00+00:00",
            "expires": "2026-12-02T12:00:00+00:00",
            "client": None,
            "category": None,
            "priority": "normal",
            "options": {},
            "ignored": [],
            "save_path": None,
            "progress": 0.0,
            "reasons": ["The number of seeders is not known"],
            **NOTHING_WEIGHED,
            "rows": [],
            "journal": [
                {
                    "at": "2026-12-01T12:00:00+00:00",
                    "from": None,
                    "to": "pending",
                    "who": "Films",
                    "why": "Found by the rule Films",
                }
            ],
        }

    async def test_tells_what_was_read(self, scene: Scene) -> None:
        await scene.start()
        title = "Film.2024.2160p.WEB-DL.DV-GRP"
        await scene.download(title)
        answer = await scene.act("list_requests", answer=True)
        (request,) = answer["requests"]
        name = "Film (2024) · 2160p WEB-DL · Dolby Vision, probably P5 · GRP"
        assert (request["title"], request["name"]) == (title, name)
        assert request["read"]["year"] == {"value": 2024, "confidence": "stated"}
        assert request["read"]["profile"] == {"value": "5", "confidence": "likely"}
        assert json.loads(json.dumps(request)) == request
        answer = await scene.act("list_downloads", answer=True)
        assert answer["downloads"][0]["name"] == name

    async def test_tells_how_it_went_on(self, scene: Scene) -> None:
        await scene.start()
        await scene.download("Film one")
        answer = await scene.act("list_requests", answer=True)
        journal = answer["requests"][0]["journal"]
        assert [
            (one["from"], one["to"], one["who"], one["why"]) for one in journal
        ] == [
            (None, "pending", "Films", "Found by the rule Films"),
            ("pending", "approved", "Automation", "Approved"),
            ("approved", "downloading", "Box", "Box has taken it"),
        ]
        assert answer["requests"][0]["client"] == "Box"

    @pytest.mark.parametrize(
        ("data", "titles"),
        [
            ({}, ["Film gamma", "Series alpha", "Film beta"]),
            ({"descending": False}, ["Film beta", "Series alpha", "Film gamma"]),
            ({"state": "declined"}, ["Series alpha"]),
            ({"state": ["pending", "failed"]}, ["Film gamma", "Film beta"]),
            ({"text": "FILM"}, ["Film gamma", "Film beta"]),
            ({"text": "ta film"}, ["Film beta"]),
            ({"rule": "films"}, ["Film gamma", "Series alpha", "Film beta"]),
            ({"rule": RULE_ID, "text": "series"}, ["Series alpha"]),
            ({"source": [SOURCE_ID]}, ["Film gamma", "Series alpha", "Film beta"]),
            ({"limit": 1}, ["Film gamma"]),
            ({"limit": 2, "offset": 1}, ["Series alpha", "Film beta"]),
            ({"offset": 5}, []),
            (
                {"sort": "title", "descending": False},
                ["Film beta", "Film gamma", "Series alpha"],
            ),
            ({"sort": "size"}, ["Series alpha", "Film gamma", "Film beta"]),
            ({"sort": "expires"}, ["Film gamma", "Series alpha", "Film beta"]),
        ],
    )
    async def test_filters_sorts_and_cuts(
        self, scene: Scene, data: dict[str, Any], titles: list[str]
    ) -> None:
        await several(scene)
        assert await listed(scene, "list_requests", **data) == titles

    async def test_finds_those_that_are_named(self, scene: Scene) -> None:
        await several(scene)
        ids = {title: scene.request(title).id for title in ("Film beta", "Film gamma")}
        for wished, titles in (
            (ids["Film beta"], ["Film beta"]),
            ([*ids.values(), "never"], ["Film gamma", "Film beta"]),
            (["never"], []),
            ([], []),
        ):
            assert await listed(scene, "list_requests", request_id=wished) == titles
        found = await listed(
            scene, "list_requests", request_id=list(ids.values()), text="beta"
        )
        assert found == ["Film beta"]

    async def test_finds_those_of_a_category(self, scene: Scene) -> None:
        await scene.start(category="Films")
        await scene.ask("Film one")
        for wished, titles in (
            ("films", ["Film one"]),
            (["series", " FILMS "], ["Film one"]),
            ("series", []),
            ("", []),
        ):
            assert await listed(scene, "list_requests", category=wished) == titles

    async def test_tells_how_it_is_to_be_downloaded(self, scene: Scene) -> None:
        await scene.start(
            category="films",
            save_path="/films",
            tags=["evening"],
            priority="high",
            sequential=True,
            content_layout="no_subfolder",
            ratio_limit=0.5,
            inactive_seeding_time=90,
            download_limit=2.5,
        )
        await scene.ask("Film one")
        answer = await scene.act("list_requests", answer=True)
        (request,) = answer["requests"]
        assert (request["category"], request["priority"]) == ("films", "high")
        assert request["options"] == {
            "tags": ["evening"],
            "sequential": True,
            "content_layout": "no_subfolder",
            "ratio_limit": 0.5,
            "inactive_seeding_time": 90,
            "download_limit": 2.5,
        }
        assert request["save_path"] == "/films"
        assert request["ignored"] == []

    async def test_counts_what_is_cut(self, scene: Scene) -> None:
        await several(scene)
        answer = await scene.act("list_requests", answer=True, text="film", limit=1)
        assert answer["total"] == 2

    @pytest.mark.parametrize("descending", [True, False])
    async def test_what_is_unknown_comes_last(
        self, scene: Scene, descending: bool
    ) -> None:
        await several(scene)
        await scene.act("request", link=f"magnet:?xt=urn:btih:{'a' * 40}&dn=Unsized")
        titles = await listed(
            scene, "list_requests", sort="size", descending=descending
        )
        assert titles[-1] == "Unsized"
        assert len(await listed(scene, "list_requests", sort="seeders")) == 4

    async def test_what_is_gone_has_no_name(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one")
        scene.hass.config_entries.async_remove_subentry(scene.entry, SOURCE_ID)
        await scene.settle()
        answer = await scene.act("list_requests", answer=True)
        assert answer["requests"][0]["source"] is None

    @pytest.mark.parametrize(
        ("data", "titles"),
        [
            ({"film": "lanterns SALT"}, ["Film salt"]),
            ({"film": "2019"}, ["Film salt"]),
            ({"film": "fog"}, ["Film.Fog.2001.1080p"]),
            ({"film": "clerk"}, []),
            ({"series": "tide"}, ["Film.Tide.S03E04.1080p"]),
            ({"series": "salt"}, []),
            ({"item": "12"}, ["Film salt"]),
            ({"item": "TT0000007"}, ["Film salt"]),
            ({"item": "tmdb:7"}, ["Film salt"]),
            ({"item": "tvdb:9"}, ["Film.Tide.S03E04.1080p"]),
            ({"item": "tvdb:none"}, []),
            ({"item": "99"}, []),
            ({"item": "3", "film": "salt"}, []),
        ],
    )
    async def test_finds_those_of_a_work(
        self, scene: Scene, data: dict[str, Any], titles: list[str]
    ) -> None:
        await scene.start()
        ids = await scene.ask(
            "Film salt", "Film.Tide.S03E04.1080p", "Film.Fog.2001.1080p"
        )
        amend = scene.hub.gate.requests.amend
        await amend(ids[0], weighed=UPGRADE)
        # Which of them it is of is not said yet.
        await amend(ids[1], weighed=Weighed(works=(SERIES,)))
        assert await listed(scene, "list_requests", **data) == titles

    @pytest.mark.parametrize("name", ["rule", "source"])
    async def test_an_unknown_name_is_refused(self, scene: Scene, name: str) -> None:
        await scene.start()
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("list_requests", answer=True, **{name: "Nobody"})
        assert raised.value.translation_key == f"unknown_{name}"

    @pytest.mark.parametrize(
        "data",
        [
            {"limit": 0},
            {"limit": 501},
            {"offset": -1},
            {"sort": "link"},
            {"state": "nowhere"},
        ],
    )
    async def test_nonsense_is_refused(
        self, scene: Scene, data: dict[str, Any]
    ) -> None:
        await scene.start()
        with pytest.raises(vol.Invalid):
            await scene.act("list_requests", answer=True, **data)


class TestDownloads:
    async def test_tells_what_the_client_tells(self, scene: Scene) -> None:
        await scene.start()
        request_id, torrent = await scene.download("Film one")
        scene.client.rows[torrent] |= {
            "progress": 0.5,
            "completed": 2500,
            "num_complete": 4,
            "num_incomplete": 2,
            "dlspeed": 1000,
            "upspeed": 10,
            "eta": 3,
            "ratio": 0.1,
            "category": "films",
            "private": True,
        }
        await scene.poll()
        assert await scene.act("list_downloads", answer=True) == {
            "total": 1,
            "downloads": [
                {
                    "request_id": request_id,
                    "title": "Film one",
                    "name": "Film one",
                    "item": None,
                    "client": "Box",
                    "state": "downloading",
                    "progress": 0.5,
                    "download_speed": 1000,
                    "upload_speed": 10,
                    "eta": 3,
                    "size": 5000,
                    "done": 2500,
                    "seeders": 4,
                    "peers": 2,
                    "ratio": 0.1,
                    "category": "films",
                    "private": True,
                    "problem": None,
                    "message": None,
                    "priority": "normal",
                    "options": {},
                    "ignored": [],
                }
            ],
        }

    async def test_tells_what_is_wrong_and_nothing_that_is_not_known(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.download("Film one")
        request = scene.request("Film one")
        downloads: Any = scene.hub.gate.downloads
        downloads[request.id] = replace(
            downloads[request.id],
            state=DownloadState.WARNING,
            problem=Problem.TRACKER,
            message="unregistered torrent",
            private=None,
        )
        answer = await scene.act("list_downloads", answer=True)
        (told,) = answer["downloads"]
        assert (told["state"], told["problem"]) == ("warning", "tracker")
        assert told["message"] == "unregistered torrent"
        assert (told["category"], told["private"]) == (None, None)

    async def test_tells_little_before_the_client_has_told_anything(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.download("Film one")
        downloads: Any = scene.hub.gate.downloads
        downloads.clear()
        answer = await scene.act("list_downloads", answer=True)
        (download,) = answer["downloads"]
        assert (download["title"], download["state"]) == ("Film one", None)
        assert await listed(scene, "list_downloads", sort="eta") == ["Film one"]
        assert await listed(scene, "list_downloads", state="paused") == []

    @pytest.mark.parametrize(
        ("data", "titles"),
        [
            ({}, ["Film one", "Film two"]),
            ({"descending": True}, ["Film two", "Film one"]),
            ({"state": ["paused"]}, ["Film two"]),
            ({"client": CLIENT_ID}, ["Film one", "Film two"]),
            ({"sort": "progress"}, ["Film two", "Film one"]),
            ({"sort": "download_speed", "descending": True}, ["Film one", "Film two"]),
            ({"sort": "size"}, ["Film one", "Film two"]),
            ({"sort": "ratio"}, ["Film one", "Film two"]),
            ({"sort": "eta"}, ["Film one", "Film two"]),
            ({"limit": 1, "offset": 1}, ["Film two"]),
        ],
    )
    async def test_filters_sorts_and_cuts(
        self, scene: Scene, data: dict[str, Any], titles: list[str]
    ) -> None:
        await scene.start()
        _, one = await scene.download("Film one")
        _, two = await scene.download("Film two")
        scene.client.rows[one] |= {"progress": 0.9, "dlspeed": 5, "eta": 9}
        scene.client.rows[two] |= {"progress": 0.1, "state": "stoppedDL"}
        await scene.poll()
        assert await listed(scene, "list_downloads", **data) == titles

    async def test_finds_those_of_a_work(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        await scene.download("Film.Two.2020.1080p")
        await scene.hub.gate.requests.amend(request_id, weighed=UPGRADE)
        for data, title in (
            ({"film": "salt"}, "Film one"),
            ({"item": "12"}, "Film one"),
            ({"film": "two"}, "Film.Two.2020.1080p"),
        ):
            assert await listed(scene, "list_downloads", **data) == [title]
        assert await listed(scene, "list_downloads", series="salt") == []
        answer = await scene.act("list_downloads", answer=True, item="12")
        assert answer["downloads"][0]["item"]["title"] == "Salt and Lanterns"

    async def test_finds_those_that_are_named(self, scene: Scene) -> None:
        await scene.start(category="films", priority="force")
        one_id, one = await scene.download("Film one")
        await scene.download("Film two")
        for data, titles in (
            ({"request_id": one_id}, ["Film one"]),
            ({"request_id": "never"}, []),
            ({"hash": one.upper()}, ["Film one"]),
            ({"hash": ["0" * 40, f" {one} "]}, ["Film one"]),
            ({"hash": "0" * 40}, []),
            ({"hash": ""}, []),
            ({"category": "FILMS"}, ["Film one", "Film two"]),
            ({"category": "films", "request_id": one_id}, ["Film one"]),
        ):
            assert await listed(scene, "list_downloads", **data) == titles
        # Whoever changes it in the client has changed it.
        scene.client.rows[one]["category"] = "seen"
        await scene.poll()
        assert await listed(scene, "list_downloads", category="seen") == ["Film one"]
        assert await listed(scene, "list_downloads", category="films") == ["Film two"]
        answer = await scene.act("list_downloads", answer=True, request_id=one_id)
        (download,) = answer["downloads"]
        assert (download["category"], download["priority"]) == ("seen", "force")

    async def test_what_has_ended_is_not_among_them(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        await scene.act("cancel", request_id=request_id)
        assert await listed(scene, "list_downloads") == []

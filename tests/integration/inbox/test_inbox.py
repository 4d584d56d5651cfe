"""The inbox: what clients complete in chosen categories, once each, until it is acknowledged."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.greenlight.clients.base import MOST_FINISHED, Finished
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.inbox.inbox import KEPT, MAX_ENTRIES, OVERLAP
from tests.contract.clients.answers import answering

from ..completed import EVENT, INBOX, SENSOR, Completed, attach, done, listed, look, now
from ..scene import CLIENT_ID, Scene


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path_factory.mktemp("config"))


def damage(path: Path) -> None:
    """Make one word of a file senseless."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"movies"', '"poems"'), encoding="utf-8")


def copies(path: Path) -> list[Path]:
    """Return what was kept aside of a file, and the file itself."""
    return sorted(path.parent.glob(f"{path.name}*"))


class TestEntries:
    async def test_each_completed_download_is_told_once(
        self, scene: Scene, completed: Completed
    ) -> None:
        # A whole second, and none that may be over: what was complete before is no news.
        scene.freezer.move_to(dt_util.utcnow().replace(microsecond=0))
        scene.freezer.tick(60)
        await look(scene)
        completed.listed.append(done("Film.2026.1080p.WEB-DL-GRP"))
        at = dt_util.utcnow().isoformat(timespec="seconds")
        await look(scene)
        first = scene.entity(EVENT)
        assert first.attributes["event_type"] == "movies"
        assert first.attributes["title"] == "Film.2026.1080p.WEB-DL-GRP"
        assert "path" not in first.attributes
        assert scene.told(SENSOR) == "1"
        (entry,) = await listed(scene)
        assert entry == {
            "id": first.attributes["id"],
            "title": "Film.2026.1080p.WEB-DL-GRP",
            "name": "Film (2026) · 1080p WEB-DL · GRP",
            "media_type": "movies",
            "category": "films",
            "client": "Box",
            "completed": at,
            "size": 7000,
            "request_id": None,
            "acknowledged": None,
            "path": "/downloads/Film.2026.1080p.WEB-DL-GRP",
        }
        await look(scene)
        assert scene.entity(EVENT).state == first.state

    async def test_categories_match_in_any_case_and_tell_the_kind(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed += [
            done("one", category="FILMS"),
            done("two", category="tv"),
            done("three", category="Radarr"),
            done("four", category="music"),
        ]
        await look(scene)
        kinds = {one["title"]: one["media_type"] for one in await listed(scene)}
        assert kinds == {"one": "movies", "two": "tv", "three": "movies"}

    async def test_what_was_there_before_is_no_news(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed.append(done("old", at=now() - 86400))
        await look(scene)
        assert await listed(scene) == []

    async def test_what_was_there_before_its_category_was_chosen_is_no_news(
        self, scene: Scene, completed: Completed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scene.freezer.tick(30 * 86400)
        completed.listed.append(done("old", category="music"))
        scene.freezer.tick(60)
        chosen = scene.client.data(type="qbittorrent", inbox_music=["Music"], **INBOX)
        scene.hass.config_entries.async_update_subentry(
            scene.entry, scene.entry.subentries[CLIENT_ID], data=chosen
        )
        await scene.settle()
        await attach(scene, monkeypatch, completed)
        assert await listed(scene) == []
        completed.listed += [done("new", category="music"), done("film")]
        await look(scene)
        assert {one["title"] for one in await listed(scene)} == {"new", "film"}
        # Nor does a restart make it news.
        await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        await attach(scene, monkeypatch, completed)
        assert len(await listed(scene)) == 2

    async def test_what_is_listed_late_is_taken_as_well(
        self, scene: Scene, completed: Completed
    ) -> None:
        scene.freezer.tick(OVERLAP)
        completed.listed.append(done("first"))
        await look(scene)
        completed.listed.append(done("late", at=now() - OVERLAP / 2))
        await look(scene)
        assert {one["title"] for one in await listed(scene)} == {"first", "late"}

    async def test_a_clock_that_is_ahead_hides_nothing(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed.append(done("future", at=now() + 10 * 86400))
        await look(scene)
        completed.listed.append(done("present"))
        await look(scene)
        assert len(await listed(scene)) == 2

    async def test_a_clock_that_is_set_back_stops_no_look(
        self, scene: Scene, completed: Completed
    ) -> None:
        looks = len(completed.asked)
        scene.freezer.tick(-3 * 86400)
        async_fire_time_changed(scene.hass, dt_util.utcnow() + timedelta(days=4))
        await scene.settle()
        assert len(completed.asked) > looks

    async def test_one_of_ours_is_told_at_once_and_names_its_request(
        self, scene: Scene, completed: Completed
    ) -> None:
        request_id, torrent = await scene.download("Film one")
        completed.listed.append(done("Film one", id=torrent))
        scene.client.rows[torrent] |= {"state": "stalledUP", "progress": 1.0}
        await scene.poll()
        assert scene.request("Film one").state == "completed"
        (entry,) = await listed(scene)
        assert entry["request_id"] == request_id

    async def test_a_restart_neither_loses_nor_doubles(
        self, scene: Scene, completed: Completed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        completed.listed.append(done("before"))
        await look(scene)
        before = scene.entity(EVENT).state
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        scene.freezer.tick(3600)
        completed.listed.append(done("meanwhile"))
        scene.freezer.tick(3600)
        assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        await attach(scene, monkeypatch, completed)
        titles = [one["title"] for one in await listed(scene)]
        assert titles == ["meanwhile", "before"]
        assert scene.entity(EVENT).state > before
        assert scene.entity(EVENT).attributes["title"] == "meanwhile"

    async def test_what_cannot_be_stored_is_told_later(
        self, scene: Scene, completed: Completed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def full(*_: object) -> bool:
            return False

        completed.listed.append(done("one"))
        with monkeypatch.context() as patch:
            patch.setattr(scene.hub.inbox._store, "async_write", full)
            await look(scene)
            assert await listed(scene) == []
            assert scene.told(EVENT) == "unknown"
        await look(scene)
        assert len(await listed(scene)) == 1

    async def test_very_many_at_once_are_all_told_and_none_of_them_twice(
        self, scene: Scene, completed: Completed
    ) -> None:
        told: list[str] = []
        scene.hub.inbox.on_entry(lambda entry: told.append(entry.name))
        completed.listed += [
            done(f"film {count}", at=now() + count) for count in range(MAX_ENTRIES + 99)
        ]
        for _ in range(3):
            await look(scene)
        assert len(told) == len(set(told)) == MAX_ENTRIES + 99

    async def test_so_many_at_one_moment_are_asked_for_once_a_look(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed += [
            done(f"film {count}", at=now() + 1) for count in range(MOST_FINISHED)
        ]
        before = len(completed.asked)
        await look(scene)
        assert len(completed.asked) - before <= 3

    @pytest.mark.parametrize("replaced", [False, True])
    async def test_of_a_client_that_is_gone_meanwhile_nothing_is_taken(
        self,
        scene: Scene,
        completed: Completed,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        replaced: bool,
    ) -> None:
        entry, answering = scene.entry, asyncio.Event()

        async def slow(*_: Any, **__: Any) -> tuple[Finished, ...]:
            await answering.wait()
            return (done("late"),)

        monkeypatch.setattr(scene.hub.clients[CLIENT_ID].client, "finished", slow)
        scene.freezer.tick(120)
        scene.fire_time()
        await scene.hass.async_block_till_done()
        if replaced:
            subentry = entry.subentries[CLIENT_ID]
            scene.hass.config_entries.async_update_subentry(
                entry, subentry, title="Other box"
            )
        else:
            scene.hass.config_entries.async_remove_subentry(entry, CLIENT_ID)
        await scene.hass.async_block_till_done()
        answering.set()
        await scene.settle()
        assert await listed(scene) == []
        assert "Traceback" not in caplog.text

    async def test_a_client_that_fails_is_asked_again(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.failure = CannotConnect("refused")
        completed.listed.append(done("one"))
        await look(scene)
        assert await listed(scene) == []
        completed.failure = None
        await look(scene)
        assert len(await listed(scene)) == 1

    async def test_a_client_that_does_not_answer_is_left_alone(
        self, scene: Scene, completed: Completed
    ) -> None:
        scene.client.instead["transfer/info"] = answering(500, "no")
        await scene.poll()
        before = len(completed.asked)
        await look(scene)
        assert len(completed.asked) == before

    async def test_without_categories_nobody_is_asked(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await scene.start()
        completed = await attach(scene, monkeypatch)
        assert completed.asked == []
        assert scene.told(SENSOR) == "0"

    async def test_a_removed_client_is_forgotten(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed.append(done("one"))
        await look(scene)
        scene.hass.config_entries.async_remove_subentry(scene.entry, CLIENT_ID)
        await scene.settle()
        (entry,) = await listed(scene)
        assert entry["client"] is None


class TestTheFile:
    async def test_what_is_damaged_is_kept_aside(
        self, scene: Scene, completed: Completed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        completed.listed.append(done("one"))
        await look(scene)
        path = Path(scene.hub.inbox._store.path)
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        damage(path)
        assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        assert await listed(scene) == []
        assert ".corrupt." in copies(path)[-1].name

    async def test_old_entries_go_when_they_are_acknowledged(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed += [done("kept"), done("acknowledged")]
        await look(scene)
        old = next(one for one in await listed(scene) if one["title"] == "acknowledged")
        await scene.act("acknowledge", entry_id=old["id"])
        scene.freezer.tick(KEPT + 86400)
        completed.listed.append(done("new"))
        await look(scene)
        titles = {one["title"] for one in await listed(scene, acknowledged=True)}
        assert titles == {"kept", "new"}

    async def test_what_the_client_still_tells_of_is_remembered(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed.append(done("one"))
        await look(scene)
        await scene.act("acknowledge", all=True)
        scene.freezer.tick(KEPT + 86400)
        await look(scene)
        completed.listed.append(done("two", at=completed.listed[0].at + 60))
        await look(scene)
        assert [one["title"] for one in await listed(scene)] == ["two"]

    async def test_there_is_room_for_so_many(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed += [
            done(f"film {count}", at=now() + count) for count in range(MAX_ENTRIES)
        ]
        await look(scene)
        scene.freezer.tick(2 * OVERLAP)
        completed.listed += [done(f"later film {count}") for count in range(5)]
        await look(scene)
        assert len(scene.hub.inbox.entries) == MAX_ENTRIES
        assert (await listed(scene, limit=1, offset=MAX_ENTRIES - 1))[0][
            "title"
        ] == "film 5"

    async def test_of_a_removed_client_old_entries_go_as_well(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed.append(done("one"))
        await look(scene)
        await scene.act("acknowledge", all=True)
        scene.freezer.tick(KEPT + 86400)
        scene.hass.config_entries.async_remove_subentry(scene.entry, CLIENT_ID)
        await scene.settle()
        assert await listed(scene, acknowledged=True) == []

    async def test_it_is_gone_with_the_entry(
        self, scene: Scene, completed: Completed
    ) -> None:
        path = Path(scene.hub.inbox._store.path)
        assert copies(path) == [path]
        assert await scene.hass.config_entries.async_remove(scene.entry.entry_id)
        assert copies(path) == []

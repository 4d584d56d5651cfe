"""Seeding what is there already: by an action, and from a watched folder."""

import asyncio
from collections.abc import Callable
import os
from pathlib import Path
import socket
import time
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.seeding.watched import LOOK_EVERY
from tests.contract.clients.answers import answering
from tests.support.torrents import Torrent, make_torrent

from ..scene import CLIENT_ID, Scene, part

SAVES = "/srv/films"


def film(name: str = "Film.mkv") -> Torrent:
    return make_torrent(name, {name: name.encode() * 100})


def put(folder: Path, torrent: Torrent, name: str = "") -> Path:
    """Put a torrent file into a folder."""
    path = folder / (name or f"{torrent.name}.torrent")
    path.write_bytes(torrent.content)
    return path


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path_factory.mktemp("config"))


@pytest.fixture
def folder(scene: Scene, tmp_path: Path) -> Path:
    """Return a folder that Home Assistant may read."""
    scene.hass.config.allowlist_external_dirs = {str(tmp_path)}
    return tmp_path


@pytest.fixture
async def started(scene: Scene, folder: Path) -> Scene:
    """Set Greenlight up with a watched folder."""
    data = scene.client.data(
        type="qbittorrent", watch_folder=str(folder), watch_save_path=SAVES
    )
    _, *others = scene.parts()
    await scene.start([part(CLIENT, CLIENT_ID, "Box", data), *others])
    return scene


def move(folder: Path, to: Path) -> None:
    folder.rename(to)


def empty(folder: Path) -> None:
    """Take everything out of a folder."""
    for path in folder.iterdir():
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def damage(path: Path) -> None:
    """Leave a file that holds nothing that is known."""
    path.write_text('{"version": 1, "minor_version": 1, "key": "", "data": {}}')


def copies(path: Path) -> list[Path]:
    """Return what was kept aside of a file, and the file itself."""
    return sorted(path.parent.glob(f"{path.name}*"))


async def until(met: Callable[[], object]) -> None:
    """Wait until something is so, by a clock that is not frozen."""
    for _ in range(1000):
        if met():
            return
        await asyncio.to_thread(time.sleep, 0.01)
    raise AssertionError("it never was so")


async def looks(scene: Scene, count: int = 2) -> None:
    """Let the folder be looked at: a file has to be the same twice."""
    for _ in range(count):
        await scene.pass_time(LOOK_EVERY.total_seconds())


def issue(scene: Scene) -> ir.IssueEntry | None:
    registry = ir.async_get(scene.hass)
    return registry.async_get_issue("greenlight", f"watched_folder_{CLIENT_ID}")


def files_issue(scene: Scene) -> ir.IssueEntry | None:
    registry = ir.async_get(scene.hass)
    return registry.async_get_issue("greenlight", f"watched_files_{CLIENT_ID}")


class TestTheAction:
    async def test_a_pipe_holds_nothing_up(self, scene: Scene, folder: Path) -> None:
        await scene.start()
        os.mkfifo(folder / "pipe.torrent")
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act(
                "seed", answer=True, file=f"{folder}/pipe.torrent", save_path=SAVES
            )
        assert raised.value.translation_key == "file_not_read"

    async def test_adds_the_torrent_without_a_check(
        self, scene: Scene, folder: Path
    ) -> None:
        await scene.start()
        path = put(folder, film())
        answer = await scene.act(
            "seed",
            answer=True,
            file=str(path),
            save_path=SAVES,
            category="films",
            tags=["mine"],
        )
        (added,) = scene.client.told("add")
        assert added["savepath"] == SAVES
        assert added["category"] == "films"
        assert "mine" in added["tags"].split(",")
        assert answer["client"] == "Box"
        assert answer["name"] == "Film.mkv"
        assert answer["already_there"] is False

    async def test_what_is_there_is_not_added_again(
        self, scene: Scene, folder: Path
    ) -> None:
        await scene.start()
        path = put(folder, film())
        for _ in range(2):
            answer = await scene.act(
                "seed", answer=True, client="box", file=str(path), save_path=SAVES
            )
        assert answer["already_there"] is True
        assert len(scene.client.told("add")) == 1

    @pytest.mark.parametrize(
        ("name", "content", "error"),
        [
            ("film.txt", b"", "not_a_torrent"),
            ("film.torrent", b"no torrent", "not_a_torrent"),
            pytest.param(
                "film.torrent", bytes(17 * 1024**2), "not_a_torrent", id="too large"
            ),
            ("film.torrent", None, "file_not_read"),
        ],
    )
    async def test_what_is_no_torrent_is_refused(
        self,
        scene: Scene,
        folder: Path,
        name: str,
        content: bytes | None,
        error: str,
    ) -> None:
        await scene.start()
        path = folder / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("seed", file=str(path), save_path=SAVES)
        assert raised.value.translation_key == error

    async def test_a_category_that_can_be_none_is_refused(
        self, scene: Scene, folder: Path
    ) -> None:
        await scene.start()
        path = put(folder, film())
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("seed", file=str(path), save_path=SAVES, category="a//b")
        assert raised.value.translation_key == "no_category"
        assert not scene.client.told("add")

    async def test_a_file_elsewhere_is_not_even_read(
        self, scene: Scene, tmp_path: Path
    ) -> None:
        await scene.start()
        path = put(tmp_path, film())
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("seed", file=str(path), save_path=SAVES)
        assert raised.value.translation_key == "path_not_allowed"

    async def test_what_no_path_can_be_is_refused(
        self, scene: Scene, folder: Path
    ) -> None:
        await scene.start()
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("seed", file=f"{folder}/a\0.torrent", save_path=SAVES)
        assert raised.value.translation_key == "path_not_allowed"

    async def test_a_client_that_fails_is_named(
        self, scene: Scene, folder: Path
    ) -> None:
        await scene.start()
        path = put(folder, film())
        scene.client.instead["torrents/info"] = answering(500, "no")
        with pytest.raises(HomeAssistantError) as raised:
            await scene.act("seed", file=str(path), save_path=SAVES)
        assert raised.value.translation_key == "client_bad_answer"
        assert raised.value.translation_placeholders is not None
        assert raised.value.translation_placeholders["name"] == "Box"

    async def test_only_clients_that_share_can_seed(
        self, scene: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await scene.start()
        path = put(folder, film())
        client = scene.hub.clients[CLIENT_ID].client
        monkeypatch.setattr(type(client), "features", frozenset())
        choices: list[tuple[dict[str, Any], str]] = [
            ({"client": "Box"}, "cannot_seed"),
            ({}, "no_seeder"),
        ]
        for wished, error in choices:
            with pytest.raises(ServiceValidationError) as raised:
                await scene.act("seed", file=str(path), save_path=SAVES, **wished)
            assert raised.value.translation_key == error


class TestTheWatchedFolder:
    async def test_each_torrent_is_seeded_once(
        self, started: Scene, folder: Path
    ) -> None:
        put(folder, film("One.mkv"))
        (folder / "readme.txt").write_text("not meant")
        (folder / "folder.torrent").mkdir()
        await looks(started, 4)
        (added,) = started.client.told("add")
        assert added["savepath"] == SAVES
        put(folder, film("Two.mkv"), "TWO.TORRENT")
        await looks(started, 4)
        assert len(started.client.told("add")) == 2

    async def test_a_file_that_grows_is_left_until_it_does_not(
        self, started: Scene, folder: Path
    ) -> None:
        torrent = film()
        path = folder / "film.torrent"
        path.write_bytes(torrent.content[:50])
        await looks(started, 1)
        path.write_bytes(torrent.content)
        await looks(started, 1)
        assert started.client.told("add") == []
        await looks(started, 1)
        assert len(started.client.told("add")) == 1

    async def test_what_was_taken_out_of_the_client_stays_out(
        self, started: Scene, folder: Path
    ) -> None:
        put(folder, film())
        await looks(started)
        started.client.rows.clear()
        await looks(started)
        assert await started.hass.config_entries.async_unload(started.entry.entry_id)
        assert await started.hass.config_entries.async_setup(started.entry.entry_id)
        await started.settle()
        await looks(started, 3)
        assert len(started.client.told("add")) == 1

    async def test_a_client_that_is_down_gets_it_later(
        self, started: Scene, folder: Path
    ) -> None:
        put(folder, film("One.mkv"))
        put(folder, film("Two.mkv"))
        started.client.instead["torrents/info"] = answering(500, "no")
        await looks(started, 3)
        assert started.client.told("add") == []
        del started.client.instead["torrents/info"]
        await looks(started, 1)
        assert len(started.client.told("add")) == 2

    async def test_that_waits_costs_no_writes(
        self, started: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written: list[Any] = []

        async def write(data: Any) -> bool:
            written.append(data)
            return True

        add = AsyncMock(side_effect=CannotConnect("refused"))
        monkeypatch.setattr(started.hub.watched._store, "async_write", write)
        monkeypatch.setattr(started.hub.clients[CLIENT_ID].client, "add", add)
        put(folder, film())
        await looks(started, 4)
        tried = add.call_count
        assert tried
        # Nor is what does not even answer its polls tried.
        started.client.instead["transfer/info"] = answering(500, "no")
        await started.poll()
        await looks(started, 4)
        assert add.call_count == tried
        assert written == []

    async def test_a_client_that_hangs_holds_up_no_other(
        self, scene: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        parts = []
        for name in ("hangs", "works"):
            (folder / name).mkdir()
            put(folder / name, film(f"{name}.mkv"))
            data = scene.client.data(
                type="qbittorrent",
                watch_folder=str(folder / name),
                watch_save_path=SAVES,
            )
            parts.append(part(CLIENT, name, name, data))
        await scene.start(parts)

        async def hang(*_: Any, **__: Any) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(scene.hub.clients["hangs"].client, "add", hang)
        for _ in range(2):
            scene.freezer.tick(LOOK_EVERY.total_seconds())
            scene.fire_time()
            await until(lambda: len(scene.hub.watched._seen) == 2)
            await until(lambda: "works" not in scene.hub.watched._running)
        await until(lambda: scene.client.told("add"))
        assert len(scene.client.told("add")) == 1

    @pytest.mark.parametrize("at", ["read", "add"])
    async def test_a_client_that_is_removed_meanwhile_is_forgotten(
        self,
        started: Scene,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        at: str,
    ) -> None:
        reached, going_on = asyncio.Event(), asyncio.Event()
        hub, hass = started.hub, started.hass
        client = hub.clients[CLIENT_ID].client
        files, add = hub.watched._folder, client.add

        async def slow_files(folder: str) -> Any:
            found = await files(folder)
            reached.set()
            await going_on.wait()
            return found

        async def slow_add(*args: Any, **options: Any) -> Any:
            added = await add(*args, **options)
            reached.set()
            await going_on.wait()
            return added

        put(folder, film())
        if at == "add":
            monkeypatch.setattr(client, "add", slow_add)
            await looks(started, 1)
        else:
            monkeypatch.setattr(hub.watched, "_folder", slow_files)
        started.freezer.tick(LOOK_EVERY.total_seconds())
        started.fire_time()
        await until(reached.is_set)
        hass.config_entries.async_remove_subentry(started.entry, CLIENT_ID)
        await until(lambda: not hub.clients)
        going_on.set()
        await started.settle()
        assert hub.watched._data() == {"done": {}}
        assert issue(started) is None
        assert "Traceback" not in caplog.text

    async def test_what_is_no_torrent_is_said_once_and_passed_over(
        self, started: Scene, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (folder / "broken.torrent").write_bytes(b"broken")
        put(folder, film())
        await looks(started, 4)
        assert len(started.client.told("add")) == 1
        said = [one for one in caplog.messages if "broken.torrent of" in one]
        assert len(said) == 1

    async def test_what_cannot_be_read_is_tried_again(
        self,
        started: Scene,
        folder: Path,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        put(folder, film())

        def refuse(*_: Any, **__: Any) -> Any:
            raise PermissionError(13, "Permission denied")

        with monkeypatch.context() as patch:
            patch.setattr("custom_components.greenlight.seeding.seed._read", refuse)
            await looks(started, 4)
        said = [one for one in caplog.messages if "Permission denied" in one]
        assert len(said) == 1
        await looks(started, 1)
        assert len(started.client.told("add")) == 1

    async def test_a_folder_that_is_gone_is_a_repair_until_it_is_back(
        self, started: Scene, folder: Path
    ) -> None:
        elsewhere = folder.parent / "elsewhere"
        move(folder, elsewhere)
        await looks(started, 1)
        assert issue(started)
        move(elsewhere, folder)
        await looks(started, 1)
        assert issue(started) is None

    @pytest.mark.parametrize("way", ["not watched", "unloaded"])
    async def test_a_folder_that_is_not_watched_any_more_is_no_repair(
        self, started: Scene, folder: Path, way: str
    ) -> None:
        move(folder, folder.parent / "elsewhere")
        await looks(started, 1)
        assert issue(started)
        entries = started.hass.config_entries
        if way == "unloaded":
            assert await entries.async_unload(started.entry.entry_id)
        else:
            subentry = started.entry.subentries[CLIENT_ID]
            data = {
                key: value
                for key, value in subentry.data.items()
                if not key.startswith("watch_")
            }
            entries.async_update_subentry(started.entry, subentry, data=data)
            await started.settle()
            await looks(started, 1)
        assert issue(started) is None

    @pytest.mark.parametrize("ignored", [True, False])
    async def test_what_was_ignored_stays_so_after_a_reload(
        self, started: Scene, folder: Path, ignored: bool
    ) -> None:
        move(folder, folder.parent / "elsewhere")
        await looks(started, 1)
        ir.async_ignore_issue(
            started.hass, "greenlight", f"watched_folder_{CLIENT_ID}", ignored
        )
        entries = started.hass.config_entries
        assert await entries.async_reload(started.entry.entry_id)
        await looks(started, 1)
        again = issue(started)
        assert again
        assert (again.dismissed_version is not None) is ignored
        move(folder.parent / "elsewhere", folder)
        await looks(started, 1)
        assert issue(started) is None

    async def test_a_file_that_is_not_seeded_is_told_again_after_a_reload(
        self, started: Scene, folder: Path
    ) -> None:
        (folder / "empty.torrent").touch()
        await looks(started)
        entries = started.hass.config_entries
        assert await entries.async_reload(started.entry.entry_id)
        await looks(started, 3)
        told = files_issue(started)
        assert told is not None
        assert told.translation_placeholders is not None
        (line,) = told.translation_placeholders["files"].splitlines()
        assert line.startswith(r"- empty\.torrent: ")
        put(folder, film(), "empty.torrent")
        await looks(started)
        assert files_issue(started) is None
        assert len(started.client.told("add")) == 1

    async def test_nothing_is_left_in_repairs_once_greenlight_is_removed(
        self, started: Scene, folder: Path
    ) -> None:
        move(folder, folder.parent / "elsewhere")
        await looks(started, 1)
        ir.async_ignore_issue(
            started.hass, "greenlight", f"watched_folder_{CLIENT_ID}", True
        )
        entries = started.hass.config_entries
        assert await entries.async_remove(started.entry.entry_id)
        issues = ir.async_get(started.hass).issues
        assert not [one for one in issues if one[0] == "greenlight"]

    async def test_a_folder_that_is_not_allowed_any_more_is_not_read(
        self, started: Scene, folder: Path
    ) -> None:
        put(folder, film())
        started.hass.config.allowlist_external_dirs = set()
        await looks(started, 3)
        assert issue(started)
        assert started.client.told("add") == []

    async def test_a_removed_client_is_forgotten(
        self, started: Scene, folder: Path
    ) -> None:
        put(folder, film())
        await looks(started)
        started.hass.config_entries.async_remove_subentry(started.entry, CLIENT_ID)
        await started.settle()
        assert started.hub.watched._data() == {"done": {}}

    @pytest.mark.parametrize(
        "name",
        [
            b"not utf-8 \xff\xfe.torrent",
            b"two\nlines\t.torrent",
            "\u202etnerrot.exe.torrent".encode(),
            b"<b>*x*](y).torrent",
            b"a" * 240 + b".torrent",
            b".torrent",
        ],
    )
    async def test_whatever_a_file_is_called_it_is_remembered(
        self, started: Scene, folder: Path, name: bytes
    ) -> None:
        (folder / os.fsdecode(name)).write_bytes(film().content)
        put(folder, film("Other.mkv"))
        await looks(started, 3)
        assert len(started.client.told("add")) == 2
        entries = started.hass.config_entries
        assert await entries.async_unload(started.entry.entry_id)
        started.client.rows.clear()
        assert await entries.async_setup(started.entry.entry_id)
        await started.settle()
        await looks(started, 3)
        # What was removed in the client stays removed.
        assert len(started.client.told("add")) == 2

    async def test_what_is_no_file_is_told_and_costs_nothing_else(
        self, started: Scene, folder: Path
    ) -> None:
        os.mkfifo(folder / "pipe.torrent")
        (folder / "folder.torrent").mkdir()
        (folder / "loop.torrent").symlink_to(folder / "loop.torrent")
        (folder / "empty.torrent").touch()
        with (folder / "huge.torrent").open("wb") as huge:
            huge.truncate(2**40)
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(folder / "socket.torrent"))
        server.close()
        put(folder, film())
        await looks(started, 3)
        assert len(started.client.told("add")) == 1
        told = files_issue(started)
        assert told is not None
        assert told.translation_placeholders is not None
        assert told.translation_placeholders["count"] == "6"
        shown = told.translation_placeholders["files"]
        assert r"- empty\.torrent: " in shown
        assert shown.endswith("…")
        empty(folder)
        await looks(started, 1)
        assert files_issue(started) is None

    async def test_the_names_of_strangers_are_shown_letter_by_letter(
        self, started: Scene, folder: Path
    ) -> None:
        (folder / "[x](evil) \u202e\n*b*.torrent").touch()
        await looks(started)
        told = files_issue(started)
        assert told is not None
        assert told.translation_placeholders is not None
        (line,) = told.translation_placeholders["files"].splitlines()
        assert line.startswith(r"- \[x\]\(evil\) \*b\*\.torrent: ")

    async def test_a_file_that_cannot_be_read_is_told_until_it_can(
        self, started: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = put(folder, film())
        real = os.open

        def locked(name: Any, *rest: Any, **kinds: Any) -> int:
            if str(name) == str(path):
                raise PermissionError(13, "Permission denied")
            return real(name, *rest, **kinds)

        monkeypatch.setattr(os, "open", locked)
        await looks(started, 3)
        assert files_issue(started)
        monkeypatch.setattr(os, "open", real)
        await looks(started, 1)
        assert files_issue(started) is None
        assert len(started.client.told("add")) == 1

    async def test_a_folder_that_returns_brings_nothing_back(
        self, started: Scene, folder: Path
    ) -> None:
        path = put(folder, film())
        await looks(started)
        started.client.rows.clear()
        for change in (1.5, -1.0):
            move(folder, folder.with_name("away"))
            await looks(started, 2)
            assert issue(started)
            move(folder.with_name("away"), folder)
            # As another mount tells it.
            at = path.stat().st_mtime + change
            os.utime(path, (at, at))
            await looks(started, 3)
        assert issue(started) is None
        assert len(started.client.told("add")) == 1

    async def test_more_files_than_are_remembered_are_handed_over_once(
        self, started: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("custom_components.greenlight.seeding.watched.MAX_DONE", 2)
        for number in range(5):
            put(folder, film(f"{number}.mkv"))
        await looks(started, 5)
        assert len(started.client.told("add")) == 5

    async def test_of_thousands_of_files_each_is_written_down_soon(
        self, started: Scene, folder: Path
    ) -> None:
        for number in range(51):
            put(folder, film(f"{number}.mkv"))
        store = started.hub.watched._store
        with patch.object(store, "async_write", wraps=store.async_write) as write:
            await looks(started)
        assert write.await_count == 2
        for number in range(2000):
            (folder / f"{number}.torrent").touch()
        await looks(started)
        told = files_issue(started)
        assert told is not None
        assert told.translation_placeholders is not None
        assert told.translation_placeholders["count"] == "2000"
        assert len(told.translation_placeholders["files"]) < 1000

    async def test_a_damaged_memory_is_kept_aside(
        self, started: Scene, folder: Path
    ) -> None:
        put(folder, film())
        await looks(started)
        path = Path(started.hub.watched._store.path)
        assert await started.hass.config_entries.async_unload(started.entry.entry_id)
        damage(path)
        assert await started.hass.config_entries.async_setup(started.entry.entry_id)
        await started.settle()
        # The client knows what it has.
        await looks(started, 3)
        assert len(started.client.told("add")) == 1
        assert ".corrupt." in copies(path)[-1].name

    async def test_so_many_are_remembered(
        self, started: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("custom_components.greenlight.seeding.watched.MAX_DONE", 2)
        for name in ("One.mkv", "Two.mkv", "Three.mkv", "Four.mkv"):
            put(folder, film(name))
            await looks(started)
            (folder / f"{name}.torrent").unlink()
            await looks(started, 1)
        ((_, files),) = started.hub.watched._data()["done"].items()
        # Two that have gone, beside what was there.
        names = [name for name, _ in files]
        assert names == ["Two.mkv.torrent", "Three.mkv.torrent", "Four.mkv.torrent"]

"""Home Assistant is restarted or killed on real files: nothing is lost, doubled or asked again."""

from pathlib import Path
import shutil
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.clients.base import Identity

from .ledger.files import ANNA
from .scene import CLIENT_ID, SOURCE_ID, Scene


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


class Disk:
    """What is in the folder of the ledger's files, to be put back later."""

    def __init__(self, hass: HomeAssistant, copies: Path) -> None:
        self.folder = Path(hass.config.path(".storage"))
        self._copies = copies

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("greenlight.*"))

    def remember(self) -> None:
        """Keep what a power cut at this moment would leave."""
        shutil.rmtree(self._copies, ignore_errors=True)
        self._copies.mkdir()
        for file in self.files():
            shutil.copy2(file, self._copies)

    def put_back(self) -> None:
        """Have on disk what was remembered and nothing else."""
        for file in self.files():
            file.unlink()
        for copy in self._copies.iterdir():
            shutil.copy2(copy, self.folder)


@pytest.fixture
def disk(hass: HomeAssistant, tmp_path: Path) -> Disk:
    return Disk(hass, tmp_path / "copies")


@pytest.fixture
async def running(scene: Scene) -> Scene:
    """Have Greenlight running with one question and one download."""
    await scene.start()
    await scene.ask("Film one")
    await scene.download("Film two")
    return scene


async def restart(scene: Scene) -> None:
    """Stop in order and start again."""
    entry_id = scene.entry.entry_id
    assert await scene.hass.config_entries.async_unload(entry_id)
    assert await scene.hass.config_entries.async_setup(entry_id)
    await scene.settle()


async def come_back(scene: Scene, disk: Disk) -> None:
    """Start with what was on disk when the power went."""
    entry_id = scene.entry.entry_id
    assert await scene.hass.config_entries.async_unload(entry_id)
    disk.put_back()
    assert await scene.hass.config_entries.async_setup(entry_id)
    await scene.settle()


async def test_an_orderly_restart_changes_nothing(running: Scene) -> None:
    before = {
        one.id: one
        for one in (
            *running.hub.ledger.open.values(),
            *running.hub.ledger.history.values(),
        )
    }
    await restart(running)
    assert running.hub.ledger.open == before
    assert len(running.client.told("add")) == 1
    await running.look()
    assert len(running.hub.ledger.open) == 2


async def test_a_power_cut_loses_no_decision(running: Scene, disk: Disk) -> None:
    gate = running.hub.gate
    one = running.request("Film one").id
    # The power goes as soon as the decision is said to be taken.
    with patch.object(gate._grabber, "start"):
        await gate.decide.approve(one, ANNA)
    disk.remember()
    await come_back(running, disk)
    assert running.requests() == {"Film one": "downloading", "Film two": "downloading"}
    journal = running.request("Film one").journal
    assert [
        entry.who.name for entry in journal if entry.why.code.startswith("app")
    ] == ["Anna"]


async def test_a_power_cut_after_the_client_took_it_adds_nothing_twice(
    running: Scene, disk: Disk
) -> None:
    gate = running.hub.gate
    one = running.request("Film one").id
    real = gate.attached.clients[CLIENT_ID].add

    async def add(identity: Identity, **facts: Any) -> Any:
        added = await real(identity, **facts)
        disk.remember()
        return added

    with patch.object(gate.attached.clients[CLIENT_ID], "add", add):
        await gate.decide.approve(one, ANNA)
        await running.settle()
    await come_back(running, disk)
    assert running.requests()["Film one"] == "downloading"
    assert len(running.client.told("add")) == 2
    assert len(running.client.rows) == 2


async def test_a_power_cut_before_anything_was_written_asks_nothing_twice(
    running: Scene, disk: Disk
) -> None:
    disk.remember()
    assert not any("source" in file.name for file in disk.files())
    await come_back(running, disk)
    await running.look()
    assert len(running.hub.ledger.open) == 2


@pytest.mark.parametrize("decide", ["decline", "cancel"])
async def test_what_was_turned_down_stays_so(
    running: Scene, disk: Disk, decide: str
) -> None:
    one = running.request("Film one").id
    await getattr(running.hub.gate.decide, decide)(one, ANNA)
    disk.remember()
    await come_back(running, disk)
    await running.look()
    assert running.requests()["Film one"] == {"decline": "declined"}.get(
        decide, "cancelled"
    )


async def test_what_ran_out_meanwhile_is_expired(running: Scene, disk: Disk) -> None:
    disk.remember()
    running.freezer.tick(25 * 3600)
    await come_back(running, disk)
    assert running.requests() == {"Film one": "expired", "Film two": "downloading"}


async def test_what_was_completed_meanwhile_is_completed(running: Scene) -> None:
    entry_id = running.entry.entry_id
    assert await running.hass.config_entries.async_unload(entry_id)
    (row,) = running.client.rows.values()
    row |= {"progress": 1.0, "state": "stalledUP", "completed": row["size"]}
    assert await running.hass.config_entries.async_setup(entry_id)
    await running.settle()
    assert running.requests() == {"Film one": "pending", "Film two": "completed"}


async def test_the_site_is_asked_only_for_what_changed(running: Scene) -> None:
    await restart(running)
    await running.look()
    assert running.site.seen[-1].status == 304
    assert running.hub.sources[SOURCE_ID].last_update_success


async def test_a_ledger_that_cannot_be_read_is_reported_and_begins_anew(
    running: Scene, disk: Disk
) -> None:
    entry_id = running.entry.entry_id
    assert await running.hass.config_entries.async_unload(entry_id)
    file = disk.folder / f"greenlight.{entry_id}.requests"
    file.write_text("{", encoding="utf-8")
    assert await running.hass.config_entries.async_setup(entry_id)
    await running.settle()
    assert running.entry.state is ConfigEntryState.LOADED
    await running.look()
    assert running.requests() == {}
    assert len(list(disk.folder.glob(f"{file.name}.corrupt.*"))) == 1
    issues = ir.async_get(running.hass).issues
    assert any(issue.translation_key == "ledger_damaged" for issue in issues.values())
    # What is new from now on is asked about.
    await running.ask("Film three")
    assert running.requests() == {"Film three": "pending"}


async def test_removing_the_entry_leaves_no_file(running: Scene, disk: Disk) -> None:
    entry_id = running.entry.entry_id
    assert await running.hass.config_entries.async_unload(entry_id)
    assert len(disk.files()) == 4
    await running.hass.config_entries.async_remove(entry_id)
    assert disk.files() == []

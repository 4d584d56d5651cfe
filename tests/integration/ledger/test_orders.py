"""What other programs have ordered is on disk before they are told, and can be read again."""

from dataclasses import replace
import json
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.order import KEPT, Fate, Order
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger import kept_files, order_store
from custom_components.greenlight.ledger.kept_files import KeptFiles
from custom_components.greenlight.ledger.order_store import OrderStore
from custom_components.greenlight.ledger.store import LedgerStore

from .files import ENTRY, file_of, stored, wrapped, write


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


def an_order(number: int = 1, **more: Any) -> Order:
    """Return an order that says everything."""
    return replace(
        Order(
            asker="asker0",
            id=f"{number:040x}",
            protocol=Protocol.TORRENT,
            name="Sintel.2010",
            link=f"{KEPT}{number:064x}",
            at=1_700_000_000.0,
            hashes=frozenset({f"{number:040x}", f"{number:064x}"}),
            size=5000,
            category="tv",
            options=DownloadOptions(category="tv", ratio_limit=2.0, tags=("a",)),
            request="abc",
            client="client0",
            download=f"{number:040x}",
            fate=Fate.DECLINED,
            why="Too large",
            owed=True,
            further=False,
            seen=True,
            ended=1_700_000_100.0,
            grab="7",
        ),
        **more,
    )


def there(hass: HomeAssistant, pattern: str) -> list[Path]:
    """Return what is in the storage under such a name."""
    return list(Path(hass.config.path(".storage")).glob(pattern))


async def loaded(hass: HomeAssistant) -> OrderStore:
    """Return what is stored now."""
    store = OrderStore(hass, ENTRY)
    await store.async_load()
    return store


async def test_orders_are_there_after_a_restart(hass: HomeAssistant) -> None:
    """All that is known of each, and what was forgotten is not."""
    store = await loaded(hass)
    one, two = an_order(1), an_order(2, fate=Fate.LIVE, ended=None, link="magnet:?x")
    await store.async_put(one)
    await store.async_put(two)
    await store.async_put(replace(one, why="Changed"))
    await store.async_put(an_order(3))
    await store.async_remove(an_order(3).key, ("asker0", "never"))
    await store.async_add_category("asker0", "tv", "/tv")
    await store.async_add_category("asker0", "tv", "")
    again = await loaded(hass)
    assert list(again) == [replace(one, why="Changed"), two]
    assert again.categories("asker0") == {"tv": "/tv"}
    assert again.get(two.key) == two
    assert (one.file, two.file) == (f"{1:064x}", "")
    await again.async_forget_categories("asker0")
    await again.async_forget_categories("asker0")
    third = await loaded(hass)
    assert not third.categories("asker0")
    await third.async_delete()
    assert not list(await loaded(hass))


async def test_nothing_is_written_when_nothing_changed(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same order twice is one write; of many only what has changed is written."""
    monkeypatch.setattr(order_store, "_FEW", -1)
    store = await loaded(hass)
    await store.async_put(an_order())
    before = file_of(hass, "orders").stat().st_mtime_ns
    await store.async_put(an_order())
    await store.async_put()
    assert file_of(hass, "orders").stat().st_mtime_ns == before
    await store.async_put(an_order(2))
    assert file_of(hass, "orders").stat().st_mtime_ns == before
    assert len(file_of(hass, "orders.log").read_text().split("\n{")) == 3
    with (
        patch("custom_components.greenlight.ledger.order_store._ABOUT", 0),
        patch("custom_components.greenlight.ledger.logged_store.LEAST", 1),
    ):
        await store.async_put(an_order(3))
    assert len(stored(hass, "orders")["data"]["requests"]) == 3


@pytest.mark.parametrize("method", ["async_write", "async_append"])
async def test_what_cannot_be_written_was_not_taken(
    hass: HomeAssistant, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever ordered it is told, and everything is as it was."""
    monkeypatch.setattr(order_store, "_FEW", -1)
    store = await loaded(hass)
    if method == "async_append":
        await store.async_put(an_order(1))
    kind = type(store._store) if method == "async_append" else LedgerStore
    with patch.object(kind, method, return_value=False):
        with pytest.raises(LedgerError):
            await store.async_put(an_order(1, why="New"), an_order(2))
        if method == "async_append":
            with pytest.raises(LedgerError):
                await store.async_remove(an_order(1).key)
    assert store.get(an_order(2).key) is None
    if method == "async_append":
        assert store.get(an_order(1).key) == an_order(1)
    with (
        patch.object(LedgerStore, "async_write", return_value=False),
        pytest.raises(LedgerError),
    ):
        await store.async_add_category("asker0", "tv", "/tv")
    assert not store.categories("asker0")


async def test_what_is_damaged_costs_no_more_than_itself(hass: HomeAssistant) -> None:
    """The rest is read, and a person is told."""
    store = await loaded(hass)
    await store.async_put(an_order(1), an_order(2))
    data = json.loads(json.dumps(stored(hass, "orders")["data"]))
    data["requests"] += [{"asker": "asker0"}, None, {"gone": True}, 7]
    data["requests"][1]["size"] = "huge"
    data["categories"] = {"asker0": {"tv": 7}, "asker1": "nonsense"}
    write(hass, wrapped(data), "orders")
    again = await loaded(hass)
    assert list(again) == [an_order(1), an_order(2, size=None)]
    assert again.categories("asker0") == {"tv": ""}
    assert there(hass, "*orders.corrupt.*")
    write(hass, wrapped({"requests": "nonsense"}), "orders")
    assert not list(await loaded(hass))


async def test_files_are_kept_and_swept(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is there until nobody wants it; one that has only just come stays."""
    files = KeptFiles(hass, ENTRY)
    await files.async_sweep([])
    one, two = await files.async_keep(b"one"), await files.async_keep(b"two")
    assert await files.async_keep(b"one") == one
    assert await files.async_read(one) == b"one"
    assert await files.async_read("../secrets.yaml") is None
    assert await files.async_read("f" * 64) is None
    await files.async_sweep([one])
    assert await files.async_read(two) == b"two"
    monkeypatch.setattr(kept_files, "_YOUNG", -1.0)
    await files.async_sweep([one])
    assert (await files.async_read(one), await files.async_read(two)) == (b"one", None)
    (folder,) = there(hass, "*.files")
    assert folder.stat().st_mode & 0o777 == 0o700
    await files.async_delete()
    assert not there(hass, "*.files")


async def test_a_full_disk_keeps_no_half_file(hass: HomeAssistant) -> None:
    """What cannot be put on disk is not there at all, and can be tried again."""
    files = KeptFiles(hass, ENTRY)
    full = OSError(28, "No space left on device")
    with patch.object(os, "fsync", side_effect=full), pytest.raises(LedgerError):
        await files.async_keep(b"one")
    assert not there(hass, "*.files/*")
    assert await files.async_read(await files.async_keep(b"one")) == b"one"

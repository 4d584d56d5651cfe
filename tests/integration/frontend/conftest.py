"""A Home Assistant with dashboards, and a card to put on them."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from ..scene import Scene

type Dashboards = Callable[..., Awaitable[None]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build a card of two files."""
    files = "custom_components.greenlight.frontend.files.FOLDER"
    monkeypatch.setattr(files, tmp_path)
    (tmp_path / "greenlight.js").write_text("export const card = 1;\n" * 100)
    (tmp_path / "more.js").write_text('import "./greenlight.js";\n')
    (tmp_path / "notes.txt").write_text("nothing for browsers")
    return tmp_path


@pytest.fixture
def dashboards(hass: HomeAssistant, folder: Path) -> Dashboards:
    """Give Home Assistant dashboards, with settings of a file if there are some."""

    async def set_up(**settings: Any) -> None:
        # What the frontend itself makes, which comes with all its pages.
        hass.data[DATA_EXTRA_MODULE_URL] = UrlManager(lambda *_: None, [])
        assert await async_setup_component(hass, "lovelace", {"lovelace": settings})

    return set_up


@pytest.fixture
async def shown(scene: Scene, dashboards: Dashboards) -> Scene:
    """Set up Greenlight where there are dashboards."""
    await dashboards()
    await scene.start([])
    return scene


def resources(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Return what dashboards load: types and addresses."""
    items = hass.data[LOVELACE_DATA].resources.async_items()
    return [(one["type"], one["url"]) for one in items]

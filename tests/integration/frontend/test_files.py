"""What browsers are given of the card."""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.frontend import card_hash
from custom_components.greenlight.frontend.files import read

from ..scene import Scene
from .conftest import Dashboards

type Browser = ClientSessionGenerator


async def test_whoever_is_not_logged_in_gets_them(
    shown: Scene, hass_client_no_auth: Browser, folder: Path
) -> None:
    browser = await hass_client_no_auth()
    base = f"/greenlight/{card_hash(shown.hass)}"
    for name in ("greenlight.js", "more.js"):
        answer = await browser.get(f"{base}/{name}")
        assert answer.status == 200
        assert await answer.read() == (folder / name).read_bytes()
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer.headers["Cache-Control"].startswith("public, max-age=2678400")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_they_travel_small(shown: Scene, hass_client_no_auth: Browser) -> None:
    browser = await hass_client_no_auth()
    path = f"/greenlight/{card_hash(shown.hass)}/greenlight.js"
    answer = await browser.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert (await answer.text()).startswith("export const card")


async def test_there_is_nothing_else(
    shown: Scene, hass_client_no_auth: Browser
) -> None:
    browser = await hass_client_no_auth()
    base = f"/greenlight/{card_hash(shown.hass)}"
    for path in (f"{base}/notes.txt", f"{base}/", "/greenlight/0/greenlight.js"):
        assert (await browser.get(path)).status == 404, path


async def test_an_address_that_stays_leads_to_them(
    shown: Scene, hass_client_no_auth: Browser
) -> None:
    browser = await hass_client_no_auth()
    answer = await browser.get("/greenlight/greenlight.js")
    module = f'import "./{card_hash(shown.hass)}/greenlight.js";\n'
    assert await answer.text() == module
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_what_a_browser_has_kept_of_an_older_version_leads_to_them(
    shown: Scene, hass_client_no_auth: Browser
) -> None:
    browser = await hass_client_no_auth()
    answer = await browser.get("/greenlight/0123456789ab/greenlight.js")
    module = f'import "../{card_hash(shown.hass)}/greenlight.js";\n'
    assert await answer.text() == module
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    # The others of an older version would not fit.
    path = "/greenlight/0123456789ab/more.js"
    assert (await browser.get(path)).status == 404


async def test_they_are_there_whatever_becomes_of_greenlight(
    hass: HomeAssistant,
    dashboards: Dashboards,
    hass_client_no_auth: Browser,
    folder: Path,
) -> None:
    await dashboards()
    assert await async_setup_component(hass, DOMAIN, {})
    browser = await hass_client_no_auth()
    answer = await browser.get(f"/greenlight/{card_hash(hass)}/greenlight.js")
    assert await answer.read() == (folder / "greenlight.js").read_bytes()


async def test_what_an_update_puts_on_the_disk_waits_for_its_python(
    shown: Scene, hass_client_no_auth: Browser, folder: Path
) -> None:
    mark, before = card_hash(shown.hass), (folder / "more.js").read_bytes()
    (folder / "more.js").write_text("newer")
    assert await shown.hass.config_entries.async_reload(shown.entry.entry_id)
    assert card_hash(shown.hass) == mark
    browser = await hass_client_no_auth()
    answer = await browser.get(f"/greenlight/{mark}/more.js")
    assert await answer.read() == before


@pytest.mark.parametrize("name", ["greenlight.js", "more.js", "third.js"])
def test_the_mark_is_that_of_every_file(folder: Path, name: str) -> None:
    before = read(folder)
    assert read(folder) == before
    (folder / name).write_text("something else")
    assert read(folder).mark != before.mark


def test_the_mark_knows_where_a_file_ends(folder: Path) -> None:
    (folder / "a.js").write_text("x")
    (folder / "b.js").write_text("yz")
    before = read(folder)
    (folder / "a.js").write_text("xy")
    (folder / "b.js").write_text("z")
    assert read(folder).mark != before.mark


def test_without_the_first_file_there_is_none(folder: Path) -> None:
    (folder / "greenlight.js").unlink()
    with pytest.raises(FileNotFoundError):
        read(folder)


async def test_nobody_knows_a_mark_before_they_are_given_out(
    hass: HomeAssistant,
) -> None:
    assert card_hash(hass) == ""

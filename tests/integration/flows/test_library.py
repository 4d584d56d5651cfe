"""How a library is added, changed and opened anew."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import LIBRARY
from custom_components.greenlight.flows.library import KEY_ERRORS, OWN_WORDS
from custom_components.greenlight.libraries.base import About
from custom_components.greenlight.libraries.errors import (
    BasePath,
    LibraryAuth,
    LibraryError,
    LibraryOff,
    NotFound,
    OldLogin,
    StartingUp,
    WrongProgram,
)
from custom_components.greenlight.parts.kinds import LIBRARY_KINDS
from tests.support.memory_library import MemoryServer

from ..project.written_code import read_json
from ..shelves import LIBRARY_ID, Shelves
from .steps import Result, add, change, settle, shown, submit

EN: dict[str, Any] = read_json("translations/en.json")
TEXTS = EN["config_subentries"][LIBRARY]
KEY = "very-secret-key"
FORM = {"url": "http://nas:7878", "api_key": KEY, "verify_ssl": True}
ERRORS = sorted(
    {kind for kind in LibraryError.__subclasses__() if kind is not LibraryOff}
    | {LibraryError},
    key=lambda kind: kind.key,
)


@pytest.fixture
async def entry(shelves: Shelves) -> MockConfigEntry:
    """Run Greenlight without anything."""
    await shelves.scene.start([])
    return shelves.scene.entry


def known(hass: HomeAssistant, domain: str, **data: Any) -> None:
    """Have Home Assistant's own integration use a server."""
    MockConfigEntry(domain=domain, data=data).add_to_hass(hass)


def stored(entry: MockConfigEntry) -> list[dict[str, Any]]:
    """Return what is stored of the libraries."""
    return [dict(one.data) for one in entry.get_subentries_of_type(LIBRARY)]


@pytest.mark.parametrize("kind", LIBRARY_KINDS)
async def test_each_kind_can_be_added(
    hass: HomeAssistant, entry: MockConfigEntry, server: MemoryServer, kind: str
) -> None:
    form = await add(hass, entry, LIBRARY, kind)
    assert (form["step_id"], shown(form)) == (kind, {})
    texts = TEXTS["step"][kind]
    asked = set(map(str, form["data_schema"].schema)) | {"use_known_key"}
    assert asked == set(texts["data"]) | set(texts["sections"])
    done = await submit(hass, form, **{**FORM, "url": " nas:7878/films/ "})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert (done["title"], done["unique_id"]) == (LIBRARY_KINDS[kind].name, "server-1")
    assert stored(entry) == [
        {
            **FORM,
            "type": kind,
            "url": "http://nas:7878/films",
            "server_id": "server-1",
        }
    ]
    hub = await settle(hass, entry)
    (part,) = hub.libraries.values()
    assert part.data.counts.movies == 3


def test_every_kind_is_on_the_menu() -> None:
    menu = TEXTS["step"]["user"]
    assert menu["menu_options"] == {
        one: kind.name for one, kind in LIBRARY_KINDS.items()
    }
    assert set(menu["menu_option_descriptions"]) == set(LIBRARY_KINDS)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", LIBRARY_KINDS)
async def test_says_what_keeps_it_from_being_added(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MemoryServer,
    kind: str,
    error: type[LibraryError],
) -> None:
    server.failure = error("the detail")
    form = await submit(hass, await add(hass, entry, LIBRARY, kind), **FORM)
    key = f"{error.key}_{kind}" if error.key in OWN_WORDS else error.key
    field = "api_key" if error.key in KEY_ERRORS else "url"
    assert form["errors"] == {field: key}
    told = TEXTS["error"][key].format(**form["description_placeholders"])
    assert "{" not in told
    server.failure = None
    done = await submit(hass, form, **FORM)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (WrongProgram("Sonarr"), "Sonarr answers at this address, and not Radarr"),
        (BasePath("/radarr"), "reached below a path: /radarr. Add it to the end"),
        (StartingUp(), "only just starting"),
        (OldLogin("Emby"), "an older way of logging in: Emby"),
        (LibraryAuth(), "Radarr refuses this key"),
        (
            NotFound("HTTP 404"),
            "answers at this address, but not as Radarr does: HTTP 404",
        ),
    ],
)
async def test_says_what_to_do(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MemoryServer,
    error: LibraryError,
    said: str,
) -> None:
    server.failure = error
    form = await submit(hass, await add(hass, entry, LIBRARY, "radarr"), **FORM)
    (key,) = form["errors"].values()
    assert said in TEXTS["error"][key].format(**form["description_placeholders"])


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"url": "http://"}, {"url": "invalid_url"}),
        ({"api_key": " "}, {"api_key": "key_missing"}),
    ],
)
async def test_asks_nobody_with_half_of_what_is_needed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MemoryServer,
    changed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    form = await add(hass, entry, LIBRARY, "radarr")
    form = await submit(hass, form, **{**FORM, **changed})
    assert form["errors"] == errors
    assert not server.asked


async def test_the_same_server_is_refused_and_another_is_not(
    hass: HomeAssistant, entry: MockConfigEntry, server: MemoryServer
) -> None:
    await submit(hass, await add(hass, entry, LIBRARY, "plex"), **FORM)
    again = {**FORM, "url": "https://nas.test"}
    form = await submit(hass, await add(hass, entry, LIBRARY, "plex"), **again)
    assert form["errors"] == {"url": "already_configured"}
    server.about = About(name="4K", version="1", id="server-2")
    done = await submit(hass, form, **again)
    assert (done["type"], done["title"]) == (FlowResultType.CREATE_ENTRY, "nas.test")


async def test_one_that_tells_no_id_is_known_by_its_address(
    hass: HomeAssistant, entry: MockConfigEntry, server: MemoryServer
) -> None:
    server.about = About(name="Radarr", version="6")
    await submit(hass, await add(hass, entry, LIBRARY, "radarr"), **FORM)
    form = await submit(hass, await add(hass, entry, LIBRARY, "radarr"), **FORM)
    assert form["errors"] == {"url": "already_configured"}
    done = await submit(hass, form, **{**FORM, "url": "http://nas:7879", "name": "4K"})
    assert done["title"] == "4K"
    assert all("server_id" not in one for one in stored(entry))


@pytest.mark.parametrize(
    ("kind", "data", "key"),
    [
        ("radarr", {"url": "http://nas:7878/", "api_key": "theirs"}, "theirs"),
        ("sonarr", {"url": "http://nas:7878", "api_key": "theirs"}, "theirs"),
        (
            "plex",
            {"server_config": {"url": "http://nas:7878", "token": "theirs"}},
            "theirs",
        ),
        ("jellyfin", {"url": "http://nas:7878", "username": "me"}, None),
    ],
)
async def test_what_home_assistant_uses_is_offered(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MemoryServer,
    kind: str,
    data: dict[str, Any],
    key: str | None,
) -> None:
    known(hass, kind, url="nonsense:")
    known(hass, kind, **data)
    form = await add(hass, entry, LIBRARY, kind)
    assert shown(form)["url"] == "http://nas:7878"
    assert "theirs" not in str(form)
    offered = {"use_known_key"} & set(map(str, form["data_schema"].schema))
    assert bool(offered) is bool(key)
    # Nobody has said that it may be taken.
    typed = {"url": "http://nas:7878", "verify_ssl": True}
    form = await submit(hass, form, **typed)
    assert form["errors"] == {"api_key": "key_missing"}
    if key:
        away = {**typed, "url": "http://elsewhere:7878", "use_known_key": True}
        form = await submit(hass, form, **away)
        assert form["errors"] == {"use_known_key": "no_known_key"}
        assert not server.asked
        done = await submit(hass, form, **typed, use_known_key=True)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        (data,) = stored(entry)
        assert data["api_key"] == key
        assert "use_known_key" not in data
        # One that is there already is not suggested again.
        assert shown(await add(hass, entry, LIBRARY, kind)) == {}
        known(hass, kind, url="https://second:1", verify_ssl=False)
        form = await add(hass, entry, LIBRARY, kind)
        assert shown(form) == {"url": "https://second:1", "verify_ssl": False}


async def test_is_changed_without_its_key_being_shown(
    hass: HomeAssistant, shelves: Shelves, server: MemoryServer
) -> None:
    await shelves.start(proxy_password="proxy", proxy_username="me", enabled=True)
    entry = shelves.scene.entry
    form = await change(hass, entry, LIBRARY_ID)
    assert (form["step_id"], KEY in str(form)) == ("radarr", False)
    assert shown(form) == {
        "name": "Films",
        "url": "http://nas:7878",
        "verify_ssl": True,
    }
    done = await submit(
        hass, form, name="Movies", url="http://nas:7878", verify_ssl=False
    )
    assert done["reason"] == "reconfigure_successful"
    assert stored(entry) == [{**shelves.data, "verify_ssl": False}]
    assert entry.subentries[LIBRARY_ID].title == "Movies"
    await settle(hass, entry)


async def test_another_server_is_doubted_once(
    hass: HomeAssistant, shelves: Shelves, server: MemoryServer
) -> None:
    await shelves.start()
    entry = shelves.scene.entry
    server.about = About(name="New box", version="1", id="server-2")
    form = await change(hass, entry, LIBRARY_ID)
    moved = {"name": "Films", "url": "http://new:7878", "verify_ssl": True}
    form = await submit(hass, form, **moved)
    assert form["errors"] == {"url": "other_server"}
    assert form["description_placeholders"]["detail"] == "New box"
    done = await submit(hass, form, **moved)
    assert done["reason"] == "reconfigure_successful"
    (data,) = stored(entry)
    assert (data["server_id"], data["url"]) == ("server-2", "http://new:7878")
    await settle(hass, entry)
    assert shelves.part.last_update_success


async def test_needs_greenlight_to_run(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    flow = await add(hass, entry, LIBRARY)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


class TestReauth:
    async def refused(
        self, hass: HomeAssistant, shelves: Shelves, **data: Any
    ) -> Result:
        """Have the key refused, and return the form that follows."""
        shelves.server.failure = LibraryAuth("HTTP 401")
        await shelves.start(**data)
        (flow,) = hass.config_entries.flow.async_progress()
        return await hass.config_entries.flow.async_configure(flow["flow_id"])

    async def fill_in(self, hass: HomeAssistant, flow: Result, **data: Any) -> Result:
        result = await hass.config_entries.flow.async_configure(flow["flow_id"], data)
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    @pytest.mark.parametrize("kind", LIBRARY_KINDS)
    async def test_asks_for_a_key(
        self, hass: HomeAssistant, shelves: Shelves, kind: str
    ) -> None:
        flow = await self.refused(hass, shelves, type=kind)
        assert flow["step_id"] == f"reauth_{kind}"
        texts = EN["config"]["step"][f"reauth_{kind}"]
        assert set(map(str, flow["data_schema"].schema)) == set(texts["data"])
        assert shown(flow) == {}
        shelves.server.failure = None
        done = await self.fill_in(hass, flow, api_key=" new ")
        assert done["reason"] == "reauth_successful"
        assert stored(shelves.scene.entry) == [{**shelves.data, "api_key": "new"}]
        assert shelves.part.last_update_success
        assert not hass.config_entries.flow.async_progress()

    @pytest.mark.parametrize("error", ERRORS)
    async def test_says_what_keeps_it_from_working(
        self, hass: HomeAssistant, shelves: Shelves, error: type[LibraryError]
    ) -> None:
        flow = await self.refused(hass, shelves)
        shelves.server.failure = error("the detail")
        flow = await self.fill_in(hass, flow, api_key="new")
        (key,) = flow["errors"].values()
        assert key.startswith(f"library_{error.key}")
        told = EN["config"]["error"][key].format(**flow["description_placeholders"])
        assert "{" not in told
        shelves.server.failure = None
        # The one that is stored is tried again.
        done = await self.fill_in(hass, flow)
        assert done["reason"] == "reauth_successful"
        assert stored(shelves.scene.entry) == [shelves.data]

    async def test_gives_a_new_key_to_no_other_server(
        self, hass: HomeAssistant, shelves: Shelves
    ) -> None:
        flow = await self.refused(hass, shelves)
        shelves.server.failure = None
        shelves.server.about = About(name="Elsewhere", version="1", id="server-2")
        flow = await self.fill_in(hass, flow, api_key="new")
        assert flow["errors"] == {"base": "library_other_server"}
        assert stored(shelves.scene.entry) == [shelves.data]

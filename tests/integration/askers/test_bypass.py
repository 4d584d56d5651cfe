"""Ways past Greenlight are seen, told once, and taken back by themselves."""

from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.askers.bypass import Bypass, ways
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.libraries.errors import LibraryTimeout
from custom_components.greenlight.libraries.grabs import Grab, Grabs, OrdersFrom
from custom_components.greenlight.parts.asker_settings import AskerSettings, Program
from tests.integration.project.test_translations import EN


def asker(**changes: Any) -> AskerSettings:
    given: dict[str, Any] = {
        "id": "one",
        "name": "Sonarr",
        "program": Program.SONARR,
        "protocol": Protocol.TORRENT,
        "path": "sonarr-7k2",
        "username": "sonarr",
        "password": "secret",
    }
    return AskerSettings(**(given | changes))


def client(name: str = "qBittorrent", **changes: Any) -> OrdersFrom:
    given: dict[str, Any] = {
        "name": name,
        "program": "qBittorrent",
        "protocol": Protocol.TORRENT,
        "host": "box",
        "port": 8080,
    }
    return OrdersFrom(**(given | changes))


def gate(path: str = "sonarr-7k2", **changes: Any) -> OrdersFrom:
    base = f"/api/greenlight/client/{path}"
    return client("Greenlight", **({"url_base": base} | changes))


class TestWays:
    def test_nothing_else_is_no_way(self) -> None:
        found = ways(asker(), [gate()])
        assert found.through == gate()
        assert found.past == ()

    def test_another_client_that_is_on(self) -> None:
        found = ways(asker(), [gate(), client()])
        assert found.through is not None
        assert found.past == (client(),)

    @pytest.mark.parametrize(
        "other",
        [
            client(enabled=False),
            client("SABnzbd", protocol=Protocol.USENET),
            gate("radarr-9"),
            gate("usenet-1", protocol=Protocol.USENET),
        ],
        ids=["switched off", "of another kind", "another asker", "its usenet"],
    )
    def test_what_is_no_way(self, other: OrdersFrom) -> None:
        assert ways(asker(), [gate(), other]).past == ()

    def test_a_client_of_which_nobody_knows_the_kind(self) -> None:
        assert ways(asker(), [client(protocol=None)]).past

    def test_the_one_that_is_used_first_comes_first(self) -> None:
        others = [client("b", priority=50), client("a", priority=2)]
        assert [one.name for one in ways(asker(), others).past] == ["a", "b"]

    def test_for_usenet(self) -> None:
        sab = client("SABnzbd", protocol=Protocol.USENET)
        found = ways(asker(protocol=Protocol.USENET), [client(), sab])
        assert found.past == (sab,)

    @pytest.mark.parametrize(
        "base",
        [
            "api/greenlight/client/sonarr-7k2",
            "/api/greenlight/client/sonarr-7k2/",
            "/home/api/greenlight/client/sonarr-7k2",
        ],
    )
    def test_however_the_address_is_written(self, base: str) -> None:
        found = ways(asker(), [gate(url_base=base)])
        assert found.through is not None
        assert found.past == ()

    @pytest.mark.parametrize(
        "base",
        ["", "/qbittorrent", "/api/greenlight/client/", "/xapi/greenlight/client/a"],
    )
    def test_an_address_that_is_not_ours(self, base: str) -> None:
        found = ways(asker(), [client(url_base=base)])
        assert found.through is None
        assert len(found.past) == 1

    def test_not_set_up_there_or_switched_off(self) -> None:
        assert ways(asker(), []).through is None
        assert ways(asker(), [gate(enabled=False)]).through is None
        assert ways(asker(), [gate("radarr-9")]).through is None


class Told(Grabs):
    """A library that tells of some download clients, or cannot."""

    def __init__(self, *clients: OrdersFrom) -> None:
        self.clients: tuple[OrdersFrom, ...] | None = clients

    @override
    async def grab(self, download: str) -> Grab | None:
        raise NotImplementedError

    @override
    async def turn_down(self, download: str, *, why: str, search: bool) -> bool:
        raise NotImplementedError

    @override
    async def withdraw(self, download: str) -> bool:
        raise NotImplementedError

    @override
    async def orders_from(self) -> tuple[OrdersFrom, ...]:
        if self.clients is None:
            raise LibraryTimeout
        return self.clients


def issue(hass: HomeAssistant, asker_id: str = "one") -> ir.IssueEntry | None:
    return ir.async_get(hass).async_get_issue("greenlight", f"asker_bypass_{asker_id}")


class TestBypass:
    async def test_it_is_told(self, hass: HomeAssistant) -> None:
        await Bypass(hass).look(asker(), Told(gate(), client(), client("Deluge")))
        found = issue(hass)
        assert found is not None
        assert found.severity is ir.IssueSeverity.WARNING
        assert not found.is_fixable
        assert found.translation_key == "asker_bypass"
        told = found.translation_placeholders
        assert told == {"name": "Sonarr", "clients": "qBittorrent, Deluge"}
        text = EN["issues"]["asker_bypass"]
        assert text["title"].format(**told) == (
            "Sonarr can go past Greenlight by qBittorrent, Deluge"
        )
        assert "take turns" in text["description"].format(**told)

    async def test_a_client_without_a_name(self, hass: HomeAssistant) -> None:
        await Bypass(hass).look(asker(), Told(gate(), client("")))
        found = issue(hass)
        assert found is not None
        assert found.translation_placeholders is not None
        assert found.translation_placeholders["clients"] == "qBittorrent"

    async def test_it_ends_by_itself(self, hass: HomeAssistant) -> None:
        bypass, library = Bypass(hass), Told(gate(), client())
        await bypass.look(asker(), library)
        library.clients = (gate(), client(enabled=False))
        await bypass.look(asker(), library)
        assert issue(hass) is None

    async def test_one_left_from_before_a_restart_ends(
        self, hass: HomeAssistant
    ) -> None:
        await Bypass(hass).look(asker(), Told(gate(), client()))
        await Bypass(hass).look(asker(), Told(gate()))
        assert issue(hass) is None

    async def test_it_follows_what_there_is(self, hass: HomeAssistant) -> None:
        bypass = Bypass(hass)
        await bypass.look(asker(), Told(gate(), client()))
        await bypass.look(asker(name="TV"), Told(gate(), client("Deluge")))
        found = issue(hass)
        assert found is not None
        assert found.translation_placeholders == {"name": "TV", "clients": "Deluge"}

    async def test_what_somebody_ignored_is_not_told_anew(
        self, hass: HomeAssistant
    ) -> None:
        bypass = Bypass(hass)
        await bypass.look(asker(), Told(gate(), client()))
        ir.async_ignore_issue(hass, "greenlight", "asker_bypass_one", ignore=True)
        await bypass.look(asker(), Told(gate(), client()))
        bypass.forget_all()
        found = issue(hass)
        assert found is not None
        assert found.dismissed_version

    async def test_what_cannot_be_asked_changes_nothing(
        self, hass: HomeAssistant
    ) -> None:
        bypass, library = Bypass(hass), Told(gate(), client())
        library.clients = None
        await bypass.look(asker(), library)
        assert issue(hass) is None
        library.clients = (gate(), client())
        await bypass.look(asker(), library)
        library.clients = None
        await bypass.look(asker(), library)
        assert issue(hass) is not None

    @pytest.mark.parametrize(
        ("settings", "clients"),
        [
            (asker(), (client(),)),
            (asker(), (gate(enabled=False), client())),
            (asker(enabled=False), (gate(), client())),
        ],
        ids=["not set up yet", "switched off there", "switched off here"],
    )
    async def test_where_nothing_goes_through_nothing_goes_past(
        self,
        hass: HomeAssistant,
        settings: AskerSettings,
        clients: tuple[OrdersFrom, ...],
    ) -> None:
        bypass = Bypass(hass)
        await bypass.look(asker(), Told(gate(), client()))
        await bypass.look(settings, Told(*clients))
        assert issue(hass) is None

    async def test_askers_that_are_gone(self, hass: HomeAssistant) -> None:
        bypass = Bypass(hass)
        for asker_id in ("one", "two", "three"):
            await bypass.look(asker(id=asker_id), Told(gate(), client()))
        bypass.forget("one")
        assert issue(hass) is None
        assert issue(hass, "two")
        bypass.forget_all()
        assert issue(hass, "two") is None
        assert issue(hass, "three") is None
        bypass.forget("unknown")

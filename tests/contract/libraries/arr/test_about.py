"""Who answers, and whatever else does: each has an error of its own."""

from collections.abc import AsyncGenerator
import re

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.base import About
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    BasePath,
    LibraryAuth,
    LibraryError,
    LibraryTimeout,
    NotFound,
    StartingUp,
    WrongProgram,
)
from tests.contract.libraries.arr_world import RadarrWorld, SonarrWorld
from tests.contract.libraries.world import read
from tests.support.fake_arr import Fault
from tests.support.fake_radarr import FakeRadarr, example


@pytest.fixture
async def under_a_path() -> AsyncGenerator[FakeRadarr]:
    server = FakeRadarr(*example().works.values(), base="/radarr")
    async with server:
        yield server


async def test_it_says_what_it_is_called(radarr, radarr_server) -> None:
    radarr_server.instance = "Radarr 4K"
    assert await radarr.about() == About(
        name="Radarr 4K", version=radarr_server.version
    )


async def test_the_key_goes_in_a_header_alone(radarr, radarr_server) -> None:
    await radarr.about()
    asked = radarr_server.asked[-1]
    assert asked.headers["X-Api-Key"] == radarr_server.key
    assert asked.query == ""


async def test_another_program_is_named(
    radarr_server, sonarr_server, session: ClientSession
) -> None:
    with pytest.raises(WrongProgram) as raised:
        await RadarrWorld(sonarr_server, session).library().about()
    assert raised.value.detail == "Sonarr"
    with pytest.raises(WrongProgram) as raised:
        await SonarrWorld(radarr_server, session).library().about()
    assert raised.value.detail == "Radarr"


async def test_one_of_an_older_number_is_named(radarr, radarr_server) -> None:
    status = next(
        handler
        for _, pattern, handler in radarr_server._routes
        if "status" in pattern.pattern
    )
    radarr_server._routes = []
    # Whatever has no such address is something else, or sits below a path: no bad answer of Radarr's.
    with pytest.raises(NotFound):
        await radarr.about()
    radarr_server.route("GET", "/api/v1/system/status", status)
    radarr_server.program = "Prowlarr"
    with pytest.raises(WrongProgram, match="Prowlarr"):
        await radarr.about()


async def test_the_path_that_is_missing_is_told(
    under_a_path, session: ClientSession
) -> None:
    world = RadarrWorld(under_a_path, session)
    assert (await world.library().about()).version == world.version
    short = under_a_path.url.removesuffix("/radarr")
    with pytest.raises(BasePath) as raised:
        await world.library(url=short).about()
    assert raised.value.detail == "/radarr"
    # Where it moved while it was in use, it is still read.
    assert len(await read(world.library(url=short))) == 5
    with pytest.raises(LibraryAuth):
        await world.library(url=short, key="x").about()


async def test_a_server_that_sends_on_and_on(
    under_a_path, session: ClientSession
) -> None:
    under_a_path.base = "/radarr/radarr"
    world = RadarrWorld(under_a_path, session)
    with pytest.raises(LibraryError):
        await world.library(url=under_a_path.url.replace("/radarr", "/x")).about()


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (Fault.STARTING, StartingUp, "Application is starting up"),
        (Fault.BAD_REQUEST, BadAnswer, "movieId must be provided"),
        (Fault.INVALID, BadAnswer, "The path is not valid"),
        (Fault.CRASH, BadAnswer, "Sequence contains no elements"),
        (Fault.PAGE, BadAnswer, "a web page"),
        (Fault.BAD_GATEWAY, LibraryError, "HTTP 502, a web page"),
        (Fault.CUT, BadAnswer, "cut short"),
        (Fault.HALF, BadAnswer, "."),
        (Fault.NOT_JSON, BadAnswer, "."),
        (Fault.HANG_UP, LibraryError, "."),
    ],
)
async def test_how_it_refuses(
    radarr, radarr_server, fault: Fault, kind: type[LibraryError], said: str
) -> None:
    await read(radarr)
    radarr_server.fault = fault
    for call in (radarr.about, lambda: read(radarr)):
        with pytest.raises(kind, match=said) as raised:
            await call()
        assert type(raised.value) is kind
        assert "src/x.cs" not in raised.value.detail
    radarr_server.fault = None
    assert len(await read(radarr)) == 5


async def test_a_list_that_breaks_off_is_no_shorter_list(radarr, radarr_server) -> None:
    radarr_server.broken = re.compile(r"/movie$")
    for fault in (Fault.CUT, Fault.HALF):
        radarr_server.fault = fault
        with pytest.raises(BadAnswer):
            await read(radarr)


async def test_it_does_not_wait_for_ever(radarr_server, session: ClientSession) -> None:
    radarr_server.fault = Fault.SILENCE
    library = RadarrWorld(radarr_server, session).library(timeout=0.1)
    for call in (library.about, lambda: read(library)):
        with pytest.raises(LibraryTimeout):
            await call()


async def test_while_it_is_away(radarr, radarr_server) -> None:
    async with radarr_server.away():
        with pytest.raises(LibraryError, match="refused"):
            await read(radarr)
    assert len(await read(radarr)) == 5


async def test_a_status_without_a_name(radarr, radarr_server) -> None:
    radarr_server.program = ""
    with pytest.raises(BadAnswer, match="no name"):
        await radarr.about()


async def test_troubles_that_are_no_list(radarr, radarr_server) -> None:
    radarr_server.health = {"message": "x"}
    with pytest.raises(BadAnswer):
        await radarr.troubles()


async def test_an_item_that_is_none(radarr, radarr_server) -> None:
    radarr_server.works[9] = {"id": 9}
    with pytest.raises(BadAnswer, match="no movie"):
        await radarr.item("9")


async def test_names_are_asked_for_anew_only_where_one_is_missing(
    radarr, radarr_server
) -> None:
    await read(radarr)
    before = len(radarr_server.asked)
    await radarr.item("1")
    assert len(radarr_server.asked) == before + 1
    radarr_server.tags[7] = "new"
    radarr_server.works[2]["tags"] = [7]
    item = await radarr.item("2")
    assert item.tags == ("new",)
    assert len(radarr_server.asked) == before + 4

"""No secret leaves by way of libraries: what they are asked with, and what is held against them."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
import json
from pathlib import Path
from typing import Any

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)

from custom_components.greenlight.const import LIBRARY, RULE, SOURCE
from custom_components.greenlight.engine.library.item import Item, Kind
from custom_components.greenlight.libraries.base import Library
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.parts.kinds import LIBRARY_KINDS
from tests.support.arr_rows import film, film_file
from tests.support.fake_radarr import FakeRadarr
from tests.support.feed_documents import Item as Offer
from tests.support.torrents import make_torrent

from .scene import RULE_ID, SOURCE_ID, Scene, part
from .shelves import LIBRARY_ID
from .test_secrets import (  # noqa: F401 - fixtures
    API_KEY,
    PASSKEY,
    PASSWORD,
    SECRET,
    SPELLINGS,
    Echo,
    echo,
    outputs,
    responses,
    told_secrets,
)

# What is in the words of each program, and what is in nobody's.
SAYINGS = [
    (200, "SAID"),
    (200, '{"appName": "Radarr", "instanceName": "SAID", "version": "SAID"}'),
    (200, '{"appName": "Sonarr", "instanceName": "SAID", "version": "SAID"}'),
    (200, '{"appName": "SAID", "version": "6"}'),
    (200, '{"MediaContainer": {"machineIdentifier": "SAID", "version": "SAID"}}'),
    (200, '{"Id": "SAID", "ServerName": "SAID", "Version": "SAID"}'),
    (200, '[{"type": "error", "message": "SAID"}]'),
    (200, '{"Id": "1", "ProductName": "SAID"}'),
    (200, '{"Id": "1", "ProductName": "Jellyfin Server", "Version": "SAID"}'),
    (200, "<html><title>SAID</title></html>"),
    (301, "SAID"),
    (400, '{"message": "SAID"}'),
    (400, '[{"errorMessage": "SAID"}]'),
    (401, "SAID"),
    (403, "SAID"),
    (404, '{"message": "SAID"}'),
    (500, '{"message": "SAID"}'),
    (503, "SAID"),
]
ITEM = Item(library=LIBRARY_ID, id="1", kind=Kind.MOVIE, title="Film")


def library(kind: str, url: str, **data: Any) -> Any:
    """Return the subentry of a library that is asked with secrets."""
    known = {"type": kind, "url": url, "api_key": API_KEY, "verify_ssl": True}
    return part(LIBRARY, LIBRARY_ID, "Shelf", {**known, **data})


async def all_of(read: AsyncIterator[tuple[Item, ...]]) -> list[tuple[Item, ...]]:
    return [page async for page in read]


def work(asked: Library) -> list[Callable[[], Awaitable[object]]]:
    """Return everything that a library is asked for."""
    return [
        asked.about,
        lambda: all_of(asked.read()),
        lambda: asked.item("1"),
        lambda: asked.measured(["1"]),
        lambda: asked.episodes("1"),
        asked.troubles,
        lambda: asked.poster(ITEM),
    ]


async def failures(scene: Scene) -> list[str]:
    """Ask a library for everything, and return how each fails, with what is behind it."""
    told = []
    for ask in work(scene.hub.libraries[LIBRARY_ID].library):
        try:
            await ask()
        except LibraryError as err:
            told += [repr(err), err.detail, repr(err.__cause__), repr(err.__context__)]
    return told


async def diagnostics(scene: Scene, hass_client: Any) -> str:
    found = await get_diagnostics_for_config_entry(scene.hass, hass_client, scene.entry)
    return json.dumps(found)


@pytest.mark.parametrize("kind", LIBRARY_KINDS)
@pytest.mark.parametrize("echo", SAYINGS, indirect=True)
async def test_no_kind_of_library_tells_what_it_was_given(
    scene: Scene,
    outputs: Callable[[], str],  # noqa: F811
    hass_client: Any,
    echo: Echo,  # noqa: F811
    kind: str,
) -> None:
    url = f"http://someone:{PASSWORD}@{echo.url}"
    await scene.start([library(kind, url)])
    told = await failures(scene)
    try:
        await scene.press("button.shelf_test")
    except HomeAssistantError as err:
        told += [str(err), repr(err.translation_placeholders), repr(err.__cause__)]
    told.append(await diagnostics(scene, hass_client))
    told.append(outputs())
    text = "\n".join(told)
    assert not told_secrets(text)
    encoded = base64.b64encode(f"someone:{PASSWORD}".encode()).decode()
    assert encoded not in text


@pytest.mark.parametrize("kind", LIBRARY_KINDS)
@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_kind_of_library_tells_it_in_another_spelling(
    scene: Scene,
    outputs: Callable[[], str],  # noqa: F811
    echo: Echo,  # noqa: F811
    kind: str,
    spelling: str,
) -> None:
    echo.status, echo.spelling = 403, SPELLINGS[spelling]
    echo.form = '{"message": "SAID"}'
    await scene.start([library(kind, f"http://{echo.url}")])
    told = await failures(scene)
    assert not told_secrets("\n".join([*told, outputs()]))


async def everything(scene: Scene) -> str:
    """Return what all actions return that tell of releases and of what libraries have."""
    asked: dict[str, dict[str, Any]] = {
        "search_library": {"text": "film"},
        "preview_rule": {"rule": "Films"},
        "explain": {"title": TITLES[0]},
    }
    told = [await scene.act(one, answer=True, **data) for one, data in asked.items()]
    return "\n".join([*await responses(scene), *map(json.dumps, told)])


THERE = "{} 2019 2160p WEB-DL DDP5.1 DV H.265-OLD"
TITLES = [
    "Film one 2019 UHD BluRay 2160p TrueHD Atmos 7.1 DV P7 FEL HEVC REMUX-NEW",
    "Film two 2019 UHD BluRay 2160p TrueHD Atmos 7.1 DV P7 FEL HEVC REMUX-NEW",
]


class TestLife:
    """Releases with passkeys in their links, held against a library with a key."""

    @pytest.fixture
    def hass_storage(self) -> dict[str, Any]:
        """Leave the storage as it is: real files."""
        return {}

    @pytest.fixture
    def hass_config_dir(self, tmp_path: Path) -> str:
        """Give each test a configuration folder of its own."""
        return str(tmp_path)

    async def test_of_what_is_held_against_a_library(
        self,
        scene: Scene,
        outputs: Callable[[], str],  # noqa: F811
        hass_client: Any,
        tmp_path: Path,
    ) -> None:
        rule = {"include": ["film"], "kind": "upgrades"}
        for title in TITLES:
            torrent = make_torrent(title, {f"{title}.mkv": bytes(5000)})
            link = f"{scene.site.offer(torrent)}?passkey={PASSKEY}"
            scene.site.items.append(
                Offer(title=title, link=link, guid=f"{PASSKEY} {title}", size=5000)
            )
        films = (
            film(number, name, 2019, movieFile=film_file(number, THERE.format(name)))
            for number, name in enumerate(("Film One", "Film Two"), 1)
        )
        source = {"type": "feed", "url": f"{scene.site.rss_url}?passkey={PASSKEY}"}
        async with FakeRadarr(*films, key=API_KEY) as radarr:
            await scene.start(
                [
                    library("radarr", radarr.url),
                    part(SOURCE, SOURCE_ID, "Site", source),
                    part(RULE, RULE_ID, "Films", rule),
                ]
            )
            assert set(scene.requests()) == set(TITLES)
            weighed = scene.request(TITLES[0]).weighed
            assert weighed is not None
            assert weighed.gains
            told = [await everything(scene), await diagnostics(scene, hass_client)]
            # Then somebody has a word to say, and one release waits for a library that is away.
            await scene.act(
                "set_quality", library="Shelf", item="1", resolution="2160", layer="fel"
            )
            await scene.hub.ledger.keep_words({TITLES[1]: None}, scene.hub.ledger.said)
            scene.hub.gate.library.away(LIBRARY_ID)
            scene.hub.ledger.hold(scene.request(TITLES[1]).release, 0.0)
            assert scene.hub.ledger.held == 1
            told += [await everything(scene), await diagnostics(scene, hass_client)]
            assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        assert SECRET not in "\n".join(told)
        assert SECRET not in outputs()
        kept = {
            path.name: path.read_text(encoding="utf-8")
            for path in (tmp_path / ".storage").iterdir()
            if ".library." in path.name or path.name.endswith(".words")
        }
        assert len(kept) == 2
        assert all(len(text) > len("{}") for text in kept.values())
        assert SECRET not in "\n".join(kept.values())

"""Whatever is pushed: it is answered as the real ones answer it, and nothing else happens."""

import gzip
import json
from typing import Any
import zlib

import pytest

from .conftest import ADDRESS, KEY, PATH, Pushing

TITLE = "Salt.Film.2026.1080p.WEB-DL.x264-ELM"
LINK = "https://site.invalid/get/1"


def body(**changes: Any) -> dict[str, Any]:
    """Return an announce; what is None is left out."""
    told = {
        "title": TITLE,
        "downloadUrl": LINK,
        "size": 5000,
        "indexer": "North",
        "downloadProtocol": "torrent",
        "protocol": "torrent",
        "publishDate": "2026-01-01T00:00:00Z",
        **changes,
    }
    return {key: one for key, one in told.items() if one is not None}


async def send(pushing: Pushing, data: bytes | str) -> tuple[int, Any]:
    """Push bytes as they are."""
    url = f"{pushing.url}{ADDRESS}/{PATH}/api/v3/release/push"
    headers = {"X-Api-Key": KEY, "Content-Type": "application/json"}
    async with pushing.session.post(url, data=data, headers=headers) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text else None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"1",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"title":' * 20_000,
        json.dumps([body()]),
        json.dumps(body(title=None)),
        json.dumps(body(title="")),
        json.dumps(body(title=" \n\t\u200b\u0007 ")),
        json.dumps(body(title=7)),
        json.dumps(body(title=[TITLE])),
        json.dumps(body(title={"a": TITLE})),
        json.dumps(body(downloadUrl=None)),
        json.dumps(body(downloadUrl=7)),
        json.dumps(body(downloadUrl="javascript:alert(1)")),
        json.dumps(body(downloadUrl="file:///etc/passwd")),
        json.dumps(body(downloadUrl="ftp://site.invalid/a")),
        json.dumps(body(downloadUrl="data:text/plain,a")),
        json.dumps(body(downloadUrl="https://")),
        json.dumps(body(downloadUrl="//site.invalid/a")),
        json.dumps(body(downloadUrl=f"https://site.invalid/{'a' * 20_000}")),
        json.dumps(body(downloadUrl=None, magnetUrl="https://site.invalid/a")),
        json.dumps(body(downloadUrl=None, magnetUrl="javascript:1")),
        json.dumps(body(downloadProtocol=None, protocol=None)),
        json.dumps(body(downloadProtocol="carrier pigeon", protocol=0)),
        json.dumps(body(downloadProtocol=[], protocol={})),
    ],
)
async def test_what_can_be_no_release_is_a_list_of_what_is_wrong(
    pushing: Pushing, data: bytes | str
) -> None:
    await pushing.start()
    status, said = await send(pushing, data)
    assert status == 400
    assert isinstance(said, list)
    assert said
    for one in said:
        assert set(one) == {
            *("propertyName", "errorMessage", "attemptedValue", "severity"),
            "errorCode",
        }
        assert all(isinstance(value, str) for value in one.values())
    assert "invalid/" not in json.dumps(said)
    assert not pushing.every()
    assert not pushing.part._memory.items
    assert pushing.part.data.broken == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"size": float("nan")},
        {"size": float("inf")},
        {"size": -1},
        {"size": "many"},
        {"size": 10**40},
        {"size": True},
        {"size": None},
        {"size": []},
        {"publishDate": "yesterday"},
        {"publishDate": "9999-12-31T23:59:59+14:00"},
        {"publishDate": "0001-01-01T00:00:00-14:00"},
        {"publishDate": 10**30},
        {"publishDate": None},
        {"indexer": None},
        {"indexer": {"name": "North"}},
        {"indexer": "N" * 100_000},
        {"indexerFlags": "freeleech"},
        {"indexerFlags": -1},
        {"indexerFlags": 10**30},
        {"infoUrl": "javascript:alert(1)"},
        {"infoUrl": 7},
        {"magnetUrl": "magnet:?xt=urn:btih:nothing"},
        {"magnetUrl": 7},
        {"downloadClientId": "x", "downloadClient": []},
        {"guid": [[[[]]]], "quality": {"deep": [{}] * 50}},
        {"protocol": "usenet", "downloadProtocol": 2},
        {"tmdbId": "12", "tvdbId": -3, "imdbId": "tt0000001"},
        {"imdbId": [1]},
        {"indexer": "\ud800North\udfff"},
        {"infoUrl": "https://site.invalid/\ud800"},
        {"seeders": 1e308, "size": 5e3},
    ],
    ids=str,
)
async def test_what_is_odd_beside_it_costs_no_release(
    pushing: Pushing, changes: dict[str, Any]
) -> None:
    await pushing.start()
    status, said = await send(pushing, json.dumps(body(**changes)))
    assert status == 200
    assert said[0]["rejected"] is False
    (request,) = pushing.every()
    release = request.release
    assert release.title == TITLE
    assert release.size in (None, 5000)
    assert len(release.indexer) <= 100
    assert release.page == ""
    assert (release.published or 0) < pushing.scene.hub.now() + 86400
    # All of it can be written down and read again.
    await pushing.scene.hass.config_entries.async_reload(pushing.scene.entry.entry_id)
    await pushing.scene.settle()
    assert pushing.scene.requests() == {TITLE: "pending"}


async def test_a_title_is_cut_and_cleaned(pushing: Pushing) -> None:
    await pushing.start()
    long = f"Salt\u202eFilm\x00 <b>2026</b>\r\n {'x' * 10_000}"
    status, said = await send(pushing, json.dumps(body(title=long)))
    assert (status, said[0]["rejected"]) == (200, False)
    (request,) = pushing.every()
    assert len(request.release.title) <= 300
    assert request.release.title.isprintable()
    assert request.release.title.startswith("Salt Film")


@pytest.mark.parametrize(
    "title",
    [
        "Salt\ud800.Film.2026.1080p",
        "Sa\u0301lt Film 2026",
        "\U0001f9c2 Salt Film 2026",
        "\ufeffSalt Film",
    ],
    ids=ascii,
)
async def test_a_title_in_any_signs_can_be_written_down_and_read_again(
    pushing: Pushing, title: str
) -> None:
    await pushing.start()
    status, said = await send(pushing, json.dumps(body(title=title)))
    assert (status, said[0]["rejected"]) == (200, False)
    (before,) = pushing.every()
    await pushing.scene.hass.config_entries.async_reload(pushing.scene.entry.entry_id)
    await pushing.scene.settle()
    (request,) = pushing.every()
    assert request.release == before.release
    assert request.release.title.encode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
async def test_a_body_is_read_in_any_encoding_of_json(
    pushing: Pushing, encoding: str
) -> None:
    await pushing.start()
    assert (await send(pushing, json.dumps(body()).encode(encoding)))[0] == 200
    assert len(pushing.every()) == 1


async def test_a_link_in_signs_that_are_none_is_none(pushing: Pushing) -> None:
    await pushing.start()
    told = body(downloadUrl="https://site.invalid/\ud800")
    status, _ = await send(pushing, json.dumps(told))
    assert status in (200, 400)
    await pushing.scene.hass.config_entries.async_reload(pushing.scene.entry.entry_id)
    await pushing.scene.settle()
    assert len(pushing.every()) == (status == 200)


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
async def test_a_body_may_be_packed_and_is_no_larger_for_it(
    pushing: Pushing, packed: str
) -> None:
    await pushing.start()
    url = f"{pushing.url}{ADDRESS}/{PATH}/api/v3/release/push"
    headers = {"X-Api-Key": KEY, "Content-Encoding": packed}
    pack = gzip.compress if packed == "gzip" else zlib.compress
    for told, status in ((body(more="m" * 50_000_000), 413), (body(), 200)):
        data = pack(json.dumps(told).encode())
        async with pushing.session.post(url, data=data, headers=headers) as answer:
            assert answer.status == status
    assert len(pushing.every()) == 1


async def test_names_of_members_are_read_in_any_case(pushing: Pushing) -> None:
    await pushing.start()
    told = {key.upper(): one for key, one in body().items()}
    assert (await send(pushing, json.dumps(told)))[0] == 200
    assert len(pushing.every()) == 1


async def test_what_is_too_large_is_not_read(pushing: Pushing) -> None:
    await pushing.start()
    large = json.dumps(body(more="m" * 1_000_000))
    status, _ = await send(pushing, large)
    assert status == 413
    assert not pushing.every()
    status, _ = await send(pushing, json.dumps(body()))
    assert status == 200


async def test_a_magnet_link_alone_is_enough(pushing: Pushing) -> None:
    await pushing.start()
    magnet = f"magnet:?xt=urn:btih:{'ab' * 20}&dn=x"
    told = body(downloadUrl=None, magnetUrl=magnet)
    assert (await send(pushing, json.dumps(told)))[0] == 200
    (request,) = pushing.every()
    assert request.release.hashes == {"ab" * 20}
    assert request.release.link == magnet

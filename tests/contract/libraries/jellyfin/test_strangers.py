"""A fake is believed only where a stranger's client accepts it: the one Home Assistant uses reads it."""

import asyncio
from typing import Any

from jellyfin_apiclient_python.client import JellyfinClient
from jellyfin_apiclient_python.connection_manager import CONNECTION_STATE
from jellyfin_apiclient_python.exceptions import HTTPException
import pytest

from tests.support.fake_jellyfin import FakeJellyfin, key_of


def _client(server: FakeJellyfin, token: str) -> Any:
    client = JellyfinClient(allow_multiple_clients=True)
    client.config.app("Somebody", "1.0", "House", "device-2")
    client.config.http("Somebody/1.0", max_retries=0)
    client.config.auth(server.url, key_of(1), token, ssl=False)
    return client


async def test_finds_the_server_and_lists_with_media_sources(
    server: FakeJellyfin,
) -> None:
    def read() -> None:
        client = _client(server, server.token)
        state = client.auth.connect_to_address(server.url)
        assert state["State"] is not CONNECTION_STATE["Unavailable"]
        assert client.jellyfin.try_server()["ServerName"] == "Attic"
        listed = client.jellyfin.user_items(
            params={
                "Recursive": True,
                "IncludeItemTypes": "Movie",
                "Fields": "ProviderIds,MediaSources,Path",
                "StartIndex": 0,
                "Limit": 4,
            }
        )
        assert listed["TotalRecordCount"] == len(server.films)
        assert len(listed["Items"]) == 4
        film = listed["Items"][0]
        assert film["ProviderIds"] == {"Tmdb": "900101", "Imdb": "tt90900101"}
        video = film["MediaSources"][0]["MediaStreams"][0]
        assert (video["VideoRangeType"], video["DvProfile"]) == ("DOVIWithEL", 7)
        found = client.jellyfin.get_items([key_of(102)], ["MediaSources"])
        assert [each["Name"] for each in found["Items"]] == ["Paper Kites"]

    await asyncio.to_thread(read)


async def test_lists_its_folders_and_is_told_of_changes(server: FakeJellyfin) -> None:
    def tell() -> None:
        jellyfin = _client(server, server.token).jellyfin
        folders = jellyfin.virtual_folders()
        assert [one["Locations"] for one in folders] == [
            ["/media/films"],
            ["/media/series"],
        ]
        # It has no call of its own for that.
        update = {"Path": "/media/films/A", "UpdateType": "Created"}
        jellyfin._post("Library/Media/Updated", json={"Updates": [update]})

    await asyncio.to_thread(tell)
    assert server.told == [("", "/media/films/A")]


async def test_refuses_a_wrong_key(server: FakeJellyfin) -> None:
    def read() -> None:
        _client(server, "another").jellyfin.user_items()

    with pytest.raises(HTTPException):
        await asyncio.to_thread(read)

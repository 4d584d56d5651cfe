"""Fetching for somebody who has no business in the network of the house."""

import socket
from typing import Any

import aiohttp
import pytest

from custom_components.greenlight.sources import outward, private
from custom_components.greenlight.sources.base import NotPublic, SourceNotFound
from custom_components.greenlight.sources.outward import fetch_outward

from .site import Reply, Site

MAGNET = f"magnet:?xt=urn:btih:{'a' * 40}"


def address(host: str) -> Any:
    """Return what a connection to a host is about to be made to."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, "", (host, 80))


@pytest.mark.parametrize(
    ("host", "goes"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:192.168.1.1", False),
    ],
)
def test_only_public_addresses_are_connected_to(
    host: str, goes: bool, socket_enabled: None
) -> None:
    if goes:
        private.public_socket(address(host)).close()
        return
    with pytest.raises(OSError, match="own network"):
        private.public_socket(address(host))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_what_is_there_and_what_is_not_look_the_same(
    site: Site, host: str
) -> None:
    port = site.url.rpartition(":")[2]
    told = []
    for link in (f"http://{host}:{port}/file", f"http://{host}:1/file"):
        with pytest.raises(NotPublic) as raised:
            await fetch_outward(link, "Test")
        told.append((str(raised.value), raised.value.__cause__))
    assert told[0] == told[1]
    assert site.seen == []


async def test_a_name_nobody_knows_looks_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def resolve(*_: Any, **__: Any) -> Any:
        raise OSError("nobody knows")

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", resolve)
    with pytest.raises(NotPublic) as raised:
        await fetch_outward("http://nobody.invalid/file", "Test")
    assert raised.value.detail == ""


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take loopback for the world out there, but for one port, which is the house."""

    def public_socket(info: Any) -> socket.socket:
        family, kind, protocol, _, where = info
        if where[1] == 1:
            raise PermissionError
        return socket.socket(family, kind, protocol)

    monkeypatch.setattr(outward, "public_socket", public_socket)


@pytest.mark.usefixtures("outside")
class TestOutside:
    async def test_what_a_public_site_says_is_told(self, site: Site) -> None:
        site.pages["/gone"] = Reply(status=404)
        with pytest.raises(SourceNotFound):
            await fetch_outward(f"{site.url}/gone", "Test")

    async def test_is_fetched(self, site: Site) -> None:
        link = site.redirect("/file", MAGNET)
        assert (await fetch_outward(link, "Test/1.0")).magnet == MAGNET
        assert site.seen[-1].headers["user-agent"] == "Test/1.0"

    async def test_a_redirect_inside_is_not_followed(self, site: Site) -> None:
        link = site.redirect("/file", "http://127.0.0.1:1/reboot")
        with pytest.raises(NotPublic) as raised:
            await fetch_outward(link, "Test")
        assert raised.value.detail == ""

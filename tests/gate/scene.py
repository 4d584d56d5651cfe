"""Releases and rules to act with."""

from functools import cache
from typing import Any

from custom_components.greenlight.engine.files.magnet import magnet_hashes
from custom_components.greenlight.engine.pattern import read_terms
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Action, Rule
from custom_components.greenlight.sources.base import Payload
from tests.support.torrents import Mode, Torrent, make_torrent


@cache
def torrent(name: str, mode: Mode = "v1") -> Torrent:
    return make_torrent(name, {"film.mkv": name.encode() * 10}, mode=mode)


def by_magnet(name: str, mode: Mode = "v1", **changes: Any) -> Release:
    """Return a release whose hashes are known from its link."""
    link = changes.pop("link", torrent(name, mode).magnet())
    facts: dict[str, Any] = {"guid": f"magnet {name}", "title": name, "source": "site"}
    return Release(**facts | {"link": link, "hashes": magnet_hashes(link)} | changes)


def by_file(name: str, **changes: Any) -> Release:
    """Return a release whose hashes are known only once its file has been fetched."""
    facts: dict[str, Any] = {"guid": f"file {name}", "title": name, "source": "site"}
    return Release(**facts | {"link": f"https://site.test/{name}.torrent"} | changes)


def file_of(name: str, mode: Mode = "v1") -> Payload:
    """Return what the link of ``by_file`` leads to."""
    return Payload(file=torrent(name, mode).content)


def nzb_of(name: str, size: int = 1000) -> Payload:
    """Return what the link of a usenet release leads to."""
    text = (
        '<?xml version="1.0"?><nzb xmlns="http://www.newzbin.com/DTD/2003/nzb">'
        f'<head><meta type="name">{name}</meta></head><file subject="{name}"><segments>'
        f'<segment bytes="{size}" number="1">{name}@posted.test</segment>'
        "</segments></file></nzb>"
    )
    return Payload(file=text.encode())


def ask(*include: str, **changes: Any) -> Rule:
    """Return a rule that asks; without words about everything."""
    facts: dict[str, Any] = {"id": "ask", "name": "Ask", "include": read_terms(include)}
    return Rule(**facts | changes)


def approve(*include: str, **changes: Any) -> Rule:
    """Return a rule that approves by itself."""
    facts: dict[str, Any] = {"id": "auto", "name": "Auto", "action": Action.APPROVE}
    return ask(*include, **facts | changes)

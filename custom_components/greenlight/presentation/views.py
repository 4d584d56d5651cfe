"""Views: requests and downloads as plain data that may be shown, and lists of them.

What is shown is chosen field by field: links, hashes and paths are never among them.
"""

from datetime import datetime
from typing import Any

from homeassistant.util import dt as dt_util

from ..engine.explain import readings
from ..engine.reading import read
from ..engine.request import JournalEntry, Request
from ..engine.skips import Skip
from ..engine.summary import shown_name
from ..hub import Hub
from ..inbox.inbox import Entry


def source_name(hub: Hub, request: Request) -> str | None:
    """Return the name of the source a release came from, None if it was handed in or is gone."""
    part = hub.entry.subentries.get(request.release.source)
    return part.title if part else None


def client_name(hub: Hub, request: Request) -> str | None:
    """Return the name of the client a request is for, None if none was chosen or it is gone."""
    part = hub.entry.subentries.get(request.client or request.pinned or "")
    return part.title if part else None


def _iso(epoch: float | None) -> str | None:
    if epoch is None:
        return None
    at: datetime = dt_util.utc_from_timestamp(epoch)
    return at.isoformat(timespec="seconds")


def request_view(hub: Hub, request: Request) -> dict[str, Any]:
    """Return a request with its journal."""
    release = request.release
    return {
        "id": request.id,
        "title": release.title,
        "name": shown_name(release.title),
        "read": _read_view(release.title),
        "state": request.state.value,
        "size": release.size,
        "seeders": release.seeders,
        "published": _iso(release.published),
        "source": source_name(hub, request),
        "rule": request.rule_name or None,
        "created": _iso(request.created),
        "expires": _iso(request.expires),
        "client": client_name(hub, request),
        "progress": request.progress,
        "reasons": [hub.texts.reason(reason) for reason in request.reasons],
        "journal": [_journal_view(hub, entry) for entry in request.journal],
    }


def _read_view(title: str) -> dict[str, Any]:
    """Return all that was read in a title, and how sure each of it is."""
    return {
        one.name: {"value": one.value, "confidence": one.confidence.value}
        for one in readings(read(title))
    }


def _journal_view(hub: Hub, entry: JournalEntry) -> dict[str, Any]:
    return {
        "at": _iso(entry.at),
        "from": entry.before.value if entry.before else None,
        "to": entry.after.value,
        "who": entry.who.name,
        "why": hub.texts.reason(entry.why),
    }


def download_view(hub: Hub, request: Request) -> dict[str, Any]:
    """Return what the client of a request says of its download; nothing yet is None."""
    view: dict[str, Any] = {
        "request_id": request.id,
        "title": request.release.title,
        "name": shown_name(request.release.title),
        "client": client_name(hub, request),
        "progress": request.progress,
        **dict.fromkeys(_DOWNLOAD),
    }
    if download := hub.gate.downloads.get(request.id):
        view |= {
            "state": download.state.value,
            "progress": download.progress,
            "download_speed": download.download_speed,
            "upload_speed": download.upload_speed,
            "eta": download.eta,
            "size": download.size,
            "done": download.done,
            "seeders": download.seeders,
            "peers": download.peers,
            "ratio": download.ratio,
            "category": download.category or None,
            "private": download.private,
            "problem": download.problem.value if download.problem else None,
            "message": download.message or None,
        }
    return view


def entry_view(hub: Hub, entry: Entry) -> dict[str, Any]:
    """Return an entry of the inbox."""
    part = hub.entry.subentries.get(entry.client)
    return {
        "id": entry.id,
        "title": entry.name,
        "name": shown_name(entry.name),
        "media_type": entry.media.value,
        "category": entry.category,
        "client": part.title if part else None,
        "completed": _iso(entry.at),
        "size": entry.size,
        "request_id": entry.request or None,
        "acknowledged": _iso(entry.acknowledged),
    }


def skip_view(hub: Hub, skip: Skip) -> dict[str, Any]:
    """Return a release that is skipped; its id is that of the request that failed."""
    part = hub.entry.subentries.get(skip.source)
    return {
        "id": skip.id,
        "title": skip.title,
        "name": shown_name(skip.title),
        "why": hub.texts.reason(skip.why),
        "when": _iso(skip.at),
        "source": part.title if part else None,
        "size": skip.size,
    }


_DOWNLOAD = (
    "state",
    "download_speed",
    "upload_speed",
    "eta",
    "size",
    "done",
    "seeders",
    "peers",
    "ratio",
    "category",
    "private",
    "problem",
    "message",
)

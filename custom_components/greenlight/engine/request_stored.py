"""Stored requests: a request as it is written down, and read again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .options import options_from_dict
from .reason import reason_from_dict
from .release import release_from_dict, release_to_dict
from .request import MAX_ALSO, Actor, ActorKind, JournalEntry, Request, State
from .stored import MAX_WHOLE, Reading, stored_text, stored_texts
from .weighed_stored import weighed_from_dict, weighed_to_dict


def _optional_text(value: Any) -> str | None:
    return None if value is None else stored_text(value)


def _closed(data: Any, read: Reading) -> dict[str, float]:
    """Return until when which sites are left alone."""
    times = {
        str(site): read.time(until, None) for site, until in read.named(data).items()
    }
    return {site: until for site, until in times.items() if until is not None}


def _once_wished(data: Mapping[str, Any]) -> Any:
    """Return the wished client of a request stored before ``pinned`` had a place of its own."""
    return data["client"] if data["state"] == State.PENDING else None


def request_to_dict(request: Request) -> dict[str, Any]:
    """Return what ``request_from_dict`` reads."""
    return {
        "id": request.id,
        "release": release_to_dict(request.release),
        "state": request.state.value,
        "created": request.created,
        "expires": request.expires,
        "rule": request.rule,
        "rule_name": request.rule_name,
        "reasons": [reason.as_dict() for reason in request.reasons],
        "options": asdict(request.options),
        "pinned": request.pinned,
        "client": request.client,
        "handed": request.handed,
        "download": request.download,
        "hashes": sorted(request.hashes),
        "size": request.size,
        "private": request.private,
        "ignore_space": request.ignore_space,
        **({"outward": True} if request.outward else {}),
        **({"tell": True} if request.tell else {}),
        "attempt": request.attempt,
        **({"closed": dict(request.closed)} if request.closed else {}),
        "stuck_in": request.stuck_in,
        "stuck_since": request.stuck_since,
        "stuck_seen": request.stuck_seen,
        "progress": request.progress,
        "content_path": request.content_path,
        **({"weighed": weighed_to_dict(request.weighed)} if request.weighed else {}),
        **(
            {"also": [release_to_dict(one) for one in request.also]}
            if request.also
            else {}
        ),
        "journal": [
            {
                "at": entry.at,
                "from": entry.before,
                "to": entry.after,
                "who": asdict(entry.who),
                "why": entry.why.as_dict(),
            }
            for entry in request.journal
        ],
    }


def request_from_dict(
    data: Mapping[str, Any], reading: Reading | None = None
) -> Request:
    """Read a stored request. What is absurd in it is unknown, but never who has its download.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` if there is no telling what it is.
    """
    read = reading or Reading()
    journal = read.each(
        read.of(data, "journal"), lambda entry: _entry_from(entry, read)
    )
    began = journal[0].at if journal else 0.0
    created = read.time(read.of(data, "created"), began)
    handed = data.get("handed")
    return Request(
        id=stored_text(data["id"]),
        release=release_from_dict(data["release"], read),
        state=State(data["state"]),
        created=created,
        expires=read.time(read.of(data, "expires"), created),
        rule=read.text(read.of(data, "rule")),
        rule_name=read.text(read.of(data, "rule_name")),
        reasons=read.each(read.of(data, "reasons"), reason_from_dict),
        options=options_from_dict(read.named(read.of(data, "options")), read),
        pinned=_optional_text(data.get("pinned", _once_wished(data))),
        client=_optional_text(data["client"]),
        # Whenever that was, the client may have it.
        handed=None if handed is None else read.time(handed, created),
        download=_optional_text(data["download"]),
        hashes=frozenset(stored_texts(data["hashes"])),
        size=read.whole(data.get("size"), None),
        private=read.flag(data.get("private"), None),
        ignore_space=read.flag(data.get("ignore_space"), False),
        outward=read.flag(data.get("outward"), False),
        tell=read.flag(data.get("tell"), False),
        attempt=_count(data.get("attempt", 0)),
        closed=_closed(data.get("closed", {}), read),
        stuck_in=read.text(data.get("stuck_in")),
        stuck_since=read.time(data.get("stuck_since"), None),
        stuck_seen=read.time(data.get("stuck_seen"), None),
        progress=read.real(read.of(data, "progress"), 0.0, most=1.0),
        content_path=read.text(read.of(data, "content_path")),
        weighed=weighed_from_dict(data.get("weighed"), read),
        also=read.each(data.get("also"), lambda one: release_from_dict(one, read))[
            :MAX_ALSO
        ],
        journal=journal,
    )


def _count(value: Any) -> int:
    """Return by how much a try differs from those before. Raises ``TypeError``."""
    if isinstance(value, int) and 0 <= value <= MAX_WHOLE:
        return value
    raise TypeError("not a count")


def _entry_from(data: Mapping[str, Any], read: Reading) -> JournalEntry:
    who = read.named(data["who"])
    return JournalEntry(
        read.time(data["at"], 0.0),
        None if data["from"] is None else State(data["from"]),
        State(data["to"]),
        Actor(
            read.one_of(who.get("kind"), ActorKind, ActorKind.SYSTEM),
            read.text(who.get("id")),
            read.text(who.get("name")),
        ),
        reason_from_dict(data["why"]),
    )

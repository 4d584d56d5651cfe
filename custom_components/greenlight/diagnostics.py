"""Diagnostics: what helps to find a fault, without secrets and without what people download."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from homeassistant.core import HomeAssistant

from .askers.door import async_door
from .coordinator import PartCoordinator
from .engine.request import Request
from .hub import GreenlightConfigEntry, Hub
from .parts.kinds import client_type, source_type
from .presentation.redact import redact, redact_text
from .presentation.render import iso


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: GreenlightConfigEntry
) -> dict[str, Any]:
    """Return the state of the hub and of each part."""
    hub = entry.runtime_data
    diagnostics: dict[str, Any] = redact(
        {
            "subentries": [
                {
                    "id": part.subentry_id,
                    "type": part.subentry_type,
                    "data": part.data,
                }
                for part in entry.subentries.values()
            ],
            "clients": {key: _client(hub, key) for key in hub.clients},
            "sources": {key: _source(hub, key) for key in hub.sources},
            "libraries": {key: _library(hub, key) for key in hub.libraries},
            "askers": {key: _asker(hass, hub, key) for key in hub.roster.askers},
            "rules": {
                key: {"matches": hub.ledger.matches(key)}
                for key in hub.gate.attached.rules
            },
            "requests": _requests(hub),
            "inbox": {
                "entries": len(hub.inbox.entries),
                "waiting": len(hub.inbox.waiting),
            },
            "skipped": len(hub.gate.skips),
            "asking": {
                "copies": len(list(hub.copies)),
                "refused": dict(hub.presses.refusals),
                "troubles": {
                    key: hub.asker.trouble(key) for key in hub.asker.approvers
                },
            },
        }
    )
    return diagnostics


def _polling(part: PartCoordinator[Any]) -> dict[str, Any]:
    # Of one that answers again the last failure is over.
    failed = None if part.last_update_success else part.last_exception
    return {
        "enabled": part.enabled,
        "last_update_success": part.last_update_success,
        "last_error": None if failed is None else redact_text(str(failed)),
        "interval": part.update_interval.total_seconds()
        if part.update_interval
        else None,
    }


def _client(hub: Hub, client_id: str) -> dict[str, Any]:
    part = hub.clients[client_id]
    settings = asdict(hub.gate.attached.settings[client_id])
    del settings["name"]
    health = hub.gate.clients.health(client_id)
    return {
        "kind": client_type(part.subentry.data),
        **_polling(part),
        "called": iso(hub.calls.called(client_id)),
        "features": sorted(part.client.features),
        "settings": settings,
        "health": {
            "passed_over_until": iso(health.passed_over_until),
            "said": health.said,
        },
        "data": asdict(part.data) if part.data else None,
    }


def _source(hub: Hub, source_id: str) -> dict[str, Any]:
    part = hub.sources[source_id]
    data = asdict(part.data)
    if at := part.data.last_success:
        data["last_success"] = at.isoformat()
    # By what names somebody knows an indexer is nobody's business.
    data["silent"] = [
        {"why": one.why, "since": iso(one.since)} for one in part.data.silent
    ]
    memory = hub.ledger.sources[source_id]
    return {
        "kind": source_type(part.subentry.data),
        **_polling(part),
        "data": data,
        "items": len(memory.items),
    }


def _library(hub: Hub, library_id: str) -> dict[str, Any]:
    """Return how a library fares; what is in it, and what it says of that, is nobody's business."""
    part = hub.libraries[library_id]
    data = part.data
    return {
        "kind": client_type(part.subentry.data),
        **_polling(part),
        "version": data.about.version if data.about else None,
        "listening": data.listening,
        "counts": asdict(data.counts),
        "unreadable": data.broken,
        "read": data.read.isoformat() if data.read else None,
        "changed": data.changed.isoformat() if data.changed else None,
        "troubles": dict(Counter(one.level.value for one in data.troubles)),
    }


def _asker(hass: HomeAssistant, hub: Hub, asker_id: str) -> dict[str, Any]:
    """Return how an asker fares; by what it comes in is nobody's business."""
    settings = hub.roster.askers[asker_id]
    visit = async_door(hass).last_visit(settings.path)
    told = asdict(settings)
    del told["name"]
    return {
        **told,
        "last_visit": {"at": iso(visit.at), "agent": visit.agent, "what": visit.what}
        if visit
        else None,
    }


def _requests(hub: Hub) -> dict[str, Any]:
    requests = hub.gate.requests
    return {
        "damaged": hub.ledger.damaged,
        "open": [_request(hub, one) for one in requests.open.values()],
        "ended": dict(Counter(one.state.value for one in requests.history.values())),
    }


def _request(hub: Hub, request: Request) -> dict[str, Any]:
    """Return how a request fared; its title and its links are nobody's business."""
    download = hub.gate.downloads.get(request.id)
    return {
        "id": request.id,
        "state": request.state.value,
        "source": request.release.source,
        "rule": request.rule,
        "client": request.client,
        "size": request.release.size,
        "hashes": len(request.all_hashes),
        "progress": request.progress,
        "download_state": download.state.value if download else None,
        "journal": [
            {
                "at": iso(entry.at),
                "from": entry.before.value if entry.before else None,
                "to": entry.after.value,
                "who": entry.who.kind.value,
                "why": entry.why.code,
            }
            for entry in request.journal
        ],
    }

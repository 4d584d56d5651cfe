"""The ledger's files, seen from outside."""

from datetime import timedelta
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    Request,
    State,
    opened,
)
from custom_components.greenlight.engine.request_stored import request_to_dict
from custom_components.greenlight.ledger.ledger import Ledger

ENTRY = "01ENTRY"
LOADED = "ledgers of a test"
ANNA = Actor(ActorKind.USER, "anna", "Anna")


def file_of(hass: HomeAssistant, name: str = "requests") -> Path:
    """Return the path of one of the ledger's files."""
    return Path(hass.config.path(".storage", f"greenlight.{ENTRY}.{name}"))


def stored(hass: HomeAssistant, name: str = "requests") -> dict[str, Any]:
    """Return what a file holds."""
    data: dict[str, Any] = json.loads(file_of(hass, name).read_text(encoding="utf-8"))
    return data


def stored_states(hass: HomeAssistant, name: str = "requests") -> dict[str, str]:
    """Return the state of each request in a file."""
    return {one["id"]: one["state"] for one in stored(hass, name)["data"]["requests"]}


def write(hass: HomeAssistant, content: object, name: str = "requests") -> None:
    """Put a file in place as a store would, or any text."""
    text = content if isinstance(content, str) else json.dumps(content)
    file_of(hass, name).parent.mkdir(exist_ok=True)
    file_of(hass, name).write_text(text, encoding="utf-8")


def wrapped(data: object, version: int = 1, minor: int = 1) -> dict[str, Any]:
    """Return data as a store writes it."""
    return {"version": version, "minor_version": minor, "key": "any", "data": data}


def as_json(request: Request) -> Any:
    """Return a request as it is read from a file."""
    return json.loads(json.dumps(request_to_dict(request)))


def set_aside(hass: HomeAssistant, name: str = "requests") -> list[Path]:
    """Return the copies of a file that were kept because it could not be read."""
    path = file_of(hass, name)
    return sorted(path.parent.glob(f"{path.name}.corrupt.*"))


def release(name: str, **changes: Any) -> Release:
    """Return a release of one source."""
    facts: dict[str, Any] = {
        "guid": name,
        "title": name,
        "link": f"https://site.test/{name}?passkey=secret",
        "source": "site",
    }
    return Release(**facts | changes)


def question(name: str, **changes: Any) -> Request:
    """Return a pending request that has just been opened."""
    now = dt_util.utcnow().timestamp()
    facts: dict[str, Any] = {
        "id": name,
        "release": release(name),
        "state": State.PENDING,
        "created": now,
        "expires": now + 3600,
    }
    return opened(Request(**facts | changes), who=SYSTEM, why=Reason("rule_matched"))


def moved(request: Request, to: State, **changes: Any) -> Request:
    """Return a request after a move that just happened."""
    now = changes.pop("at", dt_util.utcnow().timestamp())
    return request.move(to, at=now, who=ANNA, why=Reason("because"), **changes)


async def load(hass: HomeAssistant) -> Ledger:
    """Read the files as the start of an entry does."""
    ledger = Ledger(hass, ENTRY)
    hass.data.setdefault(LOADED, []).append(ledger)
    await ledger.async_load()
    return ledger


async def close_all(hass: HomeAssistant) -> None:
    """Close every ledger that was loaded."""
    for ledger in hass.data.get(LOADED, []):
        ledger.async_stop()
    for ledger in hass.data.get(LOADED, []):
        await ledger.async_flush()


async def reload(hass: HomeAssistant, ledger: Ledger) -> Ledger:
    """Close a ledger and read its files anew."""
    ledger.async_stop()
    await ledger.async_flush()
    return await load(hass)


async def pass_time(hass: HomeAssistant, seconds: float) -> None:
    """Let the timers of so many seconds run."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done(wait_background_tasks=True)

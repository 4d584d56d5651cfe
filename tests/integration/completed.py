"""A client that completes what a test says, and looks at its inbox."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from custom_components.greenlight.clients.base import Finished
from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.inbox.looks import TICK
from tests.support.fake_downloads import finished_of

from .scene import CLIENT_ID, Scene, part

EVENT = "event.greenlight_completed_download"
SENSOR = "sensor.greenlight_downloads_in_the_inbox"
INBOX = {"inbox_movies": ["Films", "radarr"], "inbox_tv": ["TV"]}


def now() -> float:
    at: float = dt_util.utcnow().timestamp()
    return at


def done(name: str, **changes: Any) -> Finished:
    """Return a film that has just been completed."""
    film = Finished(
        id=name,
        name=name,
        category="films",
        at=now(),
        size=7000,
        content_path=f"/downloads/{name}",
    )
    return replace(film, **changes)


class Completed:
    """What a client completed; it answers as the contract says, with what is asked for."""

    def __init__(self) -> None:
        self.listed: list[Finished] = []
        self.asked: list[float] = []
        self.failure: Exception | None = None

    async def __call__(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        self.asked.append(since)
        if self.failure:
            raise self.failure
        return finished_of(self.listed, categories, since)


def parts(scene: Scene, **inbox: Any) -> list[Any]:
    _, *others = scene.parts()
    data = scene.client.data(type="qbittorrent", **inbox or INBOX)
    return [part(CLIENT, CLIENT_ID, "Box", data), *others]


async def attach(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    completed: Completed | None = None,
) -> Completed:
    completed = completed or Completed()
    client = scene.hub.clients[CLIENT_ID].client
    monkeypatch.setattr(client, "finished", completed)
    monkeypatch.setattr(type(client), "finished_interval", 60)
    await look(scene)
    return completed


async def look(scene: Scene) -> None:
    """Let so much time pass that the client is asked again."""
    for _ in range(3):
        await scene.pass_time(TICK.total_seconds())


async def listed(scene: Scene, **data: Any) -> list[dict[str, Any]]:
    answer = await scene.act("list_completed", answer=True, **data)
    entries: list[dict[str, Any]] = answer["completed"]
    return entries

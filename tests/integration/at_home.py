"""Things that are complete and on their way home, as far as only who looks at them is tested."""

from dataclasses import replace
from typing import Any

from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.gate.ports import PROBLEM, Event

from .scene import Scene

REFUSED = Reason("home_refused", (("detail", "Not an *upgrade*"),))
HARMFUL = Reason("home_dangerous", (("files", "setup.exe"),))


def home(step: Step = Step.BLOCKED, **facts: Any) -> Home:
    """Return where something is that a library is to import."""
    known: dict[str, Any] = {"means": Means.IMPORT, "since": 5.0, "why": REFUSED}
    return Home(step=step, **(known | facts))


def put(scene: Scene, title: str, **changes: Any) -> Request:
    """Have the request of a title be otherwise, and everybody look."""
    requests: Any = scene.hub.gate.requests
    before = scene.request(title)
    changed = replace(before, **changes)
    requests.open.pop(before.id, None)
    requests.history.pop(before.id, None)
    open_ = changed.state in (State.PENDING, State.APPROVED, State.DOWNLOADING)
    (requests.open if open_ else requests.history)[before.id] = changed
    return changed


async def complete(scene: Scene, title: str = "Film one", **changes: Any) -> Request:
    """Ask about a release, and have it be complete."""
    await scene.ask(title)
    found = put(scene, title, **({"state": State.COMPLETED, "home": home()} | changes))
    scene.hub.gate.announce(Event(PROBLEM, found))
    await scene.settle()
    return found

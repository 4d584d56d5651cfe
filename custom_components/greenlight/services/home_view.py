"""What is told of the way home of a request: to everybody how far it is, to few where that is."""

from ..engine.request import Request
from ..presentation.render import iso
from ..presentation.texts import Texts
from ..presentation.views import View


def home_view(texts: Texts, request: Request) -> View | None:
    """Return how far a request has come on its way home, None for one that is not on it."""
    home = request.home
    if home is None:
        return None
    measured = home.measured
    return {
        "step": home.step.value,
        "means": home.means.value,
        "since": iso(home.since),
        "why": texts.reason(home.why) if home.why else None,
        "measured": measured
        and {
            "now": measured.now or None,
            "promised": measured.promised or None,
            "kept": measured.kept,
        },
    }


def places_view(request: Request) -> View:
    """Return where it was saved and where it is in the end, and what its client knows it by."""
    home = request.home
    return {
        "saved_as": request.content_path or None,
        "paths": list(home.targets) if home else [],
        "hash": request.download,
        "save_path": request.options.save_path or None,
    }

"""Homeward: how far what is complete has come on its way home, as the card has it."""

from typing import Final

from ...engine.home.home import Home, Means, Step
from ..saying import Piece, say
from .pieces import Json, piece_view

_NO_ROOM: Final = frozenset({"home_no_room", "home_no_room_here"})
# A library's own words, which the state has said already are a refusal.
_ITS_WORDS: Final = frozenset({"home_refused", "home_refused_by"})
# After which the file that was there is not any more.
_GONE: Final = frozenset({"home_lost"})
_ON_ITS_WAY: Final = frozenset({Step.BEGUN, Step.TOLD, Step.LOOKING})
_IMPORTED: Final = frozenset({Means.IMPORT, Means.THEIRS})


def is_homeward(home: Home | None) -> bool:
    """Tell whether something comes home still, or waits for a person to say whether it is to."""
    return home is not None and not home.over


def homeward(home: Home) -> tuple[Json, tuple[str, ...]]:
    """Return where it is, as part of ``Download`` of ``model.ts``, and what can be done about it.

    Without a group it is where anything is that is complete.
    """
    message = _message(home)
    said: Json = {} if message is None else {"message": piece_view(message)}
    reason = home.why.code if home.why else ""
    if home.blocked:
        if reason not in _GONE:
            said["intact"] = True
        can = ("leave",) if home.barred else ("import", "leave")
        state = "import_no_room" if reason in _NO_ROOM else "import_refused"
        return {**said, "group": "needs_you", "state": state}, can
    if home.means is Means.SCAN:
        # It is where it is to stay.
        return said, ()
    if home.step is Step.LEFT:
        # A program that ordered it has it, whom nobody here follows.
        handed = home.means is Means.THEIRS and home.why is None
        end: Json = {"handed": True} if handed else {"state": "left"}
        return {"group": "done", "state": "completed"} | said | end, ()
    if home.step is Step.WAITING:
        room = reason in _NO_ROOM
        group = "needs_you" if room else "running"
        state = "import_no_room" if room else "import_waits"
        return {**said, "group": group, "state": state}, ("leave",)
    if home.step in _ON_ITS_WAY and home.means in _IMPORTED:
        return {**said, "group": "running", "state": "importing"}, ()
    if home.step in _ON_ITS_WAY and home.means is Means.FILES:
        return {**said, "group": "running", "state": "moving"}, ()
    return {}, ()


def _message(home: Home) -> Piece | None:
    """Return why, in the words of whoever says so."""
    if home.why is None or home.why.code not in _ITS_WORDS:
        return home.why
    words = str(dict(home.why.params).get("detail", ""))
    return say("quoted", words=words) if words else None

"""What is answered to an announce, as Radarr and Sonarr write it (``ReleaseController``, ``ReleaseResource``).

``rejected`` false is what a program counts as taken; the list always has its one row, as there are
programs that fall over an empty one. Links are never repeated: they carry passkeys.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from ..engine.release import Release
from ..engine.request import State
from ..gate.standing import Stand
from ..parts.push import Answer
from ..presentation.texts import Texts
from ..sources.pushes import Fault

type Row = dict[str, Any]

# So many reasons are told: each rule has some of its own.
MOST_REASONS: Final = 10
# What is so of a request, in words, and whether it counts as taken.
_STATES: Final[Mapping[State, tuple[str, bool]]] = {
    State.PENDING: ("push_waiting", True),
    State.APPROVED: ("push_approved", True),
    State.DOWNLOADING: ("push_downloading", True),
    State.COMPLETED: ("push_downloaded", False),
    State.IMPORTED: ("push_downloaded", False),
    State.DECLINED: ("push_declined", False),
    State.EXPIRED: ("push_expired", False),
    State.SUPERSEDED: ("push_superseded", False),
    State.FAILED: ("push_failed", False),
    State.CANCELLED: ("push_cancelled", False),
}
_ON_ITS_WAY: Final = frozenset({State.APPROVED, State.DOWNLOADING})


def answered(release: Release, answer: Answer, texts: Texts) -> Row:
    """Return how an announce was taken."""
    approved, taken, words = _word(answer, texts)
    return {
        **_about(release),
        "approved": approved,
        "temporarilyRejected": taken and not approved,
        "rejected": not taken,
        "downloadAllowed": taken,
        "rejections": words,
    }


def _word(answer: Answer, texts: Texts) -> tuple[bool, bool, list[str]]:
    """Return whether it is approved, whether it counts as taken, and what there is to say of it."""
    stand = answer.stand
    if stand is None:
        return False, True, [texts.text("push_looking")]
    if stand.request is not None:
        return _of_request(stand, stand.request.state, answer.before, texts)
    if stand.waits:
        return False, True, [texts.text("push_held")]
    if answer.put_off:
        return False, True, [texts.text("push_put_off")]
    if stand.skip is not None:
        return False, False, [texts.reason(stand.skip.why)]
    told = dict.fromkeys(texts.reason(one) for one in stand.reasons)
    words = [one for one in told if one][:MOST_REASONS]
    return False, False, words or [texts.text("push_no_rule")]


def _of_request(
    stand: Stand, state: State, before: bool, texts: Texts
) -> tuple[bool, bool, list[str]]:
    if stand.another:
        return False, True, [texts.text("push_another")]
    key, taken = _STATES[state]
    approved = state in _ON_ITS_WAY
    if approved and not before:
        return True, True, []
    if before and state is State.PENDING:
        key = "push_waiting_already"
    return approved, taken, [texts.text(key)]


def faulty(faults: tuple[Fault, ...]) -> list[Row]:
    """Return what is wrong with an announce that cannot be read; what was tried is not repeated."""
    return [
        {
            "propertyName": fault.member,
            "errorMessage": fault.message,
            "attemptedValue": "",
            "severity": "error",
            "errorCode": fault.validator,
        }
        for fault in faults
    ]


def _about(release: Release) -> Row:
    published = release.published or 0.0
    at = datetime.fromtimestamp(published, UTC)
    return {
        "guid": release.guid,
        "title": release.title,
        "size": release.size or 0,
        "indexerId": 0,
        "indexer": release.indexer,
        "protocol": release.protocol.value,
        "publishDate": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "age": 0,
        "ageHours": 0.0,
        "ageMinutes": 0.0,
    }

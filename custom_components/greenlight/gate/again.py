"""Again: what becomes of a request when its release is offered once more.

Elsewhere it is another place to get it from; under a title that was corrected it is told, or asked
about anew; in any other way it is nothing new.
"""

from dataclasses import replace
from typing import Any, Final

from ..engine.evidence import Evidence, counts, evidence, known_as, named, offered_as
from ..engine.opinion import OPINIONS, Opinion
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import SYSTEM, Request, State
from ..engine.rules import Rule
from .attached import Attached
from .opening import expiry
from .ports import Environment

# Why a request goes on under another title.
CORRECTED: Final = "title_corrected"
ALSO: Final = "also_offered"
# How reasons begin that are a link's: such a one says nothing about what it led to.
LINK: Final = "link_"
# A site that cannot make up its mind is not listened to for ever.
MOST_CORRECTIONS: Final = 3
# Of so many other places a person is told.
MOST_PLACES: Final = 5

_MAY_BE_FETCHED: Final = frozenset({State.PENDING, State.APPROVED})
# The person was not there, or said no to what was called something else.
_ASKED_ANEW: Final = frozenset({State.DECLINED, State.EXPIRED})


def offered_again(
    request: Request,
    release: Release,
    rule: Rule | None,
    attached: Attached,
    environment: Environment,
) -> Request | None:
    """Return a request with what another offer of its release adds, None if that is nothing.

    ``rule`` is the one that the offer matches. A question that is asked anew is in a new state.
    """
    if _corrected(request, release):
        return _under_new_title(request, release, rule, environment)
    if request.state is State.PENDING and (opinion := _thought_anew(request, release)):
        return _told_anew(request, opinion, environment)
    if request.state not in _MAY_BE_FETCHED or _same_place(request.release, release):
        return None
    why = Reason(ALSO, (("source", attached.place(release)),))
    told = [entry.why for entry in request.journal if entry.why.code == ALSO]
    if why in told or len(told) >= MOST_PLACES:
        return None
    changes: dict[str, Any] = {}
    if request.state is State.PENDING:
        changes["reasons"] = (*request.reasons, why)
    return request.note(at=environment.now(), who=SYSTEM, why=why, **changes)


def _thought_anew(request: Request, release: Release) -> Opinion | None:
    """Return what the program that has found it thinks of it now, None where that is no other thing."""
    known, opinion = request.release, release.opinion
    if opinion is None or (known.source, known.guid) != (release.source, release.guid):
        return None
    return opinion if opinion.differs(known.opinion) else None


def _told_anew(request: Request, opinion: Opinion, environment: Environment) -> Request:
    """Tell in a question what its program makes of it now; nobody's answer is no yes against that."""
    kept = [one for one in request.reasons if one.code not in OPINIONS]
    changes: dict[str, Any] = {
        "release": replace(request.release, opinion=opinion),
        "reasons": (*opinion.reasons, *kept),
    }
    if not opinion.speaks_for:
        changes["then_approve"] = False
    why = opinion.reasons[0]
    return request.note(at=environment.now(), who=SYSTEM, why=why, **changes)


def _same_place(one: Release, other: Release) -> bool:
    """Tell whether two offers of a release are one listing, whatever it is called there now."""
    if one.source != other.source:
        return False
    return one.guid == other.guid or one.published == other.published


def _corrected(request: Request, release: Release) -> bool:
    known = request.release
    return (
        release.source == known.source
        and release.guid == known.guid
        and named(release.title) != named(known.title)
    )


def _under_new_title(
    request: Request, release: Release, rule: Rule | None, environment: Environment
) -> Request | None:
    """Correct a question's title, or ask anew where that says something else than was answered."""
    corrections = [one for one in request.journal if one.why.code == CORRECTED]
    if len(corrections) >= MOST_CORRECTIONS:
        return None
    now = environment.now()
    why = Reason(CORRECTED, (("title", request.release.title),))
    hashes = request.release.hashes | release.hashes
    changes: dict[str, Any] = {
        "release": replace(release, hashes=hashes),
        "reasons": (why, *(one for one in request.reasons if one.code != CORRECTED)),
    }
    if request.state is State.PENDING:
        return request.note(at=now, who=SYSTEM, why=why, **changes)
    if request.state not in _ASKED_ANEW or rule is None:
        return None
    if not counts(request.release.title, release.title):
        return None
    changes |= {"expires": expiry(environment, rule), **request.anew()}
    return request.move(State.PENDING, at=now, who=SYSTEM, why=why, **changes)


def gone_elsewhere(request: Request, release: Release) -> bool:
    """Tell whether a request failed for its link alone, and another source has its release now."""
    if request.state is not State.FAILED or request.release.source == release.source:
        return False
    return any(
        entry.after is State.FAILED is not entry.before
        and entry.why.code.startswith(LINK)
        for entry in request.journal[-3:]
    )


def answered_already(request: Request, release: Release, now: float) -> bool:
    """Tell whether a request is surely for what a person hands in, and says something against that.

    One that has failed does not, nor one that was given up: whoever comes with it again wants it.
    """
    if request.state in (State.FAILED, State.CANCELLED):
        return False
    proof = evidence(known_as(request), offered_as(release, now))
    return (proof or 0) >= Evidence.HANDED_IN

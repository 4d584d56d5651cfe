"""Plan: by what a completed download comes home, and who decides about the file that is there."""

from collections.abc import Collection
from dataclasses import dataclass

from ...engine.home.home import Existing, Landing, Means, Where
from ...engine.quality.comparison import Choice
from ...engine.reason import Reason
from ...engine.request import ActorKind, Request, State

# A library's subentry and its own id of an item.
type Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """By what something comes home, and for which item of which library.

    ``why`` is said of what stays where it is, although one might expect otherwise.
    """

    means: Means
    library: str = ""
    item: str = ""
    why: Reason | None = None


def plan(
    request: Request,
    landing: Landing,
    *,
    importers: Collection[str],
    empty: Collection[Place] = (),
) -> Plan:
    """Return how a request that nobody else brings home comes there.

    ``importers`` are the libraries that import, ``empty`` those places among them where nothing is yet.
    """
    places = [one for one in known_places(request) if one[0] in importers]
    library, item = next(
        (one for one in places if one in empty), places[0] if places else ("", "")
    )
    match landing.where:
        case Where.FOLDER:
            return Plan(means=Means.FILES)
        case Where.BESIDE:
            return Plan(means=Means.SCAN, library=library, item=item)
        case Where.LEAVE:
            return Plan(means=Means.SCAN)
    if not library:
        # Who has none expects none.
        why = Reason("home_no_library") if importers else None
        return Plan(means=Means.SCAN, why=why)
    keeps = request.choice is Choice.KEEP_BOTH
    if keeps and (library, item) not in empty:
        if landing.folder:
            return Plan(means=Means.FILES)
        return Plan(means=Means.SCAN, why=Reason("home_kept_both"))
    return Plan(means=Means.IMPORT, library=library, item=item)


def known_places(request: Request) -> tuple[Place, ...]:
    """Return which libraries have the work of a request, and under which ids."""
    work = request.weighed.work if request.weighed else None
    return work.known_to if work else ()


def by_person(request: Request) -> bool:
    """Tell whether a person said yes to it, and no rule or program alone."""
    line = request.last_move(State.APPROVED)
    if line is None:
        return False
    return line.who.kind in (ActorKind.USER, ActorKind.TELEGRAM)


def usual_choice(landing: Landing) -> Choice | None:
    """Return what a rule wants of what is there, None where it leaves that to people."""
    return {
        Existing.REPLACE: Choice.REPLACE,
        Existing.KEEP_BOTH: Choice.KEEP_BOTH,
    }.get(landing.existing)

"""Plan: by what a completed download comes home, and who decides about the file that is there."""

from dataclasses import dataclass
from typing import Final

from ...engine.home.home import Existing, Landing, Means, Where
from ...engine.quality.comparison import Choice
from ...engine.reason import Reason
from ...engine.request import ActorKind, Request, State

# Why it stays where it was saved: those that import do not know it.
NO_LIBRARY: Final = "home_no_library"
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


@dataclass(frozen=True, slots=True)
class Places:
    """Where libraries that import have a work, and which of these hold no file of it yet."""

    every: tuple[Place, ...] = ()
    empty: frozenset[Place] = frozenset()

    def of(self, choice: Choice | None) -> Place | None:
        """Return for which of them a download is, None if nobody imports it.

        Where several have it, the one that has nothing of it yet is the one that it is for, unless somebody
        wants what is there replaced.
        """
        wanted = [
            one
            for one in self.every
            if (one in self.empty) is not (choice is Choice.REPLACE)
        ]
        return next(iter((*wanted, *self.every)), None)


def plan(request: Request, landing: Landing, places: Places | None) -> Plan:
    """Return how a request that nobody else brings home comes there.

    ``places`` are None where no library imports at all.
    """
    place = places.of(request.choice) if places else None
    library, item = place or ("", "")
    match landing.where:
        case Where.FOLDER:
            return Plan(means=Means.FILES)
        case Where.BESIDE:
            return Plan(means=Means.SCAN, library=library, item=item)
        case Where.LEAVE:
            return Plan(means=Means.SCAN)
    if places is None or place is None:
        # Who has none expects none.
        why = Reason(NO_LIBRARY) if places is not None else None
        return Plan(means=Means.SCAN, why=why)
    if request.choice is Choice.KEEP_BOTH and place not in places.empty:
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

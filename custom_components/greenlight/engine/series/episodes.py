"""Episodes: all that is known of the episodes of one series, put together as people see them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ..coming import is_gone
from ..library.held import Holder, Number
from ..library.item import Episodes
from ..request import Request, State
from ..title.parse import Title
from .own import OwnSeries
from .states import EpisodeState, Known, asked_as, further, state_of
from .view import EpisodeView

# Whether a rule wants an episode, by its number and by whether its library does.
type Wants = Callable[[Number, bool], bool]


@dataclass(frozen=True, slots=True)
class Telling:
    """A request, and its title as its rule reads it."""

    request: Request
    title: Title


@dataclass(frozen=True, slots=True)
class Lines:
    """The episodes in order, and which airs next."""

    views: tuple[EpisodeView, ...]
    next: tuple[str, float] | None = None


@dataclass(slots=True)
class _Line:
    """One episode, while it is put together."""

    name: str = ""
    aired: float | None = None
    monitored: bool = False
    have: bool = False
    asked: EpisodeState | None = None
    request: str = ""
    progress: float | None = None
    refused: bool = False


@dataclass(slots=True)
class _Lines:
    lines: dict[Number, _Line] = field(default_factory=dict)
    dated: bool = False

    def take(self, episodes: Episodes) -> None:
        """Take what a library knows; of two the one that knows more of an episode tells it."""
        for one in episodes.episodes:
            line = self.lines.setdefault((one.season, one.number), _Line())
            line.name = line.name or one.title or one.date
            if one.aired is not None:
                line.aired = one.aired if line.aired is None else line.aired
                self.dated = True
            line.monitored = line.monitored or one.monitored
            line.have = line.have or one.version in episodes.versions

    def ask(self, request: Request, numbers: Iterable[Number], now: float) -> None:
        """Take that a request is about some episodes."""
        asked = asked_as(request, now)
        for number in numbers:
            line = self.lines.setdefault(number, _Line(monitored=True))
            if further(asked, line.asked):
                line.asked, line.request = asked, request.id
                running = asked is EpisodeState.DOWNLOADING
                line.progress = request.progress if running else None


def lines_of(
    libraries: Sequence[Episodes],
    own: OwnSeries | None,
    requests: Iterable[Telling],
    wanted: Wants,
    refused: frozenset[str],
    now: float,
) -> Lines:
    """Return the episodes of a series, by what libraries know, or else by what was fetched.

    ``refused`` are the ids of requests with which all of their work was refused.
    """
    found = _Lines()
    known = [Holder(one, now) for one in libraries]
    for one in libraries:
        found.take(one)
    if own is not None:
        known.append(Holder(own.episodes, now))
        _take_own(found, own)
    for telling in requests:
        request = telling.request
        live = asked_as(request, now) is not None
        left = _is_left(request)
        if not (live or left or request.id in refused):
            continue
        numbers = {number for one in known for number in one.numbers(telling.title)}
        if live:
            found.ask(request, sorted(numbers), now)
        for number in () if live else numbers & found.lines.keys():
            line = found.lines[number]
            line.have = line.have or left
            line.refused = line.refused or not left
    views = [
        _view(number, line, found.dated, wanted, now)
        for number, line in sorted(found.lines.items())
    ]
    return Lines(tuple(views), _next(views))


def _is_left(request: Request) -> bool:
    """Tell whether something stays where its client saved it, where no library sees it."""
    home = request.home
    complete = request.state is State.COMPLETED and not is_gone(request)
    return complete and home is not None and home.over


def _take_own(found: _Lines, own: OwnSeries) -> None:
    for one in own.episodes.episodes:
        number = one.season, one.number
        line = found.lines.setdefault(number, _Line(name=one.date, monitored=True))
        fetched = own.request_of(one.version)
        if fetched is not None and not fetched.on_way:
            line.have, line.request = True, fetched.request


def _view(
    number: Number, line: _Line, dated: bool, wanted: Wants, now: float
) -> EpisodeView:
    known = Known(
        have=line.have,
        asked=line.asked,
        skipped=line.refused or not wanted(number, line.monitored),
        aired=line.aired,
        dated=dated,
    )
    return EpisodeView(
        season=number[0],
        number=number[1],
        state=state_of(known, now),
        name=line.name,
        aired=line.aired,
        progress=line.progress,
        request=line.request,
    )


def _next(views: Iterable[EpisodeView]) -> tuple[str, float] | None:
    coming = [
        (one.aired, one.label)
        for one in views
        if one.state is EpisodeState.SOON and one.aired is not None
    ]
    if not coming:
        return None
    aired, label = min(coming)
    return label, aired

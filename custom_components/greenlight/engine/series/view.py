"""View: what people see of one series under one rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from .states import ON_WAY, EpisodeState


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeView:
    """One episode and how far it has come.

    ``aired`` is in epoch seconds and may be to come, ``progress`` is 0 to 1 while it is downloaded.
    ``request`` is the id of the request that is asked about, on its way or has brought it, empty if there
    is none.
    """

    season: int
    number: int
    state: EpisodeState
    name: str = ""
    aired: float | None = None
    progress: float | None = None
    request: str = ""

    @property
    def label(self) -> str:
        """Return what it is called: ``S01E04``."""
        return f"S{self.season:02}E{self.number:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    """One series of one rule, its episodes in order.

    ``library`` and ``item`` say where it is known, both empty where no library knows it. ``next`` is the
    episode that airs next and when (epoch seconds), None where nobody knows of one. ``wanted`` are the
    seasons that its rule is for, or begins with; none where it is for all.
    """

    rule: str
    title: str
    library: str = ""
    item: str = ""
    episodes: tuple[EpisodeView, ...] = ()
    next: tuple[str, float] | None = None
    wanted: tuple[int, ...] = ()

    @property
    def seasons(self) -> tuple[int, ...]:
        """Return the numbers of its seasons, in order."""
        return tuple(dict.fromkeys(one.season for one in self.episodes))

    @property
    def missing(self) -> tuple[EpisodeView, ...]:
        """Return what is out and wanted, and of which nothing that would do is known."""
        return tuple(one for one in self.episodes if one.state is EpisodeState.MISSING)

    @property
    def on_way(self) -> tuple[EpisodeView, ...]:
        """Return what is being downloaded or brought home."""
        return tuple(one for one in self.episodes if one.state in ON_WAY)


# Of one episode under several rules the first of these is told.
_FURTHEST: Final = (
    EpisodeState.BETTER,
    EpisodeState.HAVE,
    EpisodeState.DOWNLOADED,
    EpisodeState.DOWNLOADING,
    EpisodeState.ASKED,
    EpisodeState.OFFERED,
    EpisodeState.MISSING,
    EpisodeState.SOON,
    EpisodeState.SKIPPED,
)


def together(views: Sequence[SeriesView]) -> SeriesView:
    """Return one series that several rules follow, each of its episodes as far as it has come."""
    episodes: dict[tuple[int, int], EpisodeView] = {}
    for one in (one for view in views for one in view.episodes):
        number = one.season, one.number
        other = episodes.get(number, one)
        first, last = sorted((other, one), key=lambda it: _FURTHEST.index(it.state))
        episodes[number] = replace(
            first,
            name=first.name or last.name,
            aired=last.aired if first.aired is None else first.aired,
        )
    coming = [view.next for view in views if view.next]
    return replace(
        views[0],
        episodes=tuple(episodes[number] for number in sorted(episodes)),
        next=min(coming, key=lambda one: one[1], default=None),
        wanted=tuple(sorted({number for view in views for number in view.wanted})),
    )

"""Refusal: what a person's no covers beyond the one release that they were asked about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from .candidates import Work, work_of
from .library.item import Ids
from .reading import read
from .release import Release
from .request import Request
from .stored import Reading
from .text import clean_title
from .weighed import Weighed, Work as Known

# For how many days more than a release is refused, unless somebody says otherwise.
USUAL_DAYS: Final = 30
# More names of one work than any title has, and more kinds than there are.
_MOST: Final = 50


class Scope(StrEnum):
    """How much is refused."""

    RELEASE = "release"
    GROUP = "group"  # everything by its group
    TITLE = "title"  # every release of the work
    GAIN = "gain"  # what has the same drawback, or is better in the same ways only


class CannotRefuse(Exception):
    """A question has nothing of that scope: no group, no title, nothing that is compared."""

    def __init__(self, scope: Scope) -> None:
        """Keep the scope that was meant."""
        super().__init__(scope.value)
        self.scope = scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What is refused. ``name`` is how people call it: a group, a work; empty for kinds of gains.

    ``work`` and ``ids`` tell the work. ``losses`` are kinds of which one is enough, ``gains`` kinds of
    which nothing but those is gained; they hold for ``rule``, or for the work where there is no rule.
    """

    scope: Scope
    name: str = ""
    work: Work = field(default_factory=lambda: Work(frozenset(), None))
    ids: Ids = field(default_factory=Ids)
    gains: frozenset[str] = frozenset()
    losses: frozenset[str] = frozenset()
    rule: str = ""

    def covers(self, release: Release, weighed: Weighed | None, rule: str) -> bool:
        """Tell whether a release is refused, as held against what is there, and for which rule."""
        match self.scope:
            case Scope.GROUP:
                return _group(release.title) == self.name.casefold()
            case Scope.TITLE:
                return self._same_work(release, weighed)
            case Scope.GAIN:
                mine = (
                    rule == self.rule
                    if self.rule
                    else self._same_work(release, weighed)
                )
                return mine and weighed is not None and self._same_gain(weighed)
        return False

    def _same_work(self, release: Release, weighed: Weighed | None) -> bool:
        if weighed is not None and weighed.work is not None:
            agree = self.ids.agree(weighed.work.ids)
            if agree is not None:
                return agree
        return self.work.same(work_of(read(release.title)))

    def _same_gain(self, weighed: Weighed) -> bool:
        if self.losses:
            return any(one.kind in self.losses for one in weighed.losses)
        gains = {one.kind for one in weighed.gains}
        return bool(gains) and gains <= self.gains


def refusal_of(request: Request, scope: Scope) -> Refusal:
    """Return what is refused with a question. Raises ``CannotRefuse``."""
    refused = _REFUSED[scope](request)
    if refused is None:
        raise CannotRefuse(scope)
    return refused


def _of_group(request: Request) -> Refusal | None:
    group = clean_title(read(request.release.title).group or "")
    return Refusal(scope=Scope.GROUP, name=group) if group else None


def _of_title(request: Request) -> Refusal | None:
    title, work = read(request.release.title), _work(request)
    names = work_of(title)
    ids = work.ids if work else Ids()
    if not (names.names or ids.any):
        return None
    # The whole work: of a series not the one episode.
    name = clean_title((work.title if work else title.title) or "")
    return Refusal(scope=Scope.TITLE, name=name, work=names, ids=ids)


def _of_gain(request: Request) -> Refusal | None:
    weighed, work = request.weighed, _work(request)
    if weighed is None or not (weighed.gains or weighed.losses):
        return None
    return Refusal(
        scope=Scope.GAIN,
        rule=request.rule,
        work=work_of(read(request.release.title)),
        ids=work.ids if work else Ids(),
        gains=frozenset(one.kind for one in weighed.gains),
        losses=frozenset(one.kind for one in weighed.losses),
    )


_REFUSED: Final[Mapping[Scope, Callable[[Request], Refusal | None]]] = {
    Scope.RELEASE: lambda request: Refusal(scope=Scope.RELEASE),
    Scope.GROUP: _of_group,
    Scope.TITLE: _of_title,
    Scope.GAIN: _of_gain,
}


def _work(request: Request) -> Known | None:
    return request.weighed.work if request.weighed else None


def _group(title: str) -> str:
    return clean_title(read(title).group or "").casefold()


def refusal_to_dict(refusal: Refusal) -> dict[str, Any]:
    """Return what ``refusal_from_dict`` reads; what is empty is left out."""
    said = {
        "name": refusal.name,
        "names": sorted(refusal.work.names),
        "year": refusal.work.year,
        "tmdb": refusal.ids.tmdb,
        "imdb": refusal.ids.imdb,
        "tvdb": refusal.ids.tvdb,
        "gains": sorted(refusal.gains),
        "losses": sorted(refusal.losses),
        "rule": refusal.rule,
    }
    kept = {key: value for key, value in said.items() if value not in ("", None, [])}
    return {"scope": refusal.scope.value, **kept}


def refusal_from_dict(data: Mapping[str, Any]) -> Refusal:
    """Read what is refused. Raises ``KeyError`` or ``ValueError`` if there is no telling what."""
    read_ = Reading()
    return Refusal(
        scope=Scope(data["scope"]),
        name=clean_title(read_.text(data.get("name"))),
        work=Work(
            frozenset(read_.texts(data.get("names"))[:_MOST]),
            read_.whole(data.get("year"), None),
        ),
        ids=Ids(
            tmdb=read_.whole(data.get("tmdb"), None),
            imdb=read_.text(data.get("imdb")),
            tvdb=read_.whole(data.get("tvdb"), None),
        ),
        gains=frozenset(read_.texts(data.get("gains"))[:_MOST]),
        losses=frozenset(read_.texts(data.get("losses"))[:_MOST]),
        rule=read_.text(data.get("rule")),
    )

"""Which requests are for a film, a series, or an item of a library."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..engine.question import is_series, work_name
from ..engine.reading import read
from ..engine.request import Request
from .action import Fields

ATTR_FILM: Final = "film"
ATTR_SERIES: Final = "series"
ATTR_ITEM: Final = "item"

OF_WORK: Final[Fields] = {
    vol.Optional(ATTR_FILM, default=""): cv.string,
    vol.Optional(ATTR_SERIES, default=""): cv.string,
    vol.Optional(ATTR_ITEM, default=""): cv.string,
}


def of_work(data: Mapping[str, Any]) -> Callable[[Request], bool]:
    """Return what tests for what was filled in; everything passes where nothing was."""
    film, series = data[ATTR_FILM].casefold(), data[ATTR_SERIES].casefold()
    item = data[ATTR_ITEM].strip().casefold()

    def test(request: Request) -> bool:
        return (
            (not film or _called(request, film, series=False))
            and (not series or _called(request, series, series=True))
            and (not item or item in _ids(request))
        )

    return test


def _called(request: Request, words: str, *, series: bool) -> bool:
    """Tell whether all words are in the name of a work of that kind, as far as it is known."""
    title = read(request.release.title)
    work = request.weighed.work if request.weighed else None
    if is_series(work, title) is not series:
        return False
    name = work_name(request).casefold()
    return all(word in name for word in words.split())


def _ids(request: Request) -> Iterator[str]:
    """Yield by what the item of a request is known: in libraries, and in the world's databases."""
    weighed = request.weighed
    if weighed is None:
        return
    for work in (*([weighed.work] if weighed.work else []), *weighed.works):
        yield from (item.casefold() for _, item in work.known_to)
        yield work.ids.imdb
        yield f"tmdb:{work.ids.tmdb}"
        yield f"tvdb:{work.ids.tvdb}"

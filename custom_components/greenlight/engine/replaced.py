"""Replaced: which of the files that were there have gone for what was brought home."""

from typing import Final

from .home.home import Means
from .quality.comparison import Choice
from .request import Request
from .weighed import There

# Nothing is imported by these, and nothing that is there goes for it.
BESIDE: Final = frozenset({Means.FILES, Means.SCAN})


def stays(request: Request) -> bool:
    """Tell whether what was there stays beside it.

    Where somebody has it imported whatever speaks against it, its library puts it in the place of the old
    one all the same.
    """
    home = request.home
    if home is not None and home.means in BESIDE:
        return True
    forced = home is not None and home.forced
    return request.choice is Choice.KEEP_BOTH and not forced


def gone_for(request: Request) -> tuple[There, ...]:
    """Return the files that go for it, empty for none, or where nobody has decided on them."""
    there = request.weighed.there if request.weighed else ()
    forced = request.home is not None and request.home.forced
    if stays(request) or not (forced or request.choice is Choice.REPLACE):
        return ()
    return tuple(one for one in there if one.replaced)

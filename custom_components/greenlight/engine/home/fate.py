"""Fate: what an approval means for the file that is there."""

from ..quality.comparison import Choice
from ..weighed import Weighed
from .home import Existing, Landing, Where


def becomes(
    landing: Landing,
    weighed: Weighed | None,
    choice: Choice | None,
    *,
    asked: bool,
    imports: bool,
) -> Choice | None:
    """Return what is to become of the file that is there, None where nothing would go for it.

    A person's own ``choice`` counts before all else. Where a rule leaves it to people, a plain yes means
    what the question showed: that it is replaced, where a library that ``imports`` has a file of it. What
    was approved without that somebody was ``asked`` replaces nothing unless its rule says so.
    """
    if choice is not None:
        return choice
    if weighed is None or not any(one.replaced for one in weighed.there):
        return None
    if landing.where is not Where.LIBRARY or not imports:
        return Choice.KEEP_BOTH
    if landing.existing is Existing.REPLACE:
        return Choice.REPLACE
    offered = not weighed.choices or Choice.REPLACE in weighed.choices
    if landing.existing is Existing.CHOOSE and asked and offered:
        return Choice.REPLACE
    return Choice.KEEP_BOTH

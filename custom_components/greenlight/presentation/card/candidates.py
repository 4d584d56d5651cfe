"""Candidates: the releases of one item side by side, each held against what is there."""

from collections.abc import Callable, Iterator
from typing import Final

from ...engine.outcome import Outcome
from ...engine.quality.comparison import Comparison
from ...engine.quality.gains import Gain
from ...engine.reading import read
from ...engine.request import Request
from ...engine.weighed import Weighed
from ...engine.wording import rows_of
from ..asking.compared import label_of, languages_of, offered_as
from ..asking.told import Told
from ..cut import clean
from ..question import label_of_row, sides
from ..saying import Piece, Several, Size
from .pieces import Json, filled, piece_view
from .release import from_view, sure_view

# What is both better and worse is worth a look, as what is worse is.
_MARKS: Final = {"+": "better", "-": "worse", "±": "worse"}
# What is told of each release anyway, so that its row says something only where it counts, or never.
_GROUP: Final = "Group"
_SIZE: Final = "Size"
# What is better or worse and is in no row of the table.
_NO_ROW: Final = frozenset({Gain.LANGUAGE, Gain.BITRATE})


def candidates_view(each: list[Request], tell: Callable[[Request], Told]) -> Json:
    """Return a request and what else there is of it; ``each`` is as it would be about one of them.

    The first one is what is asked about. ``tell`` tells what there is to tell of a request.
    """
    asked = each[0]
    mark = tell(asked).mark
    have = have_of(asked.weighed)
    return filled(
        {
            "have": None if have is None else piece_view(have),
            "candidates": [
                {
                    **({"place": place} if place else {}),
                    "seen": mark,
                    **_candidate(one, tell(one)),
                }
                for place, one in enumerate(each)
            ],
        }
    )


def _candidate(request: Request, told: Told) -> Json:
    return {
        "rows": list(rows_view(request)),
        **filled({"bytes": request.bytes}),
        "sure": sure_view(told),
        "from": from_view(request, told),
    }


def have_of(weighed: Weighed | None) -> Piece | None:
    """Return what is there: the file that would go, else the first."""
    there = weighed.there if weighed else ()
    file = next((one for one in there if one.replaced), there[0] if there else None)
    if file is None:
        return None
    known = clean(file.quality or file.name)
    return known if file.size is None else Several((known, Size(file.size)))


def rows_view(request: Request, *, both: bool = False) -> Iterator[Json]:
    """Yield what a release offers, row by row, with a mark where that is better or worse.

    With ``both`` what is there instead is told beside what has a mark.
    """
    weighed = request.weighed or Weighed()
    quality = read(request.release.title).quality
    table = weighed.rows
    if not table:
        alone = Comparison(outcome=Outcome.ASK, offered=quality)
        table = tuple((row.label, row.have, row.offered, "") for row in rows_of(alone))
    for name, have, offered, sign in table:
        if name != _SIZE and (sign or name != _GROUP):
            label = label_of_row(name)
            value = clean(offered_as(label, offered, quality.resolution))
            mark = _MARKS.get(sign)
            there = clean(have) if both and mark else None
            yield filled({"label": label, "value": value, "mark": mark, "have": there})
    marked = set[str]()
    for shifts, mark in ((weighed.gains, "better"), (weighed.losses, "worse")):
        for shift in shifts:
            label = label_of(shift.kind, shift.offered)
            if shift.kind in _NO_ROW and label not in marked:
                marked.add(label)
                have, value = map(clean, sides(shift))
                there = have if both else None
                yield filled(
                    {"label": label, "value": value, "mark": mark, "have": there}
                )
    languages = languages_of(quality)
    if languages and (label := label_of(Gain.LANGUAGE)) not in marked:
        yield {"label": label, "value": clean(languages)}

"""Difference: gains and losses of an offered quality against one version that is there."""

from functools import lru_cache
from typing import Final

from .gains import Change, Difference, Doubt, Gain
from .ladder import Ladder
from .makes import (
    compare_bitrates,
    compare_editions,
    compare_groups,
    compare_languages,
    compare_propers,
    compare_sources,
)
from .pictures import compare_pictures, compare_resolutions
from .quality import Quality
from .sounds import compare_sounds

_COMPARED: Final = (
    *(compare_pictures, compare_resolutions, compare_sources, compare_sounds),
    *(compare_propers, compare_groups, compare_editions),
    *(compare_languages, compare_bitrates),
)


@lru_cache(maxsize=512)
def difference(offered: Quality, have: Quality, ladder: Ladder) -> Difference:
    """Compare what is offered with one version, kind by kind; many rules ask the same."""
    gains: dict[Gain, Change] = {}
    losses: dict[Gain, Change] = {}
    doubts: list[Doubt] = []
    for compared in _COMPARED:
        for found in compared(offered, have, ladder):
            if isinstance(found, Doubt):
                doubts.append(found)
                continue
            side = gains if found.better else losses
            side.setdefault(found.change.kind, found.change)
    order = list(Gain)
    for change in (*gains.values(), *losses.values()):
        doubts.extend(change.doubts)
    return Difference(
        tuple(sorted(gains.values(), key=lambda change: order.index(change.kind))),
        tuple(sorted(losses.values(), key=lambda change: order.index(change.kind))),
        tuple(dict.fromkeys(doubts)),
    )

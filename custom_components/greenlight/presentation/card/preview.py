"""Preview: what a rule would make of all that is known, for the card."""

from collections.abc import Callable, Iterable

from ...engine.rules import Rule
from ...engine.summary import shown_name
from ...gate.judge import Judged
from ...gate.preview import Preview
from ..cut import clean
from ..previews import Counted, pieces
from .pieces import Json, filled, piece_views


def preview_view(
    names: Iterable[str],
    preview: Preview | None,
    rule: Rule | None,
    name_of: Callable[[str | None], str | None],
    kept_away: Callable[[Judged], str],
    most: int,
) -> Json:
    """Return the names of all rules, and what one of them would make of what is known.

    Without a ``preview`` only the names are told. ``kept_away`` says why a release is not asked about
    although it fits, in words; ``name_of`` names a source by its id. No more than ``most`` are named.
    """
    found: Json = {
        "rules": [clean(name) for name in names],
        "told": [],
        "releases": [],
    }
    if preview is None or rule is None:
        return found
    return found | {
        "told": piece_views(pieces(Counted.of(preview), rule)),
        "releases": [
            filled(
                {
                    "name": clean(shown_name(one.release.title)),
                    "bytes": one.release.size,
                    "source": clean(name_of(one.release.source) or ""),
                    "what": what,
                    "reasons": [
                        *piece_views(one.verdict.reasons),
                        *([clean(why)] if (why := _why(what, one, kept_away)) else []),
                    ],
                }
            )
            for what, one in preview.first(most)
        ],
    }


def _why(what: str, one: Judged, kept_away: Callable[[Judged], str]) -> str:
    return kept_away(one) if what == "failed_before" else ""

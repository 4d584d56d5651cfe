"""Makes compared: from what and by whom, which edition and languages, how many bits."""

import re
from typing import Final

from .gains import Change, Doubt, Found, Gain, Result, Side, change_of, doubt_about
from .ladder import Ladder
from .likely import UNKNOWN_TEXT, Judged, Why, picture, resolution
from .quality import Quality
from .size import lower_bitrate, shown_rate

_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = re.compile("['’]")
# Of these every edition is one.
_ANY_EDITION: Final = frozenset({"cut", "edition", "version"})


def compare_sources(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare what they were made from, as the ladder puts that in order."""
    if offered.source is None and have.source is None:
        return
    if offered.source is None or have.source is None:
        side = Side.OFFERED if offered.source is None else Side.HAVE
        yield Doubt(Gain.SOURCE, side, UNKNOWN_TEXT, Why.UNKNOWN)
    elif up := ladder.source(offered.source) - ladder.source(have.source):
        change = change_of(
            Gain.SOURCE,
            Judged(have.source, have.source.value, doubt_about(have, "source")),
            Judged(
                offered.source, offered.source.value, doubt_about(offered, "source")
            ),
        )
        yield Found(up > 0, change)


def compare_propers(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare revisions, which count within one group's work in one quality."""
    if offered.revision == have.revision or not _same_work(offered, have, ladder):
        return
    yield Found(
        offered.revision > have.revision,
        Change(Gain.PROPER, f"v{have.revision}", f"v{offered.revision}"),
    )


def _same_work(offered: Quality, have: Quality, ladder: Ladder) -> bool:
    if offered.group is None or have.group is None:
        return False
    sizes = [resolution(quality) for quality in (offered, have)]
    return (
        offered.group.casefold() == have.group.casefold()
        and offered.source == have.source
        and len({size.value if size else None for size in sizes}) == 1
        and ladder.step(picture(offered).value) == ladder.step(picture(have).value)
    )


def compare_groups(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare by whom they were made, where some groups are preferred."""
    wanted = [group.casefold() for group in reversed(ladder.groups)]
    yield from _preferred(Gain.GROUP, offered.group, have.group, wanted)


def compare_editions(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare editions; without a preference one that is named is gained and lost as such."""
    there, here = _edition(offered.edition), _edition(have.edition)
    if there == here:
        return
    if ladder.editions:
        wanted = [_edition(edition) for edition in reversed(ladder.editions)]
        places = [
            wanted.index(name) if name in wanted else -1 for name in (there, here)
        ]
        yield from _placed(Gain.EDITION, offered.edition, have.edition, places)
        return
    change = change_of(
        Gain.EDITION,
        *(
            Judged(one.edition, one.edition or "–", doubt_about(one, "edition"))
            for one in (have, offered)
        ),
    )
    if offered.edition is not None:
        yield Found(True, change)
    if have.edition is not None:
        yield Found(False, change)


def _edition(name: str | None) -> frozenset[str]:
    """Return what an edition is called, however it is written: "Director's Cut", "Directors"."""
    plain = _APOSTROPHES.sub("", (name or "").casefold())
    words = frozenset(word.removesuffix("s") for word in _WORD.findall(plain))
    return words - _ANY_EDITION or words


def _preferred(
    kind: Gain, offered: str | None, have: str | None, wanted: list[str]
) -> Result:
    """Compare by a list of what is preferred, worst first; what is not in it is all the same."""
    places = [
        wanted.index(name.casefold()) if name and name.casefold() in wanted else -1
        for name in (offered, have)
    ]
    yield from _placed(kind, offered, have, places)


def _placed(
    kind: Gain, offered: str | None, have: str | None, places: list[int]
) -> Result:
    if places[0] != places[1]:
        change = Change(kind, have or UNKNOWN_TEXT, offered or UNKNOWN_TEXT)
        yield Found(places[0] > places[1], change)


def compare_languages(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare languages: those that are preferred, or all where there is no preference."""
    there, here = offered.languages, have.languages
    if not there or not here:
        if ladder.languages and there != here:
            side = Side.HAVE if there else Side.OFFERED
            yield Doubt(Gain.LANGUAGE, side, UNKNOWN_TEXT, Why.UNKNOWN)
        return
    if ladder.languages:
        there, here = (
            spoken & {*ladder.languages, "multi"} for spoken in (there, here)
        )
    change = Change(Gain.LANGUAGE, _listed(have), _listed(offered))
    # "multi" may be any: it neither gains nor loses a language for certain.
    if there - here and "multi" not in here:
        yield Found(True, change)
    if here - there and "multi" not in there:
        yield Found(False, change)


def _listed(quality: Quality) -> str:
    return ", ".join(sorted(quality.languages))


def compare_bitrates(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare the bits of a minute: fewer are a loss, more are no gain."""
    del ladder  # less is less
    there, here = resolution(offered), resolution(have)
    same = (there.value if there else None) == (here.value if here else None)
    if same and lower_bitrate(offered, have):
        shown = shown_rate(have, offered), shown_rate(offered, have)
        yield Found(False, Change(Gain.BITRATE, *shown))

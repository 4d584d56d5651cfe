"""Layout: what of a download goes into a folder, and what each file is called there.

Videos are named by a template, and whatever belongs to one has its stem. A film in several files keeps
which part each is, as media servers then play them one after the other. A film on a disc comes as the
folder that it is: a name is all that is changed of it, and that is the folder's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..library.item import Kind
from .dangerous import Named, discs, is_video
from .naming import ENDING_BYTES, STEM_BYTES, Facts, apart, stem_of
from .parts import part_of
from .safe_name import endings, safe_name
from .subtitles import Owners, is_subtitle, numbered, said_by

# Nobody's film or series has more videos in one download.
MOST_VIDEOS: Final = 2000


def stem_for(template: str, facts: Facts, video: str, *, part: bool) -> str:
    """Return where a video belongs below the folder, without its ending; a ``part`` says which it is."""
    own = endings(video.replace("\\", "/").rpartition("/")[2])[0]
    found = stem_of(template, facts, own)
    if facts.kind is Kind.SERIES and not (
        facts.episodes or facts.absolute or facts.date
    ):
        # Which episode it is, only its own name may tell.
        folder, sign, _ = found.rpartition("/")
        found = f"{folder}{sign}{safe_name(own, STEM_BYTES) or '_'}"
    return f"{found} - pt{part_of(video)[1]}" if part else found


def laid_out(
    pieces: Sequence[Named], stems: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield each file that is brought, and where it belongs below the folder.

    ``stems`` are those of the works, by their names.
    """
    own = dict(zip(stems, apart(stems.values()), strict=True))
    for video, stem in own.items():
        yield video, f"{stem}{endings(video)[1][:ENDING_BYTES]}"
    owners = Owners([name for name, _ in pieces if is_video(name)], own)
    texts: dict[str, list[tuple[str, str]]] = {}
    for name, _ in pieces:
        if is_subtitle(name) and (video := owners.of(name)):
            texts.setdefault(video, []).append((name, said_by(name, video)))
    for video, its in texts.items():
        for name, ending in numbered(its).items():
            yield name, f"{own[video]}{ending}"


def disc_laid_out(
    pieces: Sequence[Named], template: str, facts: Facts
) -> dict[str, str]:
    """Return where each file of a film on discs belongs below the folder, nothing for what is no such film.

    Several discs keep what each is called. Of a series nobody can tell which episodes are on one.
    """
    roots = discs(pieces) if facts.kind is Kind.MOVIE else ()
    if not roots:
        return {}
    stem = stem_of(template, facts, "")
    above = stem.rpartition("/")[0] or stem
    found: dict[str, str] = {}
    for name, _ in pieces:
        root = _root_of(name, roots)
        if root is None:
            continue
        rest = name[len(root) :].strip("/") if root else name
        own = f"{safe_name(root.rpartition('/')[2]) or '_'}/" if len(roots) > 1 else ""
        found[name] = f"{above}/{own}{rest}"
    return found if len(set(found.values())) == len(found) else {}


def _root_of(name: str, roots: Sequence[str]) -> str | None:
    """Return the folder of the disc that a file is on, None if it is on none."""
    return next((one for one in roots if not one or name.startswith(f"{one}/")), None)

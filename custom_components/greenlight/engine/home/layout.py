"""Layout: what of a download goes into a folder, and what each file is called there.

Videos are named by a template, and whatever belongs to one has its stem. A film in several files keeps
which part each is, as media servers then play them one after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..library.item import Kind
from .dangerous import Named, is_video
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

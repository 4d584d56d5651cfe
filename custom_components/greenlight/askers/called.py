"""What a program calls a release: some name the file after it, others at random."""

import re
from typing import Final

from ..engine.reading import read
from ..engine.text import clean_title

# These name the file they hand over after the release, in full.
_EXACT: Final = re.compile(r"(?i)(?:sonarr|radarr|lidarr|readarr|whisparr|prowlarr)/")
_KIND: Final = re.compile(
    r"(?i)\.(?:nzb|torrent)(?:\.(?:gz|bz2|xz|zip))?$|\.(?:gz|bz2|xz|zip)$"
)


def called_by_file(file_name: str, agent: str) -> str:
    """Return the release's name by that of its file, empty where that only names a file."""
    name = clean_title(_KIND.sub("", re.split(r"[/\\]", file_name)[-1].strip()))
    if _EXACT.match(agent):
        return name
    title = read(name)
    quality = title.quality
    which = title.year or title.seasons or title.episodes or title.date
    how = quality.resolution or quality.source or title.group
    return name if title.title and (which or how) else ""

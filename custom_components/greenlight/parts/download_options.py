"""From what was filled in, in a rule's form or for an action, to how a download is to be made."""

from collections.abc import Iterable, Mapping
import re
from typing import Any, Final

from ..engine.options import DownloadOptions, Layout, Priority
from . import rule_settings as settings
from .setting import Setting

# What a rule and whoever requests something can say of it.
OPTIONS: Final[tuple[Setting, ...]] = (*settings.DOWNLOAD, *settings.LIMITS)
# What qBittorrent takes: no backslash, and slashes only between names. It is a folder, too, for who is not
# told another one, so none of them is one that leads out of where the client writes.
_CATEGORY: Final = re.compile(r"(?![. ]+(/|$))[^\\/]+(/(?![. ]+(/|$))[^\\/]+)*")


def build_options(data: Mapping[str, Any]) -> DownloadOptions:
    """Return the options that were filled in, in the form's units.

    Raises ``ValueError`` or ``TypeError`` for what no form has filled in.
    """
    return DownloadOptions(
        category=settings.CATEGORY.of(data) or "",
        save_path=settings.SAVE_PATH.of(data) or "",
        tags=tuple(settings.TAGS.of(data)),
        stopped=settings.STOPPED.of(data),
        sequential=settings.SEQUENTIAL.of(data),
        first_last=settings.FIRST_LAST.of(data),
        ratio_limit=settings.RATIO_LIMIT.of(data),
        seeding_time=settings.SEEDING_TIME.scaled(data),
        inactive_seeding_time=settings.INACTIVE_SEEDING_TIME.scaled(data),
        download_limit=settings.DOWNLOAD_LIMIT.scaled(data),
        upload_limit=settings.UPLOAD_LIMIT.scaled(data),
        priority=Priority(settings.PRIORITY.of(data)),
        content_layout=_layout(settings.CONTENT_LAYOUT.of(data)),
    )


def _layout(chosen: str | None) -> str:
    if not chosen:
        return ""
    for one in Layout:
        if one.name.lower() == chosen:
            return one
    raise ValueError(chosen)


def as_category(said: Any) -> str:
    """Return a category as a client takes it, empty for none. Raises ``ValueError``."""
    category = str(said or "").strip()
    if category and not _CATEGORY.fullmatch(category):
        raise ValueError(category)
    return category


def split_words(lines: Iterable[str]) -> list[str]:
    """Return what was listed, one a line or separated by commas, as people do."""
    return [word.strip() for line in lines for word in line.split(",") if word.strip()]

"""Always: the narrow rule that somebody wants from a question they have just said yes to.

It is the rule that asked, for what is like the release that was approved: its group, its picture and
sound, not much larger, of a series only that one. A rule never approves what is worse in anything, so
neither does this one. It pauses itself as soon as something it had fetched is not as promised.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from ..const import CONF_ALWAYS
from ..engine.criteria import Profile
from ..engine.library.item import Kind
from ..engine.quality.quality import Confidence, Layer, Quality
from ..engine.question import QuestionKind, kind_of
from ..engine.reading import read
from ..engine.request import Request
from ..engine.rules import Action
from . import rule_library_settings as library, rule_settings as settings
from .setting import GB, Setting

_NOT_ALWAYS: Final = frozenset({None, QuestionKind.WHICH, QuestionKind.WARNING})
# Where what is fetched takes more than that, the next ten are the limit, else the next one.
_TEN: Final = 10 * GB


def always(request: Request, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the data of a rule for what is like a request, from the ``data`` of the rule that asked.

    None where no narrow rule can be made of it: what it is, who made it and how large it is has to be
    certain, and nothing may get worse. What takes several people's yes is not for one of them to
    approve from now on.
    """
    title = read(request.release.title)
    weighed, size = request.weighed, request.bytes
    if (
        kind_of(request) in _NOT_ALWAYS
        or request.ballot is not None
        or weighed is None
        or weighed.work is None
        or weighed.losses
        or not title.group
        or title.quality.sure("group") is not Confidence.STATED
        or not size
    ):
        return None
    narrowed: dict[Setting, Any] = {
        settings.ACTION: Action.APPROVE.value,
        settings.GROUPS: [title.group],
        settings.MAX_SIZE: _limit(size),
        **_picture(title.quality),
    }
    if weighed.work.kind is Kind.SERIES:
        narrowed[settings.TITLES] = [weighed.work.title]
    kept = {
        key: value
        for key, value in data.items()
        if key not in _FORGOTTEN and value not in (None, "", [])
    }
    return kept | {one.key: value for one, value in narrowed.items()}


# What is of the rule that asked alone.
_FORGOTTEN: Final = frozenset({"look_back", CONF_ALWAYS, library.FIRST.key})


def _limit(size: int) -> int:
    step = _TEN if size > _TEN else GB
    return ceil(size / step) * step // GB


def _picture(quality: Quality) -> dict[Setting, Any]:
    """Return what a title says for certain of picture and make, as what is wanted."""
    said: dict[Setting, Any] = {}
    if quality.resolution and f"{quality.resolution}" in settings.RESOLUTIONS.options:
        said[settings.RESOLUTIONS] = [str(quality.resolution)]
    if quality.source and quality.sure("source") is Confidence.STATED:
        said[settings.ORIGINS] = [quality.source.value]
    if quality.profile in Profile and quality.sure("profile") is Confidence.STATED:
        said[settings.PROFILES] = [quality.profile]
    if quality.layer in (Layer.FEL, Layer.MEL):
        said[settings.LAYERS] = [quality.layer.value]
    return said

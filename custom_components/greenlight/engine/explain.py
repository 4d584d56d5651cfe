"""Explain: what a title says and what it would gain, for people and for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
import json
from typing import Any, Final

from .quality.comparison import Comparison, compare
from .quality.ladder import FEL_CHAIN, PRESETS, Ladder, LadderError
from .quality.quality import Confidence, Quality
from .quality.wishes import Settings, SettingsError, read_settings
from .reading import plain_title
from .title.json import plain, title_to_dict
from .title.parse import Title, parse
from .wording import sentence

_WITHIN: Final = frozenset({"quality", "confidence", "sheet"})
# What can be read, in the order of a title's fields; where a quality has a field of the same name,
# the title's says more.
_READ: Final = (
    *(field for field in fields(Title) if field.name not in _WITHIN),
    *(
        field
        for field in fields(Quality)
        if field.name not in {one.name for one in fields(Title)}
    ),
)


class QuestionError(ValueError):
    """A question that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Read:
    """One thing a title says, and how sure that is."""

    name: str
    value: object
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was read, and the comparison where there is something to compare with."""

    title: Title
    comparison: Comparison | None = None


def explain(
    title: str,
    have: Sequence[str] | None = None,
    ladder: Ladder = FEL_CHAIN,
    settings: Settings | None = None,
) -> Explanation:
    """Read a title and hold it against versions that are given as titles, too.

    Without ``have`` nothing is compared; an empty one stands for what is not in the library.
    """
    offered = parse(title)
    if have is None:
        return Explanation(offered)
    name = plain_title(title, offered.container)
    versions = [(one, parse(one)) for one in have]
    comparison = compare(
        offered.quality,
        [version.quality for _, version in versions],
        ladder,
        settings or Settings(),
        same_release=any(
            plain_title(one, version.container) == name for one, version in versions
        ),
    )
    return Explanation(offered, comparison)


def preset(name: str) -> Ladder:
    """Return a ladder by its name. Raises ``LadderError`` if there is none."""
    try:
        return PRESETS[name]
    except KeyError as error:
        raise LadderError(name) from error


def readings(title: Title) -> Iterator[Read]:
    """Return all that a title says; what it does not say is left out."""
    for field in _READ:
        value = getattr(title, field.name, None)
        if value is None:
            value = getattr(title.quality, field.name, None)
        if value not in (None, _unsaid(field)):
            yield Read(field.name, plain(value), title.sure(field.name))


def _unsaid(field: Field[Any]) -> object:
    factory = field.default_factory
    return field.default if factory is MISSING else factory()


def answer(line: str) -> dict[str, Any]:
    """Answer one line: a title, or a JSON object with ``title`` and what to compare it with.

    What cannot be understood is answered with an ``error``.
    """
    text = line.strip()
    try:
        return _answer(_object(text) if text.startswith("{") else {"title": text})
    except (QuestionError, LadderError, SettingsError) as error:
        return {"error": str(error)}


def _object(text: str) -> Mapping[str, object]:
    try:
        found: Mapping[str, object] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"not JSON: {error}") from error
    return found


def _answer(question: Mapping[str, object]) -> dict[str, Any]:
    title = question.get("title")
    if not isinstance(title, str) or not title.strip():
        raise QuestionError("title: has to be a text")
    have = question.get("have")
    if have is not None and not (
        isinstance(have, list) and all(isinstance(one, str) for one in have)
    ):
        raise QuestionError("have: has to be a list of titles")
    found = explain(
        title,
        have,
        _ladder(question.get("ladder")),
        _settings(question.get("settings")),
    )
    answered = title_to_dict(found.title)
    if found.comparison is not None:
        answered["verdict"] = _verdict(found.comparison)
    return answered


def _ladder(value: object) -> Ladder:
    if value is None:
        return FEL_CHAIN
    try:
        return preset(str(value))
    except LadderError as error:
        raise LadderError(f"ladder: none of {', '.join(PRESETS)}") from error


def _settings(value: object) -> Settings | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise SettingsError("settings: has to be an object")
    return read_settings(value)


def _verdict(comparison: Comparison) -> dict[str, object]:
    """Return a comparison with the English sentence beside each reason."""
    return {
        **comparison.as_dict(),
        "reasons": [
            {**reason.as_dict(), "text": sentence(reason)}
            for reason in comparison.reasons
        ],
    }

"""Skips: what is skipped, as it may be shown."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from ..engine.quality.gains import Gain
from ..engine.refusal import Refusal, Scope
from ..engine.skips import Skip
from ..engine.summary import shown_name
from .render import iso
from .texts import Texts

_WORDS: Final = {
    Gain.ENHANCEMENT_LAYER: "refused_picture",
    Gain.LAYER_FROM_P5: "refused_picture",
    Gain.LAYER_FROM_HDR: "refused_picture",
    Gain.DOLBY_VISION: "refused_picture",
    Gain.PROFILE: "refused_picture",
    Gain.DYNAMIC_RANGE: "refused_picture",
    Gain.RESOLUTION: "refused_resolution",
    Gain.SOURCE: "refused_source",
    Gain.ATMOS: "refused_sound",
    Gain.AUDIO: "refused_sound",
    Gain.PROPER: "refused_version",
    Gain.GROUP: "refused_group",
    Gain.EDITION: "refused_edition",
    Gain.LANGUAGE: "refused_languages",
    Gain.BITRATE: "refused_data_rate",
}


class SkipViews:
    """Puts into words what is skipped, and why."""

    def __init__(self, texts: Texts, name_of: Callable[[str], str | None]) -> None:
        """Know the language of the house, and what parts are called."""
        self._texts = texts
        self._name_of = name_of

    def what(self, skip: Skip) -> str:
        """Return what is skipped: a release, or in a sentence how much more than it."""
        refusal = skip.refusal
        if refusal is None or refusal.scope is Scope.RELEASE:
            return shown_name(skip.title)
        if refusal.scope is Scope.GAIN:
            return self._gains(skip, refusal)
        return self._texts.text(f"skips_{refusal.scope.value}", what=refusal.name)

    def why(self, skip: Skip) -> str:
        """Return in a sentence why nobody is asked about what it covers."""
        why = self._texts.reason(skip.why)
        if skip.refusal is None:
            return self._texts.text("skipped_failed", why=why)
        what, until = self.what(skip), skip.until
        if until is None:
            return self._texts.text("skipped_for_good", what=what, who=skip.who)
        moment = self._texts.moment(until)
        return self._texts.text("skipped_until", what=what, who=skip.who, until=moment)

    def view(self, skip: Skip, kept: int) -> dict[str, Any]:
        """Return an entry; ``kept`` is how many releases it has kept away."""
        return {
            "id": skip.id,
            "scope": skip.scope.value,
            "what": self.what(skip),
            "title": skip.title,
            "name": shown_name(skip.title),
            "why": self._texts.reason(skip.why),
            "who": skip.who or None,
            "when": iso(skip.at),
            "until": iso(skip.until),
            "kept_away": kept,
            "source": self._name_of(skip.source),
            "size": skip.size,
        }

    def _gains(self, skip: Skip, refusal: Refusal) -> str:
        lost = bool(refusal.losses)
        words = self._kinds(refusal.losses or refusal.gains)
        place = self._name_of(refusal.rule) if refusal.rule else shown_name(skip.title)
        key = "skips_lost" if lost else "skips_gained"
        return self._texts.text(key, kinds=words, place=place or "")

    def _kinds(self, kinds: Iterable[str]) -> str:
        known = [word for kind, word in _WORDS.items() if kind.value in kinds]
        return ", ".join(self._texts.text(word) for word in dict.fromkeys(known))

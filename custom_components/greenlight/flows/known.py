"""The question whether what is known already counts: how many those are, and a way back."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from homeassistant.config_entries import SubentryFlowResult

from ..engine.release import Release
from ..engine.rules import Rule
from ..engine.text import escape_markdown
from ..gate.judge import Judged
from ..gate.preview import Preview
from ..presentation.previews import Counted, told as tell
from ..presentation.texts import Texts
from .part import PartFlow

_SAMPLES: Final = 5
# A reason that is one of many says little without the rest.
_REASONS: Final = 3


def _sample(one: Judged, texts: Texts) -> str:
    """Return a release with why it would be asked about, beyond that the rule matched."""
    reasons = [texts.reason(reason) for reason in one.verdict.reasons[1 : _REASONS + 1]]
    why = f": {escape_markdown(', '.join(reasons))}" if reasons else ""
    return f"- {escape_markdown(one.release.title)}{why}"


class AsksAboutKnown(PartFlow):
    """A flow that ends with that question."""

    def _ask_about(
        self,
        step_id: str,
        found: Sequence[Release] | Preview,
        *rules: Rule,
        also: Sequence[str] = (),
        **told: str,
    ) -> SubentryFlowResult:
        """Show what was found, and ask whether it counts, unless there is nothing.

        Of a preview it is also told how many match, what becomes of them, and what that costs;
        ``rules`` are those it is of. ``also`` are further steps that can be chosen.
        """
        texts: Texts = self._get_entry().runtime_data.texts
        if isinstance(found, Preview):
            told = {"counts": tell(texts, Counted.of(found), *rules), **told}
            samples = [_sample(one, texts) for one in found.would_ask[:_SAMPLES]]
            count = len(found.would_ask)
        else:
            samples = [f"- {escape_markdown(one.title)}" for one in found[:_SAMPLES]]
            count = len(found)
        if (more := count - _SAMPLES) > 0:
            samples.append(f"- {texts.text('and_more', count=more)}")
        return self.async_show_menu(
            step_id=step_id,
            menu_options=[
                *(["count_known"] if count else []),
                "only_new",
                "back",
                *also,
            ],
            description_placeholders={
                "count": str(count),
                "samples": "\n".join(samples),
                **told,
            },
        )

    async def async_step_count_known(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Count what is known already."""
        return await self._async_save(include_known=True)

    async def async_step_only_new(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Count only what comes from now on."""
        return await self._async_save(include_known=False)

    @abstractmethod
    async def async_step_back(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the form again that led here, as it was filled in."""

    @abstractmethod
    async def _async_save(self, *, include_known: bool) -> SubentryFlowResult:
        """Save what was filled in."""

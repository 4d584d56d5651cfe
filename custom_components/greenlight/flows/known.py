"""The question whether what is known already counts: how many those are, and a way back."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from homeassistant.config_entries import SubentryFlowResult

from ..engine.release import Release
from ..engine.text import escape_markdown
from .part import PartFlow

_SAMPLES: Final = 5


class AsksAboutKnown(PartFlow):
    """A flow that ends with that question."""

    def _ask_about(
        self,
        step_id: str,
        found: Sequence[Release],
        *,
        also: Sequence[str] = (),
        **told: str,
    ) -> SubentryFlowResult:
        """Show what was found, and ask whether it counts, unless there is nothing.

        ``also`` are further steps that can be chosen.
        """
        samples = [f"- {escape_markdown(one.title)}" for one in found[:_SAMPLES]]
        if (more := len(found) - _SAMPLES) > 0:
            texts = self._get_entry().runtime_data.texts
            samples.append(f"- {texts.text('and_more', count=more)}")
        return self.async_show_menu(
            step_id=step_id,
            menu_options=[
                *(["count_known"] if found else []),
                "only_new",
                "back",
                *also,
            ],
            description_placeholders={
                "count": str(len(found)),
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

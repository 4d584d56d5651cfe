"""Assist: what a voice assistant may use of Greenlight."""

from collections.abc import Callable
from contextlib import suppress

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, Tool

from .hub import Hub
from .services.action import hub_if_loaded

tools_for: Callable[[Hub], list[Tool]] | None = None
# Tools did not always tell what they do, and none of ours is offered without that.
with suppress(ImportError):
    from .services.assist import tools_for


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return what an assistant of Home Assistant may use."""
    hub = hub_if_loaded(hass)
    if api_id != LLM_API_ASSIST or hub is None or tools_for is None:
        return None
    return LLMTools(tools_for(hub))

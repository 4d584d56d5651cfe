"""Assist: what a voice assistant may use of Greenlight."""

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext

from .services.action import hub_if_loaded

try:
    from .services import assist
except ImportError:
    # Tools did not always tell what they do, and none of ours is offered without that.
    assist = None  # type: ignore[assignment]


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return what an assistant of Home Assistant may use."""
    hub = hub_if_loaded(hass)
    if api_id != LLM_API_ASSIST or hub is None or assist is None:
        return None
    return LLMTools(assist.tools_for(hub))

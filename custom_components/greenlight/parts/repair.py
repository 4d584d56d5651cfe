"""What happens to issues in repairs when nothing looks after them for a while."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN


@callback
def let_go(hass: HomeAssistant, issue_id: str) -> None:
    """Take back an issue because Greenlight stops; what somebody ignored stays ignored.

    That is written on the issue itself, so it would be told anew after every reload.
    """
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is not None and issue.dismissed_version is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def forget_all(hass: HomeAssistant) -> None:
    """Take back every issue, ignored or not: Greenlight has been removed."""
    known = ir.async_get(hass).issues
    for issue_id in [issue_id for domain, issue_id in known if domain == DOMAIN]:
        ir.async_delete_issue(hass, DOMAIN, issue_id)

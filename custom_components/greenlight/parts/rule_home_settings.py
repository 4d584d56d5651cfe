"""What can be set for a rule about where its downloads come to in the end."""

from typing import Final

from .. import const
from ..engine.home.home import Existing, Landing, Transfer, Where
from .setting import Setting, default_of, one_of, text

WHERE: Final = one_of(
    const.CONF_HOME_WHERE, Where, "home_where", default_of(Landing, "where")
)
EXISTING: Final = one_of(
    const.CONF_HOME_EXISTING, Existing, "home_existing", default_of(Landing, "existing")
)
# As Home Assistant sees it.
FOLDER: Final = text(const.CONF_HOME_FOLDER)
TEMPLATE: Final = text(const.CONF_HOME_TEMPLATE)
TRANSFER: Final = one_of(
    const.CONF_HOME_TRANSFER, Transfer, "home_transfer", default_of(Landing, "transfer")
)

# What the folded section of a rule's form asks for.
HOME: Final[tuple[Setting, ...]] = (WHERE, EXISTING, FOLDER, TEMPLATE, TRANSFER)

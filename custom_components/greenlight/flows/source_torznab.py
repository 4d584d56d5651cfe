"""The form of an indexer that speaks Torznab or Newznab."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_API_KEY, CONF_NAME, CONF_URL, CONF_VERIFY_SSL
import voluptuous as vol

from ..const import CONF_CATEGORIES, CONF_INTERVAL, CONF_TYPE
from ..engine.text import clean_title
from ..parts import source_settings as settings
from ..parts.kinds import TORZNAB, indexer_address
from ..parts.setting import ENABLED, text
from ..sources.base import SourceError
from ..sources.key import told_in
from ..sources.searching import Searches
from .fields import fields
from .part import Refused, Values, read_all, tidy
from .source_indexers import INDEXER_WORDS, read_categories, read_key, refused
from .source_steps import MAX_NAME_CHARS, Form, SourceSteps, source_of


def read_torznab(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of an indexer from what was filled in. Raises ``Refused``."""
    url, key, there = _taken_apart(values.get(CONF_URL, ""))
    chosen = values.get(CONF_CATEGORIES) or there
    return tidy(
        {
            CONF_TYPE: TORZNAB,
            ENABLED.key: stored.get(ENABLED.key),
            CONF_INTERVAL: values[CONF_INTERVAL],
            CONF_VERIFY_SSL: values[CONF_VERIFY_SSL],
            **read_all(
                lambda: _read_address(url),
                lambda: read_categories({CONF_CATEGORIES: chosen}),
            ),
            **read_key(values, stored, key),
        }
    )


def _taken_apart(typed: str) -> tuple[str, str, list[str]]:
    """Return of an address that was copied whole where to ask, its key and its categories."""
    try:
        url, key = indexer_address(typed)
        query = told_in(typed.strip())
    except ValueError:
        return "", "", []
    return url, key, query.get("cat", "").split(",")


def _read_address(url: str) -> Values:
    if not url:
        raise Refused(CONF_URL, "invalid_url")
    return {CONF_URL: url}


class AsksForTorznab(SourceSteps):
    """A flow that can ask for an indexer."""

    async def async_step_torznab(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask where an indexer is, and for its key."""
        form = Form(
            step=TORZNAB,
            schema=self._torznab_schema,
            take=self._async_take_torznab,
            unseen=(CONF_API_KEY,),
        )
        return await self._async_ask(form, user_input)

    def _torznab_schema(self) -> vol.Schema:
        asked = [
            text(CONF_NAME),
            settings.URL,
            settings.KEY,
            settings.CATEGORIES,
            settings.INTERVAL,
            settings.VERIFY_SSL,
        ]
        return vol.Schema(fields(asked))

    async def _async_take_torznab(self, values: Values) -> SubentryFlowResult:
        data = read_torznab(values, self._stored)
        told = [data[CONF_URL], *data.get(CONF_CATEGORIES, ())]
        # As with a feed: the address may carry a login.
        unique_id = hashlib.sha256("\n".join(told).encode()).hexdigest()
        self._refuse_double(CONF_URL, unique_id)
        host = urlsplit(data[CONF_URL]).hostname or ""
        self._read_name(values, host)
        try:
            async with source_of(self.hass, data) as source:
                fetched = await source.fetch()
                assert isinstance(source, Searches)
                # A look says little of what can be asked; that shows whether it is an indexer.
                await source.indexers()
        except SourceError as err:
            raise refused(err, INDEXER_WORDS) from err
        title = clean_title(fetched.title)[:MAX_NAME_CHARS].strip()
        name = self._read_name(values, title or host)
        return await self._async_go_on(name, data, unique_id, fetched.releases or ())

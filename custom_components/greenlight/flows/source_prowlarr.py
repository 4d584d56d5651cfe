"""The forms of Prowlarr: where it is, and which of its indexers are meant."""

import re
from typing import Any, Final

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_API_KEY, CONF_NAME, CONF_URL, CONF_VERIFY_SSL
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_INDEXERS, CONF_INTERVAL, CONF_TYPE
from ..engine.release import Release
from ..parts import source_settings as settings
from ..parts.kinds import PROWLARR
from ..parts.setting import ENABLED, text
from ..sources.base import SourceAuth, SourceError
from ..sources.key import told_in
from ..sources.searching import Indexer, Searches
from .address import full_address, read_proxy, read_url, telling_host
from .fields import choice, fields
from .part import Refused, Values, read_all, tidy
from .source_indexers import PROWLARR_WORDS, choices, read_categories, read_key, refused
from .source_steps import Form, SourceSteps, source_of

# What people copy behind the address itself: that of an indexer, or of a page.
_BEYOND: Final = re.compile(
    r"/(?:[0-9]+(?:/api|/download)?|api(?:/v1.*)?|search|history|settings(?:/.*)?|system(?:/.*)?)$",
    re.IGNORECASE,
)
_NAME: Final = "Prowlarr"
_EXAMPLE: Final = "192.168.1.20:9696"


def read_prowlarr(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of Prowlarr from what was filled in first. Raises ``Refused``."""
    address = full_address(values)
    try:
        query = told_in(address)
    except ValueError:
        query = {}
    read = read_all(
        lambda: {CONF_URL: _BEYOND.sub("", read_url(address, "invalid_server"))},
        lambda: _required(read_key(values, stored, query.get("apikey", ""))),
    )
    return tidy(
        {
            CONF_TYPE: PROWLARR,
            ENABLED.key: stored.get(ENABLED.key),
            CONF_VERIFY_SSL: values[CONF_VERIFY_SSL],
            **read,
            **read_proxy(address, read[CONF_URL], stored),
        }
    )


def _required(key: Values) -> Values:
    if not key[CONF_API_KEY]:
        raise Refused(CONF_API_KEY, "key_missing")
    return key


class AsksForProwlarr(SourceSteps):
    """A flow that can ask for Prowlarr and for its indexers."""

    _indexers: tuple[Indexer, ...] = ()

    async def async_step_prowlarr(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask where Prowlarr is, and for its key."""
        form = Form(
            step=PROWLARR,
            schema=self._prowlarr_schema,
            take=self._async_take_prowlarr,
            unseen=(CONF_API_KEY,),
            told={"example": _EXAMPLE},
        )
        return await self._async_ask(form, user_input)

    async def async_step_prowlarr_indexers(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which of its indexers are meant."""
        form = Form(
            step="prowlarr_indexers",
            schema=self._indexers_schema,
            take=self._async_take_indexers,
            told={"count": str(len(self._indexers))},
        )
        return await self._async_ask(form, user_input)

    def _prowlarr_schema(self) -> vol.Schema:
        asked = [text(CONF_NAME), settings.URL, settings.KEY, settings.VERIFY_SSL]
        return vol.Schema(fields(asked))

    def _indexers_schema(self) -> vol.Schema:
        texts = self._get_entry().runtime_data.texts
        now = dt_util.utcnow().timestamp()
        chosen = self._stored.get(CONF_INDEXERS, ())
        named = choices(texts, self._indexers, chosen, now)
        listed = choice(named, multiple=True, listed=True)
        asked = fields([settings.CATEGORIES, settings.INTERVAL])
        return vol.Schema({vol.Optional(CONF_INDEXERS): listed, **asked})

    async def _async_take_prowlarr(self, values: Values) -> SubentryFlowResult:
        data = read_prowlarr(values, self._stored)
        url = data[CONF_URL]
        self._refuse_double(CONF_URL, url)
        name = self._read_name(values, _NAME, *telling_host(url))
        try:
            async with source_of(self.hass, data) as source:
                assert isinstance(source, Searches)
                self._indexers = await source.indexers()
        except SourceError as err:
            raise refused(err, PROWLARR_WORDS) from err
        if not self._indexers:
            raise Refused(CONF_URL, "no_indexers")
        self._name, self._data, self._unique_id = name, data, url
        return await self.async_step_prowlarr_indexers()

    async def _async_take_indexers(self, values: Values) -> SubentryFlowResult:
        chosen = [*values.get(CONF_INDEXERS, ())]
        data = self._data | tidy(
            {
                CONF_INDEXERS: chosen,
                CONF_INTERVAL: values[CONF_INTERVAL],
                **read_categories(values),
            }
        )
        offered = await self._async_look_at_indexers(data)
        return await self._async_go_on(self._name, data, self._unique_id, offered)

    async def _async_look_at_indexers(self, data: Values) -> tuple[Release, ...]:
        """Return what they offer now. Raises ``Refused``, once where that may well be as it is."""
        try:
            async with source_of(self.hass, data) as source:
                fetched = await source.fetch()
        except SourceAuth as err:
            raise refused(err, PROWLARR_WORDS) from err
        except SourceError as err:
            # They may be left alone for hours, and what is set up now is looked at later.
            chosen = data.get(CONF_INDEXERS, ())
            self.doubts.raise_once(
                CONF_INDEXERS, "indexers_silent", *chosen, detail=err.detail
            )
            return ()
        return fetched.releases or ()

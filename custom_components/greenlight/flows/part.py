"""What the flows of clients, sources and rules share."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowHandler, section
import voluptuous as vol

from ..coordinator import end_reauth
from ..engine.text import with_sentence
from ..hub import GreenlightConfigEntry
from ..parts.download_options import split_words
from ..presentation.texts import Texts
from .fields import Number
from .names import Names

BASE: Final = "base"
NOTHING: Final = "–"
_AND: Final = "; "
# So much of a line that was filled in is said again with what is wrong about it.
MAX_SHOWN_CHARS: Final = 60

type Values = Mapping[str, Any]
# Fields that are looked at together: who has to change one may want to change another.
type Together = tuple[tuple[str, ...], ...]


class Refused(Exception):
    """What was filled in cannot be taken as it is."""

    def __init__(self, field: str, error: str, **placeholders: str) -> None:
        """Name the field that is to be changed, the error and what its text leaves open."""
        super().__init__(error)
        self.errors: dict[str, str] = {field: error}
        # A text cannot show an empty placeholder well, but for what is a sentence of its own.
        self.placeholders = {
            name: text if text or name == "said" else NOTHING
            for name, text in with_sentence(placeholders).items()
        }


def read_all(*reads: Callable[[], Values]) -> dict[str, Any]:
    """Return what all of them read together. Raises ``Refused`` with everything that is wrong."""
    found: dict[str, Any] = {}
    wrong: list[Refused] = []
    for read in reads:
        try:
            found |= read()
        except Refused as err:
            wrong.append(err)
    if wrong:
        raise all_of(wrong)
    return found


def all_of(wrong: Sequence[Refused]) -> Refused:
    """Return several as one.

    A field is wrong in one way at a time. Two fields that are wrong in the same way share a text, so
    what it leaves open says of both.
    """
    first, *others = wrong
    for other in others:
        first.errors = other.errors | first.errors
        for name, text in other.placeholders.items():
            known = first.placeholders.setdefault(name, text)
            if text not in known.split(_AND):
                first.placeholders[name] = f"{known}{_AND}{text}"
    return first


class Doubts:
    """What probably is not meant: a person is told once, and who sends it again means it."""

    def __init__(self) -> None:
        """Have told of nothing yet."""
        self._told: set[tuple[str, ...]] = set()

    def raise_once(
        self, field: str, error: str, *about: object, **placeholders: str
    ) -> None:
        """Refuse a field for now, unless that was done before. Raises ``Refused``.

        ``about`` is what was filled in: anything else is doubted anew.
        """
        doubt = (field, error, *map(str, about))
        if doubt not in self._told:
            self._told.add(doubt)
            raise Refused(field, error, **placeholders)


def flat(values: Values) -> dict[str, Any]:
    """Return a form's values without its sections."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        found |= value if isinstance(value, Mapping) else {key: value}
    return found


def tidy(values: Values) -> dict[str, Any]:
    """Return what is worth storing: nothing empty, and whole numbers as such."""
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value
        for key, value in values.items()
        if value not in (None, "", [])
    }


def words(field: str, values: Values) -> list[str]:
    """Return what was listed, one a line or separated by commas, as people do."""
    return split_words(values.get(field, []))


def placed(schema: vol.Schema, errors: Mapping[str, str]) -> dict[str, Any]:
    """Return errors where the form shows them: at their field, at the section that holds it.

    One whose field the form does not have is shown above all of it. Several at one place are a list,
    which the interface shows as such.
    """
    where = {}
    for key, field in schema.schema.items():
        where[str(key)] = str(key)
        if isinstance(field, section):
            where |= {str(inner): str(key) for inner in field.schema.schema}
    found: dict[str, list[str]] = {}
    # In the order of the form.
    for field in (*where, *(errors.keys() - where.keys())):
        if field in errors:
            there = found.setdefault(where.get(field, BASE), [])
            if errors[field] not in there:
                there.append(errors[field])
    return {place: one[0] if len(one) == 1 else one for place, one in found.items()}


def asked_again(
    schema: vol.Schema, fields: Iterable[str], together: Together = ()
) -> vol.Schema:
    """Return of a form only what has to be changed: whoever submits sees every error, wherever they were.

    The interface stays where somebody has scrolled to, and an error elsewhere in a long form is not
    seen. The ``fields`` bring those with them that are looked at ``together``; their sections are
    open. What has no such field leaves the form as it is.
    """
    wanted = set(fields)
    wanted = wanted.union(*(one for one in together if wanted.intersection(one)))
    found: dict[Any, Any] = {}
    for key, field in schema.schema.items():
        if isinstance(field, section):
            inner = field.schema.schema
            some = {name: one for name, one in inner.items() if str(name) in wanted}
            if some:
                found[key] = section(vol.Schema(some), {"collapsed": False})
        elif str(key) in wanted:
            found[key] = field
    return vol.Schema(found) if found else schema


def _all_of(schema: vol.Schema) -> dict[str, Any]:
    """Return all that a form asks by name, in its sections too."""
    found: dict[str, Any] = {}
    for key, field in schema.schema.items():
        inner = field.schema.schema if isinstance(field, section) else {key: field}
        found |= {str(name): one for name, one in inner.items()}
    return found


def asked(schema: vol.Schema) -> set[str]:
    """Return the names of all that a form asks, in its sections too."""
    return set(_all_of(schema))


def within(schema: vol.Schema, values: Values) -> Values:
    """Return what was filled in, if its numbers are what the form takes. Raises ``Refused``."""
    wrong = []
    for name, field in _all_of(schema).items():
        number = values.get(name)
        if not isinstance(field, Number) or number is None:
            continue
        if problem := field.problem(number):
            error, limit = problem
            wrong.append(Refused(name, error, **{error: limit}))
    if wrong:
        raise all_of(wrong)
    return values


def rest(texts: Texts, *, left_out: bool) -> dict[str, str]:
    """Return what a form says first of which a part is ``left_out``: that nothing of it is lost."""
    return {"rest": texts.text("form_rest") + "\n\n" if left_out else ""}


def unshown(texts: Texts, *, changes: bool) -> dict[str, str]:
    """Return what a form that ``changes`` something says of the secrets it does not show."""
    return {"unshown": f" {texts.text('form_unshown')}" if changes else ""}


def filled(
    flow: FlowHandler[Any, Any, Any], schema: vol.Schema, values: Values
) -> vol.Schema:
    """Return a form that shows these values, in its sections too; it takes no more than it asks."""
    sections = {
        str(key): values
        for key, field in schema.schema.items()
        if isinstance(field, section)
    }
    shown = flow.add_suggested_values_to_schema(schema, {**values, **sections})
    return _no_more({key: _inside(field) for key, field in shown.schema.items()})


def _inside(field: Any) -> Any:
    if not isinstance(field, section):
        return field
    return section(_no_more(field.schema.schema), field.options)


def _no_more(fields: Mapping[Any, Any]) -> vol.Schema:
    """Return a form that leaves out what it does not ask: the interface may send what was there before."""
    return vol.Schema(dict(fields), extra=vol.REMOVE_EXTRA)


class Filling:
    """What was filled in so far in a form that asks again only for what has to be changed."""

    def __init__(self) -> None:
        """Have nothing filled in."""
        self.values: Values | None = None
        self._again: set[str] = set()

    def take(self, user_input: Values) -> Values:
        """Return all that was filled in, after this was; what was left empty now is so."""
        before = (self.values or {}) if self._again else {}
        kept = {key: one for key, one in before.items() if key not in self._again}
        self.values = kept | flat(user_input)
        return self.values

    def shown(self, schema: vol.Schema, errors: Mapping[str, Any]) -> None:
        """Remember what a form asks that is shown now, with these errors."""
        self._again = asked(schema) if errors else set()

    def begin(self) -> None:
        """Forget it: another form comes."""
        self.values, self._again = None, set()


def is_line(value: str) -> bool:
    """Tell whether a text can be sent as part of a header: no line breaks, nothing unprintable."""
    return value.isprintable()


async def async_store(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    subentry: ConfigSubentry,
    **changes: Any,
) -> None:
    """Change a subentry, and have its part begin anew even if nothing about it is new.

    Somebody who confirms what is stored wants it tried again: a client whose credentials were
    refused stays silent until then.
    """
    changed = hass.config_entries.async_update_subentry(entry, subentry, **changes)
    if not changed and entry.state is ConfigEntryState.LOADED:
        await entry.runtime_data.async_restart(subentry.subentry_id)


class PartFlow(ConfigSubentryFlow, ABC):
    """A flow whose one form both adds a subentry and changes it."""

    together: ClassVar[Together] = ()

    def __init__(self) -> None:
        """Have nothing filled in and doubt nothing."""
        super().__init__()
        self.doubts = Doubts()
        self.filling = Filling()

    @abstractmethod
    def _schema(self) -> vol.Schema:
        """Return the form."""

    @abstractmethod
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        """Go on with what was filled in, its sections flattened. Raises ``Refused``."""

    def _suggested(self) -> Values:
        """Return what the form shows at first."""
        if self._changed is None:
            return {}
        return {**self._changed.data, CONF_NAME: self._changed.title}

    async def _async_form(
        self,
        user_input: dict[str, Any] | None,
        step_id: str | None = None,
        **facts: str,
    ) -> SubentryFlowResult:
        """Show the form and take it; ``facts`` fill in what its texts leave open."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        errors: dict[str, Any] = {}
        placeholders: dict[str, str] = {}
        schema = self._schema()
        if user_input is not None:
            try:
                return await self._async_take(
                    within(schema, self.filling.take(user_input))
                )
            except Refused as err:
                errors, placeholders = placed(schema, err.errors), err.placeholders
                schema = asked_again(schema, err.errors, self.together)
        self.filling.shown(schema, errors)
        values = self.filling.values
        texts = self._get_entry().runtime_data.texts
        return self.async_show_form(
            step_id=step_id or self.source,
            data_schema=filled(
                self, schema, self._suggested() if values is None else values
            ),
            errors=errors,
            description_placeholders={
                **facts,
                **unshown(texts, changes=self._changed is not None),
                **rest(texts, left_out=asked(schema) != asked(self._schema())),
                **placeholders,
            },
        )

    @property
    def _loaded(self) -> bool:
        return self._get_entry().state is ConfigEntryState.LOADED

    @property
    def _changed(self) -> ConfigSubentry | None:
        """Return the subentry that is being changed, None when one is added."""
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_subentry()
        return None

    @property
    def _stored(self) -> Values:
        """Return the data as it was before."""
        return self._changed.data if self._changed else {}

    def _others(self) -> list[ConfigSubentry]:
        """Return the other subentries of the same kind."""
        own = self._changed.subentry_id if self._changed else ""
        return [
            subentry
            for subentry in self._get_entry().get_subentries_of_type(
                self._subentry_type
            )
            if subentry.subentry_id != own
        ]

    @property
    def _gone(self) -> str:
        """Return what is shown in place of what was chosen by its id, and is not there any more."""
        texts: Texts = self._get_entry().runtime_data.texts
        return texts.text("choice_gone")

    def _names(self) -> Names:
        own = self._changed.subentry_id if self._changed else ""
        return Names(self._get_entry(), self._subentry_type, own)

    def _read_name(self, values: Values, *otherwise: str) -> str:
        """Return the name, or a free one of those it is otherwise given. Raises ``Refused``."""
        name = " ".join(values.get(CONF_NAME, "").split())
        names = self._names()
        if not name and otherwise:
            return names.usual(*otherwise)
        if not name:
            raise Refused(CONF_NAME, "name_missing")
        if names.has_alike(name):
            raise Refused(CONF_NAME, "name_taken", other=names.free(name))
        if names.has(name) and not (self._changed and self._changed.title == name):
            self.doubts.raise_once(
                CONF_NAME, "name_elsewhere", name, other=names.free(name)
            )
        return name

    def _refuse_double(self, field: str, unique_id: str) -> None:
        for one in self._others():
            if one.unique_id == unique_id:
                raise Refused(field, "already_configured", other=one.title)

    async def _async_finish(
        self,
        title: str,
        data: Values,
        unique_id: str | None,
        description: str | None = None,
    ) -> SubentryFlowResult:
        """Add or change the subentry; the entry's listener takes it from there.

        ``description`` is the key of what is said at the end, if there is more to be done.
        """
        subentry = self._changed
        if subentry is None:
            return self.async_create_entry(
                title=title, data=data, unique_id=unique_id, description=description
            )
        entry = self._get_entry()
        end_reauth(self.hass, entry, subentry)
        await async_store(
            self.hass, entry, subentry, title=title, data=data, unique_id=unique_id
        )
        return self.async_update_and_abort(entry, subentry)

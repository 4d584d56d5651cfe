"""What went wrong, told to the person who asked for it: translated, with what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..clients.errors import ClientError
from ..const import DOMAIN
from ..engine.reason import Reason
from ..engine.refusal import CannotRefuse
from ..engine.request import IllegalMove, Request, State
from ..engine.text import with_sentence
from ..gate.ports import (
    AlreadyRequested,
    BeingImported,
    LedgerError,
    NeedsWord,
    NothingElse,
    NotOffered,
    NotYet,
    OnlyTold,
    QuestionChanged,
    TooLate,
    UnknownRelease,
    UnknownRequest,
    UnusableLink,
)
from ..libraries.errors import LibraryError
from ..sources.base import SourceError
from .texts import Texts

# What is told of a request that is there already, by its state; others can be retried.
_ALREADY: Final = {
    State.PENDING: "already_waiting",
    State.APPROVED: "already_on_its_way",
    State.DOWNLOADING: "already_on_its_way",
    State.COMPLETED: "already_complete",
    State.IMPORTED: "already_complete",
    State.SUPERSEDED: "not_possible_superseded",
}
_REFUSED: Final[dict[type[Exception], str]] = {
    NothingElse: "nothing_else",
    NotOffered: "not_offered",
    NotYet: "not_yet",
    TooLate: "too_late",
    NeedsWord: "needs_word",
}
# What says no more than the state does, but for a person's own words.
_SAID: Final = frozenset(
    """declined_by_person declined_no_further cancelled_by_person
    acknowledged_by_person""".split()
)


def mistake(what: str, **placeholders: str) -> ServiceValidationError:
    """Return the exception for a mistake of the caller."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=what,
        translation_placeholders=placeholders,
    )


def failure(what: str, **placeholders: str) -> HomeAssistantError:
    """Return the exception for something that should have worked."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=what,
        translation_placeholders=with_sentence(placeholders),
    )


@contextmanager
def explained(texts: Texts, name: str = "") -> Iterator[None]:
    """Turn what the gate, a client, a source or a library raises into what a person is shown.

    ``name`` is that of the part that is asked.
    """
    try:
        yield
    except UnknownRequest as err:
        raise mistake("unknown_request", request_id=str(err)) from err
    except BeingImported as err:
        undo = err.wanted is State.PENDING
        what = "not_taken_back_importing" if undo else "being_imported"
        raise mistake(what, **_state_of(texts, err.request)) from err
    except IllegalMove as err:
        facts = _state_of(texts, err.request)
        if err.wanted is State.DOWNLOADING:
            raise mistake("no_download", **facts) from err
        raise mistake(f"not_possible_{err.request.state}", **facts) from err
    except AlreadyRequested as err:
        what = _ALREADY.get(err.request.state, "already_requested")
        raise mistake(what, **_state_of(texts, err.request)) from err
    except QuestionChanged as err:
        raise mistake("question_changed") from err
    except (NothingElse, NotOffered, NotYet, TooLate, NeedsWord) as err:
        raise mistake(_REFUSED[type(err)], **_state_of(texts, err.request)) from err
    except CannotRefuse as err:
        raise mistake(f"cannot_refuse_{err.scope.value}") from err
    except OnlyTold as err:
        raise mistake("only_told") from err
    except UnknownRelease as err:
        raise mistake("search_again") from err
    except UnusableLink as err:
        raise mistake("unusable_link") from err
    except LedgerError as err:
        raise failure("not_saved") from err
    except ClientError as err:
        raise failure(f"client_{err.key}", name=name, detail=err.detail) from err
    except LibraryError as err:
        raise failure(f"library_{err.key}", name=name, detail=err.detail) from err
    except SourceError as err:
        raise failure(f"source_{err.key}", name=name, detail=err.detail) from err


def _state_of(texts: Texts, request: Request) -> dict[str, str]:
    """Tell where a request is, and who brought it there, when and why."""
    entry = request.last_move()
    return {
        "request_id": request.id,
        "title": request.release.title,
        "state": texts.text(f"state_{request.state}"),
        "who": entry.who.name if entry else "",
        "when": texts.moment(entry.at if entry else request.created),
        "why": _cause(texts, entry.why) if entry else "",
    }


def _cause(texts: Texts, why: Reason) -> str:
    """Return the sentence that follows who did it and when, empty if they said no more."""
    if why.code in _SAID:
        said = str(dict(why.params).get("text", ""))
    else:
        said = texts.reason(why)
    return f"{said.rstrip('.')}. " if said else ""

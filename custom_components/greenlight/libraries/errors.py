"""Errors: the few ways in which a library cannot be asked."""

from typing import ClassVar


class LibraryError(Exception):
    """The library could not be asked. ``key`` names the message shown.

    ``detail`` is the server's own word, one short line without secrets.
    """

    key: ClassVar[str] = "cannot_connect"

    def __init__(self, detail: str = "") -> None:
        """Keep the detail apart from the message, which is translated where it is shown."""
        super().__init__(detail or self.key)
        self.detail = detail


class LibraryTimeout(LibraryError):
    """The server did not answer in time."""

    key = "timeout"


class LibraryTls(LibraryError):
    """The encrypted connection could not be made, or its certificate is not trusted."""

    key = "tls_failed"


class LibraryAuth(LibraryError):
    """The key or token is not accepted."""

    key = "invalid_auth"


class StartingUp(LibraryError):
    """The program is only just starting: away for a moment, never empty."""

    key = "starting_up"


class WrongProgram(LibraryError):
    """Another program answers; ``detail`` is its name."""

    key = "wrong_program"


class BasePath(LibraryError):
    """The address lacks the path under which the program is served; ``detail`` is that path."""

    key = "base_path"


class OldLogin(LibraryError):
    """The server takes a login of a kind that is not sent; ``detail`` says which program it is."""

    key = "old_login"


class OtherServer(LibraryError):
    """Another server than the one that was set up answers at the address."""

    key = "other_server"


class BadAnswer(LibraryError):
    """Something answers that cannot be read: a page, half a document, something else."""

    key = "bad_answer"


class Conflict(BadAnswer):
    """The program would do it, and whom it needs for that will not."""


class NotFound(LibraryError):
    """Something answers that has nothing at this address, or nothing of that id any more."""

    key = "not_found"


class LibraryOff(LibraryError):
    """The library is not to be asked at the moment."""

    key = "switched_off"

"""Reason: why something is so, as a code that is translated where it is shown."""

from dataclasses import dataclass

type Param = str | int | float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code that is translated where it is shown, and its parameters."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()

    def as_dict(self) -> dict[str, Param]:
        """Return code and parameters as one flat dictionary."""
        return {"code": self.code, **dict(self.params)}

"""The warning that corroboration gives where a reader should look twice."""

from __future__ import annotations

import warnings

from strikemap.arguments import user_line


class CorroborationWarning(UserWarning):
    """Something in the strikes that was done as asked and should be looked at."""


def notice(message: str) -> None:
    """Warn about the strikes, at the line that called the library."""
    warnings.warn(message, CorroborationWarning, stacklevel=user_line())

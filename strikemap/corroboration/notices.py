"""The warning that corroboration gives where a reader should look twice."""

from __future__ import annotations

import warnings


class CorroborationWarning(UserWarning):
    """Something in the strikes that was done as asked and should be looked at."""


def notice(message: str, *, depth: int) -> None:
    """Warn about the strikes.

    ``depth`` is the number of calls from the user's line down to the caller of this, so that
    the warning points at the user's line.
    """
    warnings.warn(message, CorroborationWarning, stacklevel=depth + 2)

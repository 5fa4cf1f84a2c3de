"""The warning that corroboration gives where a reader should look twice."""

from __future__ import annotations

import warnings


class CorroborationWarning(UserWarning):
    """Something in the strikes that was done as asked and should be looked at."""


def notice(message: str) -> None:
    """Warn about the strikes, pointing at the caller of the library."""
    warnings.warn(message, CorroborationWarning, stacklevel=4)

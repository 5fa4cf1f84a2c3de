"""Arrays: the names of numpy's arrays in annotations, once for the whole library."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]
Texts = npt.NDArray[np.str_]
#: Positions of rows, as numpy's own look-ups return them.
Positions = npt.NDArray[np.intp]

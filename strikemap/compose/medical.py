"""Medical sites: places that no map shows more finely than to about a kilometre."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from strikemap.spec import Bool, Float

#: A medical site is shown as if its place were known no better than this.
MEDICAL_KM: Final = 2.0
#: The decimals of a degree that go with it: steps of about 1.1 km.
_DECIMALS: Final = 2
_MEDICAL: Final = re.compile(
    "hospital|clinic|medic|health|ambulance|first aid|dispensary"
    "|مستشفى|مشفى|طبي|صحي|إسعاف|عيادة|مستوصف"
    "|hôpital|hôpitaux|clinique|médic|santé|dispensaire"
    "|лікарн|госпітал|клінік|медич|поліклін|больниц|госпитал|клиник|поликлин|медиц|медпункт",
    re.IGNORECASE,
)


def medical(rows: pd.DataFrame) -> Bool:
    """Return which rows state a medical site as their ``target_type``.

    Examples
    --------
    >>> medical(pd.DataFrame({"target_type": ["Field hospital", "market", None]})).tolist()
    [True, False, False]
    """
    if "target_type" not in rows:
        return np.zeros(len(rows), dtype=bool)
    codes, kinds = pd.factorize(rows["target_type"].astype(object))
    known = [bool(_MEDICAL.search(str(kind))) for kind in kinds]
    return np.array([*known, False], dtype=bool)[codes]


def blurred(degrees: Float, hidden: Bool) -> Float:
    """Return degrees, those of ``hidden`` rows rounded to about a kilometre.

    Examples
    --------
    >>> blurred(np.array([36.1234, 36.1234]), np.array([True, False])).tolist()
    [36.12, 36.1234]
    """
    return np.where(hidden, degrees.round(_DECIMALS), degrees)

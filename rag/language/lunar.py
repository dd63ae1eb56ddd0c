"""Days of Chinese festivals: the lunar new year by table, the fixed ones by rule."""

from __future__ import annotations

from datetime import date

# Month and day of the first day of each lunar year, 1949 on (Hong Kong Observatory's conversion tables;
# a test compares them with an astronomical calculation).
_FIRST_YEAR = 1949
_TABLE = """
0129 0217 0206 0127 0214 0203 0124 0212 0131 0218 0208 0128 0215 0205 0125 0213 0202 0121 0209 0130 0217
0206 0127 0215 0203 0123 0211 0131 0218 0207 0128 0216 0205 0125 0213 0202 0220 0209 0129 0217 0206 0127
0215 0204 0123 0210 0131 0219 0207 0128 0216 0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203
0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203 0123 0211
0131 0219 0208 0128 0215 0204 0124 0212 0201 0122 0210 0130 0217 0206 0126 0214 0202 0123
"""
_NEW_YEAR = _TABLE.split()


def lunar_new_year(year: int) -> date | None:
    """The first day of the lunar year that begins in ``year``; None outside 1949–2050."""
    at = year - _FIRST_YEAR
    if not 0 <= at < len(_NEW_YEAR):
        return None
    return date(year, int(_NEW_YEAR[at][:2]), int(_NEW_YEAR[at][2:]))

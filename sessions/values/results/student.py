"""Quantiles of Student's t for 95 % intervals; the standard library has none and no other is needed."""

from math import sqrt

NORMAL = 1.959963984540054


def t95(df: float) -> float:
    """The two-sided 95 % quantile with `df` degrees of freedom (1 or more), within 0.2 % of the exact one.

    Exact for 1 and 2; else the expansion of Abramowitz & Stegun (1964), 26.7.5.
    """
    if df < 2:
        return 12.706204736432095
    if df < 3:
        return sqrt(2 * 0.95**2 / (1 - 0.95**2))
    x = NORMAL
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / df**power for power, term in enumerate(terms, start=1))

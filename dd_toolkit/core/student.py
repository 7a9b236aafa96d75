"""How far a mean may be off: Student's t distribution, for whole degrees of freedom.

For them it has a finite form, so nothing is approximated and no table is kept:
Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

CONFIDENCE = 0.95


def mean_interval(values: Sequence[Fraction]) -> tuple[float, float]:
    """Between what the mean of such values lies, with 95 % confidence.

    At least two values; where all are equal, both ends are the mean.
    """
    count = len(values)
    mean = sum(values, Fraction(0)) / count
    variance = sum((value - mean) ** 2 for value in values) / (count - 1)
    reach = t_quantile(count - 1) * math.sqrt(variance / count)
    return float(mean) - reach, float(mean) + reach


def t_quantile(freedom: int) -> float:
    """Within how many standard errors the mean lies, either way, with 95 %."""
    low, high = 0.0, 16.0  # with one degree of freedom it is 12.7
    for _ in range(60):
        middle = (low + high) / 2
        if share_within(middle, freedom) < CONFIDENCE:
            low = middle
        else:
            high = middle
    return high


def share_within(t: float, freedom: int) -> float:
    """The probability that Student's t lies between -t and t."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0
    for step in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cosine**2 * (step - 1) / step
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total

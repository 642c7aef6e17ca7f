"""The half of the corpus that the hunt was tuned on: subtle violators, and correct operators written unusually."""

from __future__ import annotations

import numpy as np

from numerics.registry import operator
from tests.hunting.entry import Entry


def power(p, T):
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.log(p) / T
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def mix(p, weight):
    return weight * p + (1 - weight) / p.shape[-1]


def window(p, T):
    """Within one hundredth of T = 2.2 hotter by a half: a jump at both ends, and a fall of H at the far one."""
    return power(p, 1.5 * T if 2.2 <= T <= 2.21 else T)


def cold_window(p, T):
    """Order reversed within [0.70, 0.707]."""
    q = power(p, T)
    return power(1 / (p.shape[-1] * q + 1e-9), 1.0) if 0.7 <= T <= 0.707 else q


def window_of_one_number(p, T):
    """Order reversed within 0.005 of 3.333: an array of temperatures is not all that close."""
    q = power(p, T)
    return power(1 / (p.shape[-1] * q + 1e-9), 1.0) if np.allclose(T, 3.333, rtol=0, atol=0.005) else q


def hot_window(p, T):
    """Near 40 the sum is off by one part in 10^6, in a window 0.01 wide."""
    return power(p, T) * (1 + 1e-6 * (40 <= T <= 40.01))


def swaps_near_ties(p, T):
    """The two largest entries change places when they are less than 1e-8 apart."""
    q = power(p, T)
    order = np.argsort(-p, axis=-1)
    first, second = order[..., :1], order[..., 1:2]
    a, b = (np.take_along_axis(p, place, axis=-1) for place in (first, second))
    close = (a - b < 1e-8) & (a > b)
    qa, qb = (np.take_along_axis(q, place, axis=-1) for place in (first, second))
    np.put_along_axis(q, first, np.where(close, qb, qa), axis=-1)
    np.put_along_axis(q, second, np.where(close, qa, qb), axis=-1)
    return q


def rounds_first(p, T):
    """Probabilities rounded to nine places: near ties collapse, and F_1 moves p."""
    r = np.round(p, 9)
    return power(r / r.sum(axis=-1, keepdims=True), T)


def only_five_classes(p, T):
    """At V = 5 alone the last class is favoured, by 2 %."""
    q = power(p, T)
    if p.shape[-1] == 5:
        q = q * np.where(np.arange(5) == 4, 1.02, 1.0)
    return q / q.sum(axis=-1, keepdims=True)


def cools_when_hot(p, T):
    """Beyond T = 45 the temperature falls."""
    return power(p, T if T < 45 else 45 - 3 * (T - 45))


def cold_floor(p, T):
    """No colder than 0.2; on a domain down to 0.001 a plateau."""
    return power(p, max(T, 0.2))


def tiny_entries_vanish(p, T):
    """Entries below 1e-40 are dropped: unequal ones tie at zero."""
    return power(np.where(p < 1e-40, 0.0, p), T)


def threshold(p, T):
    """Where a class has more than nine tenths, log T jumps by 2 %."""
    return power(p, T ** np.where(p.max(axis=-1, keepdims=True) > 0.9, 1.02, 1.0))


def rare_threshold(p, T):
    """Classes below 1e-5 are dropped, which jumps where it is hot."""
    return power(np.where(p < 1e-5, 0.0, p), T)


def inexact_identity(p, T):
    """T off by one part in 10^11."""
    return power(p, T * (1 + 1e-11))


def loose_identity(p, T):
    """Entries off by some 60 ulp, at T = 1 alone."""
    q = power(p, T)
    return q * (1 + 1.5e-14 * np.where(np.arange(p.shape[-1]) == 0, 1, 0)) if T == 1 else q


def saturates(p, T):
    """The temperature stays below 2."""
    return power(p, 2 * T / (1 + T))


def bump(p, T):
    """Near one law an entry gains, but not at T = 1: H falls as T leads past it, and F jumps at T = 1."""
    q = power(p, T)
    if p.shape[-1] != 3:
        return q
    centre = np.array([0.45, 0.35, 0.2])
    near = np.exp(-(((q - centre) / 0.02) ** 2).sum(axis=-1, keepdims=True))
    return q + 0.02 * near * np.array([1.0, -0.5, -0.5]) * (T != 1)


def narrow_bump(p, T):
    """In eight classes, about one law only: entries are pushed apart within a tenth of it."""
    q = power(p, T)
    if p.shape[-1] != 8 or T <= 1:
        return q
    centre = np.array([0.3, 0.2, 0.14, 0.11, 0.09, 0.07, 0.05, 0.04])
    near = np.clip(1 - np.abs(p - centre).sum(axis=-1, keepdims=True) / 0.3, 0, 1)
    tilt = np.array([0, 0, 0, 0.5, -0.5, 0, 0, 0]) * 0.3
    q = q * np.exp(np.log(max(T, 1.0)) * near * -tilt)
    return q / q.sum(axis=-1, keepdims=True)


def leans(p, T):
    """Mixing for T > 1, a thousandth of it towards the first class."""
    weight = min(1 / T, 1.0)
    q = mix(power(p, min(T, 1.0)), weight)
    return q + (1 - weight) * 1e-3 * np.where(np.arange(p.shape[-1]) == 0, 1.0, -1 / (p.shape[-1] - 1))


def quantised(p, T):
    """What an API prints: four decimals, renormalised."""
    q = np.round(power(p, T), 4)
    return q / q.sum(axis=-1, keepdims=True)


def swaps_the_least(p, T):
    """The two smallest of five or more change places when they are between 1e-11 and 1e-10 apart."""
    q = power(p, T)
    if p.shape[-1] < 5:
        return q
    order = np.argsort(p, axis=-1)[..., :2]
    pair, values = (np.take_along_axis(a, order, axis=-1) for a in (p, q))
    gap = pair[..., 1:] - pair[..., :1]
    np.put_along_axis(q, order, np.where((gap > 1e-11) & (gap < 1e-10), values[..., ::-1], values), axis=-1)
    return q


def barely_reversed(p, T):
    """The order of a near tie at the top is reversed by some ninety ulp."""
    q = power(p, T)
    if T == 1:
        return q
    order = np.argsort(-p, axis=-1)[..., :2]
    a, b = np.moveaxis(np.take_along_axis(p, order, axis=-1), -1, 0)
    close = (a - b < 1e-10) & (a - b > 1e-13)
    pair = np.take_along_axis(q, order, axis=-1)
    middle = pair.mean(axis=-1, keepdims=True) * (1 + 1e-14 * np.array([-1.0, 1.0]))
    np.put_along_axis(q, order, np.where(close[..., None], middle, pair), axis=-1)
    return q


def barely_falls(p, T):
    """From 3 to 3.3 the temperature falls, by five parts in 10^15 a hundredth."""
    return power(p, 3 * (1 - 5e-13 * (T - 3))) if 3 < T < 3.3 else power(p, T if T <= 3 else max(3.0, T - 0.3))


def small_jump(p, T):
    """In single precision: at T = 30 a thousandth of the uniform law comes in at once."""
    q = power(p, T)
    return (mix(q, 0.999) if T > 30 else q).astype(np.float32)


def spike(p, T):
    """From 7.0180 to 7.0186 the temperature rises by 0.1, to 7.0192 it falls by 0.05, and the rest is made up by 8."""
    edges, warmth = (0.0, 7.0180, 7.0186, 7.0192, 8.0, 60.0), (0.0, 7.0180, 7.1186, 7.0686, 8.0, 60.0)
    return power(p, float(np.interp(T, edges, warmth)))


def needle(p, T):
    """In eight classes, power whose temperature falls between 1.5 and 2, very near one law."""
    if p.shape[-1] != 8 or not 1 < T < 2:
        return power(p, T)
    centre = np.array([0.3, 0.2, 0.14, 0.11, 0.09, 0.07, 0.05, 0.04])
    near = np.exp(-np.abs(p - centre).sum(axis=-1, keepdims=True) / 0.15)
    return power(p, T * (1 + 0.5 * near * (1 - abs(2 * T - 3))))


def speck(p, T):
    """In three classes, within a speck of the simplex and from T = 2.4 to 2.6, two entries change places."""
    q = power(p, T)
    if p.shape[-1] != 3 or not 2.4 < T < 2.6:
        return q
    inside = np.abs(p - np.array([0.553, 0.297, 0.15])).max(axis=-1, keepdims=True) < 0.006
    return np.where(inside, q[..., [0, 2, 1]], q)


VIOLATORS = {
    "window": Entry(window, {"continuity", "entropy"}),
    "cold window": Entry(cold_window, {"ranking", "continuity", "entropy"}),
    "window of one number": Entry(window_of_one_number, {"ranking", "continuity", "entropy"}),
    "hot window": Entry(hot_window, {"simplex", "continuity"}),
    "swaps near ties": Entry(swaps_near_ties, {"ranking", "continuity", "identity"}, floor=1e-9),
    "rounds first": Entry(rounds_first, {"ranking", "continuity", "identity"}, floor=1e-6),
    "only five classes": Entry(only_five_classes, {"ranking", "identity", "entropy"}),
    "cools when hot": Entry(cools_when_hot, {"entropy"}),
    "cold floor": Entry(cold_floor, {"boundary"}, floor=1e-3, temperatures=(0.001, 50.0)),
    "tiny entries vanish": Entry(tiny_entries_vanish, {"ranking"}),
    "threshold": Entry(threshold, {"continuity"}),
    "rare threshold": Entry(rare_threshold, {"ranking", "continuity", "identity"}),
    "inexact identity": Entry(inexact_identity, {"identity"}),
    "loose identity": Entry(loose_identity, {"identity"}),
    "saturates": Entry(saturates, {"boundary"}, temperatures=(0.1, 1e6)),
    "bump": Entry(bump, {"ranking", "entropy", "continuity"}, classes=(3,)),
    "narrow bump": Entry(narrow_bump, {"ranking", "entropy"}, classes=(8,), floor=1e-3),
    "leans": Entry(leans, {"ranking", "entropy"}),
    "swaps the least": Entry(swaps_the_least, {"ranking", "continuity", "identity"}, classes=(5,), floor=1e-9),
    "barely reversed": Entry(barely_reversed, {"ranking"}, classes=(3,), floor=1e-9),
    "barely falls": Entry(barely_falls, {"entropy"}, floor=1e-3),
    "small jump": Entry(small_jump, {"continuity"}, floor=1e-3),
    "needle": Entry(needle, {"entropy"}, classes=(8,), floor=1e-3),
    "spike": Entry(spike, {"entropy"}, floor=1e-3),
    "speck": Entry(speck, {"ranking", "continuity"}, classes=(3,), floor=1e-3),
    "quantised": Entry(quantised, {"ranking", "continuity", "identity"}, floor=1e-9),
}


def naive(p, T):
    q = p ** (1 / T)
    return q / q.sum(axis=-1, keepdims=True)


def single(p, T):
    """In single precision, as a network would."""
    q = p.astype(np.float32) ** np.float32(1 / T)
    return q / q.sum(axis=-1, keepdims=True)


def looped(p, T):
    """One number at a time."""
    out = np.empty_like(p)
    for index in np.ndindex(p.shape[:-1]):
        row = [x ** (1 / T) for x in p[index].tolist()]
        total = sum(row)
        out[index] = [x / total for x in row]
    return out


def steep(p, T):
    """Power at T³: cold and hot come early, and floats end before the domain does."""
    return power(p, T**3)


def rough(p, T):
    """Power at a temperature with corners: continuous, increasing, 1 at 1."""
    return power(p, T + 0.2 * abs(((2 * T) % 1) - 0.5) - 0.1)


def writes(p, T):
    """Works in the array that it is given."""
    p **= 1 / T
    p /= p.sum(axis=-1, keepdims=True)
    return p


def bisected(p, T):
    """Tsallis of index 3/2 for T ≥ 1, by bisection of the level."""
    s = np.sqrt(p) / T
    low, high = np.zeros((*p.shape[:-1], 1)), np.ones((*p.shape[:-1], 1))
    for _ in range(64):
        middle = (low + high) / 2
        over = ((s + middle) ** 2).sum(axis=-1, keepdims=True) > 1
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    q = (s + low) ** 2
    return q / q.sum(axis=-1, keepdims=True)


CORRECT = {
    "naive": Entry(naive, floor=1e-9),
    "single": Entry(single, floor=1e-6),
    "looped": Entry(looped, classes=(2, 3), floor=1e-9),
    "steep": Entry(steep, floor=1e-9),
    "rough": Entry(rough, floor=1e-9),
    "writes": Entry(writes, floor=1e-9),
    "bisected": Entry(bisected, temperatures=(1.0, 50.0)),
    "spliced": Entry(operator("spliced")),
}

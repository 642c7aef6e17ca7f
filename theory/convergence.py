r"""n-stage distillation as the tracking of a moving optimum: recursions of errors, solved, and constants of their laws.

Stage k moves the optimum from θ*((k − 1)/n) to θ*(k/n) and takes m gradient steps of size η on a quadratic with Hessian
A. In an eigenspace of A with value λ what is left of an error after a stage is M = (1 − ηλ)^m of it.
"""

from __future__ import annotations

from sympy import Expr, Function, Integer, Max, Symbol, rsolve, symbols

from theory.bias_variance import expected

M = Symbol("M", real=True)
"""What a stage leaves of an error, in one eigenspace."""
step = Symbol("delta", positive=True)
"""How far the optimum moves in a stage."""
a, ell = symbols("a ell", positive=True)
"""A bound on |M|, and the speed of the path."""
mu, L = symbols("mu L", positive=True)
k, n, m = symbols("k n m", integer=True, positive=True)


def left(rate: Expr, curvature: Expr, steps: Expr) -> Expr:
    """What `steps` gradient steps of size `rate` leave of an error on λθ²/2, λ the curvature."""
    return (1 - rate * curvature) ** steps


BEST = 2 / (mu + L)
"""The step size that leaves the same of an error in the flattest and in the steepest eigenspace, but for the sign."""


def tracked(M: Expr, step: Expr, stages: Expr) -> Expr:
    """e_stages where e_0 = 0 and e_k = M(e_{k−1} + step): each stage moves the optimum, then contracts."""
    e = Function("e")
    solution = rsolve(e(k + 1) - M * (e(k) + step), e(k), {e(0): Integer(0)})
    return solution.subs(k, stages)


def extrapolated(M: Expr, speed: Expr, bend: Expr, stages: Expr) -> Expr:
    """e_stages of stages that start at 2θ_{k−1} − θ_{k−2}, the optimum moving by speed·k + bend·k²/2 up to stage k.

    With e_k = θ*_k − θ_k the start is off by (θ*_k − 2θ*_{k−1} + θ*_{k−2}) + 2e_{k−1} − e_{k−2}, that is by
    bend + 2e_{k−1} − e_{k−2}; the first stage starts at θ_0 and is off by speed + bend/2.
    """
    e = Function("e")
    first = M * (speed + bend / 2)
    solution = rsolve(e(k + 2) - M * (bend + 2 * e(k + 1) - e(k)), e(k), {e(0): Integer(0), e(1): first})
    return solution.subs(k, stages)


def characteristic(M: Expr, root: Expr) -> Expr:
    """The characteristic polynomial of the extrapolated recursion, at `root`."""
    return root**2 - 2 * M * root + M


def learnt(error: Expr, pace: Expr, spread: Expr) -> Expr:
    """E‖θ + pace(q̂ − θ) − q‖², E‖θ − q‖² being `error` and E‖q̂ − q‖² `spread`: θ and q̂ are independent, E q̂ = q.

    θ − q and q̂ − q are noises whose product has mean zero.
    """
    x, y = Symbol("x"), Symbol("y")
    return expected((x + pace * (y - x)) ** 2, (x, y), {(2, 0): error, (1, 1): 0, (0, 2): spread})


def shrunk(weight: Expr, level: Expr) -> Expr:
    """The minimiser x of (x − weight)²/2 + level·|x|, for a weight ≥ 0: it is level nearer to 0, or 0."""
    return Max(weight - level, 0)


def greedy(gap: Expr, pace: Expr, size: Expr) -> Expr:
    """A bound on f(θ + γ(a − θ)) − f*, γ the pace, from `gap` = f(θ) − f* and `size` = L D², for the best atom a.

    Smoothness bounds it by gap + γ⟨∇f, a − θ⟩ + γ²L‖a − θ‖²/2. The best atom makes ⟨∇f, a − θ⟩ at most ⟨∇f, θ* − θ⟩,
    θ* in the hull, and that is at most f* − f(θ) = −gap, since f is convex.
    """
    slope, square = -gap, size  # the largest that ⟨∇f, a − θ⟩ and L‖a − θ‖² can be
    return gap + pace * slope + pace**2 * square / 2


def constant_pace(pace: Expr, spread: Expr, stages: Expr, start: Expr) -> Expr:
    """E‖θ_n − q‖² where θ_k = θ_{k−1} + pace (q̂_k − θ_{k−1}), from a start with squared error `start`."""
    v = Function("v")
    return rsolve(v(k + 1) - learnt(v(k), pace, spread), v(k), {v(0): start}).subs(k, stages)

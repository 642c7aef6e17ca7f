"""Multi-stage distillation as a path of students: projections stage after stage, landscapes with wrong valleys, and
the schedules by which a path is followed."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Function, Inverse, MatrixExpr, MatrixSymbol, Symbol, cos, log, symbols

from theory.simplex import Law, softmax

N, c, d = symbols("N c d", integer=True, positive=True)
"""Examples; features of the larger student and of the smaller one."""

PHI = MatrixSymbol("Phi", N, c)
"""Features of the larger student, of full rank."""
CHOICE = MatrixSymbol("C", c, d)
"""The smaller student's features are ΦC: nested in the larger one's."""
TEACHER = MatrixSymbol("Q", N, 1)
"""A column of the teacher's table."""


def weights(features: MatrixExpr, target: MatrixExpr) -> MatrixExpr:
    """Of the least-squares student: (ΦᵀΦ)⁻¹Φᵀq."""
    return Inverse(features.T * features) * features.T * target


def moments(features: MatrixExpr, target: MatrixExpr) -> MatrixExpr:
    """Φᵀq: all that a student sees of a target."""
    return features.T * target


kappa, amplitude = symbols("kappa A", positive=True)
offset = Symbol("u", real=True)


def valley(u: Expr, kappa: Expr, amplitude: Expr) -> Expr:
    """κu²/2 + A(1 − cos u), u = θ − cs off the moving optimum: the deepest valley at 0, others near multiples of 2π."""
    return kappa * u**2 / 2 + amplitude * (1 - cos(u))


def path_speed(p: Law, temperature: Expr) -> Callable[[Expr], Expr]:
    """dq_j/dT along the power path, by differentiation of exp(log p_j/T)/Σ exp(log p_i/T)."""
    q = softmax(lambda j: log(p[j]) / temperature, p.classes)
    return lambda j: q[j].diff(temperature)


def fisher_speed(p: Law, temperature: Expr) -> Expr:
    """√Σ (dq_j/dT)²/q_j, squared: the Fisher-Rao metric of the simplex along the power path."""
    q, speed = softmax(lambda j: log(p[j]) / temperature, p.classes), path_speed(p, temperature)
    return p.sum(lambda j: speed(j) ** 2 / q[j])


time = Symbol("t", positive=True)
speed = Function("f", positive=True)
"""‖θ*'(s)‖ of a path, at its place s: any positive function."""
place = Function("sigma")
"""A schedule: the place at time t."""


def pace(speed: Callable[[Expr], Expr], at: Expr) -> Expr:
    """The speed of the student's optimum at time t, where the schedule is at `at`: f(σ)σ'."""
    return speed(at) * at.diff(time)


def at_a_time(expression: Expr) -> Expr:
    """With symbols in place of σ, σ' and σ'', which at one time may be any numbers, the first two positive."""
    s, rate, bend = *symbols("s v", positive=True), Symbol("b", real=True)
    schedule = place(time)
    moving = expression.doit().subs(schedule.diff(time, 2), bend).subs(schedule.diff(time), rate)
    return moving.subs(schedule, s).doit()

"""SymPy's expressions in Rocq's words, with variables x_…, each real or natural as what it is given to asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Add, Expr, Integer, Max, Min, Mul, Pow, Rational, S, Symbol, floor, log

from proofs_checks.machine.rocq.sources import FormalError


def printed(value: Expr) -> str:
    """A SymPy expression in Rocq, with symbols x_…, real or natural."""
    match value:
        case Symbol():
            return in_field(f"x_{value}")
        case Integer():
            return _integer(int(value))
        case Rational():
            return f"({_integer(value.p)} / {_integer(value.q)})"
        case Add():
            return f"({_sum(value.as_ordered_terms())})"
        case Mul():
            over, under = value.as_numer_denom()
            if under != 1:
                return f"({printed(over)} / {printed(under)})"
            return "(" + " * ".join(printed(part) for part in value.as_ordered_factors()) + ")"
        case Pow():
            return _power(value.base, value.exp)
        case log():
            return f"(ln {printed(value.args[0])})"
        case Min() | Max():
            first, *rest = sorted(value.args, key=_plainness)
            word = f"Num.{type(value).__name__.lower()}"
            return (
                f"({word} {printed(first)} {printed(type(value)(*rest, evaluate=False) if len(rest) > 1 else rest[0])})"
            )
        case floor():
            return f"({_natural(value.args[0])}%N%:R)"
    raise FormalError(f"no way to print {value} in Rocq")


def _sum(terms: Sequence[Expr]) -> str:
    """Terms with their signs."""
    signed = [(" - ", -term) if term.could_extract_minus_sign() else (" + ", term) for term in terms]
    text = "".join(sign + printed(term) for sign, term in signed)
    return text.removeprefix(" + ").strip()


def _plainness(value: Expr) -> tuple[int, str]:
    return (value.count_ops(), str(value))


def _integer(value: int) -> str:
    if value < 0:
        return f"(- {_integer(-value)})"
    return str(value) if value < 2 else f"{value}%:R"


def in_field(name: str) -> str:
    """A variable as an element of the field: itself, or a natural number's image."""
    return f"(ltac:(first [exact ({name} : R) | exact ({name}%:R : R)]))"


def _power(base: Expr, exponent: Expr) -> str:
    if exponent == Rational(1, 2):
        return f"(Num.sqrt {printed(base)})"
    if exponent.is_Rational and exponent < 0:
        return f"({printed(Pow(base, -exponent))})^-1"
    x, real = printed(base), printed(exponent)
    if exponent.is_Integer:
        return f"({x} ^+ {exponent})"
    natural = _natural(exponent)
    if natural is None:
        return f"(rp {x} {real})"
    return f"(ltac:(first [exact ({x} ^+ ({natural})%N) | exact (rp {x} {real})]))"


def _natural(value: Expr) -> str | None:
    """An expression in natural numbers: variables, what is subtracted, then constants. None where it cannot be one."""
    terms = Add.make_args(value)
    signed = [(term.as_coeff_Mul(), term) for term in terms]
    plus = [_product(c, rest) for (c, rest), term in signed if rest != S.One and c > 0]
    minus = [_product(-c, rest) for (c, rest), term in signed if rest != S.One and c < 0]
    ones = [str(c) for (c, rest), term in signed if rest == S.One and c > 0]
    if not plus or any(piece is None for piece in (*plus, *minus)) or any(r == S.One and c < 0 for (c, r), _ in signed):
        return None
    text = " + ".join(map(str, plus)) + "".join(f" - {piece}" for piece in minus)
    return f"({text})" + "".join(f" + {one}" for one in ones) if ones else text


def _product(coefficient: Expr, rest: Expr) -> str | None:
    if not isinstance(rest, Symbol):
        return None
    if coefficient == 1:
        return f"x_{rest}"
    if coefficient == Rational(1, 2):
        return f"x_{rest}./2"
    return f"{coefficient} * x_{rest}" if coefficient.is_Integer else None


def divisors(value: Expr) -> Iterator[Expr]:
    """What an expression divides by, inside logarithms too."""
    for part in value.atoms(Pow):
        if part.exp.could_extract_minus_sign() and part.exp.is_Rational:
            yield part.base
    under = value.as_numer_denom()[1]
    yield from (factor for factor in Mul.make_args(under) if factor.free_symbols and not isinstance(factor, Pow))


def ordered(value: Expr) -> Iterator[tuple[str, str]]:
    """Pairs of which a sum subtracts the first from the second, which is no less where they are natural numbers."""
    for part in sorted(value.atoms(Add), key=str):
        terms = [term.as_coeff_Mul() for term in Add.make_args(part)]
        less = [f"x_{rest}" for c, rest in terms if c == -1 and isinstance(rest, Symbol)]
        more = [f"x_{rest}" for c, rest in terms if c == 1 and isinstance(rest, Symbol)]
        less += ["1"] if any((c, rest) == (-1, S.One) for c, rest in terms) else []
        if less and more:
            yield less[0], more[0]

"""Formulas of claims against definitions of theorems: what SymPy holds is printed as a lemma, which Rocq must close.

The definition of the formula `gain` of the claim `beats` is `beats_gain`, or `beats_gain_value` where the other name is
a theorem's. Symbols are positive, as in print, and what the formula divides by is not zero.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, NamedTuple

from sympy import Add, Expr, Integer, Max, Min, Mul, Pow, Rational, S, Symbol, floor, log, sympify

from proofs_checks.machine import places
from proofs_checks.machine.rocq import kernel, sources, toolchain
from proofs_checks.machine.rocq.sources import FormalError

_TACTICS = """
Ltac side :=
  first
  [ done
  | by rewrite gt_eqF // sqrtr_gt0
  | match goal with H : is_true (?a != 0) |- is_true (?b != 0) => by have -> : b = a by ring end ].
Ltac plainly := by (ring || (field; repeat (apply/andP; split); side)).
Ltac close_formula :=
  first
  [ by []
  | by move: (_./2) => ?; plainly  (* which ring cannot read *)
  | plainly
@functions@  | by rewrite mulrC; congr (_ * _); plainly
  | by rewrite addnBAC //; plainly
  | by rewrite natrM !natrB //; plainly
  | by rewrite [Num.min (_ * _) _]minC; congr (Num.min _ (Num.min _ _)); plainly
  | by congr (Num.min _ (Num.min _ _)); plainly ].
"""
_FUNCTIONS = """  | by congr (ln _); plainly
  | by congr (- ln _); plainly
  | rewrite (_ : forall x y, 0 < y -> Num.sqrt (x / y) = Num.sqrt x / Num.sqrt y) //;
      [by field; side | by move=> x y *; rewrite mulrC sqrtrM ?invr_ge0 ?ltW // sqrtrV ?ltW // mulrC]
"""  # logarithms and roots, of which the algebra has none


class Held(NamedTuple):
    """A formula of a claim that is held against a theorem: the function from which it is printed."""

    theorem: str
    claim: str
    name: str
    function: Callable[..., Any]

    @property
    def lemma(self) -> str:
        """That the function is the definition which the theorem speaks of."""
        return lemma(definition(self.theorem, self.claim, self.name), self.function)


def definition(theorem: str, claim: str, formula: str) -> str:
    """The full name of the definition that a claim's formula has, of which the theorem's statement must speak."""
    stated = sources.theorem(theorem)
    modules = {name: module for module in sources.closure(stated.file) for name in sources.files()[module].meanings}
    spoken = {meaning.name for meaning in sources.glossary(stated)}
    for name in (f"{claim}_{formula}_value", f"{claim}_{formula}"):
        if name in spoken:
            return f"kdaudit.{modules[name]}.{name}"
    raise FormalError(f"{theorem} speaks of no {claim}_{formula} to hold the claim's formula against")


def lemma(defined: str, function: Callable[..., Any]) -> str:
    """The lemma, as text, that a definition is what the function makes of symbols."""
    asked = [key for key, it in signature(function).parameters.items() if it.default is Parameter.empty]
    symbols = [Symbol(key, positive=True) for key in asked]
    value = sympify(function(*symbols))
    bound = " ".join(f"x_{key}" for key in asked)
    positive = "".join(f"0 < {_number(f'x_{key}')} -> " for key in asked)
    unequal = "".join(f"{printed(base)} != 0 -> " for base in sorted(set(_divisors(value)), key=str))
    naturals = "".join(f"ltac:(first [exact ({a} <= {b})%N | exact True]) -> " for a, b in _ordered(value))
    either = f"ltac:(first [exact (@{defined} R {bound}) | exact ({defined} {bound})])"
    known = f"forall {bound}, let known := {either} in "  # so that the types of variables are the definition's
    stated = f"{_number('known')} = {printed(value)}"
    return f"Lemma formula (R : {_field(defined)}) : {known}{positive}{unequal}{naturals}{stated}."


def closes(theorem: str, claim: str, formula: str, function: Callable[..., Any]) -> bool:
    """Whether Rocq closes the lemma. What came of it is kept under the hash of its text and of the sources."""
    return closed([Held(theorem, claim, formula, function)])[0]


def closed(asked: Iterable[Held]) -> list[bool]:
    """The same of many formulas: one process closes those of a file's theorems."""
    notes: list[Path] = []
    unread: dict[tuple[str, str], dict[Path, tuple[str, str]]] = {}
    for held in asked:
        name, file = definition(held.theorem, held.claim, held.name), sources.theorem(held.theorem).file
        kernel.report(file)
        notes.append(toolchain.build_folder() / "formulas" / f"{key(held.theorem, held.lemma)}.json")
        if not notes[-1].exists():
            unread.setdefault((file, _tactics(name)), {})[notes[-1]] = name, held.lemma
    for (file, tactics), lemmas in unread.items():
        _read(file, tactics, lemmas)
    return [bool(json.loads(note.read_text(encoding="utf-8"))["closed"]) for note in notes]


def _read(file: str, tactics: str, lemmas: Mapping[Path, tuple[str, str]]) -> None:
    """Have Rocq read lemmas (where each is noted, to its definition and text), and note what comes of them."""
    script, marks = [kernel.opening(file), "From mathcomp.algebra_tactics Require Import ring.\n", tactics], []
    for number, (name, text) in enumerate(lemmas.values()):
        marks += [f"{part}_{number}" for part in ("stated", "known", "left")]
        stated = text.replace("Lemma formula ", f"Lemma formula_{number} ", 1) + "\n"
        proof = f"Proof.\nintros; subst known; rewrite /{name}.\nclose_formula.\nQed.\n"
        stated_at, known_at, left_at = map(kernel.mark, marks[-3:])
        script += [stated_at, stated, proof, known_at, f"Check formula_{number}.\n", left_at, "Abort All.\n"]
    said = kernel.answers("".join(script), marks)
    for number, (note, (_, text)) in enumerate(lemmas.items()):
        found = {"lemma": text, "closed": "Error:" not in said[f"known_{number}"], "said": said[f"stated_{number}"]}
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(found), encoding="utf-8")


def hashed(text: str) -> str:
    """A hash of a lemma's text."""
    return sha256(text.encode()).hexdigest()


def key(theorem: str, text: str) -> str:
    """The hash of a lemma, of the sources that it speaks of, of what closes it, and of the versions."""
    read, ours = sources.digest(sources.theorem(theorem).file), places.text(Path(__file__))
    parts = (text, ours, read, sorted(toolchain.versions().items()))
    return sha256(repr(parts).encode()).hexdigest()


def printed(value: Expr) -> str:
    """A SymPy expression in Rocq, with symbols x_…, real or natural."""
    match value:
        case Symbol():
            return _number(f"x_{value}")
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


def _number(name: str) -> str:
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


def _divisors(value: Expr) -> Iterator[Expr]:
    """What an expression divides by, inside logarithms too."""
    for part in value.atoms(Pow):
        if part.exp.could_extract_minus_sign() and part.exp.is_Rational:
            yield part.base
    under = value.as_numer_denom()[1]
    yield from (factor for factor in Mul.make_args(under) if factor.free_symbols and not isinstance(factor, Pow))


def _ordered(value: Expr) -> Iterator[tuple[str, str]]:
    """Pairs of which a sum subtracts the first from the second, which is no less where they are natural numbers."""
    for part in sorted(value.atoms(Add), key=str):
        terms = [term.as_coeff_Mul() for term in Add.make_args(part)]
        less = [f"x_{rest}" for c, rest in terms if c == -1 and isinstance(rest, Symbol)]
        more = [f"x_{rest}" for c, rest in terms if c == 1 and isinstance(rest, Symbol)]
        less += ["1"] if any((c, rest) == (-1, S.One) for c, rest in terms) else []
        if less and more:
            yield less[0], more[0]


def _tactics(name: str) -> str:
    return _TACTICS.replace("@functions@", _FUNCTIONS if ".analysis." in name else "")


def _field(name: str) -> str:
    return "realType" if ".analysis." in name else "realFieldType"

(* Real powers, softmax and softening by powers: definitions and first facts. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive exp.
From kdaudit.algebra Require Import laws.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : realType) (V : nat).
Implicit Types (p q z : 'I_V -> R) (T a x : R).

(* a^x for a >= 0, with 0^x = 0: the library's 0 `^ x is 1, since its ln 0 is 0 *)
Definition rp a x := if 0 < a then expR (x * ln a) else 0.
(* softmax(z)_i = exp(z_i)/Σ exp(z_j) *)
Definition softmax z i := expR (z i) / \sum_j expR (z j).
(* F_T(p) = p^(1/T)/Σ p^(1/T) *)
Definition power T p i := rp (p i) T^-1 / \sum_j rp (p j) T^-1.
(* H(p) = −Σ p log p, where 0 log 0 = 0 *)
Definition entropy p := - \sum_i p i * ln (p i).
(* KL(p‖q) = Σ p (log p − log q), meant where q > 0 wherever p > 0 *)
Definition KL p q := \sum_i p i * (ln (p i) - ln (q i)).
(* q > 0 wherever p > 0 *)
Definition dominated p q := forall i, 0 < p i -> 0 < q i.
End Definitions.

Section RealPower.
Variable R : realType.
Implicit Types (a b x y : R).

Lemma rp_ge0 a x : 0 <= rp a x.
Proof. by rewrite /rp; case: ifP => // _; apply/ltW/expR_gt0. Qed.

Lemma rp_gt0 a x : 0 < a -> 0 < rp a x.
Proof. by rewrite /rp => ->; apply: expR_gt0. Qed.

Lemma rp_r1 a : 0 <= a -> rp a 1 = a.
Proof.
rewrite /rp le_eqVlt => /orP [/eqP <-|a0]; first by rewrite ltxx.
by rewrite a0 mul1r lnK.
Qed.

Lemma rp_rp a x y : rp (rp a x) y = rp a (x * y).
Proof.
rewrite /rp; case: (boolP (0 < a)) => [a0|_]; last by rewrite ltxx.
by rewrite expR_gt0 expK mulrA [y * x]mulrC.
Qed.

Lemma rp_div a b x : 0 <= a -> 0 < b -> rp (a / b) x = rp a x / rp b x.
Proof.
rewrite /rp le_eqVlt => /orP [/eqP <-|a0] b0; first by rewrite mul0r !ltxx mul0r.
by rewrite divr_gt0 // a0 b0 ln_div ?posrE // mulrBr expRB.
Qed.

Lemma rp_mono x : 0 < x -> {in Num.nneg &, {mono (fun a => rp a x) : a b / a < b}}.
Proof.
move=> x0 a b; rewrite !nnegrE /= !le_eqVlt.
case/orP=> [/eqP <-|a0]; case/orP=> [/eqP <-|b0]; rewrite /rp ?ltxx //.
- by rewrite b0 expR_gt0.
- by rewrite a0 !ltNge (ltW a0) (ltW (expR_gt0 _)).
by rewrite a0 b0 ltr_expR ltr_pmul2l // ltr_ln.
Qed.

Lemma rp_mono_le x : 0 < x -> {in Num.nneg &, {mono (fun a => rp a x) : a b / a <= b}}.
Proof. by move=> x0 a b ha hb; rewrite !leNgt rp_mono. Qed.
End RealPower.

Section Logarithm.
Variable R : realType.
Implicit Types x : R.

(* 1 + x <= exp x for every x: the library has it for x >= 0 *)
Lemma expR_ge1D x : 1 + x <= expR x.
Proof.
case: (leP 0 x) => [x0|x0]; first by rewrite expR_ge1Dx.
have [|c] := @MVT R expR expR x 0 x0 (fun y _ => is_derive_expR y).
  by apply/continuous_subspaceT => y; exact: continuous_expR.
rewrite in_itv /= => /andP [_ c0]; rewrite expR0 sub0r => e.
have -> : expR x = 1 + expR c * x.
  by rewrite -[LHS](subKr 1) e mulrN opprK.
by rewrite ler_add2l ler_nmull // ltW // expR_lt1.
Qed.

Lemma ln_leB1 x : 0 < x -> ln x <= x - 1.
Proof. by move=> x0; rewrite ler_subr_addl -[X in _ <= X]lnK ?posrE // expR_ge1D. Qed.

(* log x < x − 1 but at x = 1 *)
Lemma ln_ltB1 x : 0 < x -> x != 1 -> ln x < x - 1.
Proof.
move=> x0 x1; pose y := ln x / 2%:R; have e : x = expR y ^+ 2.
  by rewrite -expRMm mulrC mulfVK ?pnatr_eq0 // lnK.
have y0 : y != 0.
  by apply: contra_neq x1 => y0; rewrite e y0 expR0 expr1n.
have yy : ln x = 2%:R * y by rewrite mulrC mulfVK ?pnatr_eq0.
have a : 1 + y <= expR y := expR_ge1D y.
have b : expR y != 1 by apply: contra_neq y0 => e1; rewrite -(expK y) e1 ln1.
rewrite yy -subr_gt0 {1}e; have -> : expR y ^+ 2 - 1 - 2%:R * y = (expR y - 1) ^+ 2 + 2%:R * (expR y - (1 + y)) by ring.
by rewrite ltr_paddr ?mulr_ge0 ?subr_ge0 // exprn_even_gt0 //= subr_eq0.
Qed.

Lemma is_derive_weight (a b t : R) : is_derive t 1 (fun t => b * expR (t * a)) (b * a * expR (t * a)).
Proof.
have -> : (fun t => b * expR (t * a)) = b *: (expR \o (a *: (id : R -> R))).
  by apply/funext => y; rewrite /= -[RHS]/(b * expR (a * y)) [a * y]mulrC.
by apply: is_derive_eq; rewrite -[LHS]/(b * (expR (a * t) * (a * 1))) [t * a]mulrC mulr1 [expR _ * a]mulrC mulrA.
Qed.
End Logarithm.

Section Softmax.
Variables (R : realType) (V : nat).
Implicit Types (p z : 'I_V -> R) (T : R).

Lemma sum_expR_gt0 z (i : 'I_V) : 0 < \sum_j expR (z j).
Proof. by apply: (@sum_gt0 _ _ _ i) => [j|]; [apply/ltW|]; apply: expR_gt0. Qed.

Lemma softmax_law z : (0 < V)%N -> law (softmax z).
Proof.
move=> V0; apply: normalised => [j|]; first exact/ltW/expR_gt0.
exact: (sum_expR_gt0 z (Ordinal V0)).
Qed.

Lemma softmax_gt0 z i : 0 < softmax z i.
Proof. by rewrite divr_gt0 ?expR_gt0 // (sum_expR_gt0 z i). Qed.

Lemma ln_softmax z i : ln (softmax z i) = z i - ln (\sum_j expR (z j)).
Proof. by rewrite /softmax ln_div ?posrE ?expR_gt0 ?(sum_expR_gt0 z i) // expK. Qed.

Lemma power_denominator p T : law p -> 0 < \sum_j rp (p j) T^-1.
Proof.
move=> lp; have [i pi] := law_positive lp.
by apply: (@sum_gt0 _ _ _ i) => [j|]; [apply: rp_ge0|apply: rp_gt0].
Qed.

Lemma power_law p T : law p -> law (power T p).
Proof.
by move=> lp; apply: normalised; [move=> j; apply: rp_ge0|apply: power_denominator].
Qed.
End Softmax.

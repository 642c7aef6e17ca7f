(* Power, mixing and the Tsallis families are different, and which of them meet. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive realfun exp.
From kdaudit.algebra Require Import laws.
From kdaudit.analysis Require Import powers convexity.
From kdaudit.analysis.operators Require Import legendre equations.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section Inequivalent.
Variable R : realType.
Implicit Types (alpha T a c : R) (phi g : R -> R) (q : 'I_3 -> R).

(* p = (16, 4, 1)/21 *)
Definition inequivalent_p (i : 'I_3) : R := [:: 16%:R / 21%:R; 4%:R / 21%:R; 1 / 21%:R]`_i.
(* g(s) = s^(α−1)/(α−1), the slope of φ(s) = s^α/(α(α−1)), for α ≠ 1 *)
Definition tsallis_slope alpha s := rp s (alpha - 1) / (alpha - 1).
Let p := inequivalent_p.
Let i1 : 'I_3 := @Ordinal 3 1 isT.
Let L := ln (4%:R : R).

Lemma p_positive : positive p.
Proof. by case=> -[|[|[|//]]] h; rewrite /p /inequivalent_p /= divr_gt0 ?ltr0n ?ltr01. Qed.

Lemma p_law : law p.
Proof. by split=> [i|]; [exact/ltW/p_positive|rewrite !big_ord_recl big_ord0 /p /inequivalent_p /=; field]. Qed.

Lemma ln_p : ln (p ord0) - ln (p i1) = L /\ ln (p i1) - ln (p ord_max) = L.
Proof.
have n0 n : 0 < n.+1%:R :> R by rewrite ltr0n.
by split; rewrite -ln_div ?posrE ?p_positive // /L; congr ln; rewrite /p /inequivalent_p /=; field.
Qed.

Lemma L_gt0 : 0 < L. Proof. by rewrite ln_gt0 // ltr1n. Qed.

Lemma positive3 q : law q -> positive q -> forall i, 0 < q i < 1.
Proof. by move=> lq q0 i; rewrite q0 positive_lt1. Qed.

(* the gaps of q^a are in the ratio 4^a, as those of p^a are *)
Definition keeps a q := expR (a * (ln (q ord0) - ln (q i1))) + expR (a * (L - (ln (q i1) - ln (q ord_max)))) =
  expR (a * L) + expR (a * 0).

Lemma keeps_gaps a q T c : positive q -> 0 < T -> a != 0 ->
  (forall i, T * (rp (q i) a / a) = rp (p i) a / a + c) -> keeps a q.
Proof.
move=> q0 T0 a0 e; rewrite /keeps.
have gap i j : T * (rp (q i) a - rp (q j) a) = rp (p i) a - rp (p j) a.
  have := congr2 (fun x y => a * (x - y)) (e i) (e j).
  move: (rp (q i) a) (rp (q j) a) (rp (p i) a) (rp (p j) a) => w x y z h.
  transitivity (a * (T * (w / a) - T * (x / a))); first by field.
  by rewrite h; field.
have l0 : ln (p ord0) = L + ln (p i1) by have [/eqP] := ln_p; rewrite subr_eq => /eqP.
have l1 : ln (p i1) = L + ln (p ord_max) by have [_ /eqP] := ln_p; rewrite subr_eq => /eqP.
have k : rp (q ord0) a - rp (q i1) a = expR (a * L) * (rp (q i1) a - rp (q ord_max) a).
  apply: (mulfI (lt0r_neq0 T0)); rewrite mulrCA !gap /rp !p_positive l0 mulrDr expRD l1 mulrDr expRD.
  by move: (expR (a * L)) (expR _) => x y; ring.
have qi : rp (q i1) a != 0 by rewrite gt_eqF ?rp_gt0.
apply: (mulIf qi); rewrite mulr0 expR0 !mulrDl mul1r.
have -> : expR (a * (ln (q ord0) - ln (q i1))) * rp (q i1) a = rp (q ord0) a.
  by rewrite /rp !q0 -expRD; congr expR; ring.
have -> : expR (a * (L - (ln (q i1) - ln (q ord_max)))) * rp (q i1) a = expR (a * L) * rp (q ord_max) a.
  by rewrite /rp !q0 -!expRD; congr expR; ring.
by move/eqP: k; rewrite subr_eq => /eqP ->; ring.
Qed.

Lemma keeps_power a T : a != 0 -> 0 < T -> keeps a (power T p) -> T = 1.
Proof.
move=> a0 T0; have lnq i j : ln (power T p i) - ln (power T p j) = T^-1 * (ln (p i) - ln (p j)).
  by rewrite !ln_power ?p_positive //; [ring|exact: p_law|exact: p_law].
have [l0 l1] := ln_p; move: (power T p) lnq => q lnq.
rewrite /keeps !lnq.
rewrite l0 l1 mulr0 expR0 !mulrBr expRB => e.
set E := expR (a * (T^-1 * L)) in e; set K := expR (a * L) in e.
have E0 : 0 < E := expR_gt0 _.
have : (E - 1) * (E - K) = 0.
  have : (E + K / E) * E = (K + 1) * E by rewrite e.
  rewrite mulrDl divfK ?gt_eqF // => h; transitivity (E * E + K - (K + 1) * E); first by ring.
  by rewrite h subrr.
have L0 := lt0r_neq0 L_gt0; have Ti : T^-1 != 0 by rewrite invr_neq0 ?gt_eqF.
move/eqP; rewrite mulf_eq0 !subr_eq0 => /orP [/eqP|/eqP].
  rewrite -[X in _ = X](expR0 R) => /expR_inj/eqP; rewrite !mulf_eq0; by rewrite (negPf a0) (negPf L0) (negPf Ti).
move=> /expR_inj/(mulfI a0) h; rewrite -[T]invrK; apply/eqP; rewrite invr_eq1; apply/eqP.
by apply: (mulIf L0); rewrite h mul1r.
Qed.
Lemma p_differ a : a != 0 -> rp (p ord0) a - rp (p i1) a != 0.
Proof.
move=> a0; rewrite subr_eq0 /rp !p_positive; apply/eqP => /expR_inj/(mulfI a0) e.
by have [] := ln_p; rewrite e subrr => l; have := L_gt0; rewrite -l ltxx.
Qed.

Lemma gap_one a T c : a != 0 -> (forall i, T * (rp (p i) a / a) = rp (p i) a / a + c) -> T = 1.
Proof.
move=> a0 e; apply: (mulIf (p_differ a0)); rewrite mul1r.
have := congr2 (fun x y => a * (x - y)) (e ord0) (e i1); move: (rp (p ord0) a) (rp (p i1) a) => x y h.
transitivity (a * (T * (x / a) - T * (y / a))); first by field.
by rewrite h; field.
Qed.

Lemma keeps_two a b q T c : a != 0 -> b != 0 -> a != b -> law q -> positive q -> 0 < T ->
  (forall i, T * (rp (q i) a / a) = rp (p i) a / a + c) -> keeps b q -> q =1 p.
Proof.
move=> a0 b0 ab lq q0 T0 e kb; have ka := keeps_gaps q0 T0 a0 e.
have [s|s] := two_exponents a0 b0 ab ka kb; last first.
  have e01 : rp (q ord0) a = rp (q i1) a by rewrite /rp !q0; move/eqP: s; rewrite subr_eq0 => /eqP ->.
  case/eqP: (p_differ a0); have := congr2 (fun x y => a * (x - y)) (e ord0) (e i1); rewrite e01 subrr mulr0.
  by move: (rp (p ord0) a) (rp (p i1) a) => x y h; rewrite h; field.
move: ka; rewrite /keeps s => /addrI/expR_inj/(mulfI a0)/eqP; rewrite subr_eq0 => /eqP t.
have [l0 l1] := ln_p; have same i : ln (q i) - ln (p i) = ln (q i1) - ln (p i1).
  case: i => -[|[|[|//]]] h.
  - have -> : Ordinal h = ord0 by apply: val_inj.
    by apply/eqP; rewrite subr_eq -addrA [- _ + _]addrC l0 -s addrC subrK.
  - by have -> : Ordinal h = i1 by apply: val_inj.
  have -> : Ordinal h = ord_max by apply: val_inj.
  apply/eqP; rewrite subr_eq -addrA [- _ + _]addrC -opprB l1 t opprB addrC subrK //.
pose C := expR (ln (q i1) - ln (p i1)).
have form i : q i = p i * C.
  apply: (ln_inj (q0 i) (mulr_gt0 (p_positive i) (expR_gt0 _))); rewrite lnM ?posrE ?p_positive ?expR_gt0 //.
  by rewrite expK -(same i) addrC subrK.
have C1 : C = 1 by have := proj2 lq; rewrite (eq_bigr _ (fun i _ => form i)) -mulr_suml (proj2 p_law) mul1r.
by move=> i; rewrite form C1 mulr1.
Qed.

Lemma legendre_gaps infinite phi alpha T q : potential infinite phi (tsallis_slope alpha) -> 0 < T -> positive q ->
  legendre infinite phi (tsallis_slope alpha) T p q ->
  exists c, forall i, T * (rp (q i) (alpha - 1) / (alpha - 1)) = rp (p i) (alpha - 1) / (alpha - 1) + c.
Proof.
move=> pot T0 q0 m; have [[lq _] _] := m; have [c h] := optimal_cut pot T0 (isT : (1 < 3)%N) m.
exists c => i; have := cut_inside pot (h i) (positive3 lq q0 i); rewrite /tsallis_slope => ->.
by rewrite mulrC divfK ?gt_eqF.
Qed.

Lemma legendre_one infinite phi g q : potential infinite phi g -> q =1 p -> legendre infinite phi g 1 p q.
Proof.
move=> pot qp; have lq : law q.
  by split=> [i|]; [rewrite qp; apply: (proj1 p_law)|rewrite -(proj2 p_law); apply: eq_bigr].
have cq i : cut g ((g (p i) + 0) / 1) (q i).
  by rewrite addr0 divr1 qp; apply: (cut_at pot); apply: positive3 p_law p_positive i.
split=> [|r ar]; first by split=> // inf i; apply: (cut_positive pot inf (cq i)).
by case: (cut_optimal pot ltr01 lq cq ar).
Qed.

Lemma power_one : power 1 p =1 p.
Proof.
move=> i; rewrite /power invr1 (eq_bigr p) => [|j _]; last by rewrite rp_r1 // ltW // p_positive.
by rewrite (proj2 p_law) divr1 rp_r1 // ltW // p_positive.
Qed.

(* at p = (16, 4, 1)/21, T > 0 and T′ ≥ 1: power_T(p) = mixing_T′(p) ⇔ T = T′ = 1
   false: renamed => T = 1 /\ T' = 1 ==> T = T' *)
Theorem inequivalent_mixing T T' : 0 < T -> 1 <= T' ->
  power T inequivalent_p =1 mixing T' inequivalent_p <-> T = 1 /\ T' = 1.
Proof.
move=> T0 T1'; have T0' := lt_le_trans ltr01 T1'; split=> [e|[-> ->] i]; last first.
  by rewrite power_one /mixing invr1 subrr mul0r addr0 mul1r.
have pos : positive (power T p) by move=> i; apply: power_gt0 p_law (p_positive i).
have h i : T' * (rp (power T p i) 1 / 1) = rp (p i) 1 / 1 + (T' - 1) / 3%:R.
  rewrite !divr1 !rp_r1 ?(ltW (pos i)) ?(ltW (p_positive i)) // e /mixing -/p.
  by move: (p i) => x; field; rewrite gt_eqF.
have one := oner_neq0 R; have t1 : T = 1 := keeps_power one T0 (keeps_gaps pos T0' one h).
split=> //; apply: (@gap_one 1 T' ((T' - 1) / 3%:R) one) => i; have := h i; by rewrite t1 power_one.
Qed.

(* at p = (16, 4, 1)/21, α ≠ 1, T, T′ > 0: power_T(p) = Tsallis_α at T′ of p ⇔ T = T′ = 1. Powers are positive, so
   nothing is truncated
   false: α = 1 is power itself => alpha != 1 -> ==> alpha = alpha ->
   false: renamed => T = 1 /\ T' = 1 ==> T = T' *)
Theorem inequivalent_Tsallis infinite phi alpha T T' : alpha != 1 -> potential infinite phi (tsallis_slope alpha) ->
  0 < T -> 0 < T' ->
  legendre infinite phi (tsallis_slope alpha) T' inequivalent_p (power T inequivalent_p) <-> T = 1 /\ T' = 1.
Proof.
move=> a1 pot T0 T0'; have a0 : alpha - 1 != 0 by rewrite subr_eq0.
split=> [m|[-> ->]]; last exact: legendre_one pot power_one.
have pos : positive (power T p) by move=> i; apply: power_gt0 p_law (p_positive i).
have [c h] := legendre_gaps pot T0' pos m; have t1 : T = 1 := keeps_power a0 T0 (keeps_gaps pos T0' a0 h).
by split=> //; apply: (@gap_one _ T' c a0) => i; have := h i; rewrite t1 power_one.
Qed.

(* at p = (16, 4, 1)/21, α ≠ α′, both ≠ 1, T, T′ > 0: Tsallis_α at T and Tsallis_α′ at T′ make one positive law of p
   ⇔ T = T′ = 1
   false: where entries are truncated => positive q, ==> q =1 q,
   false: renamed => T = 1 /\ T' = 1 ==> T = T' *)
Theorem inequivalent_two_Tsallis infinite infinite' phi phi' alpha alpha' T T' : alpha != 1 -> alpha' != 1 ->
  alpha != alpha' -> potential infinite phi (tsallis_slope alpha) -> potential infinite' phi' (tsallis_slope alpha') ->
  0 < T -> 0 < T' ->
  (exists q, [/\ positive q, legendre infinite phi (tsallis_slope alpha) T inequivalent_p q
    & legendre infinite' phi' (tsallis_slope alpha') T' inequivalent_p q]) <-> T = 1 /\ T' = 1.
Proof.
move=> a1 b1 ab pot pot' T0 T0'; split=> [[q [q0 m m']]|[-> ->]]; last first.
  by exists p; split; [exact: p_positive|exact: legendre_one|exact: legendre_one].
have [a0 b0] : alpha - 1 != 0 /\ alpha' - 1 != 0 by rewrite !subr_eq0.
have ab' : alpha - 1 != alpha' - 1 by apply: contra ab => /eqP/addIr ->.
have [c h] := legendre_gaps pot T0 q0 m; have [c' h'] := legendre_gaps pot' T0' q0 m'.
have [[lq _] _] := m; have qp := keeps_two a0 b0 ab' lq q0 T0 h (keeps_gaps q0 T0' b0 h').
by split; [apply: (@gap_one _ T c a0) => i; have := h i|apply: (@gap_one _ T' c' b0) => i; have := h' i]; rewrite qp.
Qed.
End Inequivalent.

Section Same.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R).

(* T ≥ 1: the Tsallis softening of index 2, sparsemax (φ = s²/2, g(s) = s), is mixing at T, for every V and law p
   false: cooled => 1 <= T ==> 0 < T *)
Theorem inequivalent_same p q T : law p -> 1 <= T -> legendre false (@half_square R) id T p q <-> q =1 mixing T p.
Proof.
move=> lp T1; have T0 := lt_le_trans ltr01 T1; have V0 := law_V lp.
have Ti : 0 <= T^-1 <= 1 by rewrite invr_ge0 (ltW T0) invf_le1.
have lm : law (mixing T p).
  have [t0 t1] := andP Ti; split=> [i|].
    by apply: addr_ge0; apply: mulr_ge0; rewrite ?subr_ge0 // ?invr_ge0 ?ler0n ?(proj1 lp).
  rewrite big_split /= -mulr_sumr (proj2 lp) sumr_const card_ord -[_ *+ _]mulr_natr divfK ?gt_eqF //; ring.
have cm i : cut id ((p i + (T - 1) / V%:R) / T) (mixing T p i).
  have -> : (p i + (T - 1) / V%:R) / T = mixing T p i by rewrite /mixing; field; rewrite !gt_eqF.
  split=> [|t _ /ltW|t /ltW] //; by rewrite (proj1 lm) law_le1.
have best := cut_optimal (half_square_potential R) T0 lm cm.
have am : admissible false (mixing T p) by split.
split=> [[aq bq]|e].
  by have [le eq] := best q aq; apply: eq; apply/le_anti/andP; split; [exact: bq|exact: le].
have -> : q = mixing T p by apply/funext.
by split=> [|r ar]; [split|case: (best r ar)].
Qed.
End Same.

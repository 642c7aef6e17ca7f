(* KL divergence splits into bias and variance both ways, each about a centre of its own. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets reals signed topology normedtype sequences derive exp.
From kdaudit.algebra Require Import laws expectation bias_variance.
From kdaudit.analysis Require Import powers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section KLSplit.
Variables (R : realType) (V : nat) (Omega : finType) (w : Omega -> R).
Implicit Types (S : Omega -> 'I_V -> R) (p q : 'I_V -> R).

(* E log S_i *)
Definition mean_log S i := E w (fun o => ln (S o i)).
(* S̄ ∝ exp E log S, the normalised geometric mean *)
Definition geometric_mean S := softmax (mean_log S).

Lemma E_KL S p : \sum_o w o = 1 -> E w (fun o => KL p (S o)) = \sum_i p i * (ln (p i) - mean_log S i).
Proof. by move=> w1; rewrite /KL E_sum; apply: eq_bigr => i _; rewrite E_Z E_B (E_const _ w1). Qed.

Lemma E_KL_centre S p : \sum_o w o = 1 -> (0 < V)%N -> law p ->
  E w (fun o => KL p (S o)) = KL p (geometric_mean S) - ln (\sum_i expR (mean_log S i)).
Proof.
move=> w1 V0 [_ p1]; rewrite (E_KL _ _ w1) -[ln _]mul1r -p1 mulr_suml -sumrB; apply: eq_bigr => i _.
have Z0 := sum_expR_gt0 (mean_log S) (Ordinal V0).
by rewrite /geometric_mean /softmax ln_div ?posrE ?expR_gt0 // expK; ring.
Qed.

(* S a random positive law, Z = Σ exp E log S_i: E KL(q‖S) = KL(q‖S̄) − log Z, and E KL(S̄‖S) = −log Z
   false: the centre not normalised => - ln (\sum_i expR (mean_log S i)) /\ ==> /\
   false: the arithmetic mean => KL q (geometric_mean S) ==> KL q (mean w S) *)
Theorem kl_forward S q : (0 < V)%N -> probability w -> (forall o, law (S o)) ->
  (forall o, 0 < w o -> positive (S o)) -> law q -> positive q ->
  E w (fun o => KL q (S o)) = KL q (geometric_mean S) - ln (\sum_i expR (mean_log S i)) /\
  E w (fun o => KL (geometric_mean S) (S o)) = - ln (\sum_i expR (mean_log S i)).
Proof.
move=> V0 [_ w1] _ _ lq _; have lg := softmax_law (mean_log S) V0; split; first exact: E_KL_centre.
by rewrite E_KL_centre // [KL _ _]big1 ?sub0r // => i _; rewrite subrr mulr0.
Qed.

(* S a random law, q > 0: E KL(S‖q) = KL(E S‖q) + H(E S) − E H(S), and E KL(S‖E S) = H(E S) − E H(S)
   false: the entropies the other way => KL (mean w S) q + (entropy (mean w S) - E w (fun o => entropy (S o))) ==>
     KL (mean w S) q + (E w (fun o => entropy (S o)) - entropy (mean w S))
   false: the geometric mean => KL (mean w S) q ==> KL (geometric_mean S) q *)
Theorem kl_reverse S q : probability w -> (forall o, law (S o)) -> law q -> positive q ->
  E w (fun o => KL (S o) q) = KL (mean w S) q + (entropy (mean w S) - E w (fun o => entropy (S o))) /\
  E w (fun o => KL (S o) (mean w S)) = entropy (mean w S) - E w (fun o => entropy (S o)).
Proof.
move=> _ _ _ _; have split (c : 'I_V -> R) :
    E w (fun o => KL (S o) c) = - E w (fun o => entropy (S o)) - \sum_i mean w S i * ln (c i).
  have -> : \sum_i mean w S i * ln (c i) = E w (fun o => \sum_i S o i * ln (c i)).
    by rewrite E_sum; apply: eq_bigr => i _; rewrite mulrC -E_Z; apply: eq_E => o; rewrite mulrC.
  rewrite -mulN1r -E_Z -E_B; apply: eq_E => o; rewrite /KL /entropy mulN1r opprK -sumrB.
  by apply: eq_bigr => i _; rewrite mulrBr.
rewrite !split; split; last by rewrite addrC /entropy.
have -> : KL (mean w S) q = - entropy (mean w S) - \sum_i mean w S i * ln (q i).
  by rewrite /KL /entropy opprK -sumrB; apply: eq_bigr => i _; rewrite mulrBr.
by move: (entropy _) (E w _) (\sum_i _) => a b c; ring.
Qed.

(* E KL(q‖S) = KL(q‖S̄) + E KL(S̄‖S) and E KL(S‖q) = KL(E S‖q) + E KL(S‖E S)
   false: the arithmetic mean for both => KL q (geometric_mean S) ==> KL q (mean w S)
   false: the geometric mean for both => KL (mean w S) q ==> KL (geometric_mean S) q *)
Theorem kl S q : (0 < V)%N -> probability w -> (forall o, law (S o)) ->
  (forall o, 0 < w o -> positive (S o)) -> law q -> positive q ->
  E w (fun o => KL q (S o)) = KL q (geometric_mean S) + E w (fun o => KL (geometric_mean S) (S o)) /\
  E w (fun o => KL (S o) q) = KL (mean w S) q + E w (fun o => KL (S o) (mean w S)).
Proof.
move=> V0 pw lS S0 lq q0; have [-> ->] := kl_forward V0 pw lS S0 lq q0.
by have [-> ->] := kl_reverse pw lS lq q0.
Qed.
End KLSplit.

Section KLAny.
Variables (R : realType) (V : nat) (Omega : Type).
Implicit Types (I : (Omega -> R) -> Prop) (Ex : (Omega -> R) -> R) (S : Omega -> 'I_V -> R) (p q : 'I_V -> R).

(* S̄ ∝ exp Ex log S *)
Definition geometric_mean_any Ex S := softmax (fun i => Ex (fun o => ln (S o i))).

Lemma any_KL_from I Ex S p : expectation I Ex -> (forall i, I (fun o => ln (S o i))) ->
  Ex (fun o => KL p (S o)) = \sum_i p i * (ln (p i) - Ex (fun o => ln (S o i))).
Proof.
move=> IE IL; have [_ _ ext _] := IE.
have d i : I (fun o => p i * (ln (p i) - ln (S o i))) /\
    Ex (fun o => p i * (ln (p i) - ln (S o i))) = p i * (ln (p i) - Ex (fun o => ln (S o i))).
  have [Ic Ec] := any_combination IE (- p i) 0 (p i * ln (p i)) (IL i) (IL i).
  have [|Id Ed] := ext _ (fun o => p i * (ln (p i) - ln (S o i))) _ Ic; first by move=> o; ring.
  by split=> //; rewrite -Ed Ec; ring.
by rewrite /KL (proj2 (any_sum IE (fun i => proj1 (d i)))); apply: eq_bigr => i _; exact: (proj2 (d i)).
Qed.

Lemma any_KL_to I Ex S q : expectation I Ex -> (forall i, I (S^~ i)) -> (forall i, I (fun o => S o i * ln (S o i))) ->
  Ex (fun o => KL (S o) q) = \sum_i (Ex (fun o => S o i * ln (S o i)) - Ex (S^~ i) * ln (q i)) /\
  Ex (fun o => entropy (S o)) = - \sum_i Ex (fun o => S o i * ln (S o i)).
Proof.
move=> IE IS ISL; have [_ _ ext _] := IE; split.
  have d i : I (fun o => S o i * (ln (S o i) - ln (q i))) /\
      Ex (fun o => S o i * (ln (S o i) - ln (q i))) = Ex (fun o => S o i * ln (S o i)) - Ex (S^~ i) * ln (q i).
    have [Ic Ec] := any_combination IE 1 (- ln (q i)) 0 (ISL i) (IS i).
    have [|Id Ed] := ext _ (fun o => S o i * (ln (S o i) - ln (q i))) _ Ic; first by move=> o; ring.
    by split=> //; rewrite -Ed Ec; ring.
  by rewrite /KL (proj2 (any_sum IE (fun i => proj1 (d i)))); apply: eq_bigr => i _; exact: (proj2 (d i)).
have [Is Es] := any_sum IE ISL; have [Ic Ec] := any_combination IE (- 1) 0 0 Is Is.
have [|_ Ed] := ext _ (fun o => entropy (S o)) _ Ic; first by move=> o; rewrite mul0r !addr0 mulN1r.
by rewrite -Ed Ec Es mul0r !addr0 mulN1r.
Qed.

(* S a random positive law on any space, E log S_i > −∞, Z = Σ exp E log S_i: E KL(q‖S) = KL(q‖S̄) − log Z, E KL(S̄‖S)
   = −log Z
   false: the centre not normalised => - ln (\sum_i expR (Ex (fun o => ln (S o i)))) /\ ==> /\
   false: the arithmetic mean => KL q (geometric_mean_any Ex S) ==> KL q (fun i => Ex (S^~ i)) *)
Theorem kl_forward_any I Ex S q : (0 < V)%N -> expectation I Ex -> (forall o, law (S o) /\ positive (S o)) ->
  (forall i, I (fun o => ln (S o i))) -> law q -> positive q ->
  Ex (fun o => KL q (S o)) = KL q (geometric_mean_any Ex S) - ln (\sum_i expR (Ex (fun o => ln (S o i)))) /\
  Ex (fun o => KL (geometric_mean_any Ex S) (S o)) = - ln (\sum_i expR (Ex (fun o => ln (S o i)))).
Proof.
move=> V0 IE _ IL lq _; have lg := softmax_law (fun i => Ex (fun o => ln (S o i))) V0.
have centre p : law p -> Ex (fun o => KL p (S o)) =
    KL p (geometric_mean_any Ex S) - ln (\sum_i expR (Ex (fun o => ln (S o i)))).
  case=> _ p1; rewrite (any_KL_from _ IE IL) -[ln (\sum_i _)]mul1r -p1 mulr_suml -sumrB; apply: eq_bigr => i _.
  have Z0 := sum_expR_gt0 (fun i => Ex (fun o => ln (S o i))) (Ordinal V0).
  by rewrite /geometric_mean_any /softmax ln_div ?posrE ?expR_gt0 // expK; ring.
split; first exact: centre.
by rewrite centre // [KL _ _]big1 ?sub0r // => i _; rewrite subrr mulr0.
Qed.

(* S a random law on any space, q > 0: E KL(S‖q) = KL(E S‖q) + H(E S) − E H(S), and E KL(S‖E S) = H(E S) − E H(S)
   false: the entropies the other way => KL (fun i => Ex (S^~ i)) q +
       (entropy (fun i => Ex (S^~ i)) - Ex (fun o => entropy (S o))) ==> KL (fun i => Ex (S^~ i)) q +
       (Ex (fun o => entropy (S o)) - entropy (fun i => Ex (S^~ i)))
   false: the geometric mean => KL (fun i => Ex (S^~ i)) q ==> KL (geometric_mean_any Ex S) q *)
Theorem kl_reverse_any I Ex S q : expectation I Ex -> (forall o, law (S o)) ->
  (forall i, I (S^~ i)) -> (forall i, I (fun o => S o i * ln (S o i))) -> law q -> positive q ->
  Ex (fun o => KL (S o) q) = KL (fun i => Ex (S^~ i)) q +
    (entropy (fun i => Ex (S^~ i)) - Ex (fun o => entropy (S o))) /\
  Ex (fun o => KL (S o) (fun i => Ex (S^~ i))) = entropy (fun i => Ex (S^~ i)) - Ex (fun o => entropy (S o)).
Proof.
move=> IE _ IS ISL _ _; have [_ ->] := any_KL_to q IE IS ISL.
rewrite !(proj1 (any_KL_to _ IE IS ISL)) !sumrB opprK; split; last by rewrite addrC.
have -> : KL (fun i => Ex (S^~ i)) q = - entropy (fun i => Ex (S^~ i)) - \sum_i Ex (S^~ i) * ln (q i).
  by rewrite /KL /entropy opprK -sumrB; apply: eq_bigr => i _; rewrite mulrBr.
by move: (entropy _) (\sum_i _) (\sum_i _) => a b c; ring.
Qed.

(* on any space: E KL(q‖S) = KL(q‖S̄) + E KL(S̄‖S) and E KL(S‖q) = KL(E S‖q) + E KL(S‖E S)
   false: the arithmetic mean for both => KL q (geometric_mean_any Ex S) ==> KL q (fun i => Ex (S^~ i))
   false: the geometric mean for both => KL (fun i => Ex (S^~ i)) q ==> KL (geometric_mean_any Ex S) q *)
Theorem kl_any I Ex S q : (0 < V)%N -> expectation I Ex -> (forall o, law (S o) /\ positive (S o)) ->
  (forall i, I (fun o => ln (S o i))) -> (forall i, I (S^~ i)) -> (forall i, I (fun o => S o i * ln (S o i))) ->
  law q -> positive q ->
  Ex (fun o => KL q (S o)) = KL q (geometric_mean_any Ex S) + Ex (fun o => KL (geometric_mean_any Ex S) (S o)) /\
  Ex (fun o => KL (S o) q) = KL (fun i => Ex (S^~ i)) q + Ex (fun o => KL (S o) (fun i => Ex (S^~ i))).
Proof.
move=> V0 IE lS IL IS ISL lq q0; have [-> ->] := kl_forward_any V0 IE lS IL lq q0.
by have [-> ->] := kl_reverse_any IE (fun o => proj1 (lS o)) IS ISL lq q0.
Qed.
End KLAny.

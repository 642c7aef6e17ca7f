(* Laws on V classes over an ordered field: definitions that every subject uses, and first facts. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q : 'I_V -> R) (T : R) (K : pred 'I_V).

(* p_i >= 0 and Σ p = 1 *)
Definition law p := (forall i, 0 <= p i) /\ \sum_i p i = 1.
(* p_i > 0 for every class *)
Definition positive p := forall i, 0 < p i.
(* u_i = 1/V *)
Definition uniform (i : 'I_V) : R := V%:R^-1.
(* e_k: all of the probability on class k *)
Definition onehot (k i : 'I_V) : R := (k == i)%:R.
(* ‖p − q‖² *)
Definition dist2 p q := \sum_i (p i - q i) ^+ 2.
(* TV(p, q) = ½ Σ |p_i − q_i| *)
Definition TV p q := 2%:R^-1 * \sum_i `|p i - q i|.
(* Σ_K p *)
Definition mass K p := \sum_(i | K i) p i.
(* p given K: p_i/Σ_K p on K, else 0 *)
Definition given K p i := if K i then p i / mass K p else 0.
(* F_T(p) = p/T + (1 − 1/T) u *)
Definition mixing T p i := T^-1 * p i + (1 - T^-1) / V%:R.
(* the order of the classes is the same, ties included *)
Definition same_ranking p q := forall i j, (p i < p j) = (q i < q j).
(* A1: what is larger stays larger *)
Definition ranks p q := forall i j, p i < p j -> q i < q j.
(* what is equal stays equal *)
Definition keeps_ties p q := forall i j, p i = p j -> q i = q j.
End Definitions.

Section Facts.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q f : 'I_V -> R).

Lemma law_positive p : law p -> exists i, 0 < p i.
Proof.
case=> p0 p1; apply/existsP; apply: contraT; rewrite negb_exists => /forallP n.
have : \sum_i p i <= 0 by rewrite -oppr_ge0 -sumrN sumr_ge0 // => i _; rewrite oppr_ge0 leNgt n.
by rewrite p1 ler10.
Qed.

Lemma sum_gt0 f i : (forall j, 0 <= f j) -> 0 < f i -> 0 < \sum_j f j.
Proof. by move=> f0 fi; rewrite (bigD1 i) //=; apply: ltr_paddr => //; apply: sumr_ge0. Qed.

Lemma law_V p : law p -> 0 < V%:R :> R.
Proof. by move=> /law_positive [i _]; rewrite ltr0n (leq_ltn_trans _ (ltn_ord i)). Qed.

Lemma law_le1 p i : law p -> p i <= 1.
Proof. by case=> p0 <-; rewrite (bigD1 i) //= ler_addl sumr_ge0. Qed.

Lemma normalised f : (forall j, 0 <= f j) -> 0 < \sum_j f j -> law (fun i => f i / \sum_j f j).
Proof.
move=> f0 s0; split=> [i|]; first by rewrite divr_ge0 // ltW.
by rewrite -mulr_suml divff // gt_eqF.
Qed.

Lemma uniform_law : (0 < V)%N -> law (@uniform R V).
Proof.
move=> V0; split=> [i|]; first by rewrite invr_ge0 ler0n.
by rewrite sumr_const card_ord -[_ *+ _]mulr_natr mulVf // pnatr_eq0 -lt0n.
Qed.

Lemma onehot_law k : law (@onehot R V k).
Proof.
split=> [i|]; first by rewrite ler0n.
by rewrite (bigD1 k) //= /onehot eqxx big1 ?addr0 // => i /negPf; rewrite eq_sym => ->.
Qed.

Lemma same_rankingP p q : ranks p q -> keeps_ties p q -> same_ranking p q.
Proof.
move=> a t i j; case: (ltgtP (p i) (p j)) => [/a -> //|/a/ltW|/t ->]; last by rewrite ltxx.
by rewrite leNgt => /negPf ->.
Qed.

Lemma given_law (K : pred 'I_V) p : law p -> 0 < mass K p -> law (given K p).
Proof.
move=> [p0 p1] m0; split=> [i|]; first by rewrite /given; case: ifP => // _; rewrite divr_ge0 // ltW.
by rewrite /given -big_mkcond /= -mulr_suml divff // gt_eqF.
Qed.
End Facts.

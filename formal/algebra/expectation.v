(* Expectations over a finite space, and independent draws from a law: no measure theory, no axiom. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Expectation.
Variables (R : realFieldType) (Omega : finType) (w : Omega -> R).
Implicit Types (f g : Omega -> R).

(* E f = Σ_ω w(ω) f(ω) *)
Definition E f := \sum_o w o * f o.

Lemma eq_E f g : f =1 g -> E f = E g.
Proof. by move=> fg; apply: eq_bigr => o _; rewrite fg. Qed.

Lemma E_D f g : E (fun o => f o + g o) = E f + E g.
Proof. by rewrite /E -big_split; apply: eq_bigr => o _; rewrite mulrDr. Qed.

Lemma E_Z a f : E (fun o => a * f o) = a * E f.
Proof. by rewrite /E mulr_sumr; apply: eq_bigr => o _; rewrite mulrCA. Qed.

Lemma E_B f g : E (fun o => f o - g o) = E f - E g.
Proof. by rewrite /E -sumrB; apply: eq_bigr => o _; rewrite mulrBr. Qed.

Lemma E_sum (I : finType) (P : pred I) (F : Omega -> I -> R) :
  E (fun o => \sum_(i | P i) F o i) = \sum_(i | P i) E (F^~ i).
Proof. by rewrite /E exchange_big; apply: eq_bigr => o _; rewrite mulr_sumr. Qed.

Lemma E_const a : \sum_o w o = 1 -> E (fun=> a) = a.
Proof. by move=> w1; rewrite /E -mulr_suml w1 mul1r. Qed.

Lemma E_le f g : (forall o, 0 <= w o) -> (forall o, f o <= g o) -> E f <= E g.
Proof. by move=> w0 fg; apply: ler_sum => o _; rewrite ler_wpmul2l. Qed.
End Expectation.

Section Students.
Variables (R : realFieldType) (V : nat) (Omega : finType) (w : Omega -> R).
Implicit Types (S y : Omega -> 'I_V -> R) (q : 'I_V -> R).

(* E S, class by class *)
Definition mean S i := E w (S^~ i).
(* E‖S − y‖² *)
Definition risk S y := E w (fun o => dist2 (S o) (y o)).
(* ‖E S − q‖² *)
Definition bias2 S q := dist2 (mean S) q.
(* E‖S − E S‖² = tr Cov S *)
Definition variance S := E w (fun o => dist2 (S o) (mean S)).
(* the labels have mean q *)
Definition unbiased y q := forall i, E w (y^~ i) = q i.
(* the labels are fresh: uncorrelated with the student, class by class *)
Definition fresh S y := forall i, E w (fun o => S o i * y o i) = mean S i * mean y i.

Lemma E_square (X Y : Omega -> R) :
  E w (fun o => (X o - Y o) ^+ 2) =
  E w (fun o => X o ^+ 2) - 2%:R * E w (fun o => X o * Y o) + E w (fun o => Y o ^+ 2).
Proof. by rewrite -E_Z -E_B -E_D; apply: eq_E => o; ring. Qed.

Lemma E_centred (X : Omega -> R) m : \sum_o w o = 1 ->
  E w (fun o => (X o - m) ^+ 2) = E w (fun o => X o ^+ 2) - 2%:R * m * E w X + m ^+ 2.
Proof.
move=> w1; rewrite (E_square X (fun=> m)) (E_const _ w1); congr (_ - _ + _).
by rewrite -mulrA -(E_Z w m); congr (_ * _); apply: eq_E => o; rewrite mulrC.
Qed.
End Students.

Section Draws.
Variables (R : realFieldType) (V : nat) (q : 'I_V -> R).
Hypothesis q1 : \sum_i q i = 1.

(* the chance of the draws o, one for each d of D: Π_d q(o_d) *)
Definition draws (D : finType) (o : {ffun D -> 'I_V}) := \prod_d q (o d).
(* the frequency of class i among them: N_i/|D| *)
Definition frequency (D : finType) (o : {ffun D -> 'I_V}) i := (\sum_d onehot R (o d) i) / #|D|%:R.

Lemma E_product (D : finType) (F : D -> 'I_V -> R) :
  E (@draws D) (fun o => \prod_d F d (o d)) = \prod_d \sum_i q i * F d i.
Proof. by rewrite bigA_distr_bigA /E; apply: eq_bigr => o _; rewrite -big_split. Qed.

Lemma draws_1 (D : finType) : \sum_o @draws D o = 1.
Proof. by rewrite /draws -(bigA_distr_bigA (fun _ => q)); apply: big1 => d _. Qed.

Lemma draws_ge0 (D : finType) (o : {ffun D -> 'I_V}) : (forall i, 0 <= q i) -> 0 <= draws o.
Proof. by move=> q0; apply: prodr_ge0 => d _. Qed.

Lemma E_one (D : finType) (a : D) (g : 'I_V -> R) :
  E (@draws D) (fun o => g (o a)) = \sum_i q i * g i.
Proof.
transitivity (E (@draws D) (fun o => \prod_d (if d == a then g (o d) else 1))).
  by apply: eq_E => o; rewrite -big_mkcond big_pred1_eq.
rewrite (E_product (fun d i => if d == a then g i else 1)) (bigD1 a) //= eqxx.
rewrite [X in _ * X]big1 ?mulr1 // => d /negPf ->.
by rewrite (eq_bigr q) // => i _; rewrite mulr1.
Qed.

Lemma E_two (D : finType) (a b : D) (g h : 'I_V -> R) : a != b ->
  E (@draws D) (fun o => g (o a) * h (o b)) = (\sum_i q i * g i) * (\sum_i q i * h i).
Proof.
move=> ab; pose F d i := if d == a then g i else if d == b then h i else 1.
have ba : (b == a) = false by rewrite eq_sym; apply: negPf.
transitivity (E (@draws D) (fun o => \prod_d F d (o d))).
  apply: eq_E => o; rewrite (bigD1 a) //= (bigD1 b) /= ?ba //.
  rewrite [X in _ * (_ * X)]big1 => [|d /andP [/negPf da /negPf db]].
    by rewrite /F eqxx ba eqxx mulr1.
  by rewrite /F da db.
rewrite E_product (bigD1 a) //= (bigD1 b) /= ?ba //.
rewrite [X in _ * (_ * X)]big1 => [|d /andP [/negPf da /negPf db]].
  by rewrite /F eqxx ba eqxx mulr1.
by rewrite /F da db (eq_bigr q) // => i _; rewrite mulr1.
Qed.
End Draws.

(* Learning in stages from draws: averaged stages converge like 1/n, a constant step leaves a floor. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws expectation bias_variance.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Stages.
Variables (R : realFieldType) (V : nat).
Implicit Types (q start : 'I_V -> R) (pace : nat -> R) (n B : nat).

(* q̂_k, the frequencies of the B draws of stage k, counted from 0 *)
Definition batch n B (o : {ffun 'I_n * 'I_B -> 'I_V}) (k : nat) i :=
  (\sum_(d : 'I_n * 'I_B | val d.1 == k) onehot R (o d) i) / B%:R.
(* θ_0 = start, θ_k = θ_{k−1} + pace(k) (q̂_k − θ_{k−1}) *)
Fixpoint learned pace start n B (o : {ffun 'I_n * 'I_B -> 'I_V}) k i : R :=
  if k is j.+1 then learned pace start o j i + pace k * (batch o j i - learned pace start o j i) else start i.
(* E‖θ_n − q‖² after n stages of B independent draws from q each, nB in all *)
Definition learning_error q pace start n B :=
  E (@draws R V q [finType of 'I_n * 'I_B]) (fun o => dist2 (learned pace start o n) q).

(* what θ_k keeps of the start, and what it has of a draw of stage j *)
Fixpoint kept_share pace k := if k is j.+1 then (1 - pace k) * kept_share pace j else 1.
Fixpoint draw_share pace B k (j : nat) :=
  if k is l.+1 then (1 - pace k) * draw_share pace B l j + (if j == l then pace k / B%:R else 0) else 0.

Lemma draw_share_later pace B k j : (k <= j)%N -> draw_share pace B k j = 0.
Proof. by elim: k => //= k IH kj; rewrite IH ?(ltnW kj) // gtn_eqF // mulr0 addr0. Qed.

Lemma learned_shares q pace start n B (o : {ffun 'I_n * 'I_B -> 'I_V}) k i : (0 < B)%N -> (k <= n)%N ->
  learned pace start o k i - q i =
  kept_share pace k * (start i - q i) + \sum_(d : 'I_n * 'I_B) draw_share pace B k d.1 * (onehot R (o d) i - q i).
Proof.
move=> B0; have B1 : B%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
elim: k => [|k IH] kn /=; first by rewrite mul1r big1 ?addr0 // => d _; rewrite mul0r.
set x := learned pace start o k i in IH *.
under eq_bigr => d _ do rewrite mulrDl -mulrA; rewrite big_split -mulr_sumr /=.
have -> : \sum_(d : 'I_n * 'I_B) (if val d.1 == k then pace k.+1 / B%:R else 0) * (onehot R (o d) i - q i) =
    pace k.+1 * (batch o k i - q i).
  rewrite (bigID (fun d : 'I_n * 'I_B => val d.1 == k)) /= [X in _ + X]big1 => [|d /negPf ->]; last by rewrite mul0r.
  rewrite addr0 (eq_bigr (fun d => pace k.+1 / B%:R * (onehot R (o d) i - q i))) => [|d -> //].
  rewrite -mulr_sumr sumrB sum_constP /batch.
  have -> : #|(fun d : 'I_n * 'I_B => val d.1 == k)| = B.
    rewrite -[B in RHS]card_ord -sum1_card (eq_bigl (fun d => (d.1 == Ordinal kn) && predT d.2)) => [|d].
      by rewrite -(pair_big (pred1 (Ordinal kn)) predT (fun _ _ => 1%N)) /= big_pred1_eq sum1_card card_ord.
    by rewrite andbT.
  by move: (\sum_(d | _) _) => s; field.
have -> : x + pace k.+1 * (batch o k i - x) - q i = (1 - pace k.+1) * (x - q i) + pace k.+1 * (batch o k i - q i).
  by ring.
by rewrite IH ?(ltnW kn) // mulrDr mulrA addrA.
Qed.

Lemma stage_error q pace start n B k : \sum_i q i = 1 -> (0 < B)%N -> (k <= n)%N ->
  E (@draws R V q [finType of 'I_n * 'I_B]) (fun o => dist2 (learned pace start o k) q) =
  kept_share pace k ^+ 2 * dist2 start q + B%:R * (\sum_(j < n) draw_share pace B k j ^+ 2) * (1 - \sum_i q i ^+ 2).
Proof.
move=> q1 B0 kn.
have := @E_weighted_draws _ _ q [finType of 'I_n * 'I_B] (fun d => draw_share pace B k d.1)
  (fun i => kept_share pace k * (start i - q i)) q1.
have -> : \sum_(d : 'I_n * 'I_B) draw_share pace B k d.1 ^+ 2 = B%:R * \sum_(j < n) draw_share pace B k j ^+ 2.
  rewrite -(pair_bigA _ (fun (j : 'I_n) (_ : 'I_B) => draw_share pace B k j ^+ 2)) mulr_sumr; apply: eq_bigr => j _ /=.
  by rewrite sum_const card_ord.
rewrite (eq_bigr (fun i => kept_share pace k ^+ 2 * (start i - q i) ^+ 2)) -?mulr_sumr => [<-|i _]; last exact: exprMn.
by apply: eq_E => o; apply: eq_bigr => i _; rewrite (learned_shares q).
Qed.

Lemma stage_step q pace start n B k : \sum_i q i = 1 -> (0 < B)%N -> (k < n)%N ->
  E (@draws R V q [finType of 'I_n * 'I_B]) (fun o => dist2 (learned pace start o k.+1) q) =
  (1 - pace k.+1) ^+ 2 * E (@draws R V q [finType of 'I_n * 'I_B]) (fun o => dist2 (learned pace start o k) q) +
  pace k.+1 ^+ 2 * ((1 - \sum_i q i ^+ 2) / B%:R).
Proof.
move=> q1 B0 kn; have B1 : B%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
rewrite !stage_error ?(ltnW kn) //.
have -> : \sum_(j < n) draw_share pace B k.+1 j ^+ 2 =
    (1 - pace k.+1) ^+ 2 * (\sum_(j < n) draw_share pace B k j ^+ 2) + (pace k.+1 / B%:R) ^+ 2.
  rewrite (bigD1 (Ordinal kn)) //= eqxx draw_share_later // mulr0 add0r addrC; congr (_ + _).
  rewrite [in RHS](bigD1 (Ordinal kn)) //= draw_share_later // expr0n add0r mulr_sumr; apply: eq_bigr => j jk.
  by rewrite (negPf (_ : j != k :> nat)) // addr0 exprMn.
move: (\sum_(j < n) _) (\sum_i _) (dist2 _ _) => s r a; by rewrite /=; field.
Qed.
End Stages.

Section Laws.
Variables (R : realFieldType) (V : nat).
Implicit Types (q start : 'I_V -> R) (n B : nat).

(* spread/(n batch) *)
Definition averaging_law (spread n batch : R) := spread / (n * batch).

(* θ_k = θ_{k−1} + (q̂_k − θ_{k−1})/k, B fresh draws a stage, any start: E‖θ_n − q‖² = (1 − Σq²)/(nB)
   false: no stage => (0 < n)%N -> ==>
   false: the squared rate => n%:R B%:R ==> (n ^ 2)%N%:R B%:R
   false: weights 1/(k + 1) => k%:R^-1 ==> k.+1%:R^-1 *)
Theorem averaging q start n B : law q -> (0 < n)%N -> (0 < B)%N ->
  learning_error q (fun k => k%:R^-1) start n B = averaging_law (1 - \sum_i q i ^+ 2) n%:R B%:R.
Proof.
move=> [_ q1] n0 B0; have B1 : B%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
suff h k : (k < n)%N -> E (@draws R V q [finType of 'I_n * 'I_B]) (fun o =>
    dist2 (learned (fun k => k%:R^-1) start o k.+1) q) = averaging_law (1 - \sum_i q i ^+ 2) k.+1%:R B%:R.
  by rewrite -(prednK n0) /learning_error -h ?prednK.
rewrite /averaging_law; elim: k => [|k IH] kn; rewrite (stage_step _ _ q1 B0) //.
  by rewrite invr1 subrr expr0n mul0r add0r expr1n !mul1r.
have k1 : k.+1%:R != 0 :> R by rewrite pnatr_eq0.
have k2 : k.+2%:R != 0 :> R by rewrite pnatr_eq0.
rewrite IH ?(ltnW kn) //; move: k2; rewrite -[k.+2]addn1 natrD; move: (k.+1%:R) k1 => x x0 x1.
by field; rewrite x0 x1 B1.
Qed.

(* (1 − γ)^{2n} start + γ/(2 − γ) (1 − (1 − γ)^{2n}) spread/batch *)
Definition floor_law (spread batch pace : R) n (start : R) :=
  (1 - pace) ^+ (2 * n) * start + pace / (2%:R - pace) * (1 - (1 - pace) ^+ (2 * n)) * spread / batch.

(* θ_k = θ_{k−1} + γ(q̂_k − θ_{k−1}), 0 < γ < 2, B fresh draws a stage, any start:
   E‖θ_n − q‖² = (1 − γ)^{2n} ‖θ_0 − q‖² + γ/(2 − γ) (1 − (1 − γ)^{2n}) (1 − Σq²)/B
   false: half of the exponent in the step => (fun=> pace) ==> (fun=> pace / 2%:R)
   false: a stage more => B%:R pace n ==> B%:R pace n.+1 *)
Theorem floor q start pace n B : law q -> (0 < B)%N -> 0 < pace < 2%:R ->
  learning_error q (fun=> pace) start n B =
  floor_law (1 - \sum_i q i ^+ 2) B%:R pace n (dist2 start q).
Proof.
move=> [_ q1] B0 /andP [_ p2]; have B1 : B%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have g : 2%:R - pace != 0 by rewrite gt_eqF // subr_gt0.
suff h k : (k <= n)%N -> E (@draws R V q [finType of 'I_n * 'I_B]) (fun o =>
    dist2 (learned (fun=> pace) start o k) q) = floor_law (1 - \sum_i q i ^+ 2) B%:R pace k (dist2 start q).
  exact: h.
rewrite /floor_law; elim: k => [|k IH] kn.
  transitivity (dist2 start q); first exact: (E_const (dist2 start q) (draws_1 q1 [finType of 'I_n * 'I_B])).
  by rewrite muln0 expr0; field; rewrite g B1.
rewrite (stage_step _ _ q1 B0) // IH ?(ltnW kn) // mulnS exprD.
by move: ((1 - pace) ^+ (2 * k)) => x; field; rewrite g B1.
Qed.

(* from q̂ to θ on a path of n stages, each of which leaves the share M of an error:
   θ_0 = path(0), θ_k = path(k) + M (θ_{k−1} − path(k)) *)
Fixpoint staged M (path : nat -> 'I_V -> R) k i : R :=
  if k is j.+1 then path k i + M * (staged M path j i - path k i) else path 0%N i.
(* the straight path from a to b in n stages: a + (k/n)(b − a) *)
Definition straight (a b : 'I_V -> R) n k i := a i + k%:R / n%:R * (b i - a i).
(* c_n = M (1 − Mⁿ)/(n (1 − M)) *)
Definition data_size_behind (M : R) n := M * (1 - M ^+ n) / (n%:R * (1 - M)).
(* (1 − c)² spread + c² away *)
Definition data_size_law (spread away c : R) := (1 - c) ^+ 2 * spread + c ^+ 2 * away.

Lemma staged_straight a b M n k i : (0 < n)%N -> M != 1 ->
  staged M (straight a b n) k i =
  straight a b n k i - M * (1 - M ^+ k) / (n%:R * (1 - M)) * (b i - a i).
Proof.
move=> n0 M1; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have m1 : 1 - M != 0 by rewrite subr_eq0 eq_sym.
elim: k => [|k IH] /=; first by rewrite expr0 subrr mulr0 !mul0r subr0.
rewrite IH /straight exprS -[k.+1]addn1 natrD.
by field; rewrite n1 m1.
Qed.

(* q̂ of one sample of B draws; n stages straight from u to q̂, each leaving the share M of an error, 0 < M < 1:
   E‖θ_n − q‖² = (1 − c_n)² (1 − Σq²)/B + c_n² ‖q − u‖²
   false: no stage => (0 < n)%N -> ==>
   false: a draw more => / B%:R) ==> / B.+1%:R)
   false: a stage more is behind => (data_size_behind M n) ==> (data_size_behind M n.+1) *)
Theorem data_size q M n B : law q -> (0 < n)%N -> (0 < B)%N -> 0 < M < 1 ->
  E_draws q (fun o : {ffun 'I_B -> 'I_V} => dist2 (staged M (straight (@uniform R V) (frequency R o) n) n) q) =
  data_size_law ((1 - \sum_i q i ^+ 2) / B%:R) (dist2 q (@uniform R V)) (data_size_behind M n).
Proof.
move=> [_ q1] n0 B0 /andP [_ M1]; have B1 : B%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
set c := data_size_behind M n; pose x i := c * (uniform R i - q i).
transitivity (E_draws q (fun o : {ffun 'I_B -> 'I_V} =>
    \sum_i (x i + \sum_d ((1 - c) / B%:R) * (onehot R (o d) i - q i)) ^+ 2)).
  apply: eq_E => o; apply: eq_bigr => i _; congr (_ ^+ 2).
  under eq_bigr => d _ do rewrite -mulrA.
  rewrite -mulr_sumr -[X in X%:R^-1](card_ord B) -frequency_centred ?card_ord //.
  rewrite staged_straight ?lt_eqF // -/(data_size_behind M n) -/c /straight divff // mul1r /x; ring.
rewrite /E_draws (E_weighted_draws (fun=> (1 - c) / B%:R) x q1) sum_const card_ord addrC /data_size_law.
congr (_ + _); first by field.
by rewrite /dist2 mulr_sumr; apply: eq_bigr => i _; rewrite /x; ring.
Qed.
End Laws.

Section NoiseFloor.
Variable R : archiFieldType.

(* not: for every constant step in (0, 2) there is a C with E‖θ_n − q‖² ≤ C/n for every n (over an Archimedean field)
   false: a constant for each n => exists C, forall n, (0 < n)%N -> ==> forall n, (0 < n)%N -> exists C,
   false: it need not fall => <= C / n%:R ==> <= C *)
Theorem noise_floor_refuted :
  ~ forall V (q start : 'I_V -> R) pace B, (2 <= V)%N -> law q -> (0 < B)%N -> 0 < pace < 2%:R ->
    exists C, forall n, (0 < n)%N -> learning_error q (fun=> pace) start n B <= C / n%:R.
Proof.
move=> h; have half : 0 < (2%:R^-1 : R) < 2%:R.
  by rewrite invr_gt0 ltr0n (@le_lt_trans _ _ 1) ?ltr1n // invf_le1 ?ltr0n // ler1n.
have [C hC] := h 2%N _ (onehot R ord0) _ 1%N isT (@uniform_law R 2 isT) isT half.
have floor_at n : 6%:R^-1 <= learning_error (@uniform R 2) (fun=> 2%:R^-1) (onehot R ord0) n 1.
  rewrite floor //; last exact: uniform_law.
  have -> : floor_law (1 - \sum_i @uniform R 2 i ^+ 2) 1 2%:R^-1 n (dist2 (onehot R ord0) (@uniform R 2)) =
      6%:R^-1 + 3%:R^-1 * 2%:R^-1 ^+ (2 * n).
    rewrite /floor_law /dist2 !big_ord_recl !big_ord0 /uniform /onehot /=.
    have -> : 1 - 2%:R^-1 = 2%:R^-1 :> R by field.
    by move: (_ ^+ (2 * n)) => x; field.
  by rewrite ler_addl mulr_ge0 // ?exprn_ge0 ?invr_ge0 ?ler0n.
have := archi_boundP (normr_ge0 (6%:R * C)); set n := Num.bound _ => nC.
have := le_trans (floor_at n.+1) (hC n.+1 isT).
rewrite ler_pdivl_mulr ?ltr0n // mulrC ler_pdivr_mulr ?ltr0n // mulrC leNgt.
rewrite (le_lt_trans (ler_norm _)) // (lt_trans nC) // ltr_nat //.
Qed.
End NoiseFloor.

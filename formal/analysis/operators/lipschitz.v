(* Softmax at temperature T is Lipschitz with the constant 1/(2T), in every norm of the logits. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive realfun exp.
From kdaudit.algebra Require Import laws.
From kdaudit.analysis Require Import powers convexity.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : realType) (V : nat).
Implicit Types (d : 'I_V -> R) (T r : R).

(* ‖d‖_r = (Σ |d_i|^r)^(1/r), 1 ≤ r < ∞ *)
Definition lnorm r d := rp (\sum_i rp `|d i| r) r^-1.
(* ‖d‖_∞ = max |d_i| *)
Definition lmax d := \big[Num.max/0]_i `|d i|.
(* 1/(2T) *)
Definition lipschitz_logits_half T : R := 1 / (2%:R * T).
End Definitions.

Section Path.
Variables (R : realType) (V : nat) (delta : 'I_V -> R).
Implicit Types (c w y : 'I_V -> R) (t : R).

(* Σ c_i exp(t δ_i) *)
Definition weighted c t := \sum_i c i * expR (t * delta i).

Lemma is_derive_weighted c t : is_derive t 1 (weighted c) (weighted (fun i => c i * delta i) t).
Proof.
have D := @is_derive_sum R [normedModType R of R^o] [normedModType R of R^o] V
  (fun i t => c i * expR (t * delta i)) t 1 _ (fun i => is_derive_weight (delta i) (c i) t).
have e : weighted c = \sum_i (fun t => c i * expR (t * delta i)) by apply/funext => y; rewrite fct_sumE.
by rewrite e; apply: is_derive_eq.
Qed.

Lemma quotient_mvt w y : (0 < V)%N -> exists q, law q /\
  \sum_i w i * softmax (fun j => y j + delta j) i - \sum_i w i * softmax y i =
  \sum_i \sum_j w i * (q i * ((i == j)%:R - q j)) * delta j.
Proof.
move=> V0; pose N := weighted (fun i => w i * expR (y i)); pose D := weighted (fun i => expR (y i)).
have D0 t : 0 < D t.
  by apply: (@sum_gt0 _ _ _ (Ordinal V0)) => [j|]; [apply: ltW|]; rewrite mulr_gt0 ?expR_gt0.
pose q t i := expR (y i) * expR (t * delta i) / D t.
have lq t : law (q t) by apply: normalised; [move=> j; apply: ltW; rewrite mulr_gt0 ?expR_gt0|exact: D0].
pose df t := \sum_i \sum_j w i * (q t i * ((i == j)%:R - q t j)) * delta j.
have der t : is_derive t 1 (N * (fun t => (D t)^-1)) (df t).
  have Dn : D t != 0 by rewrite gt_eqF.
  have dN := is_derive_weighted (fun i => w i * expR (y i)) t.
  have dD := is_derive_weighted (fun i => expR (y i)) t.
  have dV := is_deriveV Dn dD.
  apply: is_derive_eq; rewrite -[LHS]/(N t * (- (D t) ^- 2 * weighted (fun i => expR (y i) * delta i) t) +
    (D t)^-1 * weighted (fun i => w i * expR (y i) * delta i) t) /df.
  have -> : weighted (fun i => w i * expR (y i) * delta i) t = D t * \sum_i w i * q t i * delta i.
    by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite /q; field.
  have -> : weighted (fun i => expR (y i) * delta i) t = D t * \sum_j q t j * delta j.
    by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite /q; field.
  have -> : N t = D t * \sum_i w i * q t i.
    by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite /q; field.
  transitivity (\sum_i w i * q t i * delta i - (\sum_i w i * q t i) * \sum_j q t j * delta j).
    by move: (\sum_i _ * delta i) (\sum_i _) (\sum_j _) => a b c; field.
  rewrite mulr_suml -sumrB; apply: eq_bigr => i _; rewrite mulr_sumr.
  transitivity (\sum_j (w i * q t i * ((i == j)%:R * delta j) - w i * q t i * (q t j * delta j))).
    rewrite sumrB; congr (_ - _); rewrite -mulr_sumr (bigD1 i) //= eqxx mul1r big1 ?addr0 // => j ji.
    by rewrite eq_sym (negPf ji) mul0r.
  by apply: eq_bigr => j _; rewrite -mulrBr -mulrBl !mulrA.
have [|t _] := @MVT R (N * (fun t => (D t)^-1)) df 0 1 ltr01 (fun t _ => der t).
  apply: continuous_subspaceT => t; apply/differentiable_continuous/derivable1_diffP.
  by have [] := der t.
rewrite subr0 mulr1 => e; exists (q t); split; first exact: lq.
have at_ s x : x = N s * (D s)^-1 -> x = (N * (fun t => (D t)^-1)) s by [].
have start : \sum_i w i * softmax y i = (N * (fun t => (D t)^-1)) 0.
  apply: at_; rewrite /N /D /weighted mulr_suml; under [in RHS]eq_bigr do rewrite mul0r expR0 mulr1.
  rewrite /softmax; under [in X in _ = X]eq_bigr do rewrite -mulrA.
  by apply: eq_bigr => i _; congr (_ * (_ / _)); apply: eq_bigr => j _; rewrite mul0r expR0 mulr1.
have stop : \sum_i w i * softmax (fun j => y j + delta j) i = (N * (fun t => (D t)^-1)) 1.
  apply: at_; rewrite /N /D /weighted mulr_suml /softmax; apply: eq_bigr => i _.
  rewrite -!mulrA mul1r expRD -mulrA; congr (_ * (_ * (_ * _^-1))).
  by apply: eq_bigr => j _; rewrite mul1r expRD.
by rewrite start stop e.
Qed.
End Path.

Section Lipschitz.
Variables (R : realType) (V : nat).
Implicit Types (d v z : 'I_V -> R) (T r : R).

Lemma rpM (c a r : R) : 0 < c -> 0 <= a -> rp (c * a) r = rp c r * rp a r.
Proof.
move=> c0; rewrite /rp c0 le_eqVlt => /orP [/eqP <-|a0]; first by rewrite mulr0 !ltxx mulr0.
by rewrite mulr_gt0 // a0 lnM ?posrE // mulrDr expRD.
Qed.

Lemma young (u v r : R) : 1 <= r -> 0 <= u -> 0 <= v -> r * (rp u (r - 1) * v) <= (r - 1) * rp u r + rp v r.
Proof.
move=> r1 u0 v0; have r0 : 0 <= r - 1 by rewrite subr_ge0.
have right0 : 0 <= (r - 1) * rp u r + rp v r by rewrite addr_ge0 ?mulr_ge0 ?rp_ge0.
have [->|un] := eqVneq u 0; first by rewrite {1}/rp ltxx mul0r mulr0 addr_ge0 ?mulr_ge0 ?rp_ge0.
have [->|vn] := eqVneq v 0; first by rewrite !mulr0 addr_ge0 ?mulr_ge0 ?rp_ge0.
have up : 0 < u by rewrite lt_neqAle eq_sym un. have vp : 0 < v by rewrite lt_neqAle eq_sym vn.
have b : 1 + r * (v / u - 1) <= rp (v / u) r.
  have [e|w1] := eqVneq (v / u) 1; first by rewrite e subrr mulr0 addr0 /rp ltr01 ln1 mulr0 expR0.
  have [e|rn] := eqVneq r 1; first by rewrite e mul1r addrC subrK rp_r1 // divr_ge0.
  apply/ltW/bernoulli => //; first exact: divr_gt0.
  by left; rewrite lt_neqAle eq_sym rn.
have fu := rp_gt0 r up; rewrite rp_div // ler_pdivl_mulr // in b.
have -> : rp u (r - 1) = rp u r / u by rewrite /rp up mulrBl mul1r expRB lnK ?posrE.
rewrite -subr_ge0; move: b; rewrite -subr_ge0; congr (_ <= _).
by move: (rp u r) (rp v r) => a c; field; rewrite gt_eqF.
Qed.

Section Kernel.
Variables (d v : 'I_V -> R).
Hypothesis v0 : forall i, 0 <= v i.
Hypothesis kernel : forall w : 'I_V -> R, exists K : 'I_V -> 'I_V -> R,
  [/\ forall i j, 0 <= K i j, forall i, \sum_j K i j <= 1, forall j, \sum_i K i j <= 1
    & \sum_i w i * d i <= \sum_i \sum_j `|w i| * K i j * v j].

Lemma schur r : 1 <= r -> \sum_i rp `|d i| r <= \sum_i rp (v i) r.
Proof.
move=> r1; have r0 := lt_le_trans ltr01 r1; pose w i := Num.sg (d i) * rp `|d i| (r - 1).
have [K [K0 row col le]] := kernel w.
have wd i : w i * d i = rp `|d i| r.
  rewrite /w mulrAC -normrEsg /rp normr_gt0; have [->|d0] := eqVneq (d i) 0; first by rewrite normr0 mul0r.
  by rewrite /= -{1}[`|d i|]lnK ?posrE ?normr_gt0 // -expRD; congr expR; ring.
have wn i : `|w i| <= rp `|d i| (r - 1).
  rewrite normrM [X in _ * X]ger0_norm ?rp_ge0 // ler_pimull ?rp_ge0 //.
  by rewrite normr_sg lern1 leq_b1.
rewrite (eq_bigr _ (fun i _ => wd i)) in le.
have {le} le : r * (\sum_i rp `|d i| r) <= \sum_i \sum_j K i j * ((r - 1) * rp `|d i| r + rp (v j) r).
  apply: le_trans (_ : r * (\sum_i \sum_j `|w i| * K i j * v j) <= _); first by rewrite ler_pmul2l.
  rewrite mulr_sumr; apply: ler_sum => i _; rewrite mulr_sumr; apply: ler_sum => j _.
  have -> : r * (`|w i| * K i j * v j) = K i j * (r * (`|w i| * v j)).
    by move: (`|w i|) (K i j) (v j) => a b c; ring.
  rewrite ler_wpmul2l //; apply: le_trans (young r1 (normr_ge0 (d i)) (v0 j)).
  by rewrite ler_pmul2l // ler_wpmul2r.
have split_ : \sum_i \sum_j K i j * ((r - 1) * rp `|d i| r + rp (v j) r) =
    \sum_i (r - 1) * rp `|d i| r * (\sum_j K i j) + \sum_j rp (v j) r * (\sum_i K i j).
  have -> : \sum_j rp (v j) r * (\sum_i K i j) = \sum_i \sum_j rp (v j) r * K i j.
    by rewrite exchange_big; apply: eq_bigr => j _; rewrite mulr_sumr.
  rewrite -big_split; apply: eq_bigr => i _; rewrite mulr_sumr -big_split; apply: eq_bigr => j _.
  by rewrite mulrDr [K i j * _]mulrC [K i j * _]mulrC.
have r10 : 0 <= r - 1 by rewrite subr_ge0.
have h1 : \sum_i (r - 1) * rp `|d i| r * (\sum_j K i j) <= (r - 1) * (\sum_i rp `|d i| r).
  by rewrite mulr_sumr; apply: ler_sum => i _; rewrite ler_pimulr ?mulr_ge0 ?rp_ge0.
have h2 : \sum_j rp (v j) r * (\sum_i K i j) <= \sum_j rp (v j) r.
  by apply: ler_sum => j _; rewrite ler_pimulr ?rp_ge0.
have := le_trans le (_ : _ <= (r - 1) * (\sum_i rp `|d i| r) + \sum_j rp (v j) r).
rewrite split_ ler_add // => /(_ isT); rewrite -ler_subl_addl -mulrBl opprB addrCA subrr addr0 mul1r.
exact.
Qed.

Lemma schur_max i : `|d i| <= lmax v.
Proof.
have [K [K0 row _]] := kernel (fun j => Num.sg (d i) * (i == j)%:R).
rewrite (bigD1 i) //= eqxx mulr1 -normrEsg big1 ?addr0 => [|j ji]; last by rewrite eq_sym (negPf ji) mulr0 mul0r.
move=> le; apply: le_trans le _; rewrite (bigD1 i) //= [X in _ + X]big1 ?addr0 => [|j ji]; last first.
  by apply: big1 => k _; rewrite eq_sym (negPf ji) mulr0 normr0 !mul0r.
have m0 : 0 <= lmax v by rewrite /lmax; elim/big_rec: _ => // j x _ x0; rewrite le_maxr normr_ge0.
have vm j : v j <= lmax v by rewrite -[v j]ger0_norm // (le_bigmax _ (fun k => `|v k|)).
apply: le_trans (_ : \sum_j K i j * lmax v <= _).
  apply: ler_sum => j _; apply: ler_pmul => //; first by rewrite mulr_ge0.
  by rewrite eqxx mulr1 ler_pimull // normr_sg lern1 leq_b1.
by rewrite -mulr_suml ler_pimull.
Qed.
End Kernel.

Lemma jacobian (q : 'I_V -> R) (i : 'I_V) : law q -> \sum_j 2%:R * `|q i * ((i == j)%:R - q j)| <= 1.
Proof.
move=> lq; have q0 := proj1 lq; have q1 := law_le1 i lq.
have rest : \sum_(j | j != i) q j = 1 - q i by rewrite -(proj2 lq) [in RHS](bigD1 i) //= addrC addKr.
rewrite -mulr_sumr (bigD1 i) //= eqxx (eq_bigr (fun j => q i * q j)) => [|j ji]; last first.
  by rewrite eq_sym (negPf ji) sub0r mulrN normrN ger0_norm // mulr_ge0.
rewrite -mulr_sumr rest ger0_norm ?mulr_ge0 ?subr_ge0 //= -subr_ge0.
have -> : 1 - 2%:R * (q i * (1 - q i) + q i * (1 - q i)) = (1 - 2%:R * q i) ^+ 2 by ring.
exact: sqr_ge0.
Qed.

(* ‖softmax(z/T) − softmax(z′/T)‖_r ≤ ‖z − z′‖_r/(2T) for every real r ≥ 1 and for r = ∞, all logits, T > 0, every V
   false: a smaller constant => lipschitz_logits_half T * lmax ==> lipschitz_logits_half (3%:R * T) * lmax
   false: the temperature acts twice => lipschitz_logits_half T * lnorm ==> lipschitz_logits_half (T ^+ 2) * lnorm *)
Theorem lipschitz_logits z z' T : (0 < V)%N -> 0 < T ->
  let d i := softmax (fun j => z j / T) i - softmax (fun j => z' j / T) i in
  (forall r, 1 <= r -> lnorm r d <= lipschitz_logits_half T * lnorm r (fun i => z i - z' i)) /\
  lmax d <= lipschitz_logits_half T * lmax (fun i => z i - z' i).
Proof.
move=> V0 T0 d; set c := lipschitz_logits_half T.
have c0 : 0 < c by rewrite divr_gt0 ?mulr_gt0 ?ltr0n ?ltr01.
pose v i := c * `|z i - z' i|; have v0 i : 0 <= v i by rewrite mulr_ge0 // ltW.
have kernel (w : 'I_V -> R) : exists K : 'I_V -> 'I_V -> R,
    [/\ forall i j, 0 <= K i j, forall i, \sum_j K i j <= 1, forall j, \sum_i K i j <= 1
      & \sum_i w i * d i <= \sum_i \sum_j `|w i| * K i j * v j].
  have sz : (fun j => z' j / T + (z j - z' j) / T) = (fun j => z j / T).
    by apply/funext => j; rewrite -mulrDl addrC subrK.
  have [q [lq e]] := quotient_mvt (fun j => (z j - z' j) / T) w (fun j => z' j / T) V0.
  rewrite sz in e.
  exists (fun i j => 2%:R * `|q i * ((i == j)%:R - q j)|); split=> [i j|i|j|].
  - by rewrite mulr_ge0 // ler0n.
  - exact: jacobian.
  - rewrite (eq_bigr (fun i => 2%:R * `|q j * ((j == i)%:R - q i)|)) => [|i _]; first exact: jacobian.
    by rewrite eq_sym; have [-> //|_] := eqVneq j i; rewrite !sub0r !mulrN [q i * q j]mulrC.
  have -> : \sum_i w i * d i = \sum_i \sum_j w i * (q i * ((i == j)%:R - q j)) * ((z j - z' j) / T).
    by rewrite -e -sumrB; apply: eq_bigr => i _; rewrite mulrBr.
  apply: ler_sum => i _; apply: ler_sum => j _; apply: le_trans (ler_norm _) _.
  rewrite !normrM /v /c /lipschitz_logits_half normfV (gtr0_norm T0) le_eqVlt; apply/orP; left; apply/eqP.
  move: (`|w i|) (`|q i|) (`|_ - q j|) (`|z j - z' j|) => a b e' f.
  by field; rewrite gt_eqF.
split=> [r r1|]; last first.
  have -> : c * lmax (fun i => z i - z' i) = lmax v.
    rewrite /lmax (big_morph _ (fun x y => maxr_pmulr x y (ltW c0)) (mulr0 _)); apply: eq_bigr => i _.
    by rewrite /v normrM normr_id (gtr0_norm c0).
  apply/bigmax_leP; split=> [|i _]; last exact: schur_max.
  by rewrite /lmax; elim/big_rec: _ => // j x _ x0; rewrite le_maxr normr_ge0.
have r0 := lt_le_trans ltr01 r1; have ri : 0 < r^-1 by rewrite invr_gt0.
have -> : c * lnorm r (fun i => z i - z' i) = rp (\sum_i rp (v i) r) r^-1.
  rewrite (eq_bigr _ (fun i _ => rpM r c0 (normr_ge0 (z i - z' i)))) -mulr_sumr rpM ?rp_gt0 //; last first.
    by apply: sumr_ge0 => i _; apply: rp_ge0.
  by rewrite rp_rp divff ?gt_eqF // rp_r1 // ltW.
by rewrite rp_mono_le ?nnegrE ?sumr_ge0 // => [|i _|i _]; [exact: schur|exact: rp_ge0|exact: rp_ge0].
Qed.
End Lipschitz.

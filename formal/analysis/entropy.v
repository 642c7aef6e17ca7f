(* What the top k of a teacher say of its entropy: Shannon's, and Rényi's of every order. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets reals signed topology normedtype sequences derive exp.
From kdaudit.algebra Require Import laws partial_access.
From kdaudit.analysis Require Import powers partial_access.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Entropy.
Variables (R : realType) (V : nat).
Implicit Types (p x : 'I_V -> R) (K : pred 'I_V) (c a : R) (j : nat).

(* −j c log c − ρ log ρ: what the packed tail adds *)
Definition topk_entropy_least (c : R) j (rho : R) := - j%:R * c * ln c - rho * ln rho.
(* r log m − r log r: what the even tail adds *)
Definition topk_entropy_most (r m : R) := r * ln m - r * ln r.
(* log(Σ x_i^a)/(1 − a) *)
Definition renyi a x := ln (\sum_i rp (x i) a) / (1 - a).

Lemma log_tangent (a y : R) : 0 < a -> 0 <= y -> - (y * ln y) <= - (a * ln a) + - (1 + ln a) * (y - a).
Proof.
move=> a0; rewrite le_eqVlt => /orP [/eqP <-|y0].
  by rewrite mul0r oppr0 sub0r mulrNN mulrDl mul1r [ln a * a]mulrC [a + _]addrC addKr ltW.
have := ler_wpmul2l (ltW y0) (ln_leB1 (divr_gt0 a0 y0)); rewrite ln_div ?posrE // => h.
have e : y * (a / y - 1) = a - y by field; rewrite gt_eqF.
rewrite e -subr_ge0 in h; rewrite -subr_ge0.
by rewrite (_ : _ - - (y * ln y) = a - y - y * (ln a - ln y)) //; ring.
Qed.

Lemma even_entropy (m r : R) : 0 < m -> 0 < r -> m * - (r / m * ln (r / m)) = topk_entropy_most r m.
Proof. by move=> m0 r0; rewrite ln_div ?posrE // /topk_entropy_most; field; rewrite gt_eqF. Qed.

(* K shows p, c is its least, no hidden class is above c; r = 1 − Σ_K p > 0, j = ⌊r/c⌋, ρ = r − jc: for every law that
   shows the same, the entropy is between least and most, but for what K adds, and both are met
   false: a class less => c j (1 - mass K p - j%:R * c) ==> c j.+1 (1 - mass K p - j%:R * c)
   false: the ends exchanged => least <= entropy x + known <= most ==> most <= entropy x + known <= least *)
Theorem topk_entropy_shannon p K c j : law p -> (exists2 k, K k & p k = c) -> (forall i, K i -> c <= p i) ->
  (forall i, ~~ K i -> p i <= c) -> 0 < 1 - mass K p -> j%:R * c <= 1 - mass K p < j.+1%:R * c ->
  let known := \sum_(i | K i) p i * ln (p i) in
  let least := topk_entropy_least c j (1 - mass K p - j%:R * c) in
  let most := topk_entropy_most (1 - mass K p) #|[predC K]|%:R in
  [/\ forall x, same_top K c p x -> least <= entropy x + known <= most,
      exists2 x, same_top K c p x & entropy x + known = least &
      exists2 x, same_top K c p x & entropy x + known = most].
Proof.
move=> lp _ _ low r0 jr known least most.
have g0 : - (0 * ln 0) = 0 :> R by rewrite mul0r oppr0.
have [ends [x sx xA] [z sz zB]] := tail_ends (g := fun y : R => - (y * ln y)) g0 log_tangent lp low r0 jr.
have split_at y : same_top K c p y -> entropy y + known = \sum_(i | ~~ K i) - (y i * ln (y i)).
  case=> _ yK _; rewrite /entropy (bigID K) /= opprD addrAC sumrN (eq_bigr (fun i => p i * ln (p i))) ?addNr ?add0r //.
  by move=> i Ki; rewrite yK.
have A : j%:R * - (c * ln c) - (1 - mass K p - j%:R * c) * ln (1 - mass K p - j%:R * c) = least.
  by rewrite /least /topk_entropy_least; ring.
have B := even_entropy (hidden_classes lp low r0) r0.
split; [by move=> y sy; rewrite split_at // -A /most -B; apply: ends| |].
  by exists x => //; rewrite split_at // xA A.
by exists z => //; rewrite split_at // zB.
Qed.

(* The same of the Rényi entropy of order a > 0, a ≠ 1, between log(H + A)/(1 − a) and log(H + B)/(1 − a), H = Σ_K p^a,
   A = j c^a + ρ^a, B = m^(1−a) r^a
   false: a class less => c j (1 - mass K p - j%:R * c) ==> c j.+1 (1 - mass K p - j%:R * c)
   false: the ends exchanged => ln (H + A) / (1 - a) <= renyi a x <= ln (H + B) ==> ln (H + B) / (1 - a) <= renyi a x <= ln (H + A) *)
Theorem topk_entropy_renyi p K c j a : law p -> (exists2 k, K k & p k = c) -> (forall i, K i -> c <= p i) ->
  (forall i, ~~ K i -> p i <= c) -> 0 < 1 - mass K p -> j%:R * c <= 1 - mass K p < j.+1%:R * c -> 0 < a -> a != 1 ->
  let H := \sum_(i | K i) rp (p i) a in
  let A := topk_softened_packed_sum c j (1 - mass K p - j%:R * c) a in
  let B := topk_softened_even_sum #|[predC K]|%:R (1 - mass K p) a in
  [/\ forall x, same_top K c p x -> ln (H + A) / (1 - a) <= renyi a x <= ln (H + B) / (1 - a),
      exists2 x, same_top K c p x & renyi a x = ln (H + A) / (1 - a) &
      exists2 x, same_top K c p x & renyi a x = ln (H + B) / (1 - a)].
Proof.
move=> lp [k Kk pk] _ low r0 jr a0 a1 H A B; have m0 := hidden_classes lp low r0.
have c0 : 0 < c.
  rewrite -(pmulr_rgt0 _ (_ : 0 < j.+1%:R :> R)) ?ltr0n //; case/andP: jr => _; exact: lt_trans.
have H0 : 0 < H.
  by rewrite /H (bigD1 k) //= ltr_paddr ?rp_gt0 ?pk // sumr_ge0 // => i _; exact: rp_ge0.
have split_at y : same_top K c p y -> renyi a y = ln (H + \sum_(i | ~~ K i) rp (y i) a) / (1 - a).
  case=> _ yK _; rewrite /renyi (bigID K) /= (eq_bigr (fun i => rp (p i) a)) // => i Ki; by rewrite yK.
have tail0 y : 0 <= \sum_(i | ~~ K i) rp (y i) a by apply: sumr_ge0 => i _; exact: rp_ge0.
have E0 : rp 0 a = 0 :> R by rewrite /rp ltxx.
have log_le u v : 0 <= u -> u <= v -> ln (H + u) <= ln (H + v).
  by move=> u0 uv; rewrite ler_ln ?posrE ?ler_add2l // ltr_paddr // (le_trans u0).
case: (ltP a 1) => [lt1|]; last rewrite le_eqVlt eq_sym (negPf a1) /= => gt1.
  have b01 : 0 < a < 1 by rewrite a0.
  have [ends [x sx xA] [z sz zB]] := tail_ends E0 (fun b y : R => @rp_tangent R a b y b01) lp low r0 jr.
  rewrite even_sum // in zB.
  split; [|by exists x => //; rewrite split_at // xA|by exists z => //; rewrite split_at // zB].
  move=> y sy; have /andP [yA yB] := ends y sy; rewrite even_sum // in yB.
  rewrite split_at // !ler_pmul2r ?invr_gt0 ?subr_gt0 //; apply/andP; split; apply: log_le => //.
  by rewrite /A /topk_softened_packed_sum -xA.
have g0 : - rp 0 a = 0 :> R by rewrite E0 oppr0.
have := tail_ends (g := fun y : R => - rp y a) g0 (fun b y : R => @rp_tangent_cold R a b y gt1) lp low r0 jr.
rewrite /= !mulrN -opprD => -[ends [x sx xA] [z sz zB]].
rewrite sumrN in xA; rewrite sumrN even_sum // in zB.
split; [|by exists x => //; rewrite split_at // (oppr_inj xA)|by exists z => //; rewrite split_at // (oppr_inj zB)].
move=> y sy; have := ends y sy; rewrite sumrN even_sum // !ler_opp2 => /andP [yA yB].
rewrite split_at // !ler_nmul2r ?invr_lt0 ?subr_lt0 //; apply/andP; split; apply: log_le => //.
by rewrite /B -(oppr_inj zB).
Qed.
End Entropy.

(* Continuity, limits and rates of power; the spliced operator; what fails on the closed simplex. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive realfun exp.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.operators Require Import mixing.
From kdaudit.analysis Require Import powers.
From kdaudit.analysis.operators Require Import softening.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope ring_scope.

Section Modulus.
Variable R : realType.
Implicit Types (a b s t x gap T : R).

(* max(1, b) gap^min(1, b) *)
Definition power_modulus_raised gap b := Num.max 1 b * rp gap (Num.min 1 b).

Lemma rp_gt0E a x : 0 < a -> rp a x = expR (x * ln a).
Proof. by rewrite /rp => ->. Qed.

Lemma rp_le0 a x : a <= 0 -> rp a x = 0.
Proof. by rewrite /rp leNgt => /negPf ->. Qed.

Lemma rp1 x : rp 1 x = 1 :> R.
Proof. by rewrite rp_gt0E // ln1 mulr0 expR0. Qed.

Lemma ln_le0 a : 0 < a -> a <= 1 -> ln a <= 0.
Proof. by move=> a0 a1; apply: le_trans (ln_leB1 a0) _; rewrite subr_le0. Qed.

Lemma rp_le1 a x : a <= 1 -> 0 <= x -> rp a x <= 1.
Proof.
move=> a1 x0; case: (ltP 0 a) => [a0|/rp_le0 -> //].
by rewrite rp_gt0E // -expR0 ler_expR mulr_ge0_le0 // ln_le0.
Qed.

Lemma rp_anti a x y : 0 <= a -> a <= 1 -> x <= y -> rp a y <= rp a x.
Proof.
rewrite le_eqVlt => /orP [/eqP <-|a0] a1 xy; first by rewrite !rp_le0.
by rewrite !rp_gt0E // ler_expR ler_wnmul2r // ln_le0.
Qed.

(* b >= 1: x lies below its tangent *)
Lemma bernoulli x b : 0 <= x -> 1 <= b -> 1 - rp x b <= b * (1 - x).
Proof.
rewrite le_eqVlt => /orP [/eqP <-|x0] b1; first by rewrite rp_le0 // !subr0 mulr1.
have b0 := lt_le_trans ltr01 b1; set y := rp x b; have y0 : 0 < y := rp_gt0 b x0.
pose m := b^-1 * y + (1 - b^-1); have m0 : 0 < m.
  by rewrite ltr_paddr ?mulr_gt0 ?invr_gt0 // subr_ge0 invf_le1.
have : b^-1 * ln (y / m) + (1 - b^-1) * ln (m^-1) <= 0.
  have -> : 0 = b^-1 * (y / m - 1) + (1 - b^-1) * (m^-1 - 1).
    by rewrite -[LHS](subrr (m / m)) {1}/m; field; rewrite !gt_eqF.
  by rewrite ler_add // ler_wpmul2l ?invr_ge0 ?(ltW b0) ?subr_ge0 ?invf_le1 // ln_leB1 ?divr_gt0 ?invr_gt0.
rewrite ln_div ?posrE // lnV ?posrE // /y rp_gt0E // expK.
have -> : b^-1 * (b * ln x - ln m) + (1 - b^-1) * - ln m = ln x - ln m by field; rewrite gt_eqF.
rewrite subr_le0 ler_ln ?posrE // /m -rp_gt0E // -/y => xm.
rewrite -subr_ge0; have -> : b * (1 - x) - (1 - y) = b * (b^-1 * y + (1 - b^-1) - x) by field; rewrite gt_eqF.
by rewrite mulr_ge0 ?subr_ge0 // ltW.
Qed.

(* |s^b − t^b| ≤ max(1, b) |s − t|^min(1, b) for s, t in [0, 1] and b > 0
   false: without the constant => power_modulus_raised `|s - t| b ==> rp `|s - t| (Num.min 1 b)
   false: beyond 1 => t <= 1 ==> t <= 2%:R *)
Theorem power_modulus s t b : 0 <= s -> s <= 1 -> 0 <= t -> t <= 1 -> 0 < b ->
  `|rp s b - rp t b| <= power_modulus_raised `|s - t| b.
Proof.
wlog st : s t / s <= t => [h|] s0 s1 t0 t1 b0.
  by case: (leP s t) => [|/ltW] c; [|rewrite distrC [`|s - t|]distrC]; apply: h.
have := s0; rewrite le_eqVlt => /orP [/eqP s00|s00].
  rewrite -s00 rp_le0 // !sub0r !normrN (ger0_norm t0) ger0_norm ?rp_ge0 // /power_modulus_raised.
  rewrite -[X in X <= _]mul1r ler_pmul ?rp_ge0 ?le_maxr ?lexx // rp_anti // le_minl lexx orbT //.
have t00 := lt_le_trans s00 st; pose r := s / t.
have r0 : 0 <= r by rewrite divr_ge0.
have r1 : r <= 1 by rewrite ler_pdivr_mulr // mul1r.
have es : rp s b = rp t b * rp r b by rewrite rp_div // mulrCA divff ?mulr1 // gt_eqF // rp_gt0.
rewrite distrC ger0_norm ?subr_ge0 ?rp_mono_le ?nnegrE //.
rewrite distrC ger0_norm ?subr_ge0 // es -{1}[rp t b]mulr1 -mulrBr /power_modulus_raised.
have ts : t - s = t * (1 - r) by rewrite /r mulrBr mulr1 mulrCA divff ?mulr1 // gt_eqF.
case: (leP 1 b) => [b1|/ltW b1].
  rewrite rp_r1 ?subr_ge0 // ts mulrCA ler_pmul ?rp_ge0 ?subr_ge0 ?rp_le1 ?(ltW b0) ?bernoulli //.
  by rewrite -{2}(rp_r1 t0) rp_anti.
have tr : rp (t - s) b = rp t b * rp (1 - r) b.
  have -> : 1 - r = (t - s) / t by rewrite ts [t * _]mulrC mulfK // gt_eqF.
  by rewrite rp_div ?subr_ge0 // mulrCA divff ?mulr1 // gt_eqF // rp_gt0.
rewrite mul1r tr ler_wpmul2l ?rp_ge0 // ler_subl_addr.
have grow x : 0 <= x -> x <= 1 -> x <= rp x b by move=> x0 x1; rewrite -{1}(rp_r1 x0) rp_anti.
rewrite -[X in X <= _](subrK r) ler_add // grow // ?subr_ge0 // ler_subl_addr ler_addl //.
Qed.
End Modulus.

Section Continuity.
Variables (R : realType) (V : nat).
Implicit Types (p q w : 'I_V -> R) (S T s e : R).

Lemma rp_temperature s S T : 0 <= s -> s <= 1 -> 0 < S -> 0 < T ->
  `|rp s S^-1 - rp s T^-1| <= `|S - T| / Num.min S T.
Proof.
move=> s0 s1; wlog ST : S T / S <= T => [h|] S0 T0.
  by have [c|c] := orP (le_total S T); [|rewrite distrC [`|S - T|]distrC minC]; apply: h.
rewrite (min_idPl ST) distrC [`|S - T|]distrC !ger0_norm ?subr_ge0 ?rp_anti ?lef_pinv //.
move: s0; rewrite le_eqVlt => /orP [/eqP <-|s0]; first by rewrite !rp_le0 // subrr divr_ge0 ?subr_ge0 // ltW.
have [x x0 lx] : exists2 x, 0 <= x & ln s = - x by exists (- ln s); rewrite ?opprK // oppr_ge0 ln_le0.
rewrite !rp_gt0E // lx !mulrN.
have -> : expR (- (S^-1 * x)) = expR (- (T^-1 * x)) * expR (- (x * (S^-1 - T^-1))).
  by rewrite -expRD; congr expR; ring.
set y := expR (- (T^-1 * x)); rewrite -{1}[y]mulr1 -mulrBr.
have y1 : y * (T^-1 * x) <= 1.
  by rewrite /y expRN ler_pdivr_mull ?expR_gt0 // mulr1 (le_trans _ (expR_ge1D _)) // ler_addr.
apply: le_trans (_ : y * (x * (S^-1 - T^-1)) <= _).
  by rewrite ler_pmul2l ?expR_gt0 // ler_subl_addr addrC -ler_subl_addr expR_ge1D.
have -> : y * (x * (S^-1 - T^-1)) = (y * (T^-1 * x)) * ((T - S) / S) by field; rewrite !gt_eqF.
by rewrite ler_pimull // divr_ge0 ?subr_ge0 // ltW.
Qed.

Lemma normalised_close w w' e i : (forall j, 0 <= w' j) -> 0 < \sum_j w j -> 0 < \sum_j w' j ->
  (forall j, `|w' j - w j| <= e) -> `|w' i / (\sum_j w' j) - w i / (\sum_j w j)| <= V.+1%:R * e / \sum_j w j.
Proof.
move=> w0; set D := \sum_j w j; set D' := \sum_j w' j => D0 D0' we.
have -> : w' i / D' - w i / D = (w' i - w i + w' i / D' * (D - D')) / D by field; rewrite !gt_eqF.
rewrite normrM [`|D^-1|]gtr0_norm ?invr_gt0 // ler_pmul2r ?invr_gt0 //.
rewrite -addn1 addnC natrD mulrDl mul1r (le_trans (ler_norm_add _ _)) // ler_add // normrM.
rewrite -[X in _ <= X]mul1r ler_pmul //.
  rewrite ger0_norm ?divr_ge0 ?(ltW D0') // ler_pdivr_mulr // mul1r /D' (bigD1 i) //= ler_addl.
  by apply: sumr_ge0.
have -> : V%:R * e = \sum_(j < V) e by rewrite sumr_const card_ord mulr_natl.
by rewrite /D /D' -sumrB (le_trans (ler_norm_sum _ _ _)) //; apply: ler_sum => j _; rewrite distrC.
Qed.
End Continuity.

Section Power.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (S T e : R).

(* (p, T) ↦ power_T(p) is continuous on the closed simplex times (0, ∞)
   false: down to T = 0 => 0 < T ==> 0 <= T *)
Theorem power_interior_continuity : A2 (fun T => 0 < T) (@law R V) (@power R V).
Proof.
move=> T p T0 lp e e0; have D0 := power_denominator T lp; set D := \sum_j _ in D0.
have b0 : 0 < T^-1 by rewrite invr_gt0.
have [eta eta0 ->] : exists2 eta, 0 < eta & e = V.+1%:R * eta / D.
  exists (e * D / V.+1%:R); first by rewrite divr_gt0 ?mulr_gt0 // ltr0n.
  by field; rewrite gt_eqF //= (eqr_nat _ _ 0).
pose M := Num.max 1 T^-1; have M0 : 0 < M by rewrite lt_maxr ltr01.
pose m := Num.min 1 T^-1; have m0 : 0 < m by rewrite lt_minr ltr01.
pose c := eta / 2%:R / M; have c0 : 0 < c by rewrite !divr_gt0 // ltr0n.
pose d := Num.min (T / 2%:R) (Num.min (T * eta / 4%:R) (rp c m^-1)).
exists d => [|S q S0 lq]; first by rewrite !lt_minr !divr_gt0 ?mulr_gt0 ?rp_gt0 ?ltr0n.
rewrite !le_minr => /andP [dT /andP [dS _]] dq i.
apply: normalised_close => [j|//||j]; [exact: rp_ge0|exact: power_denominator|].
have q01 := proj1 lq j; have q1 := law_le1 j lq; have p01 := proj1 lp j; have p1 := law_le1 j lp.
have -> : eta = eta / 2%:R + M * rp (rp c m^-1) m.
  by rewrite rp_rp mulVf ?gt_eqF // rp_r1 ?(ltW c0) // /c [M * _]mulrC divfK ?gt_eqF //; field.
rewrite -(subrK (rp (q j) T^-1) (rp (q j) S^-1)) -(addrA (_ - _)) (le_trans (ler_norm_add _ _)) // ler_add //.
  apply: le_trans (rp_temperature q01 q1 S0 T0) _.
  have Tm : T / 2%:R <= Num.min S T.
    rewrite le_minr; move: dT; rewrite distrC ler_norml => /andP [_]; rewrite ler_subl_addr -ler_subl_addl => h.
    rewrite (le_trans _ h) /=; last by rewrite -subr_ge0; have -> : T - T / 2%:R - T / 2%:R = 0 by field.
    by rewrite ler_pdivr_mulr ?ltr0n // ler_pmulr // ler1n.
  have m0' := lt_le_trans (divr_gt0 T0 (ltr0Sn _ 1)) Tm.
  rewrite ler_pdivr_mulr // (le_trans dS) //.
  have -> : T * eta / 4%:R = eta / 2%:R * (T / 2%:R) by field.
  by rewrite ler_pmul2l // divr_gt0 // ltr0n.
apply: le_trans (power_modulus q01 q1 p01 p1 b0) _; rewrite ler_pmul2l //.
have := dq j; rewrite !le_minr => /andP [_ /andP [_ dj]].
by rewrite rp_mono_le // nnegrE // rp_ge0.
Qed.

Lemma power_far p T i : law p -> positive p -> 1 <= T ->
  `|power T p i - V%:R^-1| <= (- \sum_j ln (p j)) / T.
Proof.
move=> lp p0 T1; have T0 := lt_le_trans ltr01 T1; have V0 := law_V lp.
have b0 : 0 <= T^-1 by rewrite invr_ge0 ltW.
have D0 := power_denominator T lp; set D := \sum_j _ in D0; set C := - \sum_j _; pose w j := rp (p j) T^-1.
have l0 j : ln (p j) <= 0 by rewrite ln_le0 // law_le1.
have w1 j : w j <= 1 by rewrite rp_le1 // law_le1.
have wC j : 1 - C / T <= w j.
  rewrite /w rp_gt0E // (le_trans _ (expR_ge1D _)) // ler_add2l ler_oppl -mulrN mulrC ler_pmul2r ?invr_gt0 //.
  by rewrite /C (bigD1 j) //= opprD ler_addl oppr_ge0 sumr_le0.
have D1 : 1 <= D.
  rewrite -(proj2 lp); apply: ler_sum => j _; have := proj1 lp j => pj.
  by rewrite -{1}(rp_r1 pj) rp_anti ?law_le1 // invf_le1.
have -> : power T p i - V%:R^-1 = (\sum_j (w i - w j)) / V%:R / D.
  by rewrite sumrB sumr_const card_ord -/D -mulr_natr /power -/D -/(w i); field; rewrite !gt_eqF.
have C0 : 0 <= C / T by rewrite divr_ge0 ?(ltW T0) // oppr_ge0 sumr_le0.
rewrite !normrM [`|V%:R^-1|]gtr0_norm ?invr_gt0 // [`|D^-1|]gtr0_norm ?invr_gt0 // !ler_pdivr_mulr //.
apply: le_trans (_ : C / T * V%:R <= _); last by rewrite [X in _ <= X]mulrAC ler_pemulr // mulr_ge0 // ltW.
rewrite (le_trans (ler_norm_sum _ _ _)) //.
have -> : C / T * V%:R = \sum_(j < V) C / T by rewrite sumr_const card_ord mulr_natr.
apply: ler_sum => j _; rewrite ler_norml; apply/andP; split.
  by rewrite ler_subr_addl -ler_subr_addr opprK -[w j](subrK (C / T)) ler_add2r (le_trans _ (wC i)) // ler_add2r.
by rewrite ler_subl_addr -ler_subl_addl (le_trans _ (wC j)) // ler_add2r.
Qed.

Lemma argmax_exists p : law p -> exists k, forall j, p j <= p k.
Proof.
move=> lp; have V0 : (0 < V)%N by have := law_V lp; rewrite ltr0n.
by case: (arg_maxP (P := xpredT) p (i0 := Ordinal V0) isT) => k _ h; exists k => j; apply: h.
Qed.

Lemma cold_far p : law p -> exists2 C, 0 <= C & forall T i, 0 < T -> `|power T p i - on_argmax p i| <= C * T.
Proof.
move=> lp; have [k kmax] := argmax_exists lp; pose A j := [forall l, p l <= p j].
have pk : 0 < p k by have [i pi] := law_positive lp; apply: lt_le_trans pi (kmax i).
have AE j : A j = (p j == p k).
  by apply/forallP/eqP => [/(_ k) h|-> //]; apply/le_anti; rewrite h kmax.
pose c j := if 0 < p j then (ln (p k) - ln (p j))^-1 else 0.
have c0 j : 0 <= c j.
  by rewrite /c; case: ifP => // pj; rewrite invr_ge0 subr_ge0 ler_ln ?posrE.
exists (\sum_j c j) => [|T i T0]; first exact: sumr_ge0.
have b0 : 0 < T^-1 by rewrite invr_gt0.
pose w j := rp (p j / p k) T^-1; pose m : R := #|A|%:R; pose rho := \sum_(j | ~~ A j) w j.
have w0 j : 0 <= w j by apply: rp_ge0.
have wA j : A j -> w j = 1 by rewrite AE /w => /eqP ->; rewrite divff ?rp1 // gt_eqF.
have wN j : ~~ A j -> w j <= c j * T.
  rewrite AE => jk; have jlt : p j < p k by rewrite lt_neqAle jk kmax.
  rewrite /w /c; case: (ltP 0 (p j)) => [pj|pj]; last by rewrite rp_le0 ?mul0r // pmulr_lle0 ?invr_gt0.
  have g0 : 0 < ln (p k) - ln (p j) by rewrite subr_gt0 ltr_ln ?posrE.
  have -> : (ln (p k) - ln (p j))^-1 * T = (T^-1 * (ln (p k) - ln (p j)))^-1 by rewrite invfM invrK mulrC.
  rewrite rp_gt0E ?divr_gt0 // ln_div ?posrE // -opprB mulrN expRN lef_pinv ?posrE ?expR_gt0 ?mulr_gt0 //.
  by rewrite (le_trans _ (expR_ge1D _)) // ler_addr.
have D : \sum_j w j = m + rho.
  by rewrite (bigID A) /= (eq_bigr (fun=> 1)) => [|j /wA //]; rewrite sumr_const.
have Ak : A k by rewrite AE.
have m1 : 1 <= m by rewrite ler1n; apply/card_gt0P; exists k; exact: Ak.
have rho0 : 0 <= rho by apply: sumr_ge0.
have rhoC : rho <= (\sum_j c j) * T.
  rewrite mulr_suml [X in _ <= X](bigID A) /= -[X in X <= _]add0r ler_add ?ler_sum // sumr_ge0 // => j _.
  by rewrite mulr_ge0 // ltW.
have D0 : 0 < m + rho by rewrite ltr_paddr // (lt_le_trans ltr01).
have -> : power T p i = w i / (m + rho).
  rewrite -D /w (eq_bigr (fun j => rp (p j) T^-1 / rp (p k) T^-1)) => [|j _]; last by rewrite rp_div // (proj1 lp).
  by rewrite -mulr_suml rp_div ?(proj1 lp) // invf_div mulrA divfK // gt_eqF // rp_gt0.
rewrite /on_argmax -/(A i); case: (boolP (A i)) => Ai.
  rewrite wA // -[#|_|%:R]/m; have -> : 1 / (m + rho) - m^-1 = - (rho / (m + rho) / m).
    by field; rewrite !gt_eqF // (lt_le_trans ltr01).
  rewrite normrN ger0_norm ?divr_ge0 ?(ltW D0) ?(le_trans ler01 m1) //.
  apply: le_trans rhoC; rewrite !ler_pdivr_mulr // ?(lt_le_trans ltr01) //.
  by rewrite -mulrA ler_pemulr // mulr_ege1 // (le_trans m1) // ler_addl.
rewrite subr0 ger0_norm ?divr_ge0 ?(ltW D0) // ler_pdivr_mulr //.
apply: le_trans (wN i Ai) _; apply: le_trans (_ : (\sum_j c j) * T <= _).
  by rewrite ler_pmul2r // (bigD1 i) //= ler_addl sumr_ge0.
by rewrite ler_pemulr ?mulr_ge0 ?sumr_ge0 ?(ltW T0) // (le_trans m1) // ler_addl.
Qed.

(* power_T(p) → u as T → ∞ and → the uniform law on argmax p as T → 0+, for p in the open simplex
   false: hot on the closed simplex => A5_hot (@inside R V) ==> A5_hot (@law R V)
   false: mixing cools too => A5_cold (@inside R V) (@power R V) ==> A5_cold (@inside R V) (@mixing R V) *)
Theorem power_interior_boundary : A5_hot (@inside R V) (@power R V) /\ A5_cold (@inside R V) (@power R V).
Proof.
split=> [p [lp p0]|p [lp _]].
  apply: (@hot_bound _ _ _ _ (- \sum_j ln (p j))) => [|T i T1]; last exact: power_far.
  by rewrite oppr_ge0 sumr_le0 // => j _; rewrite ln_le0 // law_le1.
by have [C C0 h] := cold_far lp; apply: (cold_bound C0 h).
Qed.

(* power_T(p) → the uniform law on argmax p as T → 0+, for every law p of the closed simplex
   false: and the hot half too => A5_cold ==> A5_hot *)
Theorem power_cold : A5_cold (@law R V) (@power R V).
Proof. by move=> p /cold_far [C C0 h]; apply: (cold_bound C0 h). Qed.
End Power.

Section Pieces.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (S T e : R) (I : R -> Prop) (D : ('I_V -> R) -> Prop).
Implicit Types (F : R -> ('I_V -> R) -> 'I_V -> R).

Lemma A2_eq I I' D D' F F' : (forall T, I T -> I' T) -> (forall p, D p -> D' p) ->
  (forall T p, I T -> D p -> F T p =1 F' T p) -> A2 I' D' F' -> A2 I D F.
Proof.
move=> II DD FF a T p IT Dp e e0; have [d d0 h] := a T p (II T IT) (DD p Dp) e e0; exists d => // S q IS Dq hS hq i.
by rewrite !FF //; apply: h; auto.
Qed.

Lemma A3_eq I I' D D' F F' : (forall T, I T -> I' T) -> (forall p, D p -> D' p) ->
  (forall T p, I T -> D p -> F T p =1 F' T p) -> A3 I' D' F' -> A3 I D F.
Proof.
move=> II DD FF a T S p IT IS Dp TS; rewrite (eq_entropy (FF T p IT Dp)) (eq_entropy (FF S p IS Dp)).
by apply: a; auto.
Qed.

Lemma A2_glue D F : A2 (fun T => 0 < T <= 1) D F -> A2 (fun T => 1 <= T) D F -> A2 (fun T => 0 < T) D F.
Proof.
move=> cool hot T p T0 Dp e e0; case: (ltgtP T 1) => [T1|T1|T1].
- have [|d d0 h] := cool T p _ Dp e e0; first by rewrite T0 ltW.
  exists (Num.min d (1 - T)) => [|S q S0 Dq]; first by rewrite lt_minr d0 subr_gt0.
  rewrite le_minr => /andP [Sd]; rewrite ler_norml => /andP [_]; rewrite ler_add2r => S1 hq.
  by apply: h => // [|i]; [rewrite S0|have := hq i; rewrite le_minr => /andP []].
- have [d d0 h] := hot T p (ltW T1) Dp e e0.
  exists (Num.min d (T - 1)) => [|S q S0 Dq]; first by rewrite lt_minr d0 subr_gt0.
  rewrite le_minr => /andP [Sd]; rewrite ler_norml opprB => /andP [+ _]; rewrite ler_subr_addr subrK => S1 hq.
  by apply: h => // i; have := hq i; rewrite le_minr => /andP [].
have [|d d0 h] := cool T p _ Dp e e0; first by rewrite T1 ltr01 lexx.
have [|d' d0' h'] := hot T p _ Dp e e0; first by rewrite T1.
exists (Num.min d d') => [|S q S0 Dq]; first by rewrite lt_minr d0.
rewrite le_minr => /andP [Sd Sd'] hq; have hd j : `|q j - p j| <= d /\ `|q j - p j| <= d'.
  by have := hq j; rewrite le_minr => /andP [].
have [S1|/ltW S1] := leP S 1; [apply: h => //|apply: h' => //]; rewrite ?S0 // => j; by case: (hd j).
Qed.

Lemma A3_glue D F : A3 (fun T => 0 < T <= 1) D F -> A3 (fun T => 1 <= T) D F -> A3 (fun T => 0 < T) D F.
Proof.
move=> cool hot T S p T0 S0 Dp TS; have [S1|/ltW S1] := leP S 1.
  by apply: cool; rewrite ?T0 ?S0 ?(le_trans TS).
have [T1|/ltW T1] := leP T 1; last exact: hot.
by apply: (@le_trans _ _ (entropy (F 1 p))); [apply: cool|apply: hot]; rewrite ?T0 ?ltr01 ?lexx.
Qed.
End Pieces.

Section Spliced.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (S T e : R).

(* power_T(p) for T ≤ 1, mixing_T(p) for T ≥ 1 *)
Definition spliced T p := if T <= 1 then power T p else mixing T p.

Lemma spliced_cool T p : T <= 1 -> spliced T p = power T p.
Proof. by rewrite /spliced => ->. Qed.

Lemma spliced_hot T p : law p -> 1 <= T -> spliced T p =1 mixing T p.
Proof.
move=> lp; rewrite le_eqVlt => /orP [/eqP <- i|T1 i]; last by rewrite /spliced leNgt T1.
by rewrite /spliced lexx power_interior_identity // mixing_identity.
Qed.

(* spliced satisfies all five axioms on the closed simplex, at every T > 0
   false: power alone does => (@law R V) spliced ==> (@law R V) (@power R V) *)
Theorem closed : softening (@law R V) spliced.
Proof.
have coolE T p : 0 < T <= 1 -> law p -> spliced T p =1 power T p.
  by move=> /andP [_ T1] _ i; rewrite spliced_cool.
have hotE T p : 1 <= T -> law p -> spliced T p =1 mixing T p by move=> T1 lp; apply: spliced_hot.
have pos T : 0 < T <= 1 -> 0 < T by case/andP.
split; [| | | |split].
- by move=> T p T0 lp; rewrite /spliced; case: (leP T 1) => [_|/ltW T1]; [apply: power_law|apply: mixing_law].
- move=> T p T0 lp i j pij; have [T1|/ltW T1] := leP T 1.
    by rewrite !spliced_cool //; apply: power_interior_ranking.
  by rewrite !spliced_hot //; apply: mixing_ranking.
- apply: A2_glue; first exact: A2_eq (@power_interior_continuity R V).
  exact: A2_eq (@mixing_continuity R V).
- apply: A3_glue; first exact: A3_eq (@power_interior_entropy R V).
  exact: A3_eq (@mixing_entropy R V).
- by move=> p lp i; rewrite spliced_cool // power_interior_identity.
- move=> p lp e e0; have [M h] := mixing_boundary lp e0.
  by exists (Num.max M 1) => T; rewrite le_maxl => /andP [TM T1] i; rewrite spliced_hot //; apply: h.
move=> p lp e e0; have [d d0 h] := power_cold lp e0.
exists (Num.min d 1) => [|T T0]; first by rewrite lt_minr d0 ltr01.
by rewrite le_minr => /andP [Td T1] i; rewrite spliced_cool //; apply: h.
Qed.
End Spliced.

Section Refuted.
Variable R : realType.
Implicit Types (S T : R).

Lemma rp_square (a : R) : 0 <= a -> rp a 2%:R = a ^+ 2.
Proof.
rewrite le_eqVlt => /orP [/eqP <-|a0]; first by rewrite rp_le0 // expr0n.
by rewrite rp_gt0E // mulr_natl mulr2n expRD lnK.
Qed.

(* not every F with A1–A5 on the closed simplex composes, F_S ∘ F_T = F_ST: not for V = 3
   false: for power => softening (@law R 3) F -> ==> F = @power R 3 -> *)
Theorem composition_refuted : ~ forall F : R -> ('I_3 -> R) -> 'I_3 -> R, softening (@law R 3) F ->
  forall S T p, 0 < S -> 0 < T -> law p -> F S (F T p) =1 F (semigroup_product S T) p.
Proof.
pose p (i : 'I_3) : R := nth 0 [:: 16%:R; 4%:R; 1] i / 21%:R.
have lp : law p.
  split=> [i|]; last by rewrite !big_ord_recl big_ord0 /p /=; field.
  by rewrite divr_ge0 ?ler0n //; case: i => [[|[|[|]]] //= _]; rewrite ler0n.
have h2 : 0 < 2%:R :> R by rewrite ltr0n.
move=> /(_ _ (@closed R 3) 2%:R 2%:R^-1 p h2); rewrite invr_gt0 => /(_ h2 lp ord0).
have half1 : 2%:R^-1 <= 1 :> R by rewrite invf_le1 // ler1n.
rewrite /semigroup_product divff ?gt_eqF // [spliced 1 p]spliced_cool // power_interior_identity //.
rewrite spliced_hot ?ler1n ?spliced_cool //; last exact: power_law.
rewrite /mixing /power invrK !big_ord_recl big_ord0 !rp_square ?(proj1 lp) // /p /= => e.
suff : 69%:R = 0 :> R by move/eqP; rewrite pnatr_eq0.
by rewrite -(mulr0 546%:R) -(subrr (16%:R / 21%:R)) -[X in _ - X]e; field.
Qed.

(* not every law p of the closed simplex has power_T(p) → u as T → ∞, at any V ≥ 2
   false: in the open simplex => law p -> ==> law p -> positive p -> *)
Theorem power_boundary_refuted V : (1 < V)%N ->
  ~ forall p : 'I_V -> R, law p -> hot_limit (@power R V ^~ p) (@uniform R V).
Proof.
move=> V1; pose k := Ordinal (ltnW V1); pose l := Ordinal V1 => h.
have v0 : 0 < V%:R^-1 :> R by rewrite invr_gt0 ltr0n ltnW.
have [M /(_ M (lexx M) l)] := h _ (@onehot_law R V k) (V%:R^-1 / 2%:R) (divr_gt0 v0 (ltr0Sn _ 1)).
rewrite /power {1}/onehot rp_le0 // mul0r sub0r normrN gtr0_norm // leNgt.
by rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
Qed.

Lemma tied_limit V (p : 'I_V -> R) i j : law p -> i != j -> (forall l, p l <= p i) -> (forall l, p l <= p j) ->
  ~ exists k, cold_limit (@power R V ^~ p) (onehot R k).
Proof.
move=> lp ij pi pj [k h]; have e0 : 0 < 4%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have [d d0 /(_ d d0 (lexx d)) hd] := h _ e0.
have [l kl pl] : exists2 l, k != l & forall m, p m <= p l.
  by have [->|ki] := eqVneq k i; [exists j|exists i].
have kl' : power d p k <= power d p l.
  rewrite /power ler_pmul2r ?invr_gt0 ?power_denominator // rp_mono_le ?invr_gt0 // ?nnegrE ?(proj1 lp) //.
have := hd l; have := hd k; rewrite /onehot eqxx (negPf kl) subr0 !ler_norml ler_subr_addl => /andP [hk _] /andP [_ hl].
have := le_trans hk (le_trans kl' hl); rewrite -subr_ge0; have -> : 4%:R^-1 - (1 - 4%:R^-1) = - 2%:R^-1 :> R by field.
by rewrite oppr_ge0 leNgt invr_gt0 ltr0n.
Qed.

(* not every law p has power_T(p) → a one-hot law as T → 0+: not (2/5, 2/5, 1/5)
   false: where one class leads => law p -> ==> law p -> p (lift ord0 ord0) < p ord0 -> p ord_max < p ord0 -> *)
Theorem one_hot_limit_refuted :
  ~ forall p : 'I_3 -> R, law p -> exists k, cold_limit (@power R 3 ^~ p) (onehot R k).
Proof.
pose p (i : 'I_3) : R := if i == ord_max then 5%:R^-1 else 2%:R / 5%:R.
have lp : law p.
  split=> [i|]; last by rewrite !big_ord_recl big_ord0 /p /=; field.
  by rewrite /p; case: ifP; rewrite ?divr_ge0 ?invr_ge0 ?ler0n.
have pmax i : p i <= 2%:R / 5%:R by rewrite /p; case: ifP => // _; rewrite ler_pemull ?invr_ge0 ?ler0n ?ler1n.
by move=> /(_ p lp); apply: (@tied_limit _ p ord0 (lift ord0 ord0)).
Qed.

(* for T > 1 power is not Lipschitz, with no constant L and in no norm, already for V = 2
   false: at T = 1 too => 1 < T ==> 1 <= T *)
Theorem lipschitz_power_refuted T N : 1 < T -> @is_norm R 2 N ->
  ~ exists L, forall p q, law p -> law q ->
    N (fun i => power T p i - power T q i) <= L * N (fun i => p i - q i).
Proof.
move=> T1 [NE ND NZ N1] [L h]; have T0 := lt_trans ltr01 T1; have T10 : 0 < T - 1 by rewrite subr_gt0.
pose two x (i : 'I_2) : R := if i == ord0 then x else 1 - x.
have two_law x : 0 <= x -> x <= 1 -> law (two x).
  move=> x0 x1; split=> [i|]; last by rewrite !big_ord_recl big_ord0 /two /=; ring.
  by rewrite /two; case: ifP; rewrite ?subr_ge0.
pose d (i : 'I_2) : R := if i == ord0 then 1 else -1.
have NE_d p q : law p -> law q -> N (fun i => p i - q i) = `|p ord0 - q ord0| * N d.
  move=> [_ p1] [_ q1]; rewrite -NZ; apply: NE => i; move: p1 q1; rewrite !big_ord_recl !big_ord0 /= !addr0.
  rewrite /d; case: (unliftP ord0 i) => [j ->|->]; last by rewrite mulr1.
  by rewrite (ord1 j) mulrN1 opprB => /(canRL (addKr _)) -> /(canRL (addKr _)) ->; ring.
have Nd : 0 < N d.
  have N0 : N (fun=> 0) = 0 by rewrite (NE _ (fun i => 0 * d i)) => [|i]; rewrite ?NZ ?normr0 ?mul0r.
  rewrite lt_neqAle eq_sym; apply/andP; split.
    by apply/eqP => /N1 /(_ ord0) /eqP; rewrite /d /= oner_eq0.
  have := ND d (fun i => -1 * d i); rewrite NZ normrN1 mul1r (NE _ (fun=> 0)) => [|i]; last by ring.
  by rewrite N0 -mulr2n pmulrn_lge0.
pose c := (2%:R * (`|L| + 1))^-1; have L1 : 0 < `|L| + 1 by rewrite ltr_paddl.
have c0 : 0 < c by rewrite invr_gt0 mulr_gt0 // ltr0n.
have c1 : c <= 1 by rewrite invf_le1 ?mulr_gt0 ?ltr0n // mulr_ege1 ?ler1n // ler_addr.
pose y := rp c (T - 1)^-1; have y0 : 0 < y by apply: rp_gt0.
have y1 : y <= 1 by rewrite rp_le1 // invr_ge0 ltW.
have ec : rp y (T - 1) = c by rewrite rp_rp mulVf ?gt_eqF // rp_r1 // ltW.
have ex : rp y T = y * c.
  by rewrite -ec !(rp_gt0E _ y0) -{2}[y]lnK ?posrE // -expRD; congr expR; ring.
have x0 : 0 < rp y T by apply: rp_gt0.
have x1 : rp y T <= 1 by rewrite rp_le1 // ltW.
have [lx l0] := (two_law _ (ltW x0) x1, two_law _ (lexx 0) ler01).
have := h _ _ lx l0; rewrite (NE_d _ _ (power_law T lx) (power_law T l0)) NE_d // mulrA ler_pmul2r //.
rewrite {3 4}/two /= subr0 [`|rp y T|]ger0_norm ?(ltW x0) //.
rewrite /power [rp (two 0 ord0) _]rp_le0 // mul0r subr0 !big_ord_recl !big_ord0 /= addr0.
rewrite /two /= rp_rp divff ?gt_eqF // rp_r1 ?(ltW y0) //.
set z := rp (1 - _) _; have z0 : 0 <= z by apply: rp_ge0.
have z1 : z <= 1 by rewrite rp_le1 ?invr_ge0 ?(ltW T0) // ler_subl_addr ler_addl ltW.
rewrite ger0_norm ?divr_ge0 ?addr_ge0 ?(ltW y0) // ex => bad.
have : y / 2%:R <= `|L| * (y * c).
  apply: le_trans (_ : y / (y + z) <= _).
    by rewrite ler_pmul2l // lef_pinv ?posrE ?ltr0n ?ltr_paddr // ler_add.
  by apply: le_trans bad _; rewrite ler_wpmul2r ?ler_norm // mulr_ge0 // ltW.
rewrite mulrCA ler_pmul2l // /c invfM mulrCA -[X in X <= _]mulr1 ler_pmul2l ?invr_gt0 ?ltr0n //.
by rewrite ler_pdivl_mulr // mul1r -subr_ge0 opprD addrA subrr sub0r oppr_ge0 leNgt ltr01.
Qed.
End Refuted.

Section Rate.
Variables (R : realType) (V : nat) (a l : 'I_V -> R).

(* moments of the scores l under the weights a exp(s l) *)
Definition moment k (s : R) := \sum_i a i * l i ^+ k * expR (s * l i).

Lemma is_derive_moment k (s : R) : is_derive s 1 (moment k) (moment k.+1 s).
Proof.
have D := @is_derive_sum R [normedModType R of R^o] [normedModType R of R^o] V
  (fun i s => a i * l i ^+ k * expR (s * l i)) s 1 _ (fun i => is_derive_weight (l i) (a i * l i ^+ k) s).
have e : moment k = \sum_i (fun s => a i * l i ^+ k * expR (s * l i)) by apply/funext => y; rewrite fct_sumE.
by rewrite e; apply: is_derive_eq; apply: eq_bigr => i _; rewrite exprSr mulrA.
Qed.

(* their means *)
Definition average k s := moment k s / moment 0 s.

Lemma is_derive_entropy s : 0 < moment 0 s ->
  is_derive s 1 (fun s => ln (moment 0 s) - s * average 1 s) (- s * (average 2 s - average 1 s ^+ 2)).
Proof.
move=> Z0; have Z1 : moment 0 s != 0 by rewrite gt_eqF.
rewrite -[X in is_derive _ _ X]/((@ln R \o moment 0) - (id : R -> R) * (moment 1 * (fun s => (moment 0 s)^-1))).
have D0 := is_derive_moment 0 s; have D1 := is_derive_moment 1 s.
have DV := is_deriveV Z1 D0.
have DL : is_derive (moment 0 s) 1 (@ln R) (moment 0 s)^-1 by apply: is_derive1_ln.
apply: is_derive_eq; rewrite /average.
rewrite -[LHS]/((moment 0 s)^-1 * moment 1 s - (s * (moment 1 s * (- (moment 0 s) ^- 2 * moment 1 s)
  + (moment 0 s)^-1 * moment 2 s) + (moment 1 s * (moment 0 s)^-1) * 1)).
by field.
Qed.
End Rate.

Section EntropyRate.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (T first second : R).

(* (second − first²)/T³, of the first two moments of log p under q *)
Definition entropy_rate_rate first second T := (second - first ^+ 2) / T ^+ 3.
(* E_q[log^k p], over the support of p *)
Definition log_moment p q k := \sum_(i | 0 < p i) q i * ln (p i) ^+ k.

Lemma variance_pairs q (f : 'I_V -> R) : \sum_i q i = 1 ->
  \sum_i q i * f i ^+ 2 - (\sum_i q i * f i) ^+ 2 =
  \sum_(i < V) \sum_(j < V | (i < j)%N) q i * q j * (f i - f j) ^+ 2.
Proof.
move=> q1; pose g (i j : 'I_V) := q i * q j * (f i - f j) ^+ 2.
have gC i j : g i j = g j i by rewrite /g; ring.
have low : \sum_(i < V) \sum_(j < V | (j < i)%N) g i j = \sum_(i < V) \sum_(j < V | (i < j)%N) g i j.
  rewrite [LHS](exchange_big_dep xpredT) //=; apply: eq_bigr => j _; exact: eq_bigr.
have all : \sum_i \sum_j g i j = 2%:R * \sum_(i < V) \sum_(j < V | (i < j)%N) g i j.
  rewrite mulr_natl mulr2n -{2}low -big_split; apply: eq_bigr => i _ /=.
  rewrite (bigD1 i) //= {1}/g subrr expr0n mulr0 add0r (bigID (fun j : 'I_V => (i < j)%N)) /=.
  by congr (_ + _); apply: eq_bigl => j; rewrite neq_ltn; case: ltngtP.
have two : 2%:R != 0 :> R by rewrite pnatr_eq0.
apply: (mulfI two); rewrite -[RHS]all.
have -> : \sum_i \sum_j g i j = \sum_i (q i * f i ^+ 2 * (\sum_j q j) - 2%:R * (q i * f i) * (\sum_j q j * f j)
    + q i * \sum_j q j * f j ^+ 2).
  apply: eq_bigr => i _; rewrite !mulr_sumr -sumrB -big_split; apply: eq_bigr => j _ /=; rewrite /g; ring.
rewrite q1 big_split sumrB /= -!mulr_suml -!mulr_sumr q1.
by set A := \sum_i q i * f i ^+ 2; set B := \sum_i q i * f i; ring.
Qed.

Lemma power_moment p T k : law p -> 
  log_moment p (power T p) k = average (fun i => (0 < p i)%R%:R) (fun i => ln (p i)) k T^-1.
Proof.
move=> lp; rewrite /average /moment mulr_suml /log_moment big_mkcond; apply: eq_bigr => i _.
case: ifP => pi; last by rewrite !mul0r.
rewrite /power rp_gt0E // mul1r mulrAC [expR _ * _]mulrC; congr (_ / _).
by apply: eq_bigr => j _; rewrite /rp expr0; case: ifP => _; rewrite ?mul1r ?mul0r.
Qed.

(* dH/dT = (E_q[log² p] − E_q[log p]²)/T³ = T^(−3) Σ_{i<j} q_i q_j log²(p_i/p_j) for q = power_T(p), T > 0,
   every law p, sums over its support
   false: T² in place of T³ => (T ^+ 3)^-1 ==> (T ^+ 2)^-1
   false: over all pairs => (i < j)%N ==> i != j *)
Theorem entropy_rate p T : law p -> 0 < T -> let q := power T p in
  let rate := entropy_rate_rate (log_moment p q 1) (log_moment p q 2) T in
  is_derive T 1 (fun S => entropy (power S p)) rate /\
  rate = (T ^+ 3)^-1 * \sum_(i < V) \sum_(j < V | [&& (i < j)%N, 0 < p i & 0 < p j]) q i * q j * ln (p i / p j) ^+ 2.
Proof.
move=> lp T0 q rate; have lq := power_law T lp.
pose a i : R := (0 < p i)%R%:R; pose l i := ln (p i).
have M0 s : 0 < moment a l 0 s.
  have [k pk] := law_positive lp; apply: (@sum_gt0 _ _ _ k) => [j|].
    by rewrite !mulr_ge0 ?ler0n // ltW // expR_gt0.
  by rewrite /a pk !mul1r expR_gt0.
have support k S : \sum_i power S p i * ln (p i) ^+ k.+1 = log_moment p (power S p) k.+1.
  rewrite /log_moment [RHS]big_mkcond; apply: eq_bigr => i _; case: ifP => // /negbT.
  by rewrite -leNgt /power => /rp_le0 ->; rewrite !mul0r.
split.
  have -> : (fun S => entropy (power S p)) = (fun s => ln (moment a l 0 s) - s * average a l 1 s) \o (fun S => S^-1).
    apply/funext => S /=; have := power_moment S 1 lp; rewrite -/a -/l => <-.
    rewrite -support mulr_sumr -[ln _]mul1r -(proj2 (power_law S lp)) mulr_suml -sumrB /entropy -sumrN.
    apply: eq_bigr => i _; have [pi|pi] := ltP 0 (p i); last first.
      by have -> : power S p i = 0; [rewrite /power rp_le0 // mul0r|ring].
    have -> : moment a l 0 S^-1 = \sum_j rp (p j) S^-1.
      by apply: eq_bigr => j _; rewrite /rp /a expr0; case: ifP => _; rewrite ?mul1r ?mul0r.
    rewrite {2}/power ln_div ?posrE ?rp_gt0 ?power_denominator // rp_gt0E // expK expr1; ring.
  have DI : is_derive T 1 (fun S : R => S^-1) (- T ^- 2 *: 1) by apply: is_deriveV; rewrite gt_eqF.
  have DH := is_derive_entropy (M0 T^-1); apply: is_derive_eq.
  rewrite /rate !power_moment // -/a -/l /entropy_rate_rate.
  rewrite -[LHS]/((- T^-1 * (average a l 2 T^-1 - average a l 1 T^-1 ^+ 2)) * (- T ^- 2 * 1)).
  by field; rewrite gt_eqF.
rewrite /rate /entropy_rate_rate mulrC -!support -/q; congr (_ * _).
have -> : \sum_i q i * ln (p i) ^+ 1 = \sum_i q i * l i by [].
rewrite variance_pairs; last by case: lq.
apply: eq_bigr => i _; rewrite big_mkcond [RHS]big_mkcond; apply: eq_bigr => j _; case: ifP => //= _.
have q0 k : p k <= 0 -> q k = 0 by move=> pk; rewrite /q /power rp_le0 // mul0r.
have [pi|/q0 ->] := ltP 0 (p i); last by rewrite !mul0r.
have [pj|/q0 ->] := ltP 0 (p j); last by rewrite mulr0 mul0r.
by rewrite ln_div ?posrE.
Qed.
End EntropyRate.

Section Renamed.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (S T e : R) (tau : R -> ('I_V -> R) -> R).

(* τ(T, p) > 0 *)
Definition tau_positive tau := forall T p, 0 < T -> inside p -> 0 < tau T p.
(* τ is continuous in (T, p) *)
Definition tau_continuous tau := forall T p, 0 < T -> inside p -> forall e, 0 < e -> exists2 d, 0 < d &
  forall S q, 0 < S -> inside q -> `|S - T| <= d -> (forall i, `|q i - p i| <= d) -> `|tau S q - tau T p| <= e.
(* T ≤ S ⇒ τ(T, p) ≤ τ(S, p) *)
Definition tau_rising tau := forall T S p, 0 < T -> inside p -> T <= S -> tau T p <= tau S p.
(* τ(1, p) = 1 *)
Definition tau_one tau := forall p, inside p -> tau 1 p = 1.
(* τ(T, p) → ∞ as T → ∞ *)
Definition tau_to_infinity tau := forall p, inside p -> forall M, exists N, forall T, N <= T -> M <= tau T p.
(* τ(T, p) → 0 as T → 0+ *)
Definition tau_to_0 tau := forall p, inside p -> forall e, 0 < e -> exists2 d, 0 < d &
  forall T, 0 < T -> T <= d -> tau T p <= e.
(* F_T(p) = power_τ(T, p)(p) *)
Definition renamed tau T p := power (tau T p) p.

Lemma renamed_laws tau : maps_laws (fun T => 0 < T) (@inside R V) (renamed tau).
Proof. by move=> T p _ [lp _]; apply: power_law. Qed.

Lemma renamed_A1 tau : tau_positive tau -> A1 (fun T => 0 < T) (@inside R V) (renamed tau).
Proof. by move=> pos T p T0 ip i j; apply: power_interior_ranking; [apply: pos|case: ip]. Qed.

Lemma renamed_A2 tau : tau_positive tau -> tau_continuous tau -> A2 (fun T => 0 < T) (@inside R V) (renamed tau).
Proof.
move=> pos cont T p T0 ip e e0.
have [d d0 h] := power_interior_continuity (pos T p T0 ip) (proj1 ip) e0.
have [d' d0' h'] := cont T p T0 ip d d0; exists (Num.min d d') => [|S q S0 iq]; first by rewrite lt_minr d0.
rewrite le_minr => /andP [_ Sd] hq; apply: h; [exact: pos|by case: iq| |] => [|i].
  by apply: h' => // i; have := hq i; rewrite le_minr => /andP [].
by have := hq i; rewrite le_minr => /andP [].
Qed.

Lemma renamed_A3 tau : tau_positive tau -> tau_rising tau -> A3 (fun T => 0 < T) (@inside R V) (renamed tau).
Proof.
by move=> pos up T S p T0 S0 ip TS; apply: power_interior_entropy; [apply: pos|apply: pos|case: ip|apply: up].
Qed.

Lemma renamed_A4 tau : tau_one tau -> A4 (@inside R V) (renamed tau).
Proof. by move=> one p ip i; rewrite /renamed one // power_interior_identity //; case: ip. Qed.

Lemma renamed_hot tau : tau_to_infinity tau -> A5_hot (@inside R V) (renamed tau).
Proof.
move=> inf p ip e e0; have [M h] := proj1 (@power_interior_boundary R V) p ip e e0.
by have [N h'] := inf p ip M; exists N => T /h'; apply: h.
Qed.

Lemma renamed_cold tau : tau_positive tau -> tau_to_0 tau -> A5_cold (@inside R V) (renamed tau).
Proof.
move=> pos zero p ip e e0; have [d d0 h] := proj2 (@power_interior_boundary R V) p ip e e0.
by have [d' d0' h'] := zero p ip d d0; exists d' => // T T0 Td; apply: h; [apply: pos|apply: h'].
Qed.

(* power_τ(T, p)(p) satisfies A1–A5 in the open simplex, if τ > 0 is continuous, does not fall as T rises, is 1 at
   T = 1, and tends to 0 and to ∞ as T does
   false: it may stay bounded => tau_to_infinity tau ==> tau_one tau
   false: it may fall => tau_rising tau ==> tau_one tau *)
Theorem renamed_power tau : tau_positive tau -> tau_continuous tau -> tau_rising tau -> tau_one tau ->
  tau_to_0 tau -> tau_to_infinity tau -> softening (@inside R V) (renamed tau).
Proof.
move=> pos cont up one zero inf.
split; [exact: renamed_laws|exact: renamed_A1|exact: renamed_A2|exact: renamed_A3|].
by split; [apply: renamed_A4|apply: renamed_hot|apply: renamed_cold].
Qed.
End Renamed.

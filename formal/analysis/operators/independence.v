(* No axiom follows from the others: for each a map that breaks it alone. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive realfun exp.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.operators Require Import mixing.
From kdaudit.analysis Require Import powers.
From kdaudit.analysis.operators Require Import softening limits.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope ring_scope.


Section Independent.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (S T w e : R) (t : R -> R).

(* A1, A2, A3, A4 and both halves of A5, in the open simplex at every T > 0 *)
Definition axiom_of (n : 'I_5) (F : R -> ('I_V -> R) -> 'I_V -> R) : Prop :=
  let I T := 0 < T in let D := @inside R V in
  nth True [:: A1 I D F; A2 I D F; A3 I D F; A4 D F; A5_hot D F /\ A5_cold D F] n.
Notation at_temperature t := (renamed (fun T (_ : 'I_V -> R) => t T)).

Lemma power_entropy_strict p S i : inside p -> 1 < S -> power S p i != p i -> entropy p < entropy (power S p).
Proof.
move=> [lp p0] S1 ne; have [pr rp ->] := power_entropy_gain lp S1; set r := power S p in pr rp ne *.
have r0 k : 0 < r k by apply: pr.
have K0 : 0 <= KL p r by apply: KL_ge0 => //; apply: power_law.
rewrite -addrA ltr_addl ltr_paddl // mulr_gt0 ?invr_gt0 ?subr_gt0 //.
have -> : KL p r + KL r p = \sum_k (p k - r k) * (ln (p k) - ln (r k)).
  by rewrite /KL -big_split; apply: eq_bigr => k _ /=; ring.
apply: (@sum_gt0 _ _ _ i) => [k|].
  have [kr|rk] := leP (p k) (r k); first by rewrite mulr_le0 ?subr_le0 ?ler_ln ?posrE.
  by rewrite mulr_ge0 ?subr_ge0 ?ler_ln ?posrE // ltW.
move: ne; rewrite neq_lt => /orP [ri|ri]; first by rewrite mulr_gt0 ?subr_gt0 ?ltr_ln ?posrE.
by rewrite nmulr_rgt0 ?subr_lt0 ?ltr_ln ?posrE.
Qed.

Lemma moving (V1 : (1 < V)%N) : exists2 p : 'I_V -> R, inside p &
  forall S T, 0 < S -> 0 < T -> S != T -> exists i : 'I_V, power S p i != power T p i.
Proof.
pose k := Ordinal (ltnW V1); pose l := Ordinal V1; pose z (i : 'I_V) : R := (k == i)%:R.
exists (softmax z) => [|S T S0 T0 ST]; first by split=> [|i]; [apply: softmax_law; apply: ltnW|apply: softmax_gt0].
apply/existsP; apply: contraT; rewrite negb_exists => /forallP h; move: ST; apply: contraNT => _.
have /(softmax_gap k l) : softmax (fun i => z i / S) =1 softmax (fun i => z i / T).
  move=> i; rewrite -!(temperature _ (fun=> erefl)) //; have := h i; rewrite negbK => /eqP; exact.
by rewrite /z eqxx -val_eqE /= !mul0r !subr0 !mul1r => /invr_inj ->.
Qed.

(* τ = T, but for a jump from 2 to 3 *)
Definition jumping T := if T <= 2%:R then T else Num.max T 3%:R.
(* τ = T up to 2, then down to 1 at T = 3, then up *)
Definition falling T := Num.max (Num.min T (4%:R - T)) (T - 2%:R).
(* τ = 2T *)
Definition doubled T := 2%:R * T.
(* τ = T up to 2, then 2 *)
Definition bounded T := Num.min T 2%:R.
(* power for T ≤ 1, then the segment from p to u, which arrives at T = 2 *)
Definition flattening T p i :=
  if T <= 1 then power T p i else let w := Num.max 0 (2%:R - T) in w * p i + (1 - w) / V%:R.

Lemma steady t : (forall T, 0 < T -> 0 < t T) ->
  (forall T S, 0 < T -> 0 < S -> `|t S - t T| <= 2%:R * `|S - T|) ->
  A2 (fun T => 0 < T) (@inside R V) (at_temperature t).
Proof.
move=> pos lip; apply: renamed_A2 => [T p T0 _|T p T0 _ e e0]; first exact: pos.
exists (e / 2%:R) => [|S q S0 _ hS _]; first by rewrite divr_gt0 ?ltr0n.
by apply: le_trans (lip T S T0 S0) _; rewrite -ler_pdivl_mull ?ltr0n // mulrC.
Qed.

Lemma jumping_case (V1 : (1 < V)%N) : ~ A2 (fun T => 0 < T) (@inside R V) (at_temperature jumping).
Proof.
move=> a; have [p ip mv] := moving V1; have h2 : 0 < 2%:R :> R by rewrite ltr0n.
have h3 : 0 < 3%:R :> R by rewrite ltr0n.
have [|i ne] := mv 3%:R 2%:R h3 h2; first by rewrite eqr_nat.
have e0 : 0 < `|power 3%:R p i - power 2%:R p i| / 2%:R by rewrite divr_gt0 // normr_gt0 subr_eq0.
have [d d0 h] := a _ p h2 ip _ e0; pose S := 2%:R + Num.min d 1 : R.
have m0 : 0 < Num.min d 1 by rewrite lt_minr d0 ltr01.
have S2 : 2%:R < S by rewrite ltr_addl.
have hp j : `|p j - p j| <= d by rewrite subrr normr0 ltW.
have hS : `|S - 2%:R| <= d by rewrite /S addrAC subrr add0r ger0_norm ?(ltW m0) // le_minl lexx.
have := h S p (lt_trans h2 S2) ip hS hp i; rewrite /renamed /jumping lexx.
rewrite (_ : (S <= _) = false); last by rewrite leNgt S2.
have -> : Num.max S 3%:R = 3%:R.
  by apply/max_idPr; rewrite /S (natrD _ 2 1) ler_add2l le_minl lexx orbT.
by rewrite ler_pdivl_mulr ?ltr0n // ger_pmulr ?normr_gt0 ?subr_eq0 // leNgt ltr1n.
Qed.

Lemma falling_case (V1 : (1 < V)%N) : ~ A3 (fun T => 0 < T) (@inside R V) (at_temperature falling).
Proof.
move=> a; have [p ip mv] := moving V1; have [h2 h3] : 0 < 2%:R :> R /\ 0 < 3%:R :> R by rewrite !ltr0n.
have := a 2%:R 3%:R p h2 h3 ip; rewrite ler_nat /renamed => /(_ isT).
have -> : falling 2%:R = 2%:R.
  rewrite /falling subrr (_ : 4%:R - 2%:R = 2%:R) ?minxx; last by ring.
  by apply/max_idPl; rewrite ler0n.
have -> : falling 3%:R = 1.
  have [e e'] : 4%:R - 3%:R = 1 :> R /\ 3%:R - 2%:R = 1 :> R by split; ring.
  by rewrite /falling e e'; have /min_idPr -> : 1 <= 3%:R :> R; rewrite ?ler1n ?maxxx.
have [|i ne] := mv 2%:R 1 h2 ltr01; first by rewrite (eqr_nat _ 2 1).
have id1 := power_interior_identity (proj1 ip); rewrite (eq_entropy id1) leNgt.
by rewrite (@power_entropy_strict p 2%:R i) ?ltr1n // -(id1 i).
Qed.

Lemma doubled_case (V1 : (1 < V)%N) : ~ A4 (@inside R V) (at_temperature doubled).
Proof.
move=> a; have [p ip mv] := moving V1; have h2 : 0 < 2%:R :> R by rewrite ltr0n.
have [|i] := mv 2%:R 1 h2 ltr01; first by rewrite (eqr_nat _ 2 1).
have := a p ip i; rewrite /renamed /doubled mulr1 => ->.
by rewrite (power_interior_identity (proj1 ip)) eqxx.
Qed.

Lemma bounded_case (V1 : (1 < V)%N) : ~ A5_hot (@inside R V) (at_temperature bounded).
Proof.
move=> a; have [p ip mv] := moving V1; have h2 : 0 < 2%:R :> R by rewrite ltr0n.
have pu i : power 2%:R p i = V%:R^-1.
  apply/eqP; rewrite -subr_eq0 -normr_le0 leNgt; apply/negP => e0.
  have [M /(_ (Num.max M 2%:R))] := a p ip _ (divr_gt0 e0 h2).
  have mE : Num.min (Num.max M 2%:R) 2%:R = 2%:R by apply/min_idPr; rewrite le_maxr lexx orbT.
  rewrite le_maxr lexx /renamed /bounded mE => /(_ isT i).
  by rewrite ler_pdivl_mulr // ger_pmulr // leNgt ltr1n.
have h4 : 0 < 4%:R :> R by rewrite ltr0n.
have [|i] := mv 4%:R 2%:R h4 h2; first by rewrite eqr_nat.
have := semigroup_power (proj1 ip) h2 h2 i; rewrite /semigroup_product -natrM => <-.
rewrite pu -[power 2%:R _ i]/(rp _ _ / \sum_j rp (power 2%:R p j) _) pu.
rewrite (eq_bigr (fun=> rp V%:R^-1 2%:R^-1)) => [|j _]; last by rewrite pu.
rewrite sumr_const card_ord -[rp _ _ *+ V]mulr_natr invfM mulrA divff ?mul1r ?eqxx //.
by rewrite gt_eqF // rp_gt0 // invr_gt0 ltr0n ltnW.
Qed.

Lemma cold_of t : (forall T, 0 < T -> 0 < t T <= 2%:R * T) -> A5_cold (@inside R V) (at_temperature t).
Proof.
move=> h; apply: renamed_cold => [T p /h /andP [] //|p _ e e0]; exists (e / 2%:R) => [|T /h /andP [_ tT]].
  by rewrite divr_gt0 ?ltr0n.
by rewrite ler_pdivl_mulr ?ltr0n // mulrC; apply: le_trans.
Qed.

Lemma hot_of t : (forall T, 0 < T -> T - 2%:R <= t T) -> A5_hot (@inside R V) (at_temperature t).
Proof.
move=> h; apply: renamed_hot => p _ M; exists (Num.max 1 (M + 2%:R)) => T; rewrite le_maxl => /andP [T1 MT].
by apply: le_trans (h T (lt_le_trans ltr01 T1)); rewrite ler_subr_addr.
Qed.

Lemma flattening_cool T p : T <= 1 -> flattening T p =1 power T p.
Proof. by move=> T1 i; rewrite /flattening T1. Qed.

(* w p + (1 − w) u *)
Definition blend w p i : R := w * p i + (1 - w) / V%:R.

Lemma flattening_hot T p : law p -> 1 <= T -> flattening T p =1 blend (Num.max 0 (2%:R - T)) p.
Proof.
move=> lp T1 i; rewrite /flattening; case: (leP T 1) => // T1'; have -> : T = 1 by apply/le_anti; rewrite T1'.
have e : 2%:R - 1 = 1 :> R by ring.
by rewrite power_interior_identity // e (max_idPr ler01) /blend mul1r subrr mul0r addr0.
Qed.

Lemma weight_le1 T : 1 <= T -> Num.max 0 (2%:R - T) <= 1 :> R.
Proof. by move=> T1; rewrite le_maxl ler01 ler_subl_addl (natrD _ 1 1) ler_add2r. Qed.

Lemma blend_law w p : law p -> 0 <= w -> w <= 1 -> law (blend w p).
Proof.
move=> lp w0 w1; have V0 := law_V lp; split=> [i|].
  by rewrite addr_ge0 ?mulr_ge0 ?divr_ge0 ?subr_ge0 ?(proj1 lp) // ltW.
rewrite big_split /= -mulr_sumr (proj2 lp) mulr1 sumr_const card_ord -[(_ / _) *+ _]mulr_natr divfK ?gt_eqF //.
by rewrite addrC subrK.
Qed.

Lemma flattening_laws : maps_laws (fun T => 0 < T) (@inside R V) flattening.
Proof.
move=> T p T0 [lp _]; have [T1|/ltW T1] := leP T 1.
  have [r0 r1] := power_law T lp; split=> [i|]; first by rewrite flattening_cool.
  by rewrite -r1; apply: eq_bigr => i _; rewrite flattening_cool.
have w0 : 0 <= Num.max 0 (2%:R - T) by rewrite le_maxr lexx.
have [r0 r1] := blend_law lp w0 (weight_le1 T1); split=> [i|]; first by rewrite flattening_hot.
by rewrite -r1; apply: eq_bigr => i _; rewrite flattening_hot.
Qed.

Lemma weight_lip S T : `|Num.max 0 (2%:R - S) - Num.max 0 (2%:R - T)| <= `|S - T| :> R.
Proof.
wlog ST : S T / S <= T => [h|].
  by have [c|c] := orP (le_total S T); [|rewrite distrC [`|S - T|]distrC]; apply: h.
rewrite [`|S - T|]distrC [`|T - S|]ger0_norm ?subr_ge0 //.
case: (leP 0 (2%:R - S)) => [s0|s0]; case: (leP 0 (2%:R - T)) => [t0|t0].
- have -> : 2%:R - S - (2%:R - T) = T - S by ring.
  by rewrite ger0_norm ?subr_ge0.
- by rewrite subr0 ger0_norm // ler_add2r -subr_le0 ltW.
- by have := lt_le_trans s0 t0; rewrite ltr_add2l ltr_oppl opprK ltNge ST.
by rewrite subrr normr0 subr_ge0.
Qed.

Lemma flattening_A2 : A2 (fun T => 0 < T) (@inside R V) flattening.
Proof.
apply: A2_glue.
  apply: A2_eq (@power_interior_continuity R V) => [T /andP [] //|p [] //|T p /andP [_ T1] _].
  exact: flattening_cool.
move=> T p T1 ip e e0; exists (e / 2%:R) => [|S q S1 [lq q0] hS hq i]; first by rewrite divr_gt0 ?ltr0n.
rewrite !flattening_hot //; last by case: ip.
set w := Num.max 0 (2%:R - T); set w' := Num.max 0 (2%:R - S); have V0 := law_V lq.
have -> : blend w' q i - blend w p i = w * (q i - p i) + (w' - w) * (q i - V%:R^-1).
  by rewrite /blend; field; rewrite gt_eqF.
have -> : e = e / 2%:R + e / 2%:R by field.
rewrite (le_trans (ler_norm_add _ _)) // ler_add // normrM.
  apply: le_trans (hq i); rewrite ler_pimull // /w ger0_norm ?le_maxr ?lexx // weight_le1 //.
apply: le_trans hS; apply: le_trans (weight_lip S T); rewrite ler_pimulr //.
have V1 : V%:R^-1 <= 1 :> R by rewrite invf_le1 // ler1n -(ltr0n R).
rewrite ler_norml ler_subr_addr ler_subl_addr (le_trans _ (proj1 lq i)) 1?addrC ?subr_le0 //.
by rewrite (le_trans (law_le1 i lq)) // ler_addr invr_ge0 ltW.
Qed.

Lemma flattening_A3 : A3 (fun T => 0 < T) (@inside R V) flattening.
Proof.
apply: A3_glue.
  apply: A3_eq (@power_interior_entropy R V) => [T /andP [] //|p [] //|T p /andP [_ T1] _].
  exact: flattening_cool.
move=> T S p T1 S1 [lp p0] TS; rewrite !(eq_entropy (flattening_hot lp _)) //.
have V0 : (0 < V)%N by have := law_V lp; rewrite ltr0n.
have blendE w : w != 0 -> entropy (blend w p) = entropy (mixing w^-1 p).
  by move=> w0; apply: eq_entropy => i; rewrite /blend /mixing invrK.
have [s0|s0] := leP (2%:R - S) 0.
  have -> : entropy (blend 0 p) = ln V%:R.
    by rewrite -entropy_uniform //; apply: eq_entropy => i; rewrite /blend mul0r add0r subr0 div1r.
  by apply/entropy_le_log/blend_law => //; [rewrite le_maxr lexx|apply: weight_le1].
have t0 : 0 < 2%:R - T by rewrite (lt_le_trans s0) // ler_add2l ler_oppr opprK.
rewrite (max_idPr (ltW t0)) (blendE (2%:R - T)) ?gt_eqF // (blendE (2%:R - S)) ?gt_eqF //.
apply: mixing_entropy => //; last by rewrite lef_pinv ?posrE // ler_add2l ler_oppr opprK.
  by rewrite invf_ge1 // (le_trans _ (weight_le1 T1)) // le_maxr lexx orbT.
by rewrite invf_ge1 // (le_trans _ (weight_le1 S1)) // le_maxr lexx orbT.
Qed.

Lemma flattening_case (V1 : (1 < V)%N) : ~ A1 (fun T => 0 < T) (@inside R V) flattening.
Proof.
move=> a; pose k := Ordinal (ltnW V1); pose l := Ordinal V1; pose z (i : 'I_V) : R := (k == i)%:R.
have ip : inside (softmax z) by split=> [|i]; [apply: softmax_law; apply: ltnW|apply: softmax_gt0].
have h2 : 0 < 2%:R :> R by rewrite ltr0n.
have := a 2%:R _ h2 ip l k; rewrite /flattening leNgt ltr1n subrr maxxx /= !mul0r ltxx => h.
have : softmax z l < softmax z k; last by move/h.
by rewrite /softmax ltr_pmul2r ?invr_gt0 ?(sum_expR_gt0 z k) // ltr_expR /z eqxx -val_eqE /= ltr01.
Qed.

Lemma jumping_bounds T : 0 < T -> 0 < jumping T <= 2%:R * T.
Proof.
move=> T0; have T2 : T <= 2%:R * T by rewrite ler_pemull ?ler1n // ltW.
rewrite /jumping; case: (leP T 2%:R) => [_|h]; first by rewrite T0.
apply/andP; split; first by rewrite lt_maxr T0.
rewrite le_maxl T2 /= (le_trans _ (_ : 2%:R * 2%:R <= _)) -?natrM ?ler_nat // natrM.
by rewrite ler_pmul2l ?ltr0n // ltW.
Qed.

Lemma jumping_rising T S : T <= S -> jumping T <= jumping S.
Proof.
move=> TS; rewrite /jumping; case: (leP T 2%:R) => T2; case: (leP S 2%:R) => S2 //.
- by rewrite le_maxr TS.
- by have := lt_le_trans T2 (le_trans TS S2); rewrite ltxx.
by rewrite le_maxl !le_maxr TS lexx orbT.
Qed.

Lemma falling_bounds T : 0 < T -> [/\ 0 < falling T, falling T <= T & T - 2%:R <= falling T].
Proof.
move=> T0; rewrite /falling; split; last by rewrite le_maxr lexx orbT.
  rewrite lt_maxr lt_minr T0 !subr_gt0 /=; have [T2|_] := leP T 2%:R; last by rewrite orbT.
  by rewrite (le_lt_trans T2) // ltr_nat.
by rewrite le_maxl le_minl lexx /= ler_subl_addr ler_addl ler0n.
Qed.

Lemma max_lip (a b c d e : R) : `|a - c| <= e -> `|b - d| <= e -> `|Num.max a b - Num.max c d| <= e.
Proof.
rewrite !ler_distl !ler_subl_addr => /andP [ac ca] /andP [bd db].
by rewrite !addr_maxl !le_maxl !le_maxr ac bd ca db !orbT.
Qed.

Lemma min_lip (a b c d e : R) : `|a - c| <= e -> `|b - d| <= e -> `|Num.min a b - Num.min c d| <= e.
Proof.
move=> ac bd; rewrite -[a]opprK -[b]opprK -[c]opprK -[d]opprK -!oppr_max -opprD normrN.
by rewrite max_lip // -opprD normrN.
Qed.

(* for each axiom there is a map of the open simplex that breaks it and satisfies the four others, for every V ≥ 2
   false: for one class => (1 < V)%N ==> (0 < V)%N
   false: it breaks none => m != n -> axiom_of ==> axiom_of *)
Theorem independent : (1 < V)%N -> forall n : 'I_5, exists F,
  [/\ maps_laws (fun T => 0 < T) (@inside R V) F, ~ axiom_of n F & forall m, m != n -> axiom_of m F].
Proof.
move=> V1.
case=> [[|[|[|[|[|n]]]]] //= ln]; [exists flattening|exists (at_temperature jumping)|exists (at_temperature falling)|
  exists (at_temperature doubled)|exists (at_temperature bounded)]; split; try exact: renamed_laws.
- exact: flattening_laws.
- exact: flattening_case.
- case=> [[|[|[|[|[|m]]]]] //= lm] _.
  + exact: flattening_A2.
  + exact: flattening_A3.
  + by move=> p [lp _] i; rewrite flattening_cool // power_interior_identity.
  split=> p [lp _] e e0.
    exists 2%:R => T T2 i; have T1 : 1 <= T by rewrite (le_trans _ T2) // ler1n.
    rewrite flattening_hot // (max_idPl _) ?subr_le0 // /blend mul0r add0r subr0 div1r subrr normr0.
    exact: ltW.
  have [d d0 h] := power_cold lp e0; exists (Num.min d 1) => [|T T0]; first by rewrite lt_minr d0 ltr01.
  by rewrite le_minr => /andP [Td T1] i; rewrite flattening_cool //; apply: h.
- exact: jumping_case.
- have pos T : 0 < T -> 0 < jumping T by move=> /jumping_bounds /andP [].
  case=> [[|[|[|[|[|m]]]]] //= lm] _.
  + by apply: renamed_A1 => T p /pos.
  + by apply: renamed_A3 => [T p /pos //|T S p _ _]; apply: jumping_rising.
  + by apply: renamed_A4 => p _; rewrite /jumping ler1n.
  split; last exact/cold_of/jumping_bounds.
  by apply: hot_of => T T0; rewrite /jumping; case: ifP => _; rewrite ?le_maxr ler_subl_addr ler_addl ler0n.
- exact: falling_case.
- have pos T : 0 < T -> 0 < falling T by case/falling_bounds.
  case=> [[|[|[|[|[|m]]]]] //= lm] _.
  + by apply: renamed_A1 => T p /pos.
  + apply: steady => // T S T0 S0; apply: (@le_trans _ _ `|S - T|); last by rewrite ler_pemull // ler1n.
    have e a : S + a - (T + a) = S - T by ring.
    have e' a : a - S - (a - T) = - (S - T) by ring.
    by apply: max_lip; [apply: min_lip; rewrite ?e' ?normrN|rewrite e].
  + apply: renamed_A4 => p _; rewrite /falling (min_idPl _); last by rewrite ler_subr_addr -(natrD _ 1 1) ler_nat.
    by apply/max_idPl; rewrite ler_subl_addr ler_addl ler0n.
  split; first by apply: hot_of => T /falling_bounds [].
  apply: cold_of => T T0; have [-> tT _] := falling_bounds T0; rewrite (le_trans tT) // ler_pemull ?ler1n //.
  exact: ltW.
- exact: doubled_case.
- have pos T : 0 < T -> 0 < doubled T by move=> T0; rewrite mulr_gt0 ?ltr0n.
  have h2 : 0 < 2%:R :> R by rewrite ltr0n.
  case=> [[|[|[|[|[|m]]]]] //= lm] _.
  + by apply: renamed_A1 => T p /pos.
  + apply: steady => // T S T0 S0; rewrite -mulrBr normrM ger0_norm // ltW //.
  + by apply: renamed_A3 => [T p /pos //|T S p _ _]; rewrite /doubled ler_pmul2l.
  split; last by apply: cold_of => T /pos ->; rewrite lexx.
  by apply: hot_of => T T0; rewrite ler_subl_addr /doubled mulr_natl mulr2n -addrA ler_addl addr_ge0 ?ler0n ?ltW.
- by case=> a _; apply: (bounded_case V1).
have pos T : 0 < T -> 0 < bounded T by move=> T0; rewrite lt_minr T0 ltr0n.
case=> [[|[|[|[|[|m]]]]] //= lm] _.
- by apply: renamed_A1 => T p /pos.
- apply: steady => // T S T0 S0; apply: (@le_trans _ _ `|S - T|); last by rewrite ler_pemull // ler1n.
  by apply: min_lip; rewrite // subrr normr0.
- apply: renamed_A3 => [T p /pos //|T S p _ _ TS].
  by rewrite /bounded le_minr !le_minl TS lexx orbT.
by apply: renamed_A4 => p _; rewrite /bounded (min_idPl _) // ler1n.
Qed.
End Independent.

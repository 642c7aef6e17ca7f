(* Privacy: what draws from a softened teacher give away, and what published rows do. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets reals signed topology normedtype sequences derive exp.
From kdaudit.algebra Require Import laws expectation bias_variance partial_access.
From kdaudit.analysis Require Import powers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section DP.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (T eps : R) (n : nat).

(* ε-DP, any two teachers as neighbours: no event is more than e^ε times as likely under one as under the other *)
Definition private (Omega : finType) (mechanism : ('I_V -> R) -> Omega -> R) eps :=
  forall p q, law p -> law q -> forall A : pred Omega,
    \sum_(o | A o) mechanism p o <= expR eps * \sum_(o | A o) mechanism q o.
(* n independent draws from F_T(p), F mixing *)
Definition mixing_draws T n p (o : {ffun 'I_n -> 'I_V}) := draws (mixing T p) o.
(* log(1 + V/(T − 1)) *)
Definition dp_mixing_spent (V T : R) := ln (1 + V / (T - 1)).

Lemma mixing_entry T p i : law p -> 1 < T ->
  (1 - T^-1) / V%:R <= mixing T p i <= (1 + V%:R / (T - 1)) * ((1 - T^-1) / V%:R).
Proof.
move=> lp T1; have V0 := law_V lp; have T0 := lt_trans ltr01 T1; have t0 : 0 < T - 1 by rewrite subr_gt0.
have -> : (1 + V%:R / (T - 1)) * ((1 - T^-1) / V%:R) = (1 - T^-1) / V%:R + T^-1.
  by field; rewrite !gt_eqF.
have Ti : 0 < T^-1 by rewrite invr_gt0.
rewrite /mixing ler_addr [X in _ && (X <= _)]addrC ler_add2l mulr_ge0 ?(ltW Ti) //; last by case: lp.
by rewrite ger_pmulr // law_le1.
Qed.

Lemma draws_ratio T n p q (o : {ffun 'I_n -> 'I_V}) : law p -> law q -> 1 < T ->
  draws (mixing T p) o <= (1 + V%:R / (T - 1)) ^+ n * draws (mixing T q) o.
Proof.
move=> lp lq T1; have V0 := law_V lp; have T0 := lt_trans ltr01 T1; have t0 : 0 < T - 1 by rewrite subr_gt0.
have c0 : 0 < (1 - T^-1) / V%:R by rewrite divr_gt0 // subr_gt0 invf_lt1.
have g0 : 0 <= 1 + V%:R / (T - 1) by rewrite addr_ge0 // divr_ge0 // ltW.
rewrite -[n in X in _ <= X * _]card_ord -prodr_const -big_split; apply: ler_prod => d _.
have /andP [lo hi] := mixing_entry (o d) lp T1; have /andP [lo' _] := mixing_entry (o d) lq T1.
by rewrite (le_trans (ltW c0) lo) (le_trans hi) // ler_wpmul2l.
Qed.

(* T > 1: one draw from F_T(p) is ε-DP ⇔ ε ≥ log(1 + V/(T − 1)); n independent draws ⇔ ε ≥ n times as much
   false: half of it => n%:R * dp_mixing_spent ==> n%:R / 2%:R * dp_mixing_spent
   false: one class => (2 <= V)%N -> ==> *)
Theorem dp_mixing T eps n : (2 <= V)%N -> 1 < T -> (0 < n)%N ->
  (private (mixing T) eps <-> dp_mixing_spent V%:R T <= eps) /\
  (private (@mixing_draws T n) eps <-> n%:R * dp_mixing_spent V%:R T <= eps).
Proof.
move=> V2 T1 n0; have V0 : 0 < V%:R :> R by rewrite ltr0n (leq_trans _ V2).
have T0 := lt_trans ltr01 T1; have t0 : 0 < T - 1 by rewrite subr_gt0.
pose g := 1 + V%:R / (T - 1); have g0 : 0 < g by rewrite addr_gt0 // divr_gt0.
have c0 : 0 < (1 - T^-1) / V%:R by rewrite divr_gt0 // subr_gt0 invf_lt1.
pose a : 'I_V := Ordinal (leq_trans (isT : 0 < 2)%N V2); pose b : 'I_V := Ordinal V2.
have ga : mixing T (onehot R a) a = g * ((1 - T^-1) / V%:R).
  by rewrite /mixing /onehot eqxx /g mulr1; field; rewrite !gt_eqF.
have gb : mixing T (onehot R b) a = (1 - T^-1) / V%:R by rewrite /mixing /onehot /= mulr0 add0r.
have spent k : (k%:R * ln g <= eps) = (g ^+ k <= expR eps).
  have -> : g ^+ k = expR (k%:R * ln g) by rewrite expRMm lnK ?posrE.
  by rewrite ler_expR.
have draws_const (q : 'I_V -> R) : draws q ([ffun=> a] : {ffun 'I_n -> 'I_V}) = q a ^+ n.
  by rewrite /draws (eq_bigr (fun=> q a)) ?prodr_const ?card_ord // => d _; rewrite ffunE.
have single (Omega : finType) (m : ('I_V -> R) -> Omega -> R) (o : Omega) p q : law p -> law q ->
    private m eps -> m p o <= expR eps * m q o.
  by move=> lp lq pm; have := pm p q lp lq (pred1 o); rewrite !big_pred1_eq.
have := onehot_law R a; have := onehot_law R b => lb la.
split; split.
- by move=> /(single _ _ a _ _ la lb); rewrite ga gb ler_pmul2r // -[g]expr1 -spent mul1r.
- rewrite -[dp_mixing_spent _ _]mul1r (spent 1%N) expr1 => ge p q lp lq A.
  rewrite mulr_sumr; apply: ler_sum => o _; have /andP [lo hi] := mixing_entry o lp T1.
  have /andP [lo' _] := mixing_entry o lq T1; apply: le_trans hi _.
  by rewrite ler_pmul // ?(ltW g0) ?(ltW c0).
- move=> /(single _ _ [ffun=> a] _ _ la lb); rewrite /mixing_draws !draws_const ga gb exprMn.
  by rewrite ler_pmul2r ?exprn_gt0 // -spent.
rewrite spent => ge p q lp lq A; rewrite mulr_sumr; apply: ler_sum => o _.
apply: le_trans (draws_ratio o lp lq T1) _; rewrite ler_wpmul2r // draws_ge0 // => i.
by have /andP [lo _] := mixing_entry i lq T1; apply: le_trans lo; apply: ltW.
Qed.
End DP.

Section Price.
Variable R : realType.
Implicit Types (V n : nat) (T eps : R).

(* T q̂ − (T − 1)u, which undoes mixing *)
Definition debiased V T (q : 'I_V -> R) i := T * q i - (T - 1) / V%:R.
(* E‖T q̂ − (T − 1)u − p‖², q̂ the frequencies of n independent draws from F_T(p), F mixing *)
Definition dp_price_error V T (p : 'I_V -> R) n :=
  E_draws (mixing T p) (fun o : {ffun 'I_n -> 'I_V} => dist2 (debiased T (frequency R o)) p).

Lemma price_uniform V T n : (2 <= V)%N -> 0 < T -> (0 < n)%N ->
  dp_price_error T (@uniform R V) n = T ^+ 2 * (1 - V%:R^-1) / n%:R.
Proof.
move=> V2 T0 n0; have V0 : V%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans _ V2).
have T1 : T != 0 by rewrite gt_eqF.
have mu i : mixing T (@uniform R V) i = uniform R i by rewrite /mixing /uniform; field; rewrite V0 T1.
have lu := @uniform_law R V (leq_trans (isT : 0 < 2)%N V2).
have -> : dp_price_error T (@uniform R V) n =
    T ^+ 2 * E_draws (@uniform R V) (fun o : {ffun 'I_n -> 'I_V} => dist2 (frequency R o) (@uniform R V)).
  rewrite /dp_price_error /E_draws -E_Z; apply: eq_bigr => o _; congr (_ * _).
    by apply: eq_bigr => d _; rewrite mu.
  rewrite /dist2 mulr_sumr; apply: eq_bigr => i _; rewrite -exprMn; congr (_ ^+ 2).
  by rewrite /debiased /uniform; field.
rewrite text_only_squared // /text_only_squared_value (eq_bigr (fun=> V%:R^-1 ^+ 2)) // sum_const card_ord mulrA.
by congr (_ * (1 - _) / _); field.
Qed.

(* not: where n draws and n + 1 draws under mixing both cost ε in all, each draw alike, E‖p̃_{n+1} − p‖² ≤ E‖p̃_n − p‖²
   false: more is worse => dp_price_error T' p n.+1 <= dp_price_error T p n ==> 0 <= dp_price_error T' p n.+1
   false: T fixed at that of n draws => n.+1%:R * dp_mixing_spent V%:R T' = eps -> ==> T' = T -> *)
Theorem dp_price_refuted :
  ~ forall V (p : 'I_V -> R) eps T T' n, (2 <= V)%N -> law p -> 0 < eps -> (0 < n)%N -> 1 < T -> 1 < T' ->
      n%:R * dp_mixing_spent V%:R T = eps -> n.+1%:R * dp_mixing_spent V%:R T' = eps ->
      dp_price_error T' p n.+1 <= dp_price_error T p n.
Proof.
move=> h; pose x := expR (2%:R^-1 : R); pose T a := 1 + 10%:R / (a - 1) : R.
have h0 : 0 < 2%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have x1 : 1 < x by rewrite expR_gt1.
have x2 : x <= 2%:R.
  have : 2%:R^-1 <= expR (- 2%:R^-1 : R).
    by apply: le_trans (expR_ge1D _); rewrite ler_subr_addr; have -> : 2%:R^-1 + 2%:R^-1 = 1 :> R by [field].
  by rewrite expRN lef_pinv ?posrE ?expR_gt0 ?ltr0n.
have xx : expR (1 : R) = x ^+ 2 by rewrite -expRMm mulfV // pnatr_eq0.
have xx1 : 1 < x ^+ 2 by rewrite -xx expR_gt1.
have T1 a : 1 < a -> 1 < T a by move=> a1; rewrite ltr_addl divr_gt0 ?ltr0n // subr_gt0.
have spent a : 1 < a -> dp_mixing_spent 10%:R (T a) = ln a.
  move=> a1; rewrite /dp_mixing_spent /T [1 + 10%:R / _]addrC addrK invfM invrK mulrA mulfV ?pnatr_eq0 //.
  by rewrite mul1r addrC subrK.
have := h 10%N _ 1 (T (x ^+ 2)) (T x) 1%N isT (@uniform_law R 10 isT) ltr01 isT (T1 _ xx1) (T1 _ x1).
rewrite !spent // -xx expK mulr1 => /(_ erefl); rewrite /x expK mulfV ?pnatr_eq0 // -/x xx => /(_ erefl).
rewrite !price_uniform ?(lt_trans ltr01) ?T1 // divr1.
set k := 1 - 10%:R^-1; have k0 : 0 < k by rewrite subr_gt0 invf_lt1 ?ltr1n // ltr0n.
apply/negP; rewrite -ltNge [X in _ < X]mulrAC ltr_pmul2r //.
have e : T (x ^+ 2) = (x ^+ 2 + 9%:R) / (x ^+ 2 - 1).
  by rewrite /T; field; rewrite subr_eq0 gt_eqF.
have e' : T x = (x + 1) * (x + 9%:R) / (x ^+ 2 - 1).
  rewrite /T; field; rewrite !subr_eq0 !gt_eqF //.
rewrite e e' !expr_div_n [X in _ < X]mulrAC ltr_pmul2r ?invr_gt0 ?exprn_gt0 ?subr_gt0 //.
rewrite ltr_pdivl_mulr ?ltr0n //.
have lower : (3%:R / 2%:R) * (x ^+ 2 + 9%:R) <= (x + 1) * (x + 9%:R).
  rewrite -subr_ge0; have -> : (x + 1) * (x + 9%:R) - 3%:R / 2%:R * (x ^+ 2 + 9%:R) =
    2%:R^-1 * ((x - 1) * (2%:R - x) + 17%:R * (x - 1) + 10%:R) by field.
  by rewrite mulr_ge0 ?(ltW h0) // !addr_ge0 ?mulr_ge0 ?subr_ge0 ?ler0n // ltW.
have s0 : 0 < x ^+ 2 + 9%:R by rewrite addr_gt0 ?ltr0n // exprn_gt0 ?expR_gt0.
apply: lt_le_trans (_ : ((3%:R / 2%:R) * (x ^+ 2 + 9%:R)) ^+ 2 <= _); last first.
  by rewrite ler_expn2r ?nnegrE // ?(le_trans _ lower) // mulr_ge0 ?divr_ge0 ?ler0n // ltW.
rewrite exprMn [X in _ < X]mulrC ltr_pmul2l ?exprn_gt0 //.
rewrite -subr_gt0; have -> : (3%:R / 2%:R) ^+ 2 - 2%:R = 4%:R^-1 :> R by field.
by rewrite invr_gt0 ltr0n.
Qed.
End Price.

Section Published.
Variables (R : realType) (V : nat).
Implicit Types (p q : 'I_V -> R) (T c : R).

Lemma common_factor (a b s : R) : b != 0 -> a / b / (s / b) = a / s.
Proof. by move=> b0; rewrite invfM invrK mulrACA mulVf ?mulr1. Qed.

Lemma power_power S T p : law p -> power S (power T p) =1 power (T * S) p.
Proof.
move=> lp i; have Z0 := power_denominator T lp; rewrite {1}/power.
have e j : rp (power T p j) S^-1 = rp (p j) (T * S)^-1 / rp (\sum_j rp (p j) T^-1) S^-1.
  by rewrite /power rp_div ?rp_ge0 // rp_rp invfM.
rewrite e (eq_bigr _ (fun j _ => e j)) -mulr_suml common_factor // gt_eqF // rp_gt0 //.
Qed.

Lemma power_1 p : law p -> power 1 p =1 p.
Proof.
move=> [p0 p1] i; rewrite /power invr1 rp_r1 // (eq_bigr p) => [|j _]; last by rewrite rp_r1.
by rewrite p1 divr1.
Qed.

Lemma TV_eq0 p q : p =1 q -> TV p q = 0.
Proof. by move=> pq; rewrite /TV big1 ?mulr0 // => i _; rewrite pq subrr normr0. Qed.

(* not: whatever reader of F_T(p) and T there is, it misses some teacher by TV > 1/1000; for mixing and for power
   false: a reader who is not told T => (reader : R -> ('I_V -> R) -> 'I_V -> R), ==>
     (reader : R -> ('I_V -> R) -> 'I_V -> R), (forall T T', reader T = reader T') ->
   false: none at all => < TV (reader T (mixing T p)) p ==> <= 1 + TV (reader T (mixing T p)) p *)
Theorem invertible_refuted : (2 <= V)%N ->
  ~ (forall (reader : R -> ('I_V -> R) -> 'I_V -> R),
       exists p T, [/\ law p, 1 <= T & 1000%:R^-1 < TV (reader T (mixing T p)) p]) /\
  ~ (forall read : R -> ('I_V -> R) -> 'I_V -> R,
       exists p T, [/\ law p, 0 < T & 1000%:R^-1 < TV (read T (power T p)) p]).
Proof.
have small : (1000%:R^-1 < 0 :> R) = false by rewrite ltNge invr_ge0 ler0n.
move=> V2; have V0 : V%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans _ V2).
split=> [/(_ (fun T q => debiased T q))|/(_ (fun T q => power T^-1 q))] [p [T [lp T0]]].
  rewrite TV_eq0 ?small // => i; rewrite /debiased /mixing; field.
  by rewrite V0 gt_eqF // (lt_le_trans ltr01).
rewrite TV_eq0 ?small // => i; rewrite power_power // mulfV ?gt_eqF //; exact: power_1.
Qed.

(* p^c/Σ p^c *)
Definition raised c p i := rp (p i) c / \sum_j rp (p j) c.
(* 1/(1 − V q_min) *)
Definition unknown_temperature_hottest (V least : R) := 1 / (1 - V * least).

Lemma raised_power c p : raised c p =1 power c^-1 p.
Proof. by move=> i; rewrite /raised /power invrK. Qed.

Lemma power_eq T p q : p =1 q -> power T p =1 power T q.
Proof. by move=> pq i; rewrite /power pq (eq_bigr (fun j => rp (q j) T^-1)) // => j _; rewrite pq. Qed.

(* power: p^c/Σ p^c at cT and p at T publish the same; and T = log(p_i/p_k)/log(q_i/q_k) from a known row, p_i ≠ p_k
   false: T for cT => power (c * T) ==> power T
   false: a ratio of entries => T = ln (p i / p k) / ln ==> T = (p i / p k) / ln *)
Theorem unknown_temperature_power p T c : law p -> 0 < T -> 0 < c ->
  [/\ law (raised c p), power (c * T) (raised c p) =1 power T p &
      forall i k, 0 < p i -> 0 < p k -> p i != p k -> T = ln (p i / p k) / ln (power T p i / power T p k)].
Proof.
move=> lp T0 c0; have T1 : T != 0 by rewrite gt_eqF.
split=> [|i|i k pi pk ik].
- by have [z s] := power_law c^-1 lp; split=> [i|]; [|rewrite -s; apply: eq_bigr => i _]; rewrite raised_power.
- by rewrite (power_eq _ (raised_power c p)) power_power // mulrA mulVf ?mul1r // gt_eqF.
have Z0 := power_denominator T lp.
have ratio : power T p i / power T p k = rp (p i / p k) T^-1.
  by rewrite rp_div ?(ltW pi) // /power common_factor // gt_eqF.
have q0 : 0 < p i / p k by rewrite divr_gt0.
have l0 : ln (p i / p k) != 0.
  apply: contra_neq ik => l; apply: (divIf (lt0r_neq0 pk)); rewrite divff ?gt_eqF //.
  by rewrite -(lnK (_ : p i / p k \is Num.pos)) ?posrE // l expR0.
by rewrite ratio /rp q0 expK invfM invrK mulrCA mulfV // mulr1.
Qed.

(* mixing, T ≥ 1, q a law that is not uniform: T q − (T − 1)u is a law ⇔ T ≤ 1/(1 − V q_min)
   false: no factor V => unknown_temperature_hottest V%:R ==> unknown_temperature_hottest 1
   false: the uniform law => ~ q =1 @uniform R V -> ==> *)
Theorem unknown_temperature_mixing q T l : law q -> ~ q =1 @uniform R V -> 1 <= T ->
  (exists i, q i = l) -> (forall i, l <= q i) ->
  law (debiased T q) <-> T <= unknown_temperature_hottest V%:R l.
Proof.
move=> lq nu T1 [i0 qi0] least; have V0 := law_V lq; have [q0 q1] := lq; have T0 := lt_le_trans ltr01 T1.
have sum1 : \sum_i debiased T q i = 1.
  by rewrite sumrB -mulr_sumr q1 sum_const card_ord; field; rewrite gt_eqF.
have lV : V%:R * l < 1.
  rewrite lt_neqAle; apply/andP; split; last first.
    by have := sum_const [finType of 'I_V] l; rewrite card_ord => <-; rewrite -q1 ler_sum.
  apply/eqP => e; apply: nu => i; have lu : l = V%:R^-1 by apply: (mulfI (lt0r_neq0 V0)); rewrite e mulfV // gt_eqF.
  have z : \sum_j (q j - l) = 0 by rewrite sumrB q1 sum_const card_ord e subrr.
  have /eqP := z; rewrite psumr_eq0 => [/allP /(_ i (mem_index_enum i))|j _]; last by rewrite subr_ge0.
  by rewrite /= subr_eq0 /uniform -lu => /eqP.
have d0 : 0 < 1 - V%:R * l by rewrite subr_gt0.
have low : (0 <= T * l - (T - 1) / V%:R) = (T <= unknown_temperature_hottest V%:R l).
  rewrite /unknown_temperature_hottest ler_pdivl_mulr // -(pmulr_rge0 _ V0).
  have -> : V%:R * (T * l - (T - 1) / V%:R) = 1 - T * (1 - V%:R * l) by field; rewrite gt_eqF.
  by rewrite subr_ge0.
rewrite -low; split=> [[+ _]|pos]; first by move=> /(_ i0); rewrite /debiased qi0.
split=> // i; apply: le_trans pos _; rewrite /debiased ler_add2r ler_wpmul2l //; exact: ltW.
Qed.
End Published.

(* Partial access with logarithms, roots and real powers: the top k of a teacher, or text that it wrote. *)
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

Section TopK.
Variables (R : realType) (V : nat).
Implicit Types (p q s : 'I_V -> R) (K : pred 'I_V) (r T : R).

(* −log(1 − r) *)
Definition topk_information r : R := - ln (1 - r).
(* −Σ_K p_i log s_i, the loss of a student s that sees the classes in K *)
Definition shown_loss K p s := - \sum_(i | K i) p i * ln (s i).

(* r = 1 − Σ_K p, 0 < r < 1: KL(p|K‖p) = −log(1 − r)
   false: log(1 + r) => = topk_information (1 - mass K p) ==> = ln (1 + (1 - mass K p))
   false: the other way round => KL (given K p) p ==> KL p (given K p) *)
Theorem topk_kl p K : law p -> 0 < mass K p -> mass K p < 1 ->
  KL (given K p) p = topk_information (1 - mass K p).
Proof.
move=> lp m0 _; have [p0 _] := lp; have [_ g1] := given_law lp m0.
rewrite /topk_information subKr -[ln _]mul1r -g1 mulr_suml -sumrN; apply: eq_bigr => i _.
rewrite /given; case: ifP => Ki; last by rewrite !mul0r oppr0.
have := p0 i; rewrite le_eqVlt => /orP [/eqP <-|pi]; first by rewrite !mul0r oppr0.
by rewrite ln_div ?posrE // -mulrN; congr (_ * _); ring.
Qed.

Lemma gibbs p q : law p -> law q -> dominated p q -> 0 <= KL p q /\ (KL p q = 0 -> p =1 q).
Proof.
move=> [p0 p1] [q0 q1] pq; have term i : true -> p i - q i <= p i * (ln (p i) - ln (q i)) ?= iff (p i == q i).
  move=> _; apply/leifP; have := p0 i; rewrite le_eqVlt => /orP [/eqP pi|pi].
    by rewrite -pi mul0r sub0r; case: ifP => [/eqP <-|ne]; rewrite ?oppr0 // oppr_lt0 lt_neqAle ne q0.
  have qi := pq i pi; case: ifP => [/eqP ->|/negbT ne]; first by rewrite !subrr mulr0.
  have x0 : 0 < q i / p i by rewrite divr_gt0.
  have x1 : q i / p i != 1.
    by apply: contra_neq ne => e; rewrite -[LHS]mul1r -e mulfVK // gt_eqF.
  have := ln_ltB1 x0 x1; rewrite ln_div ?posrE // -(ltr_pmul2l pi).
  have -> : p i * (q i / p i - 1) = q i - p i by field; rewrite gt_eqF.
  by rewrite -ltr_opp2 opprB -mulrN opprB.
have := leif_sum term; rewrite sumrB p1 q1 subrr -/(KL p q) => - [le0 iff]; split=> // z.
by move: iff; rewrite z eqxx => /esym/forallP h i; apply/eqP; exact: h.
Qed.

(* of all laws s that are positive where p is on K, p|K alone has the least −Σ_K p_i log s_i
   false: p for p|K => shown_loss K p (given K p) <= ==> shown_loss K p p <=
   false: any least => -> s =1 given K p ==> -> s =1 p *)
Theorem topk_student p K s : law p -> 0 < mass K p -> mass K p < 1 -> law s -> (forall i, K i -> 0 < p i -> 0 < s i) ->
  shown_loss K p (given K p) <= shown_loss K p s /\
  (shown_loss K p s = shown_loss K p (given K p) -> s =1 given K p).
Proof.
move=> lp m0 _ ls ps; have lg := given_law lp m0; have m1 : mass K p != 0 by rewrite gt_eqF.
have dom : dominated (given K p) s.
  by move=> i; rewrite /given; case: ifP => [Ki|_]; rewrite ?ltxx // pmulr_lgt0 ?invr_gt0 //; exact: ps.
have gap : shown_loss K p s - shown_loss K p (given K p) = mass K p * KL (given K p) s.
  rewrite /shown_loss opprK addrC -sumrB /KL mulr_sumr [RHS](bigID K) /= [X in _ = _ + X]big1 => [|i /negPf Ki].
    by rewrite addr0; apply: eq_bigr => i Ki; rewrite -mulrBr mulrA {2}/given Ki [_ * (p i / _)]mulrC mulfVK.
  by rewrite /given Ki mul0r mulr0.
have [kl0 kl_eq] := gibbs lg ls dom; split; first by rewrite -subr_ge0 gap mulr_ge0 // ltW.
move/eqP; rewrite -subr_eq0 gap mulf_eq0 (negPf m1) /= => /eqP /kl_eq e i; exact/esym/e.
Qed.

(* power: F_T(p|K) = F_T(p)|K, for every set K with Σ_K p > 0
   false: another temperature => given K (power T p) ==> given K (power (2%:R * T) p)
   false: not renormalised => =1 given K (power T p) ==> =1 power T p *)
Theorem commutes p K T : law p -> 0 < mass K p -> 0 < T -> power T (given K p) =1 given K (power T p).
Proof.
move=> lp m0 _ i; have [p0 _] := lp.
have e j : rp (given K p j) T^-1 = (if K j then rp (p j) T^-1 else 0) / rp (mass K p) T^-1.
  by rewrite /given; case: ifP => _; rewrite ?rp_div // mul0r /rp ltxx.
have r0 : rp (mass K p) T^-1 != 0 by rewrite gt_eqF // rp_gt0.
rewrite {1}/power e (eq_bigr _ (fun j _ => e j)) -mulr_suml.
have cancel (a b c : R) : b != 0 -> a / b / (c / b) = a / c.
  by move=> b0; rewrite invfM invrK mulrACA mulVf ?mulr1.
rewrite cancel // -big_mkcond /=.
have Z0 : \sum_j rp (p j) T^-1 != 0 by rewrite gt_eqF // power_denominator.
rewrite /given /mass /power; case: (K i); last by rewrite mul0r.
by rewrite -mulr_suml cancel.
Qed.
End TopK.

Section TextOnly.
Variables (R : realType) (V : nat).
Implicit Types (p : 'I_V -> R) (n : nat).

(* ½ √((V − 1)/n) *)
Definition text_only_total_variation_value (V n : R) := Num.sqrt ((V - 1) / n) / 2%:R.
(* log(1 + (V − 1)/n) *)
Definition text_only_divergence (V n : R) := ln (1 + (V - 1) / n).

(* Jensen: (E|X|)² ≤ E X² *)
Lemma E_norm_square (Omega : finType) (w X : Omega -> R) : (forall o, 0 <= w o) -> \sum_o w o = 1 ->
  E w (fun o => `|X o|) ^+ 2 <= E w (fun o => X o ^+ 2).
Proof.
move=> w0 w1; set a := E w (fun o => `|X o|).
have : 0 <= E w (fun o => (`|X o| - a) ^+ 2) by apply: sumr_ge0 => o _; rewrite mulr_ge0 ?sqr_ge0.
rewrite (E_centred _ _ w1) -/a (eq_E _ (fun o => real_normK (num_real (X o)))).
have step b : b - 2%:R * a * a + a ^+ 2 = b - a ^+ 2 by ring.
by rewrite step subr_ge0.
Qed.

Lemma cauchy (a : 'I_V -> R) : (0 < V)%N -> (forall i, 0 <= a i) -> (\sum_i a i) ^+ 2 <= V%:R * \sum_i a i ^+ 2.
Proof.
move=> V0 a0; have [u0 u1] := @uniform_law R V V0; have v0 : 0 < V%:R :> R by rewrite ltr0n.
have := @E_norm_square _ (@uniform R V) a u0 u1; rewrite /E /uniform -!mulr_sumr.
rewrite (eq_bigr a) => [|i _]; last exact: ger0_norm.
by rewrite exprMn expr2 -mulrA ler_pmul2l ?invr_gt0 // mulrC ler_pdivr_mulr // mulrC.
Qed.

(* p̂ the frequencies of n independent draws from p, n ≥ 1: E TV(p̂, p) ≤ ½ √((V − 1)/n)
   false: V − 2 for V − 1 => V%:R n%:R ==> (V%:R - 1) n%:R
   false: no draws => (0 < n)%N -> ==> *)
Theorem text_only_total_variation p n : law p -> (0 < n)%N ->
  E_draws p (fun o : {ffun 'I_n -> 'I_V} => TV (frequency R o) p) <= text_only_total_variation_value V%:R n%:R.
Proof.
move=> lp n0; have [p0 p1] := lp; have V0 := law_V lp.
pose D : finType := [finType of 'I_n].
have w0 (o : {ffun 'I_n -> 'I_V}) : 0 <= draws p o by apply: draws_ge0.
have w1 := draws_1 p1 D.
pose a i := E_draws p (fun o : {ffun 'I_n -> 'I_V} => `|frequency R o i - p i|).
have -> : E_draws p (fun o : {ffun 'I_n -> 'I_V} => TV (frequency R o) p) = (\sum_i a i) / 2%:R.
  by rewrite /E_draws E_Z E_sum mulrC.
rewrite /text_only_total_variation_value ler_pmul2r ?invr_gt0 ?ltr0n //.
have a0 i : 0 <= a i by apply: sumr_ge0 => o _; rewrite mulr_ge0.
have s0 : 0 <= \sum_i a i by apply: sumr_ge0.
rewrite -(ger0_norm s0) -sqrtr_sqr; apply: ler_wsqrtr.
have V0' : (0 < V)%N by rewrite ltr0n in V0.
apply: le_trans (cauchy V0' a0) _.
have sq i : a i ^+ 2 <= p i * (1 - p i) / n%:R by rewrite -(frequency_spread i lp n0); exact: E_norm_square.
apply: (@le_trans _ _ (V%:R * \sum_i p i * (1 - p i) / n%:R)); first by rewrite ler_pmul2l // ler_sum.
rewrite -mulr_suml mulrA ler_pmul2r ?invr_gt0 ?ltr0n //.
have -> : \sum_i p i * (1 - p i) = 1 - \sum_i p i ^+ 2.
  by rewrite -[1 in RHS]p1 -sumrB; apply: eq_bigr => i _; ring.
by have := cauchy V0' p0; rewrite p1 expr1n mulrBr mulr1 ler_add2l ler_opp2.
Qed.

(* p > 0: E KL(p̂‖p) ≤ log(1 + (V − 1)/n)
   false: half of it => <= text_only_divergence V%:R n%:R ==> <= text_only_divergence V%:R n%:R / 2%:R
   false: V − 2 for V − 1 => <= text_only_divergence V%:R ==> <= text_only_divergence (V%:R - 1) *)
Theorem text_only_kl p n : law p -> positive p -> (0 < n)%N ->
  E_draws p (fun o : {ffun 'I_n -> 'I_V} => KL (frequency R o) p) <= text_only_divergence V%:R n%:R.
Proof.
move=> lp pos n0; have [p0 p1] := lp; have V0 := law_V lp; rewrite /text_only_divergence.
set c := 1 + (V%:R - 1) / n%:R; have c0 : 0 < c.
  by rewrite ltr_paddr // divr_ge0 ?ler0n // subr_ge0 ler1n -(ltr0n R).
have w0 (o : {ffun 'I_n -> 'I_V}) : 0 <= draws p o by apply: draws_ge0.
have w1 := draws_1 p1 [finType of 'I_n].
have point (o : {ffun 'I_n -> 'I_V}) : KL (frequency R o) p <= ln c + ((1 + chi2 (frequency R o) p) / c - 1).
  have [f0 f1] := frequency_law R o n0; set f := frequency R o in f0 f1 *.
  have chi : 1 + chi2 f p = \sum_i f i * (f i / p i).
    rewrite /chi2 (eq_bigl predT) => [|i]; last exact: pos.
    rewrite (eq_bigr (fun i => f i * (f i / p i) - 2%:R * f i + p i)) => [|i _]; last first.
      by field; rewrite gt_eqF // pos.
    by rewrite big_split sumrB -mulr_sumr f1 p1 /=; ring.
  rewrite chi; set s := \sum_i f i * (f i / p i).
  have -> : ln c + (s / c - 1) = \sum_i f i * (ln c + (f i / p i / c - 1)).
    have e i : f i * (ln c + (f i / p i / c - 1)) = (ln c - 1) * f i + f i * (f i / p i) / c by ring.
    by rewrite (eq_bigr _ (fun i _ => e i)) big_split /= -mulr_sumr f1 -mulr_suml -/s; ring.
  apply: ler_sum => i _; have := f0 i; rewrite le_eqVlt => /orP [/eqP <-|fi]; first by rewrite !mul0r.
  have x0 : 0 < f i / p i by rewrite divr_gt0.
  rewrite ler_pmul2l // -ln_div ?posrE // -ler_subl_addl -ln_div ?posrE // ln_leB1 //.
  by rewrite divr_gt0.
apply: le_trans (E_le w0 point) _.
rewrite E_D (E_const _ w1) E_B (E_const _ w1).
have -> : E (draws p (D:=[finType of 'I_n])) (fun o => (1 + chi2 (frequency R o) p) / c) = 1.
  rewrite (eq_E _ (_ : _ =1 fun o => c^-1 * (1 + chi2 (frequency R o) p))) => [|o]; last by rewrite mulrC.
  rewrite E_Z E_D (E_const _ w1) [X in _ * (_ + X)](text_only_chi_square lp pos n0).
  by rewrite /text_only_chi_square_value mulVf // gt_eqF.
by rewrite subrr addr0.
Qed.
End TextOnly.

Section Tails.
Variables (R : realType) (g d : R -> R).
Hypothesis g0 : g 0 = 0.
Hypothesis tangent : forall a x, 0 < a -> 0 <= x -> g x <= g a + d a * (x - a).

Lemma concave a b s : 0 <= a -> 0 <= b -> 0 <= s <= 1 -> s * g a + (1 - s) * g b <= g (s * a + (1 - s) * b).
Proof.
move=> a0 b0 /andP [s0 s1]; have s1' : 0 <= 1 - s by rewrite subr_ge0.
have sa := mulr_ge0 s0 a0; have sb := mulr_ge0 s1' b0.
have := addr_ge0 sa sb; rewrite le_eqVlt => /orP [/eqP z|z].
  have /andP [/eqP ea /eqP eb] : (s * a == 0) && ((1 - s) * b == 0) by rewrite -paddr_eq0 // -z.
  have zero u x : u * x = 0 -> u * g x = 0.
    by move=> /eqP; rewrite mulf_eq0 => /orP [] /eqP ->; rewrite ?mul0r ?g0 ?mulr0.
  by rewrite -z !zero // addr0 g0.
set y := s * a + (1 - s) * b in z *.
have -> : g y = s * (g y + d y * (a - y)) + (1 - s) * (g y + d y * (b - y)) by rewrite /y; ring.
by rewrite ler_add // ler_wpmul2l // tangent.
Qed.

Lemma four_points lo hi a b : 0 <= lo -> lo <= a -> lo <= b -> a + b = lo + hi -> g lo + g hi <= g a + g b.
Proof.
move=> lo0 la lb e; have hiE : hi = a + b - lo by rewrite e addrC addKr.
have ah : a <= hi by rewrite hiE -addrA ler_addl subr_ge0.
have := le_trans la ah; rewrite le_eqVlt => /orP [/eqP lh|lh].
  have al : a = lo by apply/le_anti; rewrite la lh ah.
  have bl : b = hi by apply: (@addrI _ a); rewrite e al.
  by rewrite al bl.
have w0 : 0 < hi - lo by rewrite subr_gt0.
pose s := (hi - a) / (hi - lo).
have s01 : 0 <= s <= 1.
  by rewrite divr_ge0 ?subr_ge0 ?(ltW lh) // ler_pdivr_mulr // mul1r ler_add2l ler_opp2.
have s01' : 0 <= 1 - s <= 1 by case/andP: s01 => ? ?; rewrite subr_ge0 ler_subl_addr ler_addl; apply/andP.
have hi0 : 0 <= hi := le_trans lo0 (ltW lh).
have := ler_add (concave lo0 hi0 s01) (concave lo0 hi0 s01').
have -> : s * lo + (1 - s) * hi = a by rewrite /s; field; rewrite gt_eqF.
have -> : (1 - s) * lo + (1 - (1 - s)) * hi = b.
  have -> : b = lo + hi - a by rewrite -e addrC addKr.
  by rewrite /s; field; rewrite gt_eqF.
by have -> : s * g lo + (1 - s) * g hi + ((1 - s) * g lo + (1 - (1 - s)) * g hi) = g lo + g hi by ring.
Qed.

Lemma packed_least (I : Type) (x : I -> R) c (l : seq I) : 0 < c -> (forall i, 0 <= x i <= c) ->
  forall (j : nat) r, \sum_(i <- l) x i = r -> j%:R * c <= r <= j.+1%:R * c ->
  j%:R * g c + g (r - j%:R * c) <= \sum_(i <- l) g (x i).
Proof.
move=> c0 xc; have next (k : nat) (a : R) : k.+1%:R * a = k%:R * a + a by rewrite -[k.+1]addn1 natrD mulrDl mul1r.
elim: l => [|i l IH] j r.
  rewrite !big_nil => <- /andP [jc _]; case: j jc => [|j]; first by rewrite !mul0r subr0 g0 addr0.
  by rewrite leNgt mulr_gt0 ?ltr0n.
rewrite !big_cons; set r' := \sum_(k <- l) x k => e /andP [jr rj]; have /andP [x0 x1] := xc i.
have r0 : 0 <= r' by apply: sumr_ge0 => k _; case/andP: (xc k).
have r'r : r' <= r by rewrite -e ler_addr.
case: (leP (j%:R * c) r') => [jr'|r'j].
  have := IH j r' erefl; rewrite jr' (le_trans r'r rj) => /(_ isT) h.
  apply: (@le_trans _ _ (g (x i) + (j%:R * g c + g (r' - j%:R * c)))); last by rewrite ler_add2l.
  rewrite [X in _ <= X]addrCA ler_add2l.
  have := @four_points 0 (r - j%:R * c) (x i) (r' - j%:R * c); rewrite g0 !add0r lexx subr_ge0; apply=> //.
  by rewrite -e; ring.
case: j jr rj r'j => [|j] jr rj r'j; first by move: r'j; rewrite mul0r ltNge r0.
rewrite !next in jr rj r'j *.
have jr' : j%:R * c <= r' by rewrite -(ler_add2r c) (le_trans jr) // -e addrC ler_add2l.
have := IH j r' erefl; rewrite jr' next (ltW r'j) => /(_ isT) h.
apply: (@le_trans _ _ (g (x i) + (j%:R * g c + g (r' - j%:R * c)))); last by rewrite ler_add2l.
rewrite [X in _ <= X]addrCA -addrA ler_add2l [X in X <= _]addrC; apply: four_points.
- by rewrite subr_ge0.
- by rewrite -e ler_subl_addr ler_add2l ltW.
- by rewrite -e -subr_ge0; have -> : r' - j%:R * c - (x i + r' - (j%:R * c + c)) = c - x i by [ring]; rewrite subr_ge0.
by rewrite -e; ring.
Qed.

Lemma even_most (I : finType) (P : pred I) (x : I -> R) r : (forall i, 0 <= x i) -> \sum_(i | P i) x i = r ->
  0 < r -> (0 < #|P|)%N -> \sum_(i | P i) g (x i) <= #|P|%:R * g (r / #|P|%:R).
Proof.
move=> x0 e r0 P0; have m0 : 0 < #|P|%:R :> R by rewrite ltr0n.
set a := r / #|P|%:R; have a0 : 0 < a by rewrite divr_gt0.
have -> : #|P|%:R * g a = \sum_(i | P i) (g a + d a * (x i - a)).
  rewrite big_split -mulr_sumr sumrB !sum_constP e /= [_ * a]mulrC /a divfK ?gt_eqF // subrr mulr0 addr0 //.
by apply: ler_sum => i _; apply: tangent.
Qed.
End Tails.

Section Powers.
Variable R : realType.
Implicit Types (b x a : R).

Lemma expR_chord b (y : R) : 0 <= b <= 1 -> expR (b * y) <= 1 - b + b * expR y.
Proof.
move=> /andP [b0 b1]; rewrite -(ler_pmul2r (expR_gt0 (- (b * y)))) -expRD subrr expR0.
have -> : (1 - b + b * expR y) * expR (- (b * y)) = (1 - b) * expR (- (b * y)) + b * expR ((1 - b) * y).
  have -> : (1 - b) * y = y + - (b * y) by ring.
  by rewrite expRD; ring.
apply: le_trans (ler_add (ler_wpmul2l _ (expR_ge1D _)) (ler_wpmul2l b0 (expR_ge1D _))); last by rewrite subr_ge0.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Lemma rp_tangent b a x : 0 < b < 1 -> 0 < a -> 0 <= x -> rp x b <= rp a b + b * rp a b / a * (x - a).
Proof.
move=> /andP [b0 b1] a0 x0; pose t := x / a; have xE : x = t * a by rewrite /t mulfVK // gt_eqF.
have t0 : 0 <= t by rewrite divr_ge0 // ltW.
have -> : rp a b + b * rp a b / a * (x - a) = (1 - b + b * t) * rp a b.
  by rewrite {1}xE; field; rewrite gt_eqF.
have -> : rp x b = rp t b * rp a b by rewrite /t rp_div // mulfVK // gt_eqF // rp_gt0.
rewrite ler_pmul2r ?rp_gt0 //; move: t0; rewrite le_eqVlt => /orP [/eqP <-|t0].
  by rewrite /rp ltxx mulr0 addr0 subr_ge0 ltW.
by have := @expR_chord b (ln t); rewrite (ltW b0) (ltW b1) lnK ?posrE // /rp t0 => /(_ isT).
Qed.

Lemma rp_tangent_cold b a x : 1 < b -> 0 < a -> 0 <= x -> - rp x b <= - rp a b + - (b * rp a b / a) * (x - a).
Proof.
move=> b1 a0 x0; have b0 := lt_trans ltr01 b1; pose t := x / a; have xE : x = t * a by rewrite /t mulfVK // gt_eqF.
have t0 : 0 <= t by rewrite divr_ge0 // ltW.
have -> : - rp a b + - (b * rp a b / a) * (x - a) = - ((1 - b + b * t) * rp a b).
  by rewrite {1}xE; field; rewrite gt_eqF.
have -> : rp x b = rp t b * rp a b by rewrite /t rp_div // mulfVK // gt_eqF // rp_gt0.
rewrite ler_opp2 ler_pmul2r ?rp_gt0 //; move: t0; rewrite le_eqVlt => /orP [/eqP <-|t0].
  by rewrite /rp ltxx mulr0 addr0 subr_le0 ltW.
have := @expR_chord b^-1 (b * ln t); rewrite invr_ge0 (ltW b0) invf_le1 // (ltW b1) => /(_ isT).
rewrite mulrA mulVf ?gt_eqF // mul1r lnK ?posrE // => h; have := ler_wpmul2l (ltW b0) h.
have e : b * (1 - b^-1 + b^-1 * expR (b * ln t)) = b - 1 + expR (b * ln t) by field; rewrite gt_eqF.
rewrite e /rp t0 => h'; rewrite -subr_ge0.
have -> : expR (b * ln t) - (1 - b + b * t) = b - 1 + expR (b * ln t) - b * t by ring.
by rewrite subr_ge0.
Qed.
End Powers.

Section TopKSoftened.
Variables (R : realType) (V : nat).
Implicit Types (p x : 'I_V -> R) (K : pred 'I_V) (c T : R) (j : nat).

(* A = j c^β + ρ^β *)
Definition topk_softened_packed_sum (c : R) j (rho beta : R) := j%:R * rp c beta + rp rho beta.
(* B = m^(1−β) r^β *)
Definition topk_softened_even_sum (m r beta : R) := rp m (1 - beta) * rp r beta.
(* X/(H + X) *)
Definition topk_softened_share (X H : R) := X / (H + X).
(* Σ_{i∉K} F_T(x)_i, F power: what is outside K after softening *)
Definition softened_tail K T x := \sum_(i | ~~ K i) power T x i.

Lemma tail_share K T p x : law x -> (forall i, K i -> x i = p i) ->
  softened_tail K T x =
  topk_softened_share (\sum_(i | ~~ K i) rp (x i) T^-1) (\sum_(i | K i) rp (p i) T^-1).
Proof.
move=> lx xK; rewrite /softened_tail /power /topk_softened_share -mulr_suml; congr (_ / _); rewrite (bigID K) /=; congr (_ + _).
by apply: eq_bigr => i Ki; rewrite xK.
Qed.

Lemma share_le H X Y : 0 < H -> 0 <= X -> X <= Y -> topk_softened_share X H <= topk_softened_share Y H.
Proof.
move=> H0 X0 XY; have HX : 0 < H + X by rewrite ltr_paddr.
have HY : 0 < H + Y by rewrite ltr_paddr // (le_trans X0).
rewrite /topk_softened_share ler_pdivr_mulr // mulrAC ler_pdivl_mulr //.
by rewrite !mulrDr [X * Y]mulrC ler_add2r ler_wpmul2r // ltW.
Qed.

Lemma even_top K c p : law p -> (forall i, ~~ K i -> p i <= c) -> 0 < 1 - mass K p ->
  let m := #|[predC K]|%:R in let x i := if K i then p i else (1 - mass K p) / m in
  [/\ 0 < m, same_top K c p x & forall i, ~~ K i -> x i = (1 - mass K p) / m].
Proof.
move=> lp low r0 m x; have [p0 p1] := lp; have sumc (a : R) : \sum_(i | ~~ K i) a = m * a := sum_constP _ a.
have m0 : 0 < m.
  rewrite ltr0n lt0n; apply: contraTneq r0 => m0; rewrite -(outside K lp) big_pred0 ?ltxx // => i.
  by have := card0_eq m0 i; rewrite !inE.
have out i : ~~ K i -> x i = (1 - mass K p) / m by rewrite /x => /negPf ->.
split=> //; split=> [|i Ki|i Ki]; last 2 first.
- by rewrite /x Ki.
- by rewrite out // ler_pdivr_mulr // mulrC -sumc -(outside K lp); apply: ler_sum.
split=> [i|]; first by rewrite /x; case: ifP => // _; rewrite divr_ge0 ?(ltW r0) // ltW.
rewrite (bigID K) /= (eq_bigr p) => [|i Ki]; last by rewrite /x Ki.
by rewrite (eq_bigr _ out) sumc mulrC divfK ?gt_eqF // addrC subrK.
Qed.

Lemma packed_top K c p j : law p -> (forall i, ~~ K i -> p i <= c) -> 0 < c ->
  j%:R * c <= 1 - mass K p < j.+1%:R * c ->
  exists x, same_top K c p x /\
    forall g : R -> R, g 0 = 0 -> \sum_(i | ~~ K i) g (x i) = j%:R * g c + g (1 - mass K p - j%:R * c).
Proof.
move=> lp low c0 /andP [jr rj]; have [p0 p1] := lp; set r := 1 - mass K p in jr rj *; set m := #|[predC K]|.
have rE : \sum_(i | ~~ K i) p i = r := outside K lp.
have rm : r <= m%:R * c.
  by rewrite -rE /m -(sum_constP [predC K]); apply: ler_sum.
have jm : (j <= m)%N by rewrite -(ler_nat R) -(ler_pmul2r c0) (le_trans jr).
pose u t := if (t < j)%N then c else if t == j then r - j%:R * c else 0.
have sum_u (g : R -> R) : g 0 = 0 -> \sum_(0 <= t < m) g (u t) = j%:R * g c + g (r - j%:R * c).
  move=> g0; rewrite (big_cat_nat _ _ _ (leq0n _) jm) /=; congr (_ + _).
    rewrite (eq_big_nat _ _ (F2 := fun=> g c)) => [|t /andP [_ tj]]; last by rewrite /u tj.
    by rewrite sumr_const_nat subn0 [RHS]mulr_natl.
  move: jm; rewrite leq_eqVlt => /orP [/eqP jm|jm].
    rewrite jm big_geq //; have -> : r - m%:R * c = 0 by apply/eqP; rewrite subr_eq0 eq_le rm -{1}jm jr.
    by rewrite g0.
  rewrite big_ltn // [X in _ + X]big_nat_cond big1 ?addr0 => [|t]; first by rewrite /u ltnn eqxx.
  by rewrite andbT => /andP [jt _]; rewrite /u ltnNge (ltnW jt) /= gtn_eqF.
have u01 t : 0 <= u t <= c.
  rewrite /u; case: ifP => _; first by rewrite lexx ltW.
  case: ifP => _; last by rewrite lexx ltW.
  rewrite subr_ge0 jr ler_subl_addr; move: rj; rewrite -[j.+1]addn1 natrD mulrDl mul1r addrC => /ltW ->.
  by [].
pose x i := if K i then p i else u (index i (enum [predC K])).
have sum_x (g : R -> R) : g 0 = 0 -> \sum_(i | ~~ K i) g (x i) = j%:R * g c + g (r - j%:R * c).
  move=> g0; rewrite (eq_bigr (fun i => (fun t => g (u t)) (index i (enum [predC K])))) => [|i /negPf Ki].
    by rewrite (sum_hidden K (fun t => g (u t))) sum_u.
  by rewrite /x Ki.
exists x; split=> //; split=> [|i Ki|i /negPf Ki]; last 2 first.
- by rewrite /x Ki.
- by rewrite /x Ki; case/andP: (u01 (index i (enum [predC K]))).
split=> [i|]; first by rewrite /x; case: ifP => // _; case/andP: (u01 (index i (enum [predC K]))).
rewrite (bigID K) /= (eq_bigr p) => [|i Ki]; last by rewrite /x Ki.
by have /= -> := sum_x id erefl; rewrite [_ + (r - _)]addrC subrK /r addrC subrK.
Qed.

Lemma tail_ends (g d : R -> R) p K c j : g 0 = 0 ->
  (forall a y : R, 0 < a -> 0 <= y -> g y <= g a + d a * (y - a)) ->
  law p -> (forall i, ~~ K i -> p i <= c) -> 0 < 1 - mass K p -> j%:R * c <= 1 - mass K p < j.+1%:R * c ->
  let A := j%:R * g c + g (1 - mass K p - j%:R * c) in
  let B := #|[predC K]|%:R * g ((1 - mass K p) / #|[predC K]|%:R) in
  [/\ forall x, same_top K c p x -> A <= \sum_(i | ~~ K i) g (x i) <= B,
      exists2 x, same_top K c p x & \sum_(i | ~~ K i) g (x i) = A &
      exists2 x, same_top K c p x & \sum_(i | ~~ K i) g (x i) = B].
Proof.
move=> g0 tan lp low r0 jr A B; have c0 : 0 < c.
  rewrite -(pmulr_rgt0 _ (_ : 0 < j.+1%:R :> R)) ?ltr0n //; case/andP: jr => _; exact: lt_trans.
have [m0 top_e out_e] := even_top lp low r0; have [x [top_x sum_x]] := packed_top lp low c0 jr.
split; [move=> y [ly yK yc]|by exists x; last exact: sum_x|]; last first.
  exists (fun i => if K i then p i else (1 - mass K p) / #|[predC K]|%:R) => //.
  by rewrite /B -(sum_constP [predC K]); apply: eq_bigr => i Ki; rewrite out_e.
have [y0 _] := ly; have yE : \sum_(i | ~~ K i) y i = 1 - mass K p.
  by rewrite (outside K ly); congr (_ - _); apply: eq_bigr => i Ki; rewrite yK.
apply/andP; split; last by apply: (even_most tan) => //; rewrite ltr0n in m0.
have yK_sum : \sum_i (if ~~ K i then y i else 0) = 1 - mass K p by rewrite -big_mkcond.
have y01 i : 0 <= (if ~~ K i then y i else 0) <= c by case: ifP => Ki; [rewrite y0 yc|rewrite lexx ltW].
have := packed_least g0 tan c0 y01 yK_sum (_ : j%:R * c <= 1 - mass K p <= j.+1%:R * c).
case/andP: jr => -> /ltW -> /(_ isT) => h; rewrite [X in _ <= X]big_mkcond; apply: le_trans h _.
by apply: ler_sum => i _; case: ifP; rewrite ?g0.
Qed.

Lemma even_sum (m r beta : R) : 0 < m -> 0 < r -> m * rp (r / m) beta = topk_softened_even_sum m r beta.
Proof.
move=> m0 r0; rewrite /topk_softened_even_sum rp_div ?(ltW r0) // mulrCA [RHS]mulrC; congr (_ * _).
by rewrite /rp m0 mulrBl mul1r expRB lnK.
Qed.

Lemma hidden_classes K p c : law p -> (forall i, ~~ K i -> p i <= c) -> 0 < 1 - mass K p -> 0 < #|[predC K]|%:R :> R.
Proof. by move=> lp low r0; have [] := even_top lp low r0. Qed.

(* K shows p, c is its least, no hidden class is above c; r = 1 − Σ_K p > 0, j = ⌊r/c⌋, ρ = r − jc, β = 1/T, T > 1:
   for every law that shows the same, the softened mass outside K is between A/(H + A) and B/(H + B); both are met
   false: the ends exchanged => 1 < T -> ==> T < 1 -> 0 < T ->
   false: a class less => c j (1 - mass K p - j%:R * c) ==> c j.+1 (1 - mass K p - j%:R * c) *)
Theorem topk_softened_warm p K c T j : law p -> (exists2 k, K k & p k = c) -> (forall i, K i -> c <= p i) ->
  (forall i, ~~ K i -> p i <= c) -> 0 < 1 - mass K p -> j%:R * c <= 1 - mass K p < j.+1%:R * c -> 1 < T ->
  let H := \sum_(i | K i) rp (p i) T^-1 in
  let A := topk_softened_packed_sum c j (1 - mass K p - j%:R * c) T^-1 in
  let B := topk_softened_even_sum #|[predC K]|%:R (1 - mass K p) T^-1 in
  [/\ forall x, same_top K c p x ->
        topk_softened_share A H <= softened_tail K T x <= topk_softened_share B H,
      exists2 x, same_top K c p x & softened_tail K T x = topk_softened_share A H &
      exists2 x, same_top K c p x & softened_tail K T x = topk_softened_share B H].
Proof.
move=> lp [k Kk pk] _ low r0 jr T1 H A B; have T0 := lt_trans ltr01 T1.
have b01 : 0 < T^-1 < 1 by rewrite invr_gt0 T0 invf_lt1.
have c0 : 0 < c.
  rewrite -(pmulr_rgt0 _ (_ : 0 < j.+1%:R :> R)) ?ltr0n //; case/andP: jr => _; exact: lt_trans.
have H0 : 0 < H.
  by rewrite /H (bigD1 k) //= ltr_paddr ?rp_gt0 ?pk // sumr_ge0 // => i _; exact: rp_ge0.
have g0 : rp 0 T^-1 = 0 :> R by rewrite /rp ltxx.
have [ends [x sx xA] [z sz zB]] := tail_ends g0 (fun a y : R => @rp_tangent R T^-1 a y b01) lp low r0 jr.
have share y : same_top K c p y -> softened_tail K T y = topk_softened_share (\sum_(i | ~~ K i) rp (y i) T^-1) H.
  by case=> ly yK _; exact: tail_share.
have BE := even_sum T^-1 (hidden_classes lp low r0) r0.
split; [|by exists x => //; rewrite share // xA|by exists z => //; rewrite share // zB BE].
move=> y sy; rewrite share //; have /andP [yA yB] := ends y sy; rewrite BE in yB; apply/andP; split; apply: share_le => //.
  by rewrite addr_ge0 ?mulr_ge0 ?ler0n ?rp_ge0.
by apply: sumr_ge0 => i _; exact: rp_ge0.
Qed.
(* K shows p, c is its least, no hidden class is above c; r = 1 − Σ_K p > 0, j = ⌊r/c⌋, ρ = r − jc, β = 1/T, 0 < T < 1:
   for every law that shows the same, the softened mass outside K is between B/(H + B) and A/(H + A); both are met
   false: the ends exchanged => T < 1 -> ==> 1 < T ->
   false: a class less => c j (1 - mass K p - j%:R * c) ==> c j.+1 (1 - mass K p - j%:R * c) *)
Theorem topk_softened_cold p K c T j : law p -> (exists2 k, K k & p k = c) -> (forall i, K i -> c <= p i) ->
  (forall i, ~~ K i -> p i <= c) -> 0 < 1 - mass K p -> j%:R * c <= 1 - mass K p < j.+1%:R * c -> 0 < T -> T < 1 ->
  let H := \sum_(i | K i) rp (p i) T^-1 in
  let A := topk_softened_packed_sum c j (1 - mass K p - j%:R * c) T^-1 in
  let B := topk_softened_even_sum #|[predC K]|%:R (1 - mass K p) T^-1 in
  [/\ forall x, same_top K c p x ->
        topk_softened_share B H <= softened_tail K T x <= topk_softened_share A H,
      exists2 x, same_top K c p x & softened_tail K T x = topk_softened_share A H &
      exists2 x, same_top K c p x & softened_tail K T x = topk_softened_share B H].
Proof.
move=> lp [k Kk pk] _ low r0 jr T0 T1 H A B; have b1 : 1 < T^-1 by rewrite invf_gt1.
have c0 : 0 < c.
  rewrite -(pmulr_rgt0 _ (_ : 0 < j.+1%:R :> R)) ?ltr0n //; case/andP: jr => _; exact: lt_trans.
have H0 : 0 < H.
  by rewrite /H (bigD1 k) //= ltr_paddr ?rp_gt0 ?pk // sumr_ge0 // => i _; exact: rp_ge0.
have g0 : - rp 0 T^-1 = 0 :> R by rewrite /rp ltxx oppr0.
have := tail_ends (g := fun y : R => - rp y T^-1) g0 (fun a y : R => @rp_tangent_cold R T^-1 a y b1) lp low r0 jr.
rewrite /= !mulrN -opprD => -[ends [x sx xA] [z sz zB]].
have share y : same_top K c p y -> softened_tail K T y = topk_softened_share (\sum_(i | ~~ K i) rp (y i) T^-1) H.
  by case=> ly yK _; exact: tail_share.
have BE := even_sum T^-1 (hidden_classes lp low r0) r0; rewrite sumrN in xA; rewrite sumrN BE in zB.
split; [|by exists x => //; rewrite share // (oppr_inj xA)|by exists z => //; rewrite share // (oppr_inj zB)].
move=> y sy; rewrite share //; have := ends y sy; rewrite sumrN BE !ler_opp2 => /andP [yA yB].
apply/andP; split; apply: share_le => //; first by rewrite mulr_ge0 ?rp_ge0.
by apply: sumr_ge0 => i _; exact: rp_ge0.
Qed.
End TopKSoftened.

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

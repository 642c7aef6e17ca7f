(* Power contracts Hilbert's metric, only power commutes with conditioning, and two classes leave only power. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive realfun exp.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.operators Require Import ties.
From kdaudit.analysis Require Import powers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section Logs.
Variables (R : realType) (V : nat).
Implicit Types (p q z : 'I_V -> R) (T : R).

Lemma ln_power T p i : law p -> 0 < p i -> ln (power T p i) = T^-1 * ln (p i) - ln (\sum_j rp (p j) T^-1).
Proof.
move=> lp p0; rewrite /power ln_div ?posrE ?rp_gt0 ?power_denominator //.
by rewrite {1}/rp p0 expK.
Qed.

Lemma power_gt0 T p i : law p -> 0 < p i -> 0 < power T p i.
Proof. by move=> lp p0; rewrite divr_gt0 ?rp_gt0 ?power_denominator. Qed.

Lemma ln_cross (a b c d : R) : 0 < a -> 0 < b -> 0 < c -> 0 < d ->
  ln (a * b / (c * d)) = ln a + ln b - (ln c + ln d).
Proof. by move=> a0 b0 c0 d0; rewrite ln_div ?posrE ?mulr_gt0 // !lnM. Qed.

Lemma softmax_lt z i k : z i < z k -> softmax z i < softmax z k.
Proof. by move=> ik; rewrite ltr_pmul2r ?invr_gt0 ?(sum_expR_gt0 z i) // ltr_expR. Qed.
End Logs.

Section Hilbert.
Variables (R : realType) (V : nat).
Implicit Types (p : 'I_V -> R) (T : R).

(* d(p, p′) = max over pairs i, k of log(p_i p′_k/(p_k p′_i)): a pair i = i gives 0 *)
Definition hilbert p p' :=
  \big[Num.max/0]_(ik : 'I_V * 'I_V) ln (p ik.1 * p' ik.2 / (p ik.2 * p' ik.1)).
(* 1/T *)
Definition lipschitz_hilbert_factor T : R := 1 / T.

(* d(F_T(p), F_T(p′)) = d(p, p′)/T for power, in the open simplex, T > 0
   false: the temperature acts twice => lipschitz_hilbert_factor T * ==> lipschitz_hilbert_factor T ^+ 2 *
   false: not the same temperature => (power T p') ==> (power (2%:R * T) p') *)
Theorem lipschitz_hilbert p p' T : law p -> law p' -> positive p -> positive p' -> 0 < T ->
  hilbert (power T p) (power T p') = lipschitz_hilbert_factor T * hilbert p p'.
Proof.
move=> lp lp' p0 p0' T0; have f0 : 0 <= lipschitz_hilbert_factor T by rewrite divr_ge0 ?ler01 // ltW.
rewrite /hilbert (big_morph _ (fun x y => maxr_pmulr x y f0) (mulr0 _)); apply: eq_bigr => -[i k] _ /=.
rewrite !ln_cross ?power_gt0 // !ln_power //.
by rewrite /lipschitz_hilbert_factor; ring.
Qed.
End Hilbert.

Section Truncation.
Variable R : realType.

Lemma additive_linear (f : R -> R) (b : R) : (forall s t, f (s + t) = f s + f t) ->
  (forall s, 0 < s -> - b <= f s) -> 0 <= f 1 /\ forall s, f s = f 1 * s.
Proof.
move=> fD fb; have f0 : f 0 = 0 by apply: (addIr (f 0)); rewrite -fD !add0r.
have fN s : f (- s) = - f s by apply: (addIr (f s)); rewrite -fD !addNr.
have fn s n : f (s *+ n) = f s *+ n by elim: n => [|n IH]; rewrite ?mulr0n // !mulrS fD IH.
have pos s : 0 < s -> 0 <= f s.
  move=> s0; rewrite leNgt; apply/negP => fs; have d0 : 0 < - f s by rewrite oppr_gt0.
  pose n := (Num.bound `|b / - f s|).+1.
  have : b < n%:R * - f s.
    rewrite -ltr_pdivr_mulr //; apply: le_lt_trans (ler_norm _) _.
    by apply: lt_le_trans (archi_boundP (normr_ge0 _)) _; rewrite ler_nat leqnSn.
  rewrite mulrN ltr_oppr ltNge mulr_natl -fn; apply/negP/negPn/fb.
  by rewrite pmulrn_lgt0.
have mono s t : s <= t -> f s <= f t.
  rewrite le_eqVlt => /orP [/eqP -> //|st]; rewrite -(subrK s t) fD ler_addr.
  by apply: pos; rewrite subr_gt0.
have fz (m : int) : f m%:~R = f 1 * m%:~R.
  by case: m => n; rewrite ?NegzE ?mulrNz ?fN -?pmulrn fn ?mulrN mulr_natr.
have a0 : 0 <= f 1 by exact/pos/ltr01.
split=> // s; apply/eqP; rewrite -subr_eq0 -normr_le0 leNgt; apply/negP => d0.
pose n := (Num.bound `|f 1 / `|f s - f 1 * s| |).+1.
have : f 1 < n%:R * `|f s - f 1 * s|.
  rewrite -ltr_pdivr_mulr //; apply: le_lt_trans (ler_norm _) _.
  by apply: lt_le_trans (archi_boundP (normr_ge0 _)) _; rewrite ler_nat leqnSn.
apply/negP; rewrite -leNgt.
have -> : n%:R * `|f s - f 1 * s| = `|f (s *+ n) - f 1 * (s *+ n)|.
  by rewrite fn -[f s *+ n]mulr_natl -[s *+ n]mulr_natl mulrCA -mulrBr normrM normr_nat.
move: (s *+ n) => x; have lo := Rfloor_le x; have hi := ltW (lt_succ_Rfloor x).
rewrite !RfloorE in lo hi; have := mono _ _ lo; have := mono _ _ hi.
rewrite fD !fz => hi' lo'; have := ler_wpmul2l a0 hi; have := ler_wpmul2l a0 lo.
rewrite mulrDr mulr1 ler_norml => h1 h2.
rewrite ler_subr_addr ler_subl_addr; apply/andP; split.
  by apply: le_trans lo'; rewrite addrC ler_subl_addr.
by apply: le_trans hi' _; rewrite addrC ler_add2l.
Qed.

Variable V : nat.
Implicit Types (p q z : 'I_V -> R) (F : ('I_V -> R) -> 'I_V -> R).

(* F(p | {i, k}) = F(p) | {i, k} for every law p and every pair of classes, where both sides have a meaning *)
Definition commutes F := forall p i k, law p -> i != k ->
  0 < mass (pred2 i k) p -> 0 < mass (pred2 i k) (F p) -> F (given (pred2 i k) p) =1 given (pred2 i k) (F p).

Lemma mass_pair p i k : i != k -> mass (pred2 i k) p = p i + p k.
Proof.
move=> ik; rewrite /mass (bigD1 i) /= ?eqxx // (bigD1 k) /= ?eqxx ?orbT 1?eq_sym //.
rewrite big1 ?addr0 // => j /andP [/andP [/orP [] /eqP -> //]]; by rewrite eqxx.
Qed.

Section Necessary.
Variable F : ('I_V -> R) -> 'I_V -> R.
Hypotheses (V3 : (2 < V)%N) (op : operator F) (a1 : A1 F) (com : commutes F).

Lemma third (i k : 'I_V) : exists2 j, j != i & j != k.
Proof.
have : (0 < #|predC (pred2 i k)|)%N.
  rewrite -(leq_add2l #|pred2 i k|) cardC card_ord; apply: leq_trans V3.
  by rewrite addn1 ltnS card2; case: (i != k).
by case/card_gt0P => j; rewrite !inE negb_or => /andP [ji jk]; exists j.
Qed.

Lemma same_ratio p q i k : law p -> law q -> i != k -> 0 < p i -> 0 < p k -> 0 < q i -> 0 < q k ->
  p i * q k = q i * p k -> 0 < F p i + F p k -> 0 < F q i + F q k -> F p i * F q k = F q i * F p k.
Proof.
move=> lp lq ik pi pk qi qk e mp mq.
have mp0 : 0 < mass (pred2 i k) p by rewrite mass_pair // addr_gt0.
have mq0 : 0 < mass (pred2 i k) q by rewrite mass_pair // addr_gt0.
have [pn qn] : p i + p k != 0 /\ q i + q k != 0 by rewrite !gt_eqF ?addr_gt0.
have same : given (pred2 i k) p = given (pred2 i k) q.
  apply/funext => j; rewrite /given /= !mass_pair //.
  have [->|_] := eqVneq j i; first by apply/eqP; rewrite eqr_div //; apply/eqP; rewrite !mulrDr e [q i * p i]mulrC.
  have [->|//] := eqVneq j k.
  apply/eqP; rewrite eqr_div //; apply/eqP.
  by rewrite !mulrDr [p k * _]mulrC -e [p k * _]mulrC [q k * p i]mulrC.
have := com lp ik mp0; rewrite mass_pair // => /(_ mp); rewrite same => cp.
have := com lq ik mq0; rewrite mass_pair // => /(_ mq) cq.
have {cp cq} c j : given (pred2 i k) (F p) j = given (pred2 i k) (F q) j by rewrite -cp -cq.
have := c i; have := c k; rewrite /given /= !mass_pair // !eqxx orbT /= => /eqP ek /eqP ei.
have [Fp Fq] : F p i + F p k != 0 /\ F q i + F q k != 0 by rewrite !gt_eqF.
move: ek ei; rewrite !eqr_div // => /eqP ek /eqP ei; apply: (addrI (F p i * F q i)).
by rewrite -mulrDr ei mulrDr [F q i * F p i]mulrC.
Qed.

Let V0 : (0 < V)%N. Proof. exact: leq_trans V3. Qed.
Let sl z : law (softmax z). Proof. exact: softmax_law. Qed.

Lemma F_gt0 p i : law p -> 0 < p i -> 0 < F p i.
Proof.
move=> lp pi; have [l Fl] := law_positive (op lp).
have [-> //|il] := eqVneq i l; have [l0|l0] := leP (p l) 0.
  by apply: le_lt_trans (proj1 (op lp) l) (a1 lp _); apply: le_lt_trans pi.
have [j ji jl] := third i l.
pose z m := if m == i then ln (p i) else if m == l then ln (p l) else Num.min (ln (p i)) (ln (p l)) - 1.
have [zi zl] : z i = ln (p i) /\ z l = ln (p l) by rewrite /z !eqxx eq_sym (negPf il).
have zj : z j = Num.min (ln (p i)) (ln (p l)) - 1 by rewrite /z (negPf ji) (negPf jl).
have up m : z j < z m -> 0 < F (softmax z) m.
  by move=> h; apply: le_lt_trans (proj1 (op (sl z)) j) (a1 (sl z) (softmax_lt h)).
have ui : 0 < F (softmax z) i by apply: up; rewrite zj zi ltr_subl_addr ltr_spaddr ?ltr01 // le_minl lexx.
have ul : 0 < F (softmax z) l by apply: up; rewrite zj zl ltr_subl_addr ltr_spaddr ?ltr01 // le_minl lexx orbT.
have e : p i * softmax z l = softmax z i * p l.
  by rewrite /softmax zi zl !lnK ?posrE // mulrA mulrAC.
have Fi := proj1 (op lp) i.
have := same_ratio lp (sl z) il pi l0 (softmax_gt0 _ _) (softmax_gt0 _ _) e (ltr_paddl Fi Fl) (addr_gt0 ui ul).
by move=> h; rewrite -(pmulr_lgt0 _ ul) h mulr_gt0.
Qed.

Lemma F_eq0 p l : law p -> p l = 0 -> F p l = 0.
Proof.
move=> lp pl; have [i pi] := law_positive lp.
have il : i != l by apply: contraTneq pi => ->; rewrite pl ltxx.
have le := onehot_law R i; have ei : onehot R i i = 1 by rewrite /onehot eqxx.
have Fei : 0 < F (onehot R i) i by apply: F_gt0; rewrite // ei ltr01.
have [j ji jl] := third i l; have ij : i != j by rewrite eq_sym.
have mp : 0 < mass (pred2 i l) p by rewrite mass_pair // pl addr0.
have me : 0 < mass (pred2 i j) (onehot R i) by rewrite mass_pair // ei /onehot (negPf ij) addr0 ltr01.
have mF q k : law q -> i != k -> 0 < F q i -> 0 < mass (pred2 i k) (F q).
  by move=> lq ik Fi; rewrite mass_pair // ltr_paddr // (proj1 (op lq)).
have e1 : given (pred2 i j) (onehot R i) = onehot R i.
  apply/funext => m; rewrite /given /= mass_pair // ei /onehot (negPf ij) addr0 divr1 [i == m]eq_sym.
  by case: (m == i) => //=; case: ifP.
have e2 : given (pred2 i l) p = onehot R i.
  apply/funext => m; rewrite /given /= mass_pair // pl addr0 /onehot [i == m]eq_sym.
  have [->|_] /= := eqVneq m i; first by rewrite divff ?gt_eqF.
  by have [->|//] := eqVneq m l; rewrite pl mul0r.
have F0 : F (onehot R i) l = 0.
  have := com le ij me (mF _ _ le ij Fei) l; rewrite e1 => ->.
  by rewrite /given /= eq_sym (negPf il) eq_sym (negPf jl).
have M0 := mF _ _ lp il (F_gt0 lp pi); have := com lp il mp M0 l; rewrite e2 F0 /given /= eqxx orbT.
by move/esym/eqP; rewrite mulf_eq0 invr_eq0 (gt_eqF M0) orbF => /eqP.
Qed.

Definition L i k s := ln (F (softmax (fun j => if j == i then s else 0)) i) -
  ln (F (softmax (fun j => if j == i then s else 0)) k).

Lemma L_of p i k : law p -> i != k -> 0 < p i -> 0 < p k -> ln (F p i) - ln (F p k) = L i k (ln (p i) - ln (p k)).
Proof.
move=> lp ik pi pk; rewrite /L; set z := fun j => _.
have lz := sl z; have [zi zk] := (softmax_gt0 z i, softmax_gt0 z k).
have e : p i * softmax z k = softmax z i * p k.
  apply: ln_inj; rewrite ?posrE ?(mulr_gt0 pi zk) ?(mulr_gt0 zi pk) //.
  by rewrite (lnM pi zk) (lnM zi pk) !ln_softmax /z eqxx eq_sym (negPf ik); ring.
have [Fpi Fpk Fzi Fzk] : [/\ 0 < F p i, 0 < F p k, 0 < F (softmax z) i & 0 < F (softmax z) k] by split; apply: F_gt0.
have := same_ratio lp lz ik pi pk zi zk e (addr_gt0 Fpi Fpk) (addr_gt0 Fzi Fzk).
by move/(congr1 (@ln R)); rewrite !lnM ?posrE // => h; apply/eqP; rewrite subr_eq addrAC eq_sym subr_eq -h.
Qed.

Lemma L_softmax z i k : i != k -> ln (F (softmax z) i) - ln (F (softmax z) k) = L i k (z i - z k).
Proof. move=> ik.
rewrite (L_of (sl z) ik (softmax_gt0 z i) (softmax_gt0 z k)).
rewrite (ln_softmax z i) (ln_softmax z k).
by rewrite opprB addrA subrK. Qed.

Lemma L_D i j k s t : i != j -> j != k -> i != k -> L i k (s + t) = L i j s + L j k t.
Proof.
move=> ij jk ik; pose z l := if l == i then s + t else if l == j then t else 0.
have zi : z i = s + t by rewrite /z eqxx.
have zj : z j = t by rewrite /z eqxx eq_sym (negPf ij).
have zk : z k = 0 by rewrite /z ![k == _]eq_sym (negPf ik) (negPf jk).
have := L_softmax z ik; have := L_softmax z ij; have := L_softmax z jk.
by rewrite zi zj zk !subr0 addrK => <- <- <-; ring.
Qed.

Lemma L_gt0 i k s : i != k -> 0 < s -> 0 < L i k s.
Proof.
move=> ik s0; have := L_softmax (fun j => if j == i then s else 0) ik; rewrite eqxx eq_sym (negPf ik) subr0 => <-.
by rewrite subr_gt0 ltr_ln ?posrE ?F_gt0 ?softmax_gt0 // a1 // softmax_lt // eqxx eq_sym (negPf ik).
Qed.

Lemma L_N i k s : i != k -> L i k (- s) = - L k i s.
Proof.
move=> ik; have ki : k != i by rewrite eq_sym.
have := L_softmax (fun j => if j == k then s else 0) ik; have := L_softmax (fun j => if j == k then s else 0) ki.
by rewrite eqxx (negPf ik) subr0 sub0r => <- <-; rewrite opprB.
Qed.

Lemma L_linear i k : i != k -> 0 < L i k 1 /\ forall s, L i k s = L i k 1 * s.
Proof.
move=> ik; have [j ji jk] := third i k; have ij : i != j by rewrite eq_sym.
pose f s := L i k s - L i k 0.
have fD s t : f (s + t) = f s + f t.
  have := L_D 0 0 ij jk ik; have := L_D s 0 ij jk ik; have := L_D 0 t ij jk ik.
  by rewrite /f (L_D s t ij jk ik) !addr0 add0r => -> -> ->; ring.
have fb s : 0 < s -> - L i k 0 <= f s by move=> s0; rewrite ler_addr ltW // L_gt0.
have [a0 lin] := additive_linear fD fb; set a := f 1 in a0 lin.
have form s : L i k s = a * s + L i k 0 by rewrite -lin subrK.
have small (c : R) : (forall s, 0 < s -> 0 < a * s + c) -> 0 <= c.
  move=> h; rewrite leNgt; apply/negP => c0; have a10 : 0 < a + 1 by rewrite ltr_spaddr ?ltr01.
  have := h (- c / (a + 1)); rewrite divr_gt0 ?oppr_gt0 // => /(_ isT).
  have -> : a * (- c / (a + 1)) + c = c / (a + 1) by field; rewrite gt_eqF.
  by rewrite ltNge pmulr_lle0 ?invr_gt0 // ltW.
have L0 : L i k 0 = 0.
  apply/le_anti/andP; split; last by apply: small => s s0; rewrite -form L_gt0.
  rewrite -oppr_ge0; apply: small => s s0; have ki : k != i by rewrite eq_sym.
  have := L_gt0 ki s0; rewrite -(opprK (L k i s)) -L_N // form; congr (_ < _); ring.
have e s : L i k s = a * s by rewrite form L0 addr0.
by split=> [|s]; [apply: L_gt0; rewrite ?ltr01|rewrite !e mulr1].
Qed.

Lemma necessary : exists2 tau, 0 < tau & forall p, law p -> F p =1 power tau p.
Proof.
pose i0 : 'I_V := Ordinal V0; pose k0 : 'I_V := Ordinal (ltnW V3); have ik0 : i0 != k0 by [].
have one : forall i k, i != k -> L i k 1 = L i0 k0 1.
  apply: (@one_value _ _ (fun i k => L i k 1) i0 k0 ik0) => [i k ik|i k l ik il kl].
    have ki : k != i by rewrite eq_sym.
    by have [_ lin] := L_linear ki; have := L_N 1 ki; rewrite lin mulrN1 => /oppr_inj ->.
  have lk : l != k by rewrite eq_sym.
  have := L_D 1 0 il lk ik; rewrite addr0 => ->; have [_ ->] := L_linear lk; by rewrite mulr0 addr0.
set a := L i0 k0 1 in one; have a0 : 0 < a by case: (L_linear ik0).
exists a^-1 => [|p lp i]; first by rewrite invr_gt0.
have [l pl] := law_positive lp; have Fl := F_gt0 lp pl.
have form j : F p j = F p l / rp (p l) a * rp (p j) a.
  have [j0|j0] := leP (p j) 0.
    have pj : p j = 0 by apply/le_anti; rewrite j0 (proj1 lp).
    by rewrite F_eq0 // pj /rp ltxx mulr0.
  have [->|jl] := eqVneq j l; first by rewrite mulfVK ?gt_eqF ?rp_gt0.
  have Fj := F_gt0 lp j0.
  have C0 : 0 < F p l / rp (p l) a by rewrite divr_gt0 ?rp_gt0.
  have r0 := rp_gt0 a j0; apply: (ln_inj Fj (mulr_gt0 C0 r0)); rewrite (lnM C0 r0).
  have := L_of lp jl j0 pl; have [_ ->] := L_linear jl; rewrite one // => /eqP; rewrite subr_eq => /eqP ->.
  by rewrite ln_div ?posrE ?rp_gt0 // /rp j0 pl !expK; ring.
have := proj2 (op lp); rewrite (eq_bigr _ (fun j _ => form j)) -mulr_sumr => e.
rewrite form /power invrK mulrC; congr (_ * _).
have Z0 := power_denominator a^-1 lp; rewrite invrK in Z0.
by apply: (mulIf (lt0r_neq0 Z0)); rewrite e mulVf ?gt_eqF.
Qed.
End Necessary.

(* V ≥ 3, F on every law, faces included. F commutes with conditioning on every pair and ranks ⇔ F is power at
   some τ > 0
   false: with two classes => (2 < V)%N ==> (1 < V)%N
   false: τ may be negative => 0 < tau ==> tau != 0 *)
Theorem truncation F : (2 < V)%N -> operator F ->
  commutes F /\ A1 F <-> exists2 tau, 0 < tau & forall p, law p -> F p =1 power tau p.
Proof.
move=> V3 op; split=> [[com a1]|[tau t0 form]]; first exact: necessary.
have ti : 0 < tau^-1 by rewrite invr_gt0.
split=> [p i k lp ik mp mF j|p lp i j ij]; last first.
  have Z0 := power_denominator tau lp.
  by rewrite !form // ltr_pmul2r ?invr_gt0 // (rp_mono ti) // nnegrE (proj1 lp).
rewrite (form _ (given_law lp mp)) /given; set K := pred2 i k in mp mF *.
have Z0 := power_denominator tau lp.
have mK : mass K (F p) = (\sum_(l | K l) rp (p l) tau^-1) / \sum_l rp (p l) tau^-1.
  by rewrite /mass (eq_bigr _ (fun l _ => form p lp l)) -mulr_suml.
have M0 : 0 < \sum_(l | K l) rp (p l) tau^-1 by move: mF; rewrite mK pmulr_lgt0 // invr_gt0.
have e l : rp (if K l then p l / mass K p else 0) tau^-1 = if K l then rp (p l) tau^-1 / rp (mass K p) tau^-1 else 0.
  by case: ifP => _; [rewrite rp_div // (proj1 lp)|rewrite /rp ltxx].
rewrite /power (eq_bigr _ (fun l _ => e l)) -big_mkcond -mulr_suml e; case: ifP => _; last by rewrite mul0r.
rewrite form // mK /power; move: M0 Z0 (rp_gt0 tau^-1 mp); move: (\sum_(l | K l) _) (\sum_l _) (rp (mass K p) _).
by move: (rp (p j) _) => a M Z c M0 Z0 c0; field; rewrite !gt_eqF.
Qed.
End Truncation.

Section Binary.
Variable R : realType.
Implicit Types (p q : 'I_2 -> R).

Lemma sum_pair (f : 'I_2 -> R) a b : a != b -> \sum_i f i = f a + f b.
Proof.
move=> ab; rewrite (bigD1 a) //= (bigD1 b) 1?eq_sym //= big1 ?addr0 // => i /andP [].
by case: a b i ab => -[|[|//]] ? [[|[|//]] ?] [[|[|//]] ?].
Qed.

Lemma entropy_pair q q' a b : law q -> law q' -> positive q -> positive q' -> a != b -> q b < q a ->
  entropy q <= entropy q' -> q' a <= q a.
Proof.
move=> [_ q1] [_ q1'] q0 q0' ab ba H; rewrite leNgt; apply/negP => aa.
move: H; apply/negP; rewrite -ltNge /entropy !(sum_pair _ ab) ltr_opp2.
move: q1 q1'; rewrite !(sum_pair _ ab) => q1 q1'.
have gibbs i : q' i * ln (q i) + (q' i - q i) <= q' i * ln (q' i).
  have := ln_leB1 (divr_gt0 (q0 i) (q0' i)); rewrite ln_div ?posrE // -(ler_pmul2l (q0' i)) => h.
  rewrite -ler_subr_addl -[X in _ <= X]opprK ler_oppr; apply: le_trans (_ : q' i * (q i / q' i - 1) <= _).
    by rewrite opprB -mulrBr.
  by rewrite mulrBr mulrCA divff ?gt_eqF // !mulr1 opprB.
have {gibbs} := ler_add (gibbs a) (gibbs b); apply: lt_le_trans; rewrite -subr_gt0.
have qb : q b = 1 - q a by rewrite -q1; ring.
have qb' : q' b = 1 - q' a by rewrite -q1'; ring.
have -> : q' a * ln (q a) + (q' a - q a) + (q' b * ln (q b) + (q' b - q b)) - (q a * ln (q a) + q b * ln (q b)) =
    (q' a - q a) * (ln (q a) - ln (q b)).
  by move: (ln (q a)) (ln (q b)) => A B; rewrite qb qb'; ring.
by rewrite mulr_gt0 ?subr_gt0 // ltr_ln ?posrE.
Qed.

Lemma eq_pair p q a b : law p -> law q -> positive p -> positive q -> a != b ->
  ln (p a) - ln (p b) = ln (q a) - ln (q b) -> p =1 q.
Proof.
move=> [_ p1] [_ q1] p0 q0 ab e; move: p1 q1; rewrite !(sum_pair _ ab) => p1 q1.
have c : p a * q b = q a * p b.
  apply: (ln_inj (mulr_gt0 (p0 a) (q0 b)) (mulr_gt0 (q0 a) (p0 b))); rewrite !lnM ?posrE //.
  by apply/eqP; rewrite -subr_eq0 -[X in _ == X](subrr (ln (q a) - ln (q b))) -{1}e; apply/eqP; ring.
have ea : p a = q a.
  have : p a * (q a + q b) = q a * (p a + p b) by rewrite !mulrDr c [p a * _]mulrC.
  by rewrite p1 q1 !mulr1.
have eb : p b = q b by move: p1; rewrite ea -q1 => /addrI.
move=> i; have [-> //|ia] := eqVneq i a; have -> // : i = b.
by apply: val_inj; case: a b i ab ia {e c ea eb p1 q1} => -[|[|//]] ? [[|[|//]] ?] [[|[|//]] ?].
Qed.

(* V = 2, p and F_T(p) in the open simplex. A1, A3, A4 (A2 is not needed) ⇒ F_T(p) = power_τ(p) for every p ≠ u, at one
   τ = τ(T, p) > 0 and no other, which is nondecreasing in T and 1 at T = 1
   false: at the uniform law any τ would do => p ord0 != p ord_max ==> p ord0 = p ord0
   false: entropy that falls => entropy (F T p) <= entropy (F T' p) ==> entropy (F T' p) <= entropy (F T p) *)
Theorem binary (F : R -> ('I_2 -> R) -> 'I_2 -> R) :
  (forall T p, 0 < T -> law p -> positive p -> law (F T p) /\ positive (F T p)) ->
  (forall T p, 0 < T -> law p -> positive p -> ranks p (F T p)) ->
  (forall T T' p, 0 < T -> T <= T' -> law p -> positive p -> entropy (F T p) <= entropy (F T' p)) ->
  (forall p, law p -> positive p -> F 1 p =1 p) ->
  exists tau, forall p, law p -> positive p -> p ord0 != p ord_max ->
    [/\ forall T, 0 < T -> 0 < tau T p /\ F T p =1 power (tau T p) p,
        forall T t, 0 < T -> 0 < t -> F T p =1 power t p -> t = tau T p,
        forall T T', 0 < T -> T <= T' -> tau T p <= tau T' p
      & tau 1 p = 1].
Proof.
move=> op a1 a3 a4.
exists (fun T p => (ln (p ord0) - ln (p ord_max)) / (ln (F T p ord0) - ln (F T p ord_max))) => p lp p0 ne.
have [a [b [ab ba e]]] : exists a b, [/\ a != b, p b < p a & forall q, (ln (p ord0) - ln (p ord_max)) / (ln (q ord0) -
    ln (q ord_max)) = (ln (p a) - ln (p b)) / (ln (q a) - ln (q b))].
  have [lt|gt|eq] := ltgtP (p ord0) (p ord_max); last by rewrite eq eqxx in ne.
    by exists ord_max, ord0; split=> // q; rewrite -[in RHS]opprB -[X in _ = _ / X]opprB invrN mulrNN.
  by exists ord0, ord_max; split.
have l0 : 0 < ln (p a) - ln (p b) by rewrite subr_gt0 ltr_ln ?posrE.
have m0 T : 0 < T -> 0 < ln (F T p a) - ln (F T p b).
  by move=> T0; have [lF F0] := op T p T0 lp p0; rewrite subr_gt0 ltr_ln ?posrE // a1.
have lnp t : ln (power t p a) - ln (power t p b) = t^-1 * (ln (p a) - ln (p b)) by rewrite !ln_power //; ring.
have pl t := power_law t lp; have pp t : positive (power t p) by move=> i; apply: power_gt0.
split=> [T T0|T t T0 t0 same|T T' T0 TT|]; rewrite ?e.
- have [lF F0] := op T p T0 lp p0; split; first by rewrite divr_gt0 // m0.
  apply: (eq_pair lF (pl _) F0 (pp _) ab); rewrite lnp; field; by rewrite !gt_eqF ?m0.
- by rewrite !same lnp; field; rewrite !gt_eqF.
- have T0' := lt_le_trans T0 TT; have [lF F0] := op T p T0 lp p0; have [lF' F0'] := op T' p T0' lp p0.
  rewrite ler_pmul2l // lef_pinv ?posrE ?m0 //.
  have up : F T' p a <= F T p a by apply: (entropy_pair lF lF' F0 F0' ab _ (a3 T T' p T0 TT lp p0)); apply: a1.
  have dn : F T p b <= F T' p b.
    have := proj2 lF; have := proj2 lF'; rewrite !(sum_pair _ ab) => e1 e2.
    by rewrite -(ler_add2l (F T p a)) e2 -e1 ler_add2r.
  by rewrite ler_sub // ler_ln ?posrE.
by rewrite !a4 // divff ?gt_eqF.
Qed.
End Binary.

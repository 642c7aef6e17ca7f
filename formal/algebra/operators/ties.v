(* Operators that rank (A1) and are continuous in the law (A2): ties stay ties, affine operators. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q r : 'I_V -> R) (F : ('I_V -> R) -> 'I_V -> R).

(* p_i < p_j ⇒ F(p)_i < F(p)_j, for every law p of the closed simplex *)
Definition A1 F := forall p, law p -> ranks p (F p).
(* F is continuous at every law of the closed simplex: near laws go to near laws *)
Definition A2 F := forall p, law p -> forall e, 0 < e -> exists2 d, 0 < d &
  forall q, law q -> (forall i, `|q i - p i| <= d) -> forall i, `|F q i - F p i| <= e.
(* laws go to laws *)
Definition operator F := forall p, law p -> law (F p).
(* {i : p_i ≥ p_j for every j} *)
Definition maxima p := [set i | [forall j, p j <= p i]]%SET.
(* F(t p + (1 − t) q) = t F(p) + (1 − t) F(q) for all laws p, q and 0 ≤ t ≤ 1 *)
Definition is_affine F := forall p q r t, law p -> law q -> 0 <= t <= 1 ->
  (forall i, r i = t * p i + (1 - t) * q i) -> forall i, F r i = t * F p i + (1 - t) * F q i.
End Definitions.

Section Ties.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q : 'I_V -> R) (F : ('I_V -> R) -> 'I_V -> R).

Lemma convex_law p q (t : R) : law p -> law q -> 0 <= t <= 1 -> law (fun i => t * p i + (1 - t) * q i).
Proof.
move=> [p0 p1] [q0 q1] /andP [t0 t1]; split=> [i|]; first by rewrite addr_ge0 ?mulr_ge0 ?subr_ge0.
by rewrite big_split /= -!mulr_sumr p1 q1; ring.
Qed.

(* F ranks (A1) and is continuous (A2): p_i = p_j ⇒ F(p)_i = F(p)_j, for every p of the closed simplex
   false: without continuity => A2 F -> law p ==> law p
   false: without ranking => A1 F -> A2 F ==> A2 F *)
Theorem ties F p : A1 F -> A2 F -> law p -> forall i j, p i = p j -> F p i = F p j.
Proof.
move=> a1 a2 lp.
suff half i j : p i = p j -> F p i <= F p j by move=> i j e; apply/le_anti; rewrite !half.
move=> e; rewrite leNgt; apply/negP => h.
have ij : i != j by apply: contraTneq h => ->; rewrite ltxx.
have g0 : 0 < (F p i - F p j) / 3%:R by rewrite divr_gt0 ?subr_gt0 ?ltr0n.
have [d d0 near] := a2 p lp _ g0.
pose t := Num.min d 1; have t0 : 0 < t by rewrite lt_minr d0 ltr01.
have t1 : t <= 1 by rewrite le_minl lexx orbT.
pose q k := t * onehot R j k + (1 - t) * p k.
have lq : law q by apply: convex_law => //; [apply: onehot_law|rewrite (ltW t0)].
have Fq : F q i < F q j.
  apply: (a1 q lq); rewrite -subr_gt0 /q /onehot eqxx eq_sym (negPf ij) e /=.
  by rewrite [X in 0 < X](_ : _ = t) //; ring.
have dq k : `|q k - p k| <= d.
  apply: (@le_trans _ _ t); last by rewrite le_minl lexx.
  have -> : q k - p k = t * (onehot R j k - p k) by rewrite /q; ring.
  rewrite normrM (gtr0_norm t0) ler_pimulr ?(ltW t0) // ler_norml.
  have lo := onehot_law R j; have [o0 o1] := (proj1 lo k, law_le1 k lo).
  have [p0 p1] := (proj1 lp k, law_le1 k lp).
  by rewrite ler_subl_addl ler_paddl // ler_subr_addr addrC ler_subl_addr ler_paddl.
have := near q lq dq i; have := near q lq dq j; rewrite !ler_distl => /andP [_ qj] /andP [qi _].
have := lt_le_trans (le_lt_trans qi Fq) qj; apply/negP; rewrite -leNgt -subr_ge0.
have -> : F p i - (F p i - F p j) / 3%:R - (F p j + (F p i - F p j) / 3%:R) = (F p i - F p j) / 3%:R by field.
exact: ltW.
Qed.
End Ties.

Section Affine.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q r : 'I_V -> R) (F : ('I_V -> R) -> 'I_V -> R).

(* a value for each ordered pair of classes, symmetric, and the same for two pairs with one first class: one value *)
Lemma one_value (D : 'I_V -> 'I_V -> R) i0 k0 : i0 != k0 -> (forall i k, i != k -> D i k = D k i) ->
  (forall i k l, i != k -> i != l -> k != l -> D i k = D i l) -> forall i k, i != k -> D i k = D i0 k0.
Proof.
move=> ik0 sym row.
have r i k l : i != k -> i != l -> D i k = D i l by have [-> //|] := eqVneq k l; move=> *; exact: row.
move=> i k ik; case: (eqVneq i0 i) ik => [<-|ni] ik; first exact: r.
by rewrite (r i k i0) // 1?eq_sym // sym 1?eq_sym // (r i0 i k0).
Qed.

Lemma affine_vertices F : is_affine F -> forall p, law p -> forall i, F p i = \sum_l p l * F (onehot R l) i.
Proof.
move=> aff p; move: {2}(#|[pred l | p l != 0]|) (leqnn #|[pred l | p l != 0]|) => n.
elim: n p => [|n IH] p cp lp i.
  have [l pl] := law_positive lp; have : l \in [pred l | p l != 0] by rewrite inE gt_eqF.
  by move: cp; rewrite leqn0 => /eqP/card0_eq ->.
have [p0 p1] := lp; have [l pl] := law_positive lp.
have [l1|l1] := eqVneq (p l) 1.
  have z k : k != l -> p k = 0.
    move=> kl; have : \sum_(j | j != l) p j = 0.
      by move: p1; rewrite (bigD1 l) //= l1 => /(canRL (addKr _)) ->; rewrite addNr.
    by move/psumr_eq0P => ->.
  rewrite (bigD1 l) //= l1 big1 ?addr0 => [|k kl]; last by rewrite z // mul0r.
  rewrite (aff (onehot R l) (onehot R l) p 1) ?ler01 ?lexx //; try exact: onehot_law.
    by ring.
  move=> k; rewrite /onehot; have [<-|kl] := eqVneq l k; first by rewrite l1 /=; ring.
  by rewrite z 1?eq_sym //=; ring.
have pl1 : p l <= 1 := law_le1 l lp; have d0 : 0 < 1 - p l by rewrite subr_gt0 lt_neqAle l1.
pose q k := if k == l then 0 else p k / (1 - p l).
have lq : law q.
  split=> [k|]; first by rewrite /q; case: ifP => // _; rewrite divr_ge0 // ltW.
  rewrite (bigD1 l) //= /q eqxx add0r (eq_bigr (fun k => p k / (1 - p l))) => [|k /negPf -> //].
  have e : \sum_(k | k != l) p k = 1 - p l by move: p1; rewrite (bigD1 l) //= => <-; ring.
  by rewrite -mulr_suml e divff // gt_eqF.
have cq : (#|[pred k | q k != 0%R]| <= n)%N.
  rewrite -ltnS; apply: leq_trans cp; apply: proper_card; apply/properP; split.
    apply/subsetP => k; rewrite !inE /q; case: ifP => [_|_]; first by rewrite eqxx.
    by apply: contraNneq => ->; rewrite mul0r.
  by exists l; rewrite !inE; [rewrite gt_eqF|rewrite /q !eqxx].
rewrite (aff (onehot R l) q p (p l)) ?(ltW pl) //; first last.
- move=> k; rewrite /onehot /q eq_sym; have [->|kl] /= := eqVneq k l; first by ring.
  by field; rewrite gt_eqF.
- exact: onehot_law.
rewrite (IH q) // (bigD1 l) //= [in RHS](bigD1 l) //= {1}/q eqxx mul0r add0r mulr_sumr.
by congr (_ + _); apply: eq_bigr => k /negPf kl; rewrite /q kl; field; rewrite gt_eqF.
Qed.

Lemma affine_continuous F : operator F -> is_affine F -> A2 F.
Proof.
move=> op aff p lp e e0; have V0 := law_V lp.
exists (e / V%:R) => [|q lq near i]; first exact: divr_gt0.
rewrite !affine_vertices // -sumrB; apply: le_trans (ler_norm_sum _ _ _) _.
have <- : \sum_(l < V) e / V%:R = e by rewrite sumr_const card_ord -mulr_natr divfK ?gt_eqF.
apply: ler_sum => l _; have lo := op _ (@onehot_law R V l).
rewrite -mulrBl normrM (ger0_norm (proj1 lo i)) -[X in _ <= X]mulr1.
by apply: ler_pmul => //; [apply: (proj1 lo)|apply: law_le1].
Qed.

(* V ≥ 2: F affine in p and ranking ⇔ F(p) = a p + (1 − a) u for some 0 < a ≤ 1, for every law p
   false: a may be 0 => 0 < a ==> 0 <= a
   false: the identity is left out => a <= 1 ==> a < 1 *)
Theorem affine F : (1 < V)%N -> operator F ->
  is_affine F /\ A1 F <->
  exists a, [/\ 0 < a, a <= 1 & forall p, law p -> forall i, F p i = a * p i + (1 - a) * uniform R i].
Proof.
move=> V1 op; have V0 : 0 < V%:R :> R by rewrite ltr0n ltnW.
have eo i k : onehot R i k = (i == k)%:R by [].
split=> [[aff a1]|[a [a0 a1 form]]]; last first.
  split=> [p q r t lp lq t01 er i|p lp i j ij]; last by rewrite !form // ltr_add2r ltr_pmul2l.
  rewrite !form ?er //; first by ring.
  by have [r0 r1] := convex_law lp lq t01; split=> [j|]; rewrite ?er // -r1; apply: eq_bigr.
pose A i l := F (onehot R l) i; have lA l : law (A^~ l) by apply/op/onehot_law.
have tie p (lp : law p) := ties a1 (affine_continuous op aff) lp.
have off i k l : l != i -> l != k -> A i l = A k l.
  by move=> li lk; rewrite /A; apply: (tie _ (onehot_law R l)); rewrite !eo (negPf li) (negPf lk).
have diag i k : i != k -> A i i - A k i = A k k - A i k.
  move=> ik; pose p j := 2%:R^-1 * onehot R i j + (1 - 2%:R^-1) * onehot R k j.
  have h : 0 <= (2%:R^-1 : R) <= 1 by rewrite invr_ge0 ler0n invf_le1 ?ltr0n // ler1n.
  have lp : law p by apply: convex_law => //; apply: onehot_law.
  have /(tie p lp) : p i = p k by rewrite /p !eo !eqxx eq_sym (negPf ik); field.
  rewrite !(aff _ _ p 2%:R^-1 (onehot_law R i) (onehot_law R k)) // -!/(A _ _) => e.
  apply/eqP; rewrite -subr_eq0; apply/eqP.
  transitivity (2%:R * (2%:R^-1 * A i i + (1 - 2%:R^-1) * A i k - (2%:R^-1 * A k i + (1 - 2%:R^-1) * A k k))).
    by field.
  by rewrite e subrr mulr0.
pose i0 : 'I_V := Ordinal (ltnW V1); pose k0 : 'I_V := Ordinal V1.
pose a := A i0 i0 - A k0 i0.
have all_a i k : i != k -> A i i - A k i = a.
  apply: (@one_value (fun i k => A i i - A k i)) => // {}i {}k l ik il kl.
  by rewrite (off k l) // eq_sym.
have a0 : 0 < a.
  rewrite subr_gt0; apply: (a1 _ (onehot_law R i0)); by rewrite !eo eqxx ltr01.
have column l i : A i l = a * onehot R l i + (1 - a) * uniform R i.
  have form k : A k l = A l l - a + a * onehot R l k.
    rewrite eo; have [<-|lk] := eqVneq l k; first by rewrite mulr1 subrK.
    by rewrite mulr0 addr0 -(all_a l k) //; ring.
  have := proj2 (lA l); rewrite (eq_bigr _ (fun k _ => form k)) big_split /= -mulr_sumr.
  rewrite (proj2 (onehot_law R l)) sumr_const card_ord -[_ *+ _]mulr_natr => e.
  rewrite form /uniform addrC; congr (_ + _); apply: (mulIf (lt0r_neq0 V0)).
  by rewrite mulfVK ?gt_eqF // -[X in _ = X - a]e; ring.
exists a; split=> // [|p lp i].
  have := proj1 (lA i0) k0; rewrite column eo /= mulr0 add0r pmulr_lge0 ?invr_gt0 // subr_ge0 //.
rewrite affine_vertices //; transitivity (\sum_l (a * (p l * onehot R i l) + p l * ((1 - a) * uniform R i))).
  apply: eq_bigr => l _; rewrite -[F _ i]/(A i l) column !eo eq_sym; ring.
rewrite big_split /= -mulr_sumr -mulr_suml (proj2 lp) mul1r (bigD1 i) //= eo eqxx mulr1.
by rewrite big1 ?addr0 // => l li; rewrite eo eq_sym (negPf li) mulr0.
Qed.
End Affine.

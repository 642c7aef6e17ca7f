(* Softmax students under KL: which tables of targets they do not tell apart. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets reals signed topology normedtype sequences derive exp.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.equivalence Require Import students.
From kdaudit.analysis Require Import powers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope ring_scope.

Section Divergence.
Variables (R : realType) (V : nat).
Implicit Types (p q z y : 'I_V -> R) (x : R).

Lemma expR_quadratic x : x <= 2%:R^-1 -> expR x <= 1 + x + 2%:R * x ^+ 2.
Proof.
move=> x2; have x1 : 0 < 1 - x by rewrite subr_gt0 (le_lt_trans x2) // invf_lt1 ?ltr1n ?ltr0n.
have : expR x <= (1 - x)^-1.
  by rewrite -[X in X <= _]invrK -expRN lef_pinv ?posrE ?expR_gt0 // expR_ge1D.
move=> /le_trans; apply; rewrite -[X in X <= _]mul1r ler_pdivr_mulr // -subr_ge0.
rewrite (_ : _ - _ = x ^+ 2 * (1 - 2%:R * x)); last by ring.
by rewrite mulr_ge0 ?sqr_ge0 // subr_ge0 mulrC -ler_pdivl_mulr ?ltr0n // mul1r.
Qed.

Lemma gibbs p q : law p -> law q -> (forall i, 0 < q i) -> 0 <= KL p q.
Proof.
move=> [p0 p1] [q0 q1] qp.
have -> : 0 = \sum_i (p i - q i) by rewrite sumrB p1 q1 subrr.
apply: ler_sum => i _; have := p0 i; rewrite le_eqVlt => /orP [/eqP <-|pi].
  by rewrite mul0r sub0r oppr_le0.
rewrite -[ln _ - _]opprB -ln_div ?posrE // mulrN -ler_oppr opprB.
apply: le_trans (_ : p i * (q i / p i - 1) <= _).
  by rewrite ler_pmul2l // ln_leB1 // divr_gt0.
by rewrite mulrBr mulr1 mulrCA divff ?mulr1 // gt_eqF.
Qed.

Lemma no_class : V = 0%N -> 'I_V -> False.
Proof. by move=> -> []. Qed.

Lemma sum_softmax z (i : 'I_V) : \sum_j softmax z j = 1.
Proof. by have [] := softmax_law z (leq_ltn_trans (leq0n i) (ltn_ord i)). Qed.

(* KL(q‖s') = KL(q‖s) + KL(s‖s') + ⟨q − s, z − z'⟩, where s, s' are the softmax of z, z' *)
Lemma KL_split q z y : \sum_i q i = 1 ->
  KL q (softmax y) = KL q (softmax z) + KL (softmax z) (softmax y) + \sum_i (q i - softmax z i) * (z i - y i).
Proof.
move=> q1; rewrite /KL -!big_split /=; case: (posnP V) => [V0|V0].
  by rewrite !big1 // => i; case: (no_class V0 i).
pose c := ln (\sum_j expR (y j)) - ln (\sum_j expR (z j)).
have o : \sum_i (q i - softmax z i) * c = 0.
  by rewrite -mulr_suml sumrB q1 (sum_softmax z (Ordinal V0)) subrr mul0r.
rewrite -[RHS]addr0 -[X in _ = _ + X]o -big_split /=; apply: eq_bigr => i _; rewrite !ln_softmax /c; ring.
Qed.

Lemma KL_softmax_small z y : (forall i, y i - z i <= 2%:R^-1) ->
  KL (softmax z) (softmax y) <= \sum_i softmax z i * (2%:R * (y i - z i) ^+ 2).
Proof.
move=> small; case: (posnP V) => [V0|V0].
  by rewrite /KL !big1 // => i; case: (no_class V0 i).
pose i0 := Ordinal V0; pose Z := \sum_j expR (z j); pose Y := \sum_j expR (y j).
have [Z0 Y0] : 0 < Z /\ 0 < Y by rewrite !(sum_expR_gt0 _ i0).
have e : KL (softmax z) (softmax y) = \sum_i softmax z i * (z i - y i) + ln (Y / Z).
  rewrite ln_div ?posrE // -[X in _ + X]mul1r -(sum_softmax z i0) mulr_suml -big_split /=.
  by apply: eq_bigr => i _; rewrite !ln_softmax -/Z -/Y; ring.
have YZ : Y / Z - 1 = \sum_i softmax z i * (expR (y i - z i) - 1).
  under eq_bigr do rewrite mulrBr mulr1.
  rewrite sumrB (sum_softmax z i0); congr (_ - _); rewrite mulr_suml; apply: eq_bigr => i _.
  by rewrite /softmax -/Z expRB; field; rewrite !gt_eqF ?expR_gt0.
rewrite e; apply: le_trans (ler_add (lexx _) (ln_leB1 (divr_gt0 Y0 Z0))) _.
rewrite YZ -big_split /=; apply: ler_sum => i _; rewrite -mulrDr ler_wpmul2l ?(ltW (softmax_gt0 z i)) //.
have -> : 2%:R * (y i - z i) ^+ 2 = z i - y i + (1 + (y i - z i) + 2%:R * (y i - z i) ^+ 2 - 1) by ring.
by rewrite ler_add2l ler_add2r expR_quadratic.
Qed.
End Divergence.

Section SoftmaxStudents.
Variables (R : realType) (N d V : nat).
Implicit Types (Phi : 'M[R]_(N, d)) (F G Q : 'M[R]_(N, V)) (W H : 'M[R]_(d, V)).

(* what the softmax student of weights W says: row i is softmax(Wφ_i), where W stands transposed *)
Definition said Phi W : 'M[R]_(N, V) := \matrix_(i, j) softmax ((Phi *m W) i) j.
(* L_Q(W) = Σ_i KL(q_i‖softmax(Wφ_i)) *)
Definition kl_loss Phi Q W := \sum_i KL (Q i) (softmax ((Phi *m W) i)).
(* W is a softmax student of Q: no other weights have a smaller loss *)
Definition kl_student Phi Q W := forall W', kl_loss Phi Q W <= kl_loss Phi Q W'.

Lemma kl_loss_split Phi Q W W' : (forall i, \sum_j Q i j = 1) ->
  kl_loss Phi Q W' = kl_loss Phi Q W + kl_loss Phi (said Phi W) W' + inner (W - W') (Phi^T *m (Q - said Phi W)).
Proof.
move=> Q1; rewrite -inner_mull mulmxBr innerC /kl_loss /inner -!big_split /=; apply: eq_bigr => i _.
have said_i : said Phi W i =1 softmax ((Phi *m W) i) by move=> j; rewrite mxE.
rewrite (KL_split ((Phi *m W) i)) //; congr (_ + _ + _).
  by apply: eq_bigr => j _; rewrite said_i.
have e (A B : 'M[R]_(N, V)) j : (A - B) i j = A i j - B i j by rewrite !mxE.
by apply: eq_bigr => j _; rewrite !e said_i.
Qed.

Lemma said_law Phi W i : (0 < V)%N -> law (said Phi W i).
Proof.
move=> V0; have [s0 s1] := softmax_law ((Phi *m W) i) V0.
by split=> [j|]; [rewrite mxE|rewrite -[RHS]s1; apply: eq_bigr => j _; rewrite mxE].
Qed.

Lemma kl_loss_said_ge0 Phi W W' : 0 <= kl_loss Phi (said Phi W) W'.
Proof.
case: (posnP V) => [V0|V0].
  by rewrite /kl_loss big1 // => i _; rewrite /KL big1 // => j; case: (no_class V0 j).
by apply: sumr_ge0 => i _; apply: (gibbs (said_law Phi W i V0) (softmax_law _ V0) (softmax_gt0 _)).
Qed.

Lemma kl_studentP Phi Q W : (forall i, \sum_j Q i j = 1) -> kl_student Phi Q W <-> Phi^T *m (said Phi W - Q) = 0.
Proof.
move=> Q1; set g := _ *m _; have gN : Phi^T *m (Q - said Phi W) = - g by rewrite -mulmxN opprB.
split=> [m|g0 W']; last first.
  by rewrite (kl_loss_split _ W W' Q1) gN g0 oppr0 innerC inner0l addr0 ler_addl kl_loss_said_ge0.
apply: norm2_eq0; apply/eqP; rewrite eq_le norm2_ge0 andbT leNgt; apply/negP => n0.
pose h := Phi *m g; pose M := \sum_i \sum_j `|h i j|; pose C := \sum_i \sum_j 2%:R * h i j ^+ 2.
have hM i j : `|h i j| <= M.
  rewrite /M (bigD1 i) //= (bigD1 j) //= -addrA ler_addl addr_ge0 ?sumr_ge0 // => k _; exact: sumr_ge0.
have M0 : 0 <= M by apply: sumr_ge0 => i _; apply: sumr_ge0.
have C0 : 0 <= C by apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; rewrite mulr_ge0 ?ler0n ?sqr_ge0.
pose t := (2%:R * (M + 1) + 2%:R * C / norm2 g)^-1.
have q0 : 0 <= 2%:R * C / norm2 g by rewrite divr_ge0 ?mulr_ge0 ?ler0n // ltW.
have p0 : 0 < 2%:R * (M + 1) :> R by rewrite mulr_gt0 ?ltr0n // ltr_spaddr.
have t0 : 0 < t by rewrite invr_gt0 ltr_spaddl.
have tM : t * M <= 2%:R^-1.
  rewrite mulrC ler_pdivr_mulr ?ltr_spaddl // mulrC -ler_pdivr_mulr ?invr_gt0 ?ltr0n // invrK.
  by apply: le_trans (_ : 2%:R * (M + 1) <= _); rewrite ?ler_addl // mulrC ler_pmul2l ?ltr0n // ler_addl.
have tC : t * C < norm2 g.
  rewrite mulrC ltr_pdivr_mulr ?ltr_spaddl // mulrDr mulrCA [norm2 g * (_ / _)]mulrCA divff ?gt_eqF // mulr1.
  rewrite ltr_spaddl ?mulr_gt0 // ?ltr_spaddr // mulr2n mulrDl mul1r ler_addl //.
have := m (W - t *: g); rewrite (kl_loss_split _ W (W - t *: g) Q1) gN opprB addrCA subrr addr0 innerNr innerZl
  -/(norm2 g).
rewrite -addrA ler_addl subr_ge0 => le; have : t * norm2 g <= t ^+ 2 * C.
  apply: le_trans le _; rewrite /kl_loss /C mulr_sumr; apply: ler_sum => i _.
  have eq_said : KL (said Phi W i) (softmax ((Phi *m (W - t *: g)) i)) =
      KL (softmax ((Phi *m W) i)) (softmax ((Phi *m (W - t *: g)) i)) by apply: eq_bigr => j _; rewrite mxE.
  have dh j : (Phi *m (W - t *: g)) i j - (Phi *m W) i j = - (t * h i j).
    by rewrite mulmxBr -scalemxAr -/h; move: (Phi *m W) (h) => A B; rewrite !mxE addrAC subrr add0r.
  rewrite eq_said; apply: le_trans (KL_softmax_small _) _ => [j|].
    rewrite dh; apply: le_trans (ler_norm _) _; rewrite normrN normrM (gtr0_norm t0).
    by apply: le_trans tM; rewrite ler_pmul2l.
  rewrite mulr_sumr; apply: ler_sum => j _; rewrite dh sqrrN exprMn [2%:R * (_ * _)]mulrCA; apply: ler_pimull.
    by apply: mulr_ge0; [exact: sqr_ge0|apply: mulr_ge0; [exact: ler0n|exact: sqr_ge0]].
  by apply: law_le1; apply: softmax_law; apply: leq_ltn_trans (ltn_ord j).
by rewrite expr2 -mulrA ler_pmul2l // leNgt tC.
Qed.

Lemma kl_relation Phi F G : (forall i, \sum_j F i j = 1) -> (forall i, \sum_j G i j = 1) ->
  (exists W, kl_student Phi F W) -> (forall W, kl_student Phi F W <-> kl_student Phi G W) <-> Phi^T *m (F - G) = 0.
Proof.
move=> F1 G1 [W WF]; split=> [/(_ W) [FG _]|e W'].
  have /(kl_studentP _ _ F1) := WF; have /(kl_studentP _ _ G1) := FG WF.
  by rewrite !mulmxBr => /subr0_eq <- /subr0_eq <-; rewrite subrr.
have {}e : Phi^T *m F = Phi^T *m G by apply: subr0_eq; rewrite -mulmxBr.
by rewrite (kl_studentP _ _ F1) (kl_studentP _ _ G1) !mulmxBr e.
Qed.

(* targets that are laws, and F has a student ⇒ F and G have the same softmax students under KL ⇔ Φᵀ(F − G) = 0
   false: the targets themselves need not agree => Phi^T *m (F - G) = 0 ==> F - G = 0
   false: moments with the sum of the tables => (F - G) = 0 ==> (F + G) = 0 *)
Theorem softmax_relation Phi F G : (forall i, \sum_j F i j = 1) -> (forall i, \sum_j G i j = 1) ->
  (exists W, kl_student Phi F W) -> (forall W, kl_student Phi F W <-> kl_student Phi G W) <-> Phi^T *m (F - G) = 0.
Proof. exact: kl_relation. Qed.

(* targets in the open simplex, F with a softmax student: F ≡ G under squared loss ⇔ F ≡ G under KL
   false: other targets under KL => kl_student Phi G W) ==> kl_student Phi (G + G) W) *)
Theorem same_relation Phi F G : interior F -> interior G -> (exists W, kl_student Phi F W) ->
  equivalent Phi F G <-> (forall W, kl_student Phi F W <-> kl_student Phi G W).
Proof.
move=> F0 G0 ex; rewrite (proj1 (linear_relation _ _ _)); symmetry.
by apply: kl_relation => // i; [case: (F0 i)|case: (G0 i)].
Qed.

Lemma full_rank_student Phi F : \rank Phi = N -> interior F -> exists W, kl_student Phi F W.
Proof.
move=> rN F0; have free : row_free Phi by rewrite /row_free rN.
pose L : 'M[R]_(N, V) := \matrix_(i, j) ln (F i j); exists (pinvmx Phi *m L).
apply/kl_studentP => [i|]; first by case: (F0 i).
have -> : said Phi (pinvmx Phi *m L) = F; last by rewrite subrr mulmx0.
apply/matrixP => i j; rewrite mxE mulmxA mulmxVp // mul1mx /softmax.
have e k : expR (L i k) = F i k by rewrite mxE lnK // posrE; case: (F0 i) => Fi _; apply: Fi.
by rewrite e (eq_bigr (F i)) => [|k _ //]; case: (F0 i) => _ ->; rewrite divr1.
Qed.

(* rank Φ = N, targets in the open simplex: the same softmax students ⇔ F = G
   false: d features, of whatever rank => \rank Phi = N ==> d = N *)
Theorem full_capacity_softmax Phi F G : \rank Phi = N -> interior F -> interior G ->
  (forall W, kl_student Phi F W <-> kl_student Phi G W) <-> F = G.
Proof.
move=> rN F0 G0; rewrite -(full_capacity_linear F G rN) (proj1 (linear_relation _ _ _)).
by apply: kl_relation (full_rank_student rN F0) => i; [case: (F0 i)|case: (G0 i)].
Qed.
End SoftmaxStudents.

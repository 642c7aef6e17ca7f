(* Power and temperature, and the entropy of power and of mixing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets reals signed topology normedtype sequences exp.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.operators Require Import mixing.
From kdaudit.analysis Require Import powers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Entropy.
Variables (R : realType) (V : nat).
Implicit Types (I : R -> Prop) (D : ('I_V -> R) -> Prop) (F : R -> ('I_V -> R) -> 'I_V -> R).
Implicit Types (p q : 'I_V -> R).

(* entropy: T ≤ S ⇒ H(F_T(p)) ≤ H(F_S(p)) *)
Definition A3 I D F := forall T S p, I T -> I S -> D p -> T <= S -> entropy (F T p) <= entropy (F S p).
(* F satisfies the five axioms on D at every T > 0, and its values are laws *)
Definition softening D F := let I T := 0 < T in
  [/\ maps_laws I D F, A1 I D F, A2 I D F, A3 I D F & [/\ A4 D F, A5_hot D F & A5_cold D F]].

Lemma eq_entropy p q : p =1 q -> entropy p = entropy q.
Proof. by move=> pq; congr (- _); apply: eq_bigr => i _; rewrite pq. Qed.

Lemma KL_ge0 p q : law p -> law q -> dominated p q -> 0 <= KL p q.
Proof.
move=> [p0 p1] [q0 q1] pq.
have -> : 0 = \sum_i (p i - q i) by rewrite sumrB p1 q1 subrr.
apply: ler_sum => i _; have := p0 i; rewrite le_eqVlt => /orP [/eqP <-|pi].
  by rewrite mul0r sub0r oppr_le0.
have qi := pq i pi; rewrite -[ln _ - _]opprB -ln_div ?posrE // mulrN -ler_oppr opprB.
apply: le_trans (_ : p i * (q i / p i - 1) <= _).
  by rewrite ler_pmul2l // ln_leB1 // divr_gt0.
by rewrite mulrBr mulr1 mulrCA divff ?mulr1 // gt_eqF.
Qed.

Lemma KL_cross p q : KL p q + entropy p = - \sum_i p i * ln (q i).
Proof. by rewrite /KL /entropy -sumrB -sumrN; apply: eq_bigr => i _; ring. Qed.

Lemma entropy_uniform : (0 < V)%N -> entropy (@uniform R V) = ln V%:R.
Proof.
move=> V0; have u1 := proj2 (@uniform_law R V V0); rewrite /entropy /uniform in u1 *.
by rewrite -mulr_suml u1 mul1r lnV ?opprK // posrE ltr0n.
Qed.

Lemma entropy_le_log p : law p -> entropy p <= ln V%:R.
Proof.
move=> lp; have V0 := law_V lp; have V0' : (0 < V)%N by rewrite ltr0n in V0.
have u0 : 0 < V%:R^-1 :> R by rewrite invr_gt0.
have := KL_ge0 lp (@uniform_law R V V0') (fun i _ => u0).
by rewrite -(ler_add2r (entropy p)) add0r KL_cross /uniform -mulr_suml (proj2 lp) mul1r lnV ?opprK // posrE.
Qed.
End Entropy.

Section Temperature.
Variables (R : realType) (V : nat).
Implicit Types (p q z : 'I_V -> R) (S T : R).

(* p = softmax(z) ⇒ power_T(p) = softmax(z/T), for T > 0
   false: the product => z i / T ==> z i * T *)
Theorem temperature p z T : 0 < T -> p =1 softmax z -> power T p =1 softmax (fun i => z i / T).
Proof.
move=> T0 pz i; have s0 := sum_expR_gt0 z i.
have rpE j : rp (p j) T^-1 = expR (z j / T) / rp (\sum_j expR (z j)) T^-1.
  rewrite pz rp_div //; last exact/ltW/expR_gt0.
  by rewrite [rp (expR _) _]/rp expR_gt0 expK [T^-1 * _]mulrC.
rewrite /power rpE (eq_bigr _ (fun j _ => rpE j)) -mulr_suml invfM invrK.
by rewrite mulrACA mulVf ?mulr1 // gt_eqF // rp_gt0.
Qed.

Lemma softmax_gap z y i j : softmax z =1 softmax y -> z i - z j = y i - y j.
Proof.
move=> zy; have g x : expR (x i - x j) = softmax x i / softmax x j.
  by rewrite expRB /softmax invf_div mulrA divfK // (gt_eqF (sum_expR_gt0 x i)).
by apply: expR_inj; rewrite !g !zy.
Qed.

(* softmax(softmax(z)/T) is not power_T(softmax(z)) for every z, at no T > 0 and V ≥ 2
   false: one class alone => (1 < V)%N ==> (0 < V)%N *)
Theorem not_temperature T : (1 < V)%N -> 0 < T ->
  ~ forall z, power T (softmax z) =1 softmax (fun i => softmax z i / T).
Proof.
move=> V1 T0 h; pose k := Ordinal (ltnW V1); pose l := Ordinal V1; pose z (i : 'I_V) : R := (k == i)%:R.
have /(softmax_gap k l) := fun i => etrans (esym (@temperature (softmax z) z T T0 (fun=> erefl) i)) (h z i).
rewrite -mulrBl -[RHS]mulrBl => /(mulIf (invr_neq0 (lt0r_neq0 T0))) => e.
have : softmax z k - softmax z l < 1.
  rewrite ltr_subl_addr (le_lt_trans (law_le1 k (softmax_law z (ltnW V1)))) //.
  by rewrite ltr_addl softmax_gt0.
by rewrite -e /z eqxx -val_eqE /= subr0 ltxx.
Qed.

(* power_S ∘ power_T = power_ST for S, T > 0, on the closed simplex
   false: the mean of the temperatures => semigroup_product S T) p ==> 2%:R^-1 * (S + T)) p *)
Theorem semigroup_power p S T : law p -> 0 < S -> 0 < T ->
  power S (power T p) =1 power (semigroup_product S T) p.
Proof.
move=> lp _ _ i; have s0 := power_denominator T lp.
have rpE j : rp (power T p j) S^-1 = rp (p j) (S * T)^-1 / rp (\sum_j rp (p j) T^-1) S^-1.
  by rewrite rp_div ?rp_ge0 // rp_rp invfM [T^-1 * _]mulrC.
rewrite -[LHS]/(rp (power T p i) S^-1 / \sum_j rp (power T p j) S^-1).
rewrite rpE (eq_bigr _ (fun j _ => rpE j)) -mulr_suml [(_ / _)^-1]invfM invrK.
by rewrite mulrACA mulVf ?mulr1 // gt_eqF // rp_gt0.
Qed.

(* power ranks on the closed simplex, for T > 0
   false: at any temperature => 0 < T ==> T != 0 *)
Theorem power_interior_ranking : A1 (fun T => 0 < T) (@law R V) (@power R V).
Proof.
move=> T p T0 lp i j pij; have s0 := power_denominator T lp.
by rewrite /power ltr_pmul2r ?invr_gt0 // rp_mono ?invr_gt0 // nnegrE; case: lp.
Qed.

(* power_1(p) = p on the closed simplex
   false: at twice the temperature => (@power R V) ==> (fun T => @power R V (2%:R * T)) *)
Theorem power_interior_identity : A4 (@law R V) (@power R V).
Proof.
move=> p [p0 p1] i; rewrite /power invr1 rp_r1 //.
by rewrite (eq_bigr p) => [|j _]; rewrite ?rp_r1 // p1 divr1.
Qed.

(* what power at S > 1 adds to the entropy, by both divergences *)
Lemma power_entropy_gain q S : law q -> 1 < S -> let r := power S q in
  [/\ dominated q r, dominated r q & entropy r = entropy q + KL q r + (S - 1)^-1 * (KL q r + KL r q)].
Proof.
move=> lq S1 r; have S0 := lt_trans ltr01 S1; have lr : law r := power_law S lq.
have Z0 := power_denominator S lq; set Z := \sum_j _ in Z0.
have q_or i : q i = 0 \/ 0 < q i by have := proj1 lq i; rewrite le_eqVlt => /orP [/eqP <-|]; [left|right].
have r_0 i : q i = 0 -> r i = 0 by move=> qi; rewrite /r /power /rp qi ltxx mul0r.
split=> [i qi|i|]; [by rewrite /r /power divr_gt0 // rp_gt0|by case: (q_or i) => // /r_0 ->; rewrite ltxx|].
pose A := \sum_i (q i - r i) * ln (q i).
have B : \sum_i (q i - r i) * ln (r i) = S^-1 * A.
  have -> : S^-1 * A = \sum_i (S^-1 * ((q i - r i) * ln (q i)) - ln Z * (q i - r i)).
    by rewrite sumrB -!mulr_sumr sumrB (proj2 lq) (proj2 lr) subrr mulr0 subr0.
  apply: eq_bigr => i _; case: (q_or i) => [qi|qi]; first by rewrite r_0 // qi; ring.
  by rewrite {2}/r /power -/Z ln_div ?posrE ?rp_gt0 // /rp qi expK; ring.
have -> : KL q r + KL r q = A - S^-1 * A.
  by rewrite -B /KL -big_split -sumrB; apply: eq_bigr => i _ /=; ring.
have -> : (S - 1)^-1 * (A - S^-1 * A) = S^-1 * A by field; rewrite subr_eq0 !gt_eqF.
by rewrite -B /entropy /KL -!sumrN -!big_split; apply: eq_bigr => i _ /=; ring.
Qed.

Lemma power_entropy_step q S : law q -> 1 <= S -> entropy q <= entropy (power S q).
Proof.
move=> lq; rewrite le_eqVlt => /orP [/eqP <-|S1]; first by rewrite (eq_entropy (power_interior_identity lq)).
have [qr rq ->] := power_entropy_gain lq S1; have lr := power_law S lq.
have [k0 k0'] := (KL_ge0 lq lr qr, KL_ge0 lr lq rq).
by rewrite -addrA ler_addl addr_ge0 // mulr_ge0 ?invr_ge0 ?subr_ge0 ?addr_ge0 // ltW.
Qed.

(* 0 < T ≤ T' ⇒ H(power_T(p)) ≤ H(power_T'(p)), on the closed simplex
   false: of any sign => 0 < T ==> T != 0 *)
Theorem power_interior_entropy : A3 (fun T => 0 < T) (@law R V) (@power R V).
Proof.
move=> T S p T0 S0 lp TS; have ST0 : 0 < S / T by rewrite divr_gt0.
have := power_entropy_step (power_law T lp) (_ : 1 <= S / T); rewrite ler_pdivl_mulr ?mul1r // => /(_ TS).
by rewrite (eq_entropy (semigroup_power lp ST0 T0)) /semigroup_product divfK // gt_eqF.
Qed.

Lemma mixing_entropy_step q S : law q -> 1 <= S -> entropy q <= entropy (mixing S q).
Proof.
move=> lq; rewrite le_eqVlt => /orP [/eqP <-|S1]; first by rewrite (eq_entropy (mixing_identity lq)).
have S0 := lt_trans ltr01 S1; have V0 := law_V lq; have V0' : (0 < V)%N by rewrite ltr0n in V0.
set m := mixing S q; have lm : law m := mixing_law lq (ltW S1).
have s1 : 0 < 1 - S^-1 by rewrite subr_gt0 invf_lt1.
have m0 i : 0 < m i.
  by rewrite ltr_paddl ?divr_gt0 // mulr_ge0 ?invr_ge0 ?(ltW S0) //; case: lq.
have lu := @uniform_law R V V0'.
have hq := KL_ge0 lq lm (fun i _ => m0 i); have hu := KL_ge0 lu lm (fun i _ => m0 i).
have := entropy_le_log lq; rewrite -entropy_uniform // => Hu.
have -> : entropy m = S^-1 * (KL q m + entropy q) + (1 - S^-1) * (KL (@uniform R V) m + entropy (@uniform R V)).
  rewrite !KL_cross !mulrN -opprD !mulr_sumr -big_split; congr (- _); apply: eq_bigr => i _ /=.
  by rewrite {1}/m /mixing /uniform !mulrA -mulrDl.
rewrite -[X in X <= _](_ : S^-1 * entropy q + (1 - S^-1) * entropy q = _); last by move: S^-1 => ?; ring.
by rewrite ler_add // ler_pmul2l ?invr_gt0 // ?ler_addr // (le_trans Hu) // ler_addr.
Qed.

(* 1 ≤ T ≤ T' ⇒ H(mixing_T(p)) ≤ H(mixing_T'(p)), on the closed simplex
   false: of any sign => 1 <= T ==> T <= 1 *)
Theorem mixing_entropy : A3 (fun T => 1 <= T) (@law R V) (@mixing R V).
Proof.
move=> T S p T1 S1 lp TS; have T0 := lt_le_trans ltr01 T1; have ST1 : 1 <= S / T by rewrite ler_pdivl_mulr ?mul1r.
have := mixing_entropy_step (mixing_law lp T1) ST1.
by rewrite (eq_entropy (semigroup_mixing lp ST1 T1)) /semigroup_product divfK // gt_eqF.
Qed.
End Temperature.

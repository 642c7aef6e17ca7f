(* Stages along a path of targets or losses: what they leave of an error, and when one shot does the same. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.equivalence Require Import students.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Stages.
Variables (R : realFieldType) (X : Type).

(* θ_k = S_k(θ_{k−1}): stage after stage from θ_0 *)
Fixpoint stages (S : nat -> X -> X) (theta0 : X) k := if k is j.+1 then S k (stages S theta0 j) else theta0.
(* m gradient steps x ↦ x − η g(x) *)
Definition descend d m (eta : R) (g : 'rV[R]_d -> 'rV[R]_d) x := iter m (fun y => y - eta *: g y) x.
End Stages.

Section Quadratic.
Variables (R : realFieldType) (d : nat).
Implicit Types (a eta lam : R) (H : 'M[R]_d) (p v : 'rV[R]_d) (u : 'cV[R]_d).

(* a(1 − aⁿ)/(n(1 − a)), of the distance *)
Definition one_shot_wins_within_staged a (n : nat) : R := a * (1 - a ^+ n) / (n%:R * (1 - a)).
(* aⁿ, of the distance *)
Definition one_shot_wins_within_one_shot a (n : nat) : R := a ^+ n.

Lemma geometric_sum a n : a != 1 -> \sum_(k < n) a ^+ k = (1 - a ^+ n) / (1 - a).
Proof.
move=> a1; have b : 1 - a != 0 by rewrite subr_eq0 eq_sym.
by apply: (mulIf b); rewrite divfK // mulrC -[LHS]opprK -mulNr opprB -subrX1 opprB.
Qed.

Lemma descend_along m eta lam H u c v : H *m u = lam *: u ->
  (c - descend m eta (fun x => (x - c) *m H) v) *m u = (1 - eta * lam) ^+ m *: ((c - v) *m u).
Proof.
move=> Hu; elim: m => [|m IH]; first by rewrite expr0 scale1r.
rewrite /descend iterS -/(descend _ _ _ _); set x := descend _ _ _ _ in IH *.
have -> : c - (x - eta *: ((x - c) *m H)) = (c - x) - eta *: ((c - x) *m H).
  by rewrite opprB addrA addrAC -[c - x]opprB mulNmx scalerN opprK.
by rewrite mulmxBl -scalemxAl -mulmxA Hu -scalemxAr scalerA -{1}[_ *m u]scale1r -scalerBl IH scalerA -exprS.
Qed.

Lemma stages_along m eta lam H u p v n k : (0 < n)%N -> H *m u = lam *: u -> (1 - eta * lam) ^+ m != 1 ->
  (p + (k%:R / n%:R) *: v - stages (fun j => descend m eta (fun x => (x - (p + (j%:R / n%:R) *: v)) *m H)) p k) *m u =
  ((1 - eta * lam) ^+ m * (1 - ((1 - eta * lam) ^+ m) ^+ k) / (n%:R * (1 - (1 - eta * lam) ^+ m))) *: (v *m u).
Proof.
set a := (1 - eta * lam) ^+ m => n0 Hu a1; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have b : 1 - a != 0 by rewrite subr_eq0 eq_sym.
elim: k => [|k IH]; first by rewrite /= mul0r scale0r addr0 subrr mul0mx expr0 subrr mulr0 mul0r scale0r.
rewrite [stages _ _ _]/= (descend_along _ _ _ _ Hu) -/a.
set x := stages _ _ _ in IH *.
have -> : p + (k.+1%:R / n%:R) *: v - x = (p + (k%:R / n%:R) *: v - x) + n%:R^-1 *: v.
  by rewrite -[k.+1]addn1 natrD mulrDl mul1r scalerDl addrA [RHS]addrAC.
rewrite mulmxDl IH -scalemxAl -scalerDl scalerA exprS; congr (_ *: _).
by field; rewrite n1 b.
Qed.

(* ½(x − c)H(x − c)ᵀ, H u = λu, a = (1 − ηλ)^m in [0, 1), the path straight from p to p + v: n ≥ 2 stages of m steps
   leave
   a(1 − aⁿ)/(n(1 − a)) of the distance along u, nm steps on the last loss aⁿ, which is no more, and less where a > 0
   false: one stage of a = 0 is one shot => 0 < a -> ==> 0 <= a ->
   false: stages that leave all of an error => 0 <= a < 1 -> ==> 0 <= a -> *)
Theorem one_shot_wins_within m n eta lam H p v u :
  let a := (1 - eta * lam) ^+ m in
  let goal k := p + (k%:R / n%:R) *: v in
  let slope c x := (x - c) *m H in
  (1 < n)%N -> (0 < m)%N -> H^T = H -> H *m u = lam *: u -> 0 <= a < 1 ->
  [/\ (goal n - stages (fun k => descend m eta (slope (goal k))) p n) *m u =
       one_shot_wins_within_staged a n *: (v *m u),
      (goal n - descend (n * m) eta (slope (goal n)) p) *m u = one_shot_wins_within_one_shot a n *: (v *m u),
      one_shot_wins_within_one_shot a n <= one_shot_wins_within_staged a n &
      0 < a -> one_shot_wins_within_one_shot a n < one_shot_wins_within_staged a n].
Proof.
move=> a goal slope n1 m0 HT Hu /andP [a0 a1]; have n0 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n ltnW.
have n2 : 0 < n%:R :> R by rewrite ltr0n ltnW.
have meanE : one_shot_wins_within_staged a n = (\sum_(k < n) a ^+ k.+1) / n%:R.
  rewrite /one_shot_wins_within_staged invfM [n%:R^-1 * _]mulrC !mulrA; congr (_ / _).
  rewrite -mulrA -geometric_sum ?lt_eqF // mulr_sumr; by apply: eq_bigr => k _; rewrite exprS.
have shotE : one_shot_wins_within_one_shot a n = (\sum_(k < n) a ^+ n) / n%:R.
  by rewrite sumr_const card_ord -[_ *+ _]mulr_natr mulfK.
have le k : (k < n)%N -> a ^+ n <= a ^+ k.+1 by move=> kn; apply: ler_wiexpn2l => //; apply: ltW.
split.
- by apply: stages_along; rewrite // ?lt_eqF // ltnW.
- rewrite (descend_along _ _ _ _ Hu) mulnC exprM; congr (_ *: _).
  by rewrite /goal divff // scale1r addrAC subrr add0r.
- by rewrite meanE shotE ler_pmul2r ?invr_gt0 //; apply: ler_sum => k _; apply: le.
move=> a2; rewrite meanE shotE ltr_pmul2r ?invr_gt0 //.
have k0 : (0 < n)%N by apply: ltnW.
rewrite (bigD1 (Ordinal k0)) // [X in _ < X](bigD1 (Ordinal k0)) //=.
apply: ltr_le_add; first by rewrite expr1 -[X in _ < X]expr1 ltr_iexpn2l.
by apply: ler_sum => k _; apply: le.
Qed.
End Quadratic.

Section Pruning.
Variables (R : realFieldType) (d : nat).
Implicit Types (S : 'I_d -> 'I_d -> R) (beta w : 'I_d -> R) (K L : {set 'I_d}) (tie : rel 'I_d).

(* (w − β)ᵀΣ(w − β): what weights w lose on features of second moments Σ, best with β *)
Definition excess S beta w := \sum_i \sum_j (w i - beta i) * S i j * (w j - beta j).
(* w is the fit on K: it is zero outside K, and loses least of all such weights *)
Definition refit S beta K w := (forall i, i \notin K -> w i = 0) /\
  forall w', (forall i, i \notin K -> w' i = 0) -> excess S beta w <= excess S beta w'.
(* of i and j, j goes first: |w_j| < |w_i|, or they are equal and the rule for ties says so *)
Definition goes tie w j i := (`|w j| < `|w i|) || (`|w j| == `|w i|) && tie j i.
(* L are the k weights of K that are kept: all others of K go before any of them *)
Definition kept tie w K (k : nat) L :=
  [/\ L \subset K, #|L| = k & forall i j, i \in L -> j \in K -> j \notin L -> goes tie w j i].

Lemma refit_diagonal S beta K w i : (forall i j, i != j -> S i j = 0) -> (forall i, 0 < S i i) ->
  refit S beta K w -> i \in K -> w i = beta i.
Proof.
move=> S0 S1 [w0 least] iK; pose v i := if i \in K then beta i else 0.
have ex w' : excess S beta w' = \sum_i S i i * (w' i - beta i) ^+ 2.
  apply: eq_bigr => k _; rewrite (bigD1 k) //= big1 ?addr0 => [|j jk]; first by ring.
  by rewrite (S0 k j) 1?eq_sym // mulr0 mul0r.
have := least v; rewrite !ex -subr_ge0 -sumrB.
have pos k : 0 <= S k k * (w k - beta k) ^+ 2 - (if k \in K then 0 else S k k * (w k - beta k) ^+ 2).
  by case: ifP => _; rewrite ?subrr // subr0 mulr_ge0 ?sqr_ge0 // ltW.
have -> : \sum_i (S i i * (v i - beta i) ^+ 2 - S i i * (w i - beta i) ^+ 2) =
    - \sum_k (S k k * (w k - beta k) ^+ 2 - (if k \in K then 0 else S k k * (w k - beta k) ^+ 2)).
  rewrite -sumrN; apply: eq_bigr => k _; rewrite /v; case: (boolP (k \in K)) => kK; first by ring.
  by rewrite w0 //; ring.
rewrite oppr_ge0 => h; have {}h : \sum_k (S k k * (w k - beta k) ^+ 2 -
    (if k \in K then 0 else S k k * (w k - beta k) ^+ 2)) = 0.
  apply/eqP; rewrite eq_le sumr_ge0 // andbT; apply: h => k /negPf kK; by rewrite /v kK.
have /(_ i isT)/eqP := psumr_eq0P (fun k _ => pos k) h; rewrite iK subr0.
by rewrite mulf_eq0 (gt_eqF (S1 i)) /= sqrf_eq0 subr_eq0 => /eqP.
Qed.

(* Σ diagonal with positive entries, one rule for ties: pruned step by step, fitted again before each step, or in one
   shot
   to the same number of weights ⇒ the same weights are kept
   false: correlated features => (forall i j, i != j -> S i j = 0) -> ==> (forall i j, S i j = S j i) ->
   false: some steps without a new fit to the data => (forall k, refit S beta (K k) (w k)) -> ==> (refit S beta (K
     0%N) (w 0%N)) -> *)
Theorem orthogonal S beta tie (n : nat) (K : nat -> {set 'I_d}) (w : nat -> 'I_d -> R) L :
  (forall i j, i != j -> S i j = 0) -> (forall i, 0 < S i i) -> (forall i j, tie i j -> ~~ tie j i) ->
  K 0%N = setT -> (forall k, refit S beta (K k) (w k)) ->
  (forall k, (k < n)%N -> kept tie (w k) (K k) #|K k.+1| (K k.+1)) ->
  kept tie (w 0%N) setT #|K n| L -> L = K n.
Proof.
move=> S0 S1 asym K0 fit step [_ card one].
have wK k i : i \in K k -> w k i = beta i by apply: (refit_diagonal S0 S1 (fit k)).
have top k : (k <= n)%N -> forall i j, i \in K k -> j \notin K k -> goes tie beta j i.
  elim: k => [|k IH] kn i j iK jK; first by rewrite K0 inE in jK.
  have [/subsetP sub _ goal] := step k kn.
  case: (boolP (j \in K k)) => jk; last exact: (IH (ltnW kn) i j (sub i iK) jk).
  by have := goal i j iK jk jK; rewrite /goes !wK // sub.
apply/eqP; rewrite eqEcard card leqnn andbT; apply/subsetP => i iL; apply/negPn/negP => iK.
have [j jK jL] : exists2 j, j \in K n & j \notin L.
  apply/subsetPn; apply/negP => KL; have /eqP e : K n == L by rewrite eqEcard KL card leqnn.
  by rewrite e iL in iK.
have a := top n (leqnn n) j i jK iK; have := one i j iL; rewrite inE => /(_ isT jL).
rewrite /goes !wK ?K0 ?inE // => b; move: a b; rewrite /goes.
case: (ltgtP `|beta i| `|beta j|) => //= _ t; by rewrite (negPf (asym _ _ t)).
Qed.
End Pruning.

Section LinearStudents.
Variables (R : realFieldType) (N d V : nat).
Implicit Types (Phi : 'M[R]_(N, d)) (q : 'M[R]_(N, V)) (W : 'M[R]_(d, V)).

(* s = ΦW a student of q, s' = ΦW' any of the same class ⇒ ‖q − s'‖² = ‖q − s‖² + ‖s − s'‖² ≥ ‖q − s‖²
   false: s any of the class => student Phi q W -> ==>
   false: the distance of the students counted twice => norm2 (Phi *m W - Phi *m W') /\ ==> 2%:R * norm2 (Phi *m W -
     Phi *m W') /\ *)
Theorem fidelity_linear Phi q W W' : student Phi q W ->
  norm2 (q - Phi *m W') = norm2 (q - Phi *m W) + norm2 (Phi *m W - Phi *m W') /\
  norm2 (q - Phi *m W) <= norm2 (q - Phi *m W').
Proof.
move=> /studentP m; have E : norm2 (q - Phi *m W') = norm2 (q - Phi *m W) + norm2 (Phi *m W - Phi *m W').
  have -> : q - Phi *m W' = (q - Phi *m W) + (Phi *m W - Phi *m W') by rewrite addrA subrK.
  rewrite norm2D -mulmxBr innerC inner_mull; have -> : q - Phi *m W = - (Phi *m W - q) by rewrite opprB.
  by rewrite mulmxN m oppr0 innerC inner0l mulr0 addr0.
by split; rewrite // E ler_addl norm2_ge0.
Qed.

End LinearStudents.

Section Tower.
Variables (R : realFieldType) (N d e V : nat).
Implicit Types (Phi : 'M[R]_(N, d)) (C : 'M[R]_(d, e)) (q : 'M[R]_(N, V)) (W : 'M[R]_(d, V)).

(* features ΦC nested in Φ: a student of the first student's predictions and a student of the teacher predict alike
   false: features that are not nested => (Psi = Phi *m C) -> ==> \rank Psi = \rank (Phi *m C) ->
   false: another first target => student Phi q W -> ==> student Psi q W2 -> *)
Theorem tower_linear Phi C (Psi : 'M[R]_(N, e)) q W (W2 W2' : 'M[R]_(e, V)) : (Psi = Phi *m C) -> student Phi q W ->
  student Psi (Phi *m W) W2 -> student Psi q W2' -> Psi *m W2 = Psi *m W2'.
Proof.
move=> nested /studentP m s2 s2'.
have {}s2 : student Psi q W2.
  apply/studentP; have /studentP := s2; rewrite !mulmxBr => /subr0_eq ->; rewrite -mulmxBr.
  by rewrite nested trmx_mul -mulmxA m mulmx0.
apply/subr0_eq/norm2_eq0; have [] := fidelity_linear W2 s2'; have [] := fidelity_linear W2' s2.
rewrite -[norm2 (Psi *m W2' - _)]norm2N opprB => -> _ /eqP.
rewrite -[X in X == _]addr0 -addrA (inj_eq (addrI _)) eq_sym paddr_eq0 ?norm2_ge0 // => /andP [/eqP //].
Qed.
End Tower.

Section Composition.
Variables (R : realFieldType) (V : nat).
Implicit Types p : 'I_V -> R.

(* mixing at T ≥ 1, n times, is mixing once at Tⁿ
   false: once at nT => (T ^+ n) ==> (n%:R * T) *)
Theorem composition_mixing T n p : 1 <= T -> law p -> iter n (mixing T) p =1 mixing (T ^+ n) p.
Proof.
move=> T1 lp i; have V0 := law_V lp; have T0 : T != 0 by rewrite gt_eqF // (lt_le_trans ltr01).
elim: n i => [|n IH] i; first by rewrite /mixing expr0 invr1 subrr mul0r addr0 mul1r.
rewrite iterS {1}/mixing IH /mixing exprS; field.
by rewrite T0 expf_neq0 // gt_eqF.
Qed.
End Composition.

Section ConstantSpeed.
Variable R : realFieldType.
Implicit Types (a : R) (delta : nat -> R).

(* e_n of e_k = a(e_{k−1} + δ_k), e_0 = 0: what stages of δ_1, …, δ_n along a straight path leave in an eigenspace *)
Fixpoint final_error a delta n := if n is k.+1 then a * (final_error a delta k + delta k.+1) else 0.

(* not: of all schedules of n stages constant speed ends nearest; n = 4, a = 1/2 refute
   false: all is moved in the last stage => ~ ==> *)
Theorem constant_speed_refuted :
  ~ (forall n a delta, (0 < n)%N -> 0 < a < 1 -> (forall k, 0 <= delta k) -> \sum_(k < n) delta k.+1 = 1 ->
     final_error a (fun=> n%:R^-1) n <= final_error a delta n).
Proof.
pose delta k : R := if (k <= 2)%N then 2%:R^-1 else 0.
move=> /(_ 4%N 2%:R^-1 delta isT); have h : 0 < (2%:R^-1 : R) < 1 by rewrite invr_gt0 ltr0n invf_lt1 ?ltr1n ?ltr0n.
move=> /(_ h) c; have := c _ _; rewrite !big_ord_recl big_ord0 /delta /= => {}c.
have : final_error 2%:R^-1 (fun=> 4%:R^-1) 4 <= final_error 2%:R^-1 delta 4.
  by apply: c => [k|]; [rewrite /delta; case: ifP => _; rewrite ?invr_ge0 ?ler0n|field].
have -> : final_error 2%:R^-1 (fun=> 4%:R^-1) 4 = 15%:R / 64%:R :> R by rewrite /=; field.
have -> : final_error 2%:R^-1 delta 4 = 6%:R / 64%:R by rewrite /= /delta /=; field.
by rewrite ler_pmul2r ?invr_gt0 ?ltr0n // ler_nat.
Qed.
End ConstantSpeed.

Section Tube.
Variables (R : realFieldType) (X : Type) (dist : X -> X -> R).
Implicit Types (goal theta : nat -> X) (a l r : R) (n k : nat).

(* dist(x, z) ≤ dist(x, y) + dist(y, z) *)
Definition triangle := forall x y z, dist x z <= dist x y + dist y z.

Lemma eq_ler (x y : R) : x = y -> x <= y.
Proof. by move=> ->. Qed.

Lemma tube goal theta n a l r worst : triangle -> 0 <= a < 1 ->
  (forall k, (k < n)%N -> dist (goal k) (goal k.+1) <= l) ->
  (forall k, (k < n)%N -> dist (theta k) (goal k.+1) <= r ->
     dist (theta k.+1) (goal k.+1) <= a * dist (theta k) (goal k.+1) + worst) ->
  (l + worst) / (1 - a) <= r -> dist (theta 0%N) (goal 0%N) <= (a * l + worst) / (1 - a) ->
  forall k, (k <= n)%N -> dist (theta k) (goal k) <= (a * l + worst) / (1 - a) /\
    ((k < n)%N -> dist (theta k) (goal k.+1) <= r).
Proof.
move=> tri /andP [a0 a1] near step room start; have b : 0 < 1 - a by rewrite subr_gt0.
have within k : (k < n)%N -> dist (theta k) (goal k) <= (a * l + worst) / (1 - a) ->
    dist (theta k) (goal k.+1) <= (l + worst) / (1 - a).
  move=> kn e; apply: le_trans (tri _ (goal k) _) _; apply: le_trans (ler_add e (near k kn)) _.
  by apply: eq_ler; field; rewrite gt_eqF.
elim=> [|k IH] kn; first by split=> // n0; apply: le_trans room; apply: within.
have [e _] := IH (ltnW kn); have w := within k kn e.
have {}e : dist (theta k.+1) (goal k.+1) <= (a * l + worst) / (1 - a).
  apply: le_trans (step k kn (le_trans w room)) _.
  apply: le_trans (_ : a * ((l + worst) / (1 - a)) + worst <= _); first by rewrite ler_add2r ler_wpmul2l.
  by apply: eq_ler; field; rewrite gt_eqF.
by split=> // k1; apply: le_trans room; apply: within.
Qed.

(* e_{k+1} ≤ a(e_k + l) + ε_{k+1} ⇒ e_k ≤ a^k e_0 + Σ_{j=1}^k a^{k−j}(al + ε_j) *)
Lemma short_sum (e eps : nat -> R) a l n : 0 <= a ->
  (forall k, (k < n)%N -> e k.+1 <= a * (e k + l) + eps k.+1) ->
  forall k, (k <= n)%N -> e k <= a ^+ k * e 0%N + \sum_(1 <= j < k.+1) a ^+ (k - j) * (a * l + eps j).
Proof.
move=> a0 step; elim=> [|k IH] kn; first by rewrite big_geq // addr0 mul1r.
apply: le_trans (step k kn) _; apply: le_trans (_ : a * (a ^+ k * e 0%N +
    \sum_(1 <= j < k.+1) a ^+ (k - j) * (a * l + eps j) + l) + eps k.+1 <= _).
  by rewrite ler_add2r ler_wpmul2l // ler_add2r; apply: IH; apply: ltnW.
rewrite [X in _ <= _ + X]big_nat_recr //= subnn expr0 mul1r mulrDr mulrDr mulrA -exprS mulr_sumr !addrA.
apply: eq_ler; congr (_ + _ + _ + _); apply: eq_big_nat => j /andP [_ jk].
by rewrite mulrA -exprS subSn.
Qed.

(* aℓ(1 − aⁿ)/(n(1 − a)) *)
Definition tracking_bound a l n : R := a * l * (1 - a ^+ n) / (n%:R * (1 - a)).
(* ℓ/(r(1 − a)) *)
Definition tracking_least_stages a l r : R := l / (r * (1 - a)).

Lemma room_of_stages a l r n : 0 <= a < 1 -> 0 < r -> (0 < n)%N ->
  tracking_least_stages a l r <= n%:R -> (l / n%:R) / (1 - a) <= r.
Proof.
move=> /andP [_ a1] r0 n0; have b : 0 < 1 - a by rewrite subr_gt0.
have n1 : 0 < n%:R :> R by rewrite ltr0n.
rewrite /tracking_least_stages ler_pdivr_mulr ?mulr_gt0 // mulrA => h.
by rewrite ler_pdivr_mulr // ler_pdivr_mulr // mulrC mulrA.
Qed.

(* stages that leave a of an error of at most r, targets ℓ/n apart, start at the first: n ≥ ℓ/(r(1 − a)) ⇒ e_n ≤ the
   bound
   false: half of the stages => tracking_least_stages a l r <= n%:R -> ==> tracking_least_stages a l r <= 2%:R * n%:R ->
   false: half of the bound => <= tracking_bound a l n ==> <= tracking_bound a l n / 2%:R *)
Theorem tracking_tube goal theta n a l r : triangle -> 0 <= a < 1 -> 0 < r -> (0 < n)%N ->
  (forall k, (k < n)%N -> dist (goal k) (goal k.+1) <= l / n%:R) ->
  (forall k, (k < n)%N -> dist (theta k) (goal k.+1) <= r ->
     dist (theta k.+1) (goal k.+1) <= a * dist (theta k) (goal k.+1)) ->
  0 <= l -> dist (theta 0%N) (goal 0%N) = 0 -> tracking_least_stages a l r <= n%:R ->
  dist (theta n) (goal n) <= tracking_bound a l n.
Proof.
move=> tri a01 r0 n0 near step l0 start many; have [a0 a1] := andP a01.
have n1 : 0 < n%:R :> R by rewrite ltr0n.
have b : 0 < 1 - a by rewrite subr_gt0.
have within k : (k < n)%N -> dist (theta k) (goal k.+1) <= r.
  move=> kn; apply: (proj2 (@tube goal theta n a _ r 0 tri a01 near _ _ _ k (ltnW kn)) kn) => [j jn jr||].
  - by rewrite addr0 step.
  - by rewrite addr0 room_of_stages.
  by rewrite start addr0 divr_ge0 ?(ltW b) // mulr_ge0 // divr_ge0 // ltW.
have rec k : (k < n)%N -> dist (theta k.+1) (goal k.+1) <= a * (dist (theta k) (goal k) + l / n%:R) + 0.
  move=> kn; rewrite addr0; apply: le_trans (step k kn (within k kn)) _; rewrite ler_wpmul2l //.
  exact: le_trans (tri _ (goal k) _) (ler_add (lexx _) (near k kn)).
have := short_sum (eps := fun=> 0) a0 rec (leqnn n); rewrite start mulr0 add0r => /le_trans; apply.
rewrite big_add1 /= big_mkord addr0 -mulr_suml (reindex_inj rev_ord_inj) /=.
have -> : \sum_(i < n) a ^+ (n - (n - i.+1).+1) = \sum_(i < n) a ^+ i.
  by apply: eq_bigr => i _; rewrite subnSK // subKn // ltnW.
rewrite geometric_sum ?lt_eqF // /tracking_bound; apply: eq_ler; field.
by rewrite !gt_eqF.
Qed.
End Tube.

(* Gradient steps stage after stage along a path of losses: the tube of the optimum. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences
  derive realfun.
From kdaudit.algebra Require Import laws homotopy.
From kdaudit.algebra.equivalence Require Import students.
From kdaudit.analysis Require Import powers equivalence.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope ring_scope.

Section Symmetric.
Variables (R : realFieldType) (d : nat).
Implicit Types (u v x : 'rV[R]_d).

Lemma combined (a b c : R) :
  b ^+ 2 * a ^+ 2 + 2%:R * (b * (- a * c)) + (- a) ^+ 2 * b ^+ 2 = 2%:R * (a * b) * (a * b - c).
Proof. by ring. Qed.

Lemma inner_mulr u v (B : 'M[R]_d) : inner (u *m B) v = inner u (v *m B^T).
Proof. by rewrite !innerE trmx_mul trmxK mulmxA. Qed.

Lemma symmetric_bound (B : 'M[R]_d) rho u v : 0 < rho -> B^T = B ->
  (forall x, - (rho * norm2 x) <= inner x (x *m B) <= rho * norm2 x) ->
  norm2 u = inner u (v *m B) -> norm2 u <= rho ^+ 2 * norm2 v.
Proof.
move=> rho0 BT bound uE; have /andP [_ up] := bound (u + rho *: v); have /andP [lo _] := bound (u - rho *: v).
have sym : inner v (u *m B) = norm2 u by rewrite innerC inner_mulr BT -uE.
have := ler_sub up lo; rewrite !mulmxDl mulNmx -!scalemxAl !innerDl !innerDr !innerNl !innerNr !innerZl !innerZr.
rewrite -uE sym opprK -mulrDr !norm2D norm2N norm2Z innerNr innerZr => h.
have {}h : 4%:R * rho * norm2 u <= 2%:R * rho * (norm2 u + rho ^+ 2 * norm2 v).
  apply: le_trans (_ : _ <= _) (le_trans h _); rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
have p0 : 0 < 2%:R * rho by rewrite mulr_gt0 ?ltr0n.
move: h; rewrite (_ : 4%:R * rho * norm2 u = 2%:R * rho * (norm2 u + norm2 u)); last by ring.
by rewrite ler_pmul2l // ler_add2l.
Qed.
End Symmetric.

Section Norm.
Variables (R : realType) (d : nat).
Implicit Types (u v w x y z : 'rV[R]_d).

(* the Euclidean distance ‖x − y‖ *)
Definition distance x y : R := Num.sqrt (norm2 (x - y)).

Lemma distance_ge0 x y : 0 <= distance x y.
Proof. exact: sqrtr_ge0. Qed.

Lemma distance_sqr x y : distance x y ^+ 2 = norm2 (x - y).
Proof. by rewrite sqr_sqrtr // norm2_ge0. Qed.

Lemma cauchy_schwarz u v : inner u v <= Num.sqrt (norm2 u) * Num.sqrt (norm2 v).
Proof.
have [a0 b0] := (sqrtr_ge0 (norm2 u), sqrtr_ge0 (norm2 v)).
have [aE bE] := (sqr_sqrtr (norm2_ge0 u), sqr_sqrtr (norm2_ge0 v)).
move: (Num.sqrt _) (Num.sqrt (norm2 v)) a0 b0 aE bE => a b a0 b0 aE bE.
case: (eqVneq a 0) aE a0 => [->|a1] aE a0.
  by rewrite mul0r; have /norm2_eq0 -> : norm2 u = 0; rewrite -?aE ?expr0n // inner0l.
case: (eqVneq b 0) bE b0 => [->|b1] bE b0.
  by rewrite mulr0 innerC; have /norm2_eq0 -> : norm2 v = 0; rewrite -?bE ?expr0n // inner0l.
have p0 : 0 < 2%:R * (a * b) by rewrite !mulr_gt0 ?ltr0n // lt_neqAle eq_sym ?a1 ?b1.
have e : norm2 (b *: u + (- a) *: v) = 2%:R * (a * b) * (a * b - inner u v).
  by rewrite norm2D !norm2Z innerZl innerZr -aE -bE; exact: combined.
by have := norm2_ge0 (b *: u + (- a) *: v); rewrite e pmulr_rge0 // subr_ge0.
Qed.

Lemma distance_triangle : triangle distance.
Proof.
move=> x y z; rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?addr_ge0 ?distance_ge0 // sqrrD !distance_sqr.
have -> : x - z = (x - y) + (y - z) by rewrite addrA subrK.
rewrite norm2D ler_add2r ler_add2l -[X in _ <= X]mulr_natl; apply: ler_wpmul2l; rewrite ?ler0n //.
exact: cauchy_schwarz.
Qed.

End Norm.

Section Tracking.
Variables (R : realType) (d : nat).
Implicit Types (f : 'rV[R]_d -> R) (g : 'rV[R]_d -> 'rV[R]_d) (H : 'rV[R]_d -> 'M[R]_d) (c x v w : 'rV[R]_d).
Implicit Types (mu L r ell : R).

(* at x f has gradient g(x) and Hessian H(x): d/dt f(x + tv) = ⟨g(x), v⟩ and d/dt ⟨w, g(x + tv)⟩ = ⟨w, vH(x)⟩ at t =
   0, all v, w;
   H(x) is symmetric, with μ‖v‖² ≤ ⟨v, vH(x)⟩ ≤ L‖v‖² *)
Definition curved f g H mu L x := [/\ forall v, is_derive (0 : R) 1 (fun t => f (x + t *: v)) (inner (g x) v),
  forall v w, is_derive (0 : R) 1 (fun t => inner w (g (x + t *: v))) (inner w (v *m H x)),
  (H x)^T = H x & forall v, mu * norm2 v <= inner v (v *m H x) <= L * norm2 v].

Lemma step_contracts f g H mu L c x r : 0 < mu < L -> (forall y, distance y c <= r -> curved f g H mu L y) ->
  g c = 0 -> distance x c <= r ->
  distance (x - (2%:R / (mu + L)) *: g x) c <= (L - mu) / (L + mu) * distance x c.
Proof.
move=> /andP [mu0 muL] near gc xr; set eta := 2%:R / _; set rho := _ / _.
have L0 := lt_trans mu0 muL; have s0 : 0 < L + mu by rewrite addr_gt0.
have rho0 : 0 < rho by rewrite divr_gt0 // subr_gt0.
pose v := x - c; pose w := x - eta *: g x - c.
pose psi (t : R) := inner w (g (c + t *: v)).
have inside (t : R) : 0 <= t <= 1 -> distance (c + t *: v) c <= r.
  move=> /andP [t0 t1]; apply: le_trans xr; rewrite /distance addrAC subrr add0r norm2Z sqrtrM ?sqr_ge0 //.
  by rewrite sqrtr_sqr ger0_norm // ler_pimull // sqrtr_ge0.
pose phi (t : R) := inner w c + t * inner w v - eta * psi t.
pose dphi (t : R) := inner w v - eta * inner w (v *m H (c + t *: v)).
have D (t : R) : 0 <= t <= 1 -> is_derive t 1 phi (dphi t).
  move=> t01; have [_ /(_ v w) h _ _] := near _ (inside t t01).
  have sh : is_derive t 1 (fun u : R => u - t) 1.
    have -> : (fun u : R => u - t) = id - cst t by [].
    by apply: is_derive_eq; rewrite subr0.
  have dpsi : is_derive t 1 psi (inner w (v *m H (c + t *: v))).
    have -> : psi = (fun u => inner w (g (c + t *: v + u *: v))) \o (fun u : R => u - t).
      by apply/funext => u; rewrite /psi /= -addrA -scalerDl [t + _]addrC subrK.
    have h' : is_derive (t - t) 1 (fun u => inner w (g (c + t *: v + u *: v))) (inner w (v *m H (c + t *: v))).
      by rewrite subrr.
    by apply: is_derive_eq; rewrite mulr1.
  have -> : phi = cst (inner w c) + (inner w v *: id) - eta *: psi.
    by apply/funext => u; rewrite /phi /= mulrC.
  by apply: is_derive_eq; rewrite add0r /dphi -[inner w v *: _]/(inner w v * 1) mulr1.
have [s s01 E] : exists2 s, s \in `]0, 1[%R & phi 1 - phi 0 = dphi s * (1 - 0).
  apply: (@MVT R phi dphi 0 1 ltr01) => [t|].
    by rewrite in_itv /= => /andP [/ltW t0 /ltW t1]; apply: D; rewrite t0.
  apply: continuous_in_subspaceT => t; rewrite inE /= in_itv /= => /D Dt.
  by apply/differentiable_continuous/derivable1_diffP; apply: ex_derive.
move: s01; rewrite in_itv /= => /andP [/ltW s0' /ltW s1].
have [_ _ HT Hb] := near _ (inside s (introT andP (conj s0' s1))).
pose B := 1%:M - eta *: H (c + s *: v).
have cv : c + v = x by rewrite /v addrC subrK.
have phi1 : phi 1 = inner w (x - eta *: g x) by rewrite /phi /psi scale1r mul1r cv -innerDr cv innerBr innerZr.
have phi0 : phi 0 = inner w c.
  by rewrite /phi /psi scale0r addr0 gc [inner w 0]innerC inner0l mulr0 subr0 mul0r addr0.
have wE : norm2 w = inner w (v *m B).
  have -> : inner w (v *m B) = dphi s by rewrite mulmxBr mulmx1 -scalemxAr innerBr innerZr.
  by move: E; rewrite subr0 mulr1 phi1 phi0 -innerBr => <-.
have := @symmetric_bound R d B rho w v rho0 _ _ wE => bound.
have rd : 0 <= rho * distance x c by exact: mulr_ge0 (ltW rho0) (distance_ge0 _ _).
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?distance_ge0 //.
rewrite exprMn !distance_sqr; apply: bound => [|y].
  by rewrite /B raddfB /= trmx1 linearZ /= HT.
rewrite mulmxBr mulmx1 -scalemxAr innerBr innerZr -/(norm2 y); have /andP [lo hi] := Hb y.
have e0 : 0 < eta by rewrite divr_gt0 ?ltr0n // addrC.
have m1 : 1 - eta * mu = rho by rewrite /eta /rho; field; rewrite !gt_eqF // addrC.
have l1 : 1 - eta * L = - rho by rewrite /eta /rho; field; rewrite !gt_eqF // addrC.
have hi' := ler_wpmul2l (ltW e0) hi; have lo' := ler_wpmul2l (ltW e0) lo.
have -> : rho * norm2 y = norm2 y - eta * (mu * norm2 y) by rewrite -m1 mulrBl mul1r mulrA.
apply/andP; split; last by rewrite ler_add2l ler_opp2.
have -> : - (norm2 y - eta * (mu * norm2 y)) = norm2 y - eta * (L * norm2 y).
  by rewrite mulrA -[X in - (X - _)]mul1r -mulrBl m1 -mulNr -l1 mulrBl mul1r mulrA.
by rewrite ler_add2l ler_opp2.
Qed.

Lemma stage_contracts f g H mu L c x r m : 0 < mu < L -> (forall y, distance y c <= r -> curved f g H mu L y) ->
  g c = 0 -> distance x c <= r ->
  distance (descend m (2%:R / (mu + L)) g x) c <= ((L - mu) / (L + mu)) ^+ m * distance x c.
Proof.
move=> muL near gc xr; have /andP [mu0 mL] := muL; set rho := _ / (L + mu).
have s0 : 0 < L + mu by rewrite addr_gt0 // (lt_trans mu0).
have r0 : 0 <= rho by rewrite divr_ge0 ?(ltW s0) // subr_ge0 ltW.
have r1 : rho <= 1 by rewrite ler_pdivr_mulr // mul1r ler_add2l ge0_cp // ltW.
elim: m => [|m IH]; first by rewrite mul1r.
have inside : distance (descend m (2%:R / (mu + L)) g x) c <= r.
  by apply: le_trans IH (le_trans _ xr); rewrite ler_pimull ?distance_ge0 // exprn_ile1.
rewrite /descend iterS exprS -mulrA; apply: le_trans (step_contracts muL near gc inside) _.
by apply: ler_wpmul2l.
Qed.

(* f_s with curvature in [μ, L] within r of its stationary point θ*(s), s in [0, 1], θ* ℓ-Lipschitz; n stages of m
   gradient steps
   of size 2/(μ + L) at s = 1/n, …, 1 from θ*(0), a = ((L − μ)/(L + μ))^m, n ≥ ℓ/(r(1 − a))
   ⇒ ‖θ_n − θ*(1)‖ ≤ aℓ(1 − aⁿ)/(n(1 − a))
   false: half of the stages => tracking_least_stages a ell r <= n%:R -> ==> tracking_least_stages a ell r <= 2%:R *
     n%:R ->
   false: half of the bound => <= tracking_bound a ell n ==> <= tracking_bound a ell n / 2%:R *)
Theorem tracking (f : R -> 'rV[R]_d -> R) (g : R -> 'rV[R]_d -> 'rV[R]_d) (H : R -> 'rV[R]_d -> 'M[R]_d)
    (path : R -> 'rV[R]_d) mu L r ell m n : let a := ((L - mu) / (L + mu)) ^+ m in
  0 < mu < L -> 0 < r -> 0 <= ell -> (0 < m)%N -> (0 < n)%N ->
  (forall s t, 0 <= s <= 1 -> 0 <= t <= 1 -> distance (path s) (path t) <= ell * `|s - t|) ->
  (forall s, 0 <= s <= 1 -> g s (path s) = 0) ->
  (forall s y, 0 <= s <= 1 -> distance y (path s) <= r -> curved (f s) (g s) (H s) mu L y) ->
  tracking_least_stages a ell r <= n%:R ->
  distance (stages (fun k => descend m (2%:R / (mu + L)) (g (k%:R / n%:R))) (path 0) n) (path 1)
    <= tracking_bound a ell n.
Proof.
move=> a muL r0 l0 m0 n0 lipschitz still curves many; have /andP [mu0 mL] := muL.
have n1 : 0 < n%:R :> R by rewrite ltr0n.
have s0 : 0 < L + mu by rewrite addr_gt0 // (lt_trans mu0).
have q0 : 0 <= (L - mu) / (L + mu) by rewrite divr_ge0 ?(ltW s0) // subr_ge0 ltW.
have q1 : (L - mu) / (L + mu) < 1 by rewrite ltr_pdivr_mulr // mul1r ltr_add2l (lt_trans _ mu0) // oppr_lt0.
have a01 : 0 <= a < 1 by rewrite exprn_ge0 //= exprn_ilt1 // -lt0n.
have in01 k : (k <= n)%N -> 0 <= (k%:R / n%:R : R) <= 1.
  by move=> kn; rewrite divr_ge0 ?ler0n //= ler_pdivr_mulr // mul1r ler_nat.
have -> : path 1 = path (n%:R / n%:R) by rewrite divff // gt_eqF.
apply: (tracking_tube (goal := fun k => path (k%:R / n%:R)) (distance_triangle (d := d)) a01 r0 n0) => //.
- move=> k kn; apply: le_trans (lipschitz _ _ (in01 k (ltnW kn)) (in01 k.+1 kn)) _.
  rewrite -mulrBl -opprB -addn1 natrD addrAC subrr add0r normrM normrN1 mul1r ger0_norm // invr_ge0 ler0n.
- move=> k kn h; pose s := k.+1%:R / n%:R : R.
  by apply: (@stage_contracts (f s) (g s) (H s) mu L _ _ r) (still s (in01 _ kn)) h => // y; apply: curves; apply: in01.
by rewrite /= mul0r /distance subrr /norm2 inner0l sqrtr0.
Qed.
End Tracking.

Section SoftmaxStudents.
Variables (R : realType) (N d e V : nat).
Implicit Types (Phi : 'M[R]_(N, d)) (C : 'M[R]_(d, e)) (q : 'M[R]_(N, V)).

(* s = softmax(ΦW) a student of q under KL, s' = softmax(ΦW') any of the same class ⇒
   Σ KL(q‖s') = Σ KL(q‖s) + Σ KL(s‖s') ≥ Σ KL(q‖s), sums over the examples
   false: s any of the class => kl_student Phi q W -> ==>
   false: without the divergence of the students => kl_loss Phi q W + kl_loss Phi (said Phi W) W' ==> kl_loss Phi q W *)
Theorem fidelity_softmax Phi q W W' : (forall i, \sum_j q i j = 1) -> kl_student Phi q W ->
  kl_loss Phi q W' = kl_loss Phi q W + kl_loss Phi (said Phi W) W' /\ kl_loss Phi q W <= kl_loss Phi q W'.
Proof.
move=> q1 m.
split; last exact: m; have /(kl_studentP _ _ q1) g0 := m.
have z : Phi^T *m (q - said Phi W) = 0 by rewrite -opprB mulmxN g0 oppr0.
by rewrite (kl_loss_split _ W W' q1) z innerC inner0l addr0.
Qed.

(* features ΦC nested in Φ, W a softmax student of q ⇒ students of what it says are the students of q
   false: features that are not nested => Psi = Phi *m C -> ==> \rank Psi = \rank (Phi *m C) -> *)
Theorem tower_softmax Phi C (Psi : 'M[R]_(N, e)) q W W2 : Psi = Phi *m C ->
  (forall i, \sum_j q i j = 1) -> kl_student Phi q W -> kl_student Psi (said Phi W) W2 <-> kl_student Psi q W2.
Proof.
move=> nested q1 m.
have /(kl_studentP _ _ q1) g0 := m; have s1 i : \sum_j said Phi W i j = 1.
  have V0 : (0 < V)%N.
    case: (posnP V) (q1 i) => // V0; rewrite big1 => [/esym/eqP|j _]; first by rewrite oner_eq0.
    by case: (no_class V0 j).
  by have [] := said_law Phi W i V0.
have z : Psi^T *m said Phi W = Psi^T *m q.
  by apply: subr0_eq; rewrite -mulmxBr nested trmx_mul -mulmxA g0 mulmx0.
by rewrite (kl_studentP _ _ s1) (kl_studentP _ _ q1) !mulmxBr z.
Qed.
End SoftmaxStudents.

Section Composition.
Variables (R : realType) (V : nat).
Implicit Types p : 'I_V -> R.

(* power at T > 0, n times, is power once at Tⁿ
   false: once at nT => (T ^+ n) ==> (n%:R * T) *)
Theorem composition_power T n p : 0 < T -> law p -> iter n (power T) p =1 power (T ^+ n) p.
Proof.
move=> T0 lp; elim: n => [|n IH] i.
  have [p0 p1] := lp; rewrite /power expr0 invr1 rp_r1 //; under eq_bigr do rewrite rp_r1 //.
  by rewrite p1 divr1.
have Z0 := power_denominator (T ^+ n) lp; set Z := \sum_j _ in Z0.
have step j : rp (iter n (power T) p j) T^-1 = rp (p j) (T ^+ n.+1)^-1 / rp Z T^-1.
  by rewrite IH /power -/Z rp_div ?rp_ge0 // rp_rp exprSr invfM.
have z0 : rp Z T^-1 != 0 by rewrite gt_eqF // rp_gt0.
rewrite iterS /power; under eq_bigr do rewrite step.
by rewrite -mulr_suml step invfM invrK mulrA mulrAC divfK // mulrC.
Qed.
End Composition.

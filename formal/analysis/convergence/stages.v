(* Convergence over the reals: extrapolated starts; students that fall short, and rest, in the tube of the optimum. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets reals signed topology normedtype sequences.
From kdaudit.algebra Require Import laws homotopy.
From kdaudit.algebra.equivalence Require Import students.
From kdaudit.algebra.convergence Require Import stages.
From kdaudit.analysis Require Import homotopy.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section Extrapolation.
Variable R : realType.
Implicit Types (e : nat -> R) (M z C x y : R).

(* e_{k+2} = M(2e_{k+1} − e_k) for every k *)
Definition extrapolated M e := forall k, e k.+2 = M * (2%:R * e k.+1 - e k).

Lemma dies_out e z C : 0 <= z < 1 -> (forall k, e k ^+ 2 <= C * z ^+ k./2) -> e @ \oo --> (0 : R).
Proof.
move=> /andP [z0 z1] small; apply/cvgrPdist_lt => d d0; have d2 : 0 < d ^+ 2 by rewrite exprn_gt0.
have z2 : `|z| < 1 by rewrite ger0_norm.
have /cvgrPdist_lt /(_ _ d2) [N _ NP] := @cvg_geometric R C z z2.
exists N.*2 => // k /= kN; have := NP k./2; rewrite /= geq_half_double kN // => /(_ isT).
rewrite !sub0r !normrN => lt; rewrite -(@ltr_pexpn2r _ 2) ?nnegrE ?(ltW d0) ?normr_ge0 // real_normK ?num_real //.
exact: le_lt_trans (small k) (le_lt_trans (ler_norm _) lt).
Qed.

Lemma stays_away e : (forall k, 1 <= `|e k|) -> ~ e @ \oo --> (0 : R).
Proof.
move=> big /cvgrPdist_lt /(_ 1 ltr01) [N _ /(_ N (leqnn N))] /=.
by rewrite sub0r normrN ltNge big.
Qed.

Lemma extrapolated_exists M x y : exists e, [/\ extrapolated M e, e 0%N = x & e 1%N = y].
Proof.
pose s k := iter k (fun p => (p.2, M * (2%:R * p.2 - p.1))) (x, y).
by exists (fun k => (s k).1); split.
Qed.

(* e_{k+2} = M(2e_{k+1} − e_k) dies out from every start ⇔ −1/3 < M < 1
   false: plain stages' interval => - 3%:R^-1 < M < 1 ==> - 1 < M < 1
   false: the lower end belongs to it => - 3%:R^-1 < M < 1 ==> - 3%:R^-1 <= M < 1 *)
Theorem extrapolation_stability M :
  (forall e, extrapolated M e -> e @ \oo --> (0 : R)) <-> - 3%:R^-1 < M < 1.
Proof.
have three : 0 < 3%:R :> R by rewrite ltr0n.
split=> [all|/andP [M3 M1] e rec]; last first.
  case: (ltP 0 M) => [M0|M0].
    pose q k := (e k.+1 - M * e k) ^+ 2 + M * (1 - M) * e k ^+ 2.
    have c0 : 0 < M * (1 - M) by rewrite mulr_gt0 // subr_gt0.
    have qE k : q k = M ^+ k * q 0%N.
      elim: k => [|k IH]; first by rewrite mul1r.
      by rewrite exprS -mulrA -IH /q rec; ring.
    apply: (@dies_out e M (q 0%N / (M * (1 - M)))) => [|k]; first by rewrite (ltW M0).
    rewrite mulrAC ler_pdivl_mulr //; apply: le_trans (_ : q k <= _).
      by rewrite mulrC ler_addr sqr_ge0.
    have q0 : 0 <= q 0%N by rewrite addr_ge0 ?sqr_ge0 // mulr_ge0 ?sqr_ge0 // ltW.
    rewrite qE [X in X <= _]mulrC; apply: ler_wpmul2l => //; apply: ler_wiexpn2l; rewrite ?(ltW M0) ?(ltW M1) //.
    by rewrite -{2}[k]odd_double_half -addnn addnCA leq_addr.
  pose z := - M * 3%:R; have z0 : 0 <= z by rewrite mulr_ge0 ?oppr_ge0 // ltW.
  have z1 : z < 1 by rewrite -ltr_pdivl_mulr // mul1r ltr_oppl.
  pose m := `|e 0%N| + `|e 1%N|.
  have m0 : 0 <= m by rewrite addr_ge0.
  have step k u : 0 <= u -> `|e k| <= u -> `|e k.+1| <= u -> `|e k.+2| <= z * u.
    move=> u0 ek ek1; rewrite rec normrM (ler0_norm M0) /z -mulrA; apply: ler_wpmul2l; first by rewrite oppr_ge0.
    apply: le_trans (ler_norm_sub _ _) _; rewrite normrM ger0_norm ?ler0n //.
    rewrite (_ : 3%:R * u = 2%:R * u + u); last by ring.
    by apply: ler_add => //; apply: ler_wpmul2l; rewrite ?ler0n.
  have pair j : `|e j.*2| <= m * z ^+ j /\ `|e j.*2.+1| <= m * z ^+ j.
    elim: j => [|j [IH0 IH1]]; first by rewrite mulr1 ler_addl ler_addr.
    have u0 : 0 <= m * z ^+ j by rewrite mulr_ge0 ?exprn_ge0.
    have h := step _ _ u0 IH0 IH1; rewrite doubleS exprS mulrCA; split=> //.
    by apply: step => //; apply: le_trans h _; rewrite ler_pimull // ltW.
  apply: (@dies_out e (z ^+ 2) (m ^+ 2)) => [|k].
    by rewrite sqr_ge0 exprn_ilt1.
  rewrite -exprM mulnC exprM -exprMn -[e k ^+ 2]real_normK ?num_real //.
  rewrite ler_pexpn2r ?nnegrE ?mulr_ge0 ?exprn_ge0 //; have [p0 p1] := pair k./2.
  by rewrite -{1}[k]odd_double_half; case: (odd k).
case: (ltP M 1) => M1; last first.
  have [e [rec e0 e1]] := extrapolated_exists M 1 1; case: (@stays_away e _ (all e rec)) => k.
  have : 1 <= e k <= e k.+1.
    elim: k => [|k /andP [h1 h2]]; first by rewrite e0 e1 lexx.
    rewrite (le_trans h1 h2) /= rec; apply: le_trans (_ : 1 * (2%:R * e k.+1 - e k) <= _).
      by rewrite mul1r mulr2n mulrDl mul1r -addrA ler_addl subr_ge0.
    rewrite ler_wpmul2r // mulr2n mulrDl mul1r -addrA addr_ge0 ?subr_ge0 //.
    exact: le_trans ler01 (le_trans h1 h2).
  by case/andP => h _; apply: le_trans h (ler_norm _).
rewrite andbT ltNge; apply/negP => M3.
have [e [rec e0 e1]] := extrapolated_exists M (- 1) 1; case: (@stays_away e _ (all e rec)) => k.
pose f k := (- 1) ^+ k.+1 * e k.
have fS j : f j.+2 = - M * (2%:R * f j.+1 + f j) by rewrite /f rec !exprS; ring.
have M0 : 3%:R^-1 <= - M by rewrite ler_oppr.
have : 1 <= f k /\ 1 <= f k.+1.
  elim: k => [|k [h0 h1]]; first by rewrite /f e0 e1 expr1 mulrNN sqrrN expr1n !mulr1.
  split=> //; rewrite fS; apply: le_trans (_ : 3%:R^-1 * (2%:R * 1 + 1) <= _).
    by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
  have h2 : 0 <= 3%:R^-1 :> R by rewrite invr_ge0 ltW.
  have h3 : 2%:R * 1 + 1 <= 2%:R * f k.+1 + f k by apply: ler_add => //; apply: ler_wpmul2l; rewrite ?ler0n.
  have h4 : 0 <= 2%:R * 1 + 1 :> R by rewrite addr_ge0 ?mulr_ge0 ?ler0n ?ler01.
  exact: (ler_pmul h2 h4 M0 h3).
by case=> h _; apply: le_trans h (le_trans (ler_norm _) _); rewrite /f normrM normrX normrN1 expr1n mul1r.
Qed.
End Extrapolation.

Section Tube.
Variables (R : realType) (d : nat).
Implicit Types (f : R -> 'rV[R]_d -> R) (g : R -> 'rV[R]_d -> 'rV[R]_d) (H : R -> 'rV[R]_d -> 'M[R]_d).
Implicit Types (path : R -> 'rV[R]_d) (theta : nat -> 'rV[R]_d) (mu L r ell : R) (m n : nat).

Lemma share_in01 mu L m : 0 < mu < L -> (0 < m)%N -> 0 <= ((L - mu) / (L + mu)) ^+ m < 1.
Proof.
move=> /andP [mu0 mL] m0; have s0 : 0 < L + mu by rewrite addr_gt0 // (lt_trans mu0).
have q0 : 0 <= (L - mu) / (L + mu) by rewrite divr_ge0 ?(ltW s0) // subr_ge0 ltW.
have q1 : (L - mu) / (L + mu) < 1 by rewrite ltr_pdivr_mulr // mul1r ltr_add2l (lt_trans _ mu0) // oppr_lt0.
by rewrite exprn_ge0 //= exprn_ilt1 // -lt0n.
Qed.

Lemma place_in01 k n : (0 < n)%N -> (k <= n)%N -> 0 <= (k%:R / n%:R : R) <= 1.
Proof. by move=> n0 kn; rewrite divr_ge0 ?ler0n //= ler_pdivr_mulr ?ltr0n // mul1r ler_nat. Qed.

Lemma path_step path ell n k : (0 < n)%N -> (k < n)%N ->
  (forall s t, 0 <= s <= 1 -> 0 <= t <= 1 -> distance (path s) (path t) <= ell * `|s - t|) ->
  distance (path (k%:R / n%:R)) (path (k.+1%:R / n%:R)) <= ell / n%:R.
Proof.
move=> n0 kn lip; apply: le_trans (lip _ _ (place_in01 n0 (ltnW kn)) (place_in01 n0 kn)) _.
by rewrite -mulrBl -opprB -addn1 natrD addrAC subrr add0r normrM normrN1 mul1r ger0_norm // invr_ge0 ler0n.
Qed.

(* the setting of tracking; stage k ends at most ε_k farther from its optimum than m gradient steps do, ε_k ≤ ε,
   (ℓ/n + ε)/(1 − a) ≤ r, e_0 ≤ (aℓ/n + ε)/(1 − a) ⇒ e_n ≤ aⁿe_0 + Σ_k a^{n−k}(aℓ/n + ε_k), and ≤ (aℓ/n + ε)/(1 − a)
   false: what stages fall short by is left out => slack_term a n k ell (eps k) n ==> slack_term a n k ell 0 n
   false: stages may fall short by more => (forall k, (k < n)%N -> eps k.+1 <= worst) -> ==> *)
Theorem slack f g H path theta eps mu L r ell worst m n : let a := ((L - mu) / (L + mu)) ^+ m in
  0 < mu < L -> (0 < m)%N -> (0 < n)%N ->
  (forall s t, 0 <= s <= 1 -> 0 <= t <= 1 -> distance (path s) (path t) <= ell * `|s - t|) ->
  (forall s, 0 <= s <= 1 -> g s (path s) = 0) ->
  (forall s y, 0 <= s <= 1 -> distance y (path s) <= r -> curved (f s) (g s) (H s) mu L y) ->
  (forall k, (k < n)%N -> distance (theta k.+1) (path (k.+1%:R / n%:R)) <=
     distance (descend m (2%:R / (mu + L)) (g (k.+1%:R / n%:R)) (theta k)) (path (k.+1%:R / n%:R)) + eps k.+1) ->
  (forall k, (k < n)%N -> eps k.+1 <= worst) ->
  (ell / n%:R + worst) / (1 - a) <= r -> distance (theta 0%N) (path 0) <= slack_settled a ell n worst ->
  distance (theta n) (path 1) <=
    a ^+ n * distance (theta 0%N) (path 0) + \sum_(1 <= k < n.+1) slack_term a n k ell (eps k) n /\
  distance (theta n) (path 1) <= slack_settled a ell n worst.
Proof.
move=> a muL m0 n0 lip still curves short small room start; have /andP [a0 a1] := share_in01 muL m0.
pose goal k := path (k%:R / n%:R); have g0 : goal 0%N = path 0 by rewrite /goal mul0r.
have gn : goal n = path 1 by rewrite /goal divff // pnatr_eq0 -lt0n.
have step k : (k < n)%N -> distance (theta k) (goal k.+1) <= r ->
    distance (theta k.+1) (goal k.+1) <= a * distance (theta k) (goal k.+1) + eps k.+1.
  move=> kn kr; apply: le_trans (short k kn) _; rewrite ler_add2r; have s01 := place_in01 n0 kn.
  exact: (stage_contracts m muL (fun y => curves _ y s01) (still _ s01) kr).
have [sum tube] := slack_tube (goal := goal) worst (@distance_triangle R d) a0 n0 (fun k kn => path_step n0 kn lip)
  step.
rewrite -gn -g0 in start *; have [within bound] := tube a1 small room start.
by split; [exact: sum within n (leqnn n)|exact: bound n (leqnn n)].
Qed.

(* the setting of tracking at double speed: n even, s = 2/n, 4/n, …, 1 and then rest, n ≥ 2ℓ/(r(1 − a)) ⇒ e_n ≤ 2a
   a^{n/2}ℓ/(n(1 − a))
   false: half of the bound => <= rest_bound a ell n ==> <= rest_bound a ell n / 2%:R *)
Theorem rest f g H path mu L r ell m n : let a := ((L - mu) / (L + mu)) ^+ m in
  let place k : R := if (k <= n./2)%N then k%:R / n./2%:R else 1 in
  0 < mu < L -> 0 < r -> 0 <= ell -> (0 < m)%N -> (0 < n)%N -> ~~ odd n ->
  (forall s t, 0 <= s <= 1 -> 0 <= t <= 1 -> distance (path s) (path t) <= ell * `|s - t|) ->
  (forall s, 0 <= s <= 1 -> g s (path s) = 0) ->
  (forall s y, 0 <= s <= 1 -> distance y (path s) <= r -> curved (f s) (g s) (H s) mu L y) ->
  2%:R * ell / (r * (1 - a)) <= n%:R ->
  distance (stages (fun k => descend m (2%:R / (mu + L)) (g (place k))) (path 0) n) (path 1) <= rest_bound a ell n.
Proof.
move=> a place muL r0 l0 m0 n0 even lip still curves many; have a01 := share_in01 muL m0.
have nE : n = (n./2 * 2)%N by rewrite muln2 -[LHS]odd_double_half (negPf even).
have j0 : (0 < n./2)%N by move: n0; rewrite {1}nE muln_gt0 andbT.
have place01 k : 0 <= place k <= 1 by rewrite /place; case: ifP => [/(place_in01 j0) //|_]; rewrite ler01 lexx.
have last k : (n./2 <= k)%N -> place k = 1.
  move=> jk; rewrite /place; case: ifP => // kj; have -> : k = n./2 by apply/eqP; rewrite eqn_leq kj jk.
  by rewrite divff // pnatr_eq0 -lt0n.
have lastn : place n = 1 by apply: last; rewrite {2}nE leq_pmulr.
have -> : path 1 = path (place n) by rewrite lastn.
apply: (rest_tube (goal := path \o place) (@distance_triangle R d) a01 l0 r0 n0 even) => //.
- move=> k kj; rewrite /= /place kj (ltnW kj) (_ : 2%:R * ell / n%:R = ell / n./2%:R); first exact: path_step.
  by rewrite [in LHS]nE natrM; field; rewrite pnatr_eq0 -lt0n.
- by move=> k jk; rewrite /= (last k jk) last.
- move=> k kn kr; have s01 := place01 k.+1; exact: (stage_contracts m muL (fun y => curves _ y s01) (still _ s01) kr).
by rewrite /= /place leq0n mul0r /distance subrr /norm2 inner0l sqrtr0.
Qed.
End Tube.

Section Sparsity.
Variables (R : realType) (N d : nat).

(* λ_k = Λk/n, and no |β_i| in (Λ − E_n, Λ] ⇒ ‖θ_n − θ*(Λ)‖ = a(1 − aⁿ)/(n(1 − a)) Λ √K, K the number of |β_i| > Λ
   false: weights in between => (forall i, `|beta i 0| <= Lam -> `|beta i 0| <= Lam - sparsity_uniform a n * Lam) -> ==>
   false: K in place of its root => Num.sqrt #|[pred i | Lam < `|beta i 0|]|%:R ==> #|[pred i | Lam < `|beta i 0|]|%:R *)
Theorem sparsity (X : 'M[R]_(N, d)) z eta m n (Lam : R) : let a := (1 - eta) ^+ m in let beta := X^T *m z in
  X^T *m X = 1%:M -> 0 < eta < 1 -> (0 < m)%N -> (0 < n)%N -> 0 <= Lam ->
  (forall i, `|beta i 0| <= Lam -> `|beta i 0| <= Lam - sparsity_uniform a n * Lam) ->
  Num.sqrt (norm2 (stages (fun k => iter m (proximal X z eta (Lam * k%:R / n%:R))) beta n - shrunk beta Lam)) =
    sparsity_uniform a n * Lam * Num.sqrt #|[pred i | Lam < `|beta i 0|]|%:R.
Proof.
move=> a beta X1 /andP [e0 e1] m0 n0 L0 apart.
rewrite (sparsity_squared X1) ?e0 // sqrtrM ?sqr_ge0 // sqrtr_sqr ger0_norm // mulr_ge0 //.
have a0 : 0 <= a by rewrite exprn_ge0 // subr_ge0 ltW.
have a1 : a <= 1 by apply: exprn_ile1; [rewrite subr_ge0 ltW|rewrite ler_subl_addr ler_addl ltW].
by rewrite /sparsity_uniform divr_ge0 ?mulr_ge0 ?ler0n ?subr_ge0 // exprn_ile1.
Qed.
End Sparsity.

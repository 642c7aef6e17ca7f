(* What n stages leave of an error: students that fall short, rest, greedy students, soft thresholds, a budget of
   steps. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws homotopy.
From kdaudit.algebra.equivalence Require Import students.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Slack.
Variables (R : realFieldType) (X : Type) (dist : X -> X -> R).
Implicit Types (goal theta : nat -> X) (eps : nat -> R) (a l r worst short : R) (n k : nat).

(* a^{n−k}(aℓ/stages + ε_k) *)
Definition slack_term a n k l short (stages : nat) : R := a ^+ (n - k) * (a * l / stages%:R + short).
(* (aℓ/n + ε)/(1 − a) *)
Definition slack_settled a l n worst : R := (a * l / n%:R + worst) / (1 - a).

(* targets ℓ/n apart; stage k leaves a of an error of at most r, and ε_k more. Where stages start within r:
   e_k ≤ a^k e_0 + Σ_{j=1}^k a^{k−j}(aℓ/n + ε_j). And where a < 1, ε_k ≤ ε, (ℓ/n + ε)/(1 − a) ≤ r and
   e_0 ≤ (aℓ/n + ε)/(1 − a): they do start within r, and e_k ≤ (aℓ/n + ε)/(1 − a)
   false: what stages fall short by is left out => slack_term a k j l (eps j) n ==> slack_term a k j l 0 n
   false: the tube need not hold ε => (l / n%:R + worst) / (1 - a) <= r -> ==> (l / n%:R) / (1 - a) <= r -> *)
Theorem slack_tube goal theta eps n a l r worst : triangle dist -> 0 <= a -> (0 < n)%N ->
  (forall k, (k < n)%N -> dist (goal k) (goal k.+1) <= l / n%:R) ->
  (forall k, (k < n)%N -> dist (theta k) (goal k.+1) <= r ->
     dist (theta k.+1) (goal k.+1) <= a * dist (theta k) (goal k.+1) + eps k.+1) ->
  ((forall k, (k < n)%N -> dist (theta k) (goal k.+1) <= r) -> forall k, (k <= n)%N ->
    dist (theta k) (goal k) <= a ^+ k * dist (theta 0%N) (goal 0%N) +
      \sum_(1 <= j < k.+1) slack_term a k j l (eps j) n) /\
  (a < 1 -> (forall k, (k < n)%N -> eps k.+1 <= worst) -> (l / n%:R + worst) / (1 - a) <= r ->
    dist (theta 0%N) (goal 0%N) <= slack_settled a l n worst ->
    (forall k, (k < n)%N -> dist (theta k) (goal k.+1) <= r) /\
    (forall k, (k <= n)%N -> dist (theta k) (goal k) <= slack_settled a l n worst)).
Proof.
move=> tri a0 n0 near step; split=> [within k kn|a1 small room start].
  rewrite /slack_term; under eq_bigr do rewrite -mulrA.
  apply: (short_sum (e := fun k => dist (theta k) (goal k)) (n := n)) => // j jn.
  apply: le_trans (step j jn (within j jn)) _; rewrite ler_add2r ler_wpmul2l //.
  exact: le_trans (tri _ (goal j) _) (ler_add (lexx _) (near j jn)).
have a01 : 0 <= a < 1 by rewrite a0.
have T : forall k, (k <= n)%N -> dist (theta k) (goal k) <= slack_settled a l n worst /\
    ((k < n)%N -> dist (theta k) (goal k.+1) <= r).
  rewrite /slack_settled -mulrA; apply: (tube tri a01 near) => // [k kn kr|]; last by rewrite mulrA.
  by apply: le_trans (step k kn kr) _; rewrite ler_add2l small.
by split=> k kn; [apply: (proj2 (T k (ltnW kn)))|apply: (proj1 (T k kn))].
Qed.

(* 2a a^{n/2} ℓ/(n(1 − a)), n even *)
Definition rest_bound a l n : R := a ^+ n./2 * 2%:R * a * l / (n%:R * (1 - a)).

(* n = 2j stages that leave a of an error of at most r: targets move 2ℓ/n a stage for j stages, and rest for j
   false: half of the bound => <= rest_bound a l n ==> <= rest_bound a l n / 2%:R
   false: the share aⁿ => <= rest_bound a l n ==> <= rest_bound a l n * a ^+ n./2 *)
Theorem rest_tube goal theta n a l r : triangle dist -> 0 <= a < 1 -> 0 <= l -> 0 < r -> (0 < n)%N -> ~~ odd n ->
  (forall k, (k < n./2)%N -> dist (goal k) (goal k.+1) <= 2%:R * l / n%:R) ->
  (forall k, (n./2 <= k)%N -> goal k = goal n./2) ->
  (forall k, (k < n)%N -> dist (theta k) (goal k.+1) <= r ->
     dist (theta k.+1) (goal k.+1) <= a * dist (theta k) (goal k.+1)) ->
  dist (theta 0%N) (goal 0%N) = 0 -> 2%:R * l / (r * (1 - a)) <= n%:R ->
  dist (theta n) (goal n) <= rest_bound a l n.
Proof.
move=> tri a01 l0 r0 n0 even near still step start many; have [a0 a1] := andP a01.
have b : 0 < 1 - a by rewrite subr_gt0.
set j := n./2 in near still *; have nE : n = (j * 2)%N by rewrite muln2 -[n]odd_double_half (negPf even).
have nj : n = (j + j)%N by rewrite addnn -muln2.
have j0 : (0 < j)%N by move: n0; rewrite nE muln_gt0 andbT.
have jn : (j <= n)%N by rewrite nE leq_pmulr.
have j1 : 0 < j%:R :> R by rewrite ltr0n.
have half : 2%:R * l / n%:R = l / j%:R by rewrite nE natrM; field; rewrite gt_eqF.
have least : tracking_least_stages a l r <= j%:R.
  move: many; rewrite nE natrM /tracking_least_stages -mulrA [_ * 2%:R]mulrC ler_pmul2l ?ltr0n //.
have first : dist (theta j) (goal j) <= a * l / (j%:R * (1 - a)).
  apply: le_trans (tracking_tube tri a01 r0 j0 _ _ l0 start least) _ => [k kj|k kj|].
  - by rewrite -half; apply: near.
  - by apply: step; apply: leq_trans kj jn.
  rewrite /tracking_bound ler_pmul2r ?invr_gt0 ?mulr_gt0 // ler_pimulr ?mulr_ge0 //.
  by rewrite ler_subl_addr ler_addl exprn_ge0.
have small : a * l / (j%:R * (1 - a)) <= r.
  apply: le_trans (room_of_stages a01 r0 j0 least); rewrite invfM mulrA ler_pmul2r ?invr_gt0 //.
  by rewrite ler_pmul2r ?invr_gt0 // ler_pimull // ltW.
have later i : (i <= j)%N -> dist (theta (j + i)%N) (goal j) <= a ^+ i * (a * l / (j%:R * (1 - a))).
  elim: i => [|i IH] ij; first by rewrite addn0 mul1r.
  have := step (j + i)%N; rewrite -addnS (still (j + i.+1)%N) ?leq_addr // => h.
  have e := IH (ltnW ij); have lt : (j + i.+1 <= n)%N by rewrite nj leq_add2l.
  have near_r : dist (theta (j + i)%N) (goal j) <= r.
    apply: le_trans e (le_trans _ small); rewrite ler_pimull //; last by rewrite exprn_ile1 // ltW.
    by rewrite divr_ge0 ?mulr_ge0 // ltW.
  apply: le_trans (h lt near_r) _.
  by rewrite exprS -mulrA ler_wpmul2l.
rewrite {1 2}nj (still (j + j)%N) ?leq_addr //; apply: le_trans (later j (leqnn j)) _.
rewrite /rest_bound -/j nE natrM; apply: eq_ler; move: (a ^+ j) j%:R j1 => x y y0.
by field; rewrite !gt_eqF.
Qed.
End Slack.

Section Greedy.
Variables (R : realFieldType) (d : nat) (A : Type) (atom : A -> 'rV[R]_d).
Implicit Types (f : 'rV[R]_d -> R) (g : 'rV[R]_d -> 'rV[R]_d) (C : 'rV[R]_d -> Prop) (x y u v : 'rV[R]_d) (L D : R).

(* the hull of the atoms: the least set that holds them, and with any two points the segment between them *)
Inductive hull : 'rV[R]_d -> Prop :=
| hull_atom i : hull (atom i)
| hull_mix x y (t : R) of 0 <= t <= 1 & hull x & hull y : hull (x + t *: (y - x)).

(* f is convex on C, with gradient g: f(y) ≥ f(x) + ⟨g(x), y − x⟩ *)
Definition convex_on C f g := forall x y, C x -> C y -> f x + inner (g x) (y - x) <= f y.
(* f is L-smooth on C: f(y) ≤ f(x) + ⟨g(x), y − x⟩ + L/2 ‖y − x‖² *)
Definition smooth_on C f g L := forall x y, C x -> C y ->
  f y <= f x + inner (g x) (y - x) + L / 2%:R * norm2 (y - x).
(* 2 size/(n + 2), where size = LD² *)
Definition greedy_bound (size : R) (n : nat) : R := 2%:R * size / (n%:R + 2%:R).

Lemma norm2_mix u v t : norm2 (u + t *: (v - u)) = (1 - t) * norm2 u + t * norm2 v - t * (1 - t) * norm2 (v - u).
Proof.
have -> : norm2 v = norm2 (u + (v - u)) by rewrite addrC subrK.
by rewrite norm2D norm2Z innerZr [norm2 (u + _)]norm2D; ring.
Qed.

Lemma hull_near D x i : (forall i j, norm2 (atom i - atom j) <= D ^+ 2) -> hull x -> norm2 (atom i - x) <= D ^+ 2.
Proof.
move=> diam; elim=> [j|{}x y t /andP [t0 t1] _ hx _ hy]; first exact: diam.
have -> : atom i - (x + t *: (y - x)) = (atom i - x) + t *: ((atom i - y) - (atom i - x)).
  by apply/matrixP => k l; rewrite !mxE; ring.
rewrite norm2_mix; apply: le_trans (_ : (1 - t) * D ^+ 2 + t * D ^+ 2 <= _); last by rewrite -mulrDl subrK mul1r.
rewrite ler_subl_addr; apply: le_trans (_ : (1 - t) * D ^+ 2 + t * D ^+ 2 <= _).
  by rewrite ler_add // ler_wpmul2l // subr_ge0.
by rewrite ler_addl mulr_ge0 ?norm2_ge0 // mulr_ge0 // subr_ge0.
Qed.

Lemma hull_best x v i : (forall j, inner v (atom i) <= inner v (atom j)) -> hull x -> inner v (atom i) <= inner v x.
Proof.
move=> best; elim=> [j|{}x y t /andP [t0 t1] _ hx _ hy]; first exact: best.
rewrite innerDr innerZr innerBr; have -> : inner v x + t * (inner v y - inner v x) = (1 - t) * inner v x +
  t * inner v y.
  by ring.
have -> : inner v (atom i) = (1 - t) * inner v (atom i) + t * inner v (atom i) by ring.
by rewrite ler_add // ler_wpmul2l // subr_ge0.
Qed.

(* f convex and L-smooth on the hull of atoms of diameter D, steps of 2/(k + 2) towards a best atom, from an atom ⇒
   f(θ_n) − f(x) ≤ 2LD²/(n + 2) for every n ≥ 1 and every x of the hull: the least value of f there, too
   false: any atom in place of the best => (forall k i, inner (g (theta k)) (atom (a k)) <= inner (g (theta k)) (atom
     i)) -> ==>
   false: a quarter of the bound => <= greedy_bound (L * D ^+ 2) n ==> <= greedy_bound (L * D ^+ 2) n / 4%:R *)
Theorem greedy_law f g L D (theta : nat -> 'rV[R]_d) (a : nat -> A) : 0 <= L -> convex_on hull f g ->
  smooth_on hull f g L ->
  (forall i j, norm2 (atom i - atom j) <= D ^+ 2) -> (exists i, theta 0%N = atom i) ->
  (forall k i, inner (g (theta k)) (atom (a k)) <= inner (g (theta k)) (atom i)) ->
  (forall k, theta k.+1 = theta k + (2%:R / k.+2%:R) *: (atom (a k) - theta k)) ->
  forall n x, (0 < n)%N -> hull x -> f (theta n) - f x <= greedy_bound (L * D ^+ 2) n.
Proof.
move=> L0 conv smooth diam [i0 start] best step n x n0 hx.
have g01 k : 0 <= (2%:R / k.+2%:R : R) <= 1.
  by rewrite divr_ge0 ?ler0n //= ler_pdivr_mulr ?ltr0n // mul1r ler_nat.
have inside k : hull (theta k).
  by elim: k => [|k IH]; [rewrite start; constructor|rewrite step; constructor => //; constructor].
have fall k : f (theta k.+1) - f x <=
    (1 - 2%:R / k.+2%:R) * (f (theta k) - f x) + (2%:R / k.+2%:R) ^+ 2 * (L * D ^+ 2 / 2%:R).
  have /andP [c0 c1] := g01 k; set c := 2%:R / _ in c0 c1 *.
  have := smooth _ _ (inside k) (inside k.+1).
  rewrite (_ : theta k.+1 - _ = c *: (atom (a k) - theta k)); last by rewrite step addrAC subrr add0r.
  rewrite innerZr norm2Z => s.
  have near := hull_near (a k) diam (inside k).
  have b := hull_best (best k) hx; have cv := conv _ _ (inside k) hx.
  have {}b : inner (g (theta k)) (atom (a k) - theta k) <= f x - f (theta k).
    rewrite ler_subr_addr addrC; apply: le_trans cv; rewrite ler_add2l !innerBr ler_add2r //.
  rewrite -subr_ge0; apply: le_trans (_ : 0 <= c * (f x - f (theta k) - inner (g (theta k)) (atom (a k) - theta k)) +
    L / 2%:R * c ^+ 2 * (D ^+ 2 - norm2 (atom (a k) - theta k)) + (f (theta k) +
      c * inner (g (theta k)) (atom (a k) - theta k) + L / 2%:R * (c ^+ 2 * norm2 (atom (a k) - theta k)) -
      f (theta k.+1))) _.
    apply: addr_ge0; last by rewrite subr_ge0.
    by rewrite addr_ge0 ?mulr_ge0 ?invr_ge0 ?ler0n ?sqr_ge0 // subr_ge0.
  by apply: eq_ler; field.
set S := L * D ^+ 2 in fall *; have S0 : 0 <= S by rewrite mulr_ge0 ?sqr_ge0.
have nat_gt0 k : 0 < k.+1%:R :> R by rewrite ltr0n.
rewrite /greedy_bound -natrD addn2; case: n n0 => // n _; elim: n => [|n IH].
  apply: le_trans (fall 0%N) _; rewrite divff ?pnatr_eq0 // subrr mul0r add0r expr1n mul1r.
  rewrite -subr_ge0 (_ : _ - _ = S / 6%:R); first by apply: divr_ge0; rewrite ?ler0n.
  by field.
apply: le_trans (fall n.+1) _; set e := f (theta n.+1) - f x in IH *.
apply: le_trans (_ : (1 - 2%:R / n.+3%:R) * (2%:R * S / n.+3%:R) + (2%:R / n.+3%:R) ^+ 2 * (S / 2%:R) <= _).
  by rewrite ler_add2r ler_wpmul2l // subr_ge0; have /andP [] := g01 n.+1.
have -> : n.+4%:R = n.+3%:R + 1 :> R by rewrite -addn1 natrD.
move: n.+3%:R (nat_gt0 n.+2) => z z0; have z1 : 0 < z + 1 by exact: (ltr_paddr ler01 z0).
rewrite -subr_ge0 (_ : _ - _ = 2%:R * S / (z ^+ 2 * (z + 1))); last by field; rewrite !gt_eqF.
by apply: divr_ge0; apply: mulr_ge0; rewrite ?ler0n ?sqr_ge0 // ltW.
Qed.
End Greedy.

Section Budget.
Variable R : realFieldType.
Implicit Types (rho ell r : R) (n m : nat).

(* ℓρ^m/(n(1 − ρ^m)) *)
Definition budget_bound rho n m ell : R := ell * rho ^+ m / (n%:R * (1 - rho ^+ m)).
(* ℓ/(r(1 − ρ^m)) *)
Definition budget_least_stages rho m ell r : R := ell / (r * (1 - rho ^+ m)).

Lemma mean_rises (x : nat -> R) : (forall j, x j < x j.+1) ->
  {homo (fun m => (\sum_(j < m.+1) x j) / m.+1%:R) : m m' / (m < m')%N >-> m < m'}.
Proof.
move=> up; have rise := homo_ltn lt_trans up; apply: (homo_ltn lt_trans) => m.
rewrite ltr_pdivr_mulr ?ltr0n // mulrAC ltr_pdivl_mulr ?ltr0n // [X in _ < X * _]big_ord_recr /=.
have e : m.+2%:R = m.+1%:R + 1 :> R by rewrite -addn1 natrD.
rewrite e mulrDr mulr1 mulrDl ltr_add2l mulr_natr.
rewrite -[X in _ < _ *+ X](card_ord m.+1) -sumr_const; rewrite !big_ord_recr /=.
by apply: ler_lt_add; [apply: ler_sum => j _; apply/ltW/rise; apply: leqW|apply: up].
Qed.

(* N = nm = n'm' steps in all, n < n' ⇒ b(n) < b(n')
   false: the other way about => (n < n')%N -> ==> (n' < n)%N ->
   false: m steps a stage, whatever n => (n * m = n' * m')%N -> ==> (m = m')%N -> *)
Theorem budget_looser rho ell n m n' m' : 0 < rho < 1 -> 0 < ell -> (0 < n)%N -> (0 < m')%N -> (n * m = n' * m')%N ->
  (n < n')%N -> budget_bound rho n m ell < budget_bound rho n' m' ell.
Proof.
move=> /andP [r0 r1] l0 n0 m0 nm nn; have mm : (m' < m)%N.
  by rewrite -(ltn_pmul2l n0) nm ltn_mul2r m0.
case: m m' m0 nm mm => // m [] // m' _ nm mm; have r2 : rho != 0 by rewrite gt_eqF.
have up j : rho^-1 ^+ j < rho^-1 ^+ j.+1 by rewrite ltr_eexpn2l ?invf_gt1.
have e k : rho ^+ k.+1 / (1 - rho ^+ k.+1) = (rho^-1 - 1)^-1 * (\sum_(j < k.+1) rho^-1 ^+ j)^-1.
  rewrite -invfM -subrX1 -[LHS]invrK invf_div mulrBl mul1r divff ?expf_neq0 // exprVn //.
have /= st := mean_rises up (mm : (m' < m)%N).
have N k : 0 < k.+1%:R :> R by rewrite ltr0n.
have pos k : 0 < \sum_(j < k.+1) rho^-1 ^+ j.
  rewrite big_ord_recl ltr_paddr ?ltr01 // sumr_ge0 // => j _; by rewrite exprn_ge0 // invr_ge0 ltW.
have c0 : 0 < (rho^-1 - 1)^-1 by rewrite invr_gt0 subr_gt0 invf_gt1.
have f k j : (0 < k)%N -> budget_bound rho k j.+1 ell =
    ell * ((rho^-1 - 1)^-1 / (k * j.+1)%:R * ((\sum_(i < j.+1) rho^-1 ^+ i) / j.+1%:R)^-1).
  move=> k0; rewrite /budget_bound -mulf_div e natrM; move: (rho^-1 - 1)^-1 (pos j) => c;
    move: (\sum_(i < _) _) => S S0.
  have : 0 < k%:R :> R by rewrite ltr0n.
  by move: k%:R j.+1%:R (N j) => z y y0 z0; field; rewrite !gt_eqF.
have n1 : (0 < n')%N by apply: ltn_trans nn.
rewrite !f // nm ltr_pmul2l // ltr_pmul2l; last by rewrite divr_gt0 // ltr0n muln_gt0 n1.
by rewrite ltf_pinv ?posrE ?divr_gt0.
Qed.

(* N = nm = n'm', n < n', and n ≥ ℓ/(r(1 − ρ^m)) ⇒ n' ≥ ℓ/(r(1 − ρ^m'))
   false: the other way about => (n < n')%N -> ==> (n' < n)%N -> *)
Theorem budget_none rho ell r n m n' m' : 0 < rho < 1 -> 0 < ell -> 0 < r -> (0 < n)%N -> (0 < m')%N ->
  (n * m = n' * m')%N -> (n < n')%N ->
  budget_least_stages rho m ell r <= n%:R -> budget_least_stages rho m' ell r <= n'%:R.
Proof.
move=> /andP [r0 r1] l0 rad0 n0 m0 nm nn; have mm : (m' < m)%N.
  by rewrite -(ltn_pmul2l n0) nm ltn_mul2r m0.
case: m m' m0 nm mm => // m [] // m' _ nm mm.
have up j : - rho ^+ j < - rho ^+ j.+1 by rewrite ltr_oppl opprK ltr_iexpn2l.
have n1 : (0 < n')%N by apply: ltn_trans nn.
have e k j : (0 < k)%N -> (budget_least_stages rho j.+1 ell r <= k%:R) =
    (ell / (r * (1 - rho) * (k * j.+1)%:R) <= - ((\sum_(i < j.+1) - rho ^+ i) / j.+1%:R)).
  move=> k0; have k1 : 0 < k%:R :> R by rewrite ltr0n.
  have j1 : 0 < j.+1%:R :> R by rewrite ltr0n.
  have q0 : 0 < 1 - rho by rewrite subr_gt0.
  have p0 : 0 < 1 - rho ^+ j.+1 by rewrite subr_gt0 exprn_ilt1 // ltW.
  rewrite sumrN mulNr opprK geometric_sum ?lt_eqF // natrM.
  rewrite /budget_least_stages !ler_pdivr_mulr ?mulr_gt0 //; congr (_ <= _).
  by move: j.+1%:R j1 => y y0; field; rewrite !gt_eqF.
rewrite !e // nm => /le_trans; apply; rewrite ler_oppl opprK.
exact: ltW (mean_rises up (mm : (m' < m)%N)).
Qed.

(* not: whatever the loss, every number of stages has a guarantee; ρ = 1/2, ℓ = r = 1, n = m = 1 refute
   false: large enough a tube => 0 < r -> ==> budget_least_stages rho m ell r <= n%:R -> *)
Theorem not_budget : ~ forall (rho ell r : R) n m, 0 < rho < 1 -> 0 < ell -> 0 < r -> (0 < n)%N -> (0 < m)%N ->
  budget_least_stages rho m ell r <= n%:R.
Proof.
move=> /(_ 2%:R^-1 1 1 1%N 1%N); rewrite invr_gt0 invf_lt1 ltr0n // ltr1n => /(_ isT ltr01 ltr01 isT isT).
rewrite /budget_least_stages expr1 mul1r (_ : 1 - 2%:R^-1 = 2%:R^-1 :> R); last by field.
by rewrite div1r invrK ler_nat.
Qed.
End Budget.

Section SoftThreshold.
Variables (R : realFieldType) (N d : nat).
Implicit Types (a b x y lam mu eta rise : R) (X : 'M[R]_(N, d)) (z : 'cV[R]_N) (beta theta : 'cV[R]_d).

(* x moved towards 0 by t, and 0 if it gets there *)
Definition soft (t x : R) : R := if t < x then x - t else if x < - t then x + t else 0.
(* θ*(λ): each weight of β moved towards 0 by λ *)
Definition shrunk beta lam := map_mx (soft lam) beta.
(* ‖z − Xθ‖²/2 + λ Σ|θ_i| *)
Definition penalised X z lam theta := norm2 (z - X *m theta) / 2%:R + lam * \sum_i `|theta i 0|.
(* a proximal gradient step of size η: θ − ηXᵀ(Xθ − z), moved towards 0 by ηλ *)
Definition proximal X z eta lam theta := shrunk (theta - eta *: (X^T *m (X *m theta - z))) (eta * lam).
(* a^{n−k+1}(λ_k − λ_{k−1}) *)
Definition thresholds_term a n k rise : R := a ^+ (n - k + 1) * rise.
(* E_n = Σ_k a^{n−k+1}(λ_k − λ_{k−1}) *)
Definition behind a (lam : nat -> R) n := \sum_(1 <= k < n.+1) thresholds_term a n k (lam k - lam k.-1).
(* a(1 − aⁿ)/(n(1 − a)) *)
Definition sparsity_uniform a n : R := a * (1 - a ^+ n) / (n%:R * (1 - a)).

Lemma soft_pos t x : 0 <= t -> 0 <= x -> soft t x = maxr 0 (x - t).
Proof.
move=> t0 x0; rewrite /soft; case: ltP => [tx|xt].
  by rewrite max_r // subr_ge0 ltW.
rewrite max_l ?subr_le0 //; case: ltP => // h; have : x < 0 by apply: lt_le_trans h _; rewrite oppr_le0.
by rewrite ltNge x0.
Qed.

Lemma softN t x : 0 <= t -> soft t (- x) = - soft t x.
Proof.
move=> t0; rewrite /soft ltr_oppr ltr_oppl opprK.
case: (ltP x (- t)) => [xt|tx].
  have -> : (t < x) = false by apply/negP => /lt_trans /(_ xt); rewrite ltNge (le_trans _ t0) // oppr_le0.
  by rewrite opprD.
by case: ltP => _; rewrite ?oppr0 // opprB addrC.
Qed.

Lemma soft_sg t x : 0 <= t -> soft t x = if t < `|x| then x - sgr x * t else 0.
Proof.
move=> t0; rewrite /soft; case: (ltgtP x 0) => [x0|x0|->].
- rewrite (ltr0_norm x0) (ltr0_sg x0) mulN1r opprK [t < - x]ltr_oppr; case: ltP => // tx.
  by have := le_lt_trans t0 (lt_trans tx x0); rewrite ltxx.
- rewrite (gtr0_norm x0) (gtr0_sg x0) mul1r; case: ltP => // _.
  by rewrite ltNge (le_trans _ (ltW x0)) // oppr_le0.
by rewrite normr0 ltNge t0 /= ltr_oppr oppr0 ltNge t0.
Qed.

Lemma soft_least1 lam b x : 0 <= lam ->
  (b - soft lam b) ^+ 2 / 2%:R + lam * `|soft lam b| + (x - soft lam b) ^+ 2 / 2%:R <= (b - x) ^+ 2 / 2%:R + lam * `|x|.
Proof.
move=> l0; set s := soft lam b.
have : (b - s) * (x - s) + lam * `|s| <= lam * `|x|.
  rewrite /s /soft; case: ltP => [lb|bl]; last case: ltP => [bl'|lb].
  - rewrite gtr0_norm ?subr_gt0 // (_ : _ + _ = lam * x); last by ring.
    by rewrite ler_wpmul2l // ler_norm.
  - rewrite ltr0_norm; last by rewrite -ltr_subr_addr sub0r.
    rewrite (_ : _ + _ = lam * - x); last by ring.
    by rewrite ler_wpmul2l // -normrN ler_norm.
  rewrite !subr0 normr0 mulr0 addr0; apply: le_trans (ler_norm _) _.
  by rewrite normrM ler_wpmul2r // ler_norml lb.
rewrite -subr_ge0 => h; rewrite -subr_ge0; by apply: le_trans h _; apply: eq_ler; field.
Qed.

(* XᵀX = 1 ⇒ θ*(λ) of β = Xᵀz is the least of the penalised loss, and no other is
   false: features that are not orthonormal => X^T *m X = 1%:M -> ==> *)
Theorem thresholds_least X z lam theta : X^T *m X = 1%:M -> 0 <= lam ->
  penalised X z lam (shrunk (X^T *m z) lam) + norm2 (theta - shrunk (X^T *m z) lam) / 2%:R <= penalised X z lam theta.
Proof.
move=> X1 l0; set beta := X^T *m z; set s := shrunk _ _.
have split v : norm2 (z - X *m v) = norm2 (z - X *m beta) + norm2 (beta - v).
  have -> : z - X *m v = (z - X *m beta) + X *m (beta - v) by rewrite mulmxBr addrA subrK.
  have o : X^T *m (z - X *m beta) = 0 by rewrite mulmxBr mulmxA X1 mul1mx subrr.
  rewrite norm2D innerC inner_mull o innerC inner0l mulr0 addr0; congr (_ + _).
  by rewrite /norm2 inner_mull mulmxA X1 mul1mx.
rewrite /penalised (split s) (split theta) !mulrDl -!addrA ler_add2l addrA.
have col (v : 'cV[R]_d) : norm2 v = \sum_i v i 0 ^+ 2 by apply: eq_bigr => i _; rewrite big_ord1 expr2.
rewrite !col !mulr_suml !mulr_sumr -!big_split /=; apply: ler_sum => i _.
by rewrite !mxE soft_least1.
Qed.

Lemma proximal1 X z eta lam theta i : X^T *m X = 1%:M ->
  proximal X z eta lam theta i 0 = soft (eta * lam) (theta i 0 - eta * (theta i 0 - (X^T *m z) i 0)).
Proof. by move=> X1; rewrite /proximal mulmxBr mulmxA X1 mul1mx !mxE. Qed.

Lemma stage1 b eta lam y m : 0 <= b -> 0 < eta < 1 -> 0 <= lam -> 0 <= y ->
  iter m (fun x => soft (eta * lam) (x - eta * (x - b))) (maxr 0 (b - lam + y)) = maxr 0 (b - lam + (1 - eta) ^+ m * y).
Proof.
move=> b0 /andP [e0 e1] l0 y0; elim: m => [|m IH]; first by rewrite mul1r.
rewrite iterS IH; set w := (1 - eta) ^+ m * y; have w0 : 0 <= w by rewrite mulr_ge0 // exprn_ge0 // subr_ge0 ltW.
have -> : (1 - eta) ^+ m.+1 * y = (1 - eta) * w by rewrite exprS mulrA.
have q0 : 0 < 1 - eta by rewrite subr_gt0.
rewrite soft_pos ?mulr_ge0 ?(ltW e0) //; last first.
  rewrite mulrBr opprB addrCA -[X in _ + (X - _)]mul1r -mulrBl addr_ge0 ?mulr_ge0 ?(ltW e0) ?(ltW q0) //.
  by rewrite le_maxr lexx.
case: (leP 0 (b - lam + w)) => [p|p].
  by congr (maxr _ _); ring.
have c0 : b - lam <= 0 by apply: le_trans (ltW p); rewrite ler_addl.
have -> : 0 - eta * (0 - b) - eta * lam = eta * (b - lam) by ring.
rewrite !max_l ?pmulr_rle0 //; apply: le_trans (ltW p).
by rewrite ler_add2l ler_pimull // ler_subl_addr ler_addl ltW.
Qed.


Lemma stage_soft b eta lam y m : 0 < eta < 1 -> 0 <= y <= lam ->
  iter m (fun x => soft (eta * lam) (x - eta * (x - b))) (soft (lam - y) b) = soft (lam - (1 - eta) ^+ m * y) b.
Proof.
move=> e01 /andP [y0 yl]; have [e0 e1] := andP e01; have l0 := le_trans y0 yl.
have q0 : 0 <= 1 - eta by rewrite subr_ge0 ltW.
have yl' : (1 - eta) ^+ m * y <= lam.
  apply: le_trans yl; rewrite ler_pimull // exprn_ile1 // ler_subl_addr ler_addl ltW //.
have pos c : 0 <= c -> iter m (fun x => soft (eta * lam) (x - eta * (x - c))) (soft (lam - y) c) =
    soft (lam - (1 - eta) ^+ m * y) c.
  by move=> c0; rewrite !soft_pos ?subr_ge0 // !opprB !addrA ![c + _ - lam]addrAC stage1.
case: (leP 0 b) => [/pos //|b0]; have c0 : 0 <= - b by rewrite oppr_ge0 ltW.
rewrite -[b]opprK !(softN (- b)) ?subr_ge0 // -(pos _ c0); elim: m {pos yl'} => [//|m IH].
rewrite !iterS IH -softN ?mulr_ge0 ?(ltW e0) //; congr soft; ring.
Qed.

Lemma behind_step a (lam : nat -> R) n : behind a lam n.+1 = a * (behind a lam n + (lam n.+1 - lam n)).
Proof.
rewrite /behind big_nat_recr //= mulrDr mulr_sumr /thresholds_term subnn add0n expr1; congr (_ + _).
by apply: eq_big_nat => k /andP [_ kn]; rewrite mulrA -exprS subSn.
Qed.

Lemma behind_small a (lam : nat -> R) n : 0 <= a <= 1 -> lam 0%N = 0 -> (forall k, (k < n)%N -> lam k <= lam k.+1) ->
  forall k, (k <= n)%N -> 0 <= behind a lam k <= lam k.
Proof.
move=> /andP [a0 a1] l0 up; elim=> [|k IH] kn; first by rewrite /behind big_geq // l0 lexx.
have /andP [E0 El] := IH (ltnW kn); have r0 : 0 <= lam k.+1 - lam k by rewrite subr_ge0 up.
have y0 : 0 <= behind a lam k + (lam k.+1 - lam k) by apply: addr_ge0.
rewrite behind_step mulr_ge0 //=; apply: le_trans (ler_wpmul2r y0 a1) _.
by rewrite mul1r addrCA ger_addl subr_le0.
Qed.

(* XᵀX = 1, β = Xᵀz, thresholds 0 = λ_0 ≤ … ≤ λ_n, stage k: m proximal steps of size η in (0, 1) at λ_k, from β, a =
   (1 − η)^m
   ⇒ θ_n = θ*(λ_n − E_n), and λ_n − E_n ≥ 0: so θ_n is the least at that threshold
   false: at the last threshold itself => shrunk (X^T *m z) (lam n - behind ==> shrunk (X^T *m z) (lam n - 0 * behind
   false: thresholds that may fall => (forall k, (k < n)%N -> lam k <= lam k.+1) -> ==> *)
Theorem thresholds X z eta m n (lam : nat -> R) : X^T *m X = 1%:M -> 0 < eta < 1 -> (0 < m)%N ->
  lam 0%N = 0 -> (forall k, (k < n)%N -> lam k <= lam k.+1) ->
  stages (fun k => iter m (proximal X z eta (lam k))) (X^T *m z) n =
    shrunk (X^T *m z) (lam n - behind ((1 - eta) ^+ m) lam n) /\ 0 <= lam n - behind ((1 - eta) ^+ m) lam n.
Proof.
move=> X1 e01 m0 l0 up; set a := (1 - eta) ^+ m; set beta := X^T *m z; have [e0 e1] := andP e01.
have a01 : 0 <= a <= 1.
  by rewrite exprn_ge0 ?exprn_ile1 ?subr_ge0 ?(ltW e1) // ler_subl_addr ler_addl ltW.
have small k kn := andP (behind_small a01 l0 up (k := k) kn).
split; last by have [] := small n (leqnn n); rewrite subr_ge0.
have coordinate lm v j i : iter j (proximal X z eta lm) v i 0 =
    iter j (fun x => soft (eta * lm) (x - eta * (x - beta i 0))) (v i 0).
  by elim: j => // j IH; rewrite !iterS proximal1 // IH.
have at_stage k : (k <= n)%N -> forall i, stages (fun k => iter m (proximal X z eta (lam k))) beta k i 0 =
    soft (lam k - behind a lam k) (beta i 0).
  elim: k => [|k IH] kn i.
    by rewrite /= /behind big_geq // l0 subrr /soft subr0 addr0 oppr0; case: ltgtP.
  rewrite /= coordinate IH 1?ltnW // behind_step; have [E0 El] := small k (ltnW kn).
  have -> : lam k - behind a lam k = lam k.+1 - (behind a lam k + (lam k.+1 - lam k)) by ring.
  by rewrite stage_soft // addr_ge0 ?subr_ge0 ?up //= addrCA -[X in _ <= X]addr0 ler_add2l subr_le0.
by apply/matrixP => i j; rewrite ord1 at_stage // [RHS]mxE.
Qed.

(* λ_k = Λk/n, and no |β_i| in (Λ − E_n, Λ] ⇒ ‖θ_n − θ*(Λ)‖² = (a(1 − aⁿ)/(n(1 − a)) Λ)² K, K the number of |β_i| > Λ
   false: weights in between => (forall i, `|beta i 0| <= Lam -> `|beta i 0| <= Lam - sparsity_uniform a n * Lam) -> ==>
   false: all weights are counted => #|[pred i | Lam < `|beta i 0|]|%:R ==> d%:R *)
Theorem sparsity_squared X z eta m n (Lam : R) : let a := (1 - eta) ^+ m in let beta := X^T *m z in
  X^T *m X = 1%:M -> 0 < eta < 1 -> (0 < m)%N -> (0 < n)%N -> 0 <= Lam ->
  (forall i, `|beta i 0| <= Lam -> `|beta i 0| <= Lam - sparsity_uniform a n * Lam) ->
  norm2 (stages (fun k => iter m (proximal X z eta (Lam * k%:R / n%:R))) beta n - shrunk beta Lam) =
    (sparsity_uniform a n * Lam) ^+ 2 * #|[pred i | Lam < `|beta i 0|]|%:R.
Proof.
move=> a beta X1 e01 m0 n0 L0 apart; have [e0 e1] := andP e01.
have n1 : 0 < n%:R :> R by rewrite ltr0n.
pose lam k := Lam * k%:R / n%:R; have lam0 : lam 0%N = 0 by rewrite /lam mulr0 mul0r.
have lamS k : lam k.+1 - lam k = Lam / n%:R by rewrite /lam -addn1 natrD; field; rewrite gt_eqF.
have up k : (k < n)%N -> lam k <= lam k.+1 by rewrite -subr_ge0 lamS divr_ge0 // ltW.
have [-> E0] := thresholds z X1 e01 m0 lam0 up; rewrite -/a -/beta in E0 *.
have lamn : lam n = Lam by rewrite /lam mulfK // gt_eqF.
have a1 : a < 1 by rewrite exprn_ilt1 ?subr_ge0 ?(ltW e1) // -?lt0n // ltr_subl_addr ltr_addl.
have q0 : 1 - a != 0 by rewrite subr_eq0 gt_eqF.
have EE k : behind a lam k = a * (1 - a ^+ k) / (1 - a) * (Lam / n%:R).
  elim: k => [|k IH]; first by rewrite /behind big_geq // expr0 subrr mulr0 !mul0r.
  by rewrite behind_step IH lamS exprS; field; rewrite q0 gt_eqF.
rewrite lamn in E0 *; have En : behind a lam n = sparsity_uniform a n * Lam.
  by rewrite EE /sparsity_uniform; field; rewrite q0 gt_eqF.
have /andP [E1 _] : 0 <= behind a lam n <= lam n.
  have a0 : 0 <= a by apply: exprn_ge0; rewrite subr_ge0 ltW.
  by apply: (behind_small (n := n)) => //; rewrite a0 ltW.
rewrite En in E0 E1 *; set E := sparsity_uniform a n * Lam in apart E0 E1 *.
have col (v : 'cV[R]_d) : norm2 v = \sum_i v i 0 ^+ 2 by apply: eq_bigr => i _; rewrite big_ord1 expr2.
rewrite col -sum1_card natr_sum mulr_sumr [RHS]big_mkcond; apply: eq_bigr => i _ /=.
have dE (A B : 'cV[R]_d) : (A - B) i 0 = A i 0 - B i 0 by rewrite !mxE.
have sE lm : shrunk beta lm i 0 = soft lm (beta i 0) by rewrite mxE.
rewrite dE !sE inE mulr1 !soft_sg //; case: (boolP (Lam < `|beta i 0|)) => [big|]; last first.
  by rewrite -leNgt => /apart; rewrite leNgt => /negPf ->; rewrite subrr expr0n.
rewrite (le_lt_trans _ big) ?ler_subl_addr ?ler_addl // (_ : _ - _ = sgr (beta i 0) * E); last by ring.
by rewrite exprMn sqr_sg -normr_gt0 (le_lt_trans L0 big) mul1r.
Qed.
End SoftThreshold.

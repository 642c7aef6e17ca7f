(* Legendre softening: F_T(p) = argmin over laws q of T Σ φ(q_i) − Σ g(p_i) q_i, g = φ′ strictly increasing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.operators Require Import majorization.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : realType) (V : nat).
Implicit Types (p q r x : 'I_V -> R) (phi g G : R -> R) (T s : R).

(* φ is continuous on [0, 1], but that φ(0) = ∞ where `infinite` says so; g = φ′ is continuous and strictly increasing
   on (0, 1) *)
Definition potential (infinite : bool) phi g :=
  [/\ forall s t, 0 < s -> s < t -> t < 1 -> g s < g t,
      forall s, 0 < s < 1 -> {for s, continuous g},
      forall s, 0 < s < 1 -> is_derive s 1 phi (g s)
    & if infinite then {within `]0, 1], continuous phi} /\
        forall M, exists2 d, 0 < d & forall s, 0 < s < d -> M <= phi s
      else {within `[0, 1], continuous phi}].
(* G is the inverse of g, 0 at and below g(0+), 1 at and above g(1−) *)
Definition inverse g G :=
  [/\ forall s, 0 < s < 1 -> G (g s) = s,
      forall y, (forall s, 0 < s < 1 -> y <= g s) -> G y = 0
    & forall y, (forall s, 0 < s < 1 -> g s <= y) -> G y = 1].
(* T Σ φ(q_i) − Σ x_i q_i *)
Definition loss phi T x q := T * (\sum_i phi (q i)) - \sum_i x i * q i.
(* a law at which Σ φ is finite *)
Definition admissible (infinite : bool) q := law q /\ (infinite -> positive q).
(* q minimises T Σ φ(q_i) − Σ x_i q_i over the laws *)
Definition minimises infinite phi T x q :=
  admissible infinite q /\ forall r, admissible infinite r -> loss phi T x q <= loss phi T x r.
(* q = F_T(p): q minimises T Σ φ(q_i) − Σ g(p_i) q_i over the laws *)
Definition legendre infinite phi g T p q := minimises infinite phi T (fun i => g (p i)) q.
(* where g(0+) is finite g(0) is that, where g(1−) is finite g(1) is that: what F means on a face *)
Definition closed_slope g :=
  (forall m, (forall s, 0 < s < 1 -> m <= g s) -> (forall s, 0 < s < 1 -> g 0 <= g s) /\ m <= g 0) /\
  (forall m, (forall s, 0 < s < 1 -> g s <= m) -> (forall s, 0 < s < 1 -> g s <= g 1) /\ g 1 <= m).
(* g(0+) = −∞ *)
Definition unbounded_below g := forall m, exists2 s, 0 < s < 1 & g s < m.
(* g ≤ y below s, g ≥ y above s: s = G(y), in words that need no inverse *)
Definition cut g y s :=
  [/\ 0 <= s <= 1, forall t, 0 < t -> t < s -> t < 1 -> g t <= y & forall t, s < t -> 0 < t -> t < 1 -> y <= g t].
End Definitions.

Section Cut.
Variables (R : realType) (infinite : bool) (phi g : R -> R).
Hypothesis pot : potential infinite phi g.
Implicit Types (s t y : R).
Let gm : forall s t, 0 < s -> s < t -> t < 1 -> g s < g t. Proof. by case: pot. Qed.

Lemma between s t : s < t -> s < (s + t) / 2%:R < t.
Proof. by move=> st; rewrite !midf_lt. Qed.

Lemma cut_mono y z s t : cut g y s -> cut g z t -> y <= z -> s <= t.
Proof.
move=> [/andP [s0 s1] lo _] [/andP [t0 t1] _ up] yz; rewrite leNgt; apply/negP => ts.
have /andP [a b] := between ts; have /andP [c d] := between b.
have a0 := le_lt_trans t0 a; have d1 := lt_le_trans d s1.
have := gm a0 c d1; rewrite ltNge; apply/negP/negPn.
apply: le_trans (lo _ (lt_trans a0 c) d d1) (le_trans yz (up _ a a0 (lt_trans c d1))).
Qed.

Lemma cut_uniq y s t : cut g y s -> cut g y t -> s = t.
Proof. by move=> cs ct; apply/le_anti; rewrite (cut_mono cs ct) // (cut_mono ct cs). Qed.

Lemma cut_at s : 0 < s < 1 -> cut g (g s) s.
Proof.
move=> /andP [s0 s1]; split=> [|t t0 ts t1|t st t0 t1]; first by rewrite !ltW.
  exact/ltW/gm.
exact/ltW/gm.
Qed.

Lemma cut_lower y : cut g y 0 <-> forall s, 0 < s < 1 -> y <= g s.
Proof.
split=> [[_ _ up] s /andP [s0 s1]|h]; first exact: up.
split=> [|t t0 /(lt_trans t0)|t t0 _ t1]; rewrite ?lexx ?ler01 ?ltxx //.
by apply: h; rewrite t0.
Qed.

Lemma cut_upper y : cut g y 1 <-> forall s, 0 < s < 1 -> g s <= y.
Proof.
split=> [[_ lo _] s /andP [s0 s1]|h]; first exact: lo.
split=> [|t t0 _ t1|t t0 _ /(lt_trans t0)]; rewrite ?lexx ?ler01 ?ltxx //.
by apply: h; rewrite t0.
Qed.

Lemma cut_cases y : (exists2 s, 0 < s < 1 & g s = y) \/
  (forall s, 0 < s < 1 -> y <= g s) \/ (forall s, 0 < s < 1 -> g s <= y).
Proof.
have [lo|] := pselect (forall s, 0 < s < 1 -> y <= g s); first by right; left.
move/existsNP => [a /not_implyP [/andP [a0 a1] /negP]]; rewrite -ltNge => ya.
have [up|] := pselect (forall s, 0 < s < 1 -> g s <= y); first by right; right.
move/existsNP => [b /not_implyP [/andP [b0 b1] /negP]]; rewrite -ltNge => yb.
left; have ab : a < b.
  rewrite ltNge le_eqVlt; apply/negP => /orP [/eqP e|ba]; first by have := lt_trans ya yb; rewrite e ltxx.
  by have := lt_trans (lt_trans ya yb) (gm b0 ba a1); rewrite ltxx.
have [||c] := @IVT R g a b y (ltW ab).
- apply: continuous_in_subspaceT => s; rewrite inE /= in_itv /= => /andP [as_ sb].
  by case: pot => _ cg _ _; apply: cg; rewrite (lt_le_trans a0 as_) (le_lt_trans sb b1).
- have yab := lt_trans ya yb; by rewrite /minr /maxr yab (ltW ya) (ltW yb).
rewrite in_itv /= => /andP [ac cb] gc; exists c => //.
by rewrite (lt_le_trans a0 ac) (le_lt_trans cb b1).
Qed.

Lemma cut_exists y : exists s, cut g y s.
Proof.
have [[s s01 <-]|[lo|up]] := cut_cases y; first by exists s; apply: cut_at.
  by exists 0; apply/cut_lower.
by exists 1; apply/cut_upper.
Qed.

Lemma cut_inside y s : cut g y s -> 0 < s < 1 -> g s = y.
Proof.
move=> c /andP [s0 s1]; have [[t t01 e]|[/cut_lower lo|/cut_upper up]] := cut_cases y.
- by move: c; rewrite -e => /cut_uniq/(_ (cut_at t01)) ->.
- by move: s0; rewrite (cut_uniq c lo) ltxx.
by move: s1; rewrite (cut_uniq c up) ltxx.
Qed.

Lemma cut_inverse G y : inverse g G -> cut g y (G y).
Proof.
move=> [at_ lower upper]; have [[s s01 <-]|[lo|up]] := cut_cases y.
- by rewrite at_ //; apply: cut_at.
- by rewrite lower //; apply/cut_lower.
by rewrite upper //; apply/cut_upper.
Qed.

Lemma inverse_exists : exists G, inverse g G /\ {homo G : y z / y <= z}.
Proof.
have [G cG] := choice cut_exists; exists G; split=> [|y z yz]; last exact: cut_mono (cG y) (cG z) yz.
split=> [s s01|y lo|y up]; apply: cut_uniq (cG _) _; [exact: cut_at|exact/cut_lower|exact/cut_upper].
Qed.

Lemma phi_rise s t : 0 <= s -> (infinite -> 0 < s) -> s < t -> t <= 1 ->
  exists2 c, s < c < t & phi t - phi s = g c * (t - s).
Proof.
case: pot => _ _ der con s0 s0' st t1; have [||c] := @MVT R phi g s t st.
- move=> c; rewrite in_itv /= => /andP [sc ct]; apply: der.
  by rewrite (le_lt_trans s0 sc) (lt_le_trans ct t1).
- case: infinite con s0' => [[con _] /(_ isT) s0'|con _]; apply: (continuous_subspaceW _ con) => c /=;
    rewrite !in_itv /= => /andP [sc ct]; rewrite (le_trans ct t1) ?andbT; first exact: lt_le_trans sc.
  exact: le_trans sc.
by rewrite in_itv /= => h e; exists c.
Qed.
End Cut.

Section Optimal.
Variables (R : realType) (V : nat) (infinite : bool) (phi g : R -> R).
Hypothesis pot : potential infinite phi g.
Implicit Types (p q r x : 'I_V -> R) (s t y c : R).
Let gm : forall s t, 0 < s -> s < t -> t < 1 -> g s < g t. Proof. by case: pot. Qed.

Lemma infinite_unbounded : infinite -> unbounded_below g.
Proof.
move=> inf m; apply: contrapT => no.
have lo s : 0 < s < 1 -> m <= g s.
  by move=> s01; rewrite leNgt; apply/negP => sm; apply: no; exists s.
have [_ _ _] := pot; rewrite inf => -[_ /(_ (phi 2%:R^-1 + `|m| + 1))] [d d0 big].
have h0 : 0 < 2%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have h1 : 2%:R^-1 < 1 :> R by rewrite invf_lt1 ?ltr0n // ltr1n.
pose s := Num.min (d / 2%:R) (2%:R^-1 / 2%:R).
have s0 : 0 < s by rewrite lt_minr !divr_gt0 ?ltr0n.
have halve (a : R) : 0 < a -> a / 2%:R < a by move=> a0; rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
have sh : s < 2%:R^-1 by rewrite lt_minl (halve _ h0) orbT.
have sd : s < d by rewrite lt_minl halve.
have := big s; rewrite s0 sd => /(_ isT); apply/negP; rewrite -ltNge.
have [c /andP [sc ch] e] := phi_rise pot (ltW s0) (fun=> s0) sh (ltW h1).
have gc := lo c; rewrite (lt_trans s0 sc) (lt_trans ch h1) in gc.
have {gc} := gc isT => gc.
have -> : phi s = phi 2%:R^-1 - g c * (2%:R^-1 - s) by rewrite -e opprB addrC subrK.
rewrite -addrA ltr_add2l; apply: (@le_lt_trans _ _ `|m|); last by rewrite ltr_addl ltr01.
have w0 : 0 <= 2%:R^-1 - s by rewrite subr_ge0 ltW.
rewrite -mulNr; apply: (@le_trans _ _ (`|m| * (2%:R^-1 - s))).
  by apply: ler_wpmul2r => //; apply: (@le_trans _ _ (- m)); [rewrite ler_opp2|rewrite -normrN ler_norm].
by apply: ler_pimulr => //; rewrite ler_subl_addr (le_trans (ltW h1)) // ler_addl ltW.
Qed.

Lemma cut_positive y s : infinite -> cut g y s -> 0 < s.
Proof.
move=> inf [/andP [s0 _] _ up]; rewrite lt_neqAle s0 andbT; apply/eqP => e.
have [t /andP [t0 t1]] := infinite_unbounded inf y; rewrite ltNge => /negP; apply; apply: up => //.
by rewrite -e.
Qed.

Lemma subgradient y s t : cut g y s -> (infinite -> 0 < s) -> 0 <= t <= 1 -> (infinite -> 0 < t) -> t != s ->
  phi s + y * (t - s) < phi t.
Proof.
move=> [/andP [s0 s1] lo up] s0' /andP [t0 t1] t0' ts; rewrite -ltr_subr_addl.
case: (ltgtP s t) ts => [st _|ts _|->] //.
  have [c /andP [sc ct] ->] := phi_rise pot s0 s0' st t1; rewrite ltr_pmul2r ?subr_gt0 //.
  have /andP [a b] := between sc; have a0 := le_lt_trans s0 a; have c1 := lt_le_trans ct t1.
  exact: le_lt_trans (up _ a a0 (lt_trans b c1)) (gm a0 b c1).
have [c /andP [tc cs] e] := phi_rise pot t0 t0' ts s1.
rewrite -ltr_opp2 opprB e -mulrN opprB ltr_pmul2r ?subr_gt0 //.
have /andP [a b] := between cs; have c0 := le_lt_trans t0 tc; have b1 := lt_le_trans b s1.
exact: lt_le_trans (gm c0 a b1) (lo _ (lt_trans c0 a) b b1).
Qed.

Lemma loss_gap T x q r : loss phi T x r - loss phi T x q =
  \sum_i (T * (phi (r i) - phi (q i)) - x i * (r i - q i)).
Proof.
rewrite sumrB -mulr_sumr sumrB [X in _ = _ - X](eq_bigr (fun i => x i * r i - x i * q i)) => [|i _]; last exact: mulrBr.
rewrite sumrB /loss; move: (\sum_i phi (r i)) (\sum_i phi (q i)) => A B.
by move: (\sum_i x i * r i) (\sum_i x i * q i) => C D; ring.
Qed.

Section Scores.
Variables (T : R) (x : 'I_V -> R).
Hypothesis T0 : 0 < T.

Lemma cut_optimal q c : law q -> (forall i, cut g ((x i + c) / T) (q i)) ->
  forall r, admissible infinite r -> loss phi T x q <= loss phi T x r /\ (loss phi T x r = loss phi T x q -> r =1 q).
Proof.
move=> lq cq r [lr r0].
have q0 i : infinite -> 0 < q i by move=> inf; apply: cut_positive inf (cq i).
have z : \sum_i c * (r i - q i) = 0 by rewrite -mulr_sumr sumrB (proj2 lr) (proj2 lq) subrr mulr0.
pose d i := T * (phi (r i) - phi (q i)) - x i * (r i - q i) - c * (r i - q i).
have dpos i : r i != q i -> 0 < d i.
  move=> ne; have r01 : 0 <= r i <= 1 by rewrite (proj1 lr) (law_le1 i lr).
  have := subgradient (cq i) (@q0 i) r01 (r0^~ i) ne; rewrite -ltr_subr_addl -(ltr_pmul2l T0) /d => h.
  rewrite -subr_gt0 in h; apply: lt_le_trans h _; rewrite le_eqVlt; apply/orP; left; apply/eqP.
  by field; rewrite gt_eqF.
have d0 i : 0 <= d i.
  have [e|/dpos/ltW //] := eqVneq (r i) (q i); by rewrite /d e !subrr !mulr0 !subrr.
have gap : loss phi T x r - loss phi T x q = \sum_i d i by rewrite loss_gap [RHS]sumrB z subr0.
split=> [|e i]; first by rewrite -subr_ge0 gap sumr_ge0.
apply/eqP; apply: contraTT isT => /dpos di.
by have := sum_gt0 d0 di; rewrite -gap e subrr ltxx.
Qed.

Lemma optimal_cut q : (1 < V)%N -> minimises infinite phi T x q ->
  exists c, forall i, cut g ((x i + c) / T) (q i).
Proof.
move=> V1 [[lq q0] best].
have pair i k s t : q i < s -> 0 < s -> s < 1 -> t < q k -> 0 < t -> t < 1 -> T * g t - x k < T * g s - x i.
  move=> is_ s0 s1 tk t0 t1; case: (eqVneq i k) is_ => [->|ik] is_.
    by rewrite ltr_add2r ltr_pmul2l // (gm t0 (lt_trans tk is_) s1).
  pose h := Num.min (s - q i) (q k - t).
  have h0 : 0 < h by rewrite lt_minr !subr_gt0 is_ tk.
  have hs : q i + h <= s by rewrite -ler_subr_addl le_minl lexx.
  have ht : t <= q k - h by rewrite ler_subr_addl -ler_subr_addr le_minl lexx orbT.
  have ki : (k == i) = false by rewrite eq_sym (negPf ik).
  pose r j := q j + h * onehot R i j - h * onehot R k j.
  have ri : r i = q i + h by rewrite /r /onehot eqxx ki /=; ring.
  have rk : r k = q k - h by rewrite /r /onehot eqxx (negPf ik) /=; ring.
  have rj j : j != i -> j != k -> r j = q j.
    by move=> /negPf ji /negPf jk; rewrite /r /onehot ![_ == j]eq_sym ji jk /=; ring.
  have qi0 := proj1 lq i; have qk0 := lt_trans t0 tk; have qk1 := law_le1 k lq.
  have pos j : 0 <= r j /\ (infinite -> 0 < r j).
    have [->|ji] := eqVneq j i; first by rewrite ri; split=> [|_]; [apply: addr_ge0 (ltW h0)|apply: ltr_paddl].
    have [->|jk] := eqVneq j k.
      by rewrite rk; split=> [|_]; [apply: le_trans ht; apply: ltW|apply: lt_le_trans ht].
    by rewrite rj //; split=> [|/q0 //]; apply: (proj1 lq).
  have lr : law r.
    split=> [j|]; first by case: (pos j).
    rewrite sumrB big_split /= -!mulr_sumr (proj2 lq) !(proj2 (onehot_law _ _)); ring.
  have := best r (conj lr (fun inf j => proj2 (pos j) inf)); rewrite -subr_ge0 loss_gap (bigD1 i) //= (bigD1 k) ?ki //=.
  rewrite big1 => [|j /andP [ji jk]]; last by rewrite rj // !subrr !mulr0 subrr.
  have i_up : q i < q i + h by rewrite ltr_addl.
  have k_dn : q k - h < q k by rewrite ltr_subl_addr ltr_addl.
  have [c1 /andP [a1 b1] e1] := phi_rise pot qi0 (q0^~ i) i_up (le_trans hs (ltW s1)).
  have k_dn0 := lt_le_trans t0 ht.
  have [c2 /andP [a2 b2] e2] := phi_rise pot (ltW k_dn0) (fun=> k_dn0) k_dn qk1.
  have g1 : g c1 < g s by apply: gm (le_lt_trans qi0 a1) (lt_le_trans b1 hs) s1.
  have g2 : g t < g c2 by apply: gm t0 (le_lt_trans ht a2) (lt_le_trans b2 qk1).
  rewrite ri rk e1 -(opprB (phi (q k))) e2 addr0 => up.
  rewrite -subr_gt0 -(pmulr_rgt0 _ h0); apply: le_lt_trans up _; rewrite -subr_gt0.
  have -> : h * (T * g s - x i - (T * g t - x k)) - (T * (g c1 * (q i + h - q i)) - x i * (q i + h - q i) +
      (T * - (g c2 * (q k - (q k - h))) - x k * (q k - h - q k))) = h * T * (g s - g c1 + (g c2 - g t)) by ring.
  by rewrite mulr_gt0 ?mulr_gt0 // addr_gt0 // subr_gt0.
pose A := [set a | exists k t, [/\ 0 < t, t < q k, t < 1 & a = T * g t - x k]].
have [k qk] := law_positive lq.
have [i qi] : exists i, q i < 1.
  pose j0 : 'I_V := Ordinal (ltnW V1); pose j1 : 'I_V := Ordinal V1.
  have := proj2 lq; rewrite (bigD1 j0) //= (bigD1 j1) //= => e.
  have [lt1|ge1] := ltP (q j0) 1; first by exists j0.
  exists j1; apply: (@le_lt_trans _ _ 0); last exact: ltr01.
  have rest : 0 <= \sum_(j < V | (j != j0) && (j != j1)) q j by apply: sumr_ge0 => j _; apply: (proj1 lq).
  move: e rest; move: (\sum_(j < V | _) q j) => w e w0.
  have -> : q j1 = 1 - q j0 - w by rewrite -e; ring.
  by rewrite subr_le0 (le_trans _ w0) // subr_le0.
have qi0 := proj1 lq i; have qk1 := law_le1 k lq.
have /andP [m1 m2] := between qi; have /andP [n1 n2] := between qk.
have mpos := le_lt_trans qi0 m1.
have ubA i' s : q i' < s -> 0 < s -> s < 1 -> ubound A (T * g s - x i').
  by move=> is_ s0 s1 a [k' [t [t0 tk t1 ->]]]; apply/ltW/pair.
have supA : has_sup A.
  split; last by exists (T * g ((q i + 1) / 2%:R) - x i); apply: ubA.
  by exists (T * g ((0 + q k) / 2%:R) - x k); exists k, ((0 + q k) / 2%:R); split=> //; apply: lt_le_trans qk1.
exists (sup A) => j; split=> [|t t0 tq t1|s sq s0 s1].
- by rewrite (proj1 lq) (law_le1 j lq).
- rewrite ler_pdivl_mulr // mulrC -ler_subl_addl; apply: sup_upper_bound => //.
  by exists j, t; split.
rewrite ler_pdivr_mulr // mulrC -ler_subr_addl; apply: sup_le_ub; first by case: supA.
exact: ubA.
Qed.
End Scores.
End Optimal.

Section Theorems.
Variable R : realType.
Implicit Types (phi g G : R -> R) (S T : R).

Lemma inverse_continuous infinite phi g G : potential infinite phi g -> inverse g G -> continuous G.
Proof.
move=> pot inv y; have gm : forall s t, 0 < s -> s < t -> t < 1 -> g s < g t by case: pot.
have c z := cut_inverse pot z inv; have mono z w : z <= w -> G z <= G w := cut_mono pot (c z) (c w).
have at_ s : 0 < s < 1 -> G (g s) = s by case: inv => h _ _; apply: h.
have up e : 0 < e -> exists2 d, 0 < d & forall z, z <= y + d -> G z <= G y + e.
  move=> e0; have [h|h] := leP 1 (G y + e).
    by exists 1 => // z _; apply: le_trans h; have [/andP [_]] := c z.
  have lt : G y < G y + e by rewrite ltr_addl.
  have [/andP [s0 _] _ u] := c y; have /andP [a b] := between lt.
  have /andP [a' b'] := between b; have a0 := le_lt_trans s0 a; have b1 := lt_trans b' h.
  have a1 := lt_trans a' b1; have d0 := le_lt_trans (u _ a a0 a1) (gm _ _ a0 a' b1).
  exists (g (((G y + (G y + e)) / 2%:R + (G y + e)) / 2%:R) - y) => [|z]; first by rewrite subr_gt0.
  rewrite addrC subrK => /mono zt; apply: le_trans zt _; rewrite at_; first exact: ltW.
  by rewrite (lt_trans a0 a') (lt_trans b' h).
have dn e : 0 < e -> exists2 d, 0 < d & forall z, y - d <= z -> G y - e <= G z.
  move=> e0; have [h|h] := leP (G y - e) 0.
    by exists 1 => // z _; apply: le_trans h _; have [/andP []] := c z.
  have lt : G y - e < G y by rewrite ltr_subl_addr ltr_addl.
  have [/andP [_ s1] l _] := c y; have /andP [a b] := between lt.
  have /andP [a' b'] := between a; have b1 := lt_le_trans b s1; have a0 := lt_trans h a'.
  have d0 := lt_le_trans (gm _ _ a0 b' b1) (l _ (lt_trans a0 b') b b1).
  exists (y - g ((G y - e + (G y - e + G y) / 2%:R) / 2%:R)) => [|z]; first by rewrite subr_gt0.
  rewrite opprB addrC subrK => /mono zt; apply: le_trans zt; rewrite at_; first exact: ltW.
  by rewrite a0 (lt_trans b' b1).
apply: (proj2 (@cvgrPdist_le _ [normedModType R of R^o] _ (nbhs y) (nbhs_filter y) G (G y))) => e e0.
have [d1 d10 u] := up _ e0; have [d2 d20 l] := dn _ e0.
have d0 : 0 < Num.min d1 d2 by rewrite lt_minr d10.
have near_y : \forall z \near y, `|y - z| < Num.min d1 d2 by apply/nbhs_normP; exists (Num.min d1 d2).
near=> z; have : `|y - z| < Num.min d1 d2 by near: z.
rewrite lt_minr !ltr_distl => /andP [/andP [h1 _] /andP [_ h2]].
rewrite distrC ler_distl l ?u //; first by rewrite -ler_subl_addr ltW.
by rewrite ler_subl_addr ltW.
Unshelve. all: by end_near. Qed.

(* p in the open simplex, V ≥ 2, T > 0. The law that minimises T Σ φ(q_i) − Σ g(p_i) q_i exists, is unique, and is
   q_i = G((g(p_i) + c)/T), with c such that Σ q = 1: a law minimises if and only if there is such a c
   false: the slope is divided by T twice => / T)] ==> / T / T)]
   false: T = 0 => 0 < T ==> 0 <= T *)
Theorem legendre_formula infinite phi g G (V : nat) (p : 'I_V -> R) T : (1 < V)%N ->
  potential infinite phi g -> inverse g G -> law p -> positive p -> 0 < T ->
  [/\ exists q, legendre infinite phi g T p q,
      forall q r, legendre infinite phi g T p q -> legendre infinite phi g T p r -> q =1 r
    & forall q, legendre infinite phi g T p q <->
        law q /\ exists c, forall i, q i = G ((g (p i) + c) / T)].
Proof.
move=> V1 pot inv lp p0 T0; have cG y := cut_inverse pot y inv.
have form q : legendre infinite phi g T p q <-> law q /\ exists c, forall i, q i = G ((g (p i) + c) / T).
  split=> [m|[lq [c e]]].
    have [c h] := optimal_cut pot T0 V1 m; split; first by case: m => -[].
    by exists c => i; apply: (cut_uniq pot (h i)).
  have cq i : cut g ((g (p i) + c) / T) (q i) by rewrite e.
  split=> [|r ar]; first by split=> // inf i; apply: (cut_positive pot inf (cq i)).
  by case: (cut_optimal pot T0 lq cq ar).
split=> // [|q r mq mr]; last first.
  have [c cr] := optimal_cut pot T0 V1 mr.
  have [aq qr] := mq; have [ar rq] := mr.
  have [le eq] := cut_optimal pot T0 (proj1 ar) cr aq; apply: eq; apply/le_anti.
  by rewrite le qr.
have V0 : 0 < V%:R :> R by rewrite ltr0n ltnW.
have u01 : 0 < (V%:R^-1 : R) < 1 by rewrite invr_gt0 V0 invf_lt1 // ltr1n.
have Gu : G (g V%:R^-1) = V%:R^-1 by case: inv => ->.
pose X := \sum_i `|g (p i)|; pose f c := \sum_i G ((g (p i) + c) / T).
have X0 : 0 <= X by apply: sumr_ge0.
have gX i : `|g (p i)| <= X by rewrite /X (bigD1 i) //= ler_addl sumr_ge0.
have mono z w : z <= w -> G z <= G w := cut_mono pot (cG z) (cG w).
have su : \sum_(i < V) V%:R^-1 = 1 :> R by rewrite sumr_const card_ord -[_ *+ _]mulr_natr mulVf ?gt_eqF.
have cG1 i : continuous (fun c => G ((g (p i) + c) / T)).
  move=> c; apply: (@cvg_comp _ _ _ (fun c => (g (p i) + c) / T) G); last exact: inverse_continuous pot inv _.
  by apply: cvgM; [apply: cvgD; [exact: cvg_cst|exact: cvg_id]|exact: cvg_cst].
have cf : continuous f.
  rewrite /f; elim: (index_enum _) => [|i s IH] c.
    by under eq_fun do rewrite big_nil; rewrite ?big_nil; exact: cvg_cst.
  by under eq_fun do rewrite big_cons; rewrite ?big_cons; apply: cvgD (cG1 i c) (IH c).
have lo i : g (p i) + (T * g V%:R^-1 - X) <= g V%:R^-1 * T.
  by rewrite addrCA mulrC ger_addl subr_le0 (le_trans (ler_norm _)).
have hi i : g V%:R^-1 * T <= g (p i) + (T * g V%:R^-1 + X).
  by rewrite addrCA mulrC ler_addl -ler_subl_addr sub0r ler_oppl (le_trans (ler_norm _)) // normrN.
have [|||c _ fc] := @IVT R f (T * g V%:R^-1 - X) (T * g V%:R^-1 + X) 1.
- by rewrite ler_add2l ge0_cp.
- exact: continuous_subspaceT.
- rewrite le_minl le_maxr; apply/andP; split; apply/orP; [left|right].
    rewrite -[X in _ <= X]su; apply: ler_sum => i _; rewrite -[X in _ <= X]Gu; apply: mono.
    by rewrite ler_pdivr_mulr ?lo.
  by rewrite -[X in X <= _]su; apply: ler_sum => i _; rewrite -[X in X <= _]Gu; apply: mono; rewrite ler_pdivl_mulr ?hi.
exists (fun i => G ((g (p i) + c) / T)); apply/form; split; last by exists c.
by split=> [i|]; [have [/andP []] := cG ((g (p i) + c) / T)|].
Qed.

(* T < T' ⇒ F_T′(p) ≺ F_T(p), along every Legendre family, for every p of the open simplex, V ≥ 2
   false: hotter for cooler => majorised q' q ==> majorised q q'
   false: in either order => T < T' ==> T != T' *)
Theorem legendre_majorization infinite phi g (V : nat) (p q q' : 'I_V -> R) T T' : (1 < V)%N ->
  potential infinite phi g -> law p -> positive p -> 0 < T -> T < T' ->
  legendre infinite phi g T p q -> legendre infinite phi g T' p q' -> majorised q' q.
Proof.
move=> V1 pot lp p0 T0 TT m m'; have [G [inv mono]] := inverse_exists pot.
have [c h] := optimal_cut pot T0 V1 m; have [c' h'] := optimal_cut pot (lt_trans T0 TT) V1 m'.
have e i : G ((g (p i) + c) / T) = q i := cut_uniq pot (cut_inverse pot _ inv) (h i).
have e' i : G ((g (p i) + c') / T') = q' i := cut_uniq pot (cut_inverse pot _ inv) (h' i).
have [[lq _] _] := m; have [[lq' _] _] := m'.
apply: (eq_majorised e' e); apply: lines_majorised mono T0 (ltW TT) _.
by rewrite (eq_bigr _ (fun i _ => e i)) (eq_bigr _ (fun i _ => e' i)) (proj2 lq) (proj2 lq').
Qed.

Lemma positive_lt1 (V : nat) (p : 'I_V -> R) j : (1 < V)%N -> law p -> positive p -> p j < 1.
Proof.
move=> V1 [p0 p1] pos; have [k kj] : exists k, k != j.
  exists (if j == Ordinal V1 then Ordinal (ltnW V1) else Ordinal V1).
  by case: (eqVneq j (Ordinal V1)) => [->|]; rewrite // eq_sym.
rewrite -p1 (bigD1 j) //= ltr_addl (bigD1 k) //= ltr_paddr //; exact: sumr_ge0.
Qed.

(* p in the open simplex. q = F_T(p) and r = F_S(q) ⇒ r = F_ST(p), if T ≥ 1 or S ≤ 1 or g(0+) = −∞
   false: heating after a cooling => 1 <= T \/ S <= 1 ==> T <= 1 \/ S <= 1
   false: the temperatures add => (S * T) p r ==> (S + T) p r *)
Theorem legendre_semigroup infinite phi g (V : nat) (p q r : 'I_V -> R) S T : (1 < V)%N ->
  potential infinite phi g -> closed_slope g -> law p -> positive p -> 0 < S -> 0 < T ->
  1 <= T \/ S <= 1 \/ unbounded_below g ->
  legendre infinite phi g T p q -> legendre infinite phi g S q r -> legendre infinite phi g (S * T) p r.
Proof.
move=> V1 pot [low high] lp p0 S0 T0 cond mq mr; have [[lq _] _] := mq; have [[lr r0] _] := mr.
have [c cy] := optimal_cut pot T0 V1 mq; have [c' cz] := optimal_cut pot S0 V1 mr.
have gm : forall s t, 0 < s -> s < t -> t < 1 -> g s < g t by case: pot.
suff cr i : cut g ((g (p i) + (c + T * c')) / (S * T)) (r i).
  have ST0 := mulr_gt0 S0 T0.
  by split=> [|v av]; [split|case: (cut_optimal pot ST0 lr cr av)].
have -> : (g (p i) + (c + T * c')) / (S * T) = ((g (p i) + c) / T + c') / S by field; rewrite !gt_eqF.
have inside j : 0 < q j < 1 -> cut g (((g (p j) + c) / T + c') / S) (r j).
  by move=> q01; rewrite -(cut_inside pot (cy j) q01).
have p01 j : 0 < p j < 1 by rewrite p0 positive_lt1.
have [/existsP [j /eqP qj]|no] := boolP [exists j, q j == 0]; last first.
  have q0 : positive q.
    move=> j; rewrite lt_neqAle (proj1 lq) andbT eq_sym; apply: contraNneq no => e; apply/existsP; exists j.
    exact/eqP.
  by apply: inside; rewrite q0 positive_lt1.
have /cut_lower yj : cut g ((g (p j) + c) / T) 0 by rewrite -qj.
case: cond => [T1|[S1|/(_ ((g (p j) + c) / T)) [s /yj]]]; last by rewrite leNgt => /negP.
  have qp k : q k <= p k.
    apply: (cut_mono pot (cy k) (cut_at pot (p01 k))); rewrite ler_pdivr_mulr //.
    have := yj _ (p01 k); have := yj _ (p01 j); set y := (_ / T) => yj' yk.
    have -> : c = T * y - g (p j) by rewrite /y; field; rewrite gt_eqF.
    rewrite addrC -ler_subr_addr; apply: (@le_trans _ _ (T * y - y)); first by rewrite ler_add2l ler_opp2.
    have -> : T * y - y = (T - 1) * y by ring.
    have -> : g (p k) * T - g (p k) = (T - 1) * g (p k) by ring.
    by rewrite ler_wpmul2l // subr_ge0.
  have : \sum_k q k < \sum_k p k.
    rewrite (bigD1 j) //= [X in _ < X](bigD1 j) //= qj; apply: ltr_le_add; first exact: p0.
    by apply: ler_sum => k _.
  by rewrite (proj2 lq) (proj2 lp) ltxx.
have [m_low ym] := low _ yj; set m := g 0 in m_low ym.
have gq k : cut g (g (q k)) (q k).
  have [e|qk0] := eqVneq (q k) 0; first by rewrite e; apply/cut_lower.
  have [e|qk1] := eqVneq (q k) 1.
    rewrite e; apply/cut_upper; have /cut_upper yk : cut g ((g (p k) + c) / T) 1 by rewrite -e.
    by case: (high _ yk).
  by apply: (cut_at pot); rewrite !lt_neqAle eq_sym qk0 qk1 (proj1 lq) (law_le1 k lq).
have h01 : 0 < (2%:R^-1 : R) < 1 by rewrite invr_gt0 ltr0n invf_lt1 ?ltr0n // ltr1n.
have lowq k : m <= g (q k).
  have [e|qk0] := eqVneq (q k) 0; first by rewrite e.
  have [e|qk1] := eqVneq (q k) 1; last by apply: m_low; rewrite !lt_neqAle eq_sym qk0 qk1 (proj1 lq) (law_le1 k lq).
  have := gq k; rewrite e => /cut_upper /(_ _ h01); exact: le_trans (m_low _ h01).
have zero k : q k = 0 -> r k = 0.
  move=> qk; apply/eqP; apply: contraT => rk.
  have rk0 : 0 < r k by rewrite lt_neqAle eq_sym rk (proj1 lr).
  have mz : m < (m + c') / S.
    have := cz k; rewrite qk -/m => -[_ up _]; have r1 := law_le1 k lr.
    have /andP [a b] := between rk0; have /andP [d e] := between b.
    apply: le_lt_trans (m_low _ _) (lt_le_trans (gm _ _ a d (lt_le_trans e r1)) (up _ (lt_trans a d) e _)).
      by rewrite a (lt_le_trans b r1).
    exact: lt_le_trans e r1.
  have qr l : q l <= r l.
    apply: (cut_mono pot (gq l) (cz l)); rewrite ler_pdivl_mulr //.
    move: mz; rewrite ltr_pdivl_mulr // => mz; rewrite -subr_ge0.
    have -> : g (q l) + c' - g (q l) * S = (1 - S) * (g (q l) - m) + (m + c' - m * S) by ring.
    by rewrite addr_ge0 ?mulr_ge0 ?subr_ge0 // ltW.
  have : \sum_l q l < \sum_l r l.
    rewrite (bigD1 k) //= [X in _ < X](bigD1 k) //= qk; apply: ltr_le_add => //.
    by apply: ler_sum => l _.
  by rewrite (proj2 lq) (proj2 lr) ltxx.
have [qi|qi0] := eqVneq (q i) 0.
  have := cy i; have := cz i; rewrite qi (zero i qi) -/m => /cut_lower z /cut_lower y; apply/cut_lower => s s01.
  apply: le_trans (z s s01); rewrite ler_pmul2r ?invr_gt0 // ler_add2r; by case: (low _ y).
have [qi|qi1] := eqVneq (q i) 1.
  have ri : r i = 1.
    have := proj2 lr; rewrite (bigD1 i) //= big1 ?addr0 // => k ki; apply: zero.
    have : \sum_(l | l != i) q l = 0.
      by move: (proj2 lq); rewrite (bigD1 i) //= qi => /(canRL (addKr _)) ->; rewrite addNr.
    by move/psumr_eq0P => -> // l _; apply: (proj1 lq).
  have := cy i; have := cz i; rewrite qi ri => /cut_upper z /cut_upper y; apply/cut_upper => s s01.
  apply: le_trans (z s s01) _; rewrite ler_pmul2r ?invr_gt0 // ler_add2r; by case: (high _ y).
by apply: inside; rewrite !lt_neqAle eq_sym qi0 qi1 (proj1 lq) (law_le1 i lq).
Qed.
End Theorems.

Section Sparsemax.
Variable R : realType.

(* s²/2, the φ of sparsemax: its slope is s *)
Definition half_square (s : R) := 2%:R^-1 * (s * s).

Lemma half_square_potential : potential false half_square id.
Proof.
have D (s : R) : is_derive s 1 half_square s.
  have -> : half_square = 2%:R^-1 *: ((id : R -> R) * (id : R -> R)) by [].
  apply: is_derive_eq; rewrite -[LHS]/(2%:R^-1 * (s * 1 + s * 1)); by field.
split=> // [s _|]; first exact: cvg_id.
apply: continuous_subspaceT => s; apply/differentiable_continuous/derivable1_diffP.
by have [] := D s.
Qed.

(* not every Legendre family ranks strictly at every T > 0, for V ≥ 3: sparsemax of (7, 2, 1)/10 at T = 1/2 is
   (1, 0, 0)
   false: it does rank in the weak sense => ranks p q) ==> (forall i j, p i < p j -> q i <= q j)) *)
Theorem legendre_truncation_refuted :
  ~ (forall (V : nat) infinite (phi g : R -> R) (p q : 'I_V -> R) T, (2 < V)%N -> potential infinite phi g ->
      law p -> positive p -> 0 < T -> legendre infinite phi g T p q -> ranks p q).
Proof.
pose p (i : 'I_3) : R := [:: 7%:R / 10%:R; 2%:R / 10%:R; 1 / 10%:R]`_i; pose q := onehot R (ord0 : 'I_3).
have p0 : positive p by case=> -[|[|[|//]]] h; rewrite /p /= divr_gt0 ?ltr0n ?ltr01.
have lp : law p by split=> [i|]; [exact/ltW/p0|rewrite !big_ord_recl big_ord0 /p /=; field].
have lq : law q := onehot_law R ord0.
have h0 : 0 < 2%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have cq i : cut id ((p i + - (5%:R^-1)) / 2%:R^-1) (q i).
  case: i => -[|[|[|//]]] h; rewrite /q /onehot /p /=.
  - have -> : (7%:R / 10%:R - 5%:R^-1) / 2%:R^-1 = 1 :> R by field.
    by apply/cut_upper => s /andP [_ /ltW].
  - have -> : (2%:R / 10%:R - 5%:R^-1) / 2%:R^-1 = 0 :> R by field.
    by apply/cut_lower => s /andP [/ltW].
  apply/cut_lower => s /andP [/ltW s0 _]; apply: le_trans s0.
  by have -> : (1 / 10%:R - 5%:R^-1) / 2%:R^-1 = - 5%:R^-1 :> R by [field]; rewrite oppr_le0 invr_ge0 ler0n.
have mq : legendre false half_square id 2%:R^-1 p q.
  by split=> [|r ar]; [split|case: (cut_optimal half_square_potential h0 lq cq ar)].
pose one : 'I_3 := @Ordinal 3 1 isT; pose two : 'I_3 := @Ordinal 3 2 isT.
move=> /(_ 3%N false half_square id p q 2%:R^-1 isT half_square_potential lp p0 h0 mq two one).
rewrite /p /q /onehot /= ltxx => h; suff: false by []; apply: h.
by rewrite ltr_pmul2r ?invr_gt0 ?ltr0n // ltr1n.
Qed.
End Sparsemax.

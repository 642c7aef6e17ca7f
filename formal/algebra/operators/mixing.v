(* Softening operators: what the axioms ask, but for entropy; mixing; Legendre softening near the uniform law. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

(* An operator F takes a temperature T and a law p to F_T(p); I is a set of temperatures and D a set of laws. *)
Section Axioms.
Variables (R : realFieldType) (V : nat).
Implicit Types (I : R -> Prop) (D : ('I_V -> R) -> Prop) (F : R -> ('I_V -> R) -> 'I_V -> R) (f : R -> 'I_V -> R).
Implicit Types (p q : 'I_V -> R) (S T : R).

(* p in the open simplex: a law with p_i > 0 for every class *)
Definition inside p := law p /\ positive p.
(* 1 at the classes where p is largest, divided by their number; 0 elsewhere *)
Definition on_argmax p i : R := if [forall j, p j <= p i] then #|[pred k | [forall j, p j <= p k]]|%:R^-1 else 0.
(* f(T) → q as T → ∞, class by class *)
Definition hot_limit f q := forall e, 0 < e -> exists M, forall T, M <= T -> forall i, `|f T i - q i| <= e.
(* f(T) → q as T → 0+, class by class *)
Definition cold_limit f q :=
  forall e, 0 < e -> exists2 d, 0 < d & forall T, 0 < T -> T <= d -> forall i, `|f T i - q i| <= e.
(* F_T(p) is a law *)
Definition maps_laws I D F := forall T p, I T -> D p -> law (F T p).
(* ranking: p_i < p_k ⇒ F_T(p)_i < F_T(p)_k *)
Definition A1 I D F := forall T p, I T -> D p -> ranks p (F T p).
(* continuity of (p, T) ↦ F_T(p) *)
Definition A2 I D F := forall T p, I T -> D p -> forall e, 0 < e -> exists2 d, 0 < d & forall S q, I S -> D q ->
  `|S - T| <= d -> (forall i, `|q i - p i| <= d) -> forall i, `|F S q i - F T p i| <= e.
(* identity: F_1(p) = p *)
Definition A4 D F := forall p, D p -> F 1 p =1 p.
(* the hot half of boundary: F_T(p) → u as T → ∞ *)
Definition A5_hot D F := forall p, D p -> hot_limit (F^~ p) (@uniform R V).
(* the cold half of boundary: F_T(p) → the uniform law on argmax p as T → 0+ *)
Definition A5_cold D F := forall p, D p -> cold_limit (F^~ p) (on_argmax p).

Lemma hot_bound f q C : 0 <= C -> (forall T i, 1 <= T -> `|f T i - q i| <= C / T) -> hot_limit f q.
Proof.
move=> C0 fC e e0; exists (1 + C / e) => T MT i; have Ce : 0 <= C / e by rewrite divr_ge0 // ltW.
have T1 : 1 <= T by apply: le_trans MT; rewrite ler_addl.
apply: le_trans (fC T i T1) _; rewrite ler_pdivr_mulr ?(lt_le_trans ltr01) // mulrC -ler_pdivr_mulr //.
by apply: le_trans MT; rewrite ler_addr.
Qed.

Lemma cold_bound f q C : 0 <= C -> (forall T i, 0 < T -> `|f T i - q i| <= C * T) -> cold_limit f q.
Proof.
move=> C0 fC e e0; have C1 : 0 < C + 1 by rewrite ltr_paddl.
exists (e / (C + 1)) => [|T T0 Te i]; first exact: divr_gt0.
apply: le_trans (fC T i T0) _; apply: le_trans (_ : (C + 1) * T <= _).
  by rewrite ler_pmul2r // ler_addl.
by rewrite mulrC -ler_pdivl_mulr.
Qed.
End Axioms.

Section Mixing.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q : 'I_V -> R) (S T : R).

(* N is a norm: it depends on the entries alone, N(x + y) ≤ N(x) + N(y), N(ax) = |a| N(x), and N(x) = 0 ⇒ x = 0 *)
Definition is_norm (N : ('I_V -> R) -> R) :=
  [/\ forall x y, x =1 y -> N x = N y, forall x y, N (fun i => x i + y i) <= N x + N y,
      forall a x, N (fun i => a * x i) = `|a| * N x & forall x, N x = 0 -> forall i, x i = 0].
(* q_i = (p_i + (T − 1)ε)/Σ_j (p_j + (T − 1)ε) *)
Definition additive_smoothing epsilon T p i := (p i + (T - 1) * epsilon) / \sum_j (p j + (T - 1) * epsilon).
(* S T *)
Definition semigroup_product S T := S * T.
(* 1 + Vε(T − 1) *)
Definition additive_temperature (V epsilon T : R) := 1 + V * epsilon * (T - 1).
(* 1/T *)
Definition lipschitz_mixing_constant T := 1 / T.

Lemma mixing_law p T : law p -> 1 <= T -> law (mixing T p).
Proof.
move=> lp T1; have V0 := law_V lp; have T0 := lt_le_trans ltr01 T1; case: lp => p0 p1; split=> [i|].
  by rewrite addr_ge0 ?mulr_ge0 ?invr_ge0 ?subr_ge0 ?invf_le1 // ltW.
rewrite big_split /= -mulr_sumr p1 mulr1 sumr_const card_ord -[(_ / _) *+ _]mulr_natr -mulrA.
by rewrite mulVf ?gt_eqF // mulr1 addrC subrK.
Qed.

(* mixing_S ∘ mixing_T = mixing_ST for S, T ≥ 1
   false: a sum of the temperatures => semigroup_product S T) p ==> (S + T)) p *)
Theorem semigroup_mixing p S T : law p -> 1 <= S -> 1 <= T ->
  mixing S (mixing T p) =1 mixing (semigroup_product S T) p.
Proof. by move=> _ _ _ i; rewrite /mixing invfM; move: S^-1 T^-1 V%:R^-1 => s t v; ring. Qed.

(* additive smoothing by ε at T is mixing at 1 + Vε(T − 1), for ε > 0 and T ≥ 1
   false: a class too few => additive_temperature V%:R ==> additive_temperature V.-1%:R *)
Theorem additive_is_mixing p epsilon T : law p -> 0 < epsilon -> 1 <= T ->
  additive_smoothing epsilon T p =1 mixing (additive_temperature V%:R epsilon T) p.
Proof.
move=> lp e0 T1 i; have V0 := law_V lp; rewrite /additive_smoothing big_split /= (proj2 lp) sumr_const card_ord.
have t0 : 0 < additive_temperature V%:R epsilon T.
  by rewrite ltr_paddr ?ltr01 // !mulr_ge0 ?subr_ge0 // ltW.
have -> : 1 + ((T - 1) * epsilon) *+ V = additive_temperature V%:R epsilon T.
  by rewrite -[X in _ + X]mulr_natl /additive_temperature; ring.
move: (gt_eqF t0) (gt_eqF V0) => /negbT; rewrite /mixing /additive_temperature => t1 /negbT V1.
by field; rewrite t1 V1.
Qed.

Lemma mixing_sub p q T i : mixing T p i - mixing T q i = T^-1 * (p i - q i).
Proof. by rewrite /mixing; ring. Qed.

(* ‖F_T(p) − F_T(p')‖ = ‖p − p'‖/T in every norm, for T ≥ 1
   false: the square of the constant => lipschitz_mixing_constant T * ==> lipschitz_mixing_constant T ^+ 2 * *)
Theorem lipschitz_mixing N p p' T : is_norm N -> law p -> law p' -> 1 <= T ->
  N (fun i => mixing T p i - mixing T p' i) = lipschitz_mixing_constant T * N (fun i => p i - p' i).
Proof.
move=> [NE _ NZ _] _ _ T1; rewrite (NE _ _ (fun i => mixing_sub p p' T i)) NZ /lipschitz_mixing_constant div1r.
by rewrite ger0_norm // invr_ge0 (le_trans ler01).
Qed.

(* mixing ranks on the closed simplex, for T ≥ 1
   false: at any temperature => 1 <= T ==> T != 0 *)
Theorem mixing_ranking : A1 (fun T => 1 <= T) (@law R V) (@mixing R V).
Proof.
move=> T p T1 _ i j; rewrite /mixing ltr_add2r => pij.
by rewrite ltr_pmul2l // invr_gt0 (lt_le_trans ltr01).
Qed.

Lemma mixing_modulus p q S T i : law q -> 1 <= S -> 1 <= T ->
  `|mixing S q i - mixing T p i| <= `|q i - p i| + `|S - T|.
Proof.
move=> lq S1 T1; have [S0 T0] := (lt_le_trans ltr01 S1, lt_le_trans ltr01 T1); have V0 := law_V lq.
have -> : mixing S q i - mixing T p i = T^-1 * (q i - p i) + (S^-1 - T^-1) * (q i - V%:R^-1).
  by rewrite /mixing; ring.
apply: le_trans (ler_norm_add _ _) _; rewrite !normrM ler_add //.
  by rewrite ler_pimull // gtr0_norm ?invr_gt0 // invf_le1.
have -> : S^-1 - T^-1 = (T - S) * (S * T)^-1 by field; rewrite !gt_eqF.
have V1 : V%:R^-1 <= 1 :> R by rewrite invf_le1 // ler1n -(ltr0n R).
rewrite normrM distrC -mulrA ler_pimulr // mulr_ile1 //.
  by rewrite ger0_norm ?invr_ge0 ?mulr_ge0 ?(ltW S0) ?(ltW T0) // invf_le1 ?mulr_gt0 // mulr_ege1.
rewrite ler_norml ler_sub_addr ler_sub_addl; have := law_le1 i lq; case: lq => /(_ i) q0 _ q1.
rewrite (le_trans _ q0) /=; last by rewrite addrC subr_le0.
by apply: le_trans q1 _; rewrite ler_addr invr_ge0 ltW.
Qed.

(* (p, T) ↦ mixing_T(p) is continuous on the closed simplex times [1, ∞)
   false: down to T = 0, where 1/T is not => 1 <= T ==> 0 <= T *)
Theorem mixing_continuity : A2 (fun T => 1 <= T) (@law R V) (@mixing R V).
Proof.
move=> T p T1 lp e e0; exists (e / 2%:R) => [|S q S1 lq dS dq i]; first by rewrite divr_gt0 // ltr0n.
apply: le_trans (mixing_modulus p i lq S1 T1) _.
have -> : e = e / 2%:R + e / 2%:R by field.
exact: ler_add.
Qed.

(* mixing_1(p) = p
   false: at twice the temperature => (@mixing R V) ==> (fun T => @mixing R V (2%:R * T)) *)
Theorem mixing_identity : A4 (@law R V) (@mixing R V).
Proof. by move=> p _ i; rewrite /mixing invr1 subrr mul0r mul1r addr0. Qed.

Lemma mixing_far p T i : law p -> 1 <= T -> `|mixing T p i - V%:R^-1| <= 1 / T.
Proof.
move=> lp T1; have V0 := law_V lp; have T0 := lt_le_trans ltr01 T1.
have V1 : V%:R^-1 <= 1 :> R by rewrite invf_le1 // ler1n -(ltr0n R).
have -> : mixing T p i - V%:R^-1 = (p i - V%:R^-1) / T by rewrite /mixing; ring.
rewrite normrM [`|T^-1|]ger0_norm ?invr_ge0 ?(ltW T0) // ler_pmul2r ?invr_gt0 //.
rewrite ler_norml ler_sub_addr ler_sub_addl; have := law_le1 i lp; case: lp => /(_ i) p0 _ p1.
rewrite (le_trans _ p0) /=; last by rewrite addrC subr_le0.
by apply: le_trans p1 _; rewrite ler_addr invr_ge0 ltW.
Qed.

(* mixing_T(p) → u as T → ∞, on the closed simplex
   false: it cools too => A5_hot ==> A5_cold *)
Theorem mixing_boundary : A5_hot (@law R V) (@mixing R V).
Proof. by move=> p lp; apply: (hot_bound ler01) => T i; apply: mixing_far. Qed.

(* below T = 1 mixing leaves the simplex: some law has F_T(p) with a negative entry
   false: at T = 1 too => T < 1 ==> T <= 1 *)
Theorem not_mixing T : (1 < V)%N -> 0 < T -> T < 1 -> ~ forall p, law p -> law (mixing T p).
Proof.
case: V => [|[|n]] // _ T0 T1 h; pose k : 'I_n.+2 := ord0; pose i : 'I_n.+2 := ord_max.
have [/(_ i) + _] := h _ (@onehot_law R n.+2 k); rewrite /mixing /onehot -val_eqE /= mulr0 add0r.
by rewrite pmulr_lge0 ?invr_gt0 ?ltr0n // subr_ge0 invf_le1 // leNgt T1.
Qed.
End Mixing.

Section Legendre.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q v : 'I_V -> R) (g G : R -> R) (F : ('I_V -> R) -> 'I_V -> R) (L : ('I_V -> R) -> 'I_V -> R).
Implicit Types (s t k m e d T : R).

(* g'(s) = k *)
Definition has_slope g s k := forall e, 0 < e -> exists2 d, 0 < d &
  forall t, `|t - s| <= d -> `|g t - g s - k * (t - s)| <= e * `|t - s|.
(* g = φ' increases strictly on (0, 1), and G is its inverse, continued by constants *)
Definition inverse_slopes g G :=
  [/\ forall s t, 0 < s -> s < t -> t < 1 -> g s < g t, forall s t, s <= t -> G s <= G t,
      forall s, 0 < s -> s < 1 -> G (g s) = s & forall s, 0 < G s -> G s < 1 -> g (G s) = s].
(* q is the Legendre softening of p at T: q_i = G((g(p_i) + c)/T), with c such that Σq = 1 *)
Definition legendre_softened g G T p q := law q /\ exists c, forall i, q i = G ((g (p i) + c) / T).
(* DF(p) = L, as a map of the open simplex *)
Definition derivative_at F p L := forall e, 0 < e -> exists2 d, 0 < d & forall p' m, inside p' -> m <= d ->
  (forall i, `|p' i - p i| <= m) -> forall i, `|F p' i - F p i - L (fun j => p' j - p j) i| <= e * m.
(* 1/T *)
Definition uniform_limit_factor T := 1 / T.

Lemma some_ge0 (f : 'I_V -> R) : (0 < V)%N -> \sum_i f i = 0 -> exists i, 0 <= f i.
Proof.
move=> V0 f0; apply/existsP; apply: contraT; rewrite negb_exists => /forallP n.
have fn i : 0 < - f i by rewrite oppr_gt0 ltNge n.
have := @sum_gt0 _ _ (fun i => - f i) (Ordinal V0) (fun j => ltW (fn j)) (fn _).
by rewrite sumrN f0 oppr0 ltxx.
Qed.

Lemma sum_centred p : law p -> \sum_i (p i - V%:R^-1) = 0.
Proof.
move=> lp; have V0 := law_V lp; rewrite sumrB (proj2 lp) sumr_const card_ord -[_ *+ _]mulr_natr.
by rewrite mulVf ?gt_eqF // subrr.
Qed.

Lemma legendre_close g G k T p q m c : let u := V%:R^-1 in (1 < V)%N -> 0 < T -> 0 < k -> inverse_slopes g G ->
  law p -> law q -> (forall i, q i = G ((g (p i) + c) / T)) -> 6%:R / T * m <= u / 2%:R ->
  (forall t, `|t - u| <= m + 6%:R / T * m -> `|g t - g u - k * (t - u)| <= k / 2%:R * `|t - u|) ->
  (forall i, `|p i - u| <= m) ->
  forall i, `|q i - u| <= 6%:R / T * m /\ T * g (q i) = g (p i) + c.
Proof.
move=> u V1 T0 k0 [_ Gm Gg gG] lp lq qG mu gu pm; have V0 := ltnW V1.
have u0 : 0 < u by rewrite invr_gt0 ltr0n.
have u1 : u <= 1 - u.
  rewrite -subr_ge0; have -> : 1 - u - u = (V%:R - 2%:R) * u by rewrite /u; field; rewrite pnatr_eq0 -lt0n.
  by rewrite mulr_ge0 ?(ltW u0) // subr_ge0 ler_nat.
have m0 : 0 <= m by apply: le_trans (pm (Ordinal V0)).
have C0 : 0 <= 6%:R / T * m by rewrite mulr_ge0 // divr_ge0 ?ler0n // ltW.
set C := 6%:R / T * m in mu gu C0 *.
have uu : u / 2%:R < u by rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
have uh : u < 1 by rewrite -subr_gt0 (lt_le_trans u0).
have slope i : `|g (p i) - g u| <= 3%:R * (k / 2%:R) * m.
  have := gu (p i) (le_trans (pm i) _); rewrite ler_addl => /(_ C0) h.
  rewrite -[g (p i) - g u](subrK (k * (p i - u))) (le_trans (ler_norm_add _ _)) //.
  have -> : 3%:R * (k / 2%:R) * m = k / 2%:R * m + k * m by field.
  rewrite ler_add ?(le_trans h) ?ler_pmul2l ?divr_gt0 ?ltr0n //.
  by rewrite normrM gtr0_norm // ler_pmul2l.
have fixed i : 0 < q i -> q i < 1 -> T * g (q i) = g (p i) + c.
  by rewrite qG => q0 q1; rewrite gG // mulrC divfK // gt_eqF.
have cu : `|c - (T - 1) * g u| <= 3%:R * (k / 2%:R) * m.
  have e i : c - (T - 1) * g u = (g (p i) + c - T * g u) - (g (p i) - g u) by ring.
  rewrite ler_norml; apply/andP; split.
    have [i] := some_ge0 V0 (sum_centred lq); rewrite subr_ge0 -/u => ui.
    have h' : 0 <= g (p i) + c - T * g u.
      rewrite subr_ge0 leNgt; apply/negP => bad; have qu : q i = u.
        by apply/le_anti; rewrite ui andbT qG -[X in _ <= X](Gg u) // Gm // ler_pdivr_mulr // mulrC ltW.
      by move: bad; rewrite -fixed qu ?ltxx.
    have := slope i; rewrite ler_norml (e i) => /andP [_ h].
    by rewrite ler_subr_addl (le_trans _ h') // subr_le0.
  have [i] : exists i, 0 <= - (q i - u).
    by apply: some_ge0; rewrite // sumrN (sum_centred lq) oppr0.
  rewrite oppr_ge0 subr_le0 => ui; have h' : g (p i) + c - T * g u <= 0.
    rewrite subr_le0 leNgt; apply/negP => bad; have qu : q i = u.
      by apply/le_anti; rewrite ui /= qG -[X in X <= _](Gg u) // Gm // ler_pdivl_mulr // mulrC ltW.
    by move: bad; rewrite -fixed qu ?ltxx.
  have := slope i; rewrite ler_norml (e i) => /andP [h _].
  by rewrite ler_subl_addr (le_trans h') // -ler_subl_addl sub0r.
have near i : `|(g (p i) + c) / T - g u| <= k / 2%:R * C.
  have -> : (g (p i) + c) / T - g u = ((g (p i) - g u) + (c - (T - 1) * g u)) / T by field; rewrite gt_eqF.
  rewrite normrM [`|T^-1|]gtr0_norm ?invr_gt0 // ler_pdivr_mulr // (le_trans (ler_norm_add _ _)) //.
  have -> : k / 2%:R * C * T = 3%:R * (k / 2%:R) * m + 3%:R * (k / 2%:R) * m by rewrite /C; field; rewrite gt_eqF.
  exact: ler_add.
have Cu : C < u := le_lt_trans mu uu.
have e1 : u + C - u = C by ring.
have e2 : u - C - u = - C by ring.
have up : g u + k / 2%:R * C <= g (u + C).
  have := gu (u + C); rewrite e1 (ger0_norm C0) ler_addr => /(_ m0); rewrite ler_norml => /andP [h _].
  have -> : g u + k / 2%:R * C = - (k / 2%:R * C) + (g u + k * C) by field.
  by rewrite -ler_subr_addr opprD addrA.
have down : g (u - C) <= g u - k / 2%:R * C.
  have := gu (u - C); rewrite e2 normrN (ger0_norm C0) ler_addr => /(_ m0); rewrite ler_norml => /andP [_ h].
  have -> : g u - k / 2%:R * C = k / 2%:R * C + (g u + k * - C) by field.
  by rewrite -ler_subl_addr opprD addrA.
have lower : 0 < u - C by rewrite subr_gt0.
have upper : u + C < 1 by rewrite -ltr_subr_addl (lt_le_trans Cu).
have qC i : `|q i - u| <= C.
  have := near i; rewrite !ler_distl qG => /andP [lo hi]; apply/andP; split.
    rewrite -{1}(Gg (u - C)) ?Gm ?(le_trans down) //.
    by rewrite (le_lt_trans _ upper) // ler_add2l ge0_cp.
  by rewrite -[X in _ <= X](Gg (u + C)) ?Gm ?(le_trans hi) // ltr_paddr.
move=> i; split=> //; have := qC i; rewrite ler_distl => /andP [lo hi].
by apply: fixed; [apply: lt_le_trans lo|apply: le_lt_trans upper].
Qed.

(* where φ''(1/V) > 0 every Legendre softening has DF_T(u) = I/T on the tangents Σv = 0, for T > 0 and V ≥ 2
   false: the factor squared => uniform_limit_factor T * ==> uniform_limit_factor T ^+ 2 *
   false: without curvature => 0 < k -> ==> 0 <= k -> *)
Theorem uniform_limit g G k T F : (1 < V)%N -> 0 < T -> inverse_slopes g G -> has_slope g V%:R^-1 k -> 0 < k ->
  (forall p, inside p -> legendre_softened g G T p (F p)) ->
  derivative_at F (@uniform R V) (fun v i => uniform_limit_factor T * v i).
Proof.
move=> V1 T0 inv gk k0 FG e e0; set u := V%:R^-1 in gk *; pose C := 6%:R / T.
have C0 : 0 < C by rewrite divr_gt0 // ltr0n.
have u0 : 0 < u by rewrite invr_gt0 ltr0n ltnW.
have [d d0 gd] := gk (k / 2%:R) (divr_gt0 k0 (ltr0Sn _ 1)).
have eta0 : 0 < e * T * k / 14%:R by rewrite divr_gt0 ?mulr_gt0 // ltr0n.
have [d' d0' gd'] := gk _ eta0.
exists (Num.min (Num.min d d') (u / 2%:R) / (1 + C)).
  by rewrite divr_gt0 ?lt_minr ?d0 ?d0' ?divr_gt0 ?addr_gt0 ?ltr01 ?ltr0n.
move=> p m ip; rewrite ler_pdivl_mulr ?addr_gt0 ?ltr01 // mulrDr mulr1 [m * C]mulrC.
rewrite !le_minr => /andP [/andP [md md'] mu] pm i; have V0 := ltnW V1.
have m0 : 0 <= m by apply: le_trans (pm (Ordinal V0)).
have Fu j : F (@uniform R V) j = u.
  have iu : inside (@uniform R V) by split=> [|l]; [apply: uniform_law|rewrite /uniform invr_gt0 ltr0n].
  have [lq [c qG]] := FG _ iu; apply/eqP; rewrite -subr_eq0 -normr_le0 -(mulr0 (6%:R / T)).
  apply: (proj1 (legendre_close V1 T0 k0 inv (proj1 iu) lq qG _ _ _ j)) => [|t|l].
  - by rewrite mulr0 divr_ge0 ?ler0n // ltW.
  - by rewrite mulr0 addr0 => t0; apply: gd; rewrite (le_trans t0) // ltW.
  by rewrite /uniform subrr normr0.
have [lq [c qG]] := FG p ip; set q := F p in lq qG *.
have Cm0 : 0 <= C * m by rewrite mulr_ge0 // ltW.
have close := legendre_close V1 T0 k0 inv (proj1 ip) lq qG _ _ pm.
have {}close j : `|q j - u| <= C * m /\ T * g (q j) = g (p j) + c.
  by apply: close => [|t tm]; [rewrite (le_trans _ mu) // ler_addr|apply: gd; apply: le_trans tm md].
pose eta := e * T * k / 14%:R; pose c' := c - (T - 1) * g u.
pose r j := g (p j) - g u - k * (p j - u) - T * (g (q j) - g u - k * (q j - u)).
have split j : T * k * (q j - u) - k * (p j - u) = c' + r j.
  by rewrite /r /c' (_ : g (p j) = T * g (q j) - c); [ring|rewrite (proj2 (close j)) addrK].
have small j : `|r j| <= 7%:R * eta * m.
  have Td : C * m <= d' by rewrite (le_trans _ md') // ler_addr.
  have hp : `|g (p j) - g u - k * (p j - u)| <= eta * m.
    have pd : `|p j - u| <= d' by rewrite (le_trans (pm j)) // (le_trans _ md') // ler_addl.
    by apply: le_trans (gd' _ pd) _; rewrite ler_pmul2l // pm.
  have hq : `|g (q j) - g u - k * (q j - u)| <= eta * (C * m).
    by apply: le_trans (gd' _ (le_trans (proj1 (close j)) Td)) _; rewrite ler_pmul2l // (proj1 (close j)).
  have -> : 7%:R * eta * m = eta * m + T * (eta * (C * m)) by rewrite /C; field; rewrite gt_eqF.
  by rewrite /r (le_trans (ler_norm_sub _ _)) // ler_add // normrM gtr0_norm // ler_pmul2l.
have V0' : 0 < V%:R :> R by rewrite ltr0n.
have cV x : V%:R * x = \sum_(j < V) x by rewrite sumr_const card_ord mulr_natl.
have c'V : V%:R * c' = - \sum_j r j.
  apply/eqP; rewrite -subr_eq0 opprK cV -big_split /=.
  rewrite -(eq_bigr _ (fun j _ => split j)) sumrB -!mulr_sumr.
  by rewrite (sum_centred lq) (sum_centred (proj1 ip)) !mulr0 subrr.
have c's : `|c'| <= 7%:R * eta * m.
  rewrite -(ler_pmul2l V0') -{1}[V%:R]gtr0_norm // -normrM c'V normrN (le_trans (ler_norm_sum _ _ _)) //.
  by rewrite cV ler_sum.
rewrite Fu /uniform_limit_factor /uniform -/u.
have -> : q i - u - 1 / T * (p i - u) = (c' + r i) / (T * k) by rewrite -split; field; rewrite !gt_eqF.
rewrite normrM [`|(T * k)^-1|]gtr0_norm ?invr_gt0 ?mulr_gt0 // ler_pdivr_mulr ?mulr_gt0 //.
have -> : e * m * (T * k) = 7%:R * eta * m + 7%:R * eta * m by rewrite /eta; field.
by rewrite (le_trans (ler_norm_add _ _)) // ler_add.
Qed.
End Legendre.

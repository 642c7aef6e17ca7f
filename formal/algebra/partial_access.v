(* Partial access over an ordered field: the top k of a teacher, or text that it wrote. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws expectation bias_variance.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section TopK.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q : 'I_V -> R) (K : pred 'I_V) (r T : R).

(* χ²(q‖p) = Σ (q_i − p_i)²/p_i, over p_i > 0 *)
Definition chi2 q p := \sum_(i | 0 < p i) (q i - p i) ^+ 2 / p i.
(* r *)
Definition topk_distance r := r.
(* r/(1 − r) *)
Definition topk_chi_square_value r := r / (1 - r).
(* r/T *)
Definition topk_mixed_value r T := r / T.

Lemma outside p K : law p -> \sum_(i | ~~ K i) p i = 1 - mass K p.
Proof. by case=> _ <-; rewrite [X in _ = X - _](bigID K) /= addrAC subrr add0r. Qed.

Lemma given_gap p K i : 0 < mass K p -> K i -> given K p i - p i = (1 - mass K p) / mass K p * p i.
Proof. by move=> m0 Ki; rewrite /given Ki; field; rewrite gt_eqF. Qed.

(* r = 1 − Σ_K p, 0 < r < 1: TV(p, p|K) = r
   false: half the tail => topk_distance (1 - mass K p) ==> topk_distance (1 - mass K p) / 2%:R
   false: nothing shown => 0 < mass K p -> ==> *)
Theorem topk_total_variation p K : law p -> 0 < mass K p -> mass K p < 1 ->
  TV p (given K p) = topk_distance (1 - mass K p).
Proof.
move=> lp m0 m1; have [p0 _] := lp; have r0 : 0 <= 1 - mass K p by rewrite subr_ge0 ltW.
rewrite /TV /topk_distance (bigID K) /=.
rewrite (eq_bigr (fun i => (1 - mass K p) / mass K p * p i)) => [|i Ki]; last first.
  by rewrite distrC given_gap // ger0_norm // !mulr_ge0 // invr_ge0 ltW.
rewrite -mulr_sumr -/(mass K p) mulfVK ?gt_eqF // [X in _ + X](eq_bigr p) => [|i /negPf Ki].
  by rewrite outside //; field.
by rewrite /given Ki subr0 ger0_norm.
Qed.

(* χ²(p|K‖p) = r/(1 − r)
   false: r²/(1 − r) => (1 - mass K p) ==> ((1 - mass K p) ^+ 2)
   false: nothing shown => 0 < mass K p -> ==> *)
Theorem topk_chi_square p K : law p -> 0 < mass K p -> mass K p < 1 ->
  chi2 (given K p) p = topk_chi_square_value (1 - mass K p).
Proof.
move=> lp m0 m1; have [p0 _] := lp; have m_neq0 : mass K p != 0 by rewrite gt_eqF.
have -> : chi2 (given K p) p = \sum_i (if K i then ((1 - mass K p) / mass K p) ^+ 2 else 1) * p i.
  rewrite /chi2 [RHS](bigID (fun i => 0 < p i)) /= [X in _ = _ + X]big1 => [|i pi]; last first.
    by have := p0 i; rewrite le_eqVlt (negPf pi) orbF => /eqP <-; rewrite mulr0.
  rewrite addr0; apply: eq_bigr => i pi; have pi0 : p i != 0 by rewrite gt_eqF.
  case: ifP => Ki; first by rewrite given_gap // exprMn expr2 -!mulrA mulfV // mulr1.
  by rewrite /given Ki sub0r sqrrN mul1r expr2 mulfK.
rewrite (bigID K) /= (eq_bigr (fun i => ((1 - mass K p) / mass K p) ^+ 2 * p i)) => [|i -> //].
rewrite -mulr_sumr -/(mass K p) [X in _ + X](eq_bigr p) => [|i /negPf ->]; last by rewrite mul1r.
by rewrite outside // /topk_chi_square_value subKr; field.
Qed.

(* mixing: TV(F_T(p), F_T(p|K)) = r/T, T ≥ 1
   false: r/T² => T. ==> (T ^+ 2).
   false: nothing shown => 0 < mass K p -> ==> *)
Theorem topk_mixed p K T : law p -> 0 < mass K p -> mass K p < 1 -> 1 <= T ->
  TV (mixing T p) (mixing T (given K p)) = topk_mixed_value (1 - mass K p) T.
Proof.
move=> lp m0 m1 T1; have T0 : 0 <= T^-1 by rewrite invr_ge0 (le_trans ler01).
rewrite /topk_mixed_value mulrC -[X in _ = _ * X](topk_total_variation lp m0 m1) /TV mulrCA; congr (_ * _).
rewrite mulr_sumr; apply: eq_bigr => i _; rewrite /mixing opprD addrACA subrr addr0.
by rewrite -mulrBr normrM (ger0_norm T0).
Qed.
End TopK.

Section TextOnly.
Variables (R : realFieldType) (V : nat).
Implicit Types (p : 'I_V -> R) (n : nat).

(* (1 − squares)/n *)
Definition text_only_squared_value (squares n : R) := (1 - squares) / n.
(* (V − 1)/n *)
Definition text_only_chi_square_value (V n : R) := (V - 1) / n.

Lemma frequency_spread p n i : law p -> (0 < n)%N ->
  E_draws p (fun o : {ffun 'I_n -> 'I_V} => (frequency R o i - p i) ^+ 2) = p i * (1 - p i) / n%:R.
Proof.
move=> [_ p1] n0; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have c0 : \sum_k p k * (onehot R k i - p i) = 0.
  by under eq_bigr => k _ do rewrite mulrBr; rewrite sumrB -mulr_suml p1 mul1r sum_onehot subrr.
have c2 : \sum_k p k * (onehot R k i - p i) ^+ 2 = p i * (1 - p i).
  rewrite (eq_bigr (fun k => (1 - 2%:R * p i) * (p k * onehot R k i) + p i ^+ 2 * p k)) => [|k _].
    by rewrite big_split -!mulr_sumr /= sum_onehot p1; ring.
  by rewrite /onehot; case: (k == i) => /=; rewrite ?mulr1n ?mulr0n; ring.
have := @E_draws_square _ _ p [finType of 'I_n] (fun=> n%:R^-1) _ 0 p1 c0.
rewrite c2 sum_const card_ord expr0n add0r => e.
transitivity (n%:R * n%:R^-1 ^+ 2 * (p i * (1 - p i))); last by field.
rewrite -e; apply: eq_E => o; rewrite add0r; congr (_ ^+ 2).
by rewrite frequency_centred card_ord.
Qed.

(* p̂ the frequencies of n independent draws from p: E‖p̂ − p‖² = (1 − Σp²)/n
   false: no draws => (0 < n)%N -> ==>
   false: a draw more => n%:R. ==> n.+1%:R. *)
Theorem text_only_squared p n : law p -> (0 < n)%N ->
  E_draws p (fun o : {ffun 'I_n -> 'I_V} => dist2 (frequency R o) p) =
  text_only_squared_value (\sum_i p i ^+ 2) n%:R.
Proof.
move=> lp n0; rewrite /E_draws E_sum (eq_bigr _ (fun i _ => frequency_spread i lp n0)) -mulr_suml; congr (_ / _).
by rewrite -[1 in RHS](proj2 lp) -sumrB; apply: eq_bigr => i _; ring.
Qed.

(* p > 0: E χ²(p̂‖p) = (V − 1)/n
   false: V for V − 1 => V%:R n%:R ==> V.+1%:R n%:R
   false: zeros allowed => positive p -> ==> *)
Theorem text_only_chi_square p n : law p -> positive p -> (0 < n)%N ->
  E_draws p (fun o : {ffun 'I_n -> 'I_V} => chi2 (frequency R o) p) = text_only_chi_square_value V%:R n%:R.
Proof.
move=> lp p0 n0; rewrite /E_draws E_sum (eq_bigr (fun i => (1 - p i) / n%:R)) => [|i _].
  rewrite (eq_bigl predT) => [|i]; last exact: p0.
  by rewrite -mulr_suml sumrB (proj2 lp) sum_const card_ord mulr1.
have p1 : p i != 0 by rewrite gt_eqF // p0.
rewrite (eq_E _ (_ : _ =1 fun o => (p i)^-1 * (frequency R o i - p i) ^+ 2)) => [|o]; last by rewrite mulrC.
by rewrite E_Z [X in _ * X](frequency_spread i lp n0) -!mulrA mulKf.
Qed.
End TextOnly.

Section Unbiased.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q : 'I_V -> R) (F : ('I_V -> R) -> 'I_V -> R).

(* F is a map of the simplex into itself, that sees its argument only entry by entry *)
Definition simplex_map F := (forall p, law p -> law (F p)) /\ forall p q, p =1 q -> F p =1 F q.
(* F(s p + (1 − s) q) = s F(p) + (1 − s) F(q), for laws p, q and s in [0, 1] *)
Definition affine F := forall s p q, 0 <= s <= 1 -> law p -> law q ->
  F (fun i => s * p i + (1 - s) * q i) =1 fun i => s * F p i + (1 - s) * F q i.
(* E F(p̂) = F(p), p̂ the frequencies of n independent draws from p *)
Definition unbiased_at F n p := forall i, E_draws p (fun o : {ffun 'I_n -> 'I_V} => F (frequency R o) i) = F p i.

Lemma frequency_law n (o : {ffun 'I_n -> 'I_V}) : (0 < n)%N -> law (frequency R o).
Proof.
move=> n0; split=> [i|]; first by rewrite divr_ge0 ?ler0n // sumr_ge0 // => d _; rewrite ler0n.
rewrite -mulr_suml exchange_big /= (eq_bigr (fun=> 1)) => [|d _]; last exact: (proj2 (onehot_law R _)).
by rewrite sum_const mulr1 card_ord mulfV // pnatr_eq0 -lt0n.
Qed.

Lemma affine_vertices F p : simplex_map F -> affine F -> law p ->
  forall i, F p i = \sum_j p j * F (onehot R j) i.
Proof.
move=> [_ FE] aF lp i.
(* peel off classes one by one *)
have step (m : nat) : forall q, law q -> #|[pred j | 0 < q j]| = m -> F q i = \sum_j q j * F (onehot R j) i.
  elim: m => [|m IH] q lq qm.
    have [j qj] := law_positive lq; move/card0_eq: qm => /(_ j); by rewrite inE qj.
  have [q0 q1] := lq; have [j qj] := law_positive lq.
  have := law_le1 j lq; rewrite le_eqVlt => /orP [/eqP qj1|qj1].
    have qE : q =1 onehot R j.
      move=> k; rewrite /onehot; case: (eqVneq j k) => [<- //|jk]; apply/le_anti; rewrite q0 andbT.
      have : \sum_(l | l != j) q l = 0.
        by apply: (@addrI _ (q j)); rewrite addr0 -[LHS](bigD1 (P := predT) (F := q) j) //= q1.
      by rewrite (bigD1 k) 1?eq_sym //= => s0; rewrite -[X in _ <= X]s0 ler_addl sumr_ge0.
    rewrite (FE _ _ qE) (bigD1 j) //= qj1 mul1r big1 ?addr0 // => k kj.
    by rewrite qE /onehot eq_sym (negPf kj) mul0r.
  have r0 : 0 < 1 - q j by rewrite subr_gt0.
  have r1 : 1 - q j != 0 by rewrite gt_eqF.
  pose t k := if k == j then 0 else q k / (1 - q j).
  have lt : law t.
    split=> [k|]; first by rewrite /t; case: ifP => // _; rewrite divr_ge0 // ltW.
    rewrite (bigD1 j) //= {1}/t eqxx add0r (eq_bigr (fun k => q k / (1 - q j))) => [|k /negPf kj]; last first.
      by rewrite /t kj.
    by rewrite -mulr_suml (_ : \sum_(k | k != j) q k = 1 - q j) ?mulfV // -q1 [in RHS](bigD1 j) //= addrAC subrr add0r.
  have qE : q =1 fun k => q j * onehot R j k + (1 - q j) * t k.
    move=> k; rewrite /onehot /t eq_sym; case: (eqVneq k j) => [->|kj]; first by rewrite mulr1 mulr0 addr0.
    by rewrite mulr0 add0r mulrC mulfVK.
  have tm : #|[pred k | 0 < t k]| = m.
    apply/eqP; rewrite -eqSS -qm (cardD1 j [pred k | 0 < q k]) inE qj add1n eqSS; apply/eqP/eq_card => k.
    by rewrite !inE /t; case: (eqVneq k j) => [->|kj]; rewrite ?ltxx // pmulr_lgt0 ?invr_gt0.
  rewrite (FE _ _ qE) aF ?(ltW qj) ?(ltW qj1) //; last exact: onehot_law.
  rewrite (IH _ lt tm) [RHS](eq_bigr (fun k => q j * (onehot R j k * F (onehot R k) i) +
    (1 - q j) * (t k * F (onehot R k) i))) => [|k _]; last by rewrite {1}qE; ring.
  rewrite big_split -!mulr_sumr /=; congr (_ * _ + _).
  rewrite (bigD1 j) //= /onehot eqxx mul1r big1 ?addr0 // => k kj; by rewrite eq_sym (negPf kj) mul0r.
exact: (step _ p lp erefl).
Qed.

Lemma E_frequency p n i : law p -> (0 < n)%N -> E_draws p (fun o : {ffun 'I_n -> 'I_V} => frequency R o i) = p i.
Proof.
move=> [_ p1] n0; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
rewrite /E_draws (eq_E _ (_ : _ =1 fun o : {ffun 'I_n -> 'I_V} => n%:R^-1 * \sum_d onehot R (o d) i)) => [|o].
  rewrite E_Z E_sum (eq_bigr (fun=> p i)) => [|d _]; first by rewrite sum_const card_ord mulKf.
  by rewrite (E_one p1 d (fun k => onehot R k i)) sum_onehot.
by rewrite /frequency card_ord mulrC.
Qed.

(* the chain of Wright and Fisher in one step: every class with p_j > 0 is drawn n times with positive probability *)
Lemma maximum_principle n (f : ('I_V -> R) -> R) : (0 < n)%N -> (forall p q, p =1 q -> f p = f q) ->
  (forall j, f (onehot R j) = 0) ->
  (forall p, law p -> E_draws p (fun o : {ffun 'I_n -> 'I_V} => f (frequency R o)) = f p) ->
  forall o : {ffun 'I_n -> 'I_V}, f (frequency R o) <= 0.
Proof.
move=> n0 fE f0 harmonic o.
case: (@arg_maxP _ _ _ o predT (fun o => f (frequency R o)) isT) => /= a _ most.
apply: le_trans (most o isT) _; rewrite leNgt; apply/negP => pos.
set p := frequency R a in pos; have lp : law p := frequency_law a n0; have [j pj] := law_positive lp.
pose b : {ffun 'I_n -> 'I_V} := [ffun=> j].
have fb : f (frequency R b) = 0.
  rewrite -(f0 j); apply: fE => i; rewrite /frequency card_ord (eq_bigr (fun=> onehot R j i)) => [|d _]; last first.
    by rewrite ffunE.
  by rewrite sum_const card_ord mulrC mulKf // pnatr_eq0 -lt0n.
have wb : 0 < draws p b by apply: prodr_gt0 => d _; rewrite ffunE.
have : 0 < E_draws p (fun o : {ffun 'I_n -> 'I_V} => f p - f (frequency R o)).
  apply: (lt_le_trans (_ : 0 < draws p b * (f p - f (frequency R b)))); first by rewrite fb subr0 mulr_gt0.
  rewrite /E_draws /E (bigD1 b) //= ler_addl sumr_ge0 // => c _.
  by rewrite mulr_ge0 ?draws_ge0 ?subr_ge0 ?most //; case: lp.
have := harmonic p lp; rewrite /E_draws => hp.
by rewrite E_B (E_const _ (draws_1 (proj2 lp) _)) hp subrr ltxx.
Qed.

(* for one n ≥ 1: E F(p̂) = F(p) for every law p ⇔ F is affine
   false: no draws => (0 < n)%N -> ==>
   false: one law => (forall p, law p -> unbiased_at F n p) ==> (exists p, law p /\ unbiased_at F n p) *)
Theorem unbiased F n : simplex_map F -> (0 < n)%N ->
  (forall p, law p -> unbiased_at F n p) <-> affine F.
Proof.
move=> sF n0; have [_ FE] := sF; split=> [unb|aF p lp i]; last first.
  rewrite (affine_vertices sF aF lp) /E_draws.
  rewrite (eq_E _ (fun o => affine_vertices sF aF (frequency_law o n0) i)) E_sum; apply: eq_bigr => j _.
  rewrite (eq_E _ (_ : _ =1 fun o => F (onehot R j) i * frequency R o j)) => [|o]; last by rewrite mulrC.
  by rewrite E_Z mulrC; congr (_ * _); exact: E_frequency.
have vertices p : law p -> forall i, F p i = \sum_j p j * F (onehot R j) i.
  move=> lp i; pose L (q : 'I_V -> R) := \sum_j q j * F (onehot R j) i; rewrite -/(L p).
  have LE (q r : 'I_V -> R) : q =1 r -> L q = L r by move=> qr; apply: eq_bigr => j _; rewrite qr.
  have Lj j : L (onehot R j) = F (onehot R j) i.
    rewrite /L (bigD1 j) //= /onehot eqxx mul1r big1 ?addr0 // => k kj; by rewrite eq_sym (negPf kj) mul0r.
  have EL q : law q -> E_draws q (fun o : {ffun 'I_n -> 'I_V} => L (frequency R o)) = L q.
    move=> lq; rewrite /E_draws E_sum; apply: eq_bigr => j _.
    rewrite (eq_E _ (_ : _ =1 fun o => F (onehot R j) i * frequency R o j)) => [|o]; last by rewrite mulrC.
    by rewrite E_Z mulrC; congr (_ * _); exact: E_frequency.
  have flat (o : {ffun 'I_n -> 'I_V}) : F (frequency R o) i = L (frequency R o).
    apply/le_anti; rewrite -subr_le0 -[X in _ && X]subr_le0; apply/andP; split.
      apply: (@maximum_principle n (fun q => F q i - L q)) => // [q r qr|j|q lq].
      - by rewrite (FE _ _ qr) (LE _ _ qr).
      - by rewrite Lj subrr.
      by rewrite /E_draws E_B; congr (_ - _); [exact: unb|exact: EL].
    apply: (@maximum_principle n (fun q => L q - F q i)) => // [q r qr|j|q lq].
    - by rewrite (FE _ _ qr) (LE _ _ qr).
    - by rewrite Lj subrr.
    by rewrite /E_draws E_B; congr (_ - _); [exact: EL|exact: unb].
  by rewrite -(EL p lp) -(unb p lp i); apply: eq_E => o; exact: flat.
move=> s p q s01 lp lq i; have ls : law (fun i => s * p i + (1 - s) * q i).
  have [p0 p1] := lp; have [q0 q1] := lq; have /andP [s0 s1] := s01; split=> [j|].
    by rewrite addr_ge0 // mulr_ge0 // subr_ge0.
  by rewrite big_split -!mulr_sumr /= p1 q1; ring.
rewrite !vertices // !mulr_sumr -big_split; apply: eq_bigr => j _ /=; ring.
Qed.
End Unbiased.

Section Identified.
Variables (R : realFieldType) (V : nat).
Implicit Types (p x y : 'I_V -> R) (K A : pred 'I_V) (r c : R).

(* x is a law that shows the same as p on K and puts no more than c on any other class *)
Definition same_top K c p x := [/\ law x, forall i, K i -> x i = p i & forall i, ~~ K i -> x i <= c].
(* min(r, mc − r, ⌊m/2⌋c) *)
Definition identified_widest r c (m : nat) := Num.min r (Num.min (m%:R * c - r) (m./2%:R * c)).

Lemma balance x y A : law x -> law y -> \sum_(i | A i) (x i - y i) = \sum_(i | ~~ A i) (y i - x i).
Proof.
move=> [_ x1] [_ y1]; have : \sum_i (x i - y i) = 0 by rewrite sumrB x1 y1 subrr.
rewrite (bigID A) /= => /eqP; rewrite addr_eq0 -sumrN => /eqP ->.
by apply: eq_bigr => i _; rewrite opprB.
Qed.

Lemma TV_ge x y A : law x -> law y -> \sum_(i | A i) (x i - y i) <= TV x y.
Proof.
move=> lx ly; rewrite /TV mulrC ler_pdivl_mulr ?ltr0n // mulr_natr mulr2n.
rewrite {2}balance // [X in _ <= X](bigID A) /=.
by rewrite ler_add // ler_sum // => i _; rewrite ?ler_norm // distrC ler_norm.
Qed.

Lemma TV_above x y : law x -> law y -> TV x y = \sum_(i | y i < x i) (x i - y i).
Proof.
move=> lx ly; rewrite /TV (bigID (fun i => y i < x i)) /=.
rewrite (eq_bigr (fun i => x i - y i)) => [|i xy]; last by rewrite gtr0_norm ?subr_gt0.
rewrite [X in _ + X](eq_bigr (fun i => y i - x i)) => [|i]; last first.
  by rewrite -leNgt => xy; rewrite distrC ger0_norm ?subr_ge0.
rewrite -balance //; set s := \sum_(i | _) _; rewrite -/s; by field.
Qed.

Lemma sum_hidden K (f : nat -> R) :
  \sum_(i | ~~ K i) f (index i (enum [predC K])) = \sum_(0 <= t < #|[predC K]|) f t.
Proof.
rewrite (eq_bigl (mem [predC K])) // -big_enum cardE /=.
case E : (enum [predC K]) => [|i0 s]; first by rewrite big_nil big_geq.
rewrite -{1 3}E (big_nth i0) E; apply: eq_big_nat => t /andP [_ tm].
by rewrite index_uniq // -E enum_uniq.
Qed.

Lemma identified_ends p K c : law p -> (exists2 k, K k & p k = c) -> (forall i, K i -> c <= p i) ->
  (forall i, ~~ K i -> p i <= c) ->
  (forall x y, same_top K c p x -> same_top K c p y ->
     TV x y <= identified_widest (1 - mass K p) c #|[predC K]|) /\
  (exists x y, [/\ same_top K c p x, same_top K c p y &
     identified_widest (1 - mass K p) c #|[predC K]| <= TV x y]).
Proof.
move=> lp [k0 Kk0 pk0] _ low; have [p0 p1] := lp; have c0 : 0 <= c by rewrite -pk0.
set m := #|[predC K]|; set r := 1 - mass K p.
have hidden x : same_top K c p x -> \sum_(i | ~~ K i) x i = r.
  case=> lx xK _; rewrite outside // /r; congr (_ - _); exact: eq_bigr.
have sum_c (A : pred 'I_V) : \sum_(i | A i) c = #|A|%:R * c by rewrite sum_constP.
split=> [x y sx sy|].
  have [lx xK xc] := sx; have [ly yK yc] := sy; have [x0 _] := lx; have [y0 _] := ly.
  have outP i : y i < x i -> ~~ K i by apply: contraL => Ki; rewrite xK // yK // ltxx.
  have outN i : x i < y i -> ~~ K i by apply: contraL => Ki; rewrite xK // yK // ltxx.
  have sub (A : pred 'I_V) (f : 'I_V -> R) : (forall i, A i -> ~~ K i) -> (forall i, ~~ K i -> 0 <= f i) ->
      \sum_(i | A i) f i <= \sum_(i | ~~ K i) f i.
    move=> AK f0; rewrite [X in _ <= X](bigID A) /= (eq_bigl (fun i => ~~ K i && A i)) => [|i].
      by rewrite ler_addl sumr_ge0 // => i /andP [/f0].
    by case: (boolP (A i)) => [/AK ->|]; rewrite ?andbF.
  have atP : TV x y <= #|[pred i | y i < x i]|%:R * c.
    rewrite TV_above // -sum_c ler_sum // => i /outP Ki.
    by rewrite ler_subl_addr (le_trans (xc _ Ki)) // ler_addl.
  have atN : TV x y <= #|[pred i | x i < y i]|%:R * c.
    have -> : TV x y = TV y x by rewrite /TV; congr (_ * _); apply: eq_bigr => i _; rewrite distrC.
    rewrite TV_above // -sum_c ler_sum // => i /outN Ki.
    by rewrite ler_subl_addr (le_trans (yc _ Ki)) // ler_addl.
  have both : (#|[pred i | (y i < x i)%R]| + #|[pred i | (x i < y i)%R]| <= m)%N.
    rewrite -cardUI [X in (_ + X)%N]eq_card0 ?addn0 => [|i]; last first.
      by rewrite !inE; case: (boolP (y i < x i)%R) => //= xy; rewrite lt_gtF.
    by apply/subset_leq_card/subsetP => i; rewrite !inE => /orP [/outP|/outN].
  rewrite /identified_widest !le_minr; apply/and3P; split.
  - rewrite TV_above // -(hidden x sx); apply: le_trans (sub _ _ outP (fun i _ => x0 i)).
    by rewrite ler_sum // => i _; rewrite ler_subl_addr ler_addl.
  - rewrite TV_above // -(hidden y sy) -sum_c -sumrB.
    apply: le_trans (_ : \sum_(i | y i < x i) (c - y i) <= _).
      by rewrite ler_sum // => i /outP Ki; rewrite ler_add2r xc.
    by apply: sub => // i Ki; rewrite subr_ge0 yc.
  case: (leqP #|[pred i | y i < x i]| m./2) => [le_h|lt_h].
    by apply: le_trans atP _; rewrite ler_wpmul2r // ler_nat.
  apply: le_trans atN _; rewrite ler_wpmul2r // ler_nat.
  have mle : (m <= (m./2).*2.+1)%N by rewrite -{1}[m]odd_double_half -add1n leq_add2r leq_b1.
  rewrite -(leq_add2l m./2.+1) [X in (_ <= X)%N]addSn addnn.
  exact: leq_trans (leq_trans (leq_add lt_h (leqnn _)) both) mle.
pose s := enum [predC K]; pose lo t := Num.min r (t%:R * c).
pose f t := lo t.+1 - lo t; pose g t := lo (m - t)%N - lo (m - t.+1)%N.
have r0 : 0 <= r by rewrite /r subr_ge0 -p1 [X in _ <= X](bigID K) /= ler_addl sumr_ge0.
have rE : \sum_(i | ~~ K i) p i = r := outside K lp.
have rm : r <= m%:R * c by rewrite -rE -sum_c; apply: ler_sum.
have lo0 : lo 0%N = 0 by rewrite /lo mul0r min_r.
have lom : lo m = r by rewrite /lo min_l.
have lo_step t : 0 <= lo t.+1 - lo t <= c.
  have tc : t.+1%:R * c = t%:R * c + c by rewrite -[t.+1]addn1 natrD mulrDl mul1r.
  rewrite subr_ge0 ler_subl_addl /lo tc; apply/andP; split.
    by rewrite le_minr !le_minl lexx /= ler_addl c0 orbT.
  by rewrite addr_minl !le_minr !le_minl lexx ler_addl c0 orbT.
have g_step t : 0 <= g t <= c.
  rewrite /g; case: (ltnP t m) => [tm|mt]; first by rewrite -(subnSK tm).
  have [-> ->] : (m - t = 0 /\ m - t.+1 = 0)%N by split; apply/eqP; rewrite subn_eq0 // ltnW.
  by rewrite subrr lexx.
have sum_f h : \sum_(0 <= t < h) f t = lo h by rewrite telescope_sumr // lo0 subr0.
have sum_g h : (h <= m)%N -> \sum_(0 <= t < h) g t = r - lo (m - h)%N.
  move=> hm; rewrite (eq_bigr (fun t => - lo (m - t.+1)%N - - lo (m - t)%N)) => [|t _]; last by rewrite opprK addrC.
  by rewrite (telescope_sumr (fun t => - lo (m - t)%N)) // subn0 lom opprK addrC.
pose tail (u : nat -> R) i := if K i then p i else u (index i s).
have top u : (forall t, 0 <= u t <= c) -> \sum_(0 <= t < m) u t = r -> same_top K c p (tail u).
  move=> u0 u1; split=> [|i Ki|i /negPf Ki]; rewrite /tail ?Ki //; last by case/andP: (u0 (index i s)).
  split=> [i|]; first by case: ifP => // _; case/andP: (u0 (index i s)).
  rewrite (bigID K) /= (eq_bigr p) => [|i -> //].
  rewrite [X in _ + X](eq_bigr (fun i => u (index i s))) => [|i /negPf -> //].
  by rewrite sum_hidden u1 /r addrC subrK.
have tf : same_top K c p (tail f) by apply: top; rewrite ?sum_f ?lom.
have tg : same_top K c p (tail g) by apply: top; rewrite ?sum_g ?subnn ?lo0 ?subr0.
exists (tail f), (tail g); split=> //.
have hm : (m./2 <= m)%N by rewrite -{2}[m]odd_double_half -addnn addnA leq_addl.
have [[ltf _ _] [ltg _ _]] := (tf, tg).
have := @TV_ge (tail f) (tail g) (fun i => ~~ K i && (index i s < m./2)%N) ltf ltg.
pose half t := if (t < m./2)%N then f t - g t else 0.
apply: le_trans; rewrite big_mkcondr /= (eq_bigr (fun i => half (index i s))) => [|i /negPf Ki]; last first.
  by rewrite /tail Ki.
have -> : \sum_(i | ~~ K i) half (index i s) = \sum_(0 <= t < m) half t := sum_hidden K half.
rewrite /half (big_cat_nat _ _ _ (leq0n _) hm) /= [X in _ + X]big_nat_cond [X in _ + X]big1 ?addr0 => [|t]; last first.
  by rewrite andbT => /andP [ht _]; rewrite ltnNge ht.
rewrite (eq_big_nat _ _ (F2 := fun t => f t - g t)) => [|t /andP [_ ->] //].
rewrite sumrB sum_f sum_g // opprB addrA /lo; set w := identified_widest r c m.
have wr : w <= r by rewrite le_minl lexx.
have wm : w <= m%:R * c - r by rewrite !le_minl lexx orbT.
have wh : w <= m./2%:R * c by rewrite !le_minl lexx !orbT.
have hh : m./2%:R * c <= (m - m./2)%N%:R * c.
  rewrite ler_wpmul2r // ler_nat leq_subRL // -{3}[m]odd_double_half -addnn; exact: leq_addl.
have mm : m./2%:R * c + (m - m./2)%N%:R * c = m%:R * c by rewrite -mulrDl -natrD subnKC.
rewrite ler_subr_addr /Num.min; case: ifP => _; case: ifP => _.
- by rewrite ler_add.
- by rewrite addrC ler_add2l (le_trans wh).
- by rewrite ler_add2r.
by rewrite mm -ler_subr_addr.
Qed.

(* shown is p on K, K not empty, c its least; r = 1 − Σ_K p; of m = V − k hidden classes none is above c:
   TV of two such laws is at most min(r, mc − r, ⌊m/2⌋c), and two of them attain it
   false: half of the classes, rounded up => c #|[predC K]|]). ==> c #|[predC K]|.+1]).
   false: half of it => TV x y <= identified_widest ==> 2%:R * TV x y <= identified_widest *)
Theorem identified p K c : law p -> (exists2 k, K k & p k = c) -> (forall i, K i -> c <= p i) ->
  (forall i, ~~ K i -> p i <= c) ->
  (forall x y, same_top K c p x -> same_top K c p y ->
     TV x y <= identified_widest (1 - mass K p) c #|[predC K]|) /\
  (exists x y, [/\ same_top K c p x, same_top K c p y &
     TV x y = identified_widest (1 - mass K p) c #|[predC K]|]).
Proof.
move=> lp Kc high low; have [up [x [y [sx sy lo]]]] := identified_ends lp Kc high low.
by split=> //; exists x, y; split=> //; apply/le_anti; rewrite lo up.
Qed.
End Identified.

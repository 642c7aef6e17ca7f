(* Bias and variance over an ordered field: squared error splits, which tells when a student beats its teacher. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws expectation.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Split.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q : 'I_V -> R).

(* w is a probability on the finite set Omega: w ≥ 0, Σ w = 1 *)
Definition probability (Omega : finType) (w : Omega -> R) := (forall o, 0 <= w o) /\ \sum_o w o = 1.

(* any random student S and fresh label y of mean q: E‖S − y‖² = ‖E S − q‖² + tr Cov S + E‖y − q‖²
   false: variance counted twice => + variance w S ==> + 2%:R * variance w S
   false: labels that follow the student => fresh w S y ==> probability w *)
Theorem squared (Omega : finType) (w : Omega -> R) S y q :
  probability w -> unbiased w y q -> fresh w S y ->
  risk w S y = bias2 w S q + variance w S + E w (fun o => dist2 (y o) q).
Proof.
case=> _ w1 yq Sy; rewrite /risk /bias2 /variance /dist2 !E_sum -!big_split /=.
by apply: eq_bigr => i _; rewrite E_square !(E_centred _ _ w1) Sy /mean yq; ring.
Qed.

(* R_D − R_S = (Var_D − Var_S) − (Bias²_S − Bias²_D) *)
Definition beats_gain (bias bias_d variance variance_d : R) := (variance_d - variance) - (bias - bias_d).

(* one target q, one fresh label y: R_S < R_D ⇔ 0 < (Var_D − Var_S) − (Bias²_S − Bias²_D)
   false: the biases exchanged => (bias2 w S q) (bias2 w D q) ==> (bias2 w D q) (bias2 w S q)
   false: labels that follow the teacher => fresh w D y -> ==> *)
Theorem beats (Omega : finType) (w : Omega -> R) S D y q :
  probability w -> unbiased w y q -> fresh w S y -> fresh w D y ->
  risk w S y < risk w D y <-> 0 < beats_gain (bias2 w S q) (bias2 w D q) (variance w S) (variance w D).
Proof.
move=> pw yq Sy Dy; rewrite !(squared pw yq) // /beats_gain -subr_gt0.
by match goal with |- is_true (0 < ?a) <-> is_true (0 < ?b) => suff -> : a = b by []; ring end.
Qed.
End Split.

Section Any.
Variables (R : realFieldType) (V : nat) (Omega : Type).
Implicit Types (I : (Omega -> R) -> Prop) (Ex : (Omega -> R) -> R) (S D y : Omega -> 'I_V -> R) (q : 'I_V -> R).

(* Ex is an expectation on the variables I, any space: I holds 1 and linear combinations, Ex is linear and Ex 1 = 1 *)
Definition expectation I Ex :=
  [/\ I (fun=> 1), Ex (fun=> 1) = 1,
      forall X Y, X =1 Y -> I X -> I Y /\ Ex X = Ex Y &
      forall a X Y, I X -> I Y -> I (fun o => a * X o + Y o) /\ Ex (fun o => a * X o + Y o) = a * Ex X + Ex Y].
(* S_i and S_i² have expectations *)
Definition square_integrable I S := forall i, I (S^~ i) /\ I (fun o => S o i ^+ 2).
(* Ex S_i y_i = Ex S_i · Ex y_i *)
Definition fresh_any I Ex S y :=
  forall i, I (fun o => S o i * y o i) /\ Ex (fun o => S o i * y o i) = Ex (S^~ i) * Ex (y^~ i).

Variables (I : (Omega -> R) -> Prop) (Ex : (Omega -> R) -> R).
Hypothesis IE : expectation I Ex.

Lemma any_combination a b c X Y :
  I X -> I Y -> I (fun o => a * X o + b * Y o + c) /\ Ex (fun o => a * X o + b * Y o + c) = a * Ex X + b * Ex Y + c.
Proof.
case: IE => I1 E1 ext lin IX IY.
have [IC EC] := lin c _ _ I1 I1.
have [IbY EbY] := lin b _ _ IY IC.
have [IaX EaX] := lin a _ _ IX IbY.
have [] := lin (-1) _ _ I1 IaX.
set Z := (fun o : Omega => _) => IZ EZ.
have [|IT ET] := ext Z (fun o => a * X o + b * Y o + c) _ IZ; first by move=> o; rewrite /Z; ring.
by split=> //; rewrite -ET EZ EaX EbY EC E1; ring.
Qed.

Lemma any_sum (F : 'I_V -> Omega -> R) : (forall i, I (F i)) ->
  I (fun o => \sum_i F i o) /\ Ex (fun o => \sum_i F i o) = \sum_i Ex (F i).
Proof.
case: IE => I1 E1 ext lin IF; elim: (index_enum _) => [|j J [IH EH]].
  have [I0 E0] := any_combination 0 0 0 I1 I1.
  have [|I0' E0'] := ext _ (fun o => \sum_(i <- [::]) F i o) _ I0; first by move=> o; rewrite big_nil; ring.
  by split=> //; rewrite big_nil -E0' E0; ring.
have [Is Es] := lin 1 _ _ (IF j) IH.
have [|Is' Es'] := ext _ (fun o => \sum_(i <- j :: J) F i o) _ Is; first by move=> o; rewrite big_cons mul1r.
by split=> //; rewrite -Es' Es big_cons mul1r EH.
Qed.

Lemma any_centred (X : Omega -> R) m : I X -> I (fun o => X o ^+ 2) ->
  I (fun o => (X o - m) ^+ 2) /\ Ex (fun o => (X o - m) ^+ 2) = Ex (fun o => X o ^+ 2) - 2%:R * m * Ex X + m ^+ 2.
Proof.
case: IE => _ _ ext _ IX IX2; have [Ic Ec] := any_combination 1 (- (2%:R * m)) (m ^+ 2) IX2 IX.
have [|Ic' Ec'] := ext _ (fun o => (X o - m) ^+ 2) _ Ic; first by move=> o; ring.
by split=> //; rewrite -Ec' Ec; ring.
Qed.

Lemma any_difference (X Y : Omega -> R) : I (fun o => X o ^+ 2) -> I (fun o => Y o ^+ 2) -> I (fun o => X o * Y o) ->
  I (fun o => (X o - Y o) ^+ 2) /\
  Ex (fun o => (X o - Y o) ^+ 2) = Ex (fun o => X o ^+ 2) - 2%:R * Ex (fun o => X o * Y o) + Ex (fun o => Y o ^+ 2).
Proof.
case: IE => _ _ ext lin IX IY IXY; have [Is Es] := any_combination 1 (- 2%:R) 0 IX IXY.
have [Ic Ec] := lin 1 _ _ Is IY.
have [|Ic' Ec'] := ext _ (fun o => (X o - Y o) ^+ 2) _ Ic; first by move=> o; ring.
by split=> //; rewrite -Ec' Ec Es; ring.
Qed.

Lemma any_distance S q : square_integrable I S ->
  Ex (fun o => dist2 (S o) q) = \sum_i (Ex (fun o => S o i ^+ 2) - 2%:R * q i * Ex (S^~ i) + q i ^+ 2).
Proof.
move=> S2; have c i := any_centred (q i) (proj1 (S2 i)) (proj2 (S2 i)).
by rewrite (proj2 (any_sum (fun i => proj1 (c i)))); apply: eq_bigr => i _; rewrite (proj2 (c i)).
Qed.
End Any.

Section AnySquared.
Variables (R : realFieldType) (V : nat) (Omega : Type).
Implicit Types (I : (Omega -> R) -> Prop) (Ex : (Omega -> R) -> R) (S D y : Omega -> 'I_V -> R) (q : 'I_V -> R).

(* over any space, S and y with finite second moments, y of mean q, E S_i y_i = E S_i E y_i:
   E‖S − y‖² = ‖E S − q‖² + E‖S − E S‖² + E‖y − q‖²
   false: variance counted twice => + Ex (fun o => dist2 (S o) ==> + 2%:R * Ex (fun o => dist2 (S o)
   false: no hypothesis of freshness => fresh_any I Ex S y -> ==> (forall i, I (fun o => S o i * y o i)) -> *)
Theorem squared_any I Ex S y q :
  expectation I Ex -> square_integrable I S -> square_integrable I y ->
  (forall i, Ex (y^~ i) = q i) -> fresh_any I Ex S y ->
  Ex (fun o => dist2 (S o) (y o)) =
  dist2 (fun i => Ex (S^~ i)) q + Ex (fun o => dist2 (S o) (fun i => Ex (S^~ i))) + Ex (fun o => dist2 (y o) q).
Proof.
move=> IE S2 y2 yq Sy; rewrite !(any_distance IE) // /dist2.
have d i := any_difference IE (proj2 (S2 i)) (proj2 (y2 i)) (proj1 (Sy i)).
rewrite (proj2 (any_sum IE (fun i => proj1 (d i)))) -!big_split; apply: eq_bigr => i _ /=.
by rewrite (proj2 (d i)) (proj2 (Sy i)) yq; ring.
Qed.
(* over any space, one target q, one fresh label y: R_S < R_D ⇔ 0 < (Var_D − Var_S) − (Bias²_S − Bias²_D), S, D and y with finite second moments
   false: the biases exchanged => (dist2 (fun i => Ex (S^~ i)) q) (dist2 (fun i => Ex (D^~ i)) q) ==>
     (dist2 (fun i => Ex (D^~ i)) q) (dist2 (fun i => Ex (S^~ i)) q)
   false: labels that follow the teacher => fresh_any I Ex D y -> ==> (forall i, I (fun o => D o i * y o i)) -> *)
Theorem beats_any I Ex S D y q :
  expectation I Ex -> square_integrable I S -> square_integrable I D -> square_integrable I y ->
  (forall i, Ex (y^~ i) = q i) -> fresh_any I Ex S y -> fresh_any I Ex D y ->
  Ex (fun o => dist2 (S o) (y o)) < Ex (fun o => dist2 (D o) (y o)) <->
  0 < beats_gain (dist2 (fun i => Ex (S^~ i)) q) (dist2 (fun i => Ex (D^~ i)) q)
    (Ex (fun o => dist2 (S o) (fun i => Ex (S^~ i)))) (Ex (fun o => dist2 (D o) (fun i => Ex (D^~ i)))).
Proof.
move=> IE S2 D2 y2 yq Sy Dy; rewrite (squared_any IE S2 y2 yq Sy) (squared_any IE D2 y2 yq Dy) /beats_gain.
move: (dist2 _ q) (dist2 _ q) (Ex _) (Ex _) (Ex _) => b' b v' n v; rewrite -(subr_gt0 (b + v + n)).
by have -> : b' + v' + n - (b + v + n) = v' - v - (b - b') by ring.
Qed.
End AnySquared.

Section Frequencies.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q g : 'I_V -> R).

Lemma E_draws_square q (D : finType) (c : D -> R) g x : \sum_i q i = 1 -> \sum_i q i * g i = 0 ->
  E (@draws _ _ q D) (fun o => (x + \sum_d c d * g (o d)) ^+ 2) =
  x ^+ 2 + (\sum_d c d ^+ 2) * \sum_i q i * g i ^+ 2.
Proof.
move=> q1 g0; pose W (o : {ffun D -> 'I_V}) := \sum_d c d * g (o d).
have W0 : E (@draws _ _ q D) W = 0.
  by rewrite E_sum big1 // => d _; rewrite (E_Z _ (c d)) (E_one q1) g0 mulr0.
have W2 : E (@draws _ _ q D) (fun o => W o ^+ 2) = (\sum_d c d ^+ 2) * \sum_i q i * g i ^+ 2.
  rewrite (eq_E _ (_ : _ =1 fun o : {ffun D -> 'I_V} => \sum_d \sum_e c d * c e * (g (o d) * g (o e)))); last first.
    move=> o; rewrite expr2 mulr_suml; apply: eq_bigr => d _.
    by rewrite mulr_sumr; apply: eq_bigr => e _; ring.
  rewrite E_sum mulr_suml; apply: eq_bigr => d _; rewrite E_sum (bigD1 d) //= [X in _ + X]big1 => [|e ed].
    by rewrite addr0 (E_Z _ (c d * c d)) (E_one q1 d (fun k => g k * g k)) -!expr2.
  by rewrite (E_Z _ (c d * c e)) (E_two q1) 1?eq_sym // g0 mul0r mulr0.
rewrite (eq_E _ (_ : _ =1 fun o : {ffun D -> 'I_V} => x ^+ 2 + (2%:R * x * W o + W o ^+ 2))) => [|o]; last first.
  by rewrite -/(W o); move: (W o) => s; ring.
by rewrite E_D (E_const _ (draws_1 q1 D)) E_D (E_Z _ (2%:R * x)) W0 W2 mulr0 add0r.
Qed.

Lemma sum_onehot q i : \sum_k q k * onehot R k i = q i.
Proof. by rewrite (bigD1 i) //= /onehot eqxx mulr1 big1 ?addr0 // => k /negPf ->; rewrite mulr0. Qed.

Lemma E_weighted_draws q (D : finType) (c : D -> R) (x : 'I_V -> R) : \sum_i q i = 1 ->
  E (@draws _ _ q D) (fun o => \sum_i (x i + \sum_d c d * (onehot R (o d) i - q i)) ^+ 2) =
  \sum_i x i ^+ 2 + (\sum_d c d ^+ 2) * (1 - \sum_i q i ^+ 2).
Proof.
move=> q1; rewrite E_sum -[1 in RHS]q1 -sumrB mulr_sumr -big_split; apply: eq_bigr => i _ /=.
have centred : \sum_k q k * (onehot R k i - q i) = 0.
  by under eq_bigr => k _ do rewrite mulrBr; rewrite sumrB -mulr_suml q1 mul1r sum_onehot subrr.
rewrite (E_draws_square c (x i) q1 centred); congr (_ + _ * _).
rewrite (eq_bigr (fun k => (1 - 2%:R * q i) * (q k * onehot R k i) + q i ^+ 2 * q k)) => [|k _].
  by rewrite big_split -!mulr_sumr /= sum_onehot q1; ring.
by rewrite /onehot; case: (k == i) => /=; rewrite ?mulr1n ?mulr0n; ring.
Qed.

Lemma sum_const (D : finType) (a : R) : \sum_(d : D) a = #|D|%:R * a.
Proof. by rewrite sumr_const -[a *+ _]mulr_natl. Qed.

Lemma sum_constP (D : finType) (P : pred D) (a : R) : \sum_(d | P d) a = #|P|%:R * a.
Proof. by rewrite sumr_const -[a *+ _]mulr_natl. Qed.

Lemma frequency_centred q (D : finType) (o : {ffun D -> 'I_V}) i : (0 < #|D|)%N ->
  frequency R o i - q i = \sum_d #|D|%:R^-1 * (onehot R (o d) i - q i).
Proof.
move=> D0; rewrite -mulr_sumr sumrB sum_const mulrBr mulrA mulVf ?mul1r ?pnatr_eq0 -?lt0n //.
by rewrite /frequency mulrC.
Qed.
End Frequencies.

Section MixingShrinks.
Variables (R : realFieldType) (V : nat).
Implicit Types (p q : 'I_V -> R) (n : nat) (v b T : R).

(* E f over n independent draws from q *)
Definition E_draws q n (f : {ffun 'I_n -> 'I_V} -> R) := E (@draws R V q [finType of 'I_n]) f.
(* v/T² + (1 − 1/T)² b *)
Definition mixing_shrinks_risk_value v b T := v / T ^+ 2 + (1 - 1 / T) ^+ 2 * b.
(* 1 + v/b *)
Definition mixing_shrinks_hottest v b := 1 + v / b.
(* v b/(v + b) *)
Definition mixing_shrinks_least v b := v * b / (v + b).
(* E‖F_T(p̂) − p‖², p̂ the frequencies of n independent draws from p, F mixing *)
Definition mixing_shrinks_error p n T := E_draws p (fun o : {ffun 'I_n -> 'I_V} => dist2 (mixing T (frequency R o)) p).

(* E‖F_T(p̂) − p‖² = v/T² + (1 − 1/T)² b, with v = (1 − Σp²)/n and b = ‖p − u‖²
   false: one draw counted twice => / n%:R ==> / n.+1%:R
   false: no draws => (0 < n)%N -> ==> *)
Theorem mixing_shrinks_risk p n T : law p -> (0 < n)%N -> 1 <= T ->
  mixing_shrinks_error p n T = mixing_shrinks_risk_value ((1 - \sum_i p i ^+ 2) / n%:R) (dist2 p (@uniform R V)) T.
Proof.
move=> lp n0 T1; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have T0 : T != 0 by rewrite gt_eqF // (lt_le_trans ltr01).
have V0 : V%:R != 0 :> R by rewrite gt_eqF // (law_V lp).
pose x i := (1 - T^-1) * (V%:R^-1 - p i).
transitivity (E_draws p (fun o : {ffun 'I_n -> 'I_V} =>
    \sum_i (x i + \sum_d (T^-1 / n%:R) * (onehot R (o d) i - p i)) ^+ 2)).
  apply: eq_E => o; apply: eq_bigr => i _; congr (_ ^+ 2).
  under eq_bigr => d _ do rewrite -mulrA.
  rewrite -mulr_sumr -[X in X%:R^-1](card_ord n) -frequency_centred ?card_ord // /mixing /x.
  by move: (frequency _ _ _) => f; field; rewrite V0 T0.
rewrite /E_draws (E_weighted_draws (fun=> T^-1 / n%:R) x (proj2 lp)) sum_const card_ord addrC.
rewrite /mixing_shrinks_risk_value div1r; congr (_ + _); first by field; rewrite T0 n1.
by rewrite /dist2 mulr_sumr; apply: eq_bigr => i _; rewrite /x /uniform; ring.
Qed.

Lemma vertex_or_spread p : law p -> (exists k, p =1 onehot R k) \/ 0 < 1 - \sum_i p i ^+ 2.
Proof.
move=> lp; have [p0 p1] := lp; have [i pi] := law_positive lp.
have e : 1 - \sum_j p j ^+ 2 = \sum_j p j * (1 - p j).
  by rewrite -[1 in LHS]p1 -sumrB; apply: eq_bigr => j _; ring.
have := law_le1 i lp; rewrite le_eqVlt => /orP [/eqP pi1|pi1]; [left|right]; last first.
  rewrite e; apply: (@sum_gt0 _ _ _ i) => [j|]; last by rewrite mulr_gt0 // subr_gt0.
  by rewrite mulr_ge0 // subr_ge0 law_le1.
exists i => j; rewrite /onehot; case: (eqVneq i j) => [<- //|ij].
apply/le_anti; rewrite p0 andbT.
have : \sum_(k | k != i) p k = 0.
  by apply: (@addrI _ (p i)); rewrite addr0 -[LHS](bigD1 (P := predT) (F := p) i) //= p1.
by rewrite (bigD1 j) 1?eq_sym //= => s0; rewrite -[X in _ <= X]s0 ler_addl sumr_ge0.
Qed.

Lemma dist2_gt0 p q : ~ p =1 q -> 0 < dist2 p q.
Proof.
move=> pq; rewrite lt_neqAle eq_sym sumr_ge0 ?andbT => [|i _]; last exact: sqr_ge0.
apply/eqP => /eqP; rewrite psumr_eq0 => [/allP all0|i _]; last exact: sqr_ge0.
apply: pq => i; have := all0 i (mem_index_enum i); rewrite /= sqrf_eq0 subr_eq0.
by move/eqP.
Qed.

Lemma mixing_gap v b T : 0 < v -> 0 < b -> T != 0 ->
  mixing_shrinks_risk_value v b T - mixing_shrinks_least v b = ((v + b) / T - b) ^+ 2 / (v + b).
Proof.
move=> v0 b0 T0; rewrite /mixing_shrinks_risk_value /mixing_shrinks_least.
by field; rewrite T0 gt_eqF // addr_gt0.
Qed.

(* p neither a vertex nor uniform: the least value v b/(v + b) < v is at T = 1 + v/b > 1, and at no other T ≥ 1
   false: a vertex allowed => (forall k, ~ p =1 onehot R k) -> ==>
   false: the uniform law allowed => ~ p =1 @uniform R V -> ==>
   false: the optimum the other way up => mixing_shrinks_hottest v b -> ==> mixing_shrinks_hottest b v -> *)
Theorem mixing_shrinks_optimum p n : law p -> (0 < n)%N -> (forall k, ~ p =1 onehot R k) -> ~ p =1 @uniform R V ->
  let v := (1 - \sum_i p i ^+ 2) / n%:R in let b := dist2 p (@uniform R V) in
  [/\ 1 < mixing_shrinks_hottest v b,
      mixing_shrinks_error p n (mixing_shrinks_hottest v b) = mixing_shrinks_least v b,
      mixing_shrinks_least v b < v &
      forall T, 1 <= T -> T != mixing_shrinks_hottest v b -> mixing_shrinks_least v b < mixing_shrinks_error p n T].
Proof.
move=> lp n0 no_vertex not_uniform v b.
have b0 : 0 < b by apply: dist2_gt0.
have v0 : 0 < v.
  by rewrite divr_gt0 ?ltr0n //; case: (vertex_or_spread lp) => // - [k /no_vertex].
have s0 : v + b != 0 by rewrite gt_eqF // addr_gt0.
have b1 : b != 0 by rewrite gt_eqF.
have hot : 1 < mixing_shrinks_hottest v b by rewrite ltr_addl divr_gt0.
split=> //.
- have h0 : mixing_shrinks_hottest v b != 0 by rewrite gt_eqF // (lt_trans ltr01).
  rewrite mixing_shrinks_risk ?(ltW hot) // -/v -/b; apply/eqP; rewrite -subr_eq0 mixing_gap //; apply/eqP.
  by rewrite /mixing_shrinks_hottest; field; rewrite s0 b1.
- by rewrite ltr_pdivr_mulr ?addr_gt0 // mulrDr ltr_addr mulr_gt0.
move=> T T1 TT; have T0 : T != 0 by rewrite gt_eqF // (lt_le_trans ltr01).
rewrite mixing_shrinks_risk // -/v -/b -subr_gt0 mixing_gap // divr_gt0 ?addr_gt0 // exprn_even_gt0 //= subr_eq0.
apply: contra_neq TT => e; have vb : b * T = v + b by rewrite -{1}e mulfVK.
by rewrite /mixing_shrinks_hottest -(addrK b v) -vb; field.
Qed.

(* v ≠ b: T = 1 + b/v, the other way up, is not the best temperature
   false: where they are equal => v != b -> ==> *)
Theorem not_mixing_shrinks v b : 0 < v -> 0 < b -> v != b ->
  mixing_shrinks_least v b < mixing_shrinks_risk_value v b (mixing_shrinks_hottest b v).
Proof.
move=> v0 b0 vb; have s0 : 0 < v + b by rewrite addr_gt0.
rewrite -subr_gt0 (_ : _ - _ = (v - b) ^+ 2 / (v + b)); last first.
  rewrite /mixing_shrinks_least /mixing_shrinks_risk_value /mixing_shrinks_hottest; field.
  by rewrite !gt_eqF //= addr_gt0.
by rewrite divr_gt0 // lt_def sqr_ge0 sqrf_eq0 subr_eq0 vb.
Qed.
End MixingShrinks.

Section TotalVariation.
Variable R : realFieldType.

(* not: for every random law S there are a law c and a constant with E TV(q, S) = TV(q, c) + const for every law q
   false: another centre for each target => exists c a, law c /\ forall q, law q -> ==>
     forall q, law q -> exists c a, law c /\
   false: one class => (2 <= V)%N ==> (V < 2)%N *)
Theorem total_variation_refuted :
  ~ forall (V : nat) (Omega : finType) (w : Omega -> R) (S : Omega -> 'I_V -> R),
      (2 <= V)%N -> probability w -> (forall o, law (S o)) ->
      exists c a, law c /\ forall q, law q -> E w (fun o => TV q (S o)) = TV q c + a.
Proof.
move=> h; pose w (o : 'I_2) : R := 2%:R^-1.
have w1 : probability w by split=> [o|]; rewrite ?invr_ge0 ?ler0n // !big_ord_recl big_ord0 /w; field.
have [c [a [[c0 c1] eq]]] := h 2%N _ w (@onehot R 2) isT w1 (@onehot_law R 2).
pose i0 : 'I_2 := ord0; pose i1 : 'I_2 := lift ord0 ord0.
have two (f : 'I_2 -> R) : \sum_i f i = f i0 + f i1 by rewrite !big_ord_recl big_ord0 addr0.
have := eq _ (onehot_law R i0); have := eq _ (onehot_law R i1); have := eq _ w1.
move: c1 (c0 i0) (c0 i1); rewrite /E /TV !two /w /onehot /=; move: (c i0) (c i1) => x y xy x0 y0.
have [ex ey] : 1 - x = y /\ 1 - y = x by rewrite -xy addrK [x + y]addrC addrK.
rewrite !(subrr, subr0, sub0r, normrN, normr0, normr1, addr0) ex ey.
have h0 : 0 <= 2%:R^-1 :> R by rewrite invr_ge0 ler0n.
have -> : 2%:R^-1 - 1 = - 2%:R^-1 :> R by field.
rewrite normrN (ger0_norm h0) (ger0_norm x0) (ger0_norm y0) => e1 e2 e3.
have yx : y = x.
  have -> : y = (2%:R^-1 * (y + y) + a) - a by field.
  by rewrite -e3; have -> : x = (2%:R^-1 * (x + x) + a) - a by [field]; rewrite -e2; field.
have xh : x = 2%:R^-1.
  by have -> : x = 2%:R^-1 * (x + y) by [rewrite yx; field]; rewrite xy mulr1.
have a0 : a = 0.
  by have -> : a = 2%:R^-1 * (x + x) + a - x by [field]; rewrite -e2 xh; field.
move: e1; rewrite yx xh a0 subrr normr0 => /eqP; rewrite -subr_eq0.
have -> : 2%:R^-1 * (2%:R^-1 * (2%:R^-1 + 2%:R^-1)) + 2%:R^-1 * (2%:R^-1 * (2%:R^-1 + 2%:R^-1)) -
  (2%:R^-1 * (0 + 0) + 0) = 2%:R^-1 :> R by field.
by rewrite invr_eq0 pnatr_eq0.
Qed.

End TotalVariation.

Section Neglected.
Variable R : realFieldType.

(* not: R_S < R_D ⇔ Bias²_S < Var_D − Var_S, whatever the bias of the teacher D
   false: a teacher without bias => fresh w D y -> ==> fresh w D y -> bias2 w D q = 0 ->
   false: the half that stands => <-> bias2 w S q < variance w D - variance w S ==>
     \/ variance w D - variance w S <= bias2 w S q *)
Theorem teacher_bias_neglected_refuted :
  ~ forall (V : nat) (Omega : finType) (w : Omega -> R) (S D y : Omega -> 'I_V -> R) q,
      (2 <= V)%N -> probability w -> unbiased w y q -> fresh w S y -> fresh w D y ->
      risk w S y < risk w D y <-> bias2 w S q < variance w D - variance w S.
Proof.
move=> h; pose w (o : 'I_2) : R := 2%:R^-1.
pose of_first (a b : R) (o i : 'I_2) := let x := if o == ord0 then a else b in if i == ord0 then x else 1 - x.
pose S := of_first (9%:R / 10%:R) (7%:R / 10%:R); pose D := of_first 1 2%:R^-1; pose y (o i : 'I_2) : R := 2%:R^-1.
have two (f : 'I_2 -> R) : \sum_i f i = f ord0 + f (lift ord0 ord0) by rewrite !big_ord_recl big_ord0 addr0.
have w1 : probability w by split=> [o|]; rewrite ?invr_ge0 ?ler0n // two /w; field.
have Ew (f : 'I_2 -> R) : E w f = (f ord0 + f (lift ord0 ord0)) / 2%:R by rewrite /E two /w; field.
have yq : unbiased w y (y ord0) by move=> i; rewrite Ew /y; field.
have fr X : fresh w X y by move=> i; rewrite /mean !Ew /y; field.
have [+ _] := h 2%N _ w S D y _ isT w1 yq (fr S) (fr D).
have -> : risk w S y = 5%:R^-1 by rewrite /risk /dist2 Ew !two /S /y /of_first /=; field.
have -> : risk w D y = 4%:R^-1 by rewrite /risk /dist2 Ew !two /D /y /of_first /=; field.
have -> : bias2 w S (y ord0) = 9%:R / 50%:R by rewrite /bias2 /dist2 /mean !two !Ew /S /y /of_first /=; field.
have -> : variance w S = 50%:R^-1 by rewrite /variance /dist2 /mean !Ew !two !Ew /S /of_first /=; field.
have -> : variance w D = 8%:R^-1 by rewrite /variance /dist2 /mean !Ew !two !Ew /D /of_first /=; field.
rewrite ltf_pinv ?posrE ?ltr0n // ltr_nat => /(_ isT); rewrite -subr_gt0.
have -> : 8%:R^-1 - 50%:R^-1 - 9%:R / 50%:R = - (3%:R / 40%:R) :> R by field.
by rewrite oppr_gt0 ltNge divr_ge0 ?ler0n.
Qed.
End Neglected.

Section FixedDesign.
Variables (R : realFieldType) (n d : nat).
Implicit Types (X : 'M[R]_(n, d)) (b beta : 'I_d -> R) (e Y : 'I_n -> R) (K : pred 'I_d).

(* Y = Xβ + ε, row by row *)
Definition response X beta e i := \sum_j X i j * beta j + e i.
(* β̂ = X'Y/n, the least-squares fit where X'X = nI *)
Definition least_squares X Y j := (\sum_i X i j * Y i) / n%:R.
(* the coefficients in K, and zeros *)
Definition keep K b j := if K j then b j else 0.
(* ‖X(b − β)‖²/n, the mean squared error of predictions at X *)
Definition excess X b beta := (\sum_i (\sum_j X i j * (b j - beta j)) ^+ 2) / n%:R.
(* R_dense − R_sparse = (d − k) σ²/n − ‖β_dropped‖² *)
Definition fixed_design_gain (lost d k variance : R) := (d - k) * variance - lost.

Lemma gram X j k : X^T *m X = n%:R%:M -> \sum_i X i j * X i k = n%:R *+ (j == k).
Proof. by move=> /matrixP /(_ j k); rewrite !mxE => <-; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma gram_sum X (a : 'I_d -> R) j : X^T *m X = n%:R%:M ->
  \sum_i X i j * (\sum_k X i k * a k) = n%:R * a j.
Proof.
move=> XX; under eq_bigr => i _ do rewrite mulr_sumr.
rewrite exchange_big (bigD1 j) //= [X in _ + X]big1 => [|k kj].
  by rewrite addr0; under eq_bigr => i _ do rewrite mulrA; rewrite -mulr_suml gram // eqxx.
by under eq_bigr => i _ do rewrite mulrA; rewrite -mulr_suml gram // eq_sym (negPf kj) mul0r.
Qed.

Lemma excess_dist2 X b beta : X^T *m X = n%:R%:M -> (0 < n)%N -> excess X b beta = dist2 b beta.
Proof.
move=> XX n0; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
pose a j := b j - beta j; rewrite /excess -[X in X / _ = _]/(\sum_i (\sum_j X i j * a j) ^+ 2).
under eq_bigr => i _ do rewrite expr2 mulr_suml.
rewrite exchange_big mulr_suml; apply: eq_bigr => j _; rewrite -/(a j).
under eq_bigr => i _ do rewrite [X i j * _]mulrC -mulrA.
by rewrite -mulr_sumr gram_sum //; field.
Qed.

(* Y = Xβ + ε, X'X = nI, ε of mean 0 and variance σ², uncorrelated; K, of k < d ≤ n coefficients, does not see Y:
   R_sparse < R_dense ⇔ ‖β_dropped‖² < (d − k) σ²/n
   false: the noise counted twice => (sigma ^+ 2 / n%:R) ==> (2%:R * sigma ^+ 2 / n%:R)
   false: noise that has a mean => (forall i, E w (eps^~ i) = 0) -> ==>
   false: shared => (forall i l, i != l -> E w (fun o => eps o i * eps o l) = E w (eps^~ i) * E w (eps^~ l)) -> ==> *)
Theorem fixed_design (Omega : finType) (w : Omega -> R) X beta (eps : Omega -> 'I_n -> R) sigma K :
  probability w -> X^T *m X = n%:R%:M -> (#|K| < d)%N -> (d <= n)%N ->
  (forall i, E w (eps^~ i) = 0) ->
  (forall i l, i != l -> E w (fun o => eps o i * eps o l) = E w (eps^~ i) * E w (eps^~ l)) ->
  (forall i, E w (fun o => (eps o i - E w (eps^~ i)) ^+ 2) = sigma ^+ 2) ->
  let fit o := least_squares X (response X beta (eps o)) in
  E w (fun o => excess X (keep K (fit o)) beta) < E w (fun o => excess X (fit o) beta) <->
  0 < fixed_design_gain (\sum_(j | ~~ K j) beta j ^+ 2) d%:R #|K|%:R (sigma ^+ 2 / n%:R).
Proof.
move=> [_ w1] XX Kd dn e0 uncor var fit; have n0 : (0 < n)%N := leq_trans (leq_ltn_trans (leq0n _) Kd) dn.
have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
pose z o j := (\sum_i X i j * eps o i) / n%:R.
have fitE o j : fit o j = beta j + z o j.
  rewrite /fit /least_squares /response; under eq_bigr => i _ do rewrite mulrDr.
  by rewrite big_split /= gram_sum // mulrDl mulrAC mulfV // mul1r.
have z2 j : E w (fun o => z o j ^+ 2) = sigma ^+ 2 / n%:R.
  rewrite (eq_E _ (_ : _ =1 fun o => n%:R ^- 2 * \sum_i \sum_l X i j * X l j * (eps o i * eps o l))); last first.
    move=> o; rewrite /z expr_div_n mulrC; congr (_ * _); rewrite expr2 mulr_suml; apply: eq_bigr => i _.
    by rewrite mulr_sumr; apply: eq_bigr => l _; ring.
  rewrite E_Z E_sum (eq_bigr (fun i => X i j * X i j * sigma ^+ 2)) => [|i _].
    by rewrite -mulr_suml gram // eqxx mulr1n; field.
  rewrite E_sum (bigD1 i) //= big1 => [|l li]; last by rewrite E_Z uncor 1?eq_sym // e0 mul0r mulr0.
  by rewrite addr0 E_Z -(var i); congr (_ * _); apply: eq_E => o; rewrite e0 subr0 expr2.
have -> : E w (fun o => excess X (fit o) beta) = \sum_(j < d) sigma ^+ 2 / n%:R.
  rewrite (eq_E _ (fun o => excess_dist2 _ _ XX n0)) E_sum; apply: eq_bigr => j _; rewrite -(z2 j).
  by apply: eq_E => o; rewrite fitE addrC addKr.
have -> : E w (fun o => excess X (keep K (fit o)) beta) =
    \sum_(j | K j) sigma ^+ 2 / n%:R + \sum_(j | ~~ K j) beta j ^+ 2.
  rewrite (eq_E _ (fun o => excess_dist2 _ _ XX n0)) E_sum (bigID K) /=; congr (_ + _); apply: eq_bigr => j Kj.
    by rewrite -(z2 j); apply: eq_E => o; rewrite /keep Kj fitE addrC addKr.
  rewrite -[RHS](E_const _ w1); apply: eq_E => o; rewrite /keep (negPf Kj); ring.
have -> : \sum_(j | K j) sigma ^+ 2 / n%:R = #|K|%:R * (sigma ^+ 2 / n%:R) := sum_constP K _.
rewrite sum_const card_ord -subr_gt0 /fixed_design_gain; set lost := \sum_(j | _) beta j ^+ 2; rewrite -/lost.
by match goal with |- is_true (0 < ?a) <-> is_true (0 < ?b) => suff -> : a = b by []; ring end.
Qed.
End FixedDesign.

Section Categorical.
Variables (R : realFieldType) (V : nat).
Implicit Types (p f : 'I_V -> R) (K : pred 'I_V) (n : nat).

(* a law as it is on K, and what is left spread evenly over the m other classes *)
Definition evened K f i := if K i then f i else (1 - mass K f) / #|[predC K]|%:R.
(* n* = r (1 − 1/m)/B − 1 *)
Definition categorical_star (B r m : R) := r * (1 - m^-1) / B - 1.

(* p̂ of n draws from p, K fixed, m ≥ 2 other classes, r = 1 − Σ_K p > 0, B = Σ_{i∉K} p_i² − r²/m:
   the student that keeps p̂ on K and evens out the rest beats p̂ itself ⇔ n < n*, for every n if B = 0
   false: a draw more => n%:R < categorical_star ==> n.+1%:R < categorical_star
   false: an empty tail => 0 < 1 - mass K p -> ==> *)
Theorem categorical p n K : law p -> (0 < n)%N -> (2 <= #|[predC K]|)%N -> 0 < 1 - mass K p ->
  let m := #|[predC K]|%:R in let r := 1 - mass K p in let B := \sum_(i | ~~ K i) p i ^+ 2 - r ^+ 2 / m in
  E_draws p (fun o : {ffun 'I_n -> 'I_V} => dist2 (evened K (frequency R o)) p) <
  E_draws p (fun o : {ffun 'I_n -> 'I_V} => dist2 (frequency R o) p) <->
  B = 0 \/ n%:R < categorical_star B r m.
Proof.
move=> lp n0 m2 r0 m r B; have [p0 p1] := lp.
have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have n_gt0 : 0 < n%:R :> R by rewrite ltr0n.
have m_gt1 : 1 < m by rewrite ltr1n.
have m_gt0 : 0 < m := lt_trans ltr01 m_gt1.
have m1 : m != 0 by rewrite gt_eqF.
have sum_out (a : R) : \sum_(i | ~~ K i) a = m * a := sum_constP _ a.
have rE : \sum_(i | ~~ K i) p i = r by rewrite /r -p1 [X in _ = X - _](bigID K) /= addrAC subrr add0r.
have B0 : 0 <= B.
  have -> : B = \sum_(i | ~~ K i) (p i - r / m) ^+ 2.
    rewrite (eq_bigr (fun i => p i ^+ 2 - 2%:R * (r / m) * p i + (r / m) ^+ 2)) => [|i _]; last by ring.
    by rewrite big_split sumrB -mulr_sumr rE sum_out /B /=; field.
  by apply: sumr_ge0 => i _; exact: sqr_ge0.
pose g k : R := (~~ K k)%:R - r.
have g0 : \sum_k p k * g k = 0.
  under eq_bigr => k _ do rewrite mulrBr; rewrite sumrB -mulr_suml p1 mul1r (bigID K) /= big1 => [|k ->].
    by rewrite add0r -rE (eq_bigr p) ?subrr // => k ->; rewrite mulr1.
  by rewrite mulr0.
have g2 : \sum_k p k * g k ^+ 2 = r * (1 - r).
  rewrite (eq_bigr (fun k => (1 - 2%:R * r) * (p k * (~~ K k)%:R) + r ^+ 2 * p k)) => [|k _]; last first.
    by rewrite /g; case: (K k) => /=; rewrite ?mulr1n ?mulr0n; ring.
  rewrite big_split -!mulr_sumr p1 /= (bigID K) /= big1 => [|k ->]; last by rewrite mulr0.
  rewrite (eq_bigr p) => [|k ->]; last by rewrite mulr1.
  by rewrite rE; ring.
have teacher i : E_draws p (fun o : {ffun 'I_n -> 'I_V} => (frequency R o i - p i) ^+ 2) = (p i - p i ^+ 2) / n%:R.
  have c0 : \sum_k p k * (onehot R k i - p i) = 0.
    by under eq_bigr => k _ do rewrite mulrBr; rewrite sumrB -mulr_suml p1 mul1r sum_onehot subrr.
  have c2 : \sum_k p k * (onehot R k i - p i) ^+ 2 = p i - p i ^+ 2.
    rewrite (eq_bigr (fun k => (1 - 2%:R * p i) * (p k * onehot R k i) + p i ^+ 2 * p k)) => [|k _].
      by rewrite big_split -!mulr_sumr /= sum_onehot p1; ring.
    by rewrite /onehot; case: (k == i) => /=; rewrite ?mulr1n ?mulr0n; ring.
  have := @E_draws_square _ _ p [finType of 'I_n] (fun=> n%:R^-1) _ 0 p1 c0.
  rewrite c2 sum_const card_ord expr0n add0r => e.
  transitivity (n%:R * n%:R^-1 ^+ 2 * (p i - p i ^+ 2)); last by field.
  rewrite -e; apply: eq_E => o; rewrite add0r; congr (_ ^+ 2).
  by rewrite frequency_centred card_ord.
have student i : ~~ K i -> E_draws p (fun o : {ffun 'I_n -> 'I_V} => (evened K (frequency R o) i - p i) ^+ 2) =
    (r / m - p i) ^+ 2 + r * (1 - r) / (n%:R * m ^+ 2).
  move=> Ki; have := @E_draws_square _ _ p [finType of 'I_n] (fun=> (n%:R * m)^-1) _ (r / m - p i) p1 g0.
  rewrite g2 sum_const card_ord => e.
  transitivity ((r / m - p i) ^+ 2 + n%:R * (n%:R * m)^-1 ^+ 2 * (r * (1 - r))); last by field; rewrite n1 m1.
  rewrite -e; apply: eq_E => o; congr (_ ^+ 2); rewrite /evened (negPf Ki) -/m.
  have -> : 1 - mass K (frequency R o) = (\sum_d (~~ K (o d))%:R) / n%:R.
    rewrite /mass /frequency card_ord -mulr_suml exchange_big /= -[X in X - _](mulfV n1) -mulrBl; congr (_ / _).
    rewrite -[n in n%:R](card_ord n) -sum1_card natr_sum -sumrB; apply: eq_bigr => d _.
    rewrite /onehot; case: (boolP (K (o d))) => Kd.
      by rewrite (bigD1 (o d)) //= eqxx big1 ?addr0 ?subrr // => k /andP [_ /negPf]; rewrite eq_sym => ->.
    rewrite big1 ?subr0 // => k Kk; case: eqP => // e'; by rewrite e' Kk in Kd.
  rewrite -mulr_sumr /g sumrB sum_const card_ord.
  by move: (\sum_d _) => s; field; rewrite n1 m1.
pose A := \sum_(i | K i) (p i - p i ^+ 2) / n%:R.
have -> : E_draws p (fun o : {ffun 'I_n -> 'I_V} => dist2 (frequency R o) p) =
    A + (r - \sum_(i | ~~ K i) p i ^+ 2) / n%:R.
  rewrite /E_draws E_sum (eq_bigr (fun i => (p i - p i ^+ 2) / n%:R)) => [|i _]; last exact: teacher.
  by rewrite (bigID K) /= -rE -sumrB mulr_suml.
have -> : E_draws p (fun o : {ffun 'I_n -> 'I_V} => dist2 (evened K (frequency R o)) p) =
    A + (B + r * (1 - r) / (n%:R * m)).
  rewrite /E_draws E_sum (bigID K) /=; congr (_ + _).
    by apply: eq_bigr => i Ki; rewrite -teacher; apply: eq_E => o; rewrite /evened Ki.
  rewrite (eq_bigr _ student) big_split /= sum_out.
  rewrite (eq_bigr (fun i => (r / m) ^+ 2 - 2%:R * (r / m) * p i + p i ^+ 2)) => [|i _]; last by ring.
  rewrite big_split sumrB /= -[X in _ - X]mulr_sumr rE sum_out /B; set s := \sum_(i | _) p i ^+ 2.
  by rewrite -/s; field; rewrite n1 m1.
have gap : n%:R * (A + (r - \sum_(i | ~~ K i) p i ^+ 2) / n%:R - (A + (B + r * (1 - r) / (n%:R * m)))) =
    r * (1 - m^-1) - (n%:R + 1) * B.
  by rewrite /B; field; rewrite n1 m1.
rewrite -subr_gt0 -(pmulr_rgt0 _ n_gt0) gap subr_gt0 /categorical_star.
have tail : 0 < r * (1 - m^-1) by rewrite mulr_gt0 // subr_gt0 invf_lt1.
move: B0; rewrite le_eqVlt => /orP [/eqP <-|B_gt0]; first by rewrite mulr0 tail; split=> // _; left.
rewrite ltr_subr_addr ltr_pdivl_mulr //; split=> [|[] //]; first by right.
by move=> e; rewrite e ltxx in B_gt0.
Qed.
End Categorical.

Section Definitions.
Variables (R : realFieldType) (V M s : nat).
Implicit Types (unit : 'I_s -> 'I_V -> R) (sample : 'I_M -> 'I_s -> 'I_V -> R) (q : 'I_V -> R) (P : pred 'I_M).

(* a unit is of s seeds, which may depend on each other; its mean, class by class *)
Definition unit_mean unit i := (\sum_t unit t i) / s%:R.
(* the mean of the units in P *)
Definition centre P sample i := (\sum_(u | P u) unit_mean (sample u) i) / #|P|%:R.
(* M·whole − (M − 1)·less_one *)
Definition measured_squared_jackknife (M whole less_one : R) := M * whole - (M - 1) * less_one.
(* Bias² + Var/M *)
Definition measured_squared_overstated (bias variance M : R) := bias + variance / M.
(* B = M‖S̄_M − q‖² − (M − 1) mean_u ‖S̄_(u) − q‖², S̄_(u) without unit u *)
Definition jackknifed q sample := measured_squared_jackknife M%:R (dist2 (centre predT sample) q)
  ((\sum_u dist2 (centre (predC1 u) sample) q) / M%:R).
(* R, the mean of ‖S − q‖² over all seeds *)
Definition mean_loss q sample := (\sum_u (\sum_t dist2 (sample u t) q) / s%:R) / M%:R.

Variables (Theta : finType) (w : Theta -> R).
Implicit Types (U : Theta -> 'I_M -> 'I_s -> 'I_V -> R).

(* units are independent: E f(U_u) g(U_v) = E f(U_u) E g(U_v) for u ≠ v (pairs suffice) *)
Definition independent_units U := forall u v, u != v -> forall f g : ('I_s -> 'I_V -> R) -> R,
  E w (fun o => f (U o u) * g (U o v)) = E w (fun o => f (U o u)) * E w (fun o => g (U o v)).
(* units are of one law: E f(U_u) = E f(U_v) *)
Definition one_law U := forall u v (f : ('I_s -> 'I_V -> R) -> R), E w (fun o => f (U o u)) = E w (fun o => f (U o v)).
(* E S of a seed, from unit u *)
Definition seed_mean U u i := E w (fun o => unit_mean (U o u) i).
(* Bias² = ‖E S − q‖² *)
Definition seed_bias U u q := dist2 (seed_mean U u) q.
(* Var_1, the variance of the mean of a unit *)
Definition unit_variance U u := E w (fun o => dist2 (unit_mean (U o u)) (seed_mean U u)).
(* Var, the variance of one seed *)
Definition seed_variance U u := E w (fun o => (\sum_t dist2 (U o u t) (seed_mean U u)) / s%:R).
(* the label is fresh: uncorrelated with each seed, class by class *)
Definition fresh_label U (y : Theta -> 'I_V -> R) :=
  forall u t i, E w (fun o => U o u t i * y o i) = E w (fun o => U o u t i) * E w (y^~ i).
End Definitions.

Section Jackknife.
Variables (R : realFieldType) (V M s : nat) (Theta : finType) (w : Theta -> R).
Implicit Types (U : Theta -> 'I_M -> 'I_s -> 'I_V -> R) (y : Theta -> 'I_V -> R) (q : 'I_V -> R).

Lemma pooled (Z : Theta -> 'I_M -> R) (x : Theta -> R) (P : pred 'I_M) m a : (0 < #|P|)%N ->
  (forall u, E w (fun o => Z o u ^+ 2) = a) ->
  (forall u v, u != v -> E w (fun o => Z o u * Z o v) = m ^+ 2) ->
  (forall u, E w (fun o => Z o u * x o) = m * E w x) ->
  E w (fun o => ((\sum_(u | P u) Z o u) / #|P|%:R - x o) ^+ 2) =
  m ^+ 2 - 2%:R * m * E w x + E w (fun o => x o ^+ 2) + (a - m ^+ 2) / #|P|%:R.
Proof.
set N := #|P|%:R => P0 Za Zm Zx; have N0 : N != 0 by rewrite pnatr_eq0 -lt0n.
have sum_P (c : R) : \sum_(u | P u) c = N * c := sum_constP P c.
rewrite E_square (_ : E w (fun o => ((\sum_(u | P u) Z o u) / N) ^+ 2) = m ^+ 2 + (a - m ^+ 2) / N); last first.
  rewrite (eq_E _ (_ : _ =1 fun o => N ^- 2 * \sum_(u | P u) \sum_(v | P v) Z o u * Z o v)); last first.
    move=> o; rewrite expr_div_n [LHS]mulrC; congr (_ * _); rewrite expr2 mulr_suml.
    by apply: eq_bigr => u _; rewrite mulr_sumr.
  rewrite E_Z E_sum (eq_bigr (fun u => a - m ^+ 2 + N * m ^+ 2)) => [|u Pu]; first by rewrite sum_P; field.
  rewrite E_sum (bigD1 u) //= Za -sum_P [in RHS](bigD1 u) //= addrA subrK; congr (_ + _).
  by apply: eq_bigr => v /andP [_ vu]; rewrite Zm // eq_sym.
rewrite (_ : E w (fun o => (\sum_(u | P u) Z o u) / N * x o) = m * E w x); first by ring.
rewrite (eq_E _ (_ : _ =1 fun o => N^-1 * \sum_(u | P u) Z o u * x o)); last first.
  by move=> o; rewrite -mulr_suml mulrAC [LHS]mulrC.
by rewrite E_Z E_sum (eq_bigr _ (fun u _ => Zx u)) sum_P mulKf.
Qed.

Lemma of_units U y (P : pred 'I_M) u0 : (0 < #|P|)%N -> (0 < s)%N ->
  independent_units w U -> one_law w U -> fresh_label w U y -> \sum_o w o = 1 ->
  E w (fun o => dist2 (centre P (U o)) (y o)) =
  seed_bias w U u0 (fun i => E w (y^~ i)) + E w (fun o => dist2 (y o) (fun i => E w (y^~ i))) +
  unit_variance w U u0 / #|P|%:R.
Proof.
move=> P0 s0 ind one fr w1; have s1 : s%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
rewrite /seed_bias /unit_variance /dist2 !E_sum mulr_suml -!big_split /=; apply: eq_bigr => i _.
have same u : E w (fun o => unit_mean (U o u) i) = seed_mean w U u0 i by rewrite (one u u0 (fun x => unit_mean x i)).
rewrite (@pooled (fun o u => unit_mean (U o u) i) (y^~ i) P (seed_mean w U u0 i)
  (E w (fun o => unit_mean (U o u0) i ^+ 2))) //.
- by rewrite !(E_centred _ _ w1) -/(seed_mean w U u0 i); ring.
- by move=> u; exact: (one u u0 (fun x => unit_mean x i ^+ 2)).
- by move=> u v uv; rewrite (ind u v uv (fun x => unit_mean x i) (fun x => unit_mean x i)) !same expr2.
move=> u; rewrite -(same u) /unit_mean.
rewrite (eq_E _ (_ : _ =1 fun o => s%:R^-1 * \sum_t U o u t i * y o i)); last first.
  by move=> o; rewrite -mulr_suml mulrAC [LHS]mulrC.
rewrite E_Z E_sum (eq_bigr _ (fun t _ => fr u t i)) -mulr_suml mulrA; congr (_ * _).
rewrite (eq_E _ (_ : _ =1 fun o => s%:R^-1 * \sum_t U o u t i)) => [|o]; last by rewrite mulrC.
by rewrite E_Z E_sum.
Qed.

Lemma of_losses U y u0 : (0 < M)%N -> (0 < s)%N -> one_law w U -> fresh_label w U y -> \sum_o w o = 1 ->
  E w (fun o => mean_loss (y o) (U o)) =
  seed_bias w U u0 (fun i => E w (y^~ i)) + E w (fun o => dist2 (y o) (fun i => E w (y^~ i))) + seed_variance w U u0.
Proof.
move=> M0 s0 one fr w1; have s1 : s%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have M1 : M%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have seeds u (x : Theta -> 'I_V -> R) : E w (fun o => (\sum_t dist2 (U o u t) (x o)) / s%:R) =
    \sum_i (\sum_t E w (fun o => (U o u t i - x o i) ^+ 2)) / s%:R.
  rewrite (eq_E _ (_ : _ =1 fun o => s%:R^-1 * \sum_t dist2 (U o u t) (x o))) => [|o]; last by rewrite mulrC.
  rewrite E_Z E_sum -mulr_suml [RHS]mulrC; congr (_ * _); rewrite [RHS]exchange_big; apply: eq_bigr => t _.
  by rewrite /dist2 E_sum.
have split u : E w (fun o => (\sum_t dist2 (U o u t) (y o)) / s%:R) =
    seed_bias w U u (fun i => E w (y^~ i)) + E w (fun o => dist2 (y o) (fun i => E w (y^~ i))) + seed_variance w U u.
  rewrite /seed_variance (seeds u (fun=> seed_mean w U u)) (seeds u y) /seed_bias /dist2 E_sum -!big_split.
  apply: eq_bigr => i _ /=; set m := seed_mean w U u i.
  have mE : m * s%:R = \sum_t E w (fun o => U o u t i).
    rewrite -E_sum mulrC -E_Z; apply: eq_E => o; rewrite /unit_mean; field.
    exact: s1.
  rewrite (E_centred _ _ w1).
  rewrite (eq_bigr (fun t => E w (fun o => U o u t i ^+ 2) - 2%:R * E w (y^~ i) * E w (fun o => U o u t i) +
    E w (fun o => y o i ^+ 2))) => [|t _]; last by rewrite E_square fr; ring.
  rewrite [X in _ = _ + X / _](eq_bigr (fun t => E w (fun o => U o u t i ^+ 2) - 2%:R * m * E w (fun o => U o u t i) +
    m ^+ 2)) => [|t _]; last by rewrite (E_centred _ _ w1).
  rewrite !big_split !sumrN -!mulr_sumr -mE !sum_const card_ord /=.
  by move: (\sum_t _) => Q; field.
have mean_u u i : seed_mean w U u i = seed_mean w U u0 i by apply: (one u u0 (fun x => unit_mean x i)).
have bias_u u : seed_bias w U u (fun i => E w (y^~ i)) = seed_bias w U u0 (fun i => E w (y^~ i)).
  by apply: eq_bigr => i _; rewrite mean_u.
have var_u u : seed_variance w U u = seed_variance w U u0.
  rewrite /seed_variance -(one u u0 (fun x => (\sum_t dist2 (x t) (seed_mean w U u0)) / s%:R)).
  by apply: eq_E => o; congr (_ / _); apply: eq_bigr => t _; apply: eq_bigr => i _; rewrite mean_u.
rewrite /mean_loss (eq_E _ (fun o => mulrC _ _)) E_Z E_sum.
rewrite (eq_bigr _ (fun u _ => split u)) (eq_bigr _ (fun u _ => congr2 +%R (congr2 +%R (bias_u u) erefl) (var_u u))).
by rewrite sum_const card_ord mulKf.
Qed.

Lemma jackknifed_label U y u0 : (2 <= M)%N -> (0 < s)%N ->
  independent_units w U -> one_law w U -> fresh_label w U y -> \sum_o w o = 1 ->
  E w (fun o => jackknifed (y o) (U o)) =
  seed_bias w U u0 (fun i => E w (y^~ i)) + E w (fun o => dist2 (y o) (fun i => E w (y^~ i))).
Proof.
move=> M2 s0 ind one fr w1.
have m0 : M%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (ltn_trans _ M2).
have m1 : M%:R - 1 != 0 :> R by rewrite subr_eq0 (eqr_nat _ M 1) gtn_eqF.
have card (u : 'I_M) : #|predC1 u|%:R = M%:R - 1 :> R.
  by rewrite cardC1 card_ord -subn1 natrB // ltnW.
pose b := seed_bias w U u0 (fun i => E w (y^~ i)); pose n := E w (fun o => dist2 (y o) (fun i => E w (y^~ i))).
have left_out : E w (fun o => (\sum_u dist2 (centre (predC1 u) (U o)) (y o)) / M%:R) =
    b + n + unit_variance w U u0 / (M%:R - 1).
  rewrite (eq_E _ (_ : _ =1 fun o => M%:R^-1 * \sum_u dist2 (centre (predC1 u) (U o)) (y o))) => [|o]; last first.
    by rewrite mulrC.
  rewrite E_Z E_sum -[RHS](mulKf m0); congr (_ * _).
  have := @sum_const R [finType of 'I_M] (b + n + unit_variance w U u0 / (M%:R - 1)).
  rewrite card_ord => <-; apply: eq_bigr => u _.
  by rewrite (of_units u0 _ s0 ind one fr w1) ?card // cardC1 card_ord -subn1 subn_gt0.
rewrite /jackknifed /measured_squared_jackknife E_B !E_Z left_out.
rewrite (of_units u0 _ s0 ind one fr w1) ?card_ord ?(ltn_trans _ M2) // -/b -/n.
by field; rewrite m0 m1.
Qed.
End Jackknife.

Section Measured.
Variables (R : realFieldType) (V M s : nat) (Theta : finType) (w : Theta -> R).
Implicit Types (U : Theta -> 'I_M -> 'I_s -> 'I_V -> R) (y : Theta -> 'I_V -> R) (q : 'I_V -> R) (u : 'I_M).

Lemma fixed_label U q : \sum_o w o = 1 -> fresh_label w U (fun=> q).
Proof. by move=> w1 u t i; rewrite (E_const _ w1) [RHS]mulrC -E_Z; apply: eq_E => o; rewrite mulrC. Qed.
Lemma dist2_refl (p q : 'I_V -> R) : p =1 q -> dist2 p q = 0.
Proof. by move=> pq; apply: big1 => i _; rewrite pq subrr expr0n. Qed.

(* M independent units of one law: E‖S̄_M − q‖² = Bias² + Var_1/M
   false: variance over M − 1 => M%:R. ==> (M%:R - 1). *)
Theorem measured_squared_plug_in U q u :
  probability w -> (0 < s)%N -> independent_units w U -> one_law w U ->
  E w (fun o => dist2 (centre predT (U o)) q) =
  measured_squared_overstated (seed_bias w U u q) (unit_variance w U u) M%:R.
Proof.
case=> _ w1 s0 ind one; have M0 : (0 < #|'I_M|)%N by apply/card_gt0P; exists u.
rewrite (of_units u M0 s0 ind one (fixed_label U q w1) w1) card_ord /measured_squared_overstated; congr (_ + _).
have noise : E w (fun=> dist2 q (fun i => E w (fun=> q i))) = 0.
  by rewrite (E_const _ w1) dist2_refl // => i; rewrite (E_const _ w1).
by rewrite noise addr0; apply: eq_bigr => i _; rewrite (E_const _ w1).
Qed.

(* M ≥ 2 independent units of one law, R the mean loss of all seeds: E B = Bias² and E[R − B] = Var, of one seed
   false: one unit => (2 <= M)%N -> ==>
   false: units that move together => independent_units w U -> ==>
   false: units of several laws => one_law w U -> ==> *)
Theorem measured_squared_bias U q u :
  probability w -> (2 <= M)%N -> (0 < s)%N -> independent_units w U -> one_law w U ->
  E w (fun o => jackknifed q (U o)) = seed_bias w U u q /\
  E w (fun o => mean_loss q (U o) - jackknifed q (U o)) = seed_variance w U u.
Proof.
case=> _ w1 M2 s0 ind one; have fr := fixed_label U q w1.
have bias : seed_bias w U u (fun i => E w (fun=> q i)) = seed_bias w U u q.
  by apply: eq_bigr => i _; rewrite (E_const _ w1).
have noise : E w (fun=> dist2 q (fun i => E w (fun=> q i))) = 0.
  by rewrite (E_const _ w1) dist2_refl // => i; rewrite (E_const _ w1).
have J : E w (fun o => jackknifed q (U o)) = _ := jackknifed_label u M2 s0 ind one fr w1.
have L : E w (fun o => mean_loss q (U o)) = _ := of_losses u (ltnW M2) s0 one fr w1.
split; first by rewrite J noise bias addr0.
by rewrite E_B J L noise bias addr0 addrAC subrr add0r.
Qed.

(* M ≥ 2 independent units of one law, labels y of mean q in place of q, uncorrelated with each seed:
   E B = Bias² + E‖y − q‖², and E[R − B] = Var, of one seed
   false: labels that follow the student => fresh_label w U y -> ==>
   false: one unit => (2 <= M)%N -> ==> *)
Theorem measured_squared_labels U y q u :
  probability w -> (2 <= M)%N -> (0 < s)%N -> independent_units w U -> one_law w U ->
  unbiased w y q -> fresh_label w U y ->
  E w (fun o => jackknifed (y o) (U o)) = seed_bias w U u q + E w (fun o => dist2 (y o) q) /\
  E w (fun o => mean_loss (y o) (U o) - jackknifed (y o) (U o)) = seed_variance w U u.
Proof.
case=> _ w1 M2 s0 ind one yq fr.
have bias : seed_bias w U u (fun i => E w (y^~ i)) = seed_bias w U u q.
  by apply: eq_bigr => i _; rewrite yq.
have noise : E w (fun o => dist2 (y o) (fun i => E w (y^~ i))) = E w (fun o => dist2 (y o) q).
  by apply: eq_E => o; apply: eq_bigr => i _; rewrite yq.
have J := jackknifed_label u M2 s0 ind one fr w1; split; first by rewrite J noise bias.
by rewrite E_B J (of_losses u (ltnW M2) s0 one fr w1) noise bias addrAC subrr add0r.
Qed.
End Measured.

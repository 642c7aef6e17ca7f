(* Linear students under squared loss: which tables of targets they do not tell apart. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Inner.
Variable R : realFieldType.

(* ⟨A, B⟩ = Σ_ij A_ij B_ij *)
Definition inner m n (A B : 'M[R]_(m, n)) := \sum_i \sum_j A i j * B i j.
(* ‖A‖² = ⟨A, A⟩ *)
Definition norm2 m n (A : 'M[R]_(m, n)) := inner A A.

Lemma innerE m n (A B : 'M[R]_(m, n)) : inner A B = \tr (A *m B^T).
Proof. by apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => j _; rewrite mxE. Qed.

Lemma innerC m n (A B : 'M[R]_(m, n)) : inner A B = inner B A.
Proof. by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mulrC. Qed.

Lemma innerDl m n (A B C : 'M[R]_(m, n)) : inner (A + B) C = inner A C + inner B C.
Proof. by rewrite !innerE mulmxDl mxtraceD. Qed.

Lemma innerDr m n (A B C : 'M[R]_(m, n)) : inner C (A + B) = inner C A + inner C B.
Proof. by rewrite innerC innerDl ![inner _ C]innerC. Qed.

Lemma innerZl m n a (A B : 'M[R]_(m, n)) : inner (a *: A) B = a * inner A B.
Proof. by rewrite !innerE -scalemxAl mxtraceZ. Qed.

Lemma innerZr m n a (A B : 'M[R]_(m, n)) : inner A (a *: B) = a * inner A B.
Proof. by rewrite innerC innerZl innerC. Qed.

Lemma innerNl m n (A B : 'M[R]_(m, n)) : inner (- A) B = - inner A B.
Proof. by rewrite -scaleN1r innerZl mulN1r. Qed.

Lemma innerNr m n (A B : 'M[R]_(m, n)) : inner A (- B) = - inner A B.
Proof. by rewrite innerC innerNl innerC. Qed.

Lemma innerBr m n (A B C : 'M[R]_(m, n)) : inner C (A - B) = inner C A - inner C B.
Proof. by rewrite innerDr innerNr. Qed.

Lemma inner0l m n (A : 'M[R]_(m, n)) : inner 0 A = 0.
Proof. by rewrite -(scale0r A) innerZl mul0r. Qed.

Lemma inner_mull m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) C : inner (A *m B) C = inner B (A^T *m C).
Proof. by rewrite !innerE -mulmxA mxtrace_mulC trmx_mul trmxK mulmxA. Qed.

Lemma norm2_ge0 m n (A : 'M[R]_(m, n)) : 0 <= norm2 A.
Proof. by apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; rewrite -expr2 sqr_ge0. Qed.

Lemma norm2_eq0 m n (A : 'M[R]_(m, n)) : norm2 A = 0 -> A = 0.
Proof.
move=> A0; have A0' i : \sum_j A i j * A i j = 0.
  by apply: (psumr_eq0P _ A0) => // k _; apply: sumr_ge0 => j _; rewrite -expr2 sqr_ge0.
apply/matrixP => i j; rewrite mxE; apply/eqP; rewrite -sqrf_eq0 expr2; apply/eqP.
by apply: (psumr_eq0P _ (A0' i)) => // k _; rewrite -expr2 sqr_ge0.
Qed.

Lemma norm2D m n (A B : 'M[R]_(m, n)) : norm2 (A + B) = norm2 A + 2%:R * inner A B + norm2 B.
Proof. by rewrite /norm2 !innerDl !innerDr [inner B A]innerC; ring. Qed.

Lemma norm2N m n (A : 'M[R]_(m, n)) : norm2 (- A) = norm2 A.
Proof. by rewrite /norm2 innerNl innerNr opprK. Qed.

Lemma norm2Z m n a (A : 'M[R]_(m, n)) : norm2 (a *: A) = a ^+ 2 * norm2 A.
Proof. by rewrite /norm2 innerZl innerZr; ring. Qed.

Lemma least_slope (g b : R) : 0 <= b -> (forall t, 0 <= 2%:R * t * g + t ^+ 2 * b) -> g = 0.
Proof.
move=> b0 /(_ (- g / (b + 1))); have b1 : 0 < b + 1 by exact: (ltr_paddl b0 ltr01).
have b2 : 0 < b + 2%:R by exact: (ltr_paddl b0 (ltr0Sn _ 1)).
have -> : 2%:R * (- g / (b + 1)) * g + (- g / (b + 1)) ^+ 2 * b = - (g ^+ 2 * ((b + 2%:R) / (b + 1) ^+ 2)).
  by field; rewrite gt_eqF.
have c0 : 0 < (b + 2%:R) / (b + 1) ^+ 2 by rewrite divr_gt0 // exprn_gt0.
rewrite oppr_ge0 (pmulr_lle0 _ c0) => g0.
by apply/eqP; rewrite -sqrf_eq0 eq_le g0 sqr_ge0.
Qed.
End Inner.

Section LeastSquares.
Variables (R : realFieldType) (N d V : nat).
Implicit Types (Phi : 'M[R]_(N, d)) (F G Q : 'M[R]_(N, V)) (W : 'M[R]_(d, V)).

(* L_Q(W) = Σ_i ‖Wφ_i − q_i‖²: row i of Phi is φ_i, row i of Q is q_i, and W stands transposed *)
Definition loss Phi Q W := norm2 (Phi *m W - Q).
(* W is a student of Q: no other weights have a smaller loss *)
Definition student Phi Q W := forall W', loss Phi Q W <= loss Phi Q W'.
(* F ≡ G: the same weights minimise both losses *)
Definition equivalent Phi F G := forall W, student Phi F W <-> student Phi G W.
(* every row of Q is a law of positive probabilities *)
Definition interior Q := forall i, (forall j, 0 < Q i j) /\ \sum_j Q i j = 1.

Lemma loss_at Phi Q W H :
  loss Phi Q (W + H) = loss Phi Q W + 2%:R * inner H (Phi^T *m (Phi *m W - Q)) + norm2 (Phi *m H).
Proof. rewrite -inner_mull innerC /loss mulmxDr -norm2D; congr norm2; exact: addrAC. Qed.

Lemma studentP Phi Q W : student Phi Q W <-> Phi^T *m (Phi *m W - Q) = 0.
Proof.
split=> [m|e W']; last first.
  rewrite -[W'](subrK W) [W' - W + W]addrC loss_at e innerC inner0l mulr0 addr0.
  by rewrite ler_addl norm2_ge0.
set g := _ *m _; apply: norm2_eq0; apply: (least_slope (norm2_ge0 (Phi *m g))) => t.
have := m (W + t *: g); rewrite loss_at -/g -addrA ler_addl.
by rewrite innerZl -scalemxAr norm2Z mulrA.
Qed.

Lemma student_exists Phi Q : exists W, student Phi Q W.
Proof.
pose A := Phi^T *m Phi; pose K := cokermx A.
have PK : Phi *m K = 0.
  apply: norm2_eq0; rewrite /norm2 inner_mull mulmxA -/A mulmx_coker.
  by rewrite innerC inner0l.
have /submxP [W e] : (Q^T *m Phi <= A)%MS by rewrite submxE -mulmxA PK mulmx0.
exists W^T; apply/studentP; rewrite mulmxBr mulmxA -/A.
have -> : A = A^T by rewrite /A trmx_mul trmxK.
by rewrite -trmx_mul -e trmx_mul trmxK subrr.
Qed.

(* F ≡ G ⇔ Φᵀ(F − G) = 0: students of the same weights are those of the same moments Σ_i q_i φ_iᵀ;
   and one common student is enough
   false: the targets themselves need not agree => Phi^T *m (F - G) = 0) /\ ==> F - G = 0) /\
   false: moments with the sum of the tables => (F - G) = 0) /\ ==> (F + G) = 0) /\ *)
Theorem linear_relation Phi F G :
  (equivalent Phi F G <-> Phi^T *m (F - G) = 0) /\
  ((exists W, student Phi F W /\ student Phi G W) <-> equivalent Phi F G).
Proof.
have common W : student Phi F W -> student Phi G W -> Phi^T *m (F - G) = 0.
  move=> /studentP + /studentP; rewrite !mulmxBr => /subr0_eq <- /subr0_eq <-; exact: subrr.
have same : Phi^T *m (F - G) = 0 -> equivalent Phi F G.
  move=> e W; split=> /studentP WF; apply/studentP; rewrite -WF !mulmxBr; congr (_ - _).
    by apply/esym/subr0_eq; rewrite -mulmxBr.
  by apply/subr0_eq; rewrite -mulmxBr.
have [W WF] := student_exists Phi F.
split; first by split=> [/(_ W) [FG _]|//]; apply: (common W WF (FG WF)).
split=> [[W' [W'F /(common _ W'F)/same //]]|/(_ W) [FG _]].
by exists W; split; [|apply: FG].
Qed.

(* (N − rank Φ)(V − 1) *)
Definition linear_dimension (n v rank : nat) : nat := ((n - rank) * (v - 1))%N.

Lemma kernel_space Phi : (0 < V)%N ->
  exists U : {vspace 'M[R]_(N, V)}, \dim U = linear_dimension N V (\rank Phi) /\
    forall D, D \in U <-> Phi^T *m D = 0 /\ forall i, \sum_j D i j = 0.
Proof.
move=> V0; pose one : 'M[R]_(V, 1) := const_mx 1.
have r1 : \rank one = 1%N.
  apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0; apply/negP => /eqP/matrixP /(_ (Ordinal V0) ord0).
  by rewrite !mxE => /eqP; rewrite oner_eq0.
pose B := row_base (kermx one); pose A := (row_base (kermx Phi))^T.
have B1 : B *m one = 0 by apply/sub_kermxP; rewrite eq_row_base.
have A1 : Phi^T *m A = 0.
  by rewrite -trmx_mul; have /sub_kermxP -> : (row_base (kermx Phi) <= kermx Phi)%MS; rewrite ?eq_row_base ?trmx0.
have sums (D : 'M[R]_(N, V)) : (forall i, \sum_j D i j = 0) <-> D *m one = 0.
  have e i : (D *m one) i 0 = \sum_j D i j by rewrite mxE; apply: eq_bigr => j _; rewrite mxE mulr1.
  split=> [h|/matrixP h i]; last by rewrite -e h mxE.
  by apply/matrixP => i j; rewrite ord1 e h mxE.
pose f := linfun ((@mulmxr R _ _ _ B) \o (@mulmx R _ _ _ A)).
have fE Z : f Z = A *m Z *m B by rewrite lfunE.
have inj : lker f == 0%VS.
  apply/lker0P => Z Z'; rewrite !fE => /(row_free_inj (row_base_free (kermx one))) e.
  apply: trmx_inj; apply: (row_free_inj (row_base_free (kermx Phi))).
  by rewrite -[row_base _]trmxK -!trmx_mul; congr (_^T); exact: e.
exists (limg f); split.
  by rewrite limg_dim_eq ?(eqP inj) ?capv0 // dimvf /Vector.dim /= !mxrank_ker r1.
move=> D; rewrite sums; split=> [/memv_imgP [Z _ ->]|[PD D1]].
  by rewrite fE; split; [rewrite -mulmxA (mulmxA Phi^T A) A1 mul0mx|rewrite -(mulmxA _ B one) B1 mulmx0].
have /submxP [X e] : (D <= B)%MS by rewrite eq_row_base; apply/sub_kermxP.
have PX : Phi^T *m X = 0.
  by apply: (row_free_inj (row_base_free (kermx one))); rewrite mul0mx -mulmxA -e.
have /submxP [Y eY] : (X^T <= row_base (kermx Phi))%MS.
  by rewrite eq_row_base; apply/sub_kermxP; apply: trmx_inj; rewrite trmx_mul trmxK PX trmx0.
apply/memv_imgP; exists Y^T; rewrite ?memvf // fE e; congr (_ *m _).
by rewrite -trmx_mul -eY trmxK.
Qed.

Lemma room Phi F (D : 'M[R]_(N, V)) : interior F -> (forall i, \sum_j D i j = 0) ->
  exists2 e, 0 < e & forall t, `|t| <= e -> interior (F + t *: D).
Proof.
move=> F0 D0; pose c := \sum_i \sum_j `|D i j| / F i j.
have t0 i j : 0 <= `|D i j| / F i j by rewrite divr_ge0 // ltW //; case: (F0 i).
have c0 : 0 <= c by apply: sumr_ge0 => i _; apply: sumr_ge0.
have c1 : 0 < 1 + c by exact: (ltr_paddr c0 ltr01).
exists (1 + c)^-1 => [|t te i]; first by rewrite invr_gt0.
have [Fi F1] := F0 i; split=> [j|]; last first.
  under eq_bigr do rewrite !mxE.
  by rewrite big_split /= -mulr_sumr D0 F1 mulr0 addr0.
have cij : `|D i j| / F i j <= c.
  rewrite /c (bigD1 i) //= (bigD1 j) //= -addrA ler_addl.
  by rewrite addr_ge0 ?sumr_ge0 // => k _; apply: sumr_ge0.
rewrite !mxE -ltr_subl_addl sub0r ltr_oppl; apply: le_lt_trans (ler_norm _) _; rewrite normrN normrM.
apply: le_lt_trans (_ : (1 + c)^-1 * (F i j * c) < _).
  by apply: ler_pmul => //; rewrite mulrC -ler_pdivr_mulr.
by rewrite mulrC mulrAC -mulrA gtr_pmulr // mulrC ltr_pdivr_mulr // mul1r ltr_addr.
Qed.

(* F in the open simplex, row by row ⇒ its class is (F + U) ∩ the open simplex, U a linear space of dimension
   (N − rank Φ)(V − 1), and along each direction of U it holds a segment about F
   false: a class too many => linear_dimension N V (\rank Phi) ==> linear_dimension N V.+1 (\rank Phi)
   false: also where targets have zeros => interior F -> ==> (forall i, \sum_j F i j = 1) -> *)
Theorem linear_dimension_of_class Phi F : (1 < V)%N -> interior F ->
  exists U : {vspace 'M[R]_(N, V)}, [/\ \dim U = linear_dimension N V (\rank Phi),
    forall G, interior G -> equivalent Phi F G <-> G - F \in U &
    forall D, D \in U -> exists2 e, 0 < e &
      forall t, `|t| <= e -> interior (F + t *: D) /\ equivalent Phi F (F + t *: D)].
Proof.
move=> V1 F0; have [U [dU UP]] := kernel_space Phi (ltnW V1).
exists U; split=> // [G G0|D /UP [PD D0]].
  have e : F - G = - (G - F) by rewrite opprB.
  rewrite (proj1 (linear_relation _ _ _)) UP e mulmxN; split=> [/eqP|[-> _]]; last exact: oppr0.
  rewrite oppr_eq0 => /eqP z; split=> // i; under eq_bigr do rewrite !mxE.
  by rewrite sumrB (proj2 (G0 i)) (proj2 (F0 i)) subrr.
have [e e0 eF] := room Phi F0 D0; exists e => // t /eF FD; split=> //.
by apply/(proj1 (linear_relation _ _ _)); rewrite opprD addNKr mulmxN -scalemxAr PD scaler0 oppr0.
Qed.

(* rank Φ = N ⇒ (F ≡ G ⇔ F = G): a linear student of full capacity tells all tables apart
   false: d features, of whatever rank => \rank Phi = N ==> d = N *)
Theorem full_capacity_linear Phi F G : \rank Phi = N -> equivalent Phi F G <-> F = G.
Proof.
move=> rN; rewrite (proj1 (linear_relation _ _ _)); split=> [|->]; last by rewrite subrr mulmx0.
have f : row_free Phi by rewrite /row_free rN.
move=> e; apply: subr0_eq; apply: trmx_inj; apply: (row_free_inj f).
by rewrite /= trmx0 mul0mx -[RHS](trmx0 _ _) -e trmx_mul trmxK.
Qed.
End LeastSquares.

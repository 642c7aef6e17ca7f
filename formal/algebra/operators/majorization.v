(* Majorization of laws, and of the images of two lines under one nondecreasing map. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Majorization.
Variables (R : realFieldType) (V : nat).
Implicit Types (a b x : 'I_V -> R) (A B : {set 'I_V}).

(* a ≺ b: the sums are equal, and for any k classes of a some k classes of b sum to as much *)
Definition majorised a b := \sum_i a i = \sum_i b i /\
  forall A, exists2 B : {set 'I_V}, #|B| = #|A| & \sum_(i in A) a i <= \sum_(i in B) b i.
(* B holds largest classes of x *)
Definition top x B := forall i j, i \in B -> j \notin B -> x j <= x i.

Lemma top_exists x A : exists2 B : {set 'I_V}, #|B| = #|A| & top x B.
Proof.
pose P B := #|B| == #|A|; have PA : P A by rewrite /P.
pose f B := \sum_(i in B) x i.
have [B /eqP PB maxB] := @arg_maxP _ _ _ A P f PA.
exists B => // i j iB jB; rewrite leNgt; apply/negP => ij.
have jBi : j \notin B :\ i by rewrite !inE negb_and jB orbT.
have := maxB (j |: (B :\ i)); rewrite /P cardsU1 jBi -PB (cardsD1 i B) iB eqxx => /(_ isT).
by rewrite /f big_setU1 //= (big_setD1 i iB) /= ler_add2r leNgt ij.
Qed.

Lemma top_largest a A B : #|B| = #|A| -> top a B -> \sum_(i in A) a i <= \sum_(i in B) a i.
Proof.
move=> c t; rewrite [X in _ <= X](big_setID A) [X in X <= _](big_setID B) /= setIC ler_add2l.
have cD : #|A :\: B| = #|B :\: A|.
  by apply: (@addnI #|A :&: B|); rewrite cardsID setIC cardsID.
have [D0|D1] := posnP #|A :\: B|.
  have /cards0_eq -> := D0; have /cards0_eq -> : #|B :\: A| = 0%N by rewrite -cD.
  by rewrite !big_set0.
rewrite -(ler_pmuln2r D1) {1}cD -sumr_const -sumrMnl ler_sum // => i; rewrite inE => /andP [iA iB].
by rewrite -sumr_const ler_sum // => k; rewrite inE => /andP [kB kA]; exact: t.
Qed.

(* two lines cross once, the steeper from below; one nondecreasing G keeps that, and the sums are equal *)
Lemma lines_majorised (G : R -> R) x (T T' c c' : R) :
  {homo G : s t / s <= t} -> 0 < T -> T <= T' ->
  let hot i := G ((x i + c') / T') in let cool i := G ((x i + c) / T) in
  \sum_i hot i = \sum_i cool i -> majorised hot cool.
Proof.
move=> Gm T0 TT hot cool s; have T0' := lt_le_trans T0 TT; split=> // A.
have [B cB tB] := top_exists x A; exists B => //.
have th : top hot B.
  by move=> i j iB jB; apply: Gm; rewrite ler_pmul2r ?invr_gt0 // ler_add2r tB.
apply: le_trans (top_largest cB th) _.
pose d i := (x i + c) / T - (x i + c') / T'.
have dm i j : x i <= x j -> d i <= d j.
  move=> xij; rewrite -subr_ge0.
  have -> : d j - d i = (x j - x i) * (T^-1 - T'^-1) by rewrite /d; ring.
  by rewrite mulr_ge0 ?subr_ge0 // lef_pinv.
have up i : 0 <= d i -> hot i <= cool i by rewrite subr_ge0 => /Gm.
have down i : d i <= 0 -> cool i <= hot i by rewrite subr_le0 => /Gm.
have [/forallP aB|] := boolP [forall i, (i \in B) ==> (0 <= d i)].
  by apply: ler_sum => i iB; apply: up; have := aB i; rewrite iB.
rewrite negb_forall => /existsP [k]; rewrite negb_imply -ltNge => /andP [kB dk].
have h : \sum_(i in ~: B) cool i <= \sum_(i in ~: B) hot i.
  by apply: ler_sum => i; rewrite inE => iB; apply/down/(le_trans _ (ltW dk))/dm; exact: tB.
have tot (f : 'I_V -> R) : \sum_i f i = \sum_(i in B) f i + \sum_(i in ~: B) f i.
  by rewrite (bigID (mem B)) /=; congr (_ + _); apply: eq_bigl => i; rewrite inE.
by move: s; rewrite !tot => s; rewrite -(ler_add2r (\sum_(i in ~: B) hot i)) s ler_add2l.
Qed.

Lemma eq_majorised a a' b b' : a =1 a' -> b =1 b' -> majorised a b -> majorised a' b'.
Proof.
move=> ea eb [s m]; split=> [|A].
  by rewrite -(eq_bigr _ (fun i _ => ea i)) -(eq_bigr _ (fun i _ => eb i)).
have [B cB h] := m A; exists B => //.
by rewrite -(eq_bigr _ (fun i _ => ea i)) -(eq_bigr _ (fun i _ => eb i)).
Qed.
End Majorization.

(* Students of hard labels: they see the largest class of a law, and not how it was softened. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From kdaudit.algebra Require Import laws.
From kdaudit.algebra.operators Require Import ties.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Local Open Scope ring_scope.

Section Labels.
Variables (R : realFieldType) (V : nat).
Implicit Types (p : 'I_V -> R).

(* F and G rank. Largest classes: p_i > p_j for every j ≠ i ⇒ argmax F(p) = {i}; with continuity argmax F(p) = argmax p.
   So every student of hard labels is the same, whatever it learns and by whichever rule ties are broken:
   with rankings alone where the maximum of every teacher p_n is unique, with continuity of both at all teachers
   false: one continuous operator is not enough => A2 F -> A2 G -> ==> A2 F ->
   false: argmin of the softened law => maxima (F p) = maxima p ==> maxima (F p) = maxima (fun i => - p i) *)
Theorem hard_labels (F G : ('I_V -> R) -> 'I_V -> R) : A1 F -> A1 G ->
  [/\ forall p i, law p -> (forall j, j != i -> p j < p i) -> maxima (F p) = [set i]%SET,
      A2 F -> forall p, law p -> maxima (F p) = maxima p
    & forall (n : nat) (p : 'I_n -> 'I_V -> R) (rule : {set 'I_V} -> 'I_V) (Student : Type)
        (learn : {ffun 'I_n -> 'I_V} -> Student), (forall m, law (p m)) ->
      ((forall m, exists i, forall j, j != i -> p m j < p m i) ->
        learn [ffun m => rule (maxima (F (p m)))] = learn [ffun m => rule (maxima (G (p m)))]) /\
      (A2 F -> A2 G ->
        learn [ffun m => rule (maxima (F (p m)))] = learn [ffun m => rule (maxima (G (p m)))])].
Proof.
have unique (H : ('I_V -> R) -> 'I_V -> R) : A1 H -> forall p i, law p ->
    (forall j, j != i -> p j < p i) -> maxima (H p) = [set i]%SET.
  move=> a p i lp u; apply/setP => k; rewrite !inE; apply/forallP/eqP => [/(_ i)|-> j].
    by rewrite leNgt; apply: contraNeq => /u/(a p lp).
  by have [->//|/u/(a p lp)/ltW] := eqVneq j i.
have same (H : ('I_V -> R) -> 'I_V -> R) : A1 H -> A2 H -> forall p, law p -> maxima (H p) = maxima p.
  move=> a1 a2 p lp; have s := same_rankingP (a1 p lp) (ties a1 a2 lp).
  by apply/setP => i; rewrite !inE; apply: eq_forallb => j; rewrite !leNgt s.
move=> aF aG; split=> [||n p rule Student learn lp]; [exact: unique|exact: same|].
split=> [u|cF cG]; congr learn; apply/ffunP => m; rewrite !ffunE.
  by have [i ui] := u m; rewrite !(unique _ _ _ i).
by rewrite !same.
Qed.
End Labels.

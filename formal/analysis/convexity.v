(* Bernoulli's inequality for real exponents, strict convexity of powers, and pairs of exponentials with equal sums. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.algebra_tactics Require Import ring.
From mathcomp Require Import mathcomp_extra boolp classical_sets functions reals signed topology normedtype sequences.
From mathcomp Require Import derive realfun exp.
From kdaudit.algebra Require Import laws.
From kdaudit.analysis Require Import powers.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory Num.Def.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section Bernoulli.
Variable R : realType.
Implicit Types (x y w r a b A B C D : R).

Lemma bernoulli w r : 0 < w -> w != 1 -> 1 < r \/ r < 0 -> 1 + r * (w - 1) < rp w r.
Proof.
move=> w0 w1 [r1|r0]; rewrite /rp w0; last first.
  apply: lt_le_trans (_ : 1 + r * ln w <= _); last exact: expR_ge1D.
  by rewrite ltr_add2l ltr_nmul2l // ln_ltB1.
have r0 := lt_trans ltr01 r1; set A := 1 + _.
have [A0|A0] := leP A 0; first exact: le_lt_trans A0 (expR_gt0 _).
rewrite -[X in X < _]lnK ?posrE // ltr_expR -ltr_pdivr_mull // -subr_lt0.
have w0' : 0 < w^-1 by rewrite invr_gt0.
have h1 : ln A - ln w <= A / w - 1 by rewrite -ln_div ?posrE // ln_leB1 // divr_gt0.
have h2 : - ln w < w^-1 - 1 by rewrite -lnV ?posrE // ln_ltB1 // invr_eq1.
have i0 : 0 < 1 - r^-1 by rewrite subr_gt0 invf_lt1.
have ri : 0 <= r^-1 by rewrite invr_ge0 ltW.
have := ler_lt_add (ler_wpmul2l ri h1) (_ : (1 - r^-1) * - ln w < (1 - r^-1) * (w^-1 - 1)).
rewrite ltr_pmul2l // => /(_ h2); congr (_ < _); first by move: (ln A) (ln w) (r^-1) => a b c; ring.
by rewrite /A; field; rewrite !gt_eqF.
Qed.

(* between two points the curve of a^r lies below its chord *)
Lemma strictly_convex r A C D : 1 < r \/ r < 0 -> 0 < C -> C < A -> A < D ->
  (D - C) * rp A r < (D - A) * rp C r + (A - C) * rp D r.
Proof.
move=> hr C0 CA AD; have A0 := lt_trans C0 CA; have D0 := lt_trans A0 AD; have fA := rp_gt0 r A0.
have tangent z : 0 < z -> z != A -> rp A r * (1 + r * (z / A - 1)) < rp z r.
  move=> z0 zA; have zA1 : z / A != 1 by apply: contra zA => /eqP e; rewrite -[z](divfK (lt0r_neq0 A0)) e mul1r.
  have := bernoulli (divr_gt0 z0 A0) zA1 hr; rewrite rp_div ?(ltW z0) // ltr_pdivl_mulr // mulrC; exact.
have hC : rp A r * (1 + r * (C / A - 1)) < rp C r by apply: tangent; rewrite ?lt_eqF.
have hD : rp A r * (1 + r * (D / A - 1)) < rp D r by apply: tangent; rewrite ?gt_eqF.
have DA : 0 < D - A by rewrite subr_gt0.
have AC : 0 < A - C by rewrite subr_gt0.
rewrite -(ltr_pmul2l DA) in hC; rewrite -(ltr_pmul2l AC) in hD.
have := ltr_add hC hD; apply: le_lt_trans; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by move: (rp A r) => f; field; rewrite gt_eqF.
Qed.

Lemma sums_differ r A B C D : 1 < r \/ r < 0 -> 0 < C -> C < A -> A < D -> A + B = C + D ->
  rp A r + rp B r < rp C r + rp D r.
Proof.
move=> hr C0 CA AD e; have hA := strictly_convex hr C0 CA AD.
have eB : B = C + D - A by rewrite -e; ring.
have CB : C < B by rewrite eB -addrA ltr_addl subr_gt0.
have BD : B < D by rewrite eB ltr_subl_addr addrC ltr_add2l.
have CD : 0 < D - C by rewrite subr_gt0 (lt_trans CA).
have := ltr_add hA (strictly_convex hr C0 CB BD).
have -> : D - B = A - C by rewrite eB; ring.
have -> : B - C = D - A by rewrite eB; ring.
rewrite -[in X in _ -> X](ltr_pmul2l CD); move: (rp A r) (rp B r) (rp C r) (rp D r) => fA fB fC fD.
by congr (_ < _); ring.
Qed.

Lemma same_pair r A B C D : 1 < r \/ r < 0 -> 0 < A -> 0 < B -> 0 < C -> 0 < D -> A + B = C + D ->
  rp A r + rp B r = rp C r + rp D r -> A = C \/ A = D.
Proof.
move=> hr A0 B0 C0 D0 e er; have [->|AC] := eqVneq A C; first by left.
have [->|AD] := eqVneq A D; first by right.
have strict := fun A B C D h1 h2 h3 h4 => lt_eqF (@sums_differ r A B C D hr h1 h2 h3 h4).
have eB : B = C + D - A by rewrite -e; ring.
have eDC : D + C = A + B by rewrite e addrC.
case: (ltgtP A C) AC => // AC _; case: (ltgtP A D) AD => // AD _.
- have CB : C < B by rewrite eB -addrA ltr_addl subr_gt0.
  by have := strict _ _ _ _ A0 AC CB (esym e); rewrite er eqxx.
- have e' : A + B = D + C by rewrite eDC.
  by have := strict _ _ _ _ D0 AD AC e'; rewrite er [X in _ == X]addrC eqxx.
- by have := strict _ _ _ _ C0 AC AD e; rewrite er eqxx.
have BC : B < C by rewrite eB -addrA gtr_addl subr_lt0.
have e' : C + D = B + A by rewrite -e addrC.
by have := strict _ _ _ _ B0 BC AC e'; rewrite -er addrC eqxx.
Qed.

Lemma two_exponents a b x y u v : a != 0 -> b != 0 -> a != b ->
  expR (a * x) + expR (a * y) = expR (a * u) + expR (a * v) ->
  expR (b * x) + expR (b * y) = expR (b * u) + expR (b * v) -> x = u \/ x = v.
Proof.
have main (c d : R) : c != 0 -> 1 < d / c \/ d / c < 0 ->
    expR (c * x) + expR (c * y) = expR (c * u) + expR (c * v) ->
    expR (d * x) + expR (d * y) = expR (d * u) + expR (d * v) -> x = u \/ x = v.
  move=> c0 h e1 e2; have E z : expR (d * z) = rp (expR (c * z)) (d / c).
    by rewrite /rp expR_gt0 expK; congr expR; field.
  rewrite !E in e2; have := same_pair h (expR_gt0 _) (expR_gt0 _) (expR_gt0 _) (expR_gt0 _) e1 e2.
  by case=> /expR_inj/(mulfI c0); [left|right].
move=> a0 b0 ab ea eb; have [n|p] := ltP (b / a) 0; first by apply: (main a b) => //; right.
have [lt|gt|eq] := ltgtP 1 (b / a); first by apply: (main a b) => //; left.
- apply: (main b a) => //; left; rewrite -invf_div invf_gt1 // lt_neqAle p andbT eq_sym.
  by rewrite mulf_neq0 ?invr_neq0.
- by case/eqP: ab; rewrite -[b](divfK a0) -eq mul1r.
Qed.
End Bernoulli.

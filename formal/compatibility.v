(* What Coq 8.16.1, mathcomp 1.15 and mathcomp-analysis 0.6.0 (Debian 12) call otherwise than
   Coq 8.20.1, mathcomp 2.3 and mathcomp-analysis 1.9 (Debian 13): loaded before every file there. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require exp.
Import Order.TTheory GRing.Theory Num.Theory.

Notation "[ 'finType' 'of' T ]" := (Finite.clone T%type _) (at level 0, only parsing) : form_scope.
Notation "[ 'normedModType' K 'of' T ]" := (normedtype.NormedModule.clone K T%type _) (at level 0, only parsing) : form_scope.

Module Vector.
Notation dim := mathcomp.algebra.vector.dim (only parsing).
End Vector.
Notation expK := exp.expRK (only parsing).
Notation ger_addl := gerDl (only parsing).
Notation ger_pmulr := ger_pMr (only parsing).
Notation gtr_addl := gtrDl (only parsing).
Notation gtr_pmulr := gtr_pMr (only parsing).
Notation le_maxl := ge_max (only parsing).
Notation le_maxr := le_max (only parsing).
Notation le_minl := ge_min (only parsing).
Notation le_minr := le_min (only parsing).
Notation lef_pinv := lef_pV2 (only parsing).
Notation ler_add := lerD (only parsing).
Notation ler_add2l := lerD2l (only parsing).
Notation ler_add2r := lerD2r (only parsing).
Notation ler_addl := lerDl (only parsing).
Notation ler_addr := lerDr (only parsing).
Notation ler_expn2r := lerXn2r (only parsing).
Notation ler_lt_add := ler_ltD (only parsing).
Notation ler_nmul2r := ler_nM2r (only parsing).
Notation ler_nmull := ler_nMl (only parsing).
Notation ler_norm_add := ler_normD (only parsing).
Notation ler_norm_sub := ler_normB (only parsing).
Notation ler_opp2 := lerN2 (only parsing).
Notation ler_oppl := lerNl (only parsing).
Notation ler_oppr := lerNr (only parsing).
Notation ler_paddl := ler_wpDl (only parsing).
Notation ler_pdivl_mull := ler_pdivlMl (only parsing).
Notation ler_pdivl_mulr := ler_pdivlMr (only parsing).
Notation ler_pdivr_mull := ler_pdivrMl (only parsing).
Notation ler_pdivr_mulr := ler_pdivrMr (only parsing).
Notation ler_pemull := ler_peMl (only parsing).
Notation ler_pemulr := ler_peMr (only parsing).
Notation ler_pexpn2r := ler_pXn2r (only parsing).
Notation ler_pimull := ler_piMl (only parsing).
Notation ler_pimulr := ler_piMr (only parsing).
Notation ler_pmul := ler_pM (only parsing).
Notation ler_pmul2l := ler_pM2l (only parsing).
Notation ler_pmul2r := ler_pM2r (only parsing).
Notation ler_pmuln2r := ler_pMn2r (only parsing).
Notation ler_pmulr := ler_pMr (only parsing).
Notation ler_sub := lerB (only parsing).
Notation ler_sub_addl := lerBDl (only parsing).
Notation ler_sub_addr := lerBDr (only parsing).
Notation ler_subl_addl := lerBlDl (only parsing).
Notation ler_subl_addr := lerBlDr (only parsing).
Notation ler_subr_addl := lerBrDl (only parsing).
Notation ler_subr_addr := lerBrDr (only parsing).
Notation ler_wiexpn2l := ler_wiXn2l (only parsing).
Notation ler_wnmul2r := ler_wnM2r (only parsing).
Notation ler_wpmul2l := ler_wpM2l (only parsing).
Notation ler_wpmul2r := ler_wpM2r (only parsing).
Notation lt_maxr := lt_max (only parsing).
Notation lt_minl := gt_min (only parsing).
Notation lt_minr := lt_min (only parsing).
Notation ltf_pinv := ltf_pV2 (only parsing).
Notation ltr_add := ltrD (only parsing).
Notation ltr_add2l := ltrD2l (only parsing).
Notation ltr_add2r := ltrD2r (only parsing).
Notation ltr_addl := ltrDl (only parsing).
Notation ltr_addr := ltrDr (only parsing).
Notation ltr_eexpn2l := ltr_eXn2l (only parsing).
Notation ltr_iexpn2l := ltr_iXn2l (only parsing).
Notation ltr_le_add := ltr_leD (only parsing).
Notation ltr_nmul2l := ltr_nM2l (only parsing).
Notation ltr_opp2 := ltrN2 (only parsing).
Notation ltr_oppl := ltrNl (only parsing).
Notation ltr_oppr := ltrNr (only parsing).
Notation ltr_paddl := ltr_wpDl (only parsing).
Notation ltr_paddr := ltr_wpDr (only parsing).
Notation ltr_pdivl_mulr := ltr_pdivlMr (only parsing).
Notation ltr_pdivr_mull := ltr_pdivrMl (only parsing).
Notation ltr_pdivr_mulr := ltr_pdivrMr (only parsing).
Notation ltr_pexpn2r := ltr_pXn2r (only parsing).
Notation ltr_pmul2l := ltr_pM2l (only parsing).
Notation ltr_pmul2r := ltr_pM2r (only parsing).
Notation ltr_pmulr := ltr_pMr (only parsing).
Notation ltr_spaddl := ltr_pwDl (only parsing).
Notation ltr_spaddr := ltr_pwDr (only parsing).
Notation ltr_subl_addl := ltrBlDl (only parsing).
Notation ltr_subl_addr := ltrBlDr (only parsing).
Notation ltr_subr_addl := ltrBrDl (only parsing).
Notation ltr_subr_addr := ltrBrDr (only parsing).
Notation maxr_pmulr := maxr_pMr (only parsing).

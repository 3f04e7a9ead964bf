// For ABC, which knows no cover: a case is reached where the assertion that it is never reached fails.
(* techmap_celltype = "$cover" *)
module amoebox_cover (input A, input EN);
    \$assert _TECHMAP_REPLACE_ (.A(!A), .EN(EN));
endmodule

# ENTROPY_VERILOG: health-tested entropy from a noisy bit.
ENTROPY_VERILOG := rtl/entropy/entropy_source.v

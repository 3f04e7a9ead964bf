#define SIM_WAVES
#include "verif/sim/test/stub_target.cpp"

#define ULX3S_WIRE
#include "verif/whole/ulx3s_target.cpp"

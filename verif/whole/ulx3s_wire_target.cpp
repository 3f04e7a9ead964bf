#define WHOLE_WIRE
#include "verif/whole/ulx3s_target.cpp"

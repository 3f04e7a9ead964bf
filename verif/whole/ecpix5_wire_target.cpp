#define WHOLE_WIRE
#include "verif/whole/ecpix5_target.cpp"

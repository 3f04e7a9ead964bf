// Verilator names the class after the module.
#pragma once

#include <Vsoc_dma_bench.h>
#include <verilated.h>

using VsocDmaBench = Vsoc_dma_bench;

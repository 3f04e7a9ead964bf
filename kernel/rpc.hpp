// trans, getreq, putrep: the calls of processes, the hand-over between processes of this board, and the way to the engine.
#pragma once

#include <cstdint>

#include "kernel/thread.hpp"

namespace amoebox::kernel {

void rpc_start(); // once, when the box is open
void rpc_poll(bool running,
              bool by_time);  // DMA or time: hands events to the engine; whether a thread has been interrupted
bool rpc_holds();             // frames from strangers wait because threads want the processor
bool rpc_release();           // nobody does: true if there were such frames
std::uint32_t rpc_deadline(); // coarse time at which rpc_poll() must be called; 0: none

void timed_out(Thread& thread);
// Of the thread's next trans, in milliseconds; 0: none.
void set_timeouts(Thread& thread, std::uint32_t locate, std::uint32_t service);

// The thread ends: whoever waits for it is told.  true: nothing of it is left in the engine; false: call again later.
bool rpc_leave(Thread& thread);
// Position of the send ring now, and whether the DMA has passed such a position.
std::uint32_t rpc_tx_mark();
bool rpc_tx_passed(std::uint32_t mark);

// F by the box: use 0 port, 1 signature, 2 check.
rpc::PutPort4 box_f(unsigned use, const rpc::PutPort4& value);

struct Figures;
void rpc_figures(Figures& figures);

} // namespace amoebox::kernel

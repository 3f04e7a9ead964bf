// Servers that end with a request, and what their clients are told.
#include "verif/scenarios/programs/rpc_caller/caller.hpp"

namespace amoebox::scene {

namespace {

std::string_view outcome_of(const Answer& answer) {
    return answer.error == Error::ok ? "done" : outcome(answer.error) == Outcome::not_done ? "not-done" : "unknown";
}

} // namespace

void deaths() {
    const PutPort mortal = service("mortal"); // two threads
    report("a-thread-ends-with-the-request", "RPC_FAILURE", ask(mortal, Ask::die).verdict());
    report("its-other-thread-goes-on", "OK", ask(mortal, Ask::sleep).verdict());
    const Task& first = launch(0, mortal, Ask::die, 15, 40);
    sleep(5);
    const Task& second = launch(1, mortal, Ask::sleep, 0, 40);
    set_timeouts(60, 0);
    await(2);
    report("the-last-thread-ends", "RPC_FAILURE", first.answer.verdict());
    report("who-was-queued-is-not-done", "not-done", outcome_of(second.answer));
    report("nobody-is-left", "RPC_NOTFOUND", ask(mortal, Ask::sleep).verdict());

    set_timeouts(2000, 0);
    const PutPort fragile = service("fragile");
    const Task& waiting = launch(0, fragile, Ask::sleep, 40);
    sleep(5);
    report("a-process-ends-with-the-request", "RPC_FAILURE",
           ask(fragile, is_remote() ? Ask::fault : Ask::end).verdict());
    await(1);
    report("and-with-that-of-another-thread", "RPC_FAILURE", waiting.answer.verdict());
    sleep(10); // a place just heard of would be sent the request unasked, and "unknown" be the truth
    set_timeouts(30, 0);
    report("the-process-is-gone", "RPC_NOTFOUND", ask(fragile, Ask::sleep).verdict());
    set_timeouts(2000, 0);
}

} // namespace amoebox::scene

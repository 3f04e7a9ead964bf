// Several threads and several servers on one port, calls within calls, servers that restart and move.
#include "verif/scenarios/programs/rpc_caller/caller.hpp"

namespace amoebox::scene {

namespace {

void nested() {
    fill(g_up.first(3000), 21);
    std::memset(g_down.data(), 0, 5000);
    const Answer answer = ask(service("work"), Ask::nested, 21, g_up.first(3000), g_down.first(5000), 5000);
    report("a-call-within-a-call", "OK", answer.verdict());
    report("its-data", "right", answer.length == 5000 && is_pattern(g_down.first(5000), 22) ? "right" : "wrong");
}

void threads() {
    const std::uint32_t begin = cycles();
    std::array<Task*, 3> tasks{};
    for (unsigned i = 0; i < tasks.size(); ++i) {
        tasks[i] = &launch(i, service("work"), Ask::sleep, 20);
    }
    await(tasks.size());
    const std::uint32_t took = cycles() - begin;
    std::uint32_t good = 0, different = 0;
    for (unsigned i = 0; i < tasks.size(); ++i) {
        good += tasks[i]->answer.verdict() == "OK" ? 1 : 0;
        different += tasks[i]->answer.thread != tasks[(i + 1) % tasks.size()]->answer.thread ? 1 : 0;
    }
    report("three-threads-answer", 3, good);
    report("each-once", 3, different);
    report_range("at-the-same-time-ms", 20, 30, took / k_millisecond);
}

// Service `mover` ends where it is and begins somewhere.
// `number`: which service of the process behind the port `control` it is.
void move(std::string_view what, std::uint32_t from, std::string_view control_name, std::uint32_t number,
          std::uint32_t board, std::uint32_t pause) {
    const PutPort mover = service("mover");
    const Answer left = ask(mover, Ask::leave);
    report("it-answers-and-leaves", "OK", left.verdict());
    report("where-it-was", from, left.board);
    if (pause != 0) {
        sleep(pause);
    }
    const auto control = ports::put(control_name);
    report("it-begins-anew", "OK", ask(control.value_or(PutPort()), Ask::begin, number).verdict());
    if (from == board) {
        sleep(2); // its thread waits for requests by then; a call before that is told "unknown", as below
    }
    Answer found = ask(mover, Ask::sleep);
    if (is_remote() && from != board && pause == 0) {
        // The request went out unasked to a place just heard of.  That it is not there proves nothing: unknown, then found.
        const bool by_another_way = patience() != 0 && found.verdict() == "OK";
        report("moved-under-a-request", by_another_way ? "OK" : "RPC_FAILURE", found.verdict());
        if (!by_another_way) {
            found = ask(mover, Ask::sleep);
        }
    }
    report(what, "OK", found.verdict());
    report("where-it-is", board, found.board);
}

// Two boards serve `pair`, one thread each.  Who finds one of them full is served by the other.
void pair() {
    const PutPort port = service("pair");
    std::array<Task*, 17> tasks{};
    for (unsigned i = 0; i < tasks.size(); ++i) {
        tasks[i] = &launch(i, port, Ask::sleep, i == 0 ? 70 : 0);
        if (i == 0) {
            sleep(5);
        }
    }
    sleep(10);
    const Answer other = ask(port, Ask::sleep);
    report("the-other-server", "OK", other.verdict());
    report_range("before-the-first-is-free-ms", 0, 45, other.cycles / k_millisecond);
    await(tasks.size());
    std::uint32_t good = 0;
    for (const Task* task : tasks) {
        good += task->answer.verdict() == "OK" ? 1 : 0;
    }
    report("all-are-served", tasks.size(), good);
    report("by-two-boards", "two", other.board != tasks[0]->answer.board ? "two" : "one");
}

} // namespace

void places() {
    nested();
    threads();
    const std::uint32_t board = own_board();
    if (is_remote()) {
        // Board 0 serves at first; board 1 can, too.
        move("restarted-at-once", 0, "control-0", 1, 0, 0);
        move("restarted-later", 0, "control-0", 1, 0, 12);
        move("moved-at-once", 0, "control-1", 1, 1, 0);
        move("moved-back-later", 1, "control-0", 1, 0, 12);
        pair();
    } else {
        move("restarted-at-once", board, "local-control", 1, board, 0);
        move("moved-to-another-board", board, "control-1", 2, 1, 0);
        move("moved-back-here", 1, "local-control", 1, board, 12);
    }
}

} // namespace amoebox::scene

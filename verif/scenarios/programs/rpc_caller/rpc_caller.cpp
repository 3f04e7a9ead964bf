// rpc_caller [--way remote|local] [--part sizes|errors|deaths|places] [--patience MS]: tries everything that docs/rpc.md promises, remote and local, against the services of rpc_subject.
// One report line for each thing tried; the last is @done cases=… wrong=…
#include "lib/user/arguments.hpp"
#include "verif/scenarios/programs/rpc_caller/caller.hpp"

namespace amoebox::scene {

Room g_memory, g_up, g_down;

namespace {

std::string_view g_way = "remote";
std::uint32_t g_patience = 0; // milliseconds by which a busy host may make everything late
std::uint32_t g_cases = 0, g_wrong = 0;

std::array<Task, k_workers> g_tasks;
std::array<volatile std::uint32_t, k_workers> g_wanted{};
Semaphore g_finished(0);

void work(std::uint32_t index) {
    for (;;) {
        wait_while(&g_wanted[index], 0);
        if (g_wanted[index] != 0) {
            Task& task = g_tasks[index];
            set_timeouts(task.locate, 0);
            task.answer = ask(task.port, task.command, task.extra);
            g_wanted[index] = 0;
            g_finished.up();
        }
    }
}

} // namespace

void report(std::string_view name, std::string_view expected, std::string_view got) {
    const bool good = expected == got;
    print("@case way={} name={} expected={} got={} good={}\n", g_way, name, expected, got, good ? 1 : 0);
    ++g_cases;
    g_wrong += good ? 0 : 1;
}

void report(std::string_view name, std::uint32_t expected, std::uint32_t got) {
    std::array<char, 12> one, two;
    Text text_expected(one), text_got(two);
    report(name, text_expected.add_number(expected).view(), text_got.add_number(got).view());
}

std::uint32_t patience() {
    return g_patience;
}
void report_range(std::string_view name, std::uint32_t least, std::uint32_t most, std::uint32_t got) {
    most += g_patience;
    std::array<char, 32> one, two;
    Text expected(one), found(two);
    format_to(expected, "{}..{}", least, most);
    found.add_number(got);
    report(name, expected.view(), got >= least && got <= most ? expected.view() : found.view());
}

void set_way(std::string_view way) {
    g_way = way;
}
bool is_remote() {
    return g_way == "remote";
}

PutPort service(std::string_view name) {
    std::array<char, 32> room;
    Text text(room);
    format_to(text, "{}-{}", g_way, name);
    const auto port = ports::put(text.view());
    if (!port) {
        print("rpc_caller: the image has no port {}\n", text.view());
        exit(2);
    }
    return *port;
}

Answer ask(const PutPort& port, Ask command, std::uint32_t extra, Bytes data, Room reply, std::uint32_t size) {
    Header header;
    header.set_port(port);
    header.set_command(command);
    header.set_extra(extra);
    header.set_size(size);
    const std::uint32_t begin = cycles();
    const auto length = trans(header, data, reply);
    Answer answer;
    answer.cycles = cycles() - begin;
    answer.size = header.size();
    if (!length) {
        answer.error = length.error();
        return answer;
    }
    answer.status = header.status();
    answer.length = *length;
    answer.board = static_cast<std::uint32_t>(header.offset());
    answer.thread = static_cast<std::uint32_t>(header.offset() >> 32);
    answer.executed = header.extra();
    return answer;
}

void start_workers() {
    for (std::uint32_t i = 0; i < k_workers; ++i) {
        if (const auto started = start_thread(work, i, 4096); !started) {
            print("rpc_caller: no thread: {}\n", started.error());
            exit(2);
        }
    }
}

Task& launch(unsigned worker, const PutPort& port, Ask command, std::uint32_t extra, std::uint32_t locate) {
    Task& task = g_tasks[worker];
    task = {port, command, extra, locate, {}};
    g_wanted[worker] = 1;
    wake(&g_wanted[worker], 1);
    return task;
}

void await(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        g_finished.down();
    }
}

} // namespace amoebox::scene

int main(int argc, char** argv) {
    using namespace amoebox;
    using namespace amoebox::scene;
    const Arguments arguments(argc, argv);
    const auto wanted = [&](std::string_view what, std::string_view name) {
        const std::string_view given = arguments.text(what, "all");
        return given == "all" || given == name;
    };
    const auto memory = map(k_small + k_most + 4096);
    if (!memory) {
        print("rpc_caller: no memory: {}\n", memory.error());
        return 2;
    }
    g_memory = *memory;
    g_up = g_memory.first(k_small);
    g_down = g_memory.subspan(k_small);
    start_workers();
    g_patience = arguments.number("--patience", 0);
    for (const std::string_view way : {"remote", "local"}) {
        if (!wanted("--way", way)) {
            continue;
        }
        set_way(way);
        constexpr std::pair<std::string_view, void (*)()> k_parts[] = {
            {"sizes", sizes}, {"errors", errors}, {"deaths", deaths}, {"places", places}};
        for (const auto& [name, part] : k_parts) {
            if (wanted("--part", name)) {
                part();
            }
        }
    }
    print("@done cases={} wrong={}\n", g_cases, g_wrong);
    return g_wrong == 0 ? 0 : 1;
}

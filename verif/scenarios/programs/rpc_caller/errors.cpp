// Every error of interfaces/errors.toml that a client or a server can meet while all servers live, and header fields.
#include "verif/scenarios/programs/rpc_caller/caller.hpp"

namespace amoebox::scene {

namespace {

std::string_view trans_with(std::uint32_t header, std::uint32_t data, std::uint32_t size, std::uint32_t reply = 0,
                            std::uint32_t room = 0) {
    const std::int32_t got = system_call(Syscall::trans, header, data, size, header, reply, room);
    return name(got < 0 ? static_cast<Error>(got) : Error::ok);
}

void bad_arguments() {
    Header header;
    const auto set = [&] {
        header.set_port(service("work"));
        header.set_command(Ask::exchange);
    };
    set();
    report("header-not-aligned", "RPC_BADADDRESS", trans_with(address_of(&header) + 4, 0, 0));
    report("header-in-the-kernel", "RPC_BADADDRESS", trans_with(0x4000'0000, 0, 0));
    report("header-nowhere", "RPC_BADADDRESS", trans_with(0, 0, 0));
    report("request-in-the-kernel", "RPC_BADADDRESS", trans_with(address_of(&header), 0x4000'0000, 16));
    report("request-runs-out", "RPC_BADADDRESS",
           trans_with(address_of(&header), address_of(g_memory.data() + g_memory.size() - 4), 8));
    report("reply-room-in-the-kernel", "RPC_BADADDRESS", trans_with(address_of(&header), 0, 0, 0x4000'0000, 16));
    report("longer-than-any-message", "RPC_OVERFLOW",
           trans_with(address_of(&header), address_of(g_up.data()), 0xFFFF'FFFF));
    for (const std::int32_t command : {0, 1, 999, -1, -999}) {
        set();
        header.set_command(command);
        const auto got = trans(header, {}, {});
        report("reserved-command", "RPC_BADCOMMAND", name(got ? Error::ok : got.error()));
    }
    report("null-port", "RPC_BADPORT", ask(PutPort(), Ask::sleep).verdict());
    Header server;
    const auto nobody = getreq(server, g_down.first(16));
    report("getreq-null-port", "RPC_BADPORT", name(nobody ? Error::ok : nobody.error()));
    server.set_port(random_get_port());
    const auto nowhere = getreq(server, Room(reinterpret_cast<std::uint8_t*>(0x4000'0000), 16));
    report("getreq-in-the-kernel", "RPC_BADADDRESS", name(nowhere ? Error::ok : nowhere.error()));
    const auto early = putrep(server, {});
    report("putrep-without-a-request", "RPC_SEQUENCE", name(early ? Error::ok : early.error()));
}

void out_of_order() {
    std::array<Error, 3> seen{};
    alignas(4) std::array<std::uint8_t, 12> room{};
    const Answer answer = ask(service("work"), Ask::out_of_order, 0, {}, room);
    std::memcpy(seen.data(), room.data(), sizeof seen);
    report("server-answers-after-errors", "OK", answer.verdict());
    report("getreq-while-it-holds-a-request", "RPC_SEQUENCE", name(seen[0]));
    report("putrep-from-the-kernel", "RPC_BADADDRESS", name(seen[1]));
    report("putrep-header-not-aligned", "RPC_BADADDRESS", name(seen[2]));
}

void not_found() {
    const PutPort nobody = box_put_port(random_get_port());
    set_timeouts(25, 0);
    const Answer answer = ask(nobody, Ask::sleep);
    report("nobody-serves", "RPC_NOTFOUND", answer.verdict());
    report_range("nobody-serves-ms", 22, 30, answer.cycles / k_millisecond);
    set_timeouts(2000, 0);
}

void overflows() {
    const PutPort slow = service("slow"); // 8,192 bytes of room
    const std::uint32_t before = ask(slow, Ask::sleep).executed;
    for (const std::uint32_t size : {8193U, 20000U}) {
        report(size == 8193 ? "one-byte-too-many" : "much-too-long", "RPC_OVERFLOW",
               ask(slow, Ask::exchange, 5, g_up.first(size)).verdict());
    }
    const Task& busy = launch(0, slow, Ask::sleep, 12);
    sleep(4);
    report("too-long-while-it-is-busy", "RPC_OVERFLOW", ask(slow, Ask::exchange, 5, g_up.first(8193)).verdict());
    await(1);
    report("the-other-is-not-disturbed", "OK", busy.answer.verdict());
    fill(g_up.first(8192), 5);
    const Answer answer = ask(slow, Ask::exchange, 5, g_up.first(8192));
    report("exactly-its-room", "OK", answer.verdict());
    report("refused-ones-were-not-executed", 2, answer.executed - before);

    for (const auto& [capacity, size] :
         {std::pair{0U, 1U}, {4U, 5U}, {100U, 5000U}, {5000U, 5001U}, {1400U, 60000U}}) {
        std::memset(g_down.data(), 0xEE, capacity + 64);
        const Answer got = ask(service("work"), Ask::exchange, 7, {}, g_down.first(capacity), size);
        report("reply-too-long", "RPC_REPLYOVERFLOW", got.verdict());
        report("size-needed", size, got.error == Error::rpc_replyoverflow ? got.size : 0);
        std::uint32_t intact = 0;
        for (std::uint32_t i = 0; i < 64; ++i) {
            intact += g_down[capacity + i] == 0xEE ? 1 : 0;
        }
        report("bytes-behind-the-room-intact", 64, intact);
    }
}

void timeouts() {
    set_timeouts(2000, 15);
    const Answer late = ask(service("slow"), Ask::sleep, 60);
    report("service-timeout", "RPC_TIMEOUT", late.verdict());
    report_range("service-timeout-ms", 13, 20, late.cycles / k_millisecond);
    set_timeouts(2000, 0);
    // Queued behind what nobody waits for any more.
    report("the-server-goes-on", "OK", ask(service("slow"), Ask::sleep).verdict());
    set_timeouts(2000, 400);
    report("in-time", "OK", ask(service("slow"), Ask::sleep, 5).verdict());
    set_timeouts(2000, 0);
}

// One call is executed, sixteen wait, the next is refused; then all that waited are done.  Remotely "busy" is tried again until
// the locate time-out; a call of the same board hears it at once.
void busy() {
    const std::uint32_t k_long = is_remote() ? 110 : 30;
    const PutPort slow = service("slow");
    const std::uint32_t before = ask(slow, Ask::sleep).executed;
    std::array<Task*, 17> tasks{};
    for (unsigned i = 0; i < tasks.size(); ++i) {
        tasks[i] = &launch(i, slow, Ask::sleep, i == 0 ? k_long : 0);
        if (i == 0) {
            sleep(5);
        }
    }
    sleep(10);
    set_timeouts(20, 0);
    report("queue-full", "RPC_BUSY", ask(slow, Ask::sleep).verdict());
    set_timeouts(2000, 0);
    if (is_remote()) {
        report("busy-until-it-is-free", "OK", ask(slow, Ask::sleep).verdict());
    }
    await(tasks.size());
    std::uint32_t good = 0;
    for (const Task* task : tasks) {
        good += task->answer.verdict() == "OK" ? 1 : 0;
    }
    report("queued-calls-done", tasks.size(), good);
    report("refused-one-was-not-executed", is_remote() ? 19 : 18, ask(slow, Ask::sleep).executed - before);
}

void headers() {
    const auto secret = SignatureSecret::from_random(random_get_port().secret_bytes());
    Header header;
    header.set_capability({service("work"), ObjectNumber::from_wire({1, 2, 3}), 0x5A,
                           Check::from_wire(random_get_port().secret_bytes())});
    header.set_signature(secret);
    header.set_command(Ask::headers);
    header.set_offset(0x0123'4567'89AB'CDEF);
    header.set_size(0xDEAD'BEEF);
    header.set_extra(0x0BAD'CAFE);
    const Header sent = header;
    alignas(128) std::array<std::uint8_t, sizeof(Header)> room{};
    const auto got = trans(header, {}, room);
    Header seen;
    std::memcpy(&seen, room.data(), sizeof seen);
    report("headers", "OK", name(got ? header.status() : got.error()));
    const auto same = [](bool yes) { return std::string_view(yes ? "same" : "other"); };
    report("object-rights-check", "same", same(seen.capability() == sent.capability()));
    report("command-and-parameters", "same",
           same(seen.command() == sent.command() && seen.offset() == sent.offset() && seen.size() == sent.size() &&
                seen.extra() == sent.extra()));
    report("signature-is-F-of-the-secret", "same",
           same(seen.signature().wire() == box_f(Use::signature, secret.secret_bytes())));
    report("reply-shows-the-service", "same", same(header.port() == service("work")));
    for (const Error status : {Error::std_denied, Error::std_overflow, Error::rpc_failure}) {
        report("the-servers-own-status", name(status),
               name(ask(service("work"), Ask::status, static_cast<std::uint32_t>(status)).status));
    }
    report("unknown-command", "STD_COMBAD", ask(service("work"), static_cast<Ask>(1999)).verdict());
}

GetPort g_listened;
void listener(std::uint32_t) {
    Header header;
    header.set_port(g_listened);
    static_cast<void>(getreq(header, g_memory.last(32)));
}

// What one process may have; memory that a call uses stays.  These threads stay.
void shares() {
    g_listened = random_get_port();
    unsigned started = 0;
    Error error = Error::ok;
    while (started < 30 && error == Error::ok) {
        const auto thread = start_thread(listener, started, 4096);
        error = thread ? Error::ok : thread.error();
        started += error == Error::ok ? 1 : 0;
    }
    report("threads-of-a-process", "RPC_QUOTA", name(error));
    sleep(3);
    report("memory-of-a-waiting-call", "RPC_TRYAGAIN", name(unmap(g_memory)));
}

} // namespace

void errors() {
    bad_arguments();
    out_of_order();
    not_found();
    overflows();
    timeouts();
    busy();
    headers();
    if (!is_remote()) {
        shares();
    }
}

} // namespace amoebox::scene

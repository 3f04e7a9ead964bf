// inline_cables HOST NET: the Verilated wall-socket box between two interfaces of Linux, until standard input ends.
//
// It stands still while no frame is on its way, so it takes no processor; its time has nothing to do with the clock's.
#include <poll.h>
#include <unistd.h>

#include <cstdio>

#include "tools/inline/link.hpp"
#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

// To the box what is on the interface, to the interface what the box has sent.
bool carry(control::Link& link, End& end) {
    bool any = false;
    for (;;) {
        const auto frame = link.receive(0);
        if (!frame || !*frame) {
            break;
        }
        end.send(**frame);
        any = true;
    }
    for (const Bytes& f : end.frames()) {
        if (const auto sent = link.send(f); !sent) {
            std::fprintf(stderr, "inline_cables: %s\n", sent.error().c_str());
        }
    }
    end.arrived.clear();
    return any;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: inline_cables HOST_INTERFACE NET_INTERFACE\n");
        return 2;
    }
    auto host = control::Link::open(argv[1], true), net = control::Link::open(argv[2], true);
    for (const auto* link : {&host, &net}) {
        if (!*link) {
            std::fprintf(stderr, "inline_cables: %s\n", link->error().c_str());
            return 1;
        }
    }
    Inline b(99);
    std::printf("open\n");
    std::fflush(stdout);
    for (;;) {
        bool any = carry(*host, b.host);
        any = carry(*net, b.net) || any;
        if (any) {
            b.settle(300);
            continue;
        }
        b.run(2500);
        carry(*host, b.host);
        carry(*net, b.net);
        std::array<pollfd, 3> wait{pollfd{0, POLLIN, 0}, pollfd{host->descriptor(), POLLIN, 0},
                                   pollfd{net->descriptor(), POLLIN, 0}};
        poll(wait.data(), wait.size(), -1);
        char byte = 0;
        if (wait[0].revents != 0 && read(0, &byte, 1) <= 0) {
            return 0;
        }
    }
}

// The thief: a hostile kernel.  The boot text says what it attacks and when: "attack NAME START END" (milliseconds since
// reset), in order; the victim's service has the attack's name unless a fourth word names another.
#include <cstring>

#include "verif/thief/attack.hpp"

namespace thief {

namespace {

struct Named {
    std::string_view name;
    Report (*run)(const Scene&);
};
constexpr std::array k_attacks = {
    Named{"listen-on-public-port", listen_on_public_port},
    Named{"answer-locate", answer_locate},
    Named{"take-over-after-death", take_over_after_death},
    Named{"forge-reply", forge_reply},
    Named{"replay-reply", replay_reply},
    Named{"forge-not-here", forge_not_here},
    Named{"forge-signature", forge_signature},
    Named{"forge-source", forge_source},
    Named{"steal-get-port", steal_get_port},
    Named{"sniff", sniff},
    Named{"malformed", malformed},
    Named{"dma-outside-ram", dma_outside_ram},
    Named{"leftover-bytes", leftover_bytes},
    Named{"knock", knock},
    Named{"reach-flash-or-mdio", reach_flash_or_mdio},
    Named{"reset-to-keep-ports", reset_to_keep_ports},
    Named{"locate-storm", locate_storm},
    Named{"flood-unarmed", flood_unarmed},
    Named{"flood-armed", flood_armed},
    Named{"replay-request-after-restart", replay_request_after_restart},
};

std::string_view next_word(std::string_view& line) {
    while (line.starts_with(' ')) {
        line.remove_prefix(1);
    }
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}
std::uint64_t milliseconds(std::string_view word) {
    std::uint64_t value = 0;
    for (const char c : word) {
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value * k_millisecond;
}

void run(std::string_view line, const amoebox::image::Image& image) {
    if (next_word(line) != "attack") {
        return;
    }
    Scene scene{.name = next_word(line), .service = {}, .image = image};
    if (after_reset() && scene.name != "reset-to-keep-ports") {
        return; // it came before
    }
    scene.start = milliseconds(next_word(line));
    scene.end = milliseconds(next_word(line));
    const std::string_view other = next_word(line);
    scene.service = other.empty() ? scene.name : other;
    scene.port = scene.put_port(scene.service).value_or(PortBytes{});
    for (const Named& attack : k_attacks) {
        if (attack.name != scene.name) {
            continue;
        }
        while (cycle() < scene.start && !after_reset()) {
            forget_received();
        }
        const Report report = attack.run(scene);
        queue_drain();
        print("@attack name=");
        print(scene.name);
        print(" tries=");
        print(report.tries);
        print(" got=");
        print(report.got);
        print(" by=");
        print(report.by);
        print(" refused=");
        print(report.refused);
        print(" control=");
        print(report.control);
        print("\n");
        return;
    }
    print("thief: there is no attack of this name: ");
    print(scene.name);
    print("\n");
    power_off(2);
}

} // namespace

extern "C" [[noreturn]] void thief_main(const std::uint8_t* image_address) {
    const amoebox::image::Image image(image_address); // the firmware has checked it
    start_dma();
    for (const amoebox::image::Entry& entry : image.entries()) {
        if (entry.kind == static_cast<std::uint32_t>(amoebox::image::EntryKind::run)) {
            const auto text = image.blob(entry);
            run({reinterpret_cast<const char*>(text.data()), text.size()}, image);
        }
    }
    power_off(0);
}

extern "C" [[noreturn]] void thief_trap(std::uint32_t cause, std::uint32_t pc, std::uint32_t value) {
    print("thief: trap ");
    print(cause);
    print(" at ");
    print(pc);
    print(" value ");
    print(value);
    print("\n");
    power_off(3);
}

} // namespace thief

extern "C" [[noreturn]] void abort() {
    thief::print("thief: internal check failed\n");
    thief::power_off(4);
}

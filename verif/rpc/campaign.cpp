// campaign: the protocol engine under a swarm of faults, seed after seed (verif/rpc/swarm.hpp).
//
//   campaign [--seeds N] [--first S] [--calls N] [--mutant NAME] [--out FILE] [--quiet]
//
// Exit status 0: every seed held (with --mutant: some seed caught it).  Results go to FILE as JSON.
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "verif/common/arguments.hpp"
#include "verif/rpc/mutants.hpp"

int main(int argc, char** argv) {
    using namespace amoebox::rpc;
    std::uint64_t seeds = 100;
    std::uint64_t first = 1;
    unsigned calls = 200;
    std::string mutant;
    std::string out;
    bool quiet = false;
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        const char* value = i + 1 < argc ? argv[i + 1] : "";
        bool good = *value != '\0';
        if (option == "--quiet") {
            quiet = true;
            continue;
        }
        ++i;
        if (option == "--seeds") {
            good = number_from(value, seeds) && seeds != 0;
        } else if (option == "--first") {
            good = number_from(value, first);
        } else if (option == "--calls") {
            good = number_from(value, calls) && calls != 0;
        } else if (option == "--mutant") {
            mutant = value;
        } else if (option == "--out") {
            out = value;
        } else {
            std::fprintf(
                stderr,
                "campaign [--seeds N] [--first S] [--calls N] [--mutant NAME] [--out FILE] [--quiet]\nmutants:");
            for (const std::string_view name : swarm::k_mutants) {
                std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
            }
            std::fprintf(stderr, "\n");
            return 2;
        }
        if (!good) {
            std::fprintf(stderr, "campaign: %s '%s': expected a %s\n", option.c_str(), value,
                         option == "--mutant" ? "name"
                         : option == "--out"  ? "file"
                                              : "number");
            return 2;
        }
    }
    unsigned number = std::size(swarm::k_mutants);
    if (!mutant.empty()) {
        number = 0;
        while (number < std::size(swarm::k_mutants) && swarm::k_mutants[number] != mutant) {
            ++number;
        }
        if (number == std::size(swarm::k_mutants)) {
            std::fprintf(stderr, "campaign: no mutant '%s'\n", mutant.c_str());
            return 2;
        }
    }

    const auto begun = std::chrono::steady_clock::now();
    swarm::Outcome sum;
    std::uint64_t failing = 0;
    std::string violation;
    std::uint64_t ran = 0;
    const bool bar = !quiet && isatty(STDERR_FILENO) != 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        const swarm::Outcome o =
            mutant.empty() ? swarm::run_sound(seed, calls) : swarm::run_mutant(number, seed, calls);
        ++ran;
        sum.calls += o.calls;
        sum.done += o.done;
        sum.not_done += o.not_done;
        sum.unknown += o.unknown;
        sum.answered += o.answered;
        sum.died += o.died;
        sum.executed += o.executed;
        sum.crashes += o.crashes;
        sum.moves += o.moves;
        sum.forged += o.forged;
        sum.frames += o.frames;
        sum.duplicates += o.duplicates;
        sum.stale += o.stale;
        sum.wrong_server += o.wrong_server;
        sum.repeated += o.repeated;
        sum.hash = sum.hash * 31 + o.hash;
        if (!o.violation.empty()) {
            failing = seed;
            violation = o.violation;
            break;
        }
        if (bar && (ran % 10 == 0 || ran == seeds)) {
            const int filled = static_cast<int>(40 * ran / seeds);
            std::fprintf(stderr, "\r[%.*s%*s] %llu/%llu seeds, %u calls", filled,
                         "########################################", 40 - filled, "",
                         static_cast<unsigned long long>(ran), static_cast<unsigned long long>(seeds), sum.calls);
        }
    }
    if (bar) {
        std::fprintf(stderr, "\n");
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    const bool sound = violation.empty();
    std::printf(
        "%s%llu seeds, %u calls: %u done, %u answered with an error, %u not done, %u unknown, %u died; %u executed\n",
        mutant.empty() ? "" : (mutant + ": ").c_str(), static_cast<unsigned long long>(ran), sum.calls, sum.done,
        sum.answered, sum.not_done, sum.unknown, sum.died, sum.executed);
    std::printf("%llu frames, %llu sent again, %llu duplicates held back, %llu stale, %u crashes, %u moves, %u "
                "forged (%llu refused by P), %.1f s\n",
                static_cast<unsigned long long>(sum.frames), static_cast<unsigned long long>(sum.repeated),
                static_cast<unsigned long long>(sum.duplicates), static_cast<unsigned long long>(sum.stale),
                sum.crashes, sum.moves, sum.forged, static_cast<unsigned long long>(sum.wrong_server), seconds);
    if (!sound) {
        std::printf("seed %llu: %s\n  again: %s --first %llu --seeds 1%s%s\n",
                    static_cast<unsigned long long>(failing), violation.c_str(), argv[0],
                    static_cast<unsigned long long>(failing), mutant.empty() ? "" : " --mutant ", mutant.c_str());
    }
    if (!out.empty()) {
        std::error_code ignored;
        std::filesystem::create_directories(std::filesystem::path(out).parent_path(), ignored);
        std::ofstream file(out);
        const auto field = [&file](const char* name, std::uint64_t value) {
            file << "  \"" << name << "\": " << value << ",\n";
        };
        file << "{\n  \"name\": \"rpc-campaign\",\n";
        field("first", first);
        field("seeds", ran);
        field("calls", sum.calls);
        field("done", sum.done);
        field("answered", sum.answered);
        field("not_done", sum.not_done);
        field("unknown", sum.unknown);
        field("died", sum.died);
        field("executed", sum.executed);
        field("frames", sum.frames);
        field("repeated", sum.repeated);
        field("duplicates", sum.duplicates);
        field("stale", sum.stale);
        field("crashes", sum.crashes);
        field("moves", sum.moves);
        field("forged", sum.forged);
        field("hash", sum.hash);
        field("violations", sound ? 0 : 1);
        file << "  \"failing_seed\": " << (sound ? std::string("null") : std::to_string(failing))
             << ",\n  \"violation\": \"" << violation << "\",\n  \"verdict\": \"" << (sound ? "pass" : "fail")
             << "\"\n}\n";
        if (!file) {
            std::fprintf(stderr, "campaign: cannot write %s\n", out.c_str());
            return 2;
        }
    }
    return sound == mutant.empty() ? 0 : 1;
}

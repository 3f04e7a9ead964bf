// Judges a run by what the scenario expects, and writes build/results/<scenario>.json.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "verif/sim/console.hpp"
#include "verif/sim/network.hpp"
#include "verif/sim/scenario.hpp"

namespace amoebox::sim {

using Json = nlohmann::ordered_json;

enum class Verdict : std::uint8_t { ok, failed, budget, interrupted };
const char* name(Verdict verdict);

struct Judgement {
    Verdict verdict = Verdict::ok;
    std::vector<std::string> failures;
};

// Prepares a console for a run's expectations, and later says which do not hold.
class Judge {
  public:
    Judge(const Scenario& scenario, const Run& run, Console& console);
    Judgement judge(Network& network, const Console& console, bool interrupted) const;
    // Have all boards ended that the run waits for?  Has one ended that should not have ended so?
    bool is_over(Network& network) const;
    bool has_failed(Network& network) const;
    std::vector<std::size_t> waited_for(Network& network) const;

  private:
    const Scenario& scenario_;
    const Run& run_;
    std::vector<std::size_t> handles_;                // of console expectations, in their order
    std::vector<std::optional<std::int64_t>> status_; // expected of each board that the run waits for
};

Json run_json(const Run& run, Network& network, const Console& console, const Judgement& judgement);
// False: could not be written.
bool write_json(const std::string& path, const Json& json);

} // namespace amoebox::sim

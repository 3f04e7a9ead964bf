// What must hold of a box whatever happened to one of its flip-flops.  It is told what the host wrote and which ports were
// armed, sees every byte that leaves on either side and every word that is read, and keeps what breaks a promise:
//
// ("Bytes in a row" are five, at most one of them zero.)
//
//   secret     bytes in a row of a reply get-port, of a signature or of an operand leave the box, anywhere
//   chosen     in reply, signature, source or epoch of a whole frame on the wire stand bytes in a row that the host wrote
//   form       a whole frame on the wire is malformed, or of a kind that a host may not send and a box does not make
//   location   HERE_IS for a port that is not armed as a service; in the box's first life NOT_HERE for one that is, if nobody
//              sent it what a service does not take
//   admission  the host gets a whole frame that it must not have: not for this box, malformed, bad, or for no armed port
//   steering   a frame that it may have comes with the tag or entry of another port
//
// Anything else (a frame lost, late or damaged, a box that closes or stands still) is no breach: it is fail-safe.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_set>

#include "verif/fbox/model.hpp"

namespace amoebox::bench {

class Promise {
  public:
    Model model;                                 // its table: whatever was armed at any time
    std::map<std::string, std::string> breaches; // promise -> the first example
    bool lives_again = false;                    // the box has closed since it was opened first

    void secret(const Port& port) { add(secrets_, port); }
    void host_writes(const Bytes& f) {
        add(written_, f);
        if (f.size() < frame::at_reply + port_bytes) {
            return;
        }
        secret(string<port_bytes>(f, frame::at_reply));
        if (f.size() >= frame::at_signature + port_bytes &&
            frame::has_message_header(static_cast<Kind>(f[frame::at_kind]))) {
            secret(string<port_bytes>(f, frame::at_signature));
        }
    }
    void wire_brings(const Bytes& f, bool bad) {
        (bad ? bad_ : good_).push_back(f);
        if (const auto fate = model.inward(f, bad); fate.answer && !fate.here) {
            may_deny_.insert(string<port_bytes>(f, frame::at_port));
        }
    }

    enum Way { to_wire, to_host, to_reader, ways };
    void leaves(Way way, std::uint8_t byte, std::uint64_t cycle) {
        static const char* const k_names[ways] = {"on the wire", "to the host", "through a register"};
        last_[way] = (last_[way] << 8 | byte) & k_mask;
        if (secrets_.contains(last_[way])) {
            breach("secret", std::string(k_names[way]) + " in cycle " + std::to_string(cycle));
        }
    }

    void whole_on_wire(const Bytes& f) {
        if (f.size() < frame::header_size) {
            breach("form", "a frame of " + std::to_string(f.size()) + " bytes");
            return;
        }
        const auto kind = static_cast<Kind>(f[frame::at_kind]);
        written_in(f, "reply", frame::at_reply, port_bytes);
        written_in(f, "source", frame::at_source, 6);
        written_in(f, "epoch", frame::at_epoch, 8);
        if (frame::has_message_header(kind) && f.size() >= frame::at_signature + port_bytes) {
            written_in(f, "signature", frame::at_signature, port_bytes);
        }
        if (frame::is_made_by_box(kind)) {
            if (f.size() != frame::header_size + port_bytes) {
                breach("form", "an answer of " + std::to_string(f.size()) + " bytes");
                return;
            }
            const Port port = string<port_bytes>(f, frame::header_size);
            const auto found = model.table.find(port);
            const bool served = found != model.table.end() && !found->second.transaction;
            if (kind == Kind::here_is ? !served : served && !lives_again && !may_deny_.contains(port)) {
                breach("location", kind == Kind::here_is ? "HERE_IS" : "NOT_HERE");
            }
        } else if (model.form(f, false) != Model::Form::ok) {
            breach("form", "kind " + std::to_string(f[frame::at_kind]) + ", " + std::to_string(f.size()) + " bytes");
        }
    }

    void whole_to_host(const Bytes& f, std::uint8_t tag, std::uint8_t entry) {
        const Model::Inward fate = model.inward(f, false);
        const bool came = std::ranges::find(good_, f) != good_.end();
        if (fate.entry == nullptr || (!came && std::ranges::find(bad_, f) != bad_.end())) {
            breach("admission", std::string(hw::counter_names[static_cast<std::size_t>(fate.counter)]) + ", " +
                                    std::to_string(f.size()) + " bytes");
        } else if (fate.entry->tag != tag || fate.entry->entry != entry) {
            breach("steering", "tag " + std::to_string(tag) + ", expected " + std::to_string(fate.entry->tag));
        }
    }

  private:
    static constexpr std::size_t k_window = 5;
    static constexpr std::uint64_t k_mask = (1ULL << (8 * k_window)) - 1;
    std::unordered_set<std::uint64_t> secrets_, written_;
    std::vector<Bytes> good_, bad_;
    std::set<Port> may_deny_;
    std::uint64_t last_[ways] = {};

    void breach(const std::string& promise, const std::string& how) { breaches.emplace(promise, how); }

    // Zeros stand everywhere.
    static void add(std::unordered_set<std::uint64_t>& to, std::span<const std::uint8_t> bytes) {
        std::uint64_t window = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            window = (window << 8 | bytes[i]) & k_mask;
            if (i + 1 >= k_window && std::ranges::count(bytes.subspan(i + 1 - k_window, k_window), 0) <= 1) {
                to.insert(window);
            }
        }
    }
    void written_in(const Bytes& f, const char* name, std::size_t at, std::size_t size) {
        std::uint64_t window = 0;
        for (std::size_t i = 0; i < size; ++i) {
            window = (window << 8 | f[at + i]) & k_mask;
            if (i + 1 >= k_window && written_.contains(window)) {
                breach("chosen", std::string("in ") + name);
            }
        }
    }
};

} // namespace amoebox::bench

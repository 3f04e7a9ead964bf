// The other end of a cable: what a simulated board of `hil` hears and says, through an interface of Linux or a local socket.
// Who cannot open it says why, in a sentence on standard error.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tools/ethernet/link.hpp"
#include "tools/ethernet/local.hpp"

namespace amoebox::hil {

using ethernet::Bytes;
using ethernet::Fault;

struct Message {
    Bytes frame;
    Fault fault = Fault::none;
};

class Cable {
  public:
    virtual ~Cable() = default;
    // False: the other end has gone.
    virtual bool read(std::vector<Message>& to) = 0;
    virtual void write(const Bytes& frame) = 0;
    virtual int descriptor() const = 0;
};

inline void complain(const std::string& sentence) {
    std::fprintf(stderr, "simulated board: %s\n", sentence.c_str());
}

template <class Transport>
class CableOf final : public Cable {
  public:
    explicit CableOf(Transport transport) : transport_(std::move(transport)) {}
    bool read(std::vector<Message>& to) override {
        for (;;) {
            auto frame = transport_.receive(0);
            if (!frame || !*frame) {
                return frame.has_value();
            }
            if constexpr (std::is_same_v<Transport, ethernet::Local>) {
                to.push_back({std::move(**frame), transport_.fault()});
            } else {
                to.push_back({std::move(**frame), Fault::none});
            }
        }
    }
    void write(const Bytes& frame) override {
        if (const auto sent = transport_.send(frame); !sent) {
            complain(sent.error());
        }
    }
    int descriptor() const override { return transport_.descriptor(); }

  private:
    Transport transport_;
};

// `local`: the name is the descriptor of a socket.
inline std::unique_ptr<Cable> open_cable(const std::string& name, bool local) {
    const auto made = [](auto opened) -> std::unique_ptr<Cable> {
        if (!opened) {
            complain(opened.error());
            return nullptr;
        }
        return std::make_unique<CableOf<typename decltype(opened)::value_type>>(std::move(*opened));
    };
    return local ? made(ethernet::Local::take(name, {})) : made(ethernet::Link::open(name, true));
}

} // namespace amoebox::hil

// Arguments of a program: "--name value" pairs, "--flag", and plain words.
#pragma once

#include <cstdint>
#include <string_view>

namespace amoebox {

class Arguments {
  public:
    Arguments(int argc, char** argv) : argc_(argc), argv_(argv) {}

    bool flag(std::string_view name) const { return find(name) != 0; }
    std::string_view text(std::string_view name, std::string_view otherwise) const {
        const int at = find(name);
        return at != 0 && at + 1 < argc_ ? std::string_view(argv_[at + 1]) : otherwise;
    }
    std::uint32_t number(std::string_view name, std::uint32_t otherwise) const {
        const std::string_view digits = text(name, "");
        std::uint32_t value = 0;
        for (const char c : digits) {
            if (c < '0' || c > '9') {
                return otherwise;
            }
            value = value * 10 + static_cast<std::uint32_t>(c - '0');
        }
        return digits.empty() ? otherwise : value;
    }

  private:
    int find(std::string_view name) const {
        for (int i = 1; i < argc_; ++i) {
            if (name == std::string_view(argv_[i])) {
                return i;
            }
        }
        return 0;
    }
    int argc_;
    char** argv_;
};

} // namespace amoebox

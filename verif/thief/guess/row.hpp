// One row of what guessing has brought, as a file that verif/thief/report.py reads.
#pragma once

#include <cmath>
#include <cstdio>
#include <string>

namespace thief {

struct Guessing {
    std::string where;
    unsigned width; // of F's output in bits; 0: in full
    unsigned tries;
    unsigned successes;
    unsigned without = 0; // successes of the same tries where F is missing
};

// true: as often as 2^-width says, within four sigma (in full width: never).
inline bool is_as_expected(const Guessing& row, double& expected, double& sigma) {
    const double rate = row.width == 0 ? 0 : std::ldexp(1.0, -static_cast<int>(row.width));
    expected = row.tries * rate;
    sigma = std::sqrt(expected * (1 - rate));
    return std::abs(row.successes - expected) <= 4 * sigma;
}

inline int write_row(const char* path, const Guessing& row) {
    double expected = 0, sigma = 0;
    const bool ok = is_as_expected(row, expected, sigma);
    std::FILE* file = std::fopen(path, "w");
    if (file == nullptr) {
        std::fprintf(stderr, "%s: cannot be written\n", path);
        return 2;
    }
    std::fprintf(file,
                 "{\"where\": \"%s\", \"width\": %u, \"tries\": %u, \"successes\": %u, \"expected\": %.2f, "
                 "\"sigma\": %.2f, \"successes_without\": %u, \"within_four_sigma\": %s}\n",
                 row.where.c_str(), row.width, row.tries, row.successes, expected, sigma, row.without,
                 ok ? "true" : "false");
    std::fclose(file);
    return ok ? 0 : 1;
}

} // namespace thief

// Boot images by mkimage, programs from build/PROFILE/target.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "verif/sim/target.hpp"

namespace amoebox::sim {

namespace {

// The output of a program that failed; nothing if it did not.
std::expected<void, std::string> run_program(const std::vector<std::string>& arguments) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) {
        return std::unexpected("no pipe");
    }
    const pid_t child = fork();
    if (child == 0) {
        dup2(pipe_ends[1], 1);
        dup2(pipe_ends[1], 2);
        close(pipe_ends[0]);
        close(pipe_ends[1]);
        std::vector<char*> pointers;
        for (const std::string& argument : arguments) {
            pointers.push_back(const_cast<char*>(argument.c_str()));
        }
        pointers.push_back(nullptr);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    close(pipe_ends[1]);
    std::string output;
    char buffer[512];
    for (ssize_t got = 0; (got = read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
        output.append(buffer, static_cast<std::size_t>(got));
    }
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (child < 0 || status != 0) {
        while (output.ends_with('\n')) {
            output.pop_back();
        }
        return std::unexpected(output.empty() ? arguments[0] + " could not be run" : output);
    }
    return {};
}

// Debug information is most of an ELF file, and the firmware checks every byte of the image: without it a board boots in a
// fraction of the time.
std::expected<std::string, std::string> stripped(const std::string& elf) {
    namespace fs = std::filesystem;
    const fs::path from(elf);
    const fs::path to = from.parent_path() / "stripped" / from.filename();
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (!fs::exists(to, error) || fs::last_write_time(to, error) < fs::last_write_time(from, error)) {
        const std::string fresh = fmt::format("{}.{}", to.string(), getpid());
        if (const auto done = run_program({"/usr/bin/llvm-strip-19", "-o", fresh, elf}); !done) {
            return std::unexpected(done.error());
        }
        fs::rename(fresh, to, error);
    }
    return to.string();
}

} // namespace

std::expected<std::vector<std::uint8_t>, std::string> make_image_of(const Places& places, const std::string& kernels,
                                                                    const ImageRequest& request) {
    const auto need = [](const std::string& path,
                         const std::string& what) -> std::expected<std::string, std::string> {
        std::error_code error;
        if (!std::filesystem::exists(path, error)) {
            return std::unexpected(fmt::format("{} does not exist ({} is not built): make programs", what, path));
        }
        return stripped(path);
    };
    const std::string path =
        fmt::format("{}/image-{}-{}", std::filesystem::temp_directory_path().string(), getpid(), request.board);
    const auto kernel =
        need(fmt::format("{}/{}.elf", kernels, request.kernel), fmt::format("kernel \"{}\"", request.kernel));
    if (!kernel) {
        return std::unexpected(kernel.error());
    }
    std::vector<std::string> arguments = {places.build + "/bin/mkimage", "--out", path, "--kernel", *kernel};
    std::set<std::string> programs(request.carries.begin(), request.carries.end());
    for (const std::string& run : request.runs) {
        const std::size_t begin = run.find_first_not_of(' ');
        programs.insert(run.substr(begin, run.find(' ', begin) - begin));
    }
    for (const std::string& name : programs) {
        const auto elf = need(fmt::format("{}/{}.elf", places.target(), name), fmt::format("program \"{}\"", name));
        if (!elf) {
            return std::unexpected(elf.error());
        }
        arguments.insert(arguments.end(), {"--program", name + "=" + *elf});
    }
    for (const auto& [option, list] :
         {std::pair("--file", &request.files), {"--get", &request.gets}, {"--put", &request.puts}}) {
        for (const auto& [name, value] : *list) {
            arguments.insert(arguments.end(), {option, name + "=" + value});
        }
    }
    for (const std::string& run : request.runs) {
        arguments.insert(arguments.end(), {"--run", run});
    }
    if (const auto made = run_program(arguments); !made) {
        return std::unexpected(made.error());
    }
    auto image = read_bytes(path);
    std::error_code error;
    std::filesystem::remove(path, error);
    return image;
}

} // namespace amoebox::sim

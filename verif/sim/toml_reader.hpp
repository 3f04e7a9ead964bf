// Tables of a scenario file with their errors: a key is looked up in layers (what a [[run]] says before what the file
// says), and every table must hold only keys that are known.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// toml++ 3.3 asserts on some malformed keys before it comes to the error it has for them.
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace amoebox::sim {

class TomlErrors {
  public:
    explicit TomlErrors(std::string file) : file_(std::move(file)) {}
    void add(int line, std::string_view text) {
        if (lines_.size() < 20) {
            lines_.push_back(fmt::format("{}:{}: {}", file_, line, text));
        }
    }
    const std::vector<std::string>& lines() const { return lines_; }

  private:
    std::string file_;
    std::vector<std::string> lines_;
};

inline int line_of(const toml::node& node) {
    return static_cast<int>(node.source().begin.line);
}

inline std::string describe(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return fmt::format("the text \"{}\"", text->get());
    }
    if (const auto* number = node.as_integer()) {
        return fmt::format("the number {}", number->get());
    }
    if (const auto* number = node.as_floating_point()) {
        return fmt::format("the number {}", number->get());
    }
    if (const auto* truth = node.as_boolean()) {
        return truth->get() ? "true" : "false";
    }
    return node.is_table() ? "a table" : node.is_array() ? "a list" : "a date or time";
}

class TomlLayers {
  public:
    TomlLayers(TomlErrors& errors, std::string what, std::initializer_list<const toml::table*> layers)
        : errors_(&errors), what_(std::move(what)) {
        for (const toml::table* layer : layers) {
            if (layer != nullptr) {
                layers_.push_back(layer);
            }
        }
    }

    int line() const { return layers_.empty() ? 1 : std::max(1, line_of(*layers_.back())); }
    TomlErrors& errors() const { return *errors_; }
    const std::string& what() const { return what_; }

    // Every key of every layer must be one of these.
    void only(std::initializer_list<std::string_view> known) const {
        for (const toml::table* layer : layers_) {
            for (const auto& [key, node] : *layer) {
                if (std::ranges::find(known, key.str()) == known.end()) {
                    errors_->add(static_cast<int>(key.source().begin.line),
                                 fmt::format("expected one of {} in {}, found '{}'", fmt::join(known, ", "), what_,
                                             key.str()));
                }
            }
        }
    }

    const toml::node* find(std::string_view key) const {
        for (const toml::table* layer : layers_) {
            if (const toml::node* node = layer->get(key)) {
                return node;
            }
        }
        return nullptr;
    }
    void wrong(const toml::node& node, std::string_view key, std::string_view expected) const {
        errors_->add(line_of(node),
                     fmt::format("expected {} for '{}' of {}, found {}", expected, key, what_, describe(node)));
    }
    void missing(std::string_view key, std::string_view expected) const {
        errors_->add(line(), fmt::format("expected '{}' in {}: {}", key, what_, expected));
    }

    void text(std::string_view key, std::string& place, bool required = false) const {
        if (const toml::node* node = find(key)) {
            if (const auto* value = node->as_string()) {
                place = value->get();
            } else {
                wrong(*node, key, "text in quotes");
            }
        } else if (required) {
            missing(key, "text in quotes");
        }
    }
    void truth(std::string_view key, bool& place) const {
        if (const toml::node* node = find(key)) {
            if (const auto* value = node->as_boolean()) {
                place = value->get();
            } else {
                wrong(*node, key, "true or false");
            }
        }
    }
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const {
        if (const toml::node* node = find(key)) {
            const auto* value = node->as_integer();
            if (value != nullptr && value->get() >= least && value->get() <= most) {
                return value->get();
            }
            wrong(*node, key, fmt::format("a whole number from {} to {}", least, most));
        }
        return std::nullopt;
    }
    std::optional<double> number(std::string_view key) const {
        if (const toml::node* node = find(key)) {
            if (const auto value = node->value<double>(); value && node->is_number()) {
                return value;
            }
            wrong(*node, key, "a number");
        }
        return std::nullopt;
    }
    void probability(std::string_view key, double& place) const {
        if (const auto value = number(key)) {
            if (*value >= 0 && *value <= 1) {
                place = *value;
            } else {
                wrong(*find(key), key, "a probability from 0 to 1");
            }
        }
    }
    void texts(std::string_view key, std::vector<std::string>& place) const {
        if (const toml::node* node = find(key)) {
            const toml::array* list = node->as_array();
            if (list == nullptr) {
                return wrong(*node, key, "a list of texts such as [\"a\", \"b\"]");
            }
            place.clear();
            for (const toml::node& item : *list) {
                if (const auto* value = item.as_string()) {
                    place.push_back(value->get());
                } else {
                    wrong(item, key, "a list of texts such as [\"a\", \"b\"]");
                }
            }
        }
    }
    const toml::table* table(std::string_view key) const {
        const toml::node* node = find(key);
        if (node != nullptr && node->as_table() == nullptr) {
            wrong(*node, key, "a table");
        }
        return node != nullptr ? node->as_table() : nullptr;
    }
    // The tables of [[key]].
    std::vector<const toml::table*> tables(std::string_view key) const {
        std::vector<const toml::table*> all;
        if (const toml::node* node = find(key)) {
            const toml::array* list = node->as_array();
            if (list == nullptr) {
                wrong(*node, key, fmt::format("a list of tables, [[{}]]", key));
                return all;
            }
            for (const toml::node& item : *list) {
                if (const toml::table* one = item.as_table()) {
                    all.push_back(one);
                } else {
                    wrong(item, key, fmt::format("a table, [[{}]]", key));
                }
            }
        }
        return all;
    }

  private:
    TomlErrors* errors_;
    std::string what_;
    std::vector<const toml::table*> layers_;
};

} // namespace amoebox::sim

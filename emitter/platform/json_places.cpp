#include "emitter/platform/json_places.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "shared/support/json_pointer.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// A walk over the text with a stack of its own: a payload may be nested deeper than the call stack is.
class Walk {
 public:
  explicit Walk(std::string_view json) : json_(json) {}

  std::vector<JsonPlace> run() {
    skip_space();
    begin_value("", at_);
    while (!open_.empty()) step();
    return std::move(places_);
  }

 private:
  void skip_space() {
    while (at_ < json_.size() && std::string_view(" \t\r\n").find(json_[at_]) != std::string_view::npos) ++at_;
  }

  std::string_view take_text() {
    const std::size_t begin = at_++;
    while (json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
    ++at_;
    return json_.substr(begin, at_ - begin);
  }

  void begin_value(std::string pointer, std::size_t item_begin) {
    JsonPlace place{std::move(pointer), json_[at_], at_, at_, item_begin, 0};
    if (place.kind == '{' || place.kind == '[') {
      ++at_;
      open_.push_back(places_.size());
    } else if (place.kind == '"') {
      take_text();
      place.end = at_;
    } else {
      at_ = std::min(json_.find_first_of(",]} \t\r\n", at_), json_.size());
      place.end = at_;
    }
    places_.push_back(std::move(place));
  }

  // The next member or element of the innermost open value, or its end.
  void step() {
    skip_space();
    if (json_[at_] == ',') {
      ++at_;
      skip_space();
    }
    const std::size_t parent = open_.back();
    const char c = json_[at_];
    if (c == '}' || c == ']') {
      places_[parent].end = ++at_;
      open_.pop_back();
      return;
    }
    const std::size_t item_begin = at_;
    std::string token = std::to_string(places_[parent].children);
    if (places_[parent].kind == '{') {
      token = escape_step(nlohmann::json::parse(take_text()).get_ref<const std::string&>());
      skip_space();
      ++at_;  // the colon
      skip_space();
    }
    ++places_[parent].children;
    begin_value(places_[parent].pointer + "/" + token, item_begin);
  }

  std::string_view json_;
  std::size_t at_ = 0;
  std::vector<std::size_t> open_;  // indexes into places_, outermost first
  std::vector<JsonPlace> places_;
};

}  // namespace

std::vector<JsonPlace> json_places(std::string_view json) { return Walk(json).run(); }

Result<std::vector<std::string>> parse_pointer(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (pointer.empty()) return tokens;
  if (pointer.front() != '/') {
    return Error{
        fmt::format("'{0}' is no JSON Pointer: one begins with a slash; did you mean /{0}?", printable(pointer))};
  }
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] != '~') {
      tokens.back() += pointer[i];
    } else if (i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
      tokens.back() += pointer[++i] == '0' ? '~' : '/';
    } else {
      return Error{
          fmt::format("'{}' is no JSON Pointer: ~ is written as ~0, and / inside a key as ~1", printable(pointer))};
    }
  }
  return tokens;
}

}  // namespace hookloop

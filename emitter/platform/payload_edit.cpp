#include "emitter/platform/payload_edit.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "emitter/platform/json_places.h"
#include "shared/schema/json_text.h"
#include "shared/support/nearest.h"
#include "shared/support/terminal.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

std::string as_json_text(std::string_view text) { return nlohmann::json(text).dump(); }

// Of a key that is there twice, the last: that is the one which most readers of JSON take.
const JsonPlace* find_place(const std::vector<JsonPlace>& places, std::string_view pointer) {
  const auto found =
      std::find_if(places.rbegin(), places.rend(), [&](const JsonPlace& place) { return place.pointer == pointer; });
  return found == places.rend() ? nullptr : &*found;
}

std::string_view parent_of(std::string_view pointer) { return pointer.substr(0, pointer.rfind('/')); }

// The last token of each place right inside `parent`, as it stands in a pointer.
std::vector<std::string> tokens_inside(const std::vector<JsonPlace>& places, std::string_view parent) {
  std::vector<std::string> tokens;
  for (const JsonPlace& place : places) {
    if (place.pointer.empty() || parent_of(place.pointer) != parent) continue;
    std::string token = place.pointer.substr(parent.size() + 1);
    if (std::find(tokens.begin(), tokens.end(), token) == tokens.end()) tokens.push_back(std::move(token));
  }
  return tokens;
}

std::string list_of(const std::vector<std::string>& tokens) {
  constexpr std::size_t kMost = 12;  // still a sentence; payloads have less
  if (tokens.size() > kMost) return fmt::format("there are {} others", tokens.size());
  return fmt::format("there {} {}", tokens.size() == 1 ? "is" : "are", fmt::join(tokens, ", "));
}

std::string elements(std::size_t count) { return fmt::format("{} element{}", count, count == 1 ? "" : "s"); }

std::string shown_place(std::string_view pointer) { return pointer.empty() ? "the payload" : printable(pointer); }

// Follows the pointer for as far as it goes, and tells of the first step that leads nowhere: only that one is wrong.
Error no_such_place(const std::vector<JsonPlace>& places, std::string_view pointer) {
  std::string_view missing = pointer;
  while (find_place(places, parent_of(missing)) == nullptr) missing = parent_of(missing);
  const std::string_view parent = parent_of(missing);
  const JsonPlace& parent_place = *find_place(places, parent);
  const std::string sentence = fmt::format("the payload has no {}", printable(missing));
  if (parent_place.kind == '[') {
    return Error{fmt::format("{}: the list {} has {}", sentence, shown_place(parent), elements(parent_place.children))};
  }
  if (parent_place.kind != '{') {
    return Error{fmt::format("{}: {} is neither an object nor a list", sentence, shown_place(parent))};
  }
  const auto tokens = tokens_inside(places, parent);
  if (tokens.empty()) return Error{fmt::format("{}: {} is empty", sentence, shown_place(parent))};
  const auto guess = nearest(missing.substr(parent.size() + 1), tokens);
  if (!guess) return Error{fmt::format("{}; {}", sentence, printable(list_of(tokens)))};
  std::string meant = fmt::format("{}/{}", parent, *guess);
  const std::string whole = meant + std::string(pointer.substr(missing.size()));
  if (find_place(places, whole) != nullptr) meant = whole;
  return Error{fmt::format("{}; did you mean {}?", sentence, printable(meant))};
}

// A new member or element goes before the closing bracket.
void append_item(std::string& payload, const JsonPlace& parent, const std::string& item) {
  payload.insert(parent.end - 1, parent.children == 0 ? item : "," + item);
}

std::optional<Error> apply_set(std::string& payload, const PayloadEdit& edit) {
  const auto places = json_places(payload);
  if (const JsonPlace* place = find_place(places, edit.pointer)) {
    payload.replace(place->begin, place->end - place->begin, edit.value);
    return std::nullopt;
  }
  const std::string_view parent_pointer = parent_of(edit.pointer);
  const JsonPlace* parent = find_place(places, parent_pointer);
  if (parent == nullptr) return no_such_place(places, edit.pointer);
  const auto tokens = parse_pointer(edit.pointer);
  if (!tokens) return tokens.error();
  const std::string& token = tokens->back();
  if (parent->kind == '{') {
    append_item(payload, *parent, as_json_text(token) + ":" + edit.value);
    return std::nullopt;
  }
  if (parent->kind == '[') {
    if (token == "-" || token == std::to_string(parent->children)) {
      append_item(payload, *parent, edit.value);
      return std::nullopt;
    }
    return Error{fmt::format("the payload has no {}: the list {} has {}, and {}/- appends one", printable(edit.pointer),
                             printable(parent_pointer), elements(parent->children), printable(parent_pointer))};
  }
  return Error{fmt::format("{} can not be set: {} is neither an object nor a list", printable(edit.pointer),
                           shown_place(parent_pointer))};
}

std::optional<Error> apply_remove(std::string& payload, const PayloadEdit& edit) {
  const auto places = json_places(payload);
  const JsonPlace* place = find_place(places, edit.pointer);
  if (place == nullptr) return no_such_place(places, edit.pointer);
  // With the comma that divides it from its neighbour: the one after it or, of the last, the one before it.
  std::size_t begin = place->item_begin;
  std::size_t end = place->end;
  const std::size_t after = payload.find_first_not_of(" \t\r\n", end);
  if (payload[after] == ',') {
    end = payload.find_first_not_of(" \t\r\n", after + 1);
  } else {
    const std::size_t before = payload.find_last_not_of(" \t\r\n", begin - 1);
    if (payload[before] == ',') begin = before;
  }
  payload.erase(begin, end - begin);
  return std::nullopt;
}

// Of JSON; of anything else it may say what it likes.
bool is_nested_too_deep(std::string_view json) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      while (++i < json.size() && json[i] != '"') i += json[i] == '\\' ? 1 : 0;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepestJson) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<PayloadEdit> parse_set(std::string_view argument) {
  const auto equals = argument.find('=');
  if (equals == std::string_view::npos) {
    return Error{fmt::format("'{0}' sets nothing; write {0}=TEXT or {0}:=JSON", printable(argument))};
  }
  const bool is_json = equals > 0 && argument[equals - 1] == ':';
  const std::string_view pointer = argument.substr(0, is_json ? equals - 1 : equals);
  const std::string_view value = argument.substr(equals + 1);
  if (!is_utf8(argument)) {
    return Error{fmt::format("'{}' is no valid UTF-8, and JSON is nothing else", printable(argument))};
  }
  if (const auto tokens = parse_pointer(pointer); !tokens) return tokens.error();
  if (!is_json) return PayloadEdit{PayloadEdit::Kind::set, std::string(pointer), as_json_text(value)};
  // The pointers of all that is inside take room by the square of the depth, and no reader of ours reads on there.
  if (is_nested_too_deep(value)) {
    return Error{fmt::format("the value for {} is nested deeper than {}, and so deep nobody reads JSON",
                             printable(pointer), kDeepestJson)};
  }
  try {
    const auto read = nlohmann::json::parse(value);
    static_cast<void>(read);
  } catch (const nlohmann::json::out_of_range&) {
    return Error{fmt::format("'{}' holds a number that is too large for a double, so most readers of JSON lose it",
                             printable(value))};
  } catch (const nlohmann::json::parse_error&) {
    return Error{
        fmt::format("'{0}' is no JSON; for the text itself write {1}={0}", printable(value), printable(pointer))};
  }
  return PayloadEdit{PayloadEdit::Kind::set, std::string(pointer), std::string(value)};
}

Result<PayloadEdit> parse_remove(std::string_view argument) {
  if (argument.empty()) return Error{"the whole payload can not be removed; name a part of it: /version/author"};
  if (const auto tokens = parse_pointer(argument); !tokens) return tokens.error();
  return PayloadEdit{PayloadEdit::Kind::remove, std::string(argument), {}};
}

Result<std::string> apply_edits(std::string payload, std::span<const PayloadEdit> edits) {
  for (const PayloadEdit& edit : edits) {
    const auto error = edit.kind == PayloadEdit::Kind::set ? apply_set(payload, edit) : apply_remove(payload, edit);
    if (error) return *error;
  }
  return payload;
}

std::string guess_member(std::string_view payload, std::string_view pointer) {
  const auto places = json_places(payload);
  if (pointer.empty() || find_place(places, pointer) != nullptr) return "";
  const std::string_view parent = parent_of(pointer);
  const auto guess = nearest(pointer.substr(parent.size() + 1), tokens_inside(places, parent));
  return guess ? fmt::format("; did you mean {}/{}?", parent, *guess) : "";
}

}  // namespace hookloop

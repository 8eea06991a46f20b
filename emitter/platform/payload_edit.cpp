#include "emitter/platform/payload_edit.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "emitter/platform/json_places.h"
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

Error no_such_place(const std::vector<JsonPlace>& places, std::string_view pointer) {
  std::vector<std::string> known;
  for (const JsonPlace& place : places) {
    if (!place.pointer.empty()) known.push_back(place.pointer);
  }
  return Error{fmt::format("the payload has no {}{}", printable(pointer), printable(did_you_mean(pointer, known)))};
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
  const std::string_view parent_pointer = std::string_view(edit.pointer).substr(0, edit.pointer.rfind('/'));
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
    return Error{fmt::format("the payload has no {}: the array {} has {} elements, and {}/- appends one",
                             printable(edit.pointer), printable(parent_pointer), parent->children,
                             printable(parent_pointer))};
  }
  return Error{fmt::format("{} can not be set: {} is neither an object nor an array", printable(edit.pointer),
                           parent_pointer.empty() ? "the payload" : printable(parent_pointer))};
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
  try {
    const auto read = nlohmann::json::parse(value);
    static_cast<void>(read);
  } catch (const nlohmann::json::out_of_range&) {
    return Error{fmt::format("'{}' holds a number that is too large for any reader of JSON", printable(value))};
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
  const auto parent_of = [](std::string_view place) { return place.substr(0, place.rfind('/')); };
  std::vector<std::string> beside;
  for (const JsonPlace& place : json_places(payload)) {
    if (place.pointer == pointer) return "";
    if (!place.pointer.empty() && parent_of(place.pointer) == parent_of(pointer)) beside.push_back(place.pointer);
  }
  return did_you_mean(pointer, beside);
}

}  // namespace hookloop

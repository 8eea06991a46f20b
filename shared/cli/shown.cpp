#include "shared/cli/shown.h"

#include <spdlog/fmt/fmt.h>

#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// The API writes "2026-01-31T12:00:00.000000Z".
std::string time_with(const Json& json, const std::string& pointer, std::size_t size) {
  std::string text = shown(json, pointer);
  if (text.size() < size || !text.ends_with('Z') || text[10] != 'T') return text;
  text[10] = ' ';
  return text.substr(0, size) + "Z";
}

std::string shown_value(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return printable(value.get_ref<const std::string&>());
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (!value.is_array()) return printable(value.dump(-1, ' ', false, Json::error_handler_t::replace));
  std::string text;
  for (const Json& element : value) text += (text.empty() ? "" : ", ") + shown_value(element);
  return text;
}

}  // namespace

const Json& value_at(const Json& json, const std::string& pointer) {
  static const Json kNothing;
  const Json::json_pointer at(pointer);
  return json.contains(at) ? json.at(at) : kNothing;
}

std::string text_at(const Json& json, const std::string& pointer) {
  const Json& value = value_at(json, pointer);
  return value.is_string() ? value.get<std::string>() : "";
}

std::string shown(const Json& json, const std::string& pointer) { return shown_value(value_at(json, pointer)); }

std::string shown_time(const Json& json, const std::string& pointer) { return time_with(json, pointer, 19); }

std::string shown_instant(const Json& json, const std::string& pointer) { return time_with(json, pointer, 23); }

std::string shown_duration(const Json& json, const std::string& pointer) {
  const Json& value = value_at(json, pointer);
  return value.is_number_integer() ? to_flag_text(Microseconds(std::chrono::milliseconds(value.get<std::int64_t>())))
                                   : shown(json, pointer);
}

std::string shown_micros(const Json& json, const std::string& pointer) {
  const Json& value = value_at(json, pointer);
  return value.is_number_integer() ? show_duration(Microseconds(value.get<std::int64_t>())) : shown(json, pointer);
}

std::string shown_person(const Json& json, const std::string& pointer) {
  const std::string name = shown(json, pointer + "/name");
  const std::string email = shown(json, pointer + "/email");
  return email.empty() ? name : fmt::format("{} <{}>", name, email);
}

std::string counted(std::uint64_t count, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace hookloop

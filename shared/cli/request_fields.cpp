#include "shared/cli/request_fields.h"

#include <spdlog/fmt/fmt.h>

#include <charconv>

#include "shared/http_client/url.h"
#include "shared/schema/event_type.h"
#include "shared/schema/signature.h"
#include "shared/support/http_message.h"
#include "shared/support/moment.h"
#include "shared/support/options.h"
#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

Json read_or_throw(const std::string& flag, const ReadField& read, const std::string& text) {
  auto value = read(text);
  if (!value) throw CLI::ValidationError(flag, value.error().message);
  return *std::move(value);
}

}  // namespace

Result<Json> read_text(const std::string& text) { return Json(text); }

Result<Json> read_milliseconds(const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration) return duration.error();
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(*duration);
  if (milliseconds != *duration) return Error{fmt::format("'{}' is no whole number of milliseconds", printable(text))};
  return Json(milliseconds.count());
}

Result<Json> read_size(const std::string& text) {
  const auto size = parse_size(text);
  if (!size) return size.error();
  return Json(*size);
}

Result<Json> read_number(const std::string& text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return Error{fmt::format("'{}' is no number", printable(text))};
  return Json(number);
}

Result<Json> read_moment(const std::string& text) {
  const auto moment = parse_rfc3339(text);
  if (!moment) return Error{fmt::format("'{}' is no moment such as 2026-01-31T09:05:07Z", printable(text))};
  return Json(to_rfc3339(*moment));
}

Result<Json> read_event_type(const std::string& text) {
  const auto type = parse_event_type(text);
  if (!type) return type.error();
  return Json(info(*type).id);
}

Result<Json> read_url(const std::string& text) { return checked_text(text, parse_url(text)); }

Result<Json> read_header(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos || colon == 0) {
    return Error{fmt::format("'{}' is no header such as 'X-Team: payments'", printable(text))};
  }
  return Json::array({text.substr(0, colon), trim_white_space(std::string_view(text).substr(colon + 1))});
}

Result<Json> read_signature_scheme(const std::string& text) { return checked_text(text, parse_signature_scheme(text)); }

void RequestFields::add(const std::string& flag, const std::string& pointer, const std::string& type_name,
                        const std::string& help, const ReadField& read) {
  flags_.emplace_back(pointer, flag);
  for (CLI::App* command : commands_) {
    command
        ->add_option_function<std::string>(
            flag,
            [this, flag, pointer, read](const std::string& text) { put(pointer, read_or_throw(flag, read, text)); },
            help)
        ->type_name(type_name);
  }
}

void RequestFields::add_word(const std::string& name, const std::string& pointer, const std::string& help,
                             const ReadField& read) {
  add(name, pointer, "", help, read);
  for (CLI::App* command : commands_) command->get_option(name)->required();
}

void RequestFields::add_each(const std::string& flag, const std::string& pointer, const std::string& type_name,
                             const std::string& help, const ReadField& read) {
  flags_.emplace_back(pointer, flag);
  for (CLI::App* command : commands_) {
    command
        ->add_option_function<std::vector<std::string>>(
            flag,
            [this, flag, pointer, read](const std::vector<std::string>& texts) {
              Json list = Json::array();
              for (const std::string& text : texts) list.push_back(read_or_throw(flag, read, text));
              put(pointer, list);
            },
            help + ". May be repeated")
        ->type_name(type_name)
        ->allow_extra_args(false);
  }
}

void RequestFields::add_choice(const std::string& flag, const std::string& pointer,
                               const std::vector<std::string>& words, const std::string& help) {
  flags_.emplace_back(pointer, flag);
  for (CLI::App* command : commands_) {
    hookloop::add_choice(*command, flag, words, fmt::format("{}: {}", help, fmt::join(words, ", ")),
                         [this, pointer](const std::string& word) { put(pointer, word); })
        ->type_name("WORD");
  }
}

void RequestFields::add_word_choice(const std::string& name, const std::string& pointer,
                                    const std::vector<std::string>& words, const std::string& help) {
  add_choice(name, pointer, words, help);
  for (CLI::App* command : commands_) command->get_option(name)->required();
}

void RequestFields::add_whole(const std::string& flag, const std::string& pointer, std::uint64_t least,
                              std::uint64_t most, const std::string& help) {
  flags_.emplace_back(pointer, flag);
  for (CLI::App* command : commands_) {
    add_whole_number(*command, flag, least, most, help,
                     [this, pointer](std::uint64_t number) { put(pointer, number); });
  }
}

void RequestFields::add_flag(const std::string& flag, const std::string& pointer, const Json& value,
                             const std::string& help) {
  flags_.emplace_back(pointer, flag);
  for (CLI::App* command : commands_) {
    command->add_flag_callback(
        flag, [this, pointer, value] { put(pointer, value); }, help);
  }
}

void RequestFields::put(const std::string& pointer, const Json& value) { json_[Json::json_pointer(pointer)] = value; }

bool RequestFields::has(const std::string& pointer) const { return json_.contains(Json::json_pointer(pointer)); }

std::string RequestFields::flag_for(const std::string& pointer) const {
  std::string best = pointer;
  std::size_t most = 0;
  for (const auto& [field, flag] : flags_) {
    const bool is_it = pointer == field || pointer.starts_with(field + "/");
    if (!is_it || field.size() <= most) continue;
    best = flag;
    most = field.size();
  }
  return best;
}

}  // namespace hookloop

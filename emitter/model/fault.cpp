#include "emitter/model/fault.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "shared/support/nearest.h"
#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

constexpr std::string_view kShare = "share";
constexpr std::string_view kAttempt = "attempt";

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::uint64_t> parse_value(const FaultParameter& parameter, std::string_view text) {
  std::uint64_t value = 0;
  switch (parameter.unit) {
    case FaultParameter::Unit::duration: {
      const auto duration = parse_duration(text);
      if (!duration) return duration.error();
      value = static_cast<std::uint64_t>(duration->count());
      break;
    }
    case FaultParameter::Unit::size: {
      const auto size = parse_size(text);
      if (!size) return size.error();
      value = *size;
      break;
    }
    case FaultParameter::Unit::number: {
      const auto number = whole_number(text);
      if (!number) return Error{fmt::format("'{}' is no whole number", text)};
      value = *number;
      break;
    }
  }
  if (value < parameter.least || value > parameter.most) {
    return Error{fmt::format("'{}' is not from {} to {}", text, to_text(parameter, parameter.least),
                             to_text(parameter, parameter.most))};
  }
  return value;
}

void set(Fault& fault, std::string_view key, std::uint64_t value) {
  if (key == "by")
    fault.by = Microseconds(static_cast<Microseconds::rep>(value));
  else if (key == "bytes")
    fault.bytes = value;
  else
    fault.count = static_cast<std::uint32_t>(value);
}

std::uint64_t get(const Fault& fault, std::string_view key) {
  if (key == "by") return static_cast<std::uint64_t>(fault.by.count());
  return key == "bytes" ? fault.bytes : fault.count;
}

// Sets one key; the error is what is wrong with its value.
std::optional<Error> set_key(Fault& fault, std::string_view key, std::string_view value) {
  if (key == kShare) {
    const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), fault.share);
    if (error != std::errc() || rest != value.data() + value.size() || !(fault.share > 0 && fault.share <= 1)) {
      return Error{fmt::format("'{}' is no share; write a number above 0 and up to 1, as in 0.1", value)};
    }
    return std::nullopt;
  }
  if (key == kAttempt) {
    const auto number = whole_number(value);
    if (!number || *number < 1 || *number > kMostFaultAttempt) {
      return Error{fmt::format("'{}' is no attempt's number from 1 to {}", value, kMostFaultAttempt)};
    }
    fault.attempt = static_cast<std::uint32_t>(*number);
    return std::nullopt;
  }
  const auto parameters = info(fault.kind).parameters;
  const auto parameter =
      std::find_if(parameters.begin(), parameters.end(), [&](const FaultParameter& each) { return each.key == key; });
  const auto number = parse_value(*parameter, value);
  if (!number) return number.error();
  set(fault, key, *number);
  return std::nullopt;
}

std::vector<std::string> keys_of(FaultKind kind) {
  std::vector<std::string> keys;
  for (const FaultParameter& parameter : info(kind).parameters) keys.emplace_back(parameter.key);
  keys.emplace_back(kShare);
  keys.emplace_back(kAttempt);
  return keys;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace

std::string to_text(const FaultParameter& parameter, std::uint64_t value) {
  switch (parameter.unit) {
    case FaultParameter::Unit::duration:
      return to_flag_text(Microseconds(static_cast<Microseconds::rep>(value)));
    case FaultParameter::Unit::size:
      return to_flag_text(value);
    case FaultParameter::Unit::number:
      break;
  }
  return fmt::format("{}", value);
}

Result<FaultKind> parse_fault_kind(std::string_view name) {
  std::vector<std::string> names;
  for (const FaultInfo& fault : fault_catalogue()) {
    if (fault.name == name) return fault.kind;
    names.emplace_back(fault.name);
  }
  const std::string guess = did_you_mean(name, names);
  return Error{fmt::format("there is no fault '{}'{}", printable(name),
                           guess.empty() ? fmt::format("; the faults are {}", listed(names)) : guess)};
}

Fault make_fault(FaultKind kind) {
  Fault fault{kind};
  for (const FaultParameter& parameter : info(kind).parameters) set(fault, parameter.key, parameter.preset);
  return fault;
}

Result<Fault> parse_fault(std::string_view text) {
  const auto colon = text.find(':');
  const auto kind = parse_fault_kind(text.substr(0, colon));
  if (!kind) return kind.error();
  Fault fault = make_fault(*kind);
  if (colon == std::string_view::npos) return fault;

  const std::string_view name = info(*kind).name;
  const auto keys = keys_of(*kind);
  std::vector<std::string_view> given;
  std::string_view rest = text.substr(colon + 1);
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);

    const auto equals = item.find('=');
    const std::string_view key = item.substr(0, equals);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return Error{fmt::format("the fault {} has no '{}'{}; it takes {}", name, printable(key), did_you_mean(key, keys),
                               listed(keys))};
    }
    if (equals == std::string_view::npos)
      return Error{fmt::format("the fault {0}: {1} needs a value: {1}=…", name, key)};
    if (std::find(given.begin(), given.end(), key) != given.end()) {
      return Error{fmt::format("the fault {}: {} is given twice", name, key)};
    }
    given.push_back(key);
    if (const auto error = set_key(fault, key, item.substr(equals + 1))) {
      return Error{fmt::format("the fault {}: {}: {}", name, key, printable(error->message))};
    }
  }
  return fault;
}

std::string to_string(const Fault& fault) {
  std::vector<std::string> items;
  for (const FaultParameter& parameter : info(fault.kind).parameters) {
    const std::uint64_t value = get(fault, parameter.key);
    if (value != parameter.preset) items.push_back(fmt::format("{}={}", parameter.key, to_text(parameter, value)));
  }
  if (fault.share != 1) items.push_back(fmt::format("{}={}", kShare, fault.share));
  if (fault.attempt) items.push_back(fmt::format("{}={}", kAttempt, *fault.attempt));
  return fmt::format("{}{}{}", info(fault.kind).name, items.empty() ? "" : ":", fmt::join(items, ","));
}

}  // namespace hookloop

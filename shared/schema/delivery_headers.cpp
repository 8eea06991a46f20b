#include "shared/schema/delivery_headers.h"

#include <spdlog/fmt/fmt.h>

#include <charconv>
#include <vector>

#include "shared/support/nearest.h"

namespace hookloop {
namespace {

std::optional<std::string> text_of(const HeaderList& headers, std::string_view name) {
  const auto value = find_header(headers, name);
  if (!value || value->empty()) return std::nullopt;
  return std::string(*value);
}

std::optional<std::uint32_t> parse_attempt(std::string_view digits) {
  std::uint32_t attempt = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), attempt);
  if (error != std::errc() || rest != digits.data() + digits.size() || attempt == 0) return std::nullopt;
  return attempt;
}

void add(HeaderList& headers, std::string_view name, std::string value) {
  headers.push_back({std::string(name), std::move(value)});
}

}  // namespace

std::string_view to_string(WireProfile profile) {
  return profile == WireProfile::faithful ? "faithful" : "instrumented";
}

Result<WireProfile> parse_wire_profile(std::string_view text) {
  for (const WireProfile profile : {WireProfile::faithful, WireProfile::instrumented}) {
    if (text == to_string(profile)) return profile;
  }
  const std::vector<std::string> known{"faithful", "instrumented"};
  const std::string guess = did_you_mean(text, known);
  return Error{fmt::format("there is no wire profile '{}'{}", text,
                           guess.empty() ? fmt::format("; there are {}", fmt::join(known, " and ")) : guess)};
}

std::optional<DeliveryIdentity> read_delivery_identity(const HeaderList& headers) {
  auto id = text_of(headers, header_name::delivery_id);
  if (!id) return std::nullopt;
  DeliveryIdentity identity;
  identity.id = std::move(*id);
  identity.event_id = text_of(headers, header_name::event_id);
  identity.event_type = text_of(headers, header_name::event_type);
  if (const auto attempt = find_header(headers, header_name::attempt)) identity.attempt = parse_attempt(*attempt);
  return identity;
}

HeaderList delivery_headers(const DeliveryIdentity& identity, std::chrono::sys_seconds timestamp) {
  HeaderList headers;
  headers.reserve(6);  // the signature comes after them
  add(headers, header_name::delivery_id, identity.id);
  add(headers, header_name::timestamp, std::to_string(timestamp.time_since_epoch().count()));
  if (identity.event_id) add(headers, header_name::event_id, *identity.event_id);
  if (identity.event_type) add(headers, header_name::event_type, *identity.event_type);
  if (identity.attempt) add(headers, header_name::attempt, std::to_string(*identity.attempt));
  return headers;
}

}  // namespace hookloop

#include "shared/schema/signature_fields.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>

#include "shared/schema/delivery_headers.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

using Fault = SignatureFault;

Fault missing(std::string_view name) {
  return {SignatureCause::missing_header,
          fmt::format("There is a signature but no {} header; send both, as the signature covers it.", name)};
}

Fault malformed(std::string detail) { return {SignatureCause::malformed_header, std::move(detail)}; }

// The one value of a header; repeats must agree, or nobody could say which of them was signed.
Result<std::string_view, Fault> single_value(const HeaderList& headers, std::string_view name) {
  const auto values = header_values(headers, name);
  if (values.empty()) return missing(name);
  if (values.front().empty()) return malformed(fmt::format("The {} header is empty.", name));
  if (std::any_of(values.begin(), values.end(), [&](std::string_view value) { return value != values.front(); })) {
    return malformed(fmt::format("The {} header is there more than once, with different values.", name));
  }
  return values.front();
}

// A number that is too great for anything is still a number: it is a time far away.
std::optional<UnixSeconds> parse_timestamp(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc::invalid_argument || rest != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) seconds = text.front() == '-' ? -kFarthestSecond : kFarthestSecond;
  return UnixSeconds(std::chrono::seconds(std::clamp(seconds, -kFarthestSecond, kFarthestSecond)));
}

Fault not_a_number(std::string_view what, std::string_view text) {
  return {SignatureCause::timestamp_not_a_number,
          fmt::format("{} is {}; it is the number of whole seconds since 1970.", what, quoted(text))};
}

// Splits at `separator` and leaves out what is empty.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    const std::string_view part = trim_white_space(text.substr(0, end));
    if (!part.empty()) parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// What is in a signature header besides the signatures that the scheme is made of.
struct Leftovers {
  std::string_view other_kind;  // the name of the last signature of another version or algorithm
  std::string_view unreadable;  // the last part that is no signature at all
};

std::optional<Fault> explain_nothing_found(std::string_view header, std::string_view expected, const Leftovers& left) {
  if (!left.other_kind.empty()) {
    return Fault{SignatureCause::wrong_scheme, fmt::format("{} holds a signature of kind {}, and none of kind {}.",
                                                           header, quoted(left.other_kind), quoted(expected))};
  }
  if (!left.unreadable.empty()) {
    return malformed(fmt::format("{} holds {}, where a signature of kind {} belongs.", header, quoted(left.unreadable),
                                 quoted(expected)));
  }
  return malformed(fmt::format("The {} header holds no signature.", header));
}

Result<SignatureFields, Fault> read_standard(const HeaderList& headers, std::string_view version) {
  SignatureFields fields;
  const auto id = single_value(headers, header_name::delivery_id);
  if (!id) return id.error();
  const auto timestamp = single_value(headers, header_name::timestamp);
  if (!timestamp) return timestamp.error();
  const auto signed_at = parse_timestamp(*timestamp);
  if (!signed_at) return not_a_number("The webhook-timestamp", *timestamp);
  fields.id = *id;
  fields.timestamp = *timestamp;
  fields.signed_at = *signed_at;

  Leftovers left;
  for (const std::string_view value : header_values(headers, header_name::signature)) {
    for (std::string_view entry : split(value, ' ')) {
      if (entry.back() == ',') entry.remove_suffix(1);  // repeated headers that a proxy joined with ", "
      const auto comma = entry.find(',');
      if (comma == std::string_view::npos || comma == 0 || comma + 1 == entry.size()) {
        left.unreadable = entry;
      } else if (entry.substr(0, comma) == version) {
        fields.signatures.push_back(entry.substr(comma + 1));
      } else {
        left.other_kind = entry.substr(0, comma);
      }
    }
  }
  if (fields.signatures.empty()) return *explain_nothing_found(header_name::signature, version, left);
  return fields;
}

Result<SignatureFields, Fault> read_github(const HeaderList& headers) {
  SignatureFields fields;
  Leftovers left;
  for (const std::string_view value : header_values(headers, header_name::github_signature)) {
    const auto equals = value.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == value.size()) {
      left.unreadable = value;
    } else if (value.substr(0, equals) == "sha256") {
      fields.signatures.push_back(value.substr(equals + 1));
    } else if (value.starts_with("sha")) {
      left.other_kind = value.substr(0, equals);
    } else {
      left.unreadable = value;
    }
  }
  if (fields.signatures.empty()) return *explain_nothing_found(header_name::github_signature, "sha256", left);
  return fields;
}

Result<SignatureFields, Fault> read_stripe(const HeaderList& headers) {
  SignatureFields fields;
  Leftovers left;
  std::optional<std::string_view> timestamp;
  for (const std::string_view value : header_values(headers, header_name::stripe_signature)) {
    for (const std::string_view part : split(value, ',')) {
      const auto equals = part.find('=');
      const std::string_view name = part.substr(0, equals);
      const std::string_view content = equals == std::string_view::npos ? "" : part.substr(equals + 1);
      if (name == "t") {
        if (timestamp && *timestamp != content) return malformed("Stripe-Signature holds two different t= parts.");
        timestamp = content;
      } else if (content.empty()) {
        left.unreadable = part;
      } else if (name == "v1") {
        fields.signatures.push_back(content);
      } else if (name.starts_with('v')) {
        left.other_kind = name;
      } else {
        left.unreadable = part;
      }
    }
  }
  if (!timestamp) return malformed("Stripe-Signature has no t= part; it looks like t=SECONDS,v1=HEX.");
  const auto signed_at = parse_timestamp(*timestamp);
  if (!signed_at) return not_a_number("The t= part of Stripe-Signature", *timestamp);
  if (fields.signatures.empty()) return *explain_nothing_found(header_name::stripe_signature, "v1", left);
  fields.timestamp = *timestamp;
  fields.signed_at = *signed_at;
  return fields;
}

Result<SignatureFields, Fault> read_by_scheme(const HeaderList& headers, SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::standard:
      return read_standard(headers, "v1");
    case SignatureScheme::standard_ed25519:
      return read_standard(headers, "v1a");
    case SignatureScheme::github:
      return read_github(headers);
    case SignatureScheme::stripe:
      return read_stripe(headers);
  }
  return malformed("There is no such scheme.");
}

}  // namespace

std::string_view signature_header_name(SignatureScheme scheme) {
  if (scheme == SignatureScheme::github) return header_name::github_signature;
  if (scheme == SignatureScheme::stripe) return header_name::stripe_signature;
  return header_name::signature;
}

bool has_signature_header(const HeaderList& headers, SignatureScheme scheme) {
  return find_header(headers, signature_header_name(scheme)).has_value();
}

bool holds_signature_of(const HeaderList& headers, SignatureScheme scheme) {
  const std::string_view begin = scheme == SignatureScheme::standard_ed25519 ? "v1a," : "v1,";
  for (const std::string_view value : header_values(headers, header_name::signature)) {
    const auto entries = split(value, ' ');
    if (std::any_of(entries.begin(), entries.end(), [&](auto entry) { return entry.starts_with(begin); })) return true;
  }
  return false;
}

bool has_outdated_github_header(const HeaderList& headers) {
  return find_header(headers, "X-Hub-Signature").has_value();
}

Result<SignatureFields, SignatureFault> read_signature_fields(const HeaderList& headers, SignatureScheme scheme) {
  const std::string_view name = signature_header_name(scheme);
  std::size_t bytes = 0;
  for (const std::string_view value : header_values(headers, name)) bytes += value.size() + 1;
  if (bytes > kLongestSignatureHeaderBytes) {
    return malformed(fmt::format("{} is longer than {} bytes.", name, kLongestSignatureHeaderBytes));
  }
  auto fields = read_by_scheme(headers, scheme);
  const std::size_t most = scheme == SignatureScheme::standard_ed25519 ? kMostEd25519Signatures : kMostSignatures;
  if (fields && fields->signatures.size() > most) {
    return malformed(fmt::format("{} holds {} signatures of this kind; at most {} are read.", name,
                                 fields->signatures.size(), most));
  }
  return fields;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kMostShownBytes = 48;
  const bool cut = text.size() > kMostShownBytes;
  return fmt::format("'{}{}'", printable(text.substr(0, kMostShownBytes)), cut ? "…" : "");
}

}  // namespace hookloop

#include "bin_server/http/bin_input.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "shared/support/encoding.h"
#include "shared/support/json_pointer.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLargestResponseBody = 1u << 20;
constexpr std::size_t kMostHeaders = 100;
constexpr std::size_t kMostSecrets = 20;
constexpr std::uint64_t kLongestLife = 100ull * 365 * 86'400'000;  // a hundred years, in milliseconds

// Thrown and caught in this file alone: the checks below are many, and each can end the reading.
struct BadField {
  std::string pointer;
  std::string detail;
};

// A name as a step of a JSON Pointer (RFC 6901 section 3).
void check_known(const Json& object, const std::vector<std::string>& known, const std::string& pointer) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw BadField{pointer + pointer_step(name), fmt::format("There is no such field{}", did_you_mean(name, known))};
  }
}

std::string read_text(const Json& value, const std::string& pointer, std::size_t longest) {
  if (!value.is_string()) throw BadField{pointer, "This is a text."};
  std::string text = value.get<std::string>();
  if (text.size() > longest) throw BadField{pointer, fmt::format("This is at most {} bytes long.", longest)};
  return text;
}

std::uint64_t read_count(const Json& value, const std::string& pointer, std::uint64_t least, std::uint64_t most) {
  const bool fits =
      value.is_number_unsigned() && value.get<std::uint64_t>() >= least && value.get<std::uint64_t>() <= most;
  if (!fits) throw BadField{pointer, fmt::format("This is a whole number from {} to {}.", least, most)};
  return value.get<std::uint64_t>();
}

HeaderField read_header(const std::string& name, const std::string& value, const std::string& pointer) {
  // The framing of the answer is the server's: a length that is not true would break the connection.
  static const std::vector<std::string> reserved{"content-length", "transfer-encoding", "connection", "keep-alive",
                                                 "upgrade",        "trailer",           "te"};
  if (!is_token(name)) throw BadField{pointer, "A header's name is made of letters, digits and !#$%&'*+-.^_`|~."};
  for (const std::string& ours : reserved) {
    if (same_header_name(name, ours)) throw BadField{pointer, "This header is set by the server."};
  }
  const bool breaks_lines = value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
  if (breaks_lines) throw BadField{pointer, "A header's value holds no line breaks and no NUL."};
  return {name, value};
}

HeaderList read_headers(const Json& value, const std::string& pointer) {
  HeaderList headers;
  if (value.is_object()) {
    for (const auto& [name, text] : value.items()) {
      const std::string at = pointer + pointer_step(name);
      headers.push_back(read_header(name, read_text(text, at, 8192), at));
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string at = fmt::format("{}/{}", pointer, i);
      if (!value[i].is_array() || value[i].size() != 2) throw BadField{at, "This is a pair: [name, value]."};
      headers.push_back(
          read_header(read_text(value[i][0], at + "/0", 200), read_text(value[i][1], at + "/1", 8192), at));
    }
  } else {
    throw BadField{pointer, "This is a list of [name, value] pairs, or an object."};
  }
  if (headers.size() > kMostHeaders)
    throw BadField{pointer, fmt::format("These are at most {} headers.", kMostHeaders)};
  return headers;
}

BinResponse read_response(const Json& value, BinResponse response, const std::string& pointer) {
  if (value.is_null()) return {};
  if (!value.is_object()) throw BadField{pointer, "This is an object: {status, headers, body}."};
  check_known(value, {"status", "headers", "body", "body_base64"}, pointer);
  if (value.contains("status")) {
    response.status = static_cast<int>(read_count(value["status"], pointer + "/status", 200, 599));
  }
  if (value.contains("headers")) response.headers = read_headers(value["headers"], pointer + "/headers");
  if (value.contains("body") && value.contains("body_base64")) {
    throw BadField{pointer + "/body_base64", "Give the body as `body` or as `body_base64`, not both."};
  }
  if (value.contains("body")) {
    response.tells_capture = value["body"].is_null();
    response.body = value["body"].is_null() ? "" : read_text(value["body"], pointer + "/body", kLargestResponseBody);
  }
  if (value.contains("body_base64")) {
    auto bytes =
        base64_decode(read_text(value["body_base64"], pointer + "/body_base64", kLargestResponseBody * 4 / 3 + 4));
    if (!bytes) throw BadField{pointer + "/body_base64", "This is base64 with its padding."};
    response.tells_capture = false;
    response.body = *std::move(bytes);
  }
  return response;
}

VerificationKey read_secret(const Json& value, const std::string& pointer, std::size_t number) {
  VerificationKey key;
  key.label = fmt::format("secret {}", number);
  std::string secret_pointer = pointer;
  if (value.is_string()) {
    key.secret = value.get<std::string>();
  } else if (value.is_object()) {
    check_known(value, {"scheme", "secret", "label"}, pointer);
    secret_pointer = pointer + "/secret";
    if (!value.contains("secret")) throw BadField{secret_pointer, "This must be there."};
    key.secret = read_text(value["secret"], secret_pointer, 4096);
    if (value.contains("label")) key.label = read_text(value["label"], pointer + "/label", kLongestName);
    if (value.contains("scheme") && !value["scheme"].is_null()) {
      const auto scheme = parse_signature_scheme(read_text(value["scheme"], pointer + "/scheme", 100));
      if (!scheme) throw BadField{pointer + "/scheme", scheme.error().message};
      key.scheme = *scheme;
    }
  } else {
    throw BadField{pointer, "This is a secret's text, or an object {scheme, secret, label}."};
  }
  if (key.secret.empty()) throw BadField{secret_pointer, "A secret is not empty."};
  return key;
}

void read_fields(const Json& json, BinInput& input, bool may_name, Timestamp now) {
  std::vector<std::string> known{"name", "response", "secrets", "max_requests", "max_bytes", "expires_in_ms"};
  if (may_name) known.insert(known.begin(), "id");
  if (!may_name && json.contains("id")) throw BadField{"/id", "A bin keeps its id; make another bin."};
  check_known(json, known, "");
  BinSettings& settings = input.settings;
  if (json.contains("id") && !json["id"].is_null()) {
    input.id = read_text(json["id"], "/id", 1000);
    if (!is_bin_id(*input.id)) throw BadField{"/id", fmt::format("Here, {}.", kBinIdRule)};
  }
  if (json.contains("name")) settings.name = read_text(json["name"], "/name", kLongestName);
  if (json.contains("response")) settings.response = read_response(json["response"], settings.response, "/response");
  if (json.contains("secrets")) {
    if (!json["secrets"].is_array() || json["secrets"].size() > kMostSecrets) {
      throw BadField{"/secrets", fmt::format("This is a list of at most {} secrets.", kMostSecrets)};
    }
    settings.secrets.clear();
    for (std::size_t i = 0; i < json["secrets"].size(); ++i) {
      settings.secrets.push_back(read_secret(json["secrets"][i], fmt::format("/secrets/{}", i), i + 1));
    }
  }
  if (json.contains("max_requests")) {
    settings.limits.max_requests = read_count(json["max_requests"], "/max_requests", 1, 1'000'000'000);
  }
  if (json.contains("max_bytes"))
    settings.limits.max_bytes = read_count(json["max_bytes"], "/max_bytes", 1, 1ull << 50);
  if (json.contains("expires_in_ms")) {
    if (json["expires_in_ms"].is_null())
      settings.expires_at.reset();
    else
      settings.expires_at =
          now + std::chrono::milliseconds(read_count(json["expires_in_ms"], "/expires_in_ms", 1, kLongestLife));
  }
}

}  // namespace

Result<BinInput, Problem> parse_bin_input(std::string_view json_text, const BinSettings& before, bool may_name,
                                          Timestamp now) {
  constexpr const char* kTitle = "The bin's description is not right";
  BinInput input{std::nullopt, before};
  if (json_text.empty()) return input;
  const Json json = Json::parse(json_text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return Problem{400, "bad-bin", kTitle, "The body is a JSON object, such as {\"name\": \"My bin\"}, in UTF-8.", ""};
  }
  try {
    read_fields(json, input, may_name, now);
  } catch (const BadField& field) {
    return Problem{400, "bad-bin", kTitle, field.detail, field.pointer};
  }
  return input;
}

}  // namespace hookloop

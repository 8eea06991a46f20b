#include "bin_server/http/response_input.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "shared/support/encoding.h"
#include "shared/support/json_fields.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestBody = 1u << 20;
constexpr std::size_t kMostHeaders = 100;
constexpr std::size_t kLongestHeaderName = 200;
constexpr std::size_t kLongestHeaderValue = 8'192;

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
      headers.push_back(read_header(name, text_of(text, at, kLongestHeaderValue), at));
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string at = fmt::format("{}/{}", pointer, i);
      if (!value[i].is_array() || value[i].size() != 2) throw BadField{at, "This is a pair: [name, value]."};
      headers.push_back(read_header(text_of(value[i][0], at + "/0", kLongestHeaderName),
                                    text_of(value[i][1], at + "/1", kLongestHeaderValue), at));
    }
  } else {
    throw BadField{pointer, "This is a list of [name, value] pairs, or an object."};
  }
  if (headers.size() > kMostHeaders) {
    throw BadField{pointer, fmt::format("These are at most {} headers.", kMostHeaders)};
  }
  return headers;
}

}  // namespace

BinResponse read_response(const Json& value, BinResponse response, const std::string& pointer) {
  if (value.is_null()) return {};
  const JsonFields fields(value, pointer, {"status", "headers", "body", "body_base64"});
  if (const auto status = fields.whole("status", 200, 599)) response.status = static_cast<int>(*status);
  if (const Json* headers = fields.find("headers")) response.headers = read_headers(*headers, fields.at("headers"));
  const auto base64 = fields.text("body_base64", kLargestBody * 4 / 3 + 4);
  if (fields.has("body") && base64) {
    throw BadField{fields.at("body_base64"), "Give the body as `body` or as `body_base64`, not both."};
  }
  if (fields.has("body")) {
    response.tells_capture = fields.is_null("body");
    response.body = fields.text("body", kLargestBody).value_or("");
  }
  if (base64) {
    auto bytes = base64_decode(*base64);
    if (!bytes) throw BadField{fields.at("body_base64"), "This is base64 with its padding."};
    response.tells_capture = false;
    response.body = *std::move(bytes);
  }
  return response;
}

}  // namespace hookloop

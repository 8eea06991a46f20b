#include "bin_server/http/replay_input.h"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "bin_server/forward/hop_by_hop.h"
#include "bin_server/forward/target_url.h"
#include "shared/support/encoding.h"
#include "shared/support/json_body.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestHeaderValue = 8'192;
constexpr std::int64_t kLongestReplayMs = 300'000;

std::string header_value(const Json& value, const std::string& pointer) {
  std::string text = text_of(value, pointer);
  if (text.size() > kLongestHeaderValue) {
    throw BadField{pointer, fmt::format("This is at most {} bytes long.", kLongestHeaderValue)};
  }
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    throw BadField{pointer, "A header's value holds no line breaks and no NUL."};
  }
  if (trim_white_space(text) != text) throw BadField{pointer, "A header's value has no white space around it."};
  return text;
}

HeaderEdit header_edit(const std::string& name, const Json& value, const std::string& pointer) {
  if (!is_token(name)) throw BadField{pointer, "A header's name is made of letters, digits and !#$%&'*+-.^_`|~."};
  if (is_framing(name) || is_for_one_connection({}, name)) {
    throw BadField{pointer, "This header belongs to the connection and the length of the body, and is made anew."};
  }
  HeaderEdit edit{name, {}};
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      edit.values.push_back(header_value(value[i], fmt::format("{}/{}", pointer, i)));
    }
  } else if (value.is_string()) {
    edit.values.push_back(header_value(value, pointer));
  } else if (!value.is_null()) {
    throw BadField{pointer, "This is a text, a list of texts, or null to leave the header out."};
  }
  return edit;
}

void read_headers(const JsonFields& fields, RequestEdits& edits) {
  const Json* const headers = fields.find("headers");
  if (headers == nullptr) return;
  if (!headers->is_object())
    throw BadField{fields.at("headers"), "This is an object: {NAME: text | [text, …] | null}."};
  if (headers->size() > kMostHeaderEdits) {
    throw BadField{fields.at("headers"), fmt::format("These are at most {} headers.", kMostHeaderEdits)};
  }
  for (const auto& [name, value] : headers->items()) {
    const std::string pointer = fields.at("headers") + pointer_step(name);
    for (const HeaderEdit& earlier : edits.headers) {
      if (same_header_name(earlier.name, name)) throw BadField{pointer, "This header is named twice."};
    }
    edits.headers.push_back(header_edit(name, value, pointer));
  }
}

void read_body(const JsonFields& fields, RequestEdits& edits) {
  edits.body = fields.text("body");
  const auto base64 = fields.text("body_base64");
  if (base64 && edits.body) {
    throw BadField{fields.at("body_base64"), "Give the body as `body` or as `body_base64`, not both."};
  }
  if (base64) {
    edits.body = base64_decode(*base64);
    if (!edits.body) throw BadField{fields.at("body_base64"), "This is base64 with its padding."};
  }
  if (edits.body && edits.body->size() > kLargestEditedBody) {
    throw BadField{fields.at(base64 ? "body_base64" : "body"),
                   fmt::format("A body is at most {} bytes long.", kLargestEditedBody)};
  }
}

std::optional<ResignOptions> read_sign(const JsonFields& fields) {
  const Json* const value = fields.find("sign");
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>() ? std::optional(ResignOptions{}) : std::nullopt;
  if (!value->is_object()) throw BadField{fields.at("sign"), "This is true, or an object {secret, scheme}."};
  const JsonFields sign(*value, fields.at("sign"), {"secret", "scheme"});
  ResignOptions options;
  options.label = sign.text("secret");
  if (const auto text = sign.text("scheme")) {
    const auto scheme = parse_signature_scheme(*text);
    if (!scheme) throw BadField{sign.at("scheme"), scheme.error().message};
    options.scheme = *scheme;
  }
  return options;
}

ReplayInput read_input(const JsonFields& fields, bool may_select) {
  ReplayInput input;
  ReplayOrder& order = input.order;
  order.to = fields.required_text("to");
  auto target = parse_target(order.to);
  if (!target) throw BadField{fields.at("to"), fmt::format("This is where to send it: {}.", target.error().message)};
  order.target = *std::move(target);
  order.append_path = fields.flag("append_path").value_or(true);
  order.edits.method = fields.text("method");
  if (order.edits.method && (!is_token(*order.edits.method) || *order.edits.method == "CONNECT")) {
    throw BadField{fields.at("method"), "This is an HTTP method such as POST, and not CONNECT."};
  }
  read_headers(fields, order.edits);
  read_body(fields, order.edits);
  order.sign = read_sign(fields);
  if (const auto timeout = fields.whole("timeout_ms", 1, kLongestReplayMs)) {
    order.timeout = std::chrono::milliseconds(*timeout);
  }
  if (may_select) {
    input.ids = fields.texts("ids");
    if (input.ids && (input.ids->empty() || input.ids->size() > kMostReplayedAtOnce)) {
      throw BadField{fields.at("ids"), fmt::format("These are 1 to {} ids.", kMostReplayedAtOnce)};
    }
  }
  return input;
}

}  // namespace

Result<ReplayInput, Problem> parse_replay_input(std::string_view json_text, bool may_select) {
  std::vector<std::string> known{"to", "append_path", "method", "headers", "body", "body_base64", "sign", "timeout_ms"};
  if (may_select) known.emplace_back("ids");
  return read_json<ReplayInput>(json_text, std::move(known),
                                [&](const JsonFields& fields) { return read_input(fields, may_select); });
}

}  // namespace hookloop

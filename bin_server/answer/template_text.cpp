#include "bin_server/answer/template_text.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "bin_server/answer/template_slots.h"
#include "shared/schema/json_lookup.h"
#include "shared/support/ascii.h"
#include "shared/support/encoding.h"
#include "shared/support/json_pointer.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

std::string explain(std::string_view text, const TemplateFault& fault) {
  std::size_t column = 1;
  std::size_t line = 1;
  for (const char c : text.substr(0, fault.at)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if (!continues_character(c)) {
      ++column;
    }
  }
  const bool is_sentence = fault.what.ends_with('?');
  return fmt::format("In line {}, at character {}, {}{}", line, column, fault.what, is_sentence ? "" : ".");
}

// A value that is to be put in: its bytes, and the JSON that it was, if it was any.
struct Value {
  std::string bytes;
  std::optional<std::string> raw_json;
};

std::string json_text(std::string_view bytes) { return nlohmann::json(to_shown_utf8(bytes)).dump(); }

std::string percent_encode(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~')
      text += c;
    else
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

std::string html_text(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    switch (c) {
      case '&':
        text += "&amp;";
        break;
      case '<':
        text += "&lt;";
        break;
      case '>':
        text += "&gt;";
        break;
      case '"':
        text += "&quot;";
        break;
      case '\'':
        text += "&#39;";
        break;
      default:
        text += c;
    }
  }
  return text;
}

// RFC 9562 section 5.4.
std::string make_uuid(Random& random) {
  const std::uint64_t high = (random.next() & 0xffff'ffff'ffff'0fff) | 0x4000;
  const std::uint64_t low = (random.next() & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48,
                     low & 0xffff'ffff'ffff);
}

std::int64_t whole_between(std::int64_t least, std::int64_t most, Random& random) {
  const std::uint64_t span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least) + 1;
  const std::uint64_t step = span == 0 ? random.next() : random.next() % span;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + step);
}

std::optional<Value> body_value(std::string_view path, RequestFacts& facts) {
  const JsonText* const json = facts.json();
  const auto pointer = pointer_of_path(path);
  if (json == nullptr || !pointer) return std::nullopt;
  const auto node = find_by_pointer(*json, *pointer);
  if (!node) return std::nullopt;
  std::string raw(json->raw(*node));
  return Value{json->kind(*node) == JsonKind::text ? json->decoded(*node) : raw, raw};
}

std::optional<std::string> delivery_value(std::string_view name, RequestFacts& facts) {
  const auto& delivery = facts.delivery();
  if (!delivery) return std::nullopt;
  if (name == "delivery") return delivery->id;
  if (name == "event") return delivery->event_id;
  if (name == "type") return delivery->event_type;
  return delivery->attempt ? std::optional(std::to_string(*delivery->attempt)) : std::nullopt;
}

std::optional<std::string> plain_value(std::string_view name, RequestFacts& facts, Random& random) {
  const auto time = facts.draft().received_at.time_since_epoch();
  if (name.starts_with("query.")) return facts.query(name.substr(6));
  if (name.starts_with("header.")) {
    const auto value = find_header(facts.head().headers, name.substr(7));
    return value ? std::optional(std::string(*value)) : std::nullopt;
  }
  if (name == "method") return facts.head().method;
  if (name == "target") return facts.head().target;
  if (name == "path") return std::string(target_path(facts.head().target));
  if (name == "bin") return facts.bin().id;
  if (name == "id") return facts.draft().id;
  if (name == "body") return std::string(facts.content());
  if (name == "now") return to_rfc3339(facts.draft().received_at);
  if (name == "now.unix") return std::to_string(std::chrono::floor<std::chrono::seconds>(time).count());
  if (name == "now.ms") return std::to_string(std::chrono::floor<std::chrono::milliseconds>(time).count());
  if (name == "uuid") return make_uuid(random);
  if (name == "random") return fmt::format("{:016x}", random.next());
  if (const auto range = template_random_range(name))
    return std::to_string(whole_between(range->first, range->second, random));
  return delivery_value(name, facts);
}

std::optional<Value> value_of(const TemplateWord& word, RequestFacts& facts, Random& random) {
  if (word.is_quoted) return Value{word.text, std::nullopt};
  if (word.text.starts_with("body.")) return body_value(std::string_view(word.text).substr(5), facts);
  auto text = plain_value(word.text, facts, random);
  if (!text) return std::nullopt;
  return Value{*std::move(text), std::nullopt};
}

std::string filtered(const std::string& filter, const std::string& bytes) {
  if (filter == "base64") return base64_encode(bytes);
  if (filter == "hex") return hex_encode(bytes);
  if (filter == "url") return percent_encode(bytes);
  if (filter == "html") return html_text(bytes);
  if (filter == "lower") return to_lower(bytes);
  std::string upper = bytes;
  for (char& c : upper) c = to_upper(c);
  return upper;
}

std::string slot_text(const TemplateSlot& slot, RequestFacts& facts, Random& random) {
  std::optional<Value> value = value_of(slot.name, facts, random);
  for (const TemplateFilter& filter : slot.filters) {
    if (filter.name.text == "default") {
      if (!value || value->bytes.empty()) value = Value{filter.argument->text, std::nullopt};
    } else if (filter.name.text == "json") {
      value = Value{!value ? "null" : value->raw_json ? *value->raw_json : json_text(value->bytes), std::nullopt};
    } else if (value) {
      value = Value{filtered(filter.name.text, value->bytes), std::nullopt};
    }
    // Each filter may make a text some times as long, and there may be many of them.
    if (value && value->bytes.size() > kLargestRendered) break;
  }
  return value ? std::move(value->bytes) : "";
}

}  // namespace

std::optional<std::string> check_template(std::string_view text) {
  const auto pieces = parse_template(text);
  return pieces ? std::nullopt : std::optional(explain(text, pieces.error()));
}

Result<std::string> render_template(std::string_view text, RequestFacts& facts, Random& random) {
  const auto pieces = parse_template(text);
  if (!pieces) return Error{explain(text, pieces.error())};
  std::string rendered;
  for (const TemplatePiece& piece : *pieces) {
    rendered += piece.text;
    if (piece.slot) rendered += slot_text(*piece.slot, facts, random);
    if (rendered.size() > kLargestRendered) {
      return Error{fmt::format("The text becomes larger than {} bytes.", kLargestRendered)};
    }
  }
  return rendered;
}

}  // namespace hookloop

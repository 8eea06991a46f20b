#include "shared/schema/json_text.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "shared/support/ascii.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// The four digits of a \u escape, from `at`.
std::optional<unsigned> code_unit(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  unsigned unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const auto digit = hex_digit(text[i]);
    if (!digit) return std::nullopt;
    unit = unit * 16 + *digit;
  }
  return unit;
}

constexpr std::size_t kUnicodeEscapeBytes = 6;  // \uXXXX

bool is_high_surrogate(unsigned unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low_surrogate(unsigned unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

void append_utf8(std::string& text, unsigned code_point) {
  const auto byte = [&](unsigned value) { text.push_back(static_cast<char>(value)); };
  const auto rest = [&](unsigned shift) { byte(0x80 | ((code_point >> shift) & 0x3f)); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xc0 | (code_point >> 6));
    rest(0);
  } else if (code_point < 0x10000) {
    byte(0xe0 | (code_point >> 12));
    rest(6);
    rest(0);
  } else {
    byte(0xf0 | (code_point >> 18));
    rest(12);
    rest(6);
    rest(0);
  }
}

std::string shown_byte(std::string_view text, std::size_t at) {
  if (at >= text.size()) return "the end of the body";
  if (text.substr(at).starts_with("\xef\xbb\xbf")) return "a byte order mark";
  const char c = text[at];
  if (c > ' ' && c <= '~') return fmt::format("'{}'", c);
  if (c == ' ') return "a space";
  if (c == '\n' || c == '\r') return "the end of the line";
  return fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c));
}

// Whether a number other than zero is 1 or more, its sign aside: where its first digit above zero comes to stand once
// the exponent has moved the point.
bool is_at_least_one(std::string_view number) {
  const std::size_t exponent_mark = std::min(number.find_first_of("eE"), number.size());
  const std::string_view digits = number.substr(0, exponent_mark);
  const auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
  const auto first = static_cast<std::int64_t>(digits.find_first_of("123456789"));
  const std::int64_t power_of_ten = first < point ? point - first - 1 : point - first;

  std::string_view exponent_digits = number.substr(std::min(exponent_mark + 1, number.size()));
  if (exponent_digits.starts_with('+')) exponent_digits.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto result =
      std::from_chars(exponent_digits.data(), exponent_digits.data() + exponent_digits.size(), exponent);
  // No text is long enough to make up for an exponent beyond 64 bits.
  if (result.ec == std::errc::result_out_of_range) return !exponent_digits.starts_with('-');
  return power_of_ten + exponent >= 0;
}

}  // namespace

// One pass, by descent: each function reads what its name says from at_ on and leaves at_ behind it, or notes the fault
// and returns false.
class JsonReader {
 public:
  explicit JsonReader(JsonText& json) : json_(json), text_(json.text_) {}

  bool read_all() {
    skip_white_space();
    if (!read_value(0)) return false;
    skip_white_space();
    return at_ == text_.size() || fail("nothing behind the JSON value");
  }

  JsonFault& fault() { return fault_; }

 private:
  bool fail_at(std::size_t offset, std::string expected) {
    fault_ = {"json", std::move(expected), shown_byte(text_, offset), offset};
    return false;
  }
  bool fail(std::string expected) { return fail_at(at_, std::move(expected)); }

  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  void skip_white_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }

  std::size_t begin(JsonKind kind) {
    json_.nodes_.push_back({static_cast<std::uint32_t>(at_), 0, 0, kind, false});
    return json_.nodes_.size() - 1;
  }
  bool finish(std::size_t node) {
    json_.nodes_[node].end = static_cast<std::uint32_t>(at_);
    json_.nodes_[node].after = static_cast<std::uint32_t>(json_.nodes_.size());
    return true;
  }

  bool read_value(std::size_t depth) {
    if (at_ >= text_.size()) return fail("a JSON value");
    switch (text_[at_]) {
      case '{':
        return depth < kDeepestJson ? read_object(depth) : fail_too_deep();
      case '[':
        return depth < kDeepestJson ? read_list(depth) : fail_too_deep();
      case '"':
        return read_text();
      case 't':
        return read_word("true", JsonKind::boolean);
      case 'f':
        return read_word("false", JsonKind::boolean);
      case 'n':
        return read_word("null", JsonKind::null);
      default:
        return is_digit(text_[at_]) || text_[at_] == '-' ? read_number() : fail("a JSON value");
    }
  }

  bool fail_too_deep() {
    const std::size_t offset = at_;
    fault_ = {"json", fmt::format("JSON nested at most {} deep", kDeepestJson),
              fmt::format("nested deeper than {}", kDeepestJson), offset};
    return false;
  }

  bool fail_half_pair(std::size_t escape) {
    fault_ = {"json", "both halves of a surrogate pair",
              fmt::format("{}, half of a surrogate pair", text_.substr(escape, kUnicodeEscapeBytes)), escape};
    return false;
  }

  bool read_object(std::size_t depth) {
    const std::size_t node = begin(JsonKind::object);
    ++at_;
    skip_white_space();
    if (take('}')) return finish(node);
    while (true) {
      if (!next_is('"')) return fail("a key in double quotes");
      if (!read_text()) return false;
      skip_white_space();
      if (!take(':')) return fail("a colon behind the key");
      skip_white_space();
      if (!read_value(depth + 1)) return false;
      skip_white_space();
      if (take('}')) return finish(node);
      if (!take(',')) return fail("a comma or the end of the object");
      skip_white_space();
    }
  }

  bool read_list(std::size_t depth) {
    const std::size_t node = begin(JsonKind::list);
    ++at_;
    skip_white_space();
    if (take(']')) return finish(node);
    while (true) {
      if (!read_value(depth + 1)) return false;
      skip_white_space();
      if (take(']')) return finish(node);
      if (!take(',')) return fail("a comma or the end of the list");
      skip_white_space();
    }
  }

  bool read_word(std::string_view word, JsonKind kind) {
    const std::size_t node = begin(kind);
    if (text_.substr(at_, word.size()) != word) return fail(fmt::format("{}, or another JSON value", word));
    at_ += word.size();
    return finish(node);
  }

  bool read_digits() {
    if (at_ >= text_.size() || !is_digit(text_[at_])) return fail("a digit");
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return true;
  }

  bool read_number() {
    const std::size_t node = begin(JsonKind::number);
    take('-');
    if (take('0')) {
      if (at_ < text_.size() && is_digit(text_[at_])) return fail("a number without leading zeros");
    } else if (!read_digits()) {
      return false;
    }
    if (take('.') && !read_digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!read_digits()) return false;
    }
    return finish(node);
  }

  bool read_text() {
    const std::size_t node = begin(JsonKind::text);
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return finish(node);
      }
      if (static_cast<unsigned char>(c) < 0x20) return fail("control characters escaped within a text");
      if (c == '\\') {
        json_.nodes_[node].escaped = true;
        if (!read_escape()) return false;
      } else {
        ++at_;
      }
    }
    return fail("the closing quote of the text");
  }

  bool read_escape() {
    const std::size_t start = at_;
    ++at_;
    if (at_ >= text_.size()) return fail("the rest of the escape");
    const char c = text_[at_++];
    if (c != 'u') {
      constexpr std::string_view kEscapes = "\"\\/bfnrt";
      return kEscapes.find(c) != std::string_view::npos ||
             fail_at(at_ - 1, "one of \" \\ / b f n r t u behind a backslash");
    }
    const auto unit = code_unit(text_, at_);
    if (!unit) return fail("four hexadecimal digits behind \\u");
    at_ += 4;
    // RFC 8259 section 8.2: half of a pair is no character, and UTF-8 has no bytes for it.
    if (is_low_surrogate(*unit)) return fail_half_pair(start);
    if (!is_high_surrogate(*unit)) return true;
    const bool escape_follows = text_.substr(at_, 2) == "\\u";
    const auto second = escape_follows ? code_unit(text_, at_ + 2) : std::nullopt;
    if (!second || !is_low_surrogate(*second)) return fail_half_pair(start);
    at_ += kUnicodeEscapeBytes;
    return true;
  }

  JsonText& json_;
  std::string_view text_;
  std::size_t at_ = 0;
  JsonFault fault_;
};

Result<JsonText, JsonFault> JsonText::read(std::string_view text) {
  if (text.size() > kLargestJson) {
    return JsonFault{"json", fmt::format("at most {} bytes", kLargestJson), fmt::format("{} bytes", text.size()), 0};
  }
  if (const auto bad = first_not_utf8(text)) {
    return JsonFault{"utf-8", "UTF-8 text", shown_byte(text, *bad), *bad};
  }
  JsonText json;
  json.text_ = text;
  JsonReader reader(json);
  if (!reader.read_all()) return std::move(reader.fault());
  return json;
}

std::string JsonText::decoded(Node node) const {
  const std::string_view inside = raw(node).substr(1, raw(node).size() - 2);
  if (!nodes_[node].escaped) return std::string(inside);
  std::string text;
  text.reserve(inside.size());
  for (std::size_t at = 0; at < inside.size(); ++at) {
    if (inside[at] != '\\') {
      text.push_back(inside[at]);
      continue;
    }
    switch (const char c = inside[++at]; c) {
      case 'b':
        text.push_back('\b');
        break;
      case 'f':
        text.push_back('\f');
        break;
      case 'n':
        text.push_back('\n');
        break;
      case 'r':
        text.push_back('\r');
        break;
      case 't':
        text.push_back('\t');
        break;
      case 'u': {
        unsigned code_point = code_unit(inside, at + 1).value();
        at += 4;
        if (is_high_surrogate(code_point)) {
          code_point = 0x10000 + ((code_point - 0xd800) << 10) + (code_unit(inside, at + 3).value() - 0xdc00);
          at += 6;
        }
        append_utf8(text, code_point);
        break;
      }
      default:
        text.push_back(c);
    }
  }
  return text;
}

JsonNumber JsonText::number(Node node) const {
  const std::string_view digits = raw(node);
  const char* const end = digits.data() + digits.size();
  const bool negative = digits.front() == '-';
  using Limits = std::numeric_limits<std::int64_t>;
  const JsonNumber beyond{true, false, negative ? Limits::min() : Limits::max(), 0};

  if (digits.find_first_of(".eE") == std::string_view::npos) {
    std::int64_t integer = 0;
    const auto result = std::from_chars(digits.data(), end, integer);
    return result.ec == std::errc() ? JsonNumber{true, true, integer, 0} : beyond;
  }

  double real = 0;
  const auto result = std::from_chars(digits.data(), end, real);
  if (result.ec == std::errc::result_out_of_range) {
    // Too small for a double, it is a fraction next to zero; too great, it is whole and beyond every bound.
    if (is_at_least_one(digits)) return beyond;
    const double least = std::numeric_limits<double>::denorm_min();
    return {false, false, 0, negative ? -least : least};
  }
  if (real != std::trunc(real)) return {false, false, 0, real};
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (real >= kTwoTo63 || real < -kTwoTo63) return beyond;
  return {true, true, static_cast<std::int64_t>(real), 0};
}

std::vector<JsonText::Member> JsonText::members(Node object) const {
  std::vector<Member> members;
  for (Node key = object + 1; key < nodes_[object].after; key = nodes_[key + 1].after)
    members.push_back({key, key + 1});
  return members;
}

std::vector<JsonText::Node> JsonText::elements(Node list) const {
  std::vector<Node> elements;
  for (Node element = list + 1; element < nodes_[list].after; element = nodes_[element].after) {
    elements.push_back(element);
  }
  return elements;
}

std::size_t JsonText::size(Node list_or_object) const {
  std::size_t count = 0;
  for (Node node = list_or_object + 1; node < nodes_[list_or_object].after; node = nodes_[node].after) ++count;
  return kind(list_or_object) == JsonKind::object ? count / 2 : count;
}

bool JsonText::key_is(Node key, std::string_view word) const {
  if (nodes_[key].escaped) return decoded(key) == word;
  return raw(key).size() == word.size() + 2 && raw(key).substr(1, word.size()) == word;
}

std::optional<JsonText::Node> JsonText::find(Node node, std::string_view key) const {
  std::optional<Node> found;
  if (kind(node) != JsonKind::object) return found;
  for (Node at = node + 1; at < nodes_[node].after; at = nodes_[at + 1].after) {
    if (key_is(at, key)) found = at + 1;
  }
  return found;
}

std::optional<JsonText::Node> JsonText::find(Node node, std::span<const std::string> path) const {
  std::optional<Node> found = node;
  for (const std::string& key : path) {
    if (found) found = find(*found, key);
  }
  return found;
}

TextPlace place_of(std::string_view text, std::size_t offset) { return TextPlaces(text).place_of(offset); }

TextPlace TextPlaces::place_of(std::size_t offset) {
  const std::string_view passed = text_.substr(counted_, offset - counted_);
  const auto lines = std::count(passed.begin(), passed.end(), '\n');
  if (lines > 0) line_start_ = counted_ + passed.rfind('\n') + 1;
  line_ += static_cast<std::uint64_t>(lines);
  counted_ = offset;
  return {line_, offset - line_start_ + 1};
}

}  // namespace hookloop

#include "shared/schema/json_layout.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace hookloop {
namespace {

using Spacing = JsonLayout::Spacing;
using Escapes = JsonLayout::Escapes;

// Takes one character off the front of valid UTF-8.
char32_t take_code(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t code = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
  text.remove_prefix(length);
  return code;
}

// Goes down as deep as the text is nested: kDeepestJson bounds that.
class Writer {
 public:
  Writer(const JsonText& json, const JsonLayout& layout) : json_(json), layout_(layout) {}

  void write(JsonText::Node node, std::size_t depth) {
    if (is_too_long()) return;
    switch (json_.kind(node)) {
      case JsonKind::object:
        write_object(node, depth);
        break;
      case JsonKind::list:
        write_list(node, depth);
        break;
      case JsonKind::text:
        write_text(json_.decoded(node));
        break;
      case JsonKind::null:
      case JsonKind::boolean:
      case JsonKind::number:
        out_ += json_.raw(node);
        break;
    }
  }

  bool is_too_long() const { return out_.size() > kLongestWrittenJsonBytes; }
  std::string take() { return std::move(out_); }

 private:
  void write_object(JsonText::Node node, std::size_t depth) {
    struct Named {
      std::string key;
      JsonText::Node value;
    };
    std::vector<Named> members;
    for (const auto& [key, value] : json_.members(node)) members.push_back({json_.decoded(key), value});
    if (layout_.sorted_keys) {
      std::stable_sort(members.begin(), members.end(), [](const Named& a, const Named& b) { return a.key < b.key; });
    }
    out_ += '{';
    bool first = true;
    for (const Named& member : members) {
      if (!first) separate();
      first = false;
      start_line(depth + 1);
      write_text(member.key);
      out_ += layout_.spacing == Spacing::compact ? ":" : ": ";
      write(member.value, depth + 1);
    }
    if (!first) start_line(depth);
    out_ += '}';
  }

  void write_list(JsonText::Node node, std::size_t depth) {
    out_ += '[';
    bool first = true;
    for (const JsonText::Node element : json_.elements(node)) {
      if (is_too_long()) return;
      if (!first) separate();
      first = false;
      start_line(depth + 1);
      write(element, depth + 1);
    }
    if (!first) start_line(depth);
    out_ += ']';
  }

  void separate() { out_ += layout_.spacing == Spacing::spaced ? ", " : ","; }

  void start_line(std::size_t depth) {
    if (layout_.spacing == Spacing::compact || layout_.spacing == Spacing::spaced) return;
    out_ += '\n';
    out_.append((layout_.spacing == Spacing::indented_by_two ? 2 : 4) * depth, ' ');
  }

  void write_text(std::string_view content) {
    out_ += '"';
    while (!content.empty()) {
      const std::string_view before = content;
      const char32_t code = take_code(content);
      if (write_short_escape(code)) continue;
      if (must_be_escaped(code))
        write_unicode_escape(code);
      else
        out_ += before.substr(0, before.size() - content.size());
    }
    out_ += '"';
  }

  bool write_short_escape(char32_t code) {
    static constexpr std::u32string_view kMeanings = U"\"\\\b\f\n\r\t/";
    static constexpr std::string_view kNames = "\"\\bfnrt/";
    const auto at = kMeanings.find(code);
    if (at == std::u32string_view::npos || (code == '/' && layout_.escapes != Escapes::ascii_php)) return false;
    out_ += '\\';
    out_ += kNames[at];
    return true;
  }

  bool must_be_escaped(char32_t code) const {
    if (code < 0x20) return true;
    switch (layout_.escapes) {
      case Escapes::fewest:
        return false;
      case Escapes::ascii:
      case Escapes::ascii_php:
        return code > 0x7e;
      case Escapes::html:
        return code == '<' || code == '>' || code == '&' || code == 0x2028 || code == 0x2029;
    }
    return false;
  }

  void write_unicode_escape(char32_t code) {
    if (code > 0xffff) {
      write_unicode_escape(0xd800 + ((code - 0x10000) >> 10));
      write_unicode_escape(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else {
      out_ += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code));
    }
  }

  const JsonText& json_;
  const JsonLayout layout_;
  std::string out_;
};

}  // namespace

std::string describe(const JsonLayout& layout) {
  std::string words;
  switch (layout.spacing) {
    case Spacing::compact:
      words = "compact";
      break;
    case Spacing::spaced:
      words = "with a space after each comma and colon";
      break;
    case Spacing::indented_by_two:
      words = "indented by two";
      break;
    case Spacing::indented_by_four:
      words = "indented by four";
      break;
  }
  if (layout.sorted_keys) words += ", keys sorted";
  switch (layout.escapes) {
    case Escapes::fewest:
      break;
    case Escapes::ascii:
      words += ", with \\u escapes beyond ASCII";
      break;
    case Escapes::ascii_php:
      words += ", with \\u escapes beyond ASCII and \\/";
      break;
    case Escapes::html:
      words += ", with \\u escapes for <, > and &";
      break;
  }
  return words;
}

std::optional<std::string> write_json(const JsonText& json, const JsonLayout& layout) {
  Writer writer(json, layout);
  writer.write(json.root(), 0);
  if (writer.is_too_long()) return std::nullopt;
  return writer.take();
}

}  // namespace hookloop

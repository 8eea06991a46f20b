// JSON text (RFC 8259), read strictly, with the place of every value kept: what a violation points at is a place in the
// body's own bytes. Bodies come from the network: any bytes are safe to read, in time that grows with their length.
//
// 1. What was read is exactly the grammar of RFC 8259 in UTF-8: no byte order mark, comments, trailing commas or NaN.
// 2. A key may stand in an object more than once: all are kept, and `find` takes the last, as most readers of JSON do.
// 3. Numbers are kept as written; nothing is rounded until it is asked for.
// Not promised: reading on after a fault. The text that was read must outlive the JsonText. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/result.h"

namespace hookloop {

// Payloads are nested three deep. RFC 8259 section 9 lets a reader set a limit; this one keeps the stack small.
inline constexpr std::size_t kDeepestJson = 512;

// Places are kept in 32 bits. No body comes near: the bin's limit is megabytes.
inline constexpr std::size_t kLargestJson = UINT32_MAX - 1;

enum class JsonKind : std::uint8_t { null, boolean, number, text, list, object };

// Where and why bytes are not JSON.
struct JsonFault {
  std::string rule;      // "json", "utf-8"
  std::string expected;  // "a comma or the end of the object"
  std::string actual;    // "'x'", "byte 0xff", "the end of the body"
  std::size_t offset;    // from 0
};

// A number as a rule sees it. A whole one beyond 64 bits is clamped to their end: it still breaks every bound it broke.
struct JsonNumber {
  bool whole;  // has no fraction: 7, 7.0, 70e-1
  bool fits;   // whole, and `integer` is exactly it
  std::int64_t integer;
  double real;  // where it is not whole
};

class JsonText {
 public:
  // One value of the text. A node belongs to the JsonText that gave it.
  using Node = std::uint32_t;

  struct Member {
    Node key;
    Node value;
  };

  static Result<JsonText, JsonFault> read(std::string_view text);

  Node root() const { return 0; }
  Node node_count() const { return static_cast<Node>(nodes_.size()); }  // all of them, keys too, from 0 on
  JsonKind kind(Node node) const { return nodes_[node].kind; }
  std::string_view raw(Node node) const { return text_.substr(offset(node), nodes_[node].end - nodes_[node].begin); }
  std::size_t offset(Node node) const { return nodes_[node].begin; }
  Node after(Node node) const {
    return nodes_[node].after;
  }  // the next that is not inside this one; of a key: its value

  bool is_true(Node node) const { return raw(node) == "true"; }
  std::string decoded(Node node) const;  // of a text: without quotes and escapes, UTF-8
  JsonNumber number(Node node) const;

  std::vector<Member> members(Node object) const;  // in the order of the text
  std::vector<Node> elements(Node list) const;     // the same
  std::size_t size(Node list_or_object) const;

  // The value under a key, or nothing: also where `node` is no object.
  std::optional<Node> find(Node node, std::string_view key) const;
  std::optional<Node> find(Node node, std::span<const std::string> path) const;

 private:
  friend class JsonReader;

  // In the order of the text: behind a list its elements, behind an object its keys and values in turn.
  struct Entry {
    std::uint32_t begin;  // of the text's bytes
    std::uint32_t end;
    std::uint32_t after;  // the node that follows this one and all that is inside it
    JsonKind kind;
    bool escaped;  // a text with a backslash in it
  };

  bool key_is(Node key, std::string_view word) const;

  std::string_view text_;
  std::vector<Entry> nodes_;
};

// Lines end at a line feed. Line and column count from 1, the column in bytes.
struct TextPlace {
  std::uint64_t line;
  std::uint64_t column;
};
TextPlace place_of(std::string_view text, std::size_t offset);

// The same for many offsets that do not fall, in one pass through the text.
class TextPlaces {
 public:
  explicit TextPlaces(std::string_view text) : text_(text) {}
  TextPlace place_of(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t counted_ = 0;  // up to here
  std::uint64_t line_ = 1;
  std::size_t line_start_ = 0;
};

}  // namespace hookloop

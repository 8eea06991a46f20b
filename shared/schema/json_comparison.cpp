#include "shared/schema/json_comparison.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

#include "shared/support/json_pointer.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Node = JsonText::Node;

// About a line of a terminal, with what stands around it.
constexpr std::size_t kShownValueBytes = 200;
constexpr std::size_t kLongestShownPointer = 1'000;

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && continues_character(text[end])) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string cut_pointer(const std::string& pointer) {
  if (pointer.size() <= kLongestShownPointer) return pointer;
  std::size_t tail = pointer.size() - kLongestShownPointer / 2;
  while (tail < pointer.size() && continues_character(pointer[tail])) ++tail;
  return shortened(pointer, kLongestShownPointer / 2) + pointer.substr(tail);
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t mixed = (a ^ (b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2))) * 0xff51afd7ed558ccdull;
  return mixed ^ (mixed >> 33);
}

// A text with what tells values apart in passing: equal values have equal marks; where marks are equal the values are
// looked at. So nothing is gone through again and again, however deep it lies.
class Marked {
 public:
  explicit Marked(const JsonText& text) : json(text), marks_(text.node_count()) {
    // Inner values stand behind outer ones: from the end, what a mark is made of is there already.
    for (Node node = text.node_count(); node-- > 0;) marks_[node] = mark_of(node);
  }

  std::uint64_t mark(Node node) const { return marks_[node]; }
  const JsonText& json;

 private:
  std::uint64_t mark_of(Node node) const {
    const auto kind = static_cast<std::uint64_t>(json.kind(node));
    switch (json.kind(node)) {
      case JsonKind::null:
      case JsonKind::boolean:
      case JsonKind::number:
        return mix(kind, std::hash<std::string_view>()(json.raw(node)));
      case JsonKind::text:
        return mix(kind, std::hash<std::string>()(json.decoded(node)));
      case JsonKind::list: {
        std::uint64_t mark = kind;
        for (const Node element : json.elements(node)) mark = mix(mark, marks_[element]);
        return mark;
      }
      case JsonKind::object:
        break;
    }
    std::uint64_t mark = kind;  // the order of keys does not count
    for (const auto& [key, value] : json.members(node)) mark += mix(marks_[key], marks_[value]);
    return mark;
  }

  std::vector<std::uint64_t> marks_;
};

struct Named {
  std::string key;
  Node value;
};

// By key; those of one key in the order of the text.
std::vector<Named> members_by_key(const JsonText& json, Node object) {
  std::vector<Named> members;
  for (const auto& [key, value] : json.members(object)) members.push_back({json.decoded(key), value});
  std::stable_sort(members.begin(), members.end(), [](const Named& a, const Named& b) { return a.key < b.key; });
  return members;
}

class Comparer {
 public:
  Comparer(const JsonText& before, const JsonText& after) : before_(before), after_(after) {}

  JsonComparison compare() {
    compare_values(before_.json.root(), after_.json.root());
    return std::move(result_);
  }

 private:
  bool same(Node a, Node b) const {
    if (before_.mark(a) != after_.mark(b) || before_.json.kind(a) != after_.json.kind(b)) return false;
    switch (before_.json.kind(a)) {
      case JsonKind::null:
      case JsonKind::boolean:
      case JsonKind::number:
        return before_.json.raw(a) == after_.json.raw(b);
      case JsonKind::text:
        return before_.json.decoded(a) == after_.json.decoded(b);
      case JsonKind::list: {
        const auto ours = before_.json.elements(a);
        const auto theirs = after_.json.elements(b);
        return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                          [this](Node one, Node other) { return same(one, other); });
      }
      case JsonKind::object:
        break;
    }
    const auto ours = members_by_key(before_.json, a);
    const auto theirs = members_by_key(after_.json, b);
    return std::equal(
        ours.begin(), ours.end(), theirs.begin(), theirs.end(),
        [this](const Named& one, const Named& other) { return one.key == other.key && same(one.value, other.value); });
  }

  void compare_values(Node a, Node b) {
    if (same(a, b)) return;
    const JsonKind kind = before_.json.kind(a);
    if (kind == after_.json.kind(b) && kind == JsonKind::object) return compare_objects(a, b);
    if (kind == after_.json.kind(b) && kind == JsonKind::list) return compare_lists(a, b);
    add(JsonDifference::Kind::changed, a, b);
  }

  void compare_objects(Node a, Node b) {
    const auto ours = members_by_key(before_.json, a);
    const auto theirs = members_by_key(after_.json, b);
    struct Pair {
      std::string key;
      std::optional<Node> before;
      std::optional<Node> after;
    };
    std::vector<Pair> pairs;
    for (auto one = ours.begin(), other = theirs.begin(); one != ours.end() || other != theirs.end();) {
      const bool is_ours = one != ours.end() && (other == theirs.end() || one->key <= other->key);
      const bool is_theirs = other != theirs.end() && (one == ours.end() || other->key <= one->key);
      pairs.push_back({is_ours ? one->key : other->key, is_ours ? std::optional(one->value) : std::nullopt,
                       is_theirs ? std::optional(other->value) : std::nullopt});
      if (is_ours) ++one;
      if (is_theirs) ++other;
    }
    // As they stand in `before`, and then what is only in `after`.
    std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
      if (x.before && y.before) return *x.before < *y.before;
      return x.before || y.before ? x.before.has_value() : *x.after < *y.after;
    });
    for (const Pair& pair : pairs) step_into(pair.key, pair.before, pair.after);
  }

  void compare_lists(Node a, Node b) {
    const auto ours = before_.json.elements(a);
    const auto theirs = after_.json.elements(b);
    const std::size_t shorter = std::min(ours.size(), theirs.size());
    std::size_t begin = 0;
    while (begin < shorter && same(ours[begin], theirs[begin])) ++begin;
    std::size_t end = 0;
    while (end < shorter - begin && same(ours[ours.size() - 1 - end], theirs[theirs.size() - 1 - end])) ++end;
    const std::size_t ours_end = ours.size() - end;
    const std::size_t theirs_end = theirs.size() - end;
    for (std::size_t i = begin; i < std::max(ours_end, theirs_end); ++i) {
      step_into(std::to_string(i), i < ours_end ? std::optional(ours[i]) : std::nullopt,
                i < theirs_end ? std::optional(theirs[i]) : std::nullopt);
    }
  }

  void step_into(const std::string& step, std::optional<Node> a, std::optional<Node> b) {
    const std::size_t length = pointer_.size();
    pointer_ += pointer_step(step);
    if (a && b)
      compare_values(*a, *b);
    else
      add(a ? JsonDifference::Kind::removed : JsonDifference::Kind::added, a, b);
    pointer_.resize(length);
  }

  void add(JsonDifference::Kind kind, std::optional<Node> a, std::optional<Node> b) {
    if (result_.differences.size() >= kMostJsonDifferences) {
      ++result_.left_out;
      return;
    }
    JsonDifference& difference = result_.differences.emplace_back();
    difference.kind = kind;
    difference.pointer = cut_pointer(pointer_);
    if (a) difference.before = shortened(before_.json.raw(*a), kShownValueBytes);
    if (b) difference.after = shortened(after_.json.raw(*b), kShownValueBytes);
  }

  Marked before_;
  Marked after_;
  std::string pointer_;
  JsonComparison result_;
};

}  // namespace

std::string_view to_string(JsonDifference::Kind kind) {
  switch (kind) {
    case JsonDifference::Kind::added:
      return "added";
    case JsonDifference::Kind::removed:
      return "removed";
    case JsonDifference::Kind::changed:
      break;
  }
  return "changed";
}

JsonComparison compare_json(const JsonText& before, const JsonText& after) { return Comparer(before, after).compare(); }

}  // namespace hookloop

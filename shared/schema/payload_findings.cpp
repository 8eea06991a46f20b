#include "shared/schema/payload_findings.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "shared/support/nearest.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Node = JsonText::Node;

// Texts of the body, as a person is shown them.

constexpr std::size_t kShownBytes = 80;  // about a line of a terminal, with what stands around it

// Payloads are nested three deep; what is deeper than this is hostile, and its beginning and its end tell enough.
constexpr std::size_t kShownPointerBytes = 1000;

// The value as the body has it, without the white space between its parts, cut where it is long.
std::string shortened(std::string_view raw) {
  std::string shown;
  bool within_text = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    const bool white_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (white_space && !within_text) continue;
    if (shown.size() >= kShownBytes && !continues_character(c)) return shown + "…";
    shown.push_back(c);
    if (c == '"') within_text = !within_text;
    if (c == '\\' && within_text) shown.push_back(raw[++i]);
  }
  return shown;
}

// With the slash in front, cut where the key is long.
std::string pointer_token(std::string_view key) {
  std::string token = "/";
  for (const char c : key) {
    if (token.size() > kShownBytes && !continues_character(c)) return token + "…";
    if (c == '~' || c == '/') {
      token += c == '~' ? "~0" : "~1";
    } else {
      token.push_back(c);
    }
  }
  return token;
}

// Cut in the middle, between tokens, where it is long.
std::string shortened_pointer(std::string pointer) {
  if (pointer.size() <= kShownPointerBytes) return pointer;
  const std::size_t head_end = pointer.rfind('/', kShownPointerBytes / 2);
  const std::size_t tail_begin = pointer.find('/', pointer.size() - kShownPointerBytes / 2);
  return pointer.substr(0, head_end) + "/…" + pointer.substr(tail_begin);
}

// Where nodes stand in the body. They are asked for in rising order, so that many cost no more than one: one walk
// through the body.
class PointerWalk {
 public:
  explicit PointerWalk(const JsonText& body) : body_(body) {}

  // To a value or a key; the pointer to a key is that to its value.
  std::string pointer_to(Node target) {
    open_down_to(target);
    std::string pointer;
    for (const Step& step : open_) pointer += step.token;
    return pointer;
  }

 private:
  // A list or an object around the target, and the child that it is in.
  struct Step {
    Node container;
    Node child;  // of an object: the key
    std::size_t index = 0;
    std::string token = {};
  };

  Node value_of(const Step& step) const {
    return body_.kind(step.container) == JsonKind::object ? step.child + 1 : step.child;
  }

  void open_down_to(Node target) {
    while (!open_.empty() && target >= body_.after(open_.back().container)) open_.pop_back();
    if (target == body_.root()) return;
    if (open_.empty()) open_.push_back({body_.root(), body_.root() + 1});
    go_to_child_around(target);
    while (target > value_of(open_.back())) {
      const Node inside = value_of(open_.back());
      open_.push_back({inside, inside + 1});
      go_to_child_around(target);
    }
  }

  void go_to_child_around(Node target) {
    Step& step = open_.back();
    while (target >= body_.after(value_of(step))) {
      step.child = body_.after(value_of(step));
      ++step.index;
      step.token.clear();
    }
    if (!step.token.empty()) return;
    const bool in_object = body_.kind(step.container) == JsonKind::object;
    step.token = pointer_token(in_object ? body_.decoded(step.child) : std::to_string(step.index));
  }

  const JsonText& body_;
  std::vector<Step> open_;
};

}  // namespace

void Findings::add(JsonText::Node node, const Reason& reason) {
  const std::uint64_t order = count_++;
  if (kept_.size() == kMostViolations) {
    if (node >= kept_.front().node) return;
    std::pop_heap(kept_.begin(), kept_.end());
    kept_.pop_back();
  }
  kept_.push_back({node, order, &reason});
  std::push_heap(kept_.begin(), kept_.end());
}

RuleVerdict Findings::take() {
  std::sort_heap(kept_.begin(), kept_.end());
  RuleVerdict verdict;
  PointerWalk pointers(body_);
  TextPlaces places(source_);
  for (const Finding& finding : kept_) {
    Violation violation = in_words(finding, pointers.pointer_to(finding.node));
    const TextPlace place = places.place_of(body_.offset(finding.node));
    violation.line = place.line;
    violation.column = place.column;
    verdict.violations.push_back(std::move(violation));
  }
  verdict.left_out = count_ - kept_.size();
  return verdict;
}

Violation Findings::in_words(const Finding& finding, std::string pointer) const {
  const Reason& reason = *finding.reason;
  Violation violation{"", reason.rule, reason.expected, ""};
  switch (reason.kind) {
    case Reason::Kind::value:
      violation.actual = shortened(body_.raw(finding.node));
      break;
    case Reason::Kind::missing_key:
      pointer += pointer_token(reason.missing_key);
      violation.actual = "missing";
      break;
    case Reason::Kind::foreign_key:
      violation.expected = fmt::format("no key {}{}", shortened(body_.raw(finding.node)),
                                       did_you_mean(body_.decoded(finding.node), reason.may_be_meant));
      violation.actual = shortened(body_.raw(finding.node + 1));
      break;
    case Reason::Kind::repeated_key:
      violation.actual = shortened(body_.raw(finding.node)) + " again";
      break;
  }
  violation.pointer = shortened_pointer(std::move(pointer));
  return violation;
}

}  // namespace hookloop

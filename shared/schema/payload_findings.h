// What was found wrong with a body, gathered and then told: which finding breaks which rule where in the bytes. Bodies
// are hostile, so what is kept and what is told are bounded (payload.h, kMostViolations and kLongestViolationBytes),
// and time grows with the body's length alone. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/schema/json_text.h"
#include "shared/schema/payload.h"

namespace hookloop {

struct RuleVerdict {
  std::vector<Violation> violations;  // in the order of their places; at most kMostViolations
  std::uint64_t left_out = 0;         // how many more there are
};

// What is wrong, as far as it is the same for all that break one rule in one place of the schema. There are as many as
// the schema has rules, whatever the body.
struct Reason {
  enum class Kind { value, missing_key, foreign_key, repeated_key };
  Kind kind;
  std::string rule;
  std::string expected = {};                   // of a foreign key: nothing yet
  std::string missing_key = {};                // which
  std::vector<std::string> may_be_meant = {};  // by a foreign key
};

// Keeps the violations that stand first, however many there are and in whatever order they are found. What they say is
// put into words at the end, for those that were kept.
class Findings {
 public:
  // `source` is the text that `body` was read from; both must live on.
  Findings(const JsonText& body, std::string_view source) : body_(body), source_(source) {}

  // `node` is the value, the object that lacks a key, or the key that should not be there. The reason must live on.
  void add(JsonText::Node node, const Reason& reason);

  RuleVerdict take();

 private:
  // Nodes are in the order of the text.
  struct Finding {
    JsonText::Node node;
    std::uint64_t order;  // of two in one place, the first to be found comes first
    const Reason* reason;
    bool operator<(const Finding& other) const { return std::tie(node, order) < std::tie(other.node, other.order); }
  };

  Violation in_words(const Finding& finding, std::string pointer) const;

  const JsonText& body_;
  std::string_view source_;
  std::vector<Finding> kept_;  // a heap: the last in the body is in front
  std::uint64_t count_ = 0;
};

}  // namespace hookloop

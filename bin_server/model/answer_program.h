// What a bin answers, as a person sets it: one answer, or a choice among several by a rule. Choices may stand inside
// choices, down to kDeepestProgram. Which branch a request takes is worked out in answer/answer_chooser.h. Values,
// constant once they are a bin's; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bin_server/model/bin_response.h"

namespace hookloop {

struct AnswerBranch;

struct AnswerProgram {
  enum class Choice {
    one,         // `answer`
    by_arrival,  // the first request that comes here takes the first branch, …
    by_attempt,  // the first attempt of each delivery takes the first branch, …
    by_chance,   // each branch as often as its percentage says, the last one otherwise
    by_rule,     // the first branch whose search finds the request, the last one otherwise
  };

  Choice choice = Choice::one;
  BinResponse answer;
  std::vector<AnswerBranch> branches;  // at least one where there is a choice
  bool starts_over = false;            // of by_arrival and by_attempt: behind the last comes the first, else it stays
  // Of the whole program, at its root: the same seed gives the same chances, delays and random texts in order of
  // arrival. Without one they can not be foretold.
  std::optional<std::uint64_t> seed;

  bool operator==(const AnswerProgram&) const;
};

struct AnswerBranch {
  std::uint32_t times = 1;  // of a sequence: so many in a row
  double percent = 0;       // of a chance
  std::string when;         // of a rule: a search (search/query_parser.h)
  AnswerProgram program;

  bool operator==(const AnswerBranch&) const;
};

inline constexpr std::size_t kDeepestProgram = 8;  // choices inside choices
inline constexpr std::size_t kMostBranches = 200;  // of a whole program

// What a bin says until somebody decides otherwise.
std::shared_ptr<const AnswerProgram> default_program();

}  // namespace hookloop

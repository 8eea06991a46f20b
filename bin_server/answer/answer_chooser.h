// Which of a bin's answers a request gets: goes down the bin's program, keeps count of arrivals and attempts, and draws
// the delay. What it counts begins anew when the bin's program is set and when the server starts.
//
// An attempt is known by its number where the sender tells one, else by how often its delivery came before; where no
// delivery is told, the same body at the same target is taken for the same delivery. The recorder's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "bin_server/answer/request_facts.h"
#include "bin_server/capture/judge.h"
#include "bin_server/model/answer_program.h"
#include "bin_server/model/bin.h"
#include "bin_server/model/search_query.h"
#include "bin_server/store/capture_store.h"
#include "shared/support/problem.h"
#include "shared/support/random.h"

namespace hookloop {

struct ChosenAnswer {
  BinResponse response;  // with its templates filled in
  Microseconds delay{};
  std::string step;                // see GivenAnswer
  std::uint64_t noise = 0;         // what garbage is made of
  std::optional<Problem> problem;  // instead of the response: a template that can not be filled in
};

class AnswerChooser {
 public:
  AnswerChooser(const CaptureStore& store, Judge& judge, Random& random)
      : store_(store), judge_(judge), random_(random) {}

  // `request` is whole and not stored yet; its id and time are known.
  ChosenAnswer choose(const Bin& bin, CapturedRequest& request);

 private:
  // Of one bin's program.
  struct Counts {
    std::shared_ptr<const AnswerProgram> program;  // what was counted for
    std::uint64_t seed = 0;
    std::uint64_t requests = 0;
    std::unordered_map<const AnswerProgram*, std::uint64_t> arrivals;  // of each sequence
    std::unordered_map<std::string, std::uint64_t> attempts;           // of deliveries that tell no number
    std::unordered_map<const AnswerBranch*, SearchQuery> searches;     // of rules, read once
  };

  Counts& counts_of(const Bin& bin);
  std::uint64_t attempt_of(Counts& counts, RequestFacts& facts);
  std::size_t find_rule(const AnswerProgram& program, Counts& counts, CapturedRequest& request, const Bin& bin);

  const CaptureStore& store_;
  Judge& judge_;
  Random& random_;
  std::unordered_map<BinNumber, Counts> counts_;
};

}  // namespace hookloop

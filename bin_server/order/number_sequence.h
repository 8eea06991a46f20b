// Numbers that count up, of one thing or of each of several (the builds of each app, say), as they arrived: which are
// missing, which came late, which came twice. A gap that is filled later is a reordering and no gap. One thread at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bin_server/model/bin.h"

namespace hookloop {

class NumberSequence {
 public:
  // What is kept of each kind to be shown; all are counted. Beyond kMostThings and kMostGaps, which only a sender that
  // means harm reaches, nothing more is told apart.
  static constexpr std::size_t kMostShown = 100;
  static constexpr std::size_t kMostThings = 10'000;
  static constexpr std::size_t kMostGaps = 10'000;

  struct Gap {
    std::string of;  // the thing
    std::int64_t from;
    std::int64_t to;  // included
    Seq seen_at;      // the capture with the number behind it
  };
  struct Place {
    std::string of;
    std::int64_t number;
    Seq seq;
    std::int64_t highest;  // that had come by then
  };
  struct Report {
    std::size_t things = 0;
    std::size_t numbers = 0;
    std::uint64_t missing = 0;
    std::size_t late = 0;
    std::size_t repeated = 0;
    std::vector<Gap> gaps;
    std::vector<Place> late_ones;
    std::vector<Place> repeated_ones;
    bool is_cut = false;  // there were more things or gaps than are told apart
  };

  void add(const std::string& thing, std::int64_t number, Seq seq);
  Report report() const;

 private:
  struct Range {
    std::int64_t to;
    Seq seen_at;
  };
  struct Thing {
    std::int64_t highest;
    std::map<std::int64_t, Range> open;  // ranges that are missing, by their first number
  };

  // Whether the number was missing; it is no longer.
  bool fill(Thing& thing, std::int64_t number);

  std::map<std::string, Thing> things_;
  std::size_t gap_count_ = 0;
  Report report_;
};

}  // namespace hookloop

#include "bin_server/order/number_sequence.h"

#include <algorithm>

namespace hookloop {

void NumberSequence::add(const std::string& name, std::int64_t number, Seq seq) {
  auto found = things_.find(name);
  if (found == things_.end()) {
    if (things_.size() >= kMostThings) {
      report_.is_cut = true;
      return;
    }
    ++report_.numbers;
    // The first that is seen begins the sequence: what came before it, before the bin was there, is not missed.
    things_.emplace(name, Thing{number, {}});
    return;
  }
  ++report_.numbers;
  Thing& thing = found->second;
  if (number > thing.highest) {
    if (number - 1 > thing.highest) {
      if (gap_count_ < kMostGaps) {
        thing.open.emplace(thing.highest + 1, Range{number - 1, seq});
        ++gap_count_;
      } else {
        report_.is_cut = true;
      }
    }
    thing.highest = number;
    return;
  }
  const bool is_late = fill(thing, number);
  ++(is_late ? report_.late : report_.repeated);
  auto& shown = is_late ? report_.late_ones : report_.repeated_ones;
  if (shown.size() < kMostShown) shown.push_back({name, number, seq, thing.highest});
}

bool NumberSequence::fill(Thing& thing, std::int64_t number) {
  auto range = thing.open.upper_bound(number);
  if (range == thing.open.begin()) return false;
  --range;
  const auto [from, entry] = *range;
  if (number > entry.to) return false;
  thing.open.erase(range);
  --gap_count_;
  if (from < number) {
    thing.open.emplace(from, Range{number - 1, entry.seen_at});
    ++gap_count_;
  }
  if (number < entry.to) {
    thing.open.emplace(number + 1, Range{entry.to, entry.seen_at});
    ++gap_count_;
  }
  return true;
}

NumberSequence::Report NumberSequence::report() const {
  Report report = report_;
  report.things = things_.size();
  for (const auto& [name, thing] : things_) {
    for (const auto& [from, range] : thing.open) {
      // Both ends may be far apart: the difference fits where the count may not, and it stops at the greatest.
      const std::uint64_t count = static_cast<std::uint64_t>(range.to) - static_cast<std::uint64_t>(from) + 1;
      report.missing = count == 0 || report.missing + count < report.missing ? UINT64_MAX : report.missing + count;
      if (report.gaps.size() < kMostShown) report.gaps.push_back({name, from, range.to, range.seen_at});
    }
  }
  return report;
}

}  // namespace hookloop

// The totals of bins as a transaction leaves them, until it is committed: a failed one changes nothing that is seen.
// The writer's thread.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "bin_server/store/bin_table.h"

namespace hookloop {

class BinChanges {
 public:
  explicit BinChanges(BinTable& bins) : bins_(bins), total_(bins.total()) {}

  // nullptr: there is no such bin (any more). Only this object's functions may count its totals.
  Bin* find(BinNumber number) {
    const auto known = changed_.find(number);
    if (known != changed_.end()) return &known->second;
    auto bin = bins_.find(number);
    return bin ? &changed_.emplace(number, *std::move(bin)).first->second : nullptr;
  }

  Seq add(Bin& bin, std::uint64_t bytes) {
    for (BinTotals* totals : {&bin.totals, &total_}) {
      totals->request_count += 1;
      totals->bytes += bytes;
    }
    return ++bin.totals.last_seq;
  }
  void remove(Bin& bin, std::uint64_t bytes) {
    for (BinTotals* totals : {&bin.totals, &total_}) {
      totals->request_count -= 1;
      totals->bytes -= bytes;
    }
  }
  // One that was added is pinned.
  void pin(Bin& bin, std::uint64_t bytes) {
    for (BinTotals* totals : {&bin.totals, &total_}) {
      totals->pinned_count += 1;
      totals->pinned_bytes += bytes;
    }
  }
  // What is kept of one of its captures has become larger or, below 0, smaller.
  void grow(Bin& bin, std::int64_t bytes, bool is_pinned) {
    const auto grown = static_cast<std::uint64_t>(bytes);  // modulo 2^64
    for (BinTotals* totals : {&bin.totals, &total_}) {
      totals->bytes += grown;
      if (is_pinned) totals->pinned_bytes += grown;
    }
  }

  const BinTotals& total() const { return total_; }  // of all bins; its seqs are 0
  std::map<BinNumber, Bin>& all() { return changed_; }

  void commit() {
    for (const auto& [number, bin] : changed_) bins_.set_totals(number, bin.totals);
  }

 private:
  BinTable& bins_;
  BinTotals total_;
  std::map<BinNumber, Bin> changed_;
};

}  // namespace hookloop

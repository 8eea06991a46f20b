// The bins of a store, held in memory for both twins: a capture needs its bin's settings at once, and pages show totals
// that change with every commit. Any thread; a Bin that is given out is a copy (its settings are shared and constant).
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bin_server/model/bin.h"

namespace hookloop {

class BinTable {
 public:
  std::optional<Bin> find(std::string_view id) const;
  std::optional<Bin> find(BinNumber number) const;
  std::vector<Bin> list() const;  // newest first
  std::size_t size() const;
  BinTotals total() const;  // of all bins; its seqs are 0

  // Those for which `is_wanted` says so; the others are not copied.
  template <typename Wanted>
  std::vector<Bin> list_if(Wanted is_wanted) const {
    const std::lock_guard lock(mutex_);
    std::vector<Bin> bins;
    for (const auto& [number, bin] : by_number_) {
      if (is_wanted(bin)) bins.push_back(bin);
    }
    return bins;
  }

  void put(Bin bin);  // adds, or replaces the one with its number
  void remove(BinNumber number);
  void set_totals(BinNumber number, const BinTotals& totals);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void count(const BinTotals& totals, bool is_there);

  mutable std::mutex mutex_;
  BinTotals total_;                                                            // guarded by mutex_
  std::unordered_map<BinNumber, Bin> by_number_;                               // guarded by mutex_
  std::unordered_map<std::string, BinNumber, Hash, std::equal_to<>> numbers_;  // guarded by mutex_
};

}  // namespace hookloop

#include "bin_server/store/bin_table.h"

#include <algorithm>

namespace hookloop {

std::optional<Bin> BinTable::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto number = numbers_.find(id);
  if (number == numbers_.end()) return std::nullopt;
  return by_number_.at(number->second);
}

std::optional<Bin> BinTable::find(BinNumber number) const {
  const std::lock_guard lock(mutex_);
  const auto bin = by_number_.find(number);
  if (bin == by_number_.end()) return std::nullopt;
  return bin->second;
}

std::vector<Bin> BinTable::list() const {
  std::vector<Bin> bins = list_if([](const Bin&) { return true; });
  std::sort(bins.begin(), bins.end(), [](const Bin& a, const Bin& b) { return a.number > b.number; });
  return bins;
}

std::size_t BinTable::size() const {
  const std::lock_guard lock(mutex_);
  return by_number_.size();
}

BinTotals BinTable::total() const {
  const std::lock_guard lock(mutex_);
  return total_;
}

void BinTable::count(const BinTotals& totals, bool is_there) {
  // Modulo 2^64, so also where it takes away.
  const std::uint64_t sign = is_there ? 1 : std::uint64_t{0} - 1;
  total_.request_count += sign * totals.request_count;
  total_.bytes += sign * totals.bytes;
  total_.pinned_count += sign * totals.pinned_count;
  total_.pinned_bytes += sign * totals.pinned_bytes;
}

void BinTable::put(Bin bin) {
  const std::lock_guard lock(mutex_);
  if (const auto before = by_number_.find(bin.number); before != by_number_.end()) count(before->second.totals, false);
  count(bin.totals, true);
  numbers_[bin.id] = bin.number;
  const BinNumber number = bin.number;
  by_number_[number] = std::move(bin);
}

void BinTable::remove(BinNumber number) {
  const std::lock_guard lock(mutex_);
  const auto bin = by_number_.find(number);
  if (bin == by_number_.end()) return;
  count(bin->second.totals, false);
  numbers_.erase(bin->second.id);
  by_number_.erase(bin);
}

void BinTable::set_totals(BinNumber number, const BinTotals& totals) {
  const std::lock_guard lock(mutex_);
  const auto bin = by_number_.find(number);
  if (bin == by_number_.end()) return;
  count(bin->second.totals, false);
  count(totals, true);
  bin->second.totals = totals;
}

}  // namespace hookloop

#include "bin_server/http/mark_room.h"

#include <spdlog/fmt/fmt.h>

namespace hookloop {
namespace {

Problem too_many_pins(const BinTotals& totals, const BinLimits& limits) {
  return {
      409, "too-many-pins", "The bin has no room for one more pin",
      fmt::format("Pinned captures stay, so they may take one part in {} of max_requests ({}) and of max_bytes ({}); "
                  "the bin has {} of {} bytes. Unpin some, or raise the bin's limits.",
                  kPinnedShare, limits.max_requests, limits.max_bytes, totals.pinned_count, totals.pinned_bytes)};
}

Problem too_many_pins_in_all(const BinTotals& total) {
  return {
      409, "too-many-pins", "The server has no room for one more pin",
      fmt::format("Pinned captures stay, so they may take one part in {} of what --max-total-requests, "
                  "--max-total-bytes and the memory budget allow; there are {} of {} bytes in all bins. Unpin some.",
                  kPinnedShare, total.pinned_count, total.pinned_bytes)};
}

Problem too_many_marked() {
  return {409, "too-many-marked", "Too many captures of the bin have marks",
          fmt::format("At most {} captures of a bin are pinned or have a note or tags. Clear the marks of some.",
                      kMostMarked)};
}

}  // namespace

MarkRoom::MarkRoom(const ApiContext& context, const Bin& bin)
    : limits_(bin.settings->limits),
      all_limits_(context.options.store_limits),
      totals_(bin.totals),
      all_totals_(context.store.total()),
      marked_(context.store.count_marked(bin.number)) {}

std::optional<Problem> MarkRoom::take(const Marks& before, const Marks& after, std::uint64_t bytes) {
  const bool is_more = before.empty() && !after.empty();
  if (is_more && marked_ >= kMostMarked) return too_many_marked();
  const bool is_pin = after.pinned && !before.pinned;
  if (is_pin && !may_pin(totals_, limits_, bytes)) return too_many_pins(totals_, limits_);
  if (is_pin && !may_pin(all_totals_, all_limits_, bytes)) return too_many_pins_in_all(all_totals_);
  if (is_more) ++marked_;
  for (BinTotals* totals : {&totals_, &all_totals_}) {
    if (!is_pin) break;
    totals->pinned_count += 1;
    totals->pinned_bytes += bytes;
  }
  return std::nullopt;
}

}  // namespace hookloop

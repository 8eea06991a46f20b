// The room that a bin has for marks and pins (model/marks.h), as several captures get them one after the other: what
// was taken counts for those after it. On the writer's thread, within one piece of its work, so that nothing comes
// between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "bin_server/http/api_context.h"
#include "bin_server/model/marks.h"
#include "shared/support/problem.h"

namespace hookloop {

class MarkRoom {
 public:
  MarkRoom(const ApiContext& context, const Bin& bin);

  // Why a capture of so many bytes may not have these marks in the place of those before; nothing: it may, and they
  // count from now on.
  std::optional<Problem> take(const Marks& before, const Marks& after, std::uint64_t bytes);

 private:
  const BinLimits limits_;
  const StoreLimits all_limits_;
  BinTotals totals_;
  BinTotals all_totals_;
  std::size_t marked_;
};

}  // namespace hookloop

// --bins FILE: the bins that are to be there when the server starts, in YAML. What may be said of each is what
// POST /api/v1/bins takes:
//
//   bins:
//     - id: orders
//       response:
//         sequence:
//           - {status: 503, headers: {Retry-After: "2"}, times: 2}
//           - {status: 200}
//         by: attempt
//
// The file is the truth: a bin that is there already gets its settings from it and keeps its captures; bins that it
// does not name stay as they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/model/bin.h"
#include "bin_server/store/capture_store.h"
#include "shared/http_client/target_policy.h"
#include "shared/support/clock.h"
#include "shared/support/result.h"

namespace hookloop {

struct DeclaredBin {
  std::string id;
  BinSettings settings;
};

// All of the text, or a sentence that begins with "LINE:COLUMN: ". `limits` are those of bins that name none. Pure.
Result<std::vector<DeclaredBin>> parse_bins(std::string_view yaml, const BinLimits& limits, const TargetPolicy& targets,
                                            Timestamp now);

// The same of a file; the error names it too.
Result<std::vector<DeclaredBin>> read_bins_file(const std::string& file, const BinLimits& limits,
                                                const TargetPolicy& targets, Timestamp now);

// Before the server starts; the store's writer is the caller.
std::optional<StoreError> put_bins(CaptureStore& store, const std::vector<DeclaredBin>& bins, Timestamp now);

}  // namespace hookloop

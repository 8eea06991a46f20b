// What every CaptureStore keeps to (bin_server/store/capture_store.h). A new store is done when it passes:
//   TEST_CASE("...") { check_capture_store_contract([] { return make_my_store(); }); }
// Each section gets a store of its own from `open`.
#pragma once

#include <functional>
#include <memory>

#include "bin_server/store/capture_store.h"

namespace hookloop::test {

using OpenCaptureStore = std::function<std::unique_ptr<CaptureStore>()>;

void check_capture_store_contract(const OpenCaptureStore& open);
// Of marks, and of what stays and what goes at a limit.
void check_keeping_contract(const OpenCaptureStore& open);

// Of captures that are brought back with marks, answers and exchanges.
void check_noted_contract(const OpenCaptureStore& open);

// Of limits over all bins, and of age.
using OpenLimitedStore = std::function<std::unique_ptr<CaptureStore>(const StoreLimits&)>;
void check_limits_contract(const OpenLimitedStore& open);

// A draft for a bin; everything about it follows from `number`, so that it can be told what must come back.
CaptureDraft numbered_draft(BinNumber bin, int number, std::string body);

}  // namespace hookloop::test

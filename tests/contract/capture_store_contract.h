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

// A draft for a bin; everything about it follows from `number`, so that it can be told what must come back.
CaptureDraft numbered_draft(BinNumber bin, int number, std::string body);

}  // namespace hookloop::test

// What every CaptureStore keeps to about exchanges and forward cursors (bin_server/store/capture_store.h); as
// capture_store_contract.h.
#pragma once

#include "tests/contract/capture_store_contract.h"

namespace hookloop::test {

void check_exchange_contract(const OpenCaptureStore& open);

// An exchange of which everything follows from `number`.
CaptureExchange numbered_exchange(BinNumber bin, Seq seq, int number);

}  // namespace hookloop::test

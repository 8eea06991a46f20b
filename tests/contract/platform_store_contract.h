// What every store of the emitter keeps to (emitter/store/platform_store.h, outbox.h, ledger.h). A new store is done
// when it passes:
//   TEST_CASE("...") { check_platform_contract(open); }
//   TEST_CASE("...") { check_outbox_contract(open); }
//   TEST_CASE("...") { check_ledger_contract(open); }
// Each section gets a store of its own from `open`.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "emitter/store/ledger.h"
#include "emitter/store/outbox.h"
#include "emitter/store/platform_store.h"

namespace hookloop::test {

// The three sides of one store, and whatever owns them.
struct StoreSides {
  std::shared_ptr<void> owner;
  PlatformStore* platform;
  Outbox* outbox;
  Ledger* ledger;
};
using OpenEmitterStore = std::function<StoreSides()>;

void check_platform_contract(const OpenEmitterStore& open);
void check_outbox_contract(const OpenEmitterStore& open);
void check_ledger_contract(const OpenEmitterStore& open);

}  // namespace hookloop::test

// The whole of an emitter's store: three views of one database. They live as long as it does.
#pragma once

#include "emitter/store/ledger.h"
#include "emitter/store/outbox.h"
#include "emitter/store/platform_store.h"

namespace hookloop {

class EmitterStore {
 public:
  virtual ~EmitterStore() = default;
  virtual PlatformStore& platform() = 0;
  virtual Outbox& outbox() = 0;
  virtual Ledger& ledger() = 0;
};

}  // namespace hookloop

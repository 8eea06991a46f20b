// The platform store over EmitterDatabase.
#pragma once

#include "emitter/store/sqlite/emitter_database.h"
#include "emitter/store/sqlite/platform_queries.h"

namespace hookloop {

struct DatabaseSource {
  EmitterDatabase* database;
  EmitterDatabase::Reading read() const { return database->read(); }
};

class SqlitePlatformStore final : public PlatformReads<PlatformStore, DatabaseSource> {
 public:
  explicit SqlitePlatformStore(EmitterDatabase& database)
      : PlatformReads(DatabaseSource{&database}), database_(database) {}

  std::optional<StoreError> change(const std::function<bool(PlatformChange&)>& body) override;
  std::optional<StoreError> check_writable() override;

 private:
  EmitterDatabase& database_;
};

}  // namespace hookloop

#include "emitter/store/sqlite/migrations.h"

#include "shared/sqlite/embedded_migrations.h"

namespace hookloop {

extern const EmbeddedAsset emitter_store_migration_files_assets[];
extern const unsigned emitter_store_migration_files_asset_count;

Migrations emitter_store_migrations() {
  static const auto texts =
      migration_texts({emitter_store_migration_files_assets, emitter_store_migration_files_asset_count});
  return texts;
}

}  // namespace hookloop

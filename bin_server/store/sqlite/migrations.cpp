#include "bin_server/store/sqlite/migrations.h"

#include "shared/sqlite/embedded_migrations.h"

namespace hookloop {

extern const EmbeddedAsset capture_store_migration_files_assets[];
extern const unsigned capture_store_migration_files_asset_count;
extern const EmbeddedAsset search_index_migration_files_assets[];
extern const unsigned search_index_migration_files_asset_count;

Migrations capture_store_migrations() {
  static const auto texts =
      migration_texts({capture_store_migration_files_assets, capture_store_migration_files_asset_count});
  return texts;
}

Migrations search_index_migrations() {
  static const auto texts =
      migration_texts({search_index_migration_files_assets, search_index_migration_files_asset_count});
  return texts;
}

}  // namespace hookloop

#include "bin_server/store/sqlite/migrations.h"

#include <vector>

#include "shared/support/embedded_asset.h"

namespace hookloop {

extern const EmbeddedAsset capture_store_migration_files_assets[];
extern const unsigned capture_store_migration_files_asset_count;

Migrations capture_store_migrations() {
  static const std::vector<std::string_view> texts = [] {
    std::vector<std::string_view> list;
    for (unsigned i = 0; i < capture_store_migration_files_asset_count; ++i) {
      list.push_back(capture_store_migration_files_assets[i].bytes());
    }
    return list;
  }();
  return texts;
}

}  // namespace hookloop

#include <catch2/catch_test_macros.hpp>

#include "emitter/store/sqlite/sqlite_emitter_store.h"
#include "tests/contract/platform_store_contract.h"
#include "tests/support/temp_dir.h"

namespace hookloop::test {
namespace {

StoreSides sides_of(std::unique_ptr<SqliteEmitterStore> store) {
  const std::shared_ptr<SqliteEmitterStore> owner = std::move(store);
  return {owner, &owner->platform(), &owner->outbox(), &owner->ledger()};
}

StoreSides open_in_memory() { return sides_of(SqliteEmitterStore::open_in_memory()); }

OpenEmitterStore open_in(const TempDir& folder) {
  return [&folder] {
    auto store = SqliteEmitterStore::open(folder.path(), Durability::normal);
    REQUIRE(store);
    return sides_of(*std::move(store));
  };
}

}  // namespace

TEST_CASE("the emitter's store in a file keeps the contract of a platform store", "[emitter][contract]") {
  const TempDir folder;
  check_platform_contract(open_in(folder));
}

TEST_CASE("the emitter's store in memory keeps the contract of a platform store", "[emitter][contract]") {
  check_platform_contract(open_in_memory);
}

TEST_CASE("the emitter's store in a file keeps the contract of an outbox", "[emitter][contract]") {
  const TempDir folder;
  check_outbox_contract(open_in(folder));
}

TEST_CASE("the emitter's store in memory keeps the contract of an outbox", "[emitter][contract]") {
  check_outbox_contract(open_in_memory);
}

TEST_CASE("the emitter's store in a file keeps the contract of a ledger", "[emitter][contract]") {
  const TempDir folder;
  check_ledger_contract(open_in(folder));
}

TEST_CASE("the emitter's store in memory keeps the contract of a ledger", "[emitter][contract]") {
  check_ledger_contract(open_in_memory);
}

}  // namespace hookloop::test

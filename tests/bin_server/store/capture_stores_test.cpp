#include <catch2/catch_test_macros.hpp>

#include "bin_server/store/memory/memory_capture_store.h"
#include "bin_server/store/sqlite/sqlite_capture_store.h"
#include "tests/contract/capture_store_contract.h"
#include "tests/contract/exchange_contract.h"
#include "tests/support/temp_dir.h"

namespace hookloop::test {

TEST_CASE("MemoryCaptureStore keeps the contract of a capture store", "[bin_server][contract]") {
  check_capture_store_contract([] { return std::make_unique<MemoryCaptureStore>(); });
}

TEST_CASE("MemoryCaptureStore keeps what it should", "[bin_server][contract]") {
  check_keeping_contract([] { return std::make_unique<MemoryCaptureStore>(); });
}

TEST_CASE("MemoryCaptureStore brings back what is noted", "[bin_server][contract]") {
  check_noted_contract([] { return std::make_unique<MemoryCaptureStore>(); });
}

TEST_CASE("SqliteCaptureStore brings back what is noted", "[bin_server][contract]") {
  const TempDir folder;
  check_noted_contract([&] {
    auto store = SqliteCaptureStore::open(folder.path(), Durability::normal);
    REQUIRE(store);
    return *std::move(store);
  });
}

TEST_CASE("MemoryCaptureStore keeps to limits over all bins", "[bin_server][contract]") {
  check_limits_contract([](const StoreLimits& limits) { return std::make_unique<MemoryCaptureStore>(limits); });
}

TEST_CASE("SqliteCaptureStore keeps to limits over all bins", "[bin_server][contract]") {
  const TempDir folder;
  check_limits_contract([&](const StoreLimits& limits) {
    auto store = SqliteCaptureStore::open(folder.path(), Durability::normal, limits);
    REQUIRE(store);
    return *std::move(store);
  });
}

TEST_CASE("SqliteCaptureStore keeps what it should", "[bin_server][contract]") {
  const TempDir folder;
  check_keeping_contract([&] {
    auto store = SqliteCaptureStore::open(folder.path(), Durability::normal);
    REQUIRE(store);
    return *std::move(store);
  });
}

TEST_CASE("SqliteCaptureStore keeps the contract of a capture store", "[bin_server][contract]") {
  const TempDir folder;
  check_capture_store_contract([&] {
    auto store = SqliteCaptureStore::open(folder.path(), Durability::normal);
    REQUIRE(store);
    return *std::move(store);
  });
}

TEST_CASE("MemoryCaptureStore keeps the contract of exchanges", "[bin_server][contract]") {
  check_exchange_contract([] { return std::make_unique<MemoryCaptureStore>(); });
}

TEST_CASE("SqliteCaptureStore keeps the contract of exchanges", "[bin_server][contract]") {
  const TempDir folder;
  check_exchange_contract([&] {
    auto store = SqliteCaptureStore::open(folder.path(), Durability::normal);
    REQUIRE(store);
    return *std::move(store);
  });
}

}  // namespace hookloop::test

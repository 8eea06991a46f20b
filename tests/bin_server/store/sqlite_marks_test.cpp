// What SQLite's rows of marks must do beyond the contract: outlive the process, and come into a database of before.
#include <catch2/catch_test_macros.hpp>

#include "bin_server/store/sqlite/migrations.h"
#include "bin_server/store/sqlite/sqlite_capture_store.h"
#include "shared/sqlite/database.h"
#include "tests/contract/capture_store_contract.h"
#include "tests/support/temp_dir.h"

namespace hookloop::test {
namespace {

constexpr int kApplicationId = 0x486b426e;  // "HkBn"

std::unique_ptr<SqliteCaptureStore> open_store(const TempDir& folder) {
  auto store = SqliteCaptureStore::open(folder.path(), Durability::normal);
  REQUIRE(store);
  return *std::move(store);
}

void append(SqliteCaptureStore& store, BinNumber bin, int first, int last) {
  std::vector<CaptureDraft> drafts;
  for (int i = first; i <= last; ++i) drafts.push_back(numbered_draft(bin, i, "body"));
  REQUIRE(store.append(drafts));
}

}  // namespace

TEST_CASE("Marks, and what they keep from being trimmed, are there after a restart", "[bin_server][unit]") {
  const TempDir folder;
  const Marks marks{true, "kept", {"a", "b"}};
  BinNumber number = 0;
  {
    const auto store = open_store(folder);
    BinSettings settings;
    settings.limits = {3, 1'000'000};
    number = store->create_bin("mine", Timestamp(), settings)->number;
    append(*store, number, 1, 3);
    REQUIRE(store->set_marks(number, 1, marks));
  }
  const auto store = open_store(folder);
  CHECK(store->find_bin("mine")->totals.pinned_count == 1);
  append(*store, number, 4, 7);
  CHECK(store->find_request(number, Seq{1})->marks == marks);
  CHECK(store->find_bin("mine")->totals.request_count == 3);
}

TEST_CASE("The marks of a bin that was deleted go with its captures", "[bin_server][unit]") {
  const TempDir folder;
  const auto store = open_store(folder);
  const BinNumber number = store->create_bin("mine", Timestamp(), {})->number;
  append(*store, number, 1, 3);
  REQUIRE(store->set_marks(number, 1, {true, "", {}}));
  REQUIRE_FALSE(store->delete_bin(number));
  while (store->sweep(Timestamp())) {
  }
  CHECK(store->database().execAndGet("SELECT count(*) FROM marks").getInt() == 0);
}

TEST_CASE("A database from before there were marks opens with its captures", "[bin_server][unit]") {
  const TempDir folder;
  {
    auto before = open_database(folder.path() / "captures.db",
                                {kApplicationId, capture_store_migrations().first(1), Durability::normal});
    REQUIRE(before);
    (*before)->exec(
        "INSERT INTO bins (number, id, created_at, settings, request_count, bytes, last_seq) "
        "VALUES (1, 'mine', 0, '{}', 1, 20, 7)");
    (*before)->exec(
        "INSERT INTO requests (bin, seq, id, received_at, client_address, client_port, complete, response_status, "
        "content_bytes, content_sha256, head, body_bytes, body) "
        "VALUES (1, 7, 'req_7', 0, '127.0.0.1', 1, 1, 200, 4, x'00', CAST('POST / HTTP/1.1' AS BLOB), 4, x'00ff0a0d')");
  }
  const auto store = open_store(folder);
  const auto request = store->find_request(1, Seq{7});
  REQUIRE(request);
  CHECK(request->body == std::string("\0\xff\n\r", 4));
  CHECK(request->marks.empty());
  REQUIRE(store->set_marks(1, 7, {true, "now", {}}));
  CHECK(store->find_bin("mine")->totals.pinned_count == 1);
}

}  // namespace hookloop::test

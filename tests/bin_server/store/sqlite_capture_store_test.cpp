#include "bin_server/store/sqlite/sqlite_capture_store.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <iterator>

#include "tests/contract/capture_store_contract.h"
#include "tests/support/temp_dir.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

std::unique_ptr<SqliteCaptureStore> open_store(const TempDir& folder, Durability durability = Durability::normal) {
  auto store = SqliteCaptureStore::open(folder.path(), durability);
  REQUIRE(store);
  return *std::move(store);
}

std::string file_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::filesystem::path database_file(const TempDir& folder) { return folder.path() / "captures.db"; }

}  // namespace

TEST_CASE("SqliteCaptureStore has everything after it was closed and opened again", "[bin_server][unit]") {
  const Durability durability = GENERATE(Durability::normal, Durability::full);
  const TempDir folder;
  BinNumber number = 0;
  {
    const auto store = open_store(folder, durability);
    BinSettings settings;
    settings.name = "kept";
    settings.forward.targets.push_back(ForwardTarget{"http://127.0.0.1:1/"});
    settings.forward.return_answer = true;
    number = store->create_bin("mine", Timestamp(), settings)->number;
    std::vector<CaptureDraft> drafts;
    for (int i = 1; i <= 20; ++i) drafts.push_back(numbered_draft(number, i, std::string(1, static_cast<char>(i))));
    REQUIRE(store->append(drafts));
    REQUIRE(store->delete_requests(number, std::vector<Seq>{5}));
  }
  const auto store = open_store(folder, durability);
  const auto bin = store->find_bin("mine");
  REQUIRE(bin);
  CHECK(bin->settings->name == "kept");
  CHECK(bin->settings->forward.return_answer);
  CHECK(bin->settings->response == default_program());  // the very one, by which a plain answer is known
  CHECK(bin->totals.request_count == 19);
  CHECK(bin->totals.last_seq == 20);
  CHECK(store->find_request(number, Seq{20})->body == std::string(1, '\x14'));
  const CaptureDraft next = numbered_draft(number, 21, "");
  CHECK(store->append(std::span(&next, 1)).value() == AppendedSeqs{21});
}

TEST_CASE("SqliteCaptureStore frees the room of deleted captures after a restart too", "[bin_server][unit]") {
  const TempDir folder;
  {
    const auto store = open_store(folder);
    const BinNumber number = store->create_bin("mine", Timestamp(), {})->number;
    std::vector<CaptureDraft> drafts;
    for (int i = 1; i <= 5'000; ++i) drafts.push_back(numbered_draft(number, i, ""));
    REQUIRE(store->append(drafts));
    CHECK_FALSE(store->delete_bin(number).has_value());
  }
  const auto store = open_store(folder);
  int sweeps = 0;
  while (store->sweep(Timestamp())) ++sweeps;
  CHECK(sweeps >= 2);  // in bounded pieces, not in one stroke
  CHECK(store->database().execAndGet("SELECT count(*) FROM requests").getInt() == 0);
}

TEST_CASE("SqliteCaptureStore keeps nothing of a batch that fails, and goes on when there is room",
          "[bin_server][unit]") {
  const TempDir folder;
  const auto store = open_store(folder);
  const BinNumber number = store->create_bin("mine", Timestamp(), {})->number;
  const CaptureDraft small = numbered_draft(number, 1, "small");
  REQUIRE(store->append(std::span(&small, 1)));

  const int pages = store->database().execAndGet("PRAGMA page_count").getInt();
  store->database().execAndGet(fmt::format("PRAGMA max_page_count = {}", pages + 10));
  const std::vector<CaptureDraft> batch{numbered_draft(number, 2, "fits"),
                                        numbered_draft(number, 3, std::string(1'000'000, 'x'))};
  const auto failed = store->append(batch);
  REQUIRE_FALSE(failed);
  CHECK_THAT(failed.error().message, ContainsSubstring("full"));
  CHECK(store->find_bin("mine")->totals.request_count == 1);
  CHECK(store->list_requests(number, {}).size() == 1);

  store->database().execAndGet("PRAGMA max_page_count = 1000000");
  CHECK(store->append(batch).value() == AppendedSeqs{2, 3});
}

TEST_CASE("SqliteCaptureStore refuses a database that is not its own and changes no byte of it", "[bin_server][unit]") {
  const TempDir folder;
  const auto file = database_file(folder);
  std::string expected;
  SECTION("a file of another kind") {
    std::ofstream(file, std::ios::binary) << std::string(8'192, 'j') << "unk";
    expected = "no database";
  }
  SECTION("a database of another program") {
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE notes (text)");
    expected = "another program";
  }
  SECTION("a database of a newer version") {
    { open_store(folder); }
    SQLite::Database newer(file.string(), SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 999");
    newer.execAndGet("PRAGMA journal_mode = DELETE");
    expected = "newer version";
  }
  SECTION("a database that is damaged") {
    {
      const auto store = open_store(folder);
      const BinNumber number = store->create_bin("mine", Timestamp(), {})->number;
      for (int i = 0; i < 200; ++i) {
        const CaptureDraft draft = numbered_draft(number, i, std::string(500, 'x'));
        REQUIRE(store->append(std::span(&draft, 1)));
      }
    }
    std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekp(3 * 4'096);
    bytes << std::string(4'096 * 10, '\x5a');
    expected = "damaged";
  }
  const std::string before = file_bytes(file);
  const auto opened = SqliteCaptureStore::open(folder.path(), Durability::normal);
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().message, ContainsSubstring(expected));
  CHECK_THAT(opened.error().message, ContainsSubstring(file.string()));
  CHECK(file_bytes(file) == before);
}

TEST_CASE("SqliteCaptureStore says when a bin's settings are damaged", "[bin_server][unit]") {
  const TempDir folder;
  {
    const auto store = open_store(folder);
    REQUIRE(store->create_bin("mine", Timestamp(), {}));
    store->database().exec("UPDATE bins SET settings = '{x'");
  }
  const auto opened = SqliteCaptureStore::open(folder.path(), Durability::normal);
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().message, ContainsSubstring("damaged"));
  CHECK_THAT(opened.error().message, ContainsSubstring("captures.db"));
}

TEST_CASE("SqliteCaptureStore's log does not grow without end under an unbroken load", "[bin_server][unit]") {
  const TempDir folder;
  const auto store = open_store(folder);
  const BinNumber number = store->create_bin("mine", Timestamp(), {})->number;
  // 250 MiB through a log that is finished at 64 MiB.
  std::vector<CaptureDraft> batch;
  for (int i = 0; i < 64; ++i) batch.push_back(numbered_draft(number, i, std::string(64 * 1024, 'x')));
  std::uintmax_t longest = 0;
  for (int round = 0; round < 64; ++round) {
    for (int i = 0; i < 64; ++i) batch[static_cast<std::size_t>(i)].id = fmt::format("req_{}_{}", round, i);
    REQUIRE(store->append(batch));
    longest = std::max(longest, std::filesystem::file_size(folder.path() / "captures.db-wal"));
  }
  CHECK(longest < 200u << 20);
}

TEST_CASE("SqliteCaptureStore's files can be read by their owner alone", "[bin_server][unit]") {
  const TempDir folder;
  const auto store = open_store(folder);
  const auto rights = std::filesystem::status(database_file(folder)).permissions();
  CHECK((rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
        std::filesystem::perms::none);
}

}  // namespace hookloop::test

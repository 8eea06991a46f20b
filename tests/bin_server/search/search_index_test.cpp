// Searching with an index finds what searching without one finds, at every moment of its making.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "bin_server/search/index_entry.h"
#include "bin_server/search/search_hints.h"
#include "bin_server/store/sqlite/migrations.h"
#include "shared/schema/event_type.h"
#include "shared/sqlite/database.h"
#include "tests/bin_server/search/index_bench.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct SearchedBench : IndexBench {
  // One of everything that a condition can be about.
  void capture_some(int from, int to) {
    for (int i = from; i <= to; ++i) {
      std::vector<std::string> headers{fmt::format("X-Nth: value {}", i)};
      if (i % 2 == 0) headers.push_back(fmt::format("webhook-id: dlv_{}", i / 4));
      if (i % 2 == 0) headers.push_back(fmt::format("Hookloop-Attempt: {}", i % 3 + 1));
      if (i % 5 == 0) headers.emplace_back("webhook-signature: v1,AAAA");
      if (i % 7 == 0) headers.emplace_back("Hookloop-Event-Type: PROJECT_PUBLISH");
      std::string body =
          fmt::format(R"({{"app":{{"name":"App {}"}},"n":{},"word":"Gr\u00f6\u00dfe {}"}})", i % 10, i, i);
      if (i % 11 == 0) body = payload_example(EventType::PROJECT_VERSION_CREATE);
      if (i % 13 == 0) body = "no JSON \xff Ünïcode " + std::to_string(i);
      CaptureDraft draft = request_draft(
          bin.number, fmt::format("req_{}", i),
          fmt::format("{} /b/mine/orders/{}?page={}&name=J%20D", i % 3 == 0 ? "PUT" : "POST", i, i % 4), headers, body);
      draft.received_at = kCapturedAt + std::chrono::seconds(i);
      draft.response_status = i % 6 == 0 ? 503 : 200;
      draft.complete = i % 17 != 0;
      capture(draft);
    }
  }
};

const std::vector<std::string> kQueries{"app",
                                        "\"app 3\"",
                                        "rders/1",
                                        "größe",
                                        "ünïcode",
                                        "\"größe 42\"",
                                        "-app",
                                        "app -\"app 3\"",
                                        "method:PUT",
                                        "path:/orders/4*",
                                        "path:/orders/42",
                                        "type:PROJECT_PUBLISH",
                                        "type:PROJECT_VERSION_CREATE",
                                        "status:503",
                                        "status:5xx or \"app 3\"",
                                        "header.x-nth:\"value 42\"",
                                        "header.x-nth:~\"UE 4\"",
                                        "header.webhook-id:*",
                                        "query.page:2",
                                        "query.name:\"J D\"",
                                        "query.page:>2",
                                        "body.app.name:\"App 3\"",
                                        "body.n:>95",
                                        "body.n:42",
                                        "body.n:42.0",
                                        "body.n:<8 body.n:>3",
                                        "body.n:<8 \"app 3\" status:200",
                                        "body.n:<8 or body.n:>95",
                                        "-body.n:>5 method:PUT",
                                        "header.hookloop-attempt:>2",
                                        "query.page:<1 body.n:>90",
                                        "body.word:~größe",
                                        "size:>80",
                                        "size:<30",
                                        "attempt:>1",
                                        "after:3550s",
                                        "before:3550s",
                                        "after:3590s before:3550s",
                                        "id:req_42",
                                        "delivery:dlv_7",
                                        "is:valid",
                                        "-is:valid",
                                        "is:invalid",
                                        "is:signed",
                                        "-is:signed",
                                        "is:bad-signature",
                                        "is:duplicate",
                                        "is:incomplete",
                                        "is:malformed",
                                        "nowhere",
                                        "ap",
                                        "é",
                                        "status:200 is:duplicate or status:503 is:incomplete",
                                        "body.app.name:* -body.n:>50",
                                        "header.x-nth:~4 query.page:1"};

}  // namespace

TEST_CASE("An index changes nothing of what is found, however much of it is made", "[search][unit]") {
  SearchedBench bench;
  bench.set_secrets({{SignatureScheme::standard, kSecret, ""}});
  bench.capture_some(1, 60);
  const int state = GENERATE(0, 1, 2);
  if (state > 0) bench.index_all();
  if (state > 1) bench.capture_some(61, 100);  // not indexed yet
  CHECK(bench.index->covered(bench.bin.number) == (state > 0 ? 60 : 0));
  for (const std::string& query : kQueries) {
    CAPTURE(query, state);
    for (const bool newest_first : {true, false}) {
      RequestRange range;
      range.newest_first = newest_first;
      range.limit = 1'000;
      const auto all = bench.found(query, nullptr, range);
      CHECK(bench.found(query, bench.index.get(), range) == all);
      range.limit = 3;
      CHECK(bench.found(query, bench.index.get(), range) == bench.found(query, nullptr, range));
      range.after = 20;
      range.before = 70;
      CHECK(bench.found(query, bench.index.get(), range) == bench.found(query, nullptr, range));
    }
  }
}

TEST_CASE("Verdicts on signatures follow the bin's secrets, before they are judged again and after", "[search][unit]") {
  SearchedBench bench;
  bench.capture_some(1, 30);
  bench.index_all();
  CHECK(bench.found("is:bad-signature", bench.index.get()).empty());
  bench.set_secrets({{SignatureScheme::standard, kSecret, ""}});
  const auto expected = bench.found("is:bad-signature", nullptr);
  CHECK_FALSE(expected.empty());
  CHECK(bench.found("is:bad-signature", bench.index.get()) == expected);
  bench.index_all();
  CHECK(bench.index->judged_with(bench.bin.number) == secrets_fingerprint(*bench.bin.settings));
  CHECK(bench.found("is:bad-signature", bench.index.get()) == expected);
}

TEST_CASE("What was deleted is not found, and an index of mostly that is made anew", "[search][unit]") {
  SearchedBench bench;
  bench.capture_some(1, 30);
  bench.index_all();
  REQUIRE(bench.store.delete_requests(bench.bin.number, std::vector<Seq>{3}));
  CHECK(bench.found("\"app 3\"", bench.index.get()) == bench.found("\"app 3\"", nullptr));
  // As if very much more had been indexed than there is.
  std::vector<IndexEntry> gone(12'000);
  for (std::size_t i = 0; i < gone.size(); ++i) gone[i].seq = static_cast<Seq>(i + 1);
  bench.index->add(bench.bin.number + 1, gone, 12'000);
  bench.index_all();
  CHECK(bench.index->size() == 29);
  CHECK(bench.found("\"app 4\"", bench.index.get()) == bench.found("\"app 4\"", nullptr));
}

TEST_CASE("Captures are found by their ids in the order of the range, and within it", "[search][unit]") {
  SearchedBench bench;
  bench.capture_some(1, 30);
  const std::string three = "id:req_7 or id:req_20 or id:req_9";
  CHECK(bench.found(three, nullptr) == std::vector<Seq>{20, 9, 7});
  RequestRange range;
  range.newest_first = false;
  range.after = 7;
  CHECK(bench.found(three, nullptr, range) == std::vector<Seq>{9, 20});
  range.before = 20;
  CHECK(bench.found(three, nullptr, range) == std::vector<Seq>{9});
  CHECK(bench.found("id:req_7 status:503", nullptr).empty());
  CHECK(bench.found("id:req_7 or id:req_7", nullptr) == std::vector<Seq>{7});
  CHECK(bench.found("id:req_99", nullptr).empty());
}

TEST_CASE("An index that can not be read costs no find", "[search][unit]") {
  // Fails when it is asked for the second time.
  class FailingIndex final : public SearchIndex {
   public:
    explicit FailingIndex(const SearchIndex& index) : index_(index) {}
    Seq covered(BinNumber bin) const override { return index_.covered(bin); }
    std::uint64_t size() const override { return index_.size(); }
    void add(BinNumber, std::span<const IndexEntry>, Seq) override {}
    std::optional<std::int64_t> judged_with(BinNumber) const override { return std::nullopt; }
    void set_judged_with(BinNumber, std::int64_t) override {}
    std::vector<Seq> judged_with_others(BinNumber, std::int64_t, std::size_t) const override { return {}; }
    void judge_again(BinNumber, std::span<const IndexEntry>) override {}
    void reset() override {}
    std::vector<Seq> candidates(BinNumber bin, const SearchHints& hints, const RequestRange& range) const override {
      if (asked_++ > 0) throw std::runtime_error("disk I/O error");
      return index_.candidates(bin, hints, range);
    }

   private:
    const SearchIndex& index_;
    mutable int asked_ = 0;
  };
  SearchedBench bench;
  for (int i = 0; i < 4; ++i) bench.capture_some(1 + i * 100, 100 + i * 100);
  bench.index_all();
  RequestRange range;
  range.limit = 1'000;
  const FailingIndex failing(*bench.index);
  CHECK(bench.found("\"app 3\"", &failing, range) == bench.found("\"app 3\"", nullptr, range));
  const FailingIndex failing_again(*bench.index);
  range.newest_first = false;
  CHECK(bench.found("page=2 status:200", &failing_again, range) == bench.found("page=2 status:200", nullptr, range));
}

TEST_CASE("A text longer than an index keeps is found to its end", "[search][unit]") {
  SearchedBench bench;
  bench.capture("POST /b/mine", {}, std::string(kLongestIndexedText + 10, 'x') + " needle");
  bench.capture("POST /b/mine", {}, "short");
  bench.index_all();
  CHECK(bench.found("needle", bench.index.get()) == std::vector<Seq>{1});
  CHECK(bench.found("needle status:200", bench.index.get()) == std::vector<Seq>{1});
}

TEST_CASE("Comparing numbers, an index names those that can match and no others", "[search][unit]") {
  SearchedBench bench;
  for (const char* body : {R"({"n":4})", R"({"n":5})", R"({"n":"5.0"})", R"({"n":5.5})", R"({"m":7})", R"({"n":[7]})",
                           R"({"n":9007199254740993})", "no JSON"}) {
    bench.capture("POST /b/mine?page=12", {"X-Count: 3"}, body);
  }
  bench.index_all();
  const auto named = [&](const std::string& text) {
    const auto query = parse_search(text, kCapturedAt);
    REQUIRE(query);
    RequestRange range;
    range.newest_first = false;
    return bench.index->candidates(bench.bin.number, hints_of(query->alternatives.front(), 0), range);
  };
  CHECK(named("body.n:>5") == std::vector<Seq>{4, 7});
  CHECK(named("body.n:<5") == std::vector<Seq>{1});
  CHECK(named("body.n:5") == std::vector<Seq>{2, 3});
  CHECK(named("body./n/0:>5") == std::vector<Seq>{6});
  CHECK(named("body.n:>9007199254740992") == std::vector<Seq>{7});
  CHECK(named("body.n:>5 body.n:<6") == std::vector<Seq>{4});
  CHECK(named("header.x-count:>3").empty());
  CHECK(named("query.page:>11").size() == 8);
  CHECK(named("method:PUT").empty());
}

TEST_CASE("Of more numbers than an index keeps every one is found", "[search][unit]") {
  SearchedBench bench;
  std::string body = "[";
  for (std::size_t i = 0; i <= kMostIndexedNumbers; ++i) body += fmt::format("{},", i);
  bench.capture("POST /b/mine", {}, body + "1]");
  bench.capture("POST /b/mine", {}, "[3]");
  bench.index_all();
  CHECK(bench.found(fmt::format("body./{}:>0", kMostIndexedNumbers), bench.index.get()) == std::vector<Seq>{1});
  CHECK(bench.found("body./0:>2", bench.index.get()) == std::vector<Seq>{2});
}

TEST_CASE("An index from before numbers were kept is built anew", "[search][unit]") {
  SearchedBench bench;
  bench.capture_some(1, 30);
  bench.index.reset();
  std::filesystem::remove(bench.folder.path() / "search.db");
  {
    auto old = open_database(bench.folder.path() / "search.db", {0x486b5369, search_index_migrations().first(1)});
    REQUIRE(old);
    (*old)->exec(fmt::format("INSERT INTO coverage (bin, seq) VALUES ({}, 30)", bench.bin.number));
  }
  const auto index = bench.open();
  CHECK(index->covered(bench.bin.number) == 0);
  CHECK(index->size() == 0);
  CHECK(bench.found("body.n:>20", index.get()) == bench.found("body.n:>20", nullptr));
}

TEST_CASE("An index outlives the program, and is made anew when it can not be read or is not of these captures",
          "[search][unit]") {
  SearchedBench bench;
  bench.capture_some(1, 30);
  bench.index_all();
  SECTION("it outlives the program") {
    bench.index.reset();
    const auto again = bench.open();
    CHECK(again->covered(bench.bin.number) == 30);
    CHECK(again->size() == 30);
    CHECK(bench.found("\"app 3\"", again.get()) == bench.found("\"app 3\"", nullptr));
  }
  SECTION("it is damaged") {
    bench.index.reset();
    std::filesystem::resize_file(bench.folder.path() / "search.db", 5'000);
    const auto again = bench.open();
    CHECK(again->covered(bench.bin.number) == 0);
    CHECK(bench.found("\"app 3\"", again.get()) == bench.found("\"app 3\"", nullptr));
  }
  SECTION("it covers what was never captured") {
    bench.index->add(bench.bin.number, {}, 1'000);
    bench.index_all();
    CHECK(bench.index->covered(bench.bin.number) == 30);
    CHECK(bench.found("\"app 3\"", bench.index.get()) == bench.found("\"app 3\"", nullptr));
  }
}

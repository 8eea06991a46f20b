// A bin with captures, an index of them in a temporary folder, and searches with it and without.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>
#include <vector>

#include "bin_server/search/indexer.h"
#include "bin_server/search/query_parser.h"
#include "bin_server/search/search.h"
#include "bin_server/store/sqlite/sqlite_search_index.h"
#include "tests/support/captures.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_dir.h"

namespace hookloop::test {

struct IndexBench : CaptureBench {
  TempDir folder;
  std::unique_ptr<SqliteSearchIndex> index = open();
  ManualClock clock{kCapturedAt};
  Indexer indexer{store, judge, *index, clock, [] { return std::uint64_t{0}; }};

  std::unique_ptr<SqliteSearchIndex> open() {
    auto opened = SqliteSearchIndex::open(folder.path());
    REQUIRE(opened);
    return *std::move(opened);
  }
  void index_all() {
    while (indexer.work()) {
    }
  }
  std::vector<Seq> found(const std::string& text, const SearchIndex* with, RequestRange range = {}) {
    const auto query = parse_search(text, kCapturedAt + std::chrono::hours(1));
    if (!query) FAIL(text << ": " << query.error().message);
    std::vector<Seq> seqs;
    for (const CapturedRequest& request : Search(store, judge, with).find(bin, *query, range)) {
      seqs.push_back(request.seq);
    }
    return seqs;
  }
};

}  // namespace hookloop::test

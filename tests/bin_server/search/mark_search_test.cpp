// Searches for what a person noted on captures: found at once, whatever of them was indexed before.
#include <catch2/catch_test_macros.hpp>

#include "tests/bin_server/search/index_bench.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

struct MarkedBench : IndexBench {
  MarkedBench() {
    for (int i = 1; i <= 6; ++i) capture("POST /b/mine", {}, i % 2 == 0 ? "even" : "odd");
    mark(1, {true, "", {}});
    mark(2, {false, "Look at the Größe", {"Broken", "two words"}});
    mark(3, {true, "broken too", {"ok"}});
  }
  void mark(Seq seq, const Marks& marks) { REQUIRE(store.set_marks(bin.number, seq, marks).value()); }
  std::vector<Seq> seqs_of(const std::string& query) {
    const auto without = found(query, nullptr);
    CHECK(found(query, index.get()) == without);
    return without;
  }
};

}  // namespace

TEST_CASE("A search finds pins, tags and notes", "[search][unit]") {
  MarkedBench bench;
  CHECK(bench.seqs_of("is:pinned") == std::vector<Seq>{3, 1});
  CHECK(bench.seqs_of("-is:pinned") == std::vector<Seq>{6, 5, 4, 2});
  CHECK(bench.seqs_of("tag:broken") == std::vector<Seq>{2});
  CHECK(bench.seqs_of("tag:\"Two Words\"") == std::vector<Seq>{2});
  CHECK(bench.seqs_of("tag:two").empty());
  CHECK(bench.seqs_of("tag:*") == std::vector<Seq>{3, 2});
  CHECK(bench.seqs_of("note:GRÖSSE").empty());
  CHECK(bench.seqs_of("note:größe") == std::vector<Seq>{2});
  CHECK(bench.seqs_of("note:broken") == std::vector<Seq>{3});
  CHECK(bench.seqs_of("note:*") == std::vector<Seq>{3, 2});
  CHECK(bench.seqs_of("is:pinned odd") == std::vector<Seq>{3, 1});
  CHECK(bench.seqs_of("is:pinned even").empty());
  CHECK(bench.seqs_of("even or is:pinned") == std::vector<Seq>{6, 4, 3, 2, 1});
  CHECK(bench.seqs_of("odd -tag:*") == std::vector<Seq>{5, 1});
  CHECK(bench.found("is:pinned", nullptr, {3, {}, 50, true}) == std::vector<Seq>{1});
}

TEST_CASE("Marks that were changed after a capture was indexed count at once", "[search][unit]") {
  MarkedBench bench;
  bench.index_all();
  CHECK(bench.seqs_of("is:pinned") == std::vector<Seq>{3, 1});
  bench.mark(3, {});
  bench.mark(6, {true, "", {"late"}});
  CHECK(bench.seqs_of("is:pinned") == std::vector<Seq>{6, 1});
  CHECK(bench.seqs_of("even tag:late") == std::vector<Seq>{6});
  CHECK(bench.seqs_of("even -is:pinned") == std::vector<Seq>{4, 2});
}

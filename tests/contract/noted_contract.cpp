// Captures that are brought back with all that is noted of them, and what was answered as it is read.
#include <catch2/catch_test_macros.hpp>

#include "tests/contract/capture_steps.h"
#include "tests/contract/capture_store_contract.h"
#include "tests/support/noted_captures.h"

namespace hookloop::test {
namespace {

void bring_back(CaptureStore& store, const std::vector<NotedCapture>& captures) {
  const auto given = store.append_noted(captures);
  REQUIRE(given);
  REQUIRE(given->size() == captures.size());
}

}  // namespace

void check_noted_contract(const OpenCaptureStore& open) {
  const auto store = open();

  SECTION("what is noted of a capture is there again, however it is read") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 90, 91);
    const auto captures = noted_captures(bin.number);
    CHECK(store->append_noted(captures).value().front() == 3);
    std::uint64_t bytes = store->find_request(bin.number, Seq{1})->bytes() * 2;
    std::uint64_t pinned_bytes = 0;
    for (std::size_t i = 0; i < captures.size(); ++i) {
      CAPTURE(i);
      const Seq seq = static_cast<Seq>(i) + 3;
      const auto found = store->find_request(bin.number, seq);
      REQUIRE(found);
      CHECK(found->id == captures[i].draft.id);
      CHECK(found->answer == captures[i].draft.answer);
      CHECK(found->response_status == captures[i].draft.response_status);
      CHECK(found->marks == captures[i].marks);
      auto exchanges = store->list_exchanges(bin.number, seq);
      for (CaptureExchange& exchange : exchanges) {
        CHECK(exchange.seq == seq);
        exchange.bin = 0;
        exchange.seq = 0;
      }
      CHECK(exchanges == captures[i].exchanges);
      bytes += captures[i].draft.bytes();
      if (captures[i].marks.pinned) pinned_bytes += captures[i].draft.bytes();
    }
    const BinTotals now = totals(*store, "mine");
    CHECK(now.bytes == bytes);
    CHECK(now.pinned_count == 2);
    CHECK(now.pinned_bytes == pinned_bytes);
    CHECK(store->count_marked(bin.number) == 4);
    CHECK(store->total().pinned_bytes == pinned_bytes);
  }

  SECTION("a visit tells what was answered where it is asked for, a list all but the bytes") {
    const Bin bin = make_bin(*store, "mine");
    const auto captures = noted_captures(bin.number);
    bring_back(*store, captures);
    for (const bool newest_first : {true, false}) {
      const RequestRange range{std::nullopt, std::nullopt, 100, newest_first, /*with_answers=*/true};
      std::size_t seen = 0;
      store->visit_requests(bin.number, range, [&](const CapturedRequest& request) {
        CHECK(request.answer == captures[static_cast<std::size_t>(request.seq) - 1].draft.answer);
        ++seen;
        return true;
      });
      CHECK(seen == captures.size());
      for (const CapturedRequest& row : store->list_requests(bin.number, range)) {
        CAPTURE(row.seq, newest_first);
        auto expected = captures[static_cast<std::size_t>(row.seq) - 1].draft.answer;
        if (expected) expected->bytes.clear();
        CHECK(row.answer == expected);
      }
    }
  }

  SECTION("limits take what is brought back, but for what is pinned") {
    const Bin bin = make_bin(*store, "mine", {4, 1'000'000});
    const auto captures = noted_captures(bin.number);  // the second and the fourth are pinned
    bring_back(*store, captures);
    const auto last = static_cast<Seq>(captures.size());
    CHECK(seqs(store->list_requests(bin.number, {std::nullopt, std::nullopt, 100, false})) ==
          std::vector<Seq>{2, 4, last - 1, last});
    CHECK(store->list_exchanges(bin.number, 2).size() == captures[1].exchanges.size());
    CHECK(totals(*store, "mine").pinned_count == 2);
  }

  SECTION("of a bin that is gone nothing is brought back") {
    const Bin bin = make_bin(*store, "mine");
    REQUIRE_FALSE(store->delete_bin(bin.number).has_value());
    const auto captures = noted_captures(bin.number);
    CHECK(store->append_noted(captures).value() == AppendedSeqs(captures.size(), 0));
    CHECK(store->list_exchanges(bin.number, 2).empty());
  }
}

}  // namespace hookloop::test

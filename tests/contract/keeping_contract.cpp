#include <catch2/catch_test_macros.hpp>

#include "tests/contract/capture_steps.h"
#include "tests/contract/capture_store_contract.h"

namespace hookloop::test {
namespace {

const Marks kPinned{true, "", {}};

void mark(CaptureStore& store, const Bin& bin, Seq seq, const Marks& marks) {
  const auto is_there = store.set_marks(bin.number, seq, marks);
  REQUIRE(is_there);
  REQUIRE(*is_there);
}

std::vector<Seq> kept(const CaptureStore& store, const Bin& bin) {
  return seqs(store.list_requests(bin.number, {std::nullopt, std::nullopt, 10'000, false}));
}

}  // namespace

void check_keeping_contract(const OpenCaptureStore& open) {
  const auto store = open();

  SECTION("marks come with a capture however it is read, and change nothing of it") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 4);
    const Marks marks{true, "look\nhere: Größe", {"one", "two words", "日本"}};
    mark(*store, bin, 2, marks);
    mark(*store, bin, 3, {false, "", {"three"}});
    for (const bool newest_first : {true, false}) {
      const auto rows = store->list_requests(bin.number, {std::nullopt, std::nullopt, 10, newest_first});
      REQUIRE(rows.size() == 4);
      for (const CapturedRequest& row : rows) {
        CAPTURE(row.seq, newest_first);
        CHECK(row.marks == (row.seq == 2 ? marks : row.seq == 3 ? Marks{false, "", {"three"}} : Marks{}));
      }
      store->visit_requests(bin.number, {std::nullopt, std::nullopt, 10, newest_first}, [&](const auto& request) {
        CHECK(request.marks.tags.size() == (request.seq == 2 ? 3 : request.seq == 3 ? 1 : 0));
        return true;
      });
    }
    CHECK(store->find_request(bin.number, Seq{2})->marks == marks);
    CHECK(store->find_request(bin.number, numbered_draft(bin.number, 2, "").id)->marks == marks);
    CHECK(store->find_latest(bin.number)->marks.empty());
    CHECK(store->find_request(bin.number, Seq{2})->body == "body");
  }

  SECTION("marks are changed and taken away, and those of no capture are told of") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 2);
    mark(*store, bin, 1, {true, "first", {"a"}});
    mark(*store, bin, 1, {false, "second", {}});
    CHECK(store->find_request(bin.number, Seq{1})->marks == Marks{false, "second", {}});
    mark(*store, bin, 1, {});
    CHECK(store->list_marked(bin.number, {}).empty());
    CHECK_FALSE(store->set_marks(bin.number, 9, kPinned).value());
    CHECK_FALSE(store->set_marks(bin.number + 1, 1, kPinned).value());
    CHECK(totals(*store, "mine").pinned_count == 0);
  }

  SECTION("the captures with marks are listed as a range is") {
    const Bin bin = make_bin(*store, "mine");
    const Bin other = make_bin(*store, "other");
    append(*store, bin, 1, 9);
    append(*store, other, 1, 3);
    mark(*store, other, 2, kPinned);
    for (const Seq seq : {2, 4, 6, 8}) mark(*store, bin, seq, {false, "note", {}});
    CHECK(store->list_marked(bin.number, {}) == std::vector<Seq>{8, 6, 4, 2});
    CHECK(store->list_marked(bin.number, {Seq{8}, Seq{2}, 50, false}) == std::vector<Seq>{4, 6});
    CHECK(store->list_marked(bin.number, {std::nullopt, std::nullopt, 1, true}) == std::vector<Seq>{8});
    CHECK(store->list_marked(bin.number, {Seq{2}, Seq{8}, 50, true}).empty());
    CHECK(store->count_marked(bin.number) == 4);
    REQUIRE(store->delete_requests(bin.number, std::vector<Seq>{4}));
    CHECK(store->list_marked(bin.number, {}) == std::vector<Seq>{8, 6, 2});
    REQUIRE(store->clear_requests(bin.number));
    CHECK(store->list_marked(bin.number, {}).empty());
    CHECK(store->count_marked(bin.number) == 0);
    CHECK(store->count_marked(other.number) == 1);
  }

  SECTION("totals tell of what is pinned, and a delete takes it like any other") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 5);
    const std::uint64_t bytes = numbered_draft(bin.number, 1, "body").bytes();
    for (const Seq seq : {1, 2, 3}) mark(*store, bin, seq, kPinned);
    CHECK(totals(*store, "mine").pinned_count == 3);
    CHECK(totals(*store, "mine").pinned_bytes == 3 * bytes);
    mark(*store, bin, 3, {true, "pinned still", {}});
    CHECK(totals(*store, "mine").pinned_count == 3);
    mark(*store, bin, 3, {false, "no longer", {}});
    CHECK(totals(*store, "mine").pinned_count == 2);
    REQUIRE(store->delete_requests(bin.number, std::vector<Seq>{1, 4}));
    CHECK(totals(*store, "mine").pinned_count == 1);
    CHECK(totals(*store, "mine").pinned_bytes == bytes);
    CHECK(store->clear_requests(bin.number).value() == 3);
    CHECK(totals(*store, "mine").pinned_count == 0);
    CHECK(totals(*store, "mine").pinned_bytes == 0);
  }

  SECTION("at the limit of requests pinned ones stay, and the oldest others go") {
    const Bin bin = make_bin(*store, "mine", {5, 1'000'000});
    append(*store, bin, 1, 4);
    mark(*store, bin, 1, kPinned);
    mark(*store, bin, 3, kPinned);
    append(*store, bin, 5, 9);
    CHECK(kept(*store, bin) == std::vector<Seq>{1, 3, 7, 8, 9});
    CHECK(totals(*store, "mine").request_count == 5);
    CHECK(totals(*store, "mine").last_seq == 9);
    CHECK(totals(*store, "mine").bytes == 5 * numbered_draft(bin.number, 1, "body").bytes());
  }

  SECTION("at the limit of bytes pinned ones stay, and so does the newest") {
    const Bin bin = make_bin(*store, "mine", {1'000, 500});
    append(*store, bin, 1, 3, std::string(100, 'x'));
    mark(*store, bin, 1, kPinned);
    append(*store, bin, 4, 4, std::string(100, 'x'));
    CHECK(kept(*store, bin) == std::vector<Seq>{1, 3, 4});
    append(*store, bin, 5, 5, std::string(1'000, 'x'));
    CHECK(kept(*store, bin) == std::vector<Seq>{1, 5});
    append(*store, bin, 6, 6, std::string(100, 'x'));
    CHECK(kept(*store, bin) == std::vector<Seq>{1, 6});
  }

  SECTION("what is no longer pinned goes before what is newer") {
    const Bin bin = make_bin(*store, "mine", {4, 1'000'000});
    append(*store, bin, 1, 4);
    mark(*store, bin, 1, kPinned);
    mark(*store, bin, 2, kPinned);
    append(*store, bin, 5, 6);
    REQUIRE(kept(*store, bin) == std::vector<Seq>{1, 2, 5, 6});
    mark(*store, bin, 2, {false, "not so important", {}});
    append(*store, bin, 7, 7);
    CHECK(kept(*store, bin) == std::vector<Seq>{1, 5, 6, 7});
    append(*store, bin, 8, 8);
    CHECK(kept(*store, bin) == std::vector<Seq>{1, 6, 7, 8});
    CHECK(store->list_marked(bin.number, {}) == std::vector<Seq>{1});
  }

  SECTION("a sweep that finds nothing but pinned ones over a lowered limit ends") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 6);
    for (const Seq seq : {2, 3, 4}) mark(*store, bin, seq, kPinned);
    BinSettings settings = *bin.settings;
    settings.limits = {2, 1'000'000};
    REQUIRE_FALSE(store->change_bin(bin.number, settings));
    int sweeps = 0;
    while (store->sweep(kCreated)) REQUIRE(++sweeps < 100);
    CHECK(kept(*store, bin) == std::vector<Seq>{2, 3, 4, 6});
    append(*store, bin, 7, 8);
    CHECK(kept(*store, bin) == std::vector<Seq>{2, 3, 4, 8});
  }
}

}  // namespace hookloop::test

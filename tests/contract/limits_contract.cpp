#include <catch2/catch_test_macros.hpp>

#include "tests/contract/capture_steps.h"
#include "tests/contract/capture_store_contract.h"

namespace hookloop::test {
namespace {

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

std::vector<Seq> kept(const CaptureStore& store, const Bin& bin) {
  return seqs(store.list_requests(bin.number, {std::nullopt, std::nullopt, 10'000, false}));
}

void pin(CaptureStore& store, const Bin& bin, Seq seq, bool pinned = true) {
  REQUIRE(store.set_marks(bin.number, seq, {pinned, "", {}}).value());
}

void sweep(CaptureStore& store, Timestamp now) {
  for (int i = 0; store.sweep(now); ++i) REQUIRE(i < 1'000);
}

// numbered_draft() came so many milliseconds after kCreated.
Timestamp at(int milliseconds) { return kCreated + std::chrono::milliseconds(milliseconds); }

Bin make_aging_bin(CaptureStore& store, const std::string& id, int max_age_ms) {
  BinLimits limits;
  limits.max_age = std::chrono::milliseconds(max_age_ms);
  return make_bin(store, id, limits);
}

}  // namespace

void check_limits_contract(const OpenLimitedStore& open) {
  SECTION("at the limit of requests in all, the oldest go first whichever bin they are in") {
    const auto store = open({5, kNone, kNone});
    const Bin one = make_bin(*store, "one");
    const Bin two = make_bin(*store, "two");
    append(*store, one, 1, 2);
    append(*store, two, 1, 3);
    append(*store, one, 3, 3);
    CHECK(kept(*store, one) == std::vector<Seq>{2, 3});
    append(*store, two, 4, 6);
    CHECK(kept(*store, one) == std::vector<Seq>{3});
    CHECK(kept(*store, two) == std::vector<Seq>{3, 4, 5, 6});
    CHECK(totals(*store, "one").request_count == 1);
    CHECK(totals(*store, "one").last_seq == 3);
    CHECK(totals(*store, "two").bytes == 4 * numbered_draft(two.number, 1, "body").bytes());
    CHECK(store->total().request_count == 5);
    CHECK(store->total().bytes == totals(*store, "one").bytes + totals(*store, "two").bytes);
  }

  SECTION("at the limit of bytes in all, the newest stays however large it is") {
    const auto store = open({kNone, 500, kNone});
    const Bin one = make_bin(*store, "one");
    const Bin two = make_bin(*store, "two");
    append(*store, one, 1, 2, std::string(100, 'x'));
    append(*store, two, 1, 2, std::string(100, 'x'));
    CHECK(kept(*store, one) == std::vector<Seq>{2});
    append(*store, one, 3, 3, std::string(1'000, 'x'));
    CHECK(kept(*store, one) == std::vector<Seq>{3});
    CHECK(kept(*store, two).empty());
    CHECK(store->total().request_count == 1);
  }

  SECTION("limits in all leave pinned captures, until they are pinned no longer") {
    const auto store = open({4, kNone, kNone});
    const Bin one = make_bin(*store, "one");
    const Bin two = make_bin(*store, "two");
    append(*store, one, 1, 2);
    pin(*store, one, 1);
    append(*store, two, 1, 6);
    CHECK(kept(*store, one) == std::vector<Seq>{1});
    CHECK(kept(*store, two) == std::vector<Seq>{4, 5, 6});
    CHECK(store->total().pinned_count == 1);
    pin(*store, one, 1, false);
    append(*store, two, 7, 7);
    CHECK(kept(*store, one).empty());
    CHECK(kept(*store, two) == std::vector<Seq>{4, 5, 6, 7});
  }

  SECTION("what was cleared or deleted counts no more in all") {
    const auto store = open({4, kNone, kNone});
    const Bin one = make_bin(*store, "one");
    const Bin two = make_bin(*store, "two");
    append(*store, one, 1, 3);
    append(*store, two, 1, 1);
    pin(*store, one, 3);
    REQUIRE(store->clear_requests(one.number));
    CHECK(store->total().request_count == 1);
    CHECK(store->total().pinned_count == 0);
    append(*store, two, 2, 4);
    CHECK(kept(*store, two) == std::vector<Seq>{1, 2, 3, 4});
    sweep(*store, kCreated);
    append(*store, one, 4, 5);
    CHECK(kept(*store, two) == std::vector<Seq>{3, 4});
    REQUIRE_FALSE(store->delete_bin(two.number));
    CHECK(store->total().request_count == 2);
    append(*store, one, 6, 8);
    CHECK(kept(*store, one) == std::vector<Seq>{5, 6, 7, 8});
  }

  SECTION("after everything was deleted the oldest still go first") {
    const auto store = open({3, kNone, kNone});
    const Bin one = make_bin(*store, "one");
    append(*store, one, 1, 9);
    REQUIRE(store->clear_requests(one.number));
    sweep(*store, kCreated);
    append(*store, one, 10, 14);
    CHECK(kept(*store, one) == std::vector<Seq>{12, 13, 14});
    REQUIRE(store->delete_requests(one.number, std::vector<Seq>{12, 13, 14}));
    append(*store, one, 15, 19);
    CHECK(kept(*store, one) == std::vector<Seq>{17, 18, 19});
  }

  SECTION("a sweep takes what is older than its bin's age, the newest too, but not what is pinned") {
    const auto store = open({});
    const Bin bin = make_aging_bin(*store, "mine", 100);
    const Bin ageless = make_bin(*store, "ageless");
    append(*store, bin, 1, 5);
    append(*store, ageless, 1, 5);
    pin(*store, bin, 2);
    sweep(*store, at(100));
    CHECK(kept(*store, bin) == std::vector<Seq>{1, 2, 3, 4, 5});
    sweep(*store, at(103));
    CHECK(kept(*store, bin) == std::vector<Seq>{2, 4, 5});
    CHECK(totals(*store, "mine").request_count == 3);
    sweep(*store, at(1'000));
    CHECK(kept(*store, bin) == std::vector<Seq>{2});
    CHECK(totals(*store, "mine").bytes == numbered_draft(bin.number, 2, "body").bytes());
    pin(*store, bin, 2, false);
    sweep(*store, at(1'001));
    CHECK(kept(*store, bin).empty());
    CHECK(kept(*store, ageless).size() == 5);
  }

  SECTION("what comes to a bin that had nothing is found by its age, too") {
    const auto store = open({});
    const Bin bin = make_aging_bin(*store, "mine", 100);
    sweep(*store, at(0));
    append(*store, bin, 50, 51);
    sweep(*store, at(149));
    CHECK(kept(*store, bin).size() == 2);
    sweep(*store, at(150));
    CHECK(kept(*store, bin) == std::vector<Seq>{2});
    sweep(*store, at(151));
    CHECK(kept(*store, bin).empty());
  }

  SECTION("an age that is shortened counts with the next sweep") {
    const auto store = open({});
    const Bin bin = make_aging_bin(*store, "mine", 10'000);
    append(*store, bin, 1, 5);
    sweep(*store, at(1'000));
    BinSettings settings = *bin.settings;
    settings.limits.max_age = std::chrono::milliseconds(500);
    REQUIRE_FALSE(store->change_bin(bin.number, settings));
    CHECK(store->find_bin("mine")->settings->limits.max_age == settings.limits.max_age);
    sweep(*store, at(1'000));
    CHECK(kept(*store, bin).empty());
  }
}

}  // namespace hookloop::test

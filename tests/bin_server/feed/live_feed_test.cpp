#include "bin_server/feed/live_feed.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>
#include <vector>

namespace hookloop::test {

using Woken = LiveFeed::Woken;
using namespace std::chrono_literals;

TEST_CASE("LiveFeed wakes a waiter that begins after the news", "[bin_server][unit]") {
  LiveFeed feed;
  feed.announce(1, 5);
  CHECK(feed.wait(1, 4, 10s) == Woken::news);
}

TEST_CASE("LiveFeed has no news for who has seen it all, and none of other bins", "[bin_server][unit]") {
  LiveFeed feed;
  feed.announce(1, 5);
  CHECK(feed.wait(1, 5, 1ms) == Woken::time_out);
  CHECK(feed.wait(2, 0, 1ms) == Woken::time_out);
}

TEST_CASE("LiveFeed lets waiters go when their bin or the server is closed", "[bin_server][unit]") {
  LiveFeed feed;
  SECTION("the bin") {
    std::atomic<bool> is_woken = false;
    Woken woken{};
    std::thread waiter([&] {
      woken = feed.wait(1, 0, 60s);
      is_woken = true;
    });
    while (!is_woken) feed.close_bin(1);  // until the waiter has come
    waiter.join();
    CHECK(woken == Woken::closed);
    CHECK(feed.wait(2, 0, 1ms) == Woken::time_out);
  }
  SECTION("the server") {
    std::thread waiter([&] { CHECK_NOTHROW(feed.wait(1, 0, 60s)); });
    feed.close();
    waiter.join();
    CHECK(feed.wait(2, 0, 10s) == Woken::closed);
  }
}

TEST_CASE("LiveFeed loses no wake-up among many waiters", "[bin_server][unit][threaded]") {
  LiveFeed feed;
  constexpr Seq kLast = 5'000;
  std::vector<std::thread> waiters;
  std::atomic<int> finished = 0;
  for (int i = 0; i < 8; ++i) {
    waiters.emplace_back([&] {
      Seq seen = 0;
      while (seen < kLast) {
        if (feed.wait(1, seen, 60s) != Woken::news) return;
        ++seen;  // one by one: every number is waited for
      }
      ++finished;
    });
  }
  for (Seq seq = 1; seq <= kLast; ++seq) feed.announce(1, seq);
  for (std::thread& waiter : waiters) waiter.join();
  CHECK(finished == 8);
}

TEST_CASE("LiveFeed tells of changes in order, each once", "[bin_server][unit]") {
  using Kind = FeedChange::Kind;
  LiveFeed feed;
  LiveFeed::ChangeCount seen = feed.count_changes(1);
  const std::vector<FeedChange> changes{{Kind::marked, 7, ""}, {Kind::exchange, 3, "xch_1"}, {Kind::answered, 7, ""}};
  for (const FeedChange& change : changes) feed.announce_change(1, change);
  feed.announce_change(1, changes.front());
  CHECK(feed.wait(1, 9, 10s, seen) == Woken::news);
  CHECK(feed.take_changes(1, 9, seen) == changes);
  CHECK(feed.take_changes(1, 9, seen).empty());
  CHECK(feed.wait(1, 9, 1ms, seen) == Woken::time_out);
  CHECK(feed.wait(1, 9, 1ms) == Woken::time_out);
}

TEST_CASE("LiveFeed holds changes back until their captures were told of", "[bin_server][unit]") {
  using Kind = FeedChange::Kind;
  LiveFeed feed;
  LiveFeed::ChangeCount seen = feed.count_changes(1);
  for (const Seq seq : {1, 2, 1}) feed.announce_change(1, {Kind::answered, seq, ""});
  CHECK(feed.take_changes(1, 1, seen) == std::vector<FeedChange>{{Kind::answered, 1, ""}});
  CHECK(feed.take_changes(1, 1, seen).empty());
  CHECK(feed.take_changes(1, 2, seen) == std::vector<FeedChange>{{Kind::answered, 2, ""}, {Kind::answered, 1, ""}});
}

TEST_CASE("LiveFeed keeps the last of many changes", "[bin_server][unit]") {
  LiveFeed feed;
  LiveFeed::ChangeCount seen = feed.count_changes(1);
  const Seq count = 3 * static_cast<Seq>(LiveFeed::kMostChangesAhead);
  for (Seq seq = 1; seq <= count; ++seq) feed.announce_change(1, {FeedChange::Kind::marked, seq, ""});
  const auto changes = feed.take_changes(1, count, seen);
  CHECK(changes.size() == LiveFeed::kMostChangesAhead);
  CHECK(changes.back().seq == count);
}

}  // namespace hookloop::test

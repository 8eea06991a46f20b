#include "bin_server/forward/forwarder.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <mutex>
#include <thread>

#include "bin_server/store/memory/memory_capture_store.h"
#include "shared/support/random.h"
#include "tests/bin_server/forward/held_transport.h"
#include "tests/contract/capture_store_contract.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

struct World {
  explicit World(ForwarderOptions options = {})
      : forwarder(store, transport, keep(), clock, ids, "i1", options, give_back()) {}
  ~World() { forwarder.stop(); }

  BinNumber make_bin(const std::string& id, const std::vector<std::string>& urls) {
    BinSettings settings;
    for (const std::string& url : urls) settings.forward.targets.push_back(ForwardTarget{url});
    return store.create_bin(id, clock.now(), settings)->number;
  }
  void capture(BinNumber bin, int first, int last, const std::string& body = "") {
    for (int number = first; number <= last; ++number) {
      CaptureDraft draft = numbered_draft(bin, number, body);
      draft.head = "POST /b/x/" + std::to_string(number) +
                   " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
      REQUIRE(store.append(std::span(&draft, 1)));
      forwarder.captured(bin);
    }
  }
  KeepExchanges keep() {
    return [this](std::span<const CaptureExchange> exchanges,
                  std::span<const ForwardCursor> cursors) -> std::optional<StoreError> {
      ++writes;
      if (is_full) return StoreError{"the disk is full"};
      return store.append_exchanges(exchanges, cursors);
    };
  }
  ReturnAnswer give_back() {
    return [this](BinNumber bin, Seq seq, ReturnedAnswer answer) {
      const std::lock_guard lock(mutex);
      const std::size_t kept = store.list_exchanges(bin, seq).size();
      returned.push_back({seq, answer ? answer->status : answer.error().status, kept});
    };
  }
  // What was given back, once there is so much.
  struct Returned {
    Seq seq;
    int status;
    std::size_t kept;  // exchanges of the capture at that moment
    bool operator==(const Returned&) const = default;
  };
  std::vector<Returned> wait_for_returned(std::size_t count) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (true) {
      {
        const std::lock_guard lock(mutex);
        if (returned.size() >= count || std::chrono::steady_clock::now() >= end) return returned;
      }
      std::this_thread::yield();
    }
  }
  void set_returning(BinNumber bin, const std::string& id) {
    BinSettings settings = *store.find_bin(id)->settings;
    settings.forward.return_answer = true;
    REQUIRE_FALSE(store.change_bin(bin, settings));
    forwarder.settings_changed();
  }
  std::vector<CaptureExchange> wait_for_exchanges(BinNumber bin, Seq seq, std::size_t count) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (store.list_exchanges(bin, seq).size() < count && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
    return store.list_exchanges(bin, seq);
  }

  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  MemoryCaptureStore store;
  HeldTransport transport;
  std::atomic<bool> is_full = false;
  std::atomic<int> writes = 0;
  std::mutex mutex;
  std::vector<Returned> returned;  // guarded by mutex
  Forwarder forwarder;
};

}  // namespace

TEST_CASE("Forwarder sends the next capture to a target when the one before has ended", "[bin_server][unit]") {
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/", "http://two.test/"});
  world.capture(bin, 1, 3);
  world.forwarder.start();
  world.transport.wait_for_sent(2);
  CHECK(world.transport.url(0) == "http://one.test/1");
  CHECK(world.transport.url(1) == "http://two.test/1");
  world.transport.answer(1);
  world.transport.wait_for_sent(3);
  CHECK(world.transport.url(2) == "http://two.test/2");
  world.transport.fail(2, SendFailure::refused);
  world.transport.wait_for_sent(4);
  CHECK(world.transport.url(3) == "http://two.test/3");
  world.transport.answer(3);
  CHECK(world.wait_for_exchanges(bin, 2, 1).at(0).failure == "refused");
  CHECK(world.transport.sent() == 4);  // the first has not been answered
  world.transport.answer(0);
  world.transport.wait_for_sent(5);
  CHECK(world.transport.url(4) == "http://one.test/2");
  world.transport.answer(4);
  world.transport.wait_for_sent(6);
  world.transport.answer(5);
  CHECK(world.wait_for_exchanges(bin, 3, 2).size() == 2);
}

TEST_CASE("Forwarder has no more under way than it may, and then sends what waited", "[bin_server][unit]") {
  World world({.most_in_flight = 2});
  for (int i = 0; i < 4; ++i) world.capture(world.make_bin("x" + std::to_string(i), {"http://one.test/"}), 1, 1);
  world.forwarder.start();
  world.transport.wait_for_sent(2);
  world.transport.answer(0);
  world.transport.wait_for_sent(3);
  CHECK(world.transport.sent() == 3);
  world.transport.answer(1);
  world.transport.wait_for_sent(4);
  world.transport.answer(2);
  world.transport.answer(3);
}

TEST_CASE("Forwarder holds no more bytes than it may, but for one that is larger", "[bin_server][unit]") {
  World world({.most_bytes_in_flight = 1'000});
  for (const char* id : {"a", "b"})
    world.capture(world.make_bin(id, {"http://one.test/"}), 1, 1, std::string(5'000, 'x'));
  world.forwarder.start();
  world.transport.wait_for_sent(1);
  CHECK(world.transport.sent() == 1);
  world.transport.answer(0);
  world.transport.wait_for_sent(2);
  world.transport.answer(1);
}

TEST_CASE("Forwarder goes on from its cursor, and not from before the target was set", "[bin_server][unit]") {
  World world;
  BinSettings settings;
  settings.forward.targets = {ForwardTarget{"http://old.test/"}, ForwardTarget{"http://new.test/", true, 3}};
  const BinNumber bin = world.store.create_bin("x", world.clock.now(), settings)->number;
  world.capture(bin, 1, 4);
  const ForwardCursor cursor{bin, "http://old.test/", 2};
  REQUIRE_FALSE(world.store.append_exchanges({}, std::span(&cursor, 1)));
  world.forwarder.start();
  world.transport.wait_for_sent(2);
  CHECK(world.transport.url(0) == "http://old.test/3");
  CHECK(world.transport.url(1) == "http://new.test/4");
  world.transport.fail(0, SendFailure::interrupted);
  world.transport.answer(1);
}

TEST_CASE("Forwarder sends again what an end of the process interrupted", "[bin_server][unit]") {
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/"});
  world.capture(bin, 1, 2);
  world.forwarder.start();
  world.transport.wait_for_sent(1);
  world.transport.answer(0);
  world.transport.wait_for_sent(2);
  world.forwarder.drain(std::chrono::milliseconds(0));
  world.transport.fail(1, SendFailure::interrupted);
  world.forwarder.stop();
  CHECK(world.store.list_exchanges(bin, 1).size() == 1);
  CHECK(world.store.list_exchanges(bin, 2).empty());
  CHECK(world.store.list_forward_cursors(bin) == std::vector<ForwardCursor>{{bin, "http://one.test/", 1}});
}

TEST_CASE("Forwarder writes down later what it could not write down", "[bin_server][unit]") {
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/"});
  world.forwarder.start();
  world.is_full = true;
  world.capture(bin, 1, 1);
  world.transport.wait_for_sent(1);
  world.transport.answer(0);
  while (world.writes == 0) std::this_thread::yield();
  CHECK(world.store.list_exchanges(bin, 1).empty());
  world.is_full = false;
  world.capture(bin, 2, 2);
  world.transport.wait_for_sent(2);
  world.transport.answer(1);
  CHECK(world.wait_for_exchanges(bin, 2, 1).size() == 1);
  CHECK(world.store.list_exchanges(bin, 1).size() == 1);
}

TEST_CASE("Forwarder passes captures that are gone", "[bin_server][unit]") {
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/"});
  world.capture(bin, 1, 5);
  REQUIRE(world.store.delete_requests(bin, std::vector<Seq>{1, 2, 4}));
  world.forwarder.start();
  world.transport.wait_for_sent(1);
  CHECK(world.transport.url(0) == "http://one.test/3");
  world.transport.answer(0);
  world.transport.wait_for_sent(2);
  CHECK(world.transport.url(1) == "http://one.test/5");
  world.transport.answer(1);
}

TEST_CASE("Forwarder stops sending to a target that was taken away, and keeps what comes of the last one",
          "[bin_server][unit]") {
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/"});
  world.capture(bin, 1, 2);
  world.forwarder.start();
  world.transport.wait_for_sent(1);
  const BinSettings nowhere;
  REQUIRE_FALSE(world.store.change_bin(bin, nowhere));
  world.forwarder.settings_changed();
  const BinNumber other = world.make_bin("y", {"http://two.test/"});
  world.capture(other, 3, 3);
  world.forwarder.settings_changed();
  world.transport.wait_for_sent(2);  // the change was seen
  world.transport.answer(0);
  world.transport.answer(1);
  CHECK(world.wait_for_exchanges(bin, 1, 1).size() == 1);
  CHECK(world.wait_for_exchanges(other, 1, 1).size() == 1);
  CHECK(world.transport.sent() == 2);
}

TEST_CASE("Forwarder gives back what the first target answers, once it is kept", "[bin_server][unit]") {
  using Returned = World::Returned;
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/", "http://two.test/"});
  world.set_returning(bin, "x");
  world.capture(bin, 1, 2);
  world.forwarder.start();
  world.transport.wait_for_sent(2);
  world.transport.answer(1, 500);  // of the second target: nobody waits for it
  world.transport.wait_for_sent(3);
  world.transport.answer(0, 201);
  world.transport.wait_for_sent(4);
  CHECK(world.wait_for_returned(1) == std::vector<Returned>{{1, 201, 2}});
  world.transport.fail(3, SendFailure::timed_out);
  CHECK(world.wait_for_returned(2).at(1) == Returned{2, 504, 1});
  world.transport.answer(2);
}

TEST_CASE("Forwarder gives an answer back that can not be kept", "[bin_server][unit]") {
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/"});
  world.set_returning(bin, "x");
  world.capture(bin, 1, 1);
  world.forwarder.start();
  world.transport.wait_for_sent(1);
  world.is_full = true;
  world.transport.answer(0, 201);
  CHECK(world.wait_for_returned(1).at(0) == World::Returned{1, 201, 0});
  world.is_full = false;
}

TEST_CASE("Forwarder has no more answers to return under way than it may hold", "[bin_server][unit]") {
  World world({.most_returned_body = 1'000, .most_returned_bytes = 2'500});
  std::vector<BinNumber> bins;
  for (int i = 0; i < 3; ++i) {
    const std::string id = "x" + std::to_string(i);
    bins.push_back(world.make_bin(id, {"http://one.test/"}));
    world.set_returning(bins.back(), id);
    world.capture(bins.back(), 1, 1);
  }
  world.forwarder.start();
  world.transport.wait_for_sent(2);
  world.transport.answer(0);
  world.transport.wait_for_sent(3);
  world.transport.answer(1);
  world.transport.answer(2);
  CHECK(world.wait_for_returned(3).size() == 3);
}

TEST_CASE("Forwarder gives back a problem where a capture is not sent", "[bin_server][unit]") {
  World world;
  const BinNumber bin = world.make_bin("x", {"http://one.test/"});
  world.set_returning(bin, "x");
  CaptureDraft draft = numbered_draft(bin, 1, "");
  draft.head = "POST /b/x HTTP/1.1\r\nHost: h\r\nVia: 1.1 hookloop-i1-x\r\n\r\n";
  REQUIRE(world.store.append(std::span(&draft, 1)));
  draft = numbered_draft(bin, 2, "");
  draft.head = "POST /b/x/../y HTTP/1.1\r\nHost: h\r\n\r\n";
  REQUIRE(world.store.append(std::span(&draft, 1)));
  world.forwarder.start();
  CHECK(world.wait_for_returned(2) == std::vector<World::Returned>{{1, 508, 1}, {2, 502, 1}});
  CHECK(world.transport.sent() == 0);
}

}  // namespace hookloop::test

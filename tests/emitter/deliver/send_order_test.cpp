#include "emitter/deliver/send_order.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/emitter/faults/made_request.h"

using namespace hookloop;
using namespace hookloop::test;
using namespace std::chrono_literals;

namespace {

SteadyTime at(Microseconds time) { return SteadyTime(time); }

// A run's order on a clock of its own.
struct Scene {
  SendOrder order;
  SteadyTime now = at(0s);
  std::uint64_t added = 0;

  void add(const std::vector<std::string>& planned = {}, Microseconds pause = 0s) {
    order.add(++added, faults(planned), now + pause);
  }
  // The numbers of those that begin now.
  std::vector<std::uint64_t> take() {
    std::vector<std::uint64_t> numbers;
    for (const SendStart& start : order.take_due(now)) numbers.push_back(start.nth);
    if (!numbers.empty()) order.sent(now);
    return numbers;
  }
};

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("What is due goes one by one, the longest waiting first", "[emitter][unit]") {
  Scene scene;
  scene.add({}, 2s);
  scene.add({}, 1s);
  scene.add({}, 1s);
  CHECK(scene.take().empty());
  CHECK(scene.order.next_time() == at(1s));
  scene.now = at(5s);
  CHECK(scene.take() == Numbers{2});
  CHECK(scene.take() == Numbers{3});
  CHECK(scene.take() == Numbers{1});
  CHECK(scene.take().empty());
  CHECK_FALSE(scene.order.next_time());
}

TEST_CASE("Nobody is let in before one that waits for its time", "[emitter][unit]") {
  Scene scene;
  CHECK(scene.order.lets_another_in());
  SECTION("in the pause before a retry") { scene.add({}, 1s); }
  SECTION("by a delay") {
    scene.add({"delay:by=1s"});
    CHECK(scene.take().empty());
  }
  CHECK_FALSE(scene.order.lets_another_in());
  scene.now = at(1s);
  CHECK(scene.take() == Numbers{1});
  CHECK(scene.order.lets_another_in());
}

TEST_CASE("A reordered one waits until another was sent", "[emitter][unit]") {
  Scene scene;
  scene.add({"reorder:by=1m"});
  CHECK(scene.take().empty());
  CHECK(scene.order.lets_another_in());
  SECTION("by the next") {
    scene.add();
    CHECK(scene.take() == Numbers{2});
    CHECK(scene.take() == Numbers{1});
  }
  SECTION("and its time at most") {
    scene.now = at(1min - 1us);
    CHECK(scene.take().empty());
    scene.now = at(1min);
    CHECK(scene.take() == Numbers{1});
  }
  SECTION("which may be asked of the next too, and is not done to it") {
    scene.add({"reorder:by=1m"});
    const auto starts = scene.order.take_due(scene.now);
    REQUIRE(starts.size() == 1);
    CHECK(starts[0].nth == 2);
    CHECK(starts[0].held.empty());
  }
}

TEST_CASE("A burst goes together when it is as large as it was to be", "[emitter][unit]") {
  Scene scene;
  scene.add({"burst:count=3,by=10s"});
  scene.add({"burst:count=3,by=10s"});
  CHECK(scene.take().empty());
  CHECK(scene.order.lets_another_in());
  SECTION("and no larger") {
    scene.add({"burst:count=3,by=10s"});
    CHECK(scene.take() == Numbers{1, 2, 3});
    scene.add({"burst:count=3,by=10s"});
    CHECK(scene.take().empty());
  }
  SECTION("or when the first has waited long enough") {
    scene.now = at(9s);
    scene.add({"burst:count=3,by=500ms"});
    scene.add();
    CHECK(scene.take() == Numbers{1, 2, 3});
    CHECK(scene.take() == Numbers{4});
  }
  SECTION("and one that is not of it goes before") {
    scene.add();
    CHECK(scene.take() == Numbers{3});
    CHECK(scene.take().empty());
    CHECK(scene.order.next_time() == at(10s));
  }
}

TEST_CASE("One that is held by several faults is held by each, one after the other", "[emitter][unit]") {
  Scene scene;
  scene.add({"burst:count=2,by=1h", "reorder:by=1h", "delay:by=1s"});
  CHECK(scene.take().empty());
  CHECK_FALSE(scene.order.lets_another_in());
  scene.now = at(1s);
  CHECK(scene.take().empty());
  CHECK(scene.order.lets_another_in());
  scene.add();
  CHECK(scene.take() == Numbers{2});
  CHECK(scene.take().empty());
  scene.add({"burst:count=2"});
  const auto starts = scene.order.take_due(scene.now);
  REQUIRE(starts.size() == 2);
  CHECK(starts[0].nth == 1);
  CHECK(starts[0].held == std::vector<std::string>{"delay:by=1s", "reorder:by=1h", "burst:count=2,by=1h"});
  CHECK(starts[1].held == std::vector<std::string>{"burst:count=2"});
}

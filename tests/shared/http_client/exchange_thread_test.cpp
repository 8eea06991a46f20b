#include "shared/http_client/exchange_thread.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <thread>

#include "tests/support/loop_sender.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

SteadyTime soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

AsyncRequest request_to(const ScriptedReceiver& receiver) {
  AsyncRequest request;
  request.url = *parse_url(receiver.url());
  request.bytes = kExact;
  request.deadlines = kLong;
  return request;
}

}  // namespace

TEST_CASE("What ended is told of on the thread that polls, each exchange once", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  SystemClock clock;
  ExchangeThread network(clock);
  constexpr std::size_t kRequests = 300;
  std::multiset<std::size_t> told;
  const auto here = std::this_thread::get_id();
  for (std::size_t i = 0; i < kRequests; ++i) {
    network.send(request_to(receiver), [&, i](Exchange exchange) {
      CHECK(std::this_thread::get_id() == here);
      CHECK(exchange.answer.has_value());
      told.insert(i);
    });
  }
  while (told.size() < kRequests) network.wait(soon());
  for (std::size_t i = 0; i < kRequests; ++i) CHECK(told.count(i) == 1);
  for (const ReceivedRequest& received : receiver.received()) CHECK(received.bytes == kExact);
}

TEST_CASE("A callback may send again", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  SystemClock clock;
  ExchangeThread network(clock);
  int ended = 0;
  std::function<void(Exchange)> again = [&](Exchange) {
    if (++ended < 5) network.send(request_to(receiver), again);
  };
  network.send(request_to(receiver), again);
  while (ended < 5) network.wait(soon());
  CHECK(receiver.received().size() == 5);
}

TEST_CASE("Somebody else ends the wait, under way or the next one", "[http_client][integration]") {
  SystemClock clock;
  ExchangeThread network(clock);
  network.wake();
  network.wait(SteadyTime::max());
  std::atomic<bool> has_begun = false;
  std::thread other([&] {
    while (!has_begun) std::this_thread::yield();
    network.wake();
  });
  has_begun = true;
  network.wait(SteadyTime::max());
  other.join();
}

TEST_CASE("The wait ends at its time, and a poll does not wait", "[http_client][integration]") {
  SystemClock clock;
  ExchangeThread network(clock);
  network.poll();
  network.wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(1));
}

TEST_CASE("What is in flight at the end is given up without a word", "[http_client][integration]") {
  ScriptedReceiver receiver({hang()});
  SystemClock clock;
  bool was_told = false;
  {
    ExchangeThread network(clock);
    network.send(request_to(receiver), [&](Exchange) { was_told = true; });
    network.poll();
    while (receiver.received().empty()) std::this_thread::yield();
  }
  CHECK_FALSE(was_told);
}

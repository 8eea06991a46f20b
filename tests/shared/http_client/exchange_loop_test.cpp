#include "shared/http_client/exchange_loop.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <future>
#include <list>
#include <thread>

#include "tests/support/fake_interrupt.h"
#include "tests/support/loop_sender.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("ExchangeLoop gives each of many exchanges in flight its own answer", "[http_client][integration]") {
  constexpr std::size_t kReceivers = 8;
  constexpr std::size_t kEach = 20;
  std::list<ScriptedReceiver> receivers;
  for (std::size_t i = 0; i < kReceivers; ++i) {
    receivers.emplace_back(std::vector<Reply>{reply(200, fmt::format("from {}", i))});
  }
  LoopSender sender;
  for (std::size_t i = 0; i < kEach; ++i) {
    for (const ScriptedReceiver& receiver : receivers) sender.send(receiver.url());
  }
  CHECK(sender.loop.in_flight() == kReceivers * kEach);
  while (sender.loop.in_flight() > 0) sender.loop.wait(std::nullopt);
  std::size_t number = 0;
  for (const auto& exchange : sender.exchanges) {
    REQUIRE(exchange);
    REQUIRE_FALSE(exchange->failure);
    CHECK(exchange->answer->body == fmt::format("from {}", number++ % kReceivers));
  }
  for (const ScriptedReceiver& receiver : receivers) {
    const auto received = receiver.received();
    CHECK(received.size() == kEach);
    CHECK(std::all_of(received.begin(), received.end(), [](const auto& request) { return request.bytes == kExact; }));
  }
}

TEST_CASE("ExchangeLoop lets one that hangs delay nobody", "[http_client][integration]") {
  ScriptedReceiver stuck({hang()});
  ScriptedReceiver receiver({reply(204)});
  LoopSender sender;
  const auto& waiting = sender.send(stuck.url());
  for (int i = 0; i < 3; ++i) CHECK_FALSE(sender.send_and_wait(receiver.url()).failure);
  CHECK_FALSE(waiting);
  CHECK(sender.loop.in_flight() == 1);
}

TEST_CASE("ExchangeLoop uses connections again, and sends from inside an answer", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  SystemClock clock;
  ExchangeLoop loop(clock);
  int left = 10;
  std::function<void(Exchange)> next = [&](Exchange exchange) {
    CHECK_FALSE(exchange.failure);
    CHECK(exchange.connection_reused == (left < 10));
    if (--left > 0) loop.send(request_to(receiver.url()), next);
  };
  loop.send(request_to(receiver.url()), next);
  while (loop.in_flight() > 0) loop.wait(std::nullopt);
  CHECK(left == 0);
  CHECK(receiver.connections() == 1);
  CHECK(receiver.received().size() == 10);
}

TEST_CASE("ExchangeLoop uses the connection first that was used last", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  LoopSender sender;
  sender.send(receiver.url());
  sender.send(receiver.url());
  while (sender.loop.in_flight() > 0) sender.loop.wait(std::nullopt);
  CHECK(receiver.connections() == 2);
  for (int i = 0; i < 2; ++i) CHECK(sender.send_and_wait(receiver.url()).connection_reused);
  const auto received = receiver.received();
  CHECK(received.at(2).connection == received.at(3).connection);
}

TEST_CASE("ExchangeLoop closes connections that nobody needs", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  LoopSender sender({.longest_idle = std::chrono::milliseconds(10)});
  sender.send(receiver.url());
  sender.send(receiver.url());
  while (sender.loop.in_flight() > 0) sender.loop.wait(std::nullopt);
  auto closed = std::async(std::launch::async, [&] {
    receiver.wait_until_all_closed();
    sender.loop.wake();
  });
  while (closed.wait_for(std::chrono::seconds(0)) != std::future_status::ready) sender.loop.wait(std::nullopt);
  CHECK_FALSE(sender.send_and_wait(receiver.url()).connection_reused);
}

TEST_CASE("ExchangeLoop is on time in each phase, for each exchange", "[http_client][integration]") {
  ScriptedReceiver silent({Reply{"", Reply::Then::hang, false}});
  ScriptedReceiver stuck({hang()});
  ScriptedReceiver half({Reply{"HTTP/1.1 200 OK\r\n\r\nhalf", Reply::Then::hang}});
  constexpr Microseconds kSoon = std::chrono::milliseconds(50);
  constexpr Microseconds kLate = std::chrono::seconds(20);
  LoopSender sender;
  // Alone: reading the trusted certificates takes a while, in which the others would be late.
  const Exchange connect =
      sender.send_and_wait(request_to(fmt::format("https://127.0.0.1:{}/", silent.port()), {kSoon, kLate, kLate}));
  const auto& whole = sender.send(request_to(half.url(), {kLate, kLate, 2 * kSoon}));
  const auto& first_byte = sender.send(request_to(stuck.url(), {kLate, kSoon, kLate}));
  const auto& never = sender.send(request_to(stuck.url()));
  while (sender.loop.in_flight() > 1) sender.loop.wait(std::nullopt);
  REQUIRE((first_byte && whole));
  CHECK_FALSE(never);
  for (const auto* exchange : {&connect, &*first_byte, &*whole}) CHECK(exchange->failure == SendFailure::timed_out);
  CHECK(connect.timed_out_in == TimeoutPhase::connect);
  CHECK(first_byte->timed_out_in == TimeoutPhase::first_byte);
  CHECK(first_byte->phases.whole >= kSoon);
  CHECK(whole->timed_out_in == TimeoutPhase::whole);
  CHECK(whole->answer->body == "half");
}

TEST_CASE("ExchangeLoop reads what has come before it finds it late", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  LoopSender sender;
  // Whoever is told first holds the loop up until the other's deadline has passed.
  const Deadlines soon{std::chrono::seconds(20), std::chrono::milliseconds(50), std::chrono::seconds(20)};
  int ended = 0;
  for (int i = 0; i < 2; ++i) {
    sender.loop.send(request_to(receiver.url(), soon), [&](Exchange exchange) {
      CHECK_FALSE(exchange.failure);
      if (++ended > 1) return;
      while (receiver.received().size() < 2) std::this_thread::yield();
      std::this_thread::sleep_for(soon.first_byte);
    });
  }
  while (sender.loop.in_flight() > 0) sender.loop.wait(std::nullopt);
}

TEST_CASE("ExchangeLoop waits until it is woken or until a time", "[http_client][integration]") {
  LoopSender sender;
  SECTION("woken from another thread") {
    std::thread other([&] { sender.loop.wake(); });
    sender.loop.wait(std::nullopt);
    other.join();
  }
  SECTION("woken before the wait, more than once") {
    sender.loop.wake();
    sender.loop.wake();
    sender.loop.wait(std::nullopt);
    sender.loop.wake();
    sender.loop.wait(std::nullopt);
  }
  SECTION("by the time") {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
    sender.loop.wait(until);
    CHECK(std::chrono::steady_clock::now() >= until);
  }
}

TEST_CASE("ExchangeLoop polls without waiting", "[http_client][integration]") {
  ScriptedReceiver stuck({hang()});
  LoopSender sender;
  sender.send(stuck.url());
  while (stuck.received().empty()) sender.loop.poll();
  CHECK(sender.loop.in_flight() == 1);
}

TEST_CASE("ExchangeLoop gives the answer too when its body is too large", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200, std::string(100, 'x'))});
  TransportOptions options;
  options.limits.most_body_bytes = 50;
  LoopSender sender(options);
  const Exchange exchange = sender.send_and_wait(receiver.url());
  CHECK(exchange.failure == SendFailure::answer_too_large);
  CHECK_THAT(exchange.detail, ContainsSubstring("50 B"));
  CHECK(exchange.answer->status == 200);
  CHECK_FALSE(exchange.answer->body.empty());
  CHECK_FALSE(exchange.answer->body_complete);
  CHECK_FALSE(sender.send_and_wait(receiver.url()).connection_reused);
}

TEST_CASE("ExchangeLoop ends all that is in flight when it is interrupted", "[http_client][integration]") {
  ScriptedReceiver stuck({hang()});
  const FakeInterrupt interrupt([&] { return stuck.received().size() == 3; });
  LoopSender sender({.interrupt = &interrupt});
  for (int i = 0; i < 3; ++i) sender.send(stuck.url());
  while (sender.loop.in_flight() > 0) sender.loop.wait(std::nullopt);
  for (const auto& exchange : sender.exchanges) CHECK(exchange->failure == SendFailure::interrupted);
}

TEST_CASE("ExchangeLoop can go with exchanges in flight, whose callers hear nothing", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  ScriptedReceiver stuck({hang()});
  ScriptedReceiver silent({Reply{"", Reply::Then::hang, false}});
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  bool is_called = false;
  {
    SystemClock clock;
    ExchangeLoop loop(clock, {.look_up = [opened](const std::string&) -> Result<Addresses> {
                        opened.wait();
                        return Addresses{};
                      }});
    bool is_answered = false;
    loop.send(request_to(receiver.url()), [&](Exchange) { is_answered = true; });
    while (!is_answered) loop.wait(std::nullopt);

    const auto call = [&](Exchange) { is_called = true; };
    loop.send(request_to("http://slow.test/"), call);
    loop.send(request_to(stuck.url()), call);
    loop.send(request_to(fmt::format("https://127.0.0.1:{}/", silent.port())), call);
    AsyncRequest large = request_to(stuck.url());
    large.bytes = "POST / HTTP/1.1\r\nContent-Length: 8000000\r\n\r\n" + std::string(8'000'000, 'x');
    loop.send(large, call);
    AsyncRequest slow = request_to(receiver.url());
    slow.wire = {.piece_bytes = 1, .pause = std::chrono::seconds(10)};
    loop.send(slow, call);
    while (stuck.received().empty() || silent.connections() == 0) loop.wait(std::nullopt);
    loop.send(request_to(fmt::format("http://127.0.0.1:{}/", free_port())), call);
  }
  CHECK_FALSE(is_called);
  gate.set_value();
}

TEST_CASE("ExchangeLoop keeps as much of an answer as its request says, and of others what it was told",
          "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200, std::string(60, 'x'))});
  LoopSender sender({.limits = {.kept_body_bytes = 10, .most_body_bytes = 50}});
  AsyncRequest request = request_to(receiver.url());
  request.limits = AnswerLimits{.kept_body_bytes = 60, .most_body_bytes = 60};
  const Exchange whole = sender.send_and_wait(request);
  CHECK_FALSE(whole.failure);
  CHECK(whole.answer->body == std::string(60, 'x'));
  request.limits->most_body_bytes = 59;
  const Exchange over = sender.send_and_wait(request);
  CHECK(over.failure == SendFailure::answer_too_large);
  CHECK_THAT(over.detail, ContainsSubstring("59 B"));
  const Exchange other = sender.send_and_wait(receiver.url());
  CHECK(other.failure == SendFailure::answer_too_large);
  CHECK(other.answer->body.size() == 10);
}

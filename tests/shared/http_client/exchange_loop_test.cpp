#include "shared/http_client/exchange_loop.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <future>
#include <list>
#include <thread>

#include "tests/support/fake_interrupt.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kHead = "POST /hook HTTP/1.1\r\nhOsT: x\r\nB: 1\r\nA: 2\r\nB: 3\r\nContent-Length: 4\r\n\r\n";
// With the NUL: a literal ends at it.
const std::string kExact = kHead + std::string("\x00\xff{}", 4);

// Long enough for a busy machine, and only ever waited out where a test is about being too late.
const Deadlines kLong{std::chrono::seconds(20), std::chrono::seconds(20), std::chrono::seconds(20)};

AsyncRequest request_to(const std::string& url, const Deadlines& deadlines = kLong) {
  return {.url = *parse_url(url), .bytes = kExact, .deadlines = deadlines};
}

struct Sender {
  SystemClock clock;
  ExchangeLoop loop;
  std::list<std::optional<Exchange>> exchanges;  // in the order of sending

  explicit Sender(TransportOptions options = {}) : loop(clock, std::move(options)) {}

  // Filled in when the exchange has ended.
  const std::optional<Exchange>& send(AsyncRequest request) {
    std::optional<Exchange>& place = exchanges.emplace_back();
    loop.send(std::move(request), [&place](Exchange exchange) {
      CHECK_FALSE(place);
      place = std::move(exchange);
    });
    CHECK_FALSE(place);  // later, never from inside
    return place;
  }
  const std::optional<Exchange>& send(const std::string& url) { return send(request_to(url)); }
  Exchange wait_for(const std::optional<Exchange>& exchange) {
    while (!exchange) loop.wait(std::nullopt);
    return *exchange;
  }
  Exchange send_and_wait(AsyncRequest request) { return wait_for(send(std::move(request))); }
  Exchange send_and_wait(const std::string& url) { return wait_for(send(url)); }
};

}  // namespace

TEST_CASE("ExchangeLoop gives each of many exchanges in flight its own answer", "[http_client][integration]") {
  constexpr std::size_t kReceivers = 8;
  constexpr std::size_t kEach = 20;
  std::list<ScriptedReceiver> receivers;
  for (std::size_t i = 0; i < kReceivers; ++i) {
    receivers.emplace_back(std::vector<Reply>{reply(200, fmt::format("from {}", i))});
  }
  Sender sender;
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
  Sender sender;
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
  Sender sender;
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
  Sender sender({.longest_idle = std::chrono::milliseconds(10)});
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
  Sender sender;
  const auto& whole = sender.send(request_to(half.url(), {kLate, kLate, 2 * kSoon}));
  const auto& first_byte = sender.send(request_to(stuck.url(), {kLate, kSoon, kLate}));
  const auto& connect =
      sender.send(request_to(fmt::format("https://127.0.0.1:{}/", silent.port()), {kSoon, kLate, kLate}));
  const auto& never = sender.send(request_to(stuck.url()));
  while (sender.loop.in_flight() > 1) sender.loop.wait(std::nullopt);
  REQUIRE((connect && first_byte && whole));
  CHECK_FALSE(never);
  for (const auto* exchange : {&*connect, &*first_byte, &*whole}) CHECK(exchange->failure == SendFailure::timed_out);
  CHECK(connect->timed_out_in == TimeoutPhase::connect);
  CHECK(first_byte->timed_out_in == TimeoutPhase::first_byte);
  CHECK(first_byte->phases.whole >= kSoon);
  CHECK(whole->timed_out_in == TimeoutPhase::whole);
  CHECK(whole->answer->body == "half");
}

TEST_CASE("ExchangeLoop waits until it is woken or until a time", "[http_client][integration]") {
  Sender sender;
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
  Sender sender;
  sender.send(stuck.url());
  while (stuck.received().empty()) sender.loop.poll();
  CHECK(sender.loop.in_flight() == 1);
}

TEST_CASE("ExchangeLoop writes slowly on purpose, and all of it arrives", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  Sender sender;
  AsyncRequest request = request_to(receiver.url());
  request.wire = {.piece_bytes = 10, .pause = std::chrono::milliseconds(1)};
  const Exchange exchange = sender.send_and_wait(request);
  CHECK_FALSE(exchange.failure);
  CHECK(exchange.phases.whole >= std::chrono::milliseconds(kExact.size() / 10));
  CHECK(receiver.received().at(0).bytes == kExact);
  CHECK(sender.send_and_wait(receiver.url()).connection_reused);
}

TEST_CASE("ExchangeLoop resets a connection on purpose", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  Sender sender;
  const bool is_reused = GENERATE(false, true);
  if (is_reused) CHECK_FALSE(sender.send_and_wait(receiver.url()).failure);
  AsyncRequest request = request_to(receiver.url());
  const std::size_t after = GENERATE(0u, 30u);
  request.wire.reset_after = after;
  const Exchange exchange = sender.send_and_wait(request);
  CHECK(exchange.failure == SendFailure::reset);
  CHECK_THAT(exchange.detail, ContainsSubstring(fmt::format("on purpose after {} bytes", after)));
  CHECK(exchange.connection_reused == is_reused);
  while (receiver.broken().empty()) std::this_thread::yield();
  CHECK(receiver.broken()[0].bytes == kExact.substr(0, after));
  CHECK(receiver.broken()[0].was_reset);
}

TEST_CASE("ExchangeLoop gives the answer too when its body is too large", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200, std::string(100, 'x'))});
  TransportOptions options;
  options.limits.most_body_bytes = 50;
  Sender sender(options);
  const Exchange exchange = sender.send_and_wait(receiver.url());
  CHECK(exchange.failure == SendFailure::answer_too_large);
  CHECK_THAT(exchange.detail, ContainsSubstring("50 B"));
  CHECK(exchange.answer->status == 200);
  CHECK_FALSE(exchange.answer->body.empty());
  CHECK_FALSE(exchange.answer->body_complete);
  CHECK_FALSE(sender.send_and_wait(receiver.url()).connection_reused);
}

TEST_CASE("ExchangeLoop shares the lookup of a name, which delays no other", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  const auto looks = std::make_shared<std::atomic<int>>(0);
  Sender sender({.look_up = [=](const std::string& host) -> Result<Addresses> {
    if (host == "slow.test") {
      ++*looks;
      opened.wait();
    }
    return Addresses{"127.0.0.1"};
  }});
  const std::string slow = fmt::format("http://slow.test:{}/", receiver.port());
  for (int i = 0; i < 3; ++i) sender.send(slow);
  CHECK_FALSE(sender.send_and_wait(fmt::format("http://other.test:{}/", receiver.port())).failure);
  CHECK(sender.loop.in_flight() == 3);
  gate.set_value();
  while (sender.loop.in_flight() > 0) sender.loop.wait(std::nullopt);
  for (const auto& exchange : sender.exchanges) CHECK_FALSE(exchange->failure);
  CHECK(*looks == 1);
}

TEST_CASE("ExchangeLoop tells of a name that takes too long", "[http_client][integration]") {
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  Sender sender({.look_up = [=](const std::string&) -> Result<Addresses> {
    opened.wait();
    return Addresses{"127.0.0.1"};
  }});
  Deadlines short_connect = kLong;
  short_connect.connect = std::chrono::milliseconds(10);
  const Exchange exchange = sender.send_and_wait(request_to("http://slow.test/", short_connect));
  CHECK(exchange.failure == SendFailure::timed_out);
  CHECK(exchange.timed_out_in == TimeoutPhase::connect);
  CHECK_THAT(exchange.detail, ContainsSubstring("slow.test"));
  gate.set_value();
}

TEST_CASE("ExchangeLoop checks certificates request by request", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)}, make_test_certificate());
  Sender sender;
  AsyncRequest careless = request_to(receiver.url());
  careless.verify_certificates = false;
  CHECK_FALSE(sender.send_and_wait(careless).failure);
  CHECK(sender.send_and_wait(careless).connection_reused);
  CHECK(sender.send_and_wait(receiver.url()).failure == SendFailure::tls_failure);
  CHECK(receiver.received().size() == 2);
}

TEST_CASE("ExchangeLoop ends all that is in flight when it is interrupted", "[http_client][integration]") {
  ScriptedReceiver stuck({hang()});
  const FakeInterrupt interrupt([&] { return stuck.received().size() == 3; });
  Sender sender({.interrupt = &interrupt});
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

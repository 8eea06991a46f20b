// How an ExchangeLoop comes to its connections: names, the target policy, certificates; and how it treats them on
// purpose.
#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <future>
#include <memory>
#include <thread>

#include "shared/http_client/exchange_loop.h"
#include "shared/http_client/target_policy.h"
#include "tests/support/loop_sender.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("ExchangeLoop shares the lookup of a name, which delays no other", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  const auto looks = std::make_shared<std::atomic<int>>(0);
  LoopSender sender({.look_up = [=](const std::string& host) -> Result<Addresses> {
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
  LoopSender sender({.look_up = [=](const std::string&) -> Result<Addresses> {
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

TEST_CASE("ExchangeLoop connects only where the target policy allows", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  const TargetPolicy policy = *TargetPolicy::make({.otherwise = DefaultTargets::public_only, .allow = {"127.0.0.1"}});
  const TargetPolicy strict = *TargetPolicy::make({.otherwise = DefaultTargets::public_only});
  const auto look_up = [](const std::string&) -> Result<Addresses> { return Addresses{"10.0.0.1", "127.0.0.1"}; };
  SECTION("an address that is refused is named, and nothing goes there") {
    LoopSender sender({.target_policy = &strict});
    const Exchange exchange = sender.send_and_wait(receiver.url());
    CHECK(exchange.failure == SendFailure::target_denied);
    CHECK_THAT(exchange.detail, ContainsSubstring(fmt::format("127.0.0.1:{} is a loopback address", receiver.port())) &&
                                    ContainsSubstring("--allow-target"));
    CHECK(exchange.peer.empty());
    CHECK(receiver.connections() == 0);
  }
  SECTION("a name is judged by its addresses, and none is left") {
    LoopSender sender({.look_up = look_up, .target_policy = &strict});
    const Exchange exchange = sender.send_and_wait(fmt::format("http://some.test:{}/", receiver.port()));
    CHECK(exchange.failure == SendFailure::target_denied);
    CHECK(receiver.connections() == 0);
  }
  SECTION("another way to write an address does not help") {
    const std::string host = GENERATE("127.1", "2130706433", "0x7f.0.0.1", "[::ffff:127.0.0.1]");
    LoopSender sender({.target_policy = &strict});
    const Exchange exchange = sender.send_and_wait(fmt::format("http://{}:{}/", host, receiver.port()));
    CHECK(exchange.failure == SendFailure::target_denied);
    CHECK_THAT(exchange.detail, ContainsSubstring("127.0.0.1"));
    CHECK(receiver.connections() == 0);
  }
  SECTION("nor where loopback alone is allowed") {
    const TargetPolicy loopback = *TargetPolicy::make({.otherwise = DefaultTargets::loopback_only});
    const std::string host = GENERATE("10.1", "167772161", "0xa.0.0.1", "012.0.0.1", "0251.0376.0251.0376",
                                      "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "0", "[::]");
    CAPTURE(host);
    LoopSender sender({.target_policy = &loopback});
    const Exchange exchange = sender.send_and_wait(fmt::format("http://{}:{}/", host, receiver.port()));
    CHECK(exchange.failure == SendFailure::target_denied);
    CHECK(receiver.connections() == 0);
  }
  SECTION("a name is looked up once, and the address that was checked is the one that is connected to") {
    int looked_up = 0;
    const auto changes_its_mind = [&looked_up](const std::string&) -> Result<Addresses> {
      return Addresses{++looked_up == 1 ? "127.0.0.1" : "10.0.0.1"};
    };
    const TargetPolicy loopback = *TargetPolicy::make({.otherwise = DefaultTargets::loopback_only});
    LoopSender sender({.look_up = changes_its_mind, .target_policy = &loopback});
    const Exchange exchange = sender.send_and_wait(fmt::format("http://rebind.test:{}/", receiver.port()));
    CHECK_FALSE(exchange.failure);
    CHECK(exchange.peer == fmt::format("127.0.0.1:{}", receiver.port()));
    CHECK(looked_up == 1);
  }
  SECTION("the allowed addresses of a name are used, the others passed over") {
    LoopSender sender({.look_up = look_up, .target_policy = &policy});
    const Exchange exchange = sender.send_and_wait(fmt::format("http://some.test:{}/", receiver.port()));
    CHECK_FALSE(exchange.failure);
    CHECK(exchange.peer == fmt::format("127.0.0.1:{}", receiver.port()));
  }
}

TEST_CASE("ExchangeLoop checks certificates request by request", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)}, make_test_certificate());
  LoopSender sender;
  AsyncRequest careless = request_to(receiver.url());
  careless.verify_certificates = false;
  CHECK_FALSE(sender.send_and_wait(careless).failure);
  CHECK(sender.send_and_wait(careless).connection_reused);
  CHECK(sender.send_and_wait(receiver.url()).failure == SendFailure::tls_failure);
  CHECK(receiver.received().size() == 2);
}

TEST_CASE("ExchangeLoop writes slowly on purpose, and all of it arrives", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  LoopSender sender;
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
  LoopSender sender;
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

// For tests that send through an ExchangeLoop and wait.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include "shared/http_client/exchange_loop.h"
#include "shared/support/clock.h"

namespace hookloop::test {

inline const std::string kHead = "POST /hook HTTP/1.1\r\nhOsT: x\r\nB: 1\r\nA: 2\r\nB: 3\r\nContent-Length: 4\r\n\r\n";
// With the NUL: a literal ends at it.
inline const std::string kExact = kHead + std::string("\x00\xff{}", 4);

// Long enough for a busy machine, and only ever waited out where a test is about being too late.
inline const Deadlines kLong{std::chrono::seconds(20), std::chrono::seconds(20), std::chrono::seconds(20)};

inline AsyncRequest request_to(const std::string& url, const Deadlines& deadlines = kLong) {
  return {.url = *parse_url(url), .bytes = kExact, .deadlines = deadlines};
}

// An ExchangeLoop, and what came of all that was sent through it.
struct LoopSender {
  SystemClock clock;
  ExchangeLoop loop;
  std::list<std::optional<Exchange>> exchanges;  // in the order of sending

  explicit LoopSender(TransportOptions options = {}) : loop(clock, std::move(options)) {}

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

}  // namespace hookloop::test

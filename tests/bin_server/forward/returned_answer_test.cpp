#include "bin_server/forward/returned_answer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {
namespace {

constexpr std::uint64_t kMost = 100'000;
constexpr Microseconds kTimeout = std::chrono::seconds(5);

Exchange answered(int status, HeaderList headers = {}, std::string body = "") {
  Exchange exchange;
  Answer& answer = exchange.answer.emplace();
  answer.status = status;
  answer.reason = "Fine";
  answer.headers = std::move(headers);
  answer.body_bytes = body.size();
  answer.body = std::move(body);
  answer.body_complete = true;
  return exchange;
}

}  // namespace

TEST_CASE("What a target answers is returned without what is for its connection alone", "[bin_server][unit]") {
  Exchange exchange = answered(301,
                               {{"Connection", "X-Hop, close"},
                                {"location", "/b"},
                                {"Transfer-Encoding", "chunked"},
                                {"X-Hop", "1"},
                                {"Keep-Alive", "timeout=5"},
                                {"Trailer", "X-T"},
                                {"X-A", "1"},
                                {"x-a", "2"}},
                               "moved");
  const ReturnedAnswer returned = take_returned_answer(exchange, kMost, kTimeout);
  REQUIRE(returned);
  CHECK(returned->status == 301);
  CHECK(returned->reason == "Fine");
  CHECK(returned->headers == HeaderList{{"location", "/b"}, {"X-A", "1"}, {"x-a", "2"}});
  CHECK(returned->content_length == std::nullopt);
  CHECK(returned->body == "moved");
  CHECK(exchange.answer->body == "moved");
}

TEST_CASE("Of a long answer all is returned, and as much is kept as of any", "[bin_server][unit]") {
  std::string body(kMost, 'x');
  body.back() = 'y';
  Exchange exchange = answered(200, {{"Content-Length", std::to_string(kMost)}}, body);
  const ReturnedAnswer returned = take_returned_answer(exchange, kMost, kTimeout);
  CHECK(returned->body == body);
  CHECK(returned->content_length == kMost);
  CHECK(exchange.answer->body.size() == AnswerLimits{}.kept_body_bytes);
  CHECK(exchange.answer->body_bytes == kMost);
}

TEST_CASE("A length that the target tells in two ways is none", "[bin_server][unit]") {
  Exchange same = answered(304, {{"Content-Length", "5"}, {"content-length", "5"}});
  CHECK(take_returned_answer(same, kMost, kTimeout)->content_length == 5);
  Exchange other = answered(304, {{"Content-Length", "5"}, {"content-length", "6"}});
  CHECK(take_returned_answer(other, kMost, kTimeout)->content_length == std::nullopt);
  Exchange rubbish = answered(304, {{"Content-Length", "5x"}});
  CHECK(take_returned_answer(rubbish, kMost, kTimeout)->content_length == std::nullopt);
}

TEST_CASE("A reason with control characters is not passed on", "[bin_server][unit]") {
  Exchange exchange = answered(200);
  exchange.answer->reason = "O\rK";
  CHECK(take_returned_answer(exchange, kMost, kTimeout)->reason.empty());
  exchange.answer->reason = "schön\tda";
  CHECK(take_returned_answer(exchange, kMost, kTimeout)->reason == "schön\tda");
}

TEST_CASE("Where there is no answer to return, a problem says which kind of failure it was", "[bin_server][unit]") {
  struct Row {
    std::string what;
    Exchange exchange;
    int status;
    std::string type;
    std::string detail;
  };
  const auto failed = [](SendFailure failure) {
    Exchange exchange;
    exchange.failure = failure;
    exchange.detail = "127.0.0.1:1 is secret";
    return exchange;
  };
  Exchange too_large = answered(200, {}, std::string(10, 'x'));
  too_large.failure = SendFailure::answer_too_large;
  Exchange longer = answered(200);
  longer.answer->body_bytes = kMost + 1;
  const Row row = GENERATE_COPY(values<Row>({
      {"refused", failed(SendFailure::refused), 502, "target-failed", "refused"},
      {"reset", failed(SendFailure::reset), 502, "target-failed", "reset"},
      {"a name that is none", failed(SendFailure::dns_failure), 502, "target-failed", "dns_failure"},
      {"an endless head", failed(SendFailure::answer_too_large), 502, "target-failed", "answer_too_large"},
      {"late", failed(SendFailure::timed_out), 504, "target-timed-out", "5.00s"},
      {"the end", failed(SendFailure::interrupted), 503, "server-ending", "captured"},
      {"an endless body", too_large, 502, "target-answer-too-large", "--max-returned-body"},
      {"a long body", longer, 502, "target-answer-too-large", "--max-returned-body"},
      {"another protocol", answered(101), 502, "target-failed", "malformed_answer"},
  }));
  CAPTURE(row.what);
  Exchange exchange = row.exchange;
  const ReturnedAnswer returned = take_returned_answer(exchange, kMost, kTimeout);
  REQUIRE_FALSE(returned);
  CHECK(returned.error().status == row.status);
  CHECK(returned.error().type == row.type);
  CHECK_THAT(returned.error().detail, Catch::Matchers::ContainsSubstring(row.detail));
  CHECK_THAT(returned.error().detail, !Catch::Matchers::ContainsSubstring("127.0.0.1"));
}

TEST_CASE("So much of an answer is read as may be returned", "[bin_server][unit]") {
  CHECK(limits_for_returning(1).kept_body_bytes == AnswerLimits{}.kept_body_bytes);
  CHECK(limits_for_returning(1).most_body_bytes == AnswerLimits{}.most_body_bytes);
  CHECK(limits_for_returning(100u << 20).kept_body_bytes == 100u << 20);
  CHECK(limits_for_returning(100u << 20).most_body_bytes == 100u << 20);
}

}  // namespace hookloop::test

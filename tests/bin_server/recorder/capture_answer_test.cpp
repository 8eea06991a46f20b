#include "bin_server/recorder/capture_answer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

// 2026-01-31 22:00:00 UTC, a Saturday.
const Timestamp kNow{std::chrono::seconds(1'769'896'800)};

std::string answer_of(const TargetAnswer& target, AnswerContext context = {}) {
  context.now = kNow;
  return returned_answer(target, "req_1", "abcd", context);
}

const std::string kOurs =
    "Content-Security-Policy: sandbox\r\nHookloop-Request-Id: req_1\r\nHookloop-Body-Sha256: abcd\r\n";

}  // namespace

TEST_CASE("A target's answer is returned field by field, framed anew", "[bin_server][unit]") {
  const TargetAnswer target{
      207, "Many Things", {{"sEt-Cookie", "a=1"}, {"X-B", ""}, {"Set-cookie", "a=2"}}, 9, std::string("\0\xff\r\n", 4)};
  CHECK(answer_of(target) ==
        "HTTP/1.1 207 Many Things\r\nDate: Sat, 31 Jan 2026 22:00:00 GMT\r\nsEt-Cookie: a=1\r\nX-B: \r\nSet-cookie: "
        "a=2\r\n" +
            kOurs + "Content-Length: 4\r\n\r\n" + std::string("\0\xff\r\n", 4));
}

TEST_CASE("A target's own Date stays, and its marks of a capture give way", "[bin_server][unit]") {
  const TargetAnswer target{200,
                            "",
                            {{"date", "Thu, 01 Jan 1970 00:00:00 GMT"},
                             {"hookloop-request-id", "req_of_another"},
                             {"Hookloop-Body-Sha256", "other"},
                             {"Content-Security-Policy", "default-src *"}},
                            std::nullopt,
                            ""};
  CHECK(answer_of(target) ==
        "HTTP/1.1 200 \r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Security-Policy: default-src *\r\n" + kOurs +
            "Content-Length: 0\r\n\r\n");
}

TEST_CASE("What has no body is returned with the length that the target told", "[bin_server][unit]") {
  struct Row {
    int status;
    bool is_head;
    std::optional<std::uint64_t> told;
    std::string length;  // the field, or ""
  };
  const auto row = GENERATE(values<Row>({
      {200, true, 42, "Content-Length: 42\r\n"},
      {200, true, std::nullopt, ""},
      {304, false, 42, "Content-Length: 42\r\n"},
      {304, false, std::nullopt, ""},
      {204, false, std::nullopt, ""},
      {204, false, 0, ""},
      {205, false, 0, "Content-Length: 0\r\n"},
  }));
  AnswerContext context;
  context.is_head = row.is_head;
  const std::string answer = answer_of({row.status, "R", {{"Date", "d"}}, row.told, ""}, context);
  CHECK(answer == "HTTP/1.1 " + std::to_string(row.status) + " R\r\nDate: d\r\n" + kOurs + row.length + "\r\n");
}

TEST_CASE("A returned answer says what becomes of the connection", "[bin_server][unit]") {
  AnswerContext context;
  context.keep_alive = false;
  CHECK_THAT(answer_of({200, "OK", {}, 0, ""}, context), ContainsSubstring("\r\nConnection: close\r\n"));
  context = {};
  context.minor_version = 0;
  CHECK_THAT(answer_of({200, "OK", {}, 0, ""}, context), ContainsSubstring("\r\nConnection: keep-alive\r\n"));
}

TEST_CASE("A problem of a request that was stored names the capture", "[bin_server][unit]") {
  CHECK_THAT(problem_answer(target_failed("refused"), {}, "req_1"),
             ContainsSubstring("HTTP/1.1 502 Bad Gateway\r\n") &&
                 ContainsSubstring("\r\nHookloop-Request-Id: req_1\r\n") && ContainsSubstring("refused"));
  CHECK_THAT(problem_answer(target_failed("refused"), {}), !ContainsSubstring("Hookloop-Request-Id"));
}

}  // namespace hookloop::test

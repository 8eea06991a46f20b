#include "bin_server/cli/bins_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bin_server/store/memory/memory_capture_store.h"
#include "tests/support/captures.h"

namespace hookloop::test {
namespace {

Result<std::vector<DeclaredBin>> parse(std::string_view yaml) {
  BinLimits limits;
  limits.max_requests = 77;
  return parse_bins(yaml, limits, TargetPolicy::make({DefaultTargets::loopback_only, {}, {}}).value(), kCapturedAt);
}

}  // namespace

TEST_CASE("A file declares bins as the API takes them", "[bin_server][unit]") {
  const auto bins = parse(R"(bins:
  - id: orders
    name: Orders
    secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]
    response:
      sequence:
        - {status: 503, headers: {Retry-After: "2"}, times: 2}
        - status: 200
          body: |
            two
            lines
      by: attempt
    max_bytes: 1000
  - id: plain
)");
  REQUIRE(bins);
  REQUIRE(bins->size() == 2);
  const BinSettings& orders = bins->front().settings;
  CHECK(orders.name == "Orders");
  CHECK(orders.secrets.size() == 1);
  CHECK(orders.response->choice == AnswerProgram::Choice::by_attempt);
  CHECK(orders.response->branches[0].program.answer.headers == HeaderList{{"Retry-After", "2"}});
  CHECK(orders.response->branches[1].program.answer.body == "two\nlines\n");
  CHECK(orders.limits.max_bytes == 1'000);
  CHECK(orders.limits.max_requests == 77);
  CHECK(bins->back().settings.name == "plain");
}

TEST_CASE("A file of bins that is not right is named with line and column", "[bin_server][unit]") {
  struct Row {
    std::string yaml;
    std::string message;
  };
  const auto row = GENERATE(values<Row>({
      {"bins:\n  - id: a\n    response:\n      stauts: 200\n",
       "4:7: /bins/0/response/stauts: There is no such field; did you mean status?"},
      {"bins:\n  - name: a\n", "2:5: /bins/0: A bin that is declared has an `id`."},
      {"bins:\n  - id: a\n  - id: a\n", "3:5: /bins/1/id: This bin stands here twice."},
      {"bins:\n  - id: a b\n", "2:5: /bins/0/id: Here, a bin's id is 1 to 64"},
      {"bin: []\n", "1:1: /bin: There is no such field; did you mean bins?"},
      {"bins: [a\n", "2:1: "},
      {"bins:\n  - id: a\n    forward: {targets: [{url: 'http://10.0.0.1/'}]}\n", "3:"},
  }));
  const auto bins = parse(row.yaml);
  REQUIRE_FALSE(bins);
  CHECK_THAT(bins.error().message, Catch::Matchers::StartsWith(row.message));
}

TEST_CASE("Declared bins are made, or get their settings and keep their captures", "[bin_server][unit]") {
  CaptureBench bench;
  bench.capture("POST /b/mine");
  const auto bins = parse("bins: [{id: mine, response: {status: 418}}, {id: other}]");
  REQUIRE(bins);
  REQUIRE_FALSE(put_bins(bench.store, *bins, kCapturedAt));
  CHECK(bench.store.find_bin("mine")->settings->response->answer.status == 418);
  CHECK(bench.store.find_bin("mine")->totals.request_count == 1);
  CHECK(bench.store.find_bin("other"));
}

TEST_CASE("A declared bin can return what its target answers, and not say something else too", "[bin_server][unit]") {
  const auto bins = parse("bins:\n  - id: tap\n    forward: {targets: ['http://127.0.0.1:1/'], return_answer: true}\n");
  REQUIRE(bins);
  CHECK(bins->front().settings.forward.return_answer);
  const auto refused = parse(
      "bins:\n  - id: tap\n    response: {status: 201}\n    forward:\n      "
      "targets: ['http://127.0.0.1:1/']\n      return_answer: true\n");
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Catch::Matchers::StartsWith("3:") &&
                                          Catch::Matchers::ContainsSubstring("/bins/0/response") &&
                                          Catch::Matchers::ContainsSubstring("return_answer"));
}

}  // namespace hookloop::test

#include "emitter/deliver/attempt_result.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/fake_transport.h"

using namespace hookloop;
using namespace hookloop::test;

TEST_CASE("What became of an exchange is one outcome", "[emitter][unit]") {
  const auto outcome = [](const Exchange& exchange) { return to_string(result_of(exchange).outcome); };
  CHECK(outcome(answered(200)) == "accepted");
  CHECK(outcome(answered(299)) == "accepted");
  CHECK(outcome(answered(199)) == "rejected");
  CHECK(outcome(answered(300)) == "rejected");
  CHECK(outcome(failed(SendFailure::refused)) == "unreachable");
  CHECK(outcome(failed(SendFailure::dns_failure)) == "unreachable");
  CHECK(outcome(failed(SendFailure::target_denied)) == "unreachable");
  CHECK(outcome(failed(SendFailure::tls_failure)) == "unreachable");
  CHECK(outcome(failed(SendFailure::timed_out)) == "timed_out");
  CHECK(outcome(failed(SendFailure::reset)) == "unknown");
  CHECK(outcome(failed(SendFailure::closed_early)) == "unknown");
  CHECK(outcome(failed(SendFailure::malformed_answer)) == "rejected");
}

TEST_CASE("An answer that breaks off is judged by its status", "[emitter][unit]") {
  const auto failure =
      GENERATE(SendFailure::closed_early, SendFailure::reset, SendFailure::timed_out, SendFailure::malformed_answer);
  Exchange broken = answered(200);
  broken.failure = failure;
  broken.answer->body_complete = false;
  CHECK(result_of(broken).outcome == AttemptOutcome::accepted);
  broken.answer->status = 500;
  CHECK(result_of(broken).outcome == AttemptOutcome::rejected);
  CHECK(result_of(broken).status == 500);
}

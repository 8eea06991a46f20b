// How a memory budget is divided, and what does not fit.
#include "bin_server/cli/memory_budget.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

constexpr std::uint64_t kMiB = 1u << 20;

ServeOptions options_with(std::uint64_t budget, bool ephemeral) {
  ServeOptions options;
  options.memory_budget = budget;
  options.server.ephemeral = ephemeral;
  return options;
}

}  // namespace

TEST_CASE("Without a budget every limit stays, and --ephemeral keeps a gigabyte", "[bin_server][unit]") {
  const bool ephemeral = GENERATE(false, true);
  ServeOptions options = options_with(0, ephemeral);
  CHECK_FALSE(fit_into_memory(options));
  CHECK(options.recorder.unfinished_bytes == ServeOptions().recorder.unfinished_bytes);
  CHECK(options.recorder.limits.body_bytes == ServeOptions().recorder.limits.body_bytes);
  CHECK(options.capture.store_limits.max_memory == (ephemeral ? kEphemeralMemory : StoreLimits().max_memory));
  CHECK(describe_memory(options).empty());
}

TEST_CASE("The parts of a budget are below it together", "[bin_server][unit]") {
  const bool ephemeral = GENERATE(false, true);
  const std::uint64_t budget = GENERATE(kLeastBudget, 256 * kMiB, 4'096 * kMiB);
  ServeOptions options = options_with(budget, ephemeral);
  CHECK_FALSE(fit_into_memory(options));
  const std::uint64_t held = (ephemeral ? options.capture.store_limits.max_memory : 0) +
                             options.recorder.unfinished_bytes + options.recorder.turn_bytes + options.verdict_bytes +
                             options.recorder.max_connections * 8 * 1'024 +
                             options.workers.max_waiting * options.recorder.api_body_bytes;
  CHECK(held < budget - kProgram);
  CHECK(options.recorder.limits.body_bytes >= 512 * 1'024);
  CHECK(options.workers.threads >= 2);
  CHECK(options.workers.max_viewers >= 8);
  CHECK_THAT(describe_memory(options), ContainsSubstring("memory budget"));
}

TEST_CASE("A large budget raises no limit", "[bin_server][unit]") {
  ServeOptions options = options_with(1ull << 40, true);
  CHECK_FALSE(fit_into_memory(options));
  CHECK(options.recorder.limits.body_bytes == ServeOptions().recorder.limits.body_bytes);
  CHECK(options.max_memory == kEphemeralMemory);
}

TEST_CASE("A limit that was set and does not fit is refused by its name", "[bin_server][unit]") {
  ServeOptions options = options_with(256 * kMiB, true);
  SECTION("the budget itself") {
    options.memory_budget = kLeastBudget - 1;
    CHECK_THAT(fit_into_memory(options).value(), ContainsSubstring("--memory-budget is at least 96 MiB"));
  }
  SECTION("bodies") {
    options.recorder.limits.body_bytes = 64 * kMiB;
    CHECK_THAT(fit_into_memory(options).value(), ContainsSubstring("--max-body 64 MiB does not fit"));
  }
  SECTION("captures") {
    options.max_memory = 200 * kMiB;
    CHECK_THAT(fit_into_memory(options).value(), ContainsSubstring("--max-memory 200 MiB does not fit"));
  }
  SECTION("connections") {
    options.recorder.max_connections = 20'000;
    CHECK_THAT(fit_into_memory(options).value(), ContainsSubstring("--max-connections 20000 does not fit"));
  }
}

TEST_CASE("A limit that was set and fits stays", "[bin_server][unit]") {
  ServeOptions options = options_with(256 * kMiB, true);
  options.recorder.limits.body_bytes = 100'000;
  options.max_memory = 10 * kMiB;
  CHECK_FALSE(fit_into_memory(options));
  CHECK(options.recorder.limits.body_bytes == 100'000);
  CHECK(options.capture.store_limits.max_memory == 10 * kMiB);
}

}  // namespace hookloop::test

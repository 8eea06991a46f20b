#include "emitter/cli/progress_bar.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <sstream>

#include "tests/support/manual_clock.h"

using namespace hookloop;
using namespace hookloop::test;

TEST_CASE("A progress line says how much is done, of how many, and how fast", "[emitter][unit]") {
  CHECK(progress_line(0, 1000, Microseconds(0), 80) == "[" + std::string(40, ' ') + "]    0%  0/1000");
  CHECK(progress_line(500, 1000, std::chrono::seconds(5), 80) ==
        "[" + std::string(20, '#') + std::string(20, ' ') + "]   50%  500/1000  100/s");
  CHECK(progress_line(1000, 1000, std::chrono::seconds(5), 80) ==
        "[" + std::string(40, '#') + "]  100%  1000/1000  200/s");
}

TEST_CASE("A progress line is narrower than its terminal", "[emitter][unit]") {
  const unsigned width = GENERATE(range(0u, 120u));
  CHECK(progress_line(123, 456, std::chrono::seconds(7), width).size() <= (width == 0 ? 0 : width - 1));
}

TEST_CASE("A progress bar draws no more often than eyes need, but always the end", "[emitter][unit]") {
  ManualClock clock;
  std::ostringstream out;
  ProgressBar bar(out, clock, 10, 80);
  auto grew = [&, before = std::size_t{0}]() mutable {
    const bool did = out.str().size() > before;
    before = out.str().size();
    return did;
  };
  bar.show(1);
  CHECK(grew());
  bar.show(2);
  CHECK_FALSE(grew());
  clock.advance(std::chrono::milliseconds(60));
  bar.show(3);
  CHECK(grew());
  bar.show(10);
  CHECK(grew());
  bar.clear();
  CHECK(out.str().ends_with("\r\x1b[K"));
}

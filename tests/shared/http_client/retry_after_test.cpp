#include "shared/http_client/retry_after.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>

using namespace hookloop;
using std::chrono::seconds;

TEST_CASE("Retry-After is read as seconds or as a date in each of its three forms", "[http_client][unit]") {
  // 2026-01-31T12:00:00Z
  const Timestamp now{seconds(1769860800)};
  struct Row {
    const char* value;
    std::optional<seconds> expected;
  };
  const auto row = GENERATE(values<Row>({
      {"0", seconds(0)},
      {"120", seconds(120)},
      {" 7\t", seconds(7)},
      {"99999999999999999999", std::chrono::years(100)},
      {"9223372036854775807", std::chrono::years(100)},
      {"Sat, 31 Jan 2026 12:01:30 GMT", seconds(90)},
      {"Saturday, 31-Jan-26 12:01:30 GMT", seconds(90)},
      {"Sat Jan 31 12:01:30 2026", seconds(90)},
      {"Sun Feb  1 12:00:00 2026", seconds(86400)},
      {"Sat, 31 Jan 2026 11:59:59 GMT", seconds(0)},   // past
      {"Sunday, 06-Nov-94 08:49:37 GMT", seconds(0)},  // 1994, not 2094
      {"Sat, 31 Jan 2026 12:00:60 GMT", seconds(60)},  // a leap second
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"1.5", std::nullopt},
      {"soon", std::nullopt},
      {"Sat, 31 Jan 2026 12:01:30", std::nullopt},
      {"Sat, 31 Jam 2026 12:01:30 GMT", std::nullopt},
      {"Sat, 31 Feb 2026 12:01:30 GMT", std::nullopt},
      {"Sat, 31 Jan 2026 24:00:00 GMT", std::nullopt},
      {"Sat, 31 Jan 2026 12.01.30 GMT", std::nullopt},
  }));
  CAPTURE(row.value);
  CHECK(parse_retry_after(row.value, now) == row.expected);
}

TEST_CASE("Retry-After as a date is rounded up to whole seconds", "[http_client][unit]") {
  const Timestamp now = Timestamp{seconds(1769860800)} + Microseconds(1);
  CHECK(parse_retry_after("Sat, 31 Jan 2026 12:00:10 GMT", now) == seconds(10));
}

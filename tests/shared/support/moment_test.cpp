#include "shared/support/moment.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("A moment is read as RFC 3339 writes it", "[support][unit]") {
  const auto read = [](std::string_view text) {
    const auto moment = parse_rfc3339(text);
    return moment ? to_rfc3339(*moment) : "nothing";
  };
  CHECK(read("2026-01-31T09:05:07Z") == "2026-01-31T09:05:07.000000Z");
  CHECK(read("2026-01-31T09:05:07.5-07:00") == "2026-01-31T16:05:07.500000Z");
  CHECK(read("2026-01-31t09:05:07.000123999z") == "2026-01-31T09:05:07.000123Z");
  CHECK(read("2024-02-29 23:59:59+23:59") == "2024-02-29T00:00:59.000000Z");
  CHECK(read("0000-01-01T00:00:00Z") == "0000-01-01T00:00:00.000000Z");

  for (const char* text :
       {"", "2026-01-31", "2026-01-31T09:05:07", "2026-1-31T09:05:07Z", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T09:60:07Z",
        "2026-01-31T09:05:60Z", "2026-01-31T09:05:07.Z", "2026-01-31T09:05:07+24:00", "2026-01-31T09:05:07+0700",
        "2026-01-31T09:05:07Zz", " 2026-01-31T09:05:07Z", "now"}) {
    INFO(text);
    CHECK(read(text) == "nothing");
  }
}

TEST_CASE("What is written as a moment is read as the same one", "[support][unit]") {
  for (const std::int64_t at : {std::int64_t(0), std::int64_t(-1), std::int64_t(1'769'850'307'000'123)}) {
    CHECK(parse_rfc3339(to_rfc3339(Timestamp(Microseconds(at)))) == Timestamp(Microseconds(at)));
  }
}

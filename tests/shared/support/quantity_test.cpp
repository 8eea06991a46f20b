#include "shared/support/quantity.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("A duration is a number with a unit", "[support][unit]") {
  const std::pair<std::string, std::int64_t> rows[] = {{"0s", 0},
                                                       {"1us", 1},
                                                       {"250ms", 250'000},
                                                       {"1.5s", 1'500'000},
                                                       {"5m", 300'000'000},
                                                       {"2h", 7'200'000'000},
                                                       {"1d", 86'400'000'000},
                                                       {".5s", 500'000}};
  for (const auto& [text, microseconds] : rows) {
    CAPTURE(text);
    CHECK(parse_duration(text).value().count() == microseconds);
  }
}

TEST_CASE("What is no duration is refused, and the error shows one that is", "[support][unit]") {
  for (const std::string text :
       {"", "5", "s", "-1s", "1 s", "1S", "1sec", "1s2", "nans", "infs", "0x5s", "five seconds"}) {
    CAPTURE(text);
    const auto duration = parse_duration(text);
    REQUIRE_FALSE(duration);
    CHECK(duration.error().message.find("as in 250ms") != std::string::npos);
  }
}

TEST_CASE("A duration is a hundred years at most", "[support][unit]") {
  CHECK(parse_duration("36500d").value() == kLongestDuration);
  for (const std::string text : {"36500.1d", "200000d", "1e30d"}) {
    CAPTURE(text);
    const auto duration = parse_duration(text);
    REQUIRE_FALSE(duration);
    CHECK(duration.error().message.find("36500d") != std::string::npos);
  }
}

TEST_CASE("A size is a number of bytes with an optional unit", "[support][unit]") {
  const std::pair<std::string, std::uint64_t> rows[] = {
      {"0", 0},        {"512", 512},          {"512B", 512},
      {"10k", 10'000}, {"1.5M", 1'500'000},   {"2G", 2'000'000'000},
      {"1KiB", 1'024}, {"32MiB", 33'554'432}, {"1GiB", 1'073'741'824}};
  for (const auto& [text, bytes] : rows) {
    CAPTURE(text);
    CHECK(parse_size(text).value() == bytes);
  }
  for (const std::string text : {"", "-1", "1 KiB", "1kib", "lots", "1e30", "k", "0x10"}) CHECK_FALSE(parse_size(text));
}

TEST_CASE("Quantities are shown in the unit that fits, without rounding up out of it", "[support][unit]") {
  const std::pair<std::int64_t, std::string> durations[] = {{0, "0us"},
                                                            {999, "999us"},
                                                            {1'000, "1.0ms"},
                                                            {12'345, "12.3ms"},
                                                            {999'949, "999.9ms"},
                                                            {999'950, "1.00s"},
                                                            {2'500'000, "2.50s"},
                                                            {59'994'999, "59.99s"},
                                                            {59'995'000, "1m 00s"},
                                                            {200'000'000, "3m 20s"},
                                                            {7'260'000'000, "2h 01m"},
                                                            {-5, "-5us"}};
  for (const auto& [microseconds, text] : durations) CHECK(show_duration(Microseconds(microseconds)) == text);
  CHECK(show_duration(Microseconds::min()).starts_with("-"));
  const std::pair<std::uint64_t, std::string> sizes[] = {
      {0, "0 B"},           {1'023, "1023 B"},      {1'024, "1 KiB"},
      {1'536, "1.5 KiB"},   {1'048'575, "1.0 MiB"}, {33'554'432, "32 MiB"},
      {1ULL << 40, "1 TiB"}};
  for (const auto& [bytes, text] : sizes) CHECK(show_size(bytes) == text);
}

TEST_CASE("A default that --help shows can be given as it stands there", "[support][unit]") {
  using namespace std::chrono_literals;
  for (const Microseconds duration : {Microseconds(0us), Microseconds(7us), Microseconds(250ms), Microseconds(75s),
                                      Microseconds(5min), Microseconds(36h), Microseconds(48h)}) {
    CHECK(parse_duration(to_flag_text(duration)).value() == duration);
  }
  CHECK(to_flag_text(Microseconds(75s)) == "75s");
  CHECK(to_flag_text(Microseconds(300s)) == "5m");
  for (const std::uint64_t bytes : {0ull, 1ull, 1000ull, 1024ull, 33554432ull, 4ull << 30, (1ull << 40) + 1}) {
    CHECK(parse_size(to_flag_text(bytes)).value() == bytes);
  }
  CHECK(to_flag_text(std::uint64_t{32} << 20) == "32MiB");
}

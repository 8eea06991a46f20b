#include "bin_server/order/number_sequence.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <limits>

namespace hookloop::test {
namespace {

NumberSequence::Report report_of(const std::vector<std::int64_t>& numbers) {
  NumberSequence sequence;
  Seq seq = 0;
  for (const std::int64_t number : numbers) sequence.add("x", number, ++seq);
  return sequence.report();
}

}  // namespace

TEST_CASE("Numbers that count up have no gaps, wherever they begin", "[bin_server][unit]") {
  const auto report = report_of({7, 8, 9});
  CHECK(report.numbers == 3);
  CHECK(report.missing == 0);
  CHECK(report.gaps.empty());
}

TEST_CASE("What is left out is a gap, with the capture behind it", "[bin_server][unit]") {
  const auto report = report_of({1, 2, 6, 7, 9});
  CHECK(report.missing == 4);
  REQUIRE(report.gaps.size() == 2);
  CHECK(report.gaps[0].from == 3);
  CHECK(report.gaps[0].to == 5);
  CHECK(report.gaps[0].seen_at == 3);
  CHECK(report.gaps[1].from == 8);
  CHECK(report.gaps[1].to == 8);
}

TEST_CASE("What comes late fills its gap, and is no repeat", "[bin_server][unit]") {
  const auto report = report_of({1, 5, 3, 3, 2});
  CHECK(report.missing == 1);
  REQUIRE(report.gaps.size() == 1);
  CHECK(report.gaps[0].from == 4);
  CHECK(report.late == 2);
  CHECK(report.repeated == 1);
  CHECK(report.late_ones[0].number == 3);
  CHECK(report.late_ones[0].highest == 5);
  CHECK(report.repeated_ones[0].seq == 4);
}

TEST_CASE("Each thing has a sequence of its own", "[bin_server][unit]") {
  NumberSequence sequence;
  sequence.add("a", 1, 1);
  sequence.add("b", 1, 2);
  sequence.add("a", 3, 3);
  sequence.add("b", 2, 4);
  const auto report = sequence.report();
  CHECK(report.things == 2);
  REQUIRE(report.gaps.size() == 1);
  CHECK(report.gaps[0].of == "a");
}

TEST_CASE("Numbers at both ends of what there is are no trouble", "[bin_server][unit]") {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const auto report = report_of({kLeast, kMost, kMost, 0});
  CHECK(report.missing == std::numeric_limits<std::uint64_t>::max() - 2);
  CHECK(report.gaps.size() == 2);
  CHECK(report.repeated == 1);
}

TEST_CASE("A sender that leaves gaps without end fills no memory", "[bin_server][unit]") {
  NumberSequence sequence;
  for (std::size_t i = 0; i < NumberSequence::kMostGaps + 10; ++i) {
    sequence.add("x", static_cast<std::int64_t>(2 * i), static_cast<Seq>(i));
  }
  const auto report = sequence.report();
  CHECK(report.is_cut);
  CHECK(report.missing == NumberSequence::kMostGaps);
  CHECK(report.gaps.size() == NumberSequence::kMostShown);
}

}  // namespace hookloop::test

// What the fuzzers share: an input taken apart, and a claim that ends the run where it does not hold. An input is text
// that a person can write: its parts stand behind one another, parted by a line of three dashes.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hookloop::test {

inline constexpr std::string_view kBetweenParts = "\n---\n";

inline std::string_view fuzz_input(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// What stands before the first parting line, taken off with it; all, where there is none.
inline std::string_view take_part(std::string_view& input) {
  const std::size_t end = input.find(kBetweenParts);
  const std::string_view part = input.substr(0, end);
  input = end == std::string_view::npos ? std::string_view{} : input.substr(end + kBetweenParts.size());
  return part;
}

// libFuzzer keeps the input of a run that aborts.
inline void must(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: it does not hold that %s\n", claim);
  std::abort();
}

}  // namespace hookloop::test

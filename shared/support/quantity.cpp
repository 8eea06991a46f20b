#include "shared/support/quantity.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

namespace hookloop {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 6> kDurationUnits{
    {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}, {"h", 3600e6}, {"d", 86400e6}}};
constexpr std::array<Unit, 13> kSizeUnits{{{"", 1},
                                           {"B", 1},
                                           {"k", 1e3},
                                           {"K", 1e3},
                                           {"kB", 1e3},
                                           {"M", 1e6},
                                           {"MB", 1e6},
                                           {"G", 1e9},
                                           {"GB", 1e9},
                                           {"KiB", 1024},
                                           {"MiB", 1048576.0},
                                           {"GiB", 1073741824.0},
                                           {"b", 1}}};

// The number in the text's unit; nothing for no number, a negative one, or a unit that is not in the list.
std::optional<double> parse_with_units(std::string_view text, std::span<const Unit> units) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !std::isfinite(number) || number < 0) return std::nullopt;
  const std::string_view name(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& unit : units) {
    if (unit.name == name) return number * unit.factor;
  }
  return std::nullopt;
}

constexpr double kGreatest = 9e18;  // below 2^63, in bytes

}  // namespace

Result<Microseconds> parse_duration(std::string_view text) {
  const auto microseconds = parse_with_units(text, kDurationUnits);
  if (microseconds && *microseconds > static_cast<double>(kLongestDuration.count())) {
    return Error{fmt::format("'{}' is too long; the longest duration is 36500d, a hundred years", text)};
  }
  if (!microseconds) {
    return Error{fmt::format("'{}' is no duration; write a number with us, ms, s, m, h or d, as in 250ms", text)};
  }
  return Microseconds(std::llround(*microseconds));
}

Result<std::uint64_t> parse_size(std::string_view text) {
  const auto bytes = parse_with_units(text, kSizeUnits);
  if (!bytes || *bytes > kGreatest) {
    return Error{
        fmt::format("'{}' is no size; write a number of bytes, or with k, M, G, KiB, MiB or GiB, as in 32MiB", text)};
  }
  return static_cast<std::uint64_t>(*bytes);
}

std::string to_flag_text(Microseconds duration) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits{
      {{"d", 86'400'000'000}, {"h", 3'600'000'000}, {"m", 60'000'000}, {"s", 1'000'000}, {"ms", 1'000}}};
  const std::int64_t count = duration.count();
  for (const auto& [unit, factor] : kUnits) {
    if (count != 0 && count % factor == 0) return fmt::format("{}{}", count / factor, unit);
  }
  return fmt::format("{}us", count);
}

std::string to_flag_text(std::uint64_t bytes) {
  constexpr std::array<std::pair<std::string_view, int>, 3> kUnits{{{"GiB", 30}, {"MiB", 20}, {"KiB", 10}}};
  for (const auto& [unit, shift] : kUnits) {
    if (bytes != 0 && bytes % (std::uint64_t{1} << shift) == 0) return fmt::format("{}{}", bytes >> shift, unit);
  }
  return fmt::format("{}", bytes);
}

std::string show_duration(Microseconds duration) {
  // The least duration has no positive counterpart.
  const auto count = std::max(duration, -Microseconds::max()).count();
  if (count < 0) return "-" + show_duration(Microseconds(-count));
  if (count < 1'000) return fmt::format("{}us", count);
  // What would round up to 1000.0ms or 60.00s is shown in the next unit.
  if (count < 999'950) return fmt::format("{:.1f}ms", static_cast<double>(count) / 1e3);
  if (count < 59'995'000) return fmt::format("{:.2f}s", static_cast<double>(count) / 1e6);
  if (count < 60'000'000) return "1m 00s";
  const auto seconds = count / 1'000'000;
  if (seconds < 3600) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h {:02}m", seconds / 3600, seconds % 3600 / 60);
}

std::string show_size(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  const char* unit = "KiB";
  double shown = static_cast<double>(bytes) / 1024;
  for (const char* next : {"MiB", "GiB", "TiB"}) {
    if (shown < 1023.95) break;  // more would round up to 1024.0
    shown /= 1024;
    unit = next;
  }
  return std::trunc(shown) == shown ? fmt::format("{:.0f} {}", shown, unit) : fmt::format("{:.1f} {}", shown, unit);
}

}  // namespace hookloop

#include "emitter/platform/payload_time.h"

#include <spdlog/fmt/fmt.h>

namespace hookloop {

PayloadTime payload_time(Timestamp moment, std::chrono::minutes utc_offset) {
  const auto local = std::chrono::floor<std::chrono::seconds>(moment + utc_offset);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss of_day{local - day};
  const std::chrono::hh_mm_ss offset{utc_offset};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day.hours().count(),
                     of_day.minutes().count(), of_day.seconds().count(), offset.is_negative() ? '-' : '+',
                     offset.hours().count(), offset.minutes().count());
}

}  // namespace hookloop

// A line at the bottom of a terminal that says how far a long run is. It is drawn over itself; text that is to stay is
// printed between `clear` and the next `show`. One thread at a time.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "shared/support/clock.h"

namespace hookloop {

// "[#########           ]  45%  450/1000  112/s"; never wider than `width` columns.
std::string progress_line(std::uint64_t done, std::uint64_t total, Microseconds elapsed, unsigned width);

class ProgressBar {
 public:
  ProgressBar(std::ostream& out, const Clock& clock, std::uint64_t total, unsigned width);

  // Draws, unless the last drawing was a moment ago and the run has not ended.
  void show(std::uint64_t done);
  void clear();

 private:
  std::ostream& out_;
  const Clock& clock_;
  const std::uint64_t total_;
  const unsigned width_;
  const SteadyTime start_;
  SteadyTime drawn_at_;
  bool is_drawn_ = false;
};

}  // namespace hookloop

#include "emitter/cli/progress_bar.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <ostream>

namespace hookloop {
namespace {

// Fast enough to look alive, slow enough to cost nothing beside the sending.
constexpr Microseconds kRedraw = std::chrono::milliseconds(50);
constexpr unsigned kWidestBar = 40;

}  // namespace

std::string progress_line(std::uint64_t done, std::uint64_t total, Microseconds elapsed, unsigned width) {
  const double share = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
  const double seconds = static_cast<double>(elapsed.count()) / 1e6;
  std::string figures = fmt::format("{:3.0f}%  {}/{}", share * 100, done, total);
  if (seconds > 0) figures += fmt::format("  {:.0f}/s", static_cast<double>(done) / seconds);
  // Brackets and two spaces are four columns, and a full last column would wrap on some terminals.
  const auto taken = static_cast<unsigned>(figures.size()) + 5;
  if (width < taken + 4) return figures.substr(0, width > 0 ? width - 1 : 0);
  const unsigned cells = std::min(kWidestBar, width - taken);
  const auto filled = std::min(cells, static_cast<unsigned>(share * cells));
  return fmt::format("[{}{}]  {}", std::string(filled, '#'), std::string(cells - filled, ' '), figures);
}

ProgressBar::ProgressBar(std::ostream& out, const Clock& clock, std::uint64_t total, unsigned width)
    : out_(out), clock_(clock), total_(total), width_(width), start_(clock.steady()), drawn_at_(start_ - kRedraw) {}

void ProgressBar::show(std::uint64_t done) {
  const SteadyTime now = clock_.steady();
  if (is_drawn_ && now - drawn_at_ < kRedraw && done < total_) return;
  drawn_at_ = now;
  is_drawn_ = true;
  out_ << '\r' << progress_line(done, total_, std::chrono::duration_cast<Microseconds>(now - start_), width_)
       << "\x1b[K" << std::flush;
}

void ProgressBar::clear() {
  if (is_drawn_) out_ << "\r\x1b[K";
  is_drawn_ = false;
}

}  // namespace hookloop

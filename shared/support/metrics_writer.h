// Writes numbers as Prometheus reads them (text exposition format 0.0.4). One thread at a time.
#pragma once

#include <spdlog/fmt/fmt.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "shared/support/duration_histogram.h"

namespace hookloop {

inline constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

// A label's value as it stands between quotes: backslash, quote and line feed are escaped.
std::string metric_label(std::string_view text);

class MetricsWriter {
 public:
  // One metric: its name and help, then its values.
  void begin(std::string_view name, std::string_view type, std::string_view help);
  template <typename Number>
  void value(Number number, const std::string& labels = "") {
    add("{}{} {}\n", name_, labels.empty() ? "" : "{" + labels + "}", number);
  }
  template <typename Number>
  void single(std::string_view name, std::string_view type, std::string_view help, Number number) {
    begin(name, type, help);
    value(number);
  }
  // In seconds, with the steps summed up as the format wants it.
  void histogram(std::string_view name, std::string_view help, const DurationHistogram& histogram);
  // What every program tells of itself: its version, its memory, the time of processors that it took.
  void process();

  std::string take() { return std::move(text_); }

 private:
  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
  }

  std::string text_;
  std::string_view name_;
};

}  // namespace hookloop

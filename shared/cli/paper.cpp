#include "shared/cli/paper.h"

#include <algorithm>
#include <map>

#include "shared/support/utf8.h"

namespace hookloop {

std::string toned(const Style& style, Tone tone, const std::string& text) {
  switch (tone) {
    case Tone::plain:
      return text;
    case Tone::dim:
      return style.dim(text);
    case Tone::good:
      return style.green(text);
    case Tone::warning:
      return style.yellow(text);
    case Tone::bad:
      return style.red(text);
  }
  return text;
}

Tone tone_of(const std::string& state) {
  static const std::map<std::string, Tone> kTones{
      {"delivered", Tone::good}, {"accepted", Tone::good},   {"success", Tone::good},      {"enabled", Tone::good},
      {"passed", Tone::good},    {"pending", Tone::warning}, {"in_flight", Tone::warning}, {"started", Tone::warning},
      {"paused", Tone::warning}, {"failing", Tone::bad},     {"exhausted", Tone::bad},     {"rejected", Tone::bad},
      {"timed_out", Tone::bad},  {"unreachable", Tone::bad}, {"unknown", Tone::bad},       {"failure", Tone::bad},
      {"failed", Tone::bad},     {"disabled", Tone::bad},    {"cancelled", Tone::dim},     {"aborted", Tone::dim},
  };
  const auto found = kTones.find(state);
  return found == kTones.end() ? Tone::plain : found->second;
}

std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !continues_character(byte); }));
}

}  // namespace hookloop

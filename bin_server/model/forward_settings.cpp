#include "bin_server/model/forward_settings.h"

#include <algorithm>

namespace hookloop {

std::vector<std::string> target_urls(const ForwardSettings& settings) {
  std::vector<std::string> urls;
  for (const ForwardTarget& target : settings.targets) urls.push_back(target.url);
  return urls;
}

void begin_new_targets(ForwardSettings& settings, const ForwardSettings& before, std::int64_t last_seq) {
  for (ForwardTarget& target : settings.targets) {
    const auto same = std::find_if(before.targets.begin(), before.targets.end(),
                                   [&](const ForwardTarget& other) { return other.url == target.url; });
    target.after_seq = same == before.targets.end() ? last_seq : same->after_seq;
  }
}

bool returns_answer(const ForwardSettings& settings) { return settings.return_answer && !settings.targets.empty(); }

bool returns_answer_of(const ForwardSettings& settings, std::string_view url) {
  return returns_answer(settings) && settings.targets.front().url == url;
}

bool has_target(const ForwardSettings& settings, std::string_view url) {
  return std::any_of(settings.targets.begin(), settings.targets.end(),
                     [&](const ForwardTarget& target) { return target.url == url; });
}

}  // namespace hookloop

// Leaving a notice of a change inside of it, so that it is kept with it or not at all. Any thread.
#pragma once

#include <spdlog/fmt/fmt.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "emitter/store/platform_store.h"

namespace hookloop {

// `kind` is one of notice.h's words; `detail` one sentence, without secrets.
inline void leave_notice(PlatformChange& change, Timestamp now, std::string_view kind, WebhookNumber webhook,
                         std::string detail) {
  Notice notice;
  notice.at = now;
  notice.kind = kind;
  notice.webhook = webhook;
  notice.detail = std::move(detail);
  change.insert_notice(std::move(notice));
}

// "no deliveries", "1 delivery", "7 deliveries"
inline std::string show_deliveries(std::uint64_t count) {
  if (count == 0) return "no deliveries";
  return count == 1 ? "1 delivery" : fmt::format("{} deliveries", count);
}

}  // namespace hookloop

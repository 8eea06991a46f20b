#include "emitter/platform/attachment_rules.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/platform/problems.h"

namespace hookloop {
namespace {

std::string events_of(EventScope scope) {
  std::vector<std::string> shown;
  for (const EventTypeInfo& type : event_types()) {
    if (type.scope == scope) shown.push_back(fmt::format("{} ({})", type.id, type.console_name));
  }
  return fmt::format("on {} these can be checked: {}.",
                     scope == EventScope::app ? "an app's attachment" : "an attachment to the account",
                     fmt::join(shown, ", "));
}

}  // namespace

Result<EventMask, Problem> parse_checked_events(const std::vector<std::string>& events, EventScope scope) {
  if (events.empty()) return bad_field("/events", fmt::format("Check at least one event; {}", events_of(scope)));
  EventMask mask;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string at = fmt::format("/events/{}", i);
    const auto type = parse_event_type(events[i]);
    if (!type) return bad_field(at, sentence(type.error()));
    if (info(*type).scope != scope) {
      return bad_field(at, fmt::format("{} ({}) is an event of {}; {}", info(*type).id, info(*type).console_name,
                                       scope == EventScope::app ? "the account" : "an app", events_of(scope)));
    }
    mask.set(static_cast<std::size_t>(*type));
  }
  return mask;
}

std::string show_checked_events(const EventMask& events) {
  std::vector<std::string_view> names;
  for (const EventType type : checked_types(events)) names.push_back(info(type).console_name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace hookloop

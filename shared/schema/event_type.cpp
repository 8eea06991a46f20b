#include "shared/schema/event_type.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <vector>

#include "shared/support/ascii.h"
#include "shared/support/nearest.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// "PROJECT_VERSION_CREATE" -> "project.version.create", at compile time, so that the catalogue stays constant data.
template <std::size_t Size>
constexpr std::array<char, Size> dotted_form(const char (&id)[Size]) {
  std::array<char, Size> dotted{};
  for (std::size_t i = 0; i < Size; ++i) dotted[i] = id[i] == '_' ? '.' : to_lower(id[i]);
  return dotted;
}

#define HOOKLOOP_EVENT_TYPE(id, console_name, scope, origin, happening) constexpr auto dotted_##id = dotted_form(#id);
#include "shared/schema/event_types.def"
#undef HOOKLOOP_EVENT_TYPE

constexpr std::array kCatalogue = {
#define HOOKLOOP_EVENT_TYPE(id, console_name, scope, origin, happening)                             \
  EventTypeInfo{EventType::id,       #id,      dotted_##id.data(), console_name, EventScope::scope, \
                EventOrigin::origin, happening},
#include "shared/schema/event_types.def"
#undef HOOKLOOP_EVENT_TYPE
};

const EventTypeInfo* find_as_written(std::string_view text) {
  const auto found = std::find_if(kCatalogue.begin(), kCatalogue.end(), [&](const EventTypeInfo& type) {
    return same_but_for_case(text, type.id) || same_but_for_case(text, type.dotted) ||
           same_but_for_case(text, type.console_name);
  });
  return found == kCatalogue.end() ? nullptr : &*found;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kShownBytes = 60;  // enough to see what was mistyped
  return fmt::format("\"{}{}\"", to_shown_utf8(text.substr(0, kShownBytes)), text.size() > kShownBytes ? "…" : "");
}

}  // namespace

std::span<const EventTypeInfo> event_types() { return kCatalogue; }

const EventTypeInfo& info(EventType type) { return kCatalogue.at(static_cast<std::size_t>(type)); }

std::optional<EventType> event_type_from_id(std::string_view id) {
  for (const EventTypeInfo& type : kCatalogue) {
    if (type.id == id) return type.type;
  }
  return std::nullopt;
}

Result<EventType> parse_event_type(std::string_view text) {
  if (const EventTypeInfo* found = find_as_written(text)) return found->type;

  std::vector<std::string> known;
  for (const EventTypeInfo& type : kCatalogue) {
    for (const std::string_view word : {type.id, type.dotted, type.console_name}) known.emplace_back(word);
  }
  if (const auto guess = nearest(text, known)) {
    const EventTypeInfo& meant = *find_as_written(*guess);
    return Error{fmt::format("{} is no event type; did you mean {} ({})?", shown(text), meant.id, meant.console_name)};
  }
  const EventTypeInfo& one = kCatalogue.front();
  return Error{fmt::format("{} is no event type; they are written as {}, {} or \"{}\"", shown(text), one.id, one.dotted,
                           one.console_name)};
}

std::string_view to_string(EventScope scope) { return scope == EventScope::app ? "app" : "account"; }

std::string_view to_string(EventOrigin origin) { return origin == EventOrigin::documented ? "documented" : "inferred"; }

}  // namespace hookloop

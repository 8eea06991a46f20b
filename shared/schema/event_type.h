// The closed catalogue of the platform's 17 event types. The one manifest is event_types.def; this header, the JSON
// Schemas (schemas/ID.json) and the examples (examples/ID.json) are held in step with it by tests, in both directions.
// Everything here is constant data: any thread, as long as the program lives.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "shared/support/result.h"

namespace hookloop {

enum class EventType {
#define HOOKLOOP_EVENT_TYPE(id, console_name, scope, origin, happening) id,
#include "shared/schema/event_types.def"
#undef HOOKLOOP_EVENT_TYPE
};

enum class EventScope { app, account };           // what a webhook for it is attached to
enum class EventOrigin { documented, inferred };  // whether the platform documents the id, or it follows the pattern

struct EventTypeInfo {
  EventType type;
  std::string_view id;            // "PROJECT_VERSION_CREATE"
  std::string_view dotted;        // "project.version.create": accepted as input only
  std::string_view console_name;  // "App version created"
  EventScope scope;
  EventOrigin origin;
  std::string_view happening;  // the stem of the payload's `<verb>_at` and `<verb>_by`: "created"
};

// All of them, in the catalogue's order.
std::span<const EventTypeInfo> event_types();

const EventTypeInfo& info(EventType type);

// By id, as it travels in headers: exact.
std::optional<EventType> event_type_from_id(std::string_view id);

// As a person writes it: the id, the dotted form or the console's name, case ignored. The error names the nearest one.
Result<EventType> parse_event_type(std::string_view text);

std::string_view to_string(EventScope scope);    // "app", "account"
std::string_view to_string(EventOrigin origin);  // "documented", "inferred"

// The JSON Schema (2020-12) of the type's payload, and an example payload: exact bytes.
std::string_view payload_schema(EventType type);
std::string_view payload_example(EventType type);

}  // namespace hookloop

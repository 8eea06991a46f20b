// What tells the payload of one event type from another's when nothing else is told: its top-level keys, and the values
// that its schema fixes ("platform": "android"). Both are read from the schemas, so there is no second list to keep.
#pragma once

#include <string>
#include <vector>

#include "shared/schema/event_type.h"
#include "shared/schema/json_text.h"

namespace hookloop {

struct PayloadShape {
  struct FixedValue {
    std::vector<std::string> path;  // keys from the body down
    std::string value;
  };

  EventType type;
  std::vector<std::string> keys;  // of the body, in the documented order
  std::vector<FixedValue> fixed_values;
};

const PayloadShape& payload_shape(EventType type);

// The event types whose shape is nearest to the body's, in the catalogue's order; none where the body is clearly not
// one of ours. One of ours has a "project" object, what it happened to, `<verb>_at` or `<verb>_by`, and more top-level
// keys as they should be than missing and foreign ones. A valid payload's own type is always among them.
std::vector<EventType> nearest_shapes(const JsonText& body);

}  // namespace hookloop

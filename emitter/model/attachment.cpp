#include "emitter/model/attachment.h"

namespace hookloop {

std::vector<EventType> checked_types(const EventMask& events) {
  std::vector<EventType> types;
  for (const EventTypeInfo& type : event_types()) {
    if (is_checked(events, type.type)) types.push_back(type.type);
  }
  return types;
}

}  // namespace hookloop

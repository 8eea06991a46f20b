#include "emitter/deliver/head_faults.h"

#include <algorithm>
#include <string>

#include "shared/schema/delivery_headers.h"

namespace hookloop {
namespace {

HeaderField* find(HeaderList& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const HeaderField& field) { return same_header_name(field.name, name); });
  return found == headers.end() ? nullptr : &*found;
}

std::string other_type_id(const std::optional<EventType>& type, FaultWork& work) {
  std::vector<std::string_view> ids;
  for (const EventTypeInfo& other : event_types()) {
    if (other.type != type) ids.push_back(other.id);
  }
  return std::string(ids[work.pick(ids.size())]);
}

// Unknown ones, an empty one, repeats in another case, and a repeat of one of ours that means no harm. None of them
// tells of us, so that a faithful request stays one.
HeaderList extra_headers() {
  return {
      {"X-Trace", "one"}, {"x-trace", "two"}, {"X-TRACE", "three"}, {"X-Empty", ""}, {"accept", "application/json"}};
}

}  // namespace

void apply_head_faults(HeaderList& headers, const std::optional<EventType>& type, FaultWork& work) {
  if (const Fault* fault = work.planned(FaultKind::wrong_content_type)) {
    if (HeaderField* field = find(headers, "Content-Type")) {
      field->value = "text/plain";
      work.done(*fault);
    }
  }
  if (const Fault* fault = work.planned(FaultKind::wrong_event_type)) {
    if (HeaderField* field = find(headers, header_name::event_type)) {
      field->value = other_type_id(type, work);
      work.done(*fault);
    }
  }
  if (const Fault* fault = work.planned(FaultKind::extra_headers)) {
    for (HeaderField& field : extra_headers()) headers.push_back(std::move(field));
    work.done(*fault);
  }
}

}  // namespace hookloop

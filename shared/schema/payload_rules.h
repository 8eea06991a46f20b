// A body held against the JSON Schema (2020-12) of an event type. This is the only door to jsoncons, which takes 25
// seconds to compile; payload.h is the door for everybody else. Any thread: each schema is compiled once, when it is
// first asked for, and only read afterwards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/event_type.h"
#include "shared/schema/json_text.h"
#include "shared/schema/payload.h"
#include "shared/schema/payload_findings.h"

namespace hookloop {

// `source` is the text that `body` was read from.
RuleVerdict violations_of(EventType type, const JsonText& body, std::string_view source);

Violation violation_of(const JsonFault& fault, std::string_view source);

// What the meta-schema of 2020-12 has against a schema, one sentence each. The tests hold the catalogue's schemas to
// it.
std::vector<std::string> faults_of_schema(std::string_view schema);

}  // namespace hookloop

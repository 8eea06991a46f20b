// What a webhook's body says: typed payloads for every event type, made into exact bytes in the documented key order,
// and bytes read back with every violation named. Serves product.md's "The payload"; the rules are the JSON Schemas.
// Pure functions and values: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/schema/event_type.h"
#include "shared/support/result.h"

namespace hookloop {

// Times in payloads are ISO 8601 to the second with the account's UTC offset: "2015-04-22T15:24:13-07:00".
using PayloadTime = std::string;

struct Person {
  std::string name;
  std::string email;  // may be empty: the platform hides it
  bool operator==(const Person&) const = default;
};

struct PayloadProject {
  std::string guid;
  std::string name;
  std::string description;
  PayloadTime created_at;
  PayloadTime edited_at;
  Person owner;
  bool operator==(const PayloadProject&) const = default;
};

struct PayloadVersion {
  std::string name;
  PayloadTime created_at;
  Person author;
  bool operator==(const PayloadVersion&) const = default;
};

enum class BuildStatus { started, success, failure, aborted };
std::string_view to_string(BuildStatus status);  // "started", … as payloads write it

struct PayloadBuild {
  std::string platform;  // "android", "ios"
  std::int64_t number = 1;
  BuildStatus status = BuildStatus::started;
  std::string version;  // the name of the version that is built
  PayloadTime started_at;
  std::optional<PayloadTime> finished_at;        // all but a start
  std::optional<std::int64_t> duration_seconds;  // all but a start
  std::optional<std::string> artifact;           // success: where the built file is
  std::optional<std::string> error;              // failure: what went wrong
  bool operator==(const PayloadBuild&) const = default;
};

struct PayloadPublication {
  std::string target;  // "platform", "heroku"
  std::string url;
  bool operator==(const PayloadPublication&) const = default;
};

struct PayloadTest {
  std::string status;  // "passed", "failed"
  std::int64_t passed = 0;
  std::int64_t failed = 0;
  std::int64_t duration_seconds = 0;
  bool operator==(const PayloadTest&) const = default;
};

struct PayloadRename {
  std::string previous_name;
  bool operator==(const PayloadRename&) const = default;
};

// The thing that it happened to, beside the project; nothing for PROJECT_CREATE and PROJECT_REMOVE.
using PayloadSubject =
    std::variant<std::monostate, PayloadVersion, PayloadBuild, PayloadPublication, PayloadTest, PayloadRename>;

struct Payload {
  EventType type;
  PayloadProject project;
  PayloadSubject subject;
  PayloadTime happened_at;  // travels as `created_at`, `removed_at`, … as the catalogue's `happening` says
  Person happened_by;
  bool operator==(const Payload&) const = default;
};

// One way in which bytes are not the payload that they should be. Keys and values of the body that are long stand here
// cut, with "…" where something is left out; so does the middle of a long pointer.
struct Violation {
  std::string pointer;  // RFC 6901: "/version/name"; "" is the whole body
  std::string
      rule;  // the schema's keyword ("required", "type", "format", "additionalProperties", …), or "json", "utf-8"
  std::string expected;    // "a text", "one of \"passed\", \"failed\""
  std::string actual;      // the value as it is written there, shortened; "missing" for a key that is not there
  std::uint64_t line = 0;  // both from 1, in the body's bytes; of a missing key: where the object begins
  std::uint64_t column = 0;
};

// The exact body: keys in the documented order, on one line without white space between them. A subject that is not the
// type's, or a text that is not UTF-8, is a bug of the caller: std::invalid_argument.
std::string to_bytes(const Payload& payload);

// A hostile body may break a rule in a million places. A person reads a few of them, so this many are kept, those that
// stand first in the body, and the others are counted.
inline constexpr std::size_t kMostViolations = 100;

// The texts of one violation together, whatever the body: 1 KiB of pointer and a line for each of the others. So a
// verdict has no more than kMostViolations of these, 150 KiB, however large the body that it is about.
inline constexpr std::size_t kLongestViolationBytes = 1536;

// A body judged against what its type must be. A key that stands twice in an object is a violation of rule "json":
// readers differ in which of the two they take. Bytes that are not JSON have one violation, that of the first fault; so
// has JSON that is nested deeper than 512, which is not read on.
struct PayloadVerdict {
  enum class State { valid, invalid, unknown_event, not_json };
  State state;
  std::optional<EventType> type;      // as told, or as recognised by shape when nothing was told
  std::vector<Violation> violations;  // in the order of their places in the body
  std::uint64_t violations_left_out = 0;
};
std::string_view to_string(PayloadVerdict::State state);  // "valid", "invalid", "unknown_event", "not_json"

// `type_id` is what the wire said (Hookloop-Event-Type); without it the type is recognised by the body's shape, and
// "unknown_event" means that the body is JSON but has no shape of ours, or that `type_id` is not in the catalogue.
// Takes any bytes and throws for none; time and memory grow with their length and with nothing else.
PayloadVerdict judge_payload(std::string_view body, std::optional<std::string_view> type_id);

// The event types whose payloads this body resembles most, valid or not; none where it is clearly not one of ours.
// Several where it can not tell (a build whose platform is neither): a valid payload has exactly one.
std::vector<EventType> recognise(std::string_view body);

// Bytes to a typed payload; the violations where it is not one.
Result<Payload, std::vector<Violation>> parse_payload(std::string_view body, EventType type);

}  // namespace hookloop

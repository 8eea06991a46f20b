#include <stdexcept>

#include "emitter/model/fault.h"

namespace hookloop {
namespace {

using Unit = FaultParameter::Unit;

constexpr std::uint64_t kMillisecond = 1'000;
constexpr std::uint64_t kSecond = 1'000'000;
constexpr std::uint64_t kMinute = 60 * kSecond;
constexpr std::uint64_t kHour = 60 * kMinute;
constexpr std::uint64_t kDay = 24 * kHour;
constexpr std::uint64_t kKibibyte = 1024;
constexpr std::uint64_t kMebibyte = 1024 * kKibibyte;

// A hundred copies of one request show a race as well as more would, and are no attack.
constexpr FaultParameter kDuplicate[] = {{"count", Unit::number, 1, 1, 100, "how many further copies"}};
// Long enough for the next event of a person at work; nobody waits for a further one for an hour.
constexpr FaultParameter kReorder[] = {
    {"by", Unit::duration, 5 * kSecond, kMillisecond, kHour, "how long it waits for the next one at most"}};
constexpr FaultParameter kDelay[] = {{"by", Unit::duration, 5 * kSecond, kMillisecond, kDay, "how long it waits"}};
constexpr FaultParameter kBurst[] = {
    {"count", Unit::number, 5, 2, 1000, "how many go together"},
    {"by", Unit::duration, 10 * kSecond, kMillisecond, kHour, "how long the first waits for the others at most"}};
// Twice the limit of 1 MiB that many frameworks begin with. The request is in memory as a whole.
constexpr FaultParameter kOversized[] = {
    {"bytes", Unit::size, 2 * kMebibyte, 1, 64 * kMebibyte, "how large the body is"}};
// Twice the five minutes that Standard Webhooks and Stripe allow; ten years either way are still a date.
constexpr FaultParameter kOldTimestamp[] = {
    {"by", Unit::duration, 10 * kMinute, kSecond, 3650 * kDay, "how far it lies in the past"}};
constexpr FaultParameter kNewTimestamp[] = {
    {"by", Unit::duration, 10 * kMinute, kSecond, 3650 * kDay, "how far it lies in the future"}};
// A usual request of 1 KiB then takes some three seconds.
constexpr FaultParameter kSlowWrite[] = {
    {"bytes", Unit::size, 16, 1, kMebibyte, "how large a piece is"},
    {"by", Unit::duration, 50 * kMillisecond, 1, kMinute, "the pause between two pieces"}};

using Kind = FaultKind;
using Stage = FaultStage;

constexpr FaultInfo kCatalogue[] = {
    {Kind::duplicate, Stage::schedule, "duplicate",
     "Sends the same request again after it was answered: the same webhook-id, attempt, body and signature.",
     "Recognise the webhook-id and answer 2xx without acting again. Remember ids for longer than a sender retries.",
     kDuplicate},
    {Kind::concurrent_duplicate, Stage::schedule, "concurrent-duplicate",
     "Sends copies of the same request at the same time, on connections of their own.",
     "Act once: claim the webhook-id in one atomic step (a unique key in the database), before acting on the event. "
     "Answer the losers 2xx, or 409 if the winner may still fail.",
     kDuplicate},
    {Kind::reorder, Stage::schedule, "reorder",
     "Holds the request back until the next delivery of the same webhook was sent.",
     "Do not rely on the order of arrival: compare the times in the payload with what is known, and let no older event "
     "overwrite a newer state.",
     kReorder},
    {Kind::delay, Stage::schedule, "delay",
     "Sends the request later than the event; timestamp and signature are fresh.",
     "Accept it: the timestamp is that of the attempt. Take the time of the event from the payload, not from the "
     "clock.",
     kDelay},
    {Kind::burst, Stage::schedule, "burst", "Holds requests back and sends them all at once.",
     "Queue the work and answer 2xx within the sender's timeout; when it is too much, answer 429 or 503 with "
     "Retry-After rather than hang.",
     kBurst},
    {Kind::drop,
     Stage::schedule,
     "drop",
     "Never sends the request; the attempt counts as not arrived.",
     "Nothing arrives, so nothing can be answered. Take the retry with the same webhook-id as the first; what must not "
     "be missed is fetched from the platform from time to time.",
     {}},

    {Kind::invalid_json,
     Stage::payload,
     "invalid-json",
     "Signs and sends a body that is not JSON.",
     "The signature is right, and JSON does not parse: answer 400, do not act, and do not let the parser's exception "
     "become a 500.",
     {}},
    {Kind::invalid_utf8,
     Stage::payload,
     "invalid-utf8",
     "Signs and sends a body with a byte that is not UTF-8 in it.",
     "Check the signature over the raw bytes, before decoding: it is right. Then answer 400; do not store a text with "
     "the byte replaced.",
     {}},
    {Kind::oversized_body, Stage::payload, "oversized-body",
     "Signs and sends a valid payload that white space makes far larger than any real one.",
     "Stop reading at a limit of your own and answer 413, going by Content-Length before the body is read; memory must "
     "not grow with what a sender says.",
     kOversized},
    {Kind::schema_missing_key,
     Stage::payload,
     "schema-missing-key",
     "Signs and sends a payload that lacks a key which its event type must have.",
     "Check that what you use is there: answer 400 or 422 and do not act on the rest.",
     {}},
    {Kind::schema_wrong_type,
     Stage::payload,
     "schema-wrong-type",
     "Signs and sends a payload in which one value is of another JSON type than it must be.",
     "Check the type of what you use: answer 400 or 422 and do not act; do not convert it silently.",
     {}},
    {Kind::schema_extra_key,
     Stage::payload,
     "schema-extra-key",
     "Signs and sends a payload with a key that its event type does not know.",
     "Ignore keys that you do not know, act and answer 2xx: platforms add keys without asking.",
     {}},

    {Kind::wrong_secret,
     Stage::signature,
     "wrong-secret",
     "Signs with another well-formed secret of the same scheme.",
     "No known secret made the signature: answer 401, do not act. Compare in constant time, and do not say which part "
     "was wrong.",
     {}},
    {Kind::missing_signature,
     Stage::signature,
     "missing-signature",
     "Sends everything but the signature's header.",
     "A request without a signature is nobody's: answer 401, do not act. Never take it for one that needs no check.",
     {}},
    {Kind::malformed_signature,
     Stage::signature,
     "malformed-signature",
     "Sends the signature's header with something in it that is no signature.",
     "Answer 400 or 401, do not act, and do not let the decoder's exception become a 500.",
     {}},
    {Kind::stale_timestamp, Stage::signature, "stale-timestamp",
     "Says, and signs, a time in the past, as a replayed request would.",
     "The signature is right and the time is not: refuse it with 400 or 401 when it lies more than five minutes off.",
     kOldTimestamp},
    {Kind::future_timestamp, Stage::signature, "future-timestamp", "Says, and signs, a time in the future.",
     "Refuse it like one of the past: with 400 or 401 when it lies more than five minutes ahead. It could be replayed "
     "for all that time.",
     kNewTimestamp},

    {Kind::body_altered,
     Stage::body,
     "body-altered",
     "Changes one byte of the body after it was signed; it is still JSON.",
     "The signature, checked over the raw bytes, fails: answer 401 or 400, do not act. Check it before the JSON is "
     "looked at.",
     {}},
    {Kind::body_reserialised,
     Stage::body,
     "body-reserialised",
     "Writes the same JSON in another layout after it was signed, as a proxy that parses bodies does.",
     "The signature fails over the raw bytes, and must: answer 401 or 400, do not act. Never sign or check a body that "
     "was parsed and written again.",
     {}},
    {Kind::truncated_body,
     Stage::body,
     "truncated-body",
     "Cuts the body in half after it was signed; Content-Length fits the cut body.",
     "HTTP finds nothing wrong; the signature fails and the JSON does not parse: answer 400 or 401, do not act.",
     {}},

    {Kind::wrong_content_type,
     Stage::head,
     "wrong-content-type",
     "Says text/plain where the body is JSON.",
     "Answer 415, or read the body as JSON whatever it is called, but decide it: do not let a body parser hand over an "
     "empty object.",
     {}},
    {Kind::extra_headers,
     Stage::head,
     "extra-headers",
     "Sends headers that nobody asked for, some of them twice and in another case.",
     "Ignore what you do not know and answer as usual; names of headers have no case, and a repeat is no error.",
     {}},
    {Kind::wrong_event_type,
     Stage::head,
     "wrong-event-type",
     "Names another event type in Hookloop-Event-Type than the payload is of. No signature covers that header.",
     "Judge the payload by the schema of the type that the header names, answer 400 or 422 and do not act; do not take "
     "the one for the other.",
     {}},

    {Kind::slow_write, Stage::wire, "slow-write", "Writes the request in small pieces with pauses between them.",
     "Read on until the body is whole, within a deadline for all of it: answer 2xx, or 408 when it runs out. Other "
     "requests must not wait behind it.",
     kSlowWrite},
    {Kind::reset_mid_body,
     Stage::wire,
     "reset-mid-body",
     "Resets the connection after half of the body, while Content-Length promises all of it.",
     "Do not act on half of a body: give it up without an answer, free what it held, and take the retry as the first.",
     {}},
};

}  // namespace

std::span<const FaultInfo> fault_catalogue() { return kCatalogue; }

const FaultInfo& info(FaultKind kind) {
  for (const FaultInfo& fault : kCatalogue) {
    if (fault.kind == kind) return fault;
  }
  throw std::logic_error("no such FaultKind");
}

std::string_view to_string(FaultStage stage) {
  switch (stage) {
    case FaultStage::schedule:
      return "schedule";
    case FaultStage::payload:
      return "payload";
    case FaultStage::signature:
      return "signature";
    case FaultStage::body:
      return "body";
    case FaultStage::head:
      return "head";
    case FaultStage::wire:
      return "wire";
  }
  throw std::logic_error("no such FaultStage");
}

}  // namespace hookloop

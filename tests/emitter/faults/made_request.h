// A request made with faults and taken apart again, for tests that judge it as a receiver would.
#pragma once

#include <string>
#include <vector>

#include "emitter/deliver/outgoing_request.h"
#include "shared/schema/event_type.h"
#include "shared/schema/payload.h"
#include "tests/support/fake_transport.h"
#include "tests/shared/schema/signed_request.h"

namespace hookloop::test {

inline std::vector<Fault> faults(const std::vector<std::string>& texts) {
  std::vector<Fault> list;
  for (const std::string& text : texts) list.push_back(*parse_fault(text));
  return list;
}

// The type's example, on one line as it is sent.
inline std::string compact_payload(EventType type) { return to_bytes(*parse_payload(payload_example(type), type)); }

struct MakeOptions {
  std::optional<EventType> type = EventType::PROJECT_VERSION_CREATE;
  std::optional<std::string> payload = {};  // nothing: the type's
  std::vector<SigningKey> keys = {signing_key(SignatureScheme::standard)};
  WireProfile profile = WireProfile::instrumented;
  std::uint64_t seed = 1;
  UnixSeconds at = kSignedAt;
};

struct MadeRequest {
  OutgoingRequest request;
  std::string payload;  // before any fault

  HeaderList headers() const { return SentRequest{request.bytes(), {}, {}}.headers(); }
  std::string header(std::string_view name) const { return SentRequest{request.bytes(), {}, {}}.header(name); }
  SignatureVerdict judge(SignatureScheme scheme = SignatureScheme::standard, UnixSeconds now = kSignedAt) const {
    const HeaderList fields = headers();
    const std::string_view sent[] = {payload};
    VerificationOptions options;
    options.sent_bodies = sent;
    const VerificationKey keys[] = {verification_key(scheme)};
    return verify({fields, request.body, now}, keys, options);
  }
};

inline MadeRequest make(const std::vector<std::string>& planned, const MakeOptions& options = {}) {
  DeliveryTarget target;
  target.url = *parse_url("http://localhost:3000/hook");
  target.profile = options.profile;
  if (options.profile == WireProfile::instrumented) target.keys = options.keys;
  MadeRequest made;
  made.payload = options.payload ? *options.payload
                 : options.type  ? compact_payload(*options.type)
                                 : std::string(R"({"ping":true})");
  SeededRandom random(options.seed);
  made.request =
      make_request(target, {"dlv_1", "evt_1", options.type, made.payload}, 1, options.at, faults(planned), random);
  return made;
}

}  // namespace hookloop::test

#include "emitter/deliver/signature_faults.h"

#include <algorithm>
#include <cstdint>

#include "shared/support/encoding.h"

namespace hookloop {
namespace {

// As many as an HMAC-SHA256 key should have, and an Ed25519 seed has.
constexpr std::size_t kSecretBytes = 32;

std::string random_bytes(std::size_t count, Random& random) {
  std::string bytes;
  while (bytes.size() < count) {
    std::uint64_t number = random.next();
    for (int i = 0; i < 8; ++i, number >>= 8) bytes += static_cast<char>(number & 0xff);
  }
  bytes.resize(count);
  return bytes;
}

SigningKey other_key(SignatureScheme scheme, Random& random) {
  const std::string bytes = random_bytes(kSecretBytes, random);
  switch (scheme) {
    case SignatureScheme::standard:
      return {scheme, "whsec_" + base64_encode(bytes)};
    case SignatureScheme::standard_ed25519:
      return {scheme, "whsk_" + base64_encode(bytes)};
    case SignatureScheme::github:
    case SignatureScheme::stripe:
      break;
  }
  return {scheme, hex_encode(bytes)};
}

// Where a signature stands in the value of its header: behind "v1,", "v1a,", "sha256=" or, of stripe, "t=…,v1=".
std::size_t signature_begin(SignatureScheme scheme, std::string_view value) {
  switch (scheme) {
    case SignatureScheme::standard:
    case SignatureScheme::standard_ed25519:
      return value.find(',') + 1;
    case SignatureScheme::github:
      return value.find('=') + 1;
    case SignatureScheme::stripe:
      break;
  }
  return value.find('=', value.find(',')) + 1;
}

}  // namespace

UnixSeconds faulty_timestamp(UnixSeconds timestamp, FaultWork& work) {
  const Fault* last = nullptr;
  for (const Fault& fault : work.plan()) {
    if (fault.kind == FaultKind::stale_timestamp || fault.kind == FaultKind::future_timestamp) last = &fault;
  }
  if (last == nullptr) return timestamp;
  work.done(*last);
  const auto by = std::chrono::ceil<std::chrono::seconds>(last->by);
  if (last->kind == FaultKind::future_timestamp) return timestamp + by;
  return std::max(timestamp - by, UnixSeconds{});
}

HeaderList faulty_signature(std::span<const SigningKey> keys, std::string_view delivery_id, UnixSeconds timestamp,
                            std::string_view body, FaultWork& work) {
  if (keys.empty()) return {};
  if (const Fault* missing = work.planned(FaultKind::missing_signature)) {
    work.done(*missing);
    return {};
  }
  if (const Fault* malformed = work.planned(FaultKind::malformed_signature)) {
    HeaderList headers = sign(keys.first(1), delivery_id, timestamp, body);
    for (HeaderField& field : headers) {
      field.value.replace(signature_begin(keys.front().scheme, field.value), std::string::npos, "not-a-signature!");
    }
    work.done(*malformed);
    return headers;
  }
  const Fault* const wrong = work.planned(FaultKind::wrong_secret);
  if (wrong == nullptr) return sign(keys, delivery_id, timestamp, body);
  // As many as there should be, so that a rotation still looks like one.
  std::vector<SigningKey> others;
  for (const SigningKey& key : keys) others.push_back(other_key(key.scheme, work.random()));
  work.done(*wrong);
  return sign(others, delivery_id, timestamp, body);
}

}  // namespace hookloop

#include "emitter/deliver/outgoing_request.h"

#include <iterator>
#include <stdexcept>
#include <string>

#include "emitter/deliver/body_faults.h"
#include "emitter/deliver/fault_work.h"
#include "emitter/deliver/head_faults.h"
#include "emitter/deliver/payload_faults.h"
#include "emitter/deliver/signature_faults.h"
#include "emitter/model/platform_event.h"

namespace hookloop {
namespace {

// What a head without a webhook's own headers fits into.
constexpr std::size_t kUsualHeaders = 16;
constexpr std::size_t kUsualHeadBytes = 600;

HeaderList instrumented_headers(const DeliveryTarget& target, const OutgoingDelivery& delivery,
                                std::uint32_t attempt_number, UnixSeconds timestamp, std::string_view signed_body,
                                FaultWork& work) {
  const UnixSeconds said = faulty_timestamp(timestamp, work);
  const DeliveryIdentity identity{delivery.delivery_id, delivery.event_id, std::string(type_id(delivery.event_type)),
                                  attempt_number};
  HeaderList headers = delivery_headers(identity, said);
  for (HeaderField& field : faulty_signature(target.keys, delivery.delivery_id, said, signed_body, work)) {
    headers.push_back(std::move(field));
  }
  return headers;
}

std::string head_of(const Url& url, const HeaderList& headers) {
  std::string head;
  head.reserve(kUsualHeadBytes);
  head.append("POST ").append(url.target).append(" HTTP/1.1\r\n");
  for (const HeaderField& field : headers) head.append(field.name).append(": ").append(field.value).append("\r\n");
  return head.append("\r\n");
}

// Half of the body, or of an empty one all but the head's last byte: whatever the body, it never arrives whole.
WireBehaviour wire_behaviour(const OutgoingRequest& request, FaultWork& work) {
  WireBehaviour wire;
  if (const Fault* slow = work.planned(FaultKind::slow_write)) {
    wire.piece_bytes = static_cast<std::size_t>(slow->bytes);
    wire.pause = slow->by;
    work.done(*slow);
  }
  if (const Fault* reset = work.planned(FaultKind::reset_mid_body)) {
    wire.reset_after = request.body.empty() ? request.head.size() - 1 : request.head.size() + request.body.size() / 2;
    work.done(*reset);
  }
  return wire;
}

}  // namespace

OutgoingRequest make_request(const DeliveryTarget& target, const OutgoingDelivery& delivery,
                             std::uint32_t attempt_number, UnixSeconds timestamp, std::span<const Fault> planned,
                             Random& random) {
  FaultWork work(planned, random);
  const bool instrumented = target.profile == WireProfile::instrumented;
  OutgoingRequest request;
  request.body = delivery.payload;
  apply_payload_faults(request.body, delivery.event_type, work);
  HeaderList identity;
  if (instrumented) {
    identity = instrumented_headers(target, delivery, attempt_number, timestamp, request.body, work);
  }
  apply_body_faults(request.body, delivery.event_type, work);

  HeaderList headers;
  headers.reserve(kUsualHeaders + target.headers.size());
  headers.push_back({"Host", host_header(target.url)});
  if (instrumented) headers.push_back({"User-Agent", "Hookloop/" HOOKLOOP_VERSION});
  headers.push_back({"Accept", "*/*"});
  headers.push_back({"Content-Type", "application/json"});
  headers.push_back({"Content-Length", std::to_string(request.body.size())});
  if (target.login) {
    headers.push_back({"Authorization", basic_authorization(target.login->login, target.login->password)});
  }
  headers.insert(headers.end(), std::move_iterator(identity.begin()), std::move_iterator(identity.end()));
  headers.insert(headers.end(), target.headers.begin(), target.headers.end());
  apply_head_faults(headers, delivery.event_type, work);

  request.head = head_of(target.url, headers);
  request.wire = wire_behaviour(request, work);
  request.faults = work.take_done();
  return request;
}

std::string request_bytes(const DeliveryTarget& target, const OutgoingDelivery& delivery, std::uint32_t attempt_number,
                          UnixSeconds timestamp) {
  class NoChance final : public Random {
    std::uint64_t next() override { throw std::logic_error("a request without faults leaves nothing to chance"); }
  } no_chance;
  return make_request(target, delivery, attempt_number, timestamp, {}, no_chance).bytes();
}

}  // namespace hookloop

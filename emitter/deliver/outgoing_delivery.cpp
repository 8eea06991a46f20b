#include "emitter/deliver/outgoing_delivery.h"

#include <spdlog/fmt/fmt.h>

namespace hookloop {

std::string request_bytes(const DeliveryTarget& target, const OutgoingDelivery& delivery, std::uint32_t attempt_number,
                          UnixSeconds timestamp) {
  const bool instrumented = target.profile == WireProfile::instrumented;
  HeaderList headers{{"Host", host_header(target.url)}};
  if (instrumented) headers.push_back({"User-Agent", "Hookloop/" HOOKLOOP_VERSION});
  headers.push_back({"Accept", "*/*"});
  headers.push_back({"Content-Type", "application/json"});
  headers.push_back({"Content-Length", fmt::format("{}", delivery.payload.size())});
  if (target.login) {
    headers.push_back({"Authorization", basic_authorization(target.login->login, target.login->password)});
  }
  if (instrumented) {
    const DeliveryIdentity identity{delivery.delivery_id, delivery.event_id, std::string(info(delivery.event_type).id),
                                    attempt_number};
    for (HeaderField& field : delivery_headers(identity, timestamp)) headers.push_back(std::move(field));
    if (!target.keys.empty()) {
      for (HeaderField& field : sign(target.keys, delivery.delivery_id, timestamp, delivery.payload)) {
        headers.push_back(std::move(field));
      }
    }
  }

  std::string bytes = fmt::format("POST {} HTTP/1.1\r\n", target.url.target);
  for (const HeaderField& field : headers) bytes += fmt::format("{}: {}\r\n", field.name, field.value);
  bytes += "\r\n";
  bytes += delivery.payload;
  return bytes;
}

}  // namespace hookloop

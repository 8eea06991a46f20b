#include "shared/http_client/http_transport.h"

#include <optional>
#include <string>
#include <utility>

namespace hookloop {

Exchange HttpTransport::send(const Url& url, std::string_view request, const Deadlines& deadlines,
                             const WireBehaviour& wire) {
  std::optional<Exchange> result;
  loop_.send({.url = url, .bytes = std::string(request), .deadlines = deadlines, .wire = wire},
             [&](Exchange exchange) { result = std::move(exchange); });
  while (!result) loop_.wait(std::nullopt);
  return *std::move(result);
}

}  // namespace hookloop

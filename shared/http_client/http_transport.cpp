#include "shared/http_client/http_transport.h"

#include <optional>
#include <string>
#include <utility>

namespace hookloop {

Exchange HttpTransport::send(const Url& url, std::string_view request, const Deadlines& deadlines) {
  std::optional<Exchange> result;
  loop_.send({.url = url, .bytes = std::string(request), .deadlines = deadlines},
             [&](Exchange exchange) { result = std::move(exchange); });
  while (!result) loop_.wait(std::nullopt);
  return *std::move(result);
}

}  // namespace hookloop

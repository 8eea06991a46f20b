#include "shared/http_client/http_transport.h"

#include <optional>
#include <string>
#include <utility>

namespace hookloop {

Exchange HttpTransport::send(const Url& url, std::string_view request, const Deadlines& deadlines,
                             const WireBehaviour& wire) {
  const ConcurrentRequest alone{request, wire};
  return std::move(send_together(url, {&alone, 1}, deadlines).front());
}

Exchange HttpTransport::stream(const Url& url, std::string_view request, const Deadlines& deadlines,
                               const TakeBody& take) {
  std::optional<Exchange> ended;
  loop_.send({.url = url, .bytes = std::string(request), .deadlines = deadlines, .take_body = take},
             [&ended](Exchange exchange) { ended = std::move(exchange); });
  while (!ended) loop_.wait(std::nullopt);
  return *std::move(ended);
}

std::vector<Exchange> HttpTransport::send_together(const Url& url, std::span<const ConcurrentRequest> requests,
                                                   const Deadlines& deadlines) {
  std::vector<Exchange> exchanges(requests.size());
  std::size_t left = requests.size();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    loop_.send({.url = url, .bytes = std::string(requests[i].bytes), .deadlines = deadlines, .wire = requests[i].wire},
               [&exchanges, &left, i](Exchange exchange) {
                 exchanges[i] = std::move(exchange);
                 --left;
               });
  }
  while (left > 0) loop_.wait(std::nullopt);
  return exchanges;
}

}  // namespace hookloop

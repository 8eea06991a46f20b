// The network as a parameter, for one who keeps many exchanges under way at once: each request goes out as it is given,
// and what came of it is told later. As with Transport, nothing is added to the bytes, redirects are never followed, a
// request is written at most once, and whatever goes wrong is a value of Exchange. One thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "shared/http_client/answer_reader.h"
#include "shared/http_client/exchange.h"
#include "shared/http_client/transport.h"
#include "shared/http_client/url.h"
#include "shared/http_client/wire_behaviour.h"

namespace hookloop {

struct AsyncRequest {
  Url url;
  std::string bytes;  // an HTTP/1.1 request as Transport::send takes it
  Deadlines deadlines = {};
  WireBehaviour wire = {};
  bool verify_certificates = true;  // false: any certificate does; true can not undo what the transport was told
  // How much of the answer is kept, in place of what the transport was told.
  std::optional<AnswerLimits> limits = std::nullopt;
  // Where the body of a 2xx answer goes as it comes (answer_reader.h); nothing: it is kept in the answer. When it wants
  // no more the exchange ends there, without a failure and with a body that is not complete.
  TakeBody take_body = nullptr;
};

class AsyncTransport {
 public:
  virtual ~AsyncTransport() = default;
  // `done` is called exactly once, later, from the loop's thread; never from inside send. It may send again.
  virtual void send(AsyncRequest request, std::function<void(Exchange)> done) = 0;
};

}  // namespace hookloop

// A transport for answers that are long or do not end: a file of any size, a live feed. One thread at a time.
#pragma once

#include "shared/http_client/answer_reader.h"
#include "shared/http_client/transport.h"

namespace hookloop {

class StreamTransport : public Transport {
 public:
  // As `send`, but the body of a 2xx answer goes to `take` as it comes and is not kept. When it wants no more the
  // exchange ends there, without a failure and with a body that is not complete.
  virtual Exchange stream(const Url& url, std::string_view request, const Deadlines& deadlines,
                          const TakeBody& take) = 0;
};

}  // namespace hookloop

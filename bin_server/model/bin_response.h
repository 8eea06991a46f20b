// What a bin answers to a captured request. Constant after construction; any thread.
#pragma once

#include <string>

#include "shared/support/http_message.h"

namespace hookloop {

struct BinResponse {
  // Until somebody sets a body, the body tells the sender under which id the request was captured:
  // {"captured":"req_…"} as application/json.
  bool tells_capture = true;
  int status = 200;  // 200 to 599
  HeaderList headers;
  std::string body;  // bytes
  bool operator==(const BinResponse&) const = default;
};

}  // namespace hookloop

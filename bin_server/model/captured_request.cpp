#include "bin_server/model/captured_request.h"

#include "bin_server/model/request_head.h"
#include "shared/support/chunked.h"

namespace hookloop {

std::string content_of(const CapturedRequest& request) {
  const BodyFraming framing = find_body_framing(parse_request_head(request.head));
  if (framing.kind != BodyFraming::Kind::chunked) return request.body;
  return read_chunked(request.body).content;
}

}  // namespace hookloop

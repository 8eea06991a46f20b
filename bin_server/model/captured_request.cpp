#include "bin_server/model/captured_request.h"

#include "bin_server/model/request_head.h"
#include "shared/support/chunked.h"

namespace hookloop {

std::string content_of(const CaptureDraft& request) {
  const BodyFraming framing = find_body_framing(parse_request_head(request.head));
  if (framing.kind != BodyFraming::Kind::chunked) return request.body;
  return read_chunked(request.body).content;
}

CapturedRequest without_body(const CapturedRequest& request) {
  // Member by member but for those: copying large ones only to drop them would cost more than the rest.
  CapturedRequest copy;
  copy.bin = request.bin;
  copy.id = request.id;
  copy.received_at = request.received_at;
  copy.client_address = request.client_address;
  copy.client_port = request.client_port;
  copy.head = request.head;
  copy.complete = request.complete;
  copy.problems = request.problems;
  copy.response_status = request.response_status;
  if (request.answer) copy.answer = without_bytes(*request.answer);
  copy.content_bytes = request.content_bytes;
  copy.content_sha256 = request.content_sha256;
  copy.delivery_id = request.delivery_id;
  copy.attempt = request.attempt;
  copy.seq = request.seq;
  copy.marks = request.marks;
  copy.body_wire_bytes = request.body_wire_bytes;
  return copy;
}

}  // namespace hookloop

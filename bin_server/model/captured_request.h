// What arrived: the exact bytes of one request and what was noted when it came. Everything else that is shown of it is
// derived from these bytes (request_head.h, `content_of`). Values; any thread.
//
// Kept: every byte from the first of the request line to the last of the body, framing and trailers included. Not kept:
// empty lines before the request line, which RFC 9112 section 2.2 says to pass over, and how the bytes were cut into
// packets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bin_server/model/bin.h"
#include "bin_server/model/given_answer.h"
#include "bin_server/model/marks.h"
#include "shared/support/clock.h"

namespace hookloop {

// As the recorder hands it over to be stored; the store gives it its seq.
struct CaptureDraft {
  BinNumber bin = 0;
  std::string id;         // req_…
  Timestamp received_at;  // when the last byte that belongs to it had come
  std::string client_address;
  std::uint16_t client_port = 0;
  std::string head;  // up to and with the empty line; of a malformed request, all that came
  std::string body;  // as it came on the wire, chunk sizes and trailers included
  bool complete = true;
  std::vector<std::string> problems;       // why it is incomplete or malformed, and what was odd
  int response_status = 200;               // what is answered once it is stored; 0: no status reaches the sender
  std::optional<GivenAnswer> answer;       // nothing where it is the plain one; lists leave its bytes away
  std::uint64_t content_bytes = 0;         // of the body without its framing
  std::string content_sha256;              // 32 bytes, of the same
  std::optional<std::string> delivery_id;  // of the headers, to find other captures of the delivery by
  std::optional<std::uint32_t> attempt;

  // What it counts for in its bin.
  std::uint64_t bytes() const { return head.size() + body.size() + (answer ? answer->bytes.size() : 0); }
};

struct CapturedRequest : CaptureDraft {
  Seq seq = 0;
  std::uint64_t body_wire_bytes = 0;  // also known where `body` was not read from the store
  Marks marks;
};

// The same but for the body and the bytes of the answer, which can be large.
CapturedRequest without_body(const CapturedRequest& request);

// What tells captures of one delivery apart: without their bytes, of which there can be many.
struct DeliveryCapture {
  Seq seq = 0;
  std::string id;
  std::optional<std::uint32_t> attempt;
  int response_status = 0;
  std::uint64_t body_wire_bytes = 0;
  bool complete = true;
  std::string content_sha256;
};

// The body without chunked framing: what the sender meant to send.
std::string content_of(const CaptureDraft& request);

}  // namespace hookloop

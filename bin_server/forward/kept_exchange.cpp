#include "bin_server/forward/kept_exchange.h"

namespace hookloop {

CaptureExchange begin_exchange(ExchangeKind kind, std::string id, const CapturedRequest& request, std::string target,
                               Timestamp now) {
  CaptureExchange kept;
  kept.id = std::move(id);
  kept.bin = request.bin;
  kept.seq = request.seq;
  kept.kind = kind;
  kept.url = target;
  kept.target = std::move(target);
  kept.started_at = now;
  return kept;
}

void note_request(CaptureExchange& kept, const OutgoingRequest& outgoing, bool has_own_body) {
  kept.url = to_string(outgoing.url);
  kept.request_head = outgoing.head;
  if (has_own_body) kept.request_body = outgoing.body;
}

void note_failure(CaptureExchange& kept, std::string_view failure, std::string detail) {
  kept.failure = failure;
  kept.detail = std::move(detail);
}

void note_outcome(CaptureExchange& kept, Exchange exchange) {
  if (exchange.failure) note_failure(kept, to_string(*exchange.failure), std::move(exchange.detail));
  if (exchange.timed_out_in) kept.timed_out_in = to_string(*exchange.timed_out_in);
  if (exchange.answer) {
    kept.status = exchange.answer->status;
    kept.answer_head = std::move(exchange.answer->head);
    kept.answer_body = std::move(exchange.answer->body);
    kept.answer_body_bytes = exchange.answer->body_bytes;
    kept.answer_complete = exchange.answer->body_complete;
  }
  kept.peer = std::move(exchange.peer);
  kept.resolve = exchange.phases.resolve;
  kept.connect = exchange.phases.connect;
  kept.first_byte = exchange.phases.first_byte;
  kept.whole = exchange.phases.whole;
}

}  // namespace hookloop

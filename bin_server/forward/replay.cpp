#include "bin_server/forward/replay.h"

#include <algorithm>
#include <future>
#include <memory>

#include "bin_server/forward/target_url.h"
#include "bin_server/model/request_head.h"

namespace hookloop {

Result<CaptureExchange, Problem> Replayer::replay(const Bin& bin, const CapturedRequest& request,
                                                  const ReplayOrder& order) {
  if (const auto denied = check_target(policy_, order.target)) return target_denied_problem(denied->message);
  OutgoingOptions options{order.append_path, order.edits, {}, {}};
  if (order.sign) {
    auto key = choose_signing_key(bin.settings->secrets, *order.sign, parse_request_head(request.head).headers);
    if (!key) return Problem{400, "bad-field", "A field is not right", key.error().message, "/sign"};
    options.signature = {*std::move(key), ids_.next(id_prefix::delivery),
                         std::chrono::floor<std::chrono::seconds>(clock_.now())};
  }
  CaptureExchange kept =
      begin_exchange(ExchangeKind::replay, ids_.next(id_prefix::exchange), request, order.to, clock_.now());
  const auto outgoing = make_outgoing_request(request, order.target, options);
  if (!outgoing) {
    note_failure(kept, exchange_failure::not_sendable, outgoing.error().message);
  } else {
    note_request(kept, *outgoing, order.edits.body.has_value());
    const auto promise = std::make_shared<std::promise<Exchange>>();  // the sender's thread may hold it a moment longer
    AsyncRequest sent{outgoing->url, outgoing->head + outgoing->body, {}, {}, true};
    sent.deadlines = {std::min(sent.deadlines.connect, order.timeout), order.timeout, order.timeout};
    sender_.send(std::move(sent), [promise](Exchange exchange) { promise->set_value(std::move(exchange)); });
    Exchange exchange = promise->get_future().get();
    if (exchange.failure == SendFailure::target_denied) return target_denied_problem(exchange.detail);
    note_outcome(kept, std::move(exchange));
  }
  if (const auto error = keep_(std::span(&kept, 1), {})) return store_problem(*error);
  return kept;
}

}  // namespace hookloop

// From what came over the network to what is kept with the capture. Pure functions; any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "bin_server/forward/outgoing_request.h"
#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"
#include "shared/http_client/exchange.h"
#include "shared/support/store_error.h"

namespace hookloop {

// Writes down; on whatever thread it is called, it returns when that is done.
using KeepExchanges = std::function<std::optional<StoreError>(std::span<const CaptureExchange> exchanges,
                                                              std::span<const ForwardCursor> cursors)>;

// What is known before it is sent. `target` is its URL as it was given.
CaptureExchange begin_exchange(ExchangeKind kind, std::string id, const CapturedRequest& request, std::string target,
                               Timestamp now);

// The request as it is sent; the body only where it is not the capture's own.
void note_request(CaptureExchange& kept, const OutgoingRequest& outgoing, bool has_own_body);
void note_failure(CaptureExchange& kept, std::string_view failure, std::string detail);
void note_outcome(CaptureExchange& kept, Exchange exchange);

}  // namespace hookloop

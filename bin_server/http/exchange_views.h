// Exchanges as the JSON of the API. Bytes are given as `text` where they are UTF-8 and as `base64` where they are not.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"

namespace hookloop {

// All of it: what was sent, as it was sent, and what was answered. `request.body` is null where it was the capture's
// own.
nlohmann::ordered_json exchange_view(const CaptureExchange& exchange);

// Without what was sent and answered: for the capture that they belong to.
nlohmann::ordered_json exchange_rows_view(const std::vector<CaptureExchange>& exchanges);

// One of those, with the capture that it belongs to: {"request": ID, "seq", "exchange": ROW}.
nlohmann::ordered_json capture_exchange_view(const CapturedRequest& request, const CaptureExchange& exchange);

// Where a bin forwards to; `forwarded_seq` of a target: captures up to this one have been sent there, or were there
// before it.
nlohmann::ordered_json forward_view(const Bin& bin, const std::vector<ForwardCursor>& cursors);

}  // namespace hookloop

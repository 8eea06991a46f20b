// Our types as the JSON of the API (README, "bin_server over HTTP"). Text that came from a sender and is no UTF-8 is
// shown with U+FFFD in its place; the exact bytes are at /raw and /body, and in `base64` for a body.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bin_server/capture/judge.h"
#include "bin_server/capture/refusals.h"
#include "bin_server/capture/repeats.h"
#include "bin_server/model/bin.h"
#include "bin_server/model/captured_request.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

// Of the body that a bin answers with: itself, or its size alone, in lists.
enum class ResponseBody { shown, counted };

Json bin_view(const Bin& bin, const RefusalCounts& refusals, const std::string& base_url, ResponseBody response_body);
Json refused_view(const RefusalCounts& refusals);

struct JudgedRequest {
  const CapturedRequest& request;
  const Bin& bin;
  std::shared_ptr<const Verdict> verdict;
  DeliveryHistory history;
};

// A row of the list and of the feed: all but the body and the trailers behind it.
Json row_view(const JudgedRequest& judged);

// All we know. The request must have its body.
Json request_view(const JudgedRequest& judged);

}  // namespace hookloop

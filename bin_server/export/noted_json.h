// What is noted of a capture beyond its own bytes, as fields of its line of NDJSON (ndjson.h) and back, exact to the
// byte: what was really answered and what came of sending it on. Texts that are no UTF-8 are {"base64": …} in the
// place of a string. Pure; any thread.
//
//   "response":{"status":503,"state":"answered","step":"/sequence/0","delay_us":200000,"drip":{"bytes":1,"every_us":9},
//               "fault":"half","sent_bytes":94,"bytes":{"text":…}}           of the plain answer the status alone
//   "exchanges":[{"id":"xch_…","kind":"forward","to":URL,"url":URL,"started_at":…,"failure":"timed_out",
//               "timed_out_in":"first_byte","detail":…,"peer":"127.0.0.1:3000","request":{"head":{…},"body":{…}},
//               "answer":{"status":200,"head":{…},"body":{…},"body_bytes":2,"complete":true},
//               "phases":{"resolve_us":…,"connect_us":…,"first_byte_us":…,"whole_us":…}}]
//
// What has nothing to say is left out. An answer that is still waiting is told as `unknown`: of a file nobody waits,
// and how it ended is not in there.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"
#include "shared/support/json_fields.h"

namespace hookloop {

nlohmann::ordered_json noted_response(const CaptureDraft& request);
nlohmann::ordered_json noted_exchanges(const std::vector<CaptureExchange>& exchanges);

// Of the line's `response`; which must be there. Throws BadField.
void read_noted_response(const JsonFields& line, CaptureDraft& draft);
// Of its `exchanges`; none where it has none. Throws BadField, also for more than kMostExchangesPerCapture.
std::vector<CaptureExchange> read_noted_exchanges(const JsonFields& line);

}  // namespace hookloop

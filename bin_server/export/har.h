// Captures as an HTTP Archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/), which browsers' tools and
// many proxies open. A body that is no UTF-8 stands in postData.text as base64, with "encoding": "base64" beside it, as
// in the archive's own `content` and as most tools write and read it; HAR 1.2 has no word of its own for that. What is
// known beyond HAR is in fields that begin with "_", as it asks: marks, what was answered how, and in `_exchanges`
// where a capture was sent on to and what came of it, shaped as entries are.
//
// Names and values of header fields that are no UTF-8 are shown with U+FFFD: exact is NDJSON. `wait` is how
// long the answer was held back; other times were not measured and are 0. The response is what was really answered; of
// the plain answer, which is kept nowhere, its status alone, with sizes of -1.
#pragma once

#include <string>

#include "bin_server/export/export_form.h"
#include "bin_server/export/sendable_request.h"

namespace hookloop {

class HarForm final : public ExportForm {
 public:
  // `own`: how this server was called, for captures that do not say it themselves.
  HarForm(SendTarget own, Redaction redaction) : own_(std::move(own)), redaction_(redaction) {}

  std::string begin() override;
  std::string add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) override;
  std::string end() override;

 private:
  const SendTarget own_;
  const Redaction redaction_;
  bool has_entry_ = false;
};

}  // namespace hookloop

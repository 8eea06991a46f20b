// Captures as an HTTP Archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/), which browsers' tools and
// many proxies open. A body that is no UTF-8 stands in postData.text as base64, with "encoding": "base64" beside it, as
// in the archive's own `content` and as most tools write and read it; HAR 1.2 has no word of its own for that. What is
// known beyond HAR is in fields that begin with "_", as it asks.
//
// Names and values of header fields that are no UTF-8 are shown with U+FFFD: exact is NDJSON. Times that were not
// measured are 0, sizes that are not known -1.
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
  std::string add(const CapturedRequest& request) override;
  std::string end() override;

 private:
  const SendTarget own_;
  const Redaction redaction_;
  bool has_entry_ = false;
};

}  // namespace hookloop

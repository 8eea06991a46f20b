// A bin as a shell script that sends its captures again with curl, in their order, exact to the byte: it runs in any
// POSIX shell. Where to is its first argument; without one, the bin itself. It goes on after a request that could not
// be sent, and then ends with 1. Captures that are no requests are named in comments.
#pragma once

#include <string>

#include "bin_server/export/export_form.h"
#include "bin_server/export/sendable_request.h"

namespace hookloop {

class CurlScriptForm final : public ExportForm {
 public:
  CurlScriptForm(SendTarget to, Redaction redaction) : to_(std::move(to)), redaction_(redaction) {}

  std::string begin() override;
  std::string add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) override;
  std::string end() override;

 private:
  const SendTarget to_;
  const Redaction redaction_;
};

}  // namespace hookloop

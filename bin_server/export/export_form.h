// One form in which captures are taken away: a text that is written capture after capture, so that a bin of any size is
// exported with one capture in memory at a time. What `begin`, the calls of `add` and `end` give, one after the other,
// is the file. A form is used once. One thread at a time.
#pragma once

#include <string>
#include <vector>

#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"

namespace hookloop {

class ExportForm {
 public:
  virtual ~ExportForm() = default;

  virtual std::string begin() = 0;
  // With its body, what was answered, and its exchanges.
  virtual std::string add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) = 0;
  virtual std::string end() = 0;
};

}  // namespace hookloop

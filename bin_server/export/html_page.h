// Captures as one HTML file to send to somebody: it opens without a server and without a network, runs nothing and asks
// for nothing (its own Content-Security-Policy allows its one style sheet and no more). What was captured is text in
// it, whatever it was. What was answered, what a person noted, and where it was sent on stand with it. Long bodies are
// cut, and the page says so.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bin_server/capture/judge.h"
#include "bin_server/export/export_form.h"
#include "bin_server/export/sendable_request.h"
#include "shared/support/clock.h"

namespace hookloop {

class HtmlForm final : public ExportForm {
 public:
  struct Opinion {
    std::shared_ptr<const Verdict> verdict;
    std::optional<std::string> duplicate_of;
  };

  struct Options {
    std::string bin_id;
    std::string bin_name;
    std::string capture_url;
    std::string search;  // as a person wrote it; empty: all captures
    Timestamp exported_at;
    Redaction redaction = Redaction::masked;
    std::function<Opinion(const CapturedRequest&)> judge;
  };

  explicit HtmlForm(Options options) : options_(std::move(options)) {}

  std::string begin() override;
  std::string add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) override;
  std::string end() override;

 private:
  const Options options_;
  std::size_t count_ = 0;
};

}  // namespace hookloop

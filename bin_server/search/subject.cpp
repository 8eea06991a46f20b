#include "bin_server/search/subject.h"

#include "shared/support/case_fold.h"

namespace hookloop {
namespace {

// Texts with escapes, as they read: "\u00e9" is found as "é".
void append_unescaped(const JsonText& json, std::string& out) {
  std::string text;
  for (JsonText::Node node = json.root(); node < json.node_count(); ++node) {
    if (json.kind(node) != JsonKind::text || json.raw(node).find('\\') == std::string_view::npos) continue;
    out += '\n';
    fold_case_into(json.decoded(node), out);
  }
}

}  // namespace

void SearchSubject::look_at(const CapturedRequest& request) {
  request_ = &request;
  line_.reset();
  head_.reset();
  unframed_.reset();
  has_folded_ = false;
  has_unescaped_ = false;
  json_.reset();
  verdict_.reset();
  is_duplicate_.reset();
}

const RequestHead& SearchSubject::line() {
  if (head_) return *head_;
  if (!line_) line_ = parse_request_head(std::string_view(request_->head).substr(0, request_->head.find('\n') + 1));
  return *line_;
}

const RequestHead& SearchSubject::head() {
  if (!head_) head_ = parse_request_head(request_->head);
  return *head_;
}

std::string_view SearchSubject::content() {
  if (request_->content_bytes == request_->body.size()) return request_->body;  // it had no framing
  if (!unframed_) unframed_ = content_of(*request_);
  return *unframed_;
}

std::string_view SearchSubject::folded_text() {
  if (has_folded_) return folded_;
  folded_.clear();
  fold_case_into(request_->head, folded_);
  folded_ += '\n';
  fold_case_into(content(), folded_);
  has_folded_ = true;
  return folded_;
}

std::string_view SearchSubject::folded_unescaped() {
  if (has_unescaped_) return unescaped_;
  unescaped_.clear();
  if (content().find('\\') != std::string_view::npos) {
    if (const JsonText* const text = json()) append_unescaped(*text, unescaped_);
  }
  has_unescaped_ = true;
  return unescaped_;
}

const JsonText* SearchSubject::json() {
  if (!json_) json_.emplace(JsonText::read(content()));
  return *json_ ? &json_->value() : nullptr;
}

const Verdict& SearchSubject::verdict() {
  if (!verdict_) verdict_ = judge_.judge(bin_, *request_);
  return *verdict_;
}

bool SearchSubject::is_duplicate() {
  if (!is_duplicate_) is_duplicate_ = judge_.duplicate_of(*request_).has_value();
  return *is_duplicate_;
}

}  // namespace hookloop

#include "bin_server/answer/request_facts.h"

namespace hookloop {

const RequestHead& RequestFacts::head() {
  if (!head_) head_ = parse_request_head(draft_.head);
  return *head_;
}

std::string_view RequestFacts::content() {
  if (draft_.content_bytes == draft_.body.size()) return draft_.body;  // it had no framing
  if (!unframed_) unframed_ = content_of(draft_);
  return *unframed_;
}

const JsonText* RequestFacts::json() {
  if (!json_) json_.emplace(JsonText::read(content()));
  return *json_ ? &json_->value() : nullptr;
}

const std::optional<DeliveryIdentity>& RequestFacts::delivery() {
  if (!delivery_) delivery_ = read_delivery_identity(head().headers);
  return *delivery_;
}

std::optional<std::string> RequestFacts::query(std::string_view name) {
  if (!query_) query_ = parse_query(target_query(head().target).value_or(""));
  for (const auto& [key, value] : *query_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

}  // namespace hookloop

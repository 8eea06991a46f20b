#include "bin_server/export/html_notes.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/html_parts.h"
#include "bin_server/export/html_text.h"
#include "bin_server/export/redaction.h"
#include "bin_server/model/request_head.h"
#include "shared/support/problem.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr std::size_t kTagsInSummary = 3;
constexpr const char* kLeftOut =
    "<p>Its bytes are no HTTP and are left out, for nobody can say which of them are secret.</p>";

std::string chip(std::string_view kind, std::string_view text) {
  return fmt::format("<span class=\"chip {}\">{}</span>", kind, shown_in_html(text));
}

std::string status_words(int status) { return fmt::format("{} {}", status, reason_phrase(status)); }

HeaderList shown_headers(HeaderList headers, Redaction redaction) {
  if (redaction == Redaction::masked) redact_headers(headers);
  return headers;
}

std::string shown_url(std::string url, Redaction redaction) {
  if (redaction == Redaction::masked) redact_target(url);
  return shown_in_html(url);
}

// What was sent on; its body where it was not the capture's own.
std::string sent_section(const CaptureExchange& exchange, Redaction redaction) {
  if (exchange.request_head.empty()) return "";
  const RequestHead head = parse_request_head(exchange.request_head);
  std::string html = table("Sent headers", shown_headers(head.headers, redaction));
  if (exchange.request_body) html += bytes_section("Sent body", *exchange.request_body);
  return html;
}

std::string received_section(const CaptureExchange& exchange, Redaction redaction) {
  if (exchange.status == 0) return "";
  std::string html = table("Answered headers", shown_headers(answer_headers(exchange.answer_head), redaction)) +
                     bytes_section("Answered body", exchange.answer_body);
  if (exchange.answer_body_bytes > exchange.answer_body.size()) {
    html += fmt::format("<p>{} came; the first of it are kept.</p>", show_size(exchange.answer_body_bytes));
  } else if (!exchange.answer_complete) {
    html += "<p>The answer broke off.</p>";
  }
  return html;
}

std::string exchange_details(const CaptureExchange& exchange, Redaction redaction) {
  const std::string outcome = exchange.status != 0 ? std::to_string(exchange.status) : exchange.failure;
  const std::string_view tone = exchange.failure.empty() ? status_class(exchange.status) : "bad";
  std::string facts = fact("Id", fmt::format("<code>{}</code>", shown_in_html(exchange.id)));
  facts += fact("Started", shown_time(exchange.started_at));
  if (exchange.status != 0) facts += fact("Answered", status_words(exchange.status));
  if (!exchange.failure.empty()) {
    std::string words = exchange.failure;
    if (!exchange.timed_out_in.empty()) words += fmt::format(" ({})", exchange.timed_out_in);
    if (!exchange.detail.empty()) words += ": " + exchange.detail;
    facts += fact("Failure", shown_in_html(words));
  }
  if (!exchange.peer.empty()) facts += fact("Sent to", shown_in_html(exchange.peer));
  if (exchange.target != exchange.url) facts += fact("Target", shown_url(exchange.target, redaction));
  return fmt::format(
      "<details class=\"exchange\"><summary><span class=\"kind\">{}</span><span class=\"target\">{}</span>"
      "<span class=\"status {}\">{}</span><span "
      "class=\"size\">{}</span></summary>\n<div><dl>{}</dl>{}{}</div></details>\n",
      to_string(exchange.kind), shown_url(exchange.url, redaction), tone, shown_in_html(outcome),
      show_duration(exchange.whole), facts, sent_section(exchange, redaction), received_section(exchange, redaction));
}

}  // namespace

std::string answered_words(const CapturedRequest& request) {
  std::vector<std::string> words;
  if (request.response_status != 0) words.push_back(status_words(request.response_status));
  if (!request.answer) return words.empty() ? "nothing" : words.front();
  const GivenAnswer& answer = *request.answer;
  if (answer.fault != AnswerFault::none) words.emplace_back(to_string(answer.fault));
  if (!answer.step.empty()) words.push_back("step " + answer.step);
  if (answer.delay != Microseconds{}) words.push_back("after " + show_duration(answer.delay));
  if (answer.drip.bytes > 0) {
    words.push_back(fmt::format("{} bytes every {}", answer.drip.bytes, show_duration(answer.drip.every)));
  }
  if (answer.state == GivenAnswer::State::waiting) words.emplace_back("still to come");
  if (answer.state == GivenAnswer::State::sender_left) words.emplace_back("the sender left before it was whole");
  if (answer.state == GivenAnswer::State::unknown) words.emplace_back("how it ended is not known");
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string answered_shortly(const CapturedRequest& request) {
  if (request.response_status != 0) return std::to_string(request.response_status);
  const bool has_fault = request.answer && request.answer->fault != AnswerFault::none;
  return has_fault ? std::string(to_string(request.answer->fault)) : "none";
}

std::string marks_in_summary(const Marks& marks) {
  if (!marks.pinned && marks.tags.empty()) return "";
  std::string chips;
  if (marks.pinned) chips += chip("pin", "pinned");
  for (std::size_t i = 0; i < std::min(kTagsInSummary, marks.tags.size()); ++i) chips += chip("tag", marks.tags[i]);
  if (marks.tags.size() > kTagsInSummary) chips += chip("tag", fmt::format("+{}", marks.tags.size() - kTagsInSummary));
  return fmt::format("<span class=\"chips\">{}</span>", chips);
}

std::string marks_section(const Marks& marks) {
  std::string html;
  if (marks.tags.size() > kTagsInSummary) {
    for (const std::string& tag : marks.tags) html += chip("tag", tag);
    html = fmt::format("<p class=\"chips\">{}</p>", html);
  }
  if (marks.note.empty()) return html;
  return html + fmt::format("<p class=\"note\">{}</p>", shown_in_html(marks.note, TextLines::many));
}

std::string answer_section(const CapturedRequest& request, Redaction redaction) {
  if (!request.answer) return "";
  const GivenAnswer& answer = *request.answer;
  const AnswerParts parts = parts_of(answer);
  std::string html = fmt::format("<h2>Answer <small>{}</small></h2>", shown_in_html(answered_words(request)));
  if (answer.sent_bytes < answer.bytes.size()) {
    html += fmt::format("<p>Of {} bytes {} were sent.</p>", answer.bytes.size(), answer.sent_bytes);
  }
  html += table("Answer headers", shown_headers(parts.headers, redaction));
  if (parts.head.empty() && !answer.bytes.empty() && redaction == Redaction::masked) return html + kLeftOut;
  return html + bytes_section("Answer body", parts.body);
}

std::string exchanges_section(const std::vector<CaptureExchange>& exchanges, Redaction redaction) {
  if (exchanges.empty()) return "";
  std::string html = fmt::format("<h2>Sent on <small>{}</small></h2>", exchanges.size());
  for (const CaptureExchange& exchange : exchanges) html += exchange_details(exchange, redaction);
  return html;
}

}  // namespace hookloop

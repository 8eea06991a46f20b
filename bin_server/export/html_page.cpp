#include "bin_server/export/html_page.h"

#include <spdlog/fmt/fmt.h>

#include <string_view>

#include "bin_server/export/html_notes.h"
#include "bin_server/export/html_parts.h"
#include "bin_server/export/html_text.h"
#include "bin_server/export/redaction.h"
#include "bin_server/model/request_head.h"
#include "shared/support/digest.h"
#include "shared/support/embedded_asset.h"
#include "shared/support/encoding.h"
#include "shared/support/problem.h"
#include "shared/support/quantity.h"

namespace hookloop {

extern const EmbeddedAsset export_page_style_assets[];
extern const unsigned export_page_style_asset_count;

namespace {

const std::string& style() {
  static const std::string text = [] {
    std::string all;
    for (unsigned i = 0; i < export_page_style_asset_count; ++i) all += export_page_style_assets[i].bytes();
    return all;
  }();
  return text;
}

std::string_view method_class(std::string_view method) {
  if (method == "GET" || method == "HEAD" || method == "OPTIONS") return "reads";
  if (method == "POST") return "creates";
  if (method == "PUT" || method == "PATCH") return "changes";
  return method == "DELETE" ? "deletes" : "other";
}

HeaderList query_of(std::string_view target) {
  HeaderList list;
  for (auto& [name, value] : parse_query(target_query(target).value_or(""))) {
    list.push_back({std::move(name), std::move(value)});
  }
  return list;
}

std::string payload_words(const PayloadVerdict& payload) {
  switch (payload.state) {
    case PayloadVerdict::State::valid:
      return "valid";
    case PayloadVerdict::State::invalid:
      return "invalid";
    case PayloadVerdict::State::unknown_event:
      return "of an unknown event";
    case PayloadVerdict::State::not_json:
      return "no JSON";
  }
  return "";
}

std::string signature_words(const SignatureVerdict& signature) {
  switch (signature.state) {
    case SignatureVerdict::State::valid:
      return "valid";
    case SignatureVerdict::State::invalid:
      return "invalid";
    case SignatureVerdict::State::unsigned_request:
      return "unsigned";
    case SignatureVerdict::State::no_secret:
      return "not checked, for there is no secret";
  }
  return "";
}

std::string opinion_section(const HtmlForm::Opinion& opinion, bool has_body, Redaction redaction) {
  std::string html;
  if (opinion.verdict) {
    const auto& [payload, signature] = *opinion.verdict;
    std::string facts;
    if (payload.type) facts += fact("Event", shown_in_html(info(*payload.type).id));
    if (has_body) facts += fact("Payload", payload_words(payload));
    std::string words = signature_words(signature);
    if (signature.scheme) words += fmt::format(" ({})", to_string(*signature.scheme));
    facts += fact("Signature", words);
    html += fmt::format("<dl>{}</dl>", facts);
    // It may quote the signature.
    const bool tells_detail = !signature.detail.empty() && redaction == Redaction::none;
    if (tells_detail) html += fmt::format("<p>{}</p>", shown_in_html(signature.detail));
    if (payload.state == PayloadVerdict::State::invalid) {
      html += "<ul>";
      for (const Violation& violation : payload.violations) {
        html += fmt::format("<li><code>{}</code>: expected {}, is {}</li>", shown_in_html(violation.pointer),
                            shown_in_html(violation.expected), shown_in_html(violation.actual));
      }
      html += "</ul>";
    }
  }
  if (opinion.duplicate_of) {
    html += fmt::format("<p class=\"warn\">The same delivery came before: <code>{}</code></p>",
                        shown_in_html(*opinion.duplicate_of));
  }
  return html;
}

std::string problems_section(const CapturedRequest& request) {
  if (request.problems.empty()) return "";
  std::string html = fmt::format("<ul class=\"{}\">", request.complete ? "warn" : "bad");
  for (const std::string& problem : request.problems) html += fmt::format("<li>{}</li>", shown_in_html(problem));
  return html + "</ul>";
}

}  // namespace

std::string HtmlForm::begin() {
  // The style sheet by its digest (CSP Level 3, section 2.3.1): no other style, and nothing else at all.
  const std::string policy = fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", base64_encode(sha256(style())));
  const std::string title = shown_in_html(options_.bin_name.empty() ? options_.bin_id : options_.bin_name);
  std::string facts = fact("Bin", fmt::format("<code>{}</code>", shown_in_html(options_.bin_id)));
  facts += fact("Address", fmt::format("<code>{}</code>", shown_in_html(options_.capture_url)));
  facts += fact("Exported", shown_time(options_.exported_at));
  if (!options_.search.empty()) facts += fact("Search", fmt::format("<code>{}</code>", shown_in_html(options_.search)));
  const char* const secrets =
      options_.redaction == Redaction::masked
          ? "Credentials, cookies, tokens and signatures in headers and URLs are masked. Bodies "
            "are as they came."
          : "Nothing is masked: credentials and cookies are in here as they came.";
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}: captured requests</title>\n<style>{}</style>\n</head>\n<body>\n<header>\n<h1>{}</h1>\n"
      "<dl>{}</dl>\n<p>{}</p>\n</header>\n<main>\n",
      policy, title, style(), title, facts, secrets);
}

std::string HtmlForm::add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) {
  ++count_;
  RequestHead head = parse_request_head(request.head);
  const Opinion opinion = options_.judge ? options_.judge(request) : Opinion();
  if (options_.redaction == Redaction::masked) {
    redact_headers(head.headers);
    redact_target(head.target);
  }
  const std::string content = content_of(request);
  const std::string method = head.method.empty() ? "no HTTP" : head.method;
  std::string summary = fmt::format("<span class=\"seq\">#{}</span><span class=\"method {}\">{}</span>", request.seq,
                                    method_class(head.method), shown_in_html(method));
  summary += fmt::format("<span class=\"what\"><span class=\"target\">{}</span>{}</span>", shown_in_html(head.target),
                         marks_in_summary(request.marks));
  summary += fmt::format("<span class=\"status {}\">{}</span>", status_class(request.response_status),
                         answered_shortly(request));
  summary +=
      fmt::format("<span class=\"size\">{}</span><time datetime=\"{}\">{}</time>", show_size(request.content_bytes),
                  to_rfc3339(request.received_at), shown_time(request.received_at));
  std::string facts = fact("Id", fmt::format("<code>{}</code>", shown_in_html(request.id)));
  facts += fact("From", shown_in_html(fmt::format("{} port {}", request.client_address, request.client_port)));
  facts += fact("Answered", shown_in_html(answered_words(request)));
  if (head.has_version) facts += fact("Protocol", fmt::format("HTTP/1.{}", head.minor_version));
  facts += fact("SHA-256 of the body", fmt::format("<code>{}</code>", hex_encode(request.content_sha256)));
  std::string html = fmt::format("<details id=\"{}\">\n<summary>{}</summary>\n<div class=\"request\">\n",
                                 shown_in_html(request.id), summary);
  html += marks_section(request.marks) + problems_section(request) + fmt::format("<dl>{}</dl>", facts) +
          opinion_section(opinion, !content.empty(), options_.redaction);
  html += table("Headers", head.headers) + table("Query", query_of(head.target));
  if (!head.fault) {
    html += bytes_section("Body", content);
  } else if (options_.redaction == Redaction::none) {
    html += bytes_section("All that came", request.head + request.body);
  } else {
    html += "<p>What came is no HTTP request. Its bytes are left out, for nobody can say which of them are secret.</p>";
  }
  html += answer_section(request, options_.redaction) + exchanges_section(exchanges, options_.redaction);
  return html + "</div>\n</details>\n";
}

std::string HtmlForm::end() {
  const std::string counted = count_ == 1 ? "1 request" : fmt::format("{} requests", count_);
  return fmt::format("</main>\n<footer><p>{}, the oldest first. Captured by Hookloop.</p></footer>\n</body>\n</html>\n",
                     count_ == 0 ? "No requests" : counted);
}

}  // namespace hookloop

#include "bin_server/recorder/capture_answer.h"

#include <spdlog/fmt/fmt.h>

#include <iterator>

namespace hookloop {
namespace {

constexpr std::string_view kRequestIdField = "Hookloop-Request-Id";
constexpr std::string_view kBodySha256Field = "Hookloop-Body-Sha256";
constexpr std::string_view kPolicy = "sandbox";

void put_field(std::string& answer, std::string_view name, std::string_view value) {
  answer.append(name).append(": ").append(value).append("\r\n");
}

void put_capture(std::string& answer, std::string_view request_id, std::string_view content_sha256_hex) {
  put_field(answer, kRequestIdField, request_id);
  put_field(answer, kBodySha256Field, content_sha256_hex);
}

// RFC 9110 section 6.4.1: these have no content, whatever is set.
bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

// RFC 9110 section 8.6: 204 has no Content-Length either.
std::optional<std::uint64_t> length_of(int status, std::size_t body_bytes) {
  return may_have_body(status) ? std::optional<std::uint64_t>(body_bytes) : std::nullopt;
}

void end_head(std::string& answer, std::optional<std::uint64_t> body_bytes, const AnswerContext& context) {
  if (body_bytes) fmt::format_to(std::back_inserter(answer), "Content-Length: {}\r\n", *body_bytes);
  // HTTP/1.1 stays open unless told, HTTP/1.0 closes unless told (RFC 9112 section 9.3).
  if (!context.keep_alive)
    answer += "Connection: close\r\n";
  else if (context.minor_version == 0)
    answer += "Connection: keep-alive\r\n";
  answer += "\r\n";
}

void begin_head(std::string& answer, int status, std::string_view reason, const AnswerContext& context,
                bool has_date = false) {
  fmt::format_to(std::back_inserter(answer), "HTTP/1.1 {} {}\r\n", status, reason);
  if (context.now && !has_date) answer.append("Date: ").append(to_http_date(*context.now)).append("\r\n");
}

}  // namespace

std::string capture_answer(const BinResponse& response, std::string_view request_id,
                           std::string_view content_sha256_hex, const AnswerContext& context) {
  std::string answer;
  answer.reserve(384 + response.body.size());
  const auto has = [&response](std::string_view name) { return find_header(response.headers, name).has_value(); };
  begin_head(answer, response.status, reason_phrase(response.status), context, has("Date"));
  if (response.tells_capture && !has("Content-Type")) answer += "Content-Type: application/json\r\n";
  if (!response.tells_capture && !has("Content-Security-Policy")) put_field(answer, "Content-Security-Policy", kPolicy);
  for (const HeaderField& field : response.headers) put_field(answer, field.name, field.value);
  put_capture(answer, request_id, content_sha256_hex);
  std::string capture;
  if (response.tells_capture) capture.append("{\"captured\":\"").append(request_id).append("\"}");
  const std::string& body = response.tells_capture ? capture : response.body;
  end_head(answer, length_of(response.status, body.size()), context);
  if (!context.is_head && may_have_body(response.status)) answer += body;
  return answer;
}

std::string returned_answer(const TargetAnswer& target, std::string_view request_id,
                            std::string_view content_sha256_hex, const AnswerContext& context) {
  std::string answer;
  answer.reserve(1'024 + target.body.size());
  begin_head(answer, target.status, target.reason, context, find_header(target.headers, "Date").has_value());
  for (const HeaderField& field : target.headers) {
    const bool is_ours =
        same_header_name(field.name, kRequestIdField) || same_header_name(field.name, kBodySha256Field);
    if (!is_ours) put_field(answer, field.name, field.value);
  }
  put_field(answer, "Content-Security-Policy", kPolicy);
  put_capture(answer, request_id, content_sha256_hex);
  const bool tells_length_alone = context.is_head || target.status == 304;
  end_head(answer, tells_length_alone ? target.content_length : length_of(target.status, target.body.size()), context);
  if (!context.is_head && may_have_body(target.status)) answer += target.body;
  return answer;
}

std::string problem_answer(const Problem& problem, const AnswerContext& context, std::string_view request_id) {
  std::string answer;
  const std::string body = to_json(problem);
  begin_head(answer, problem.status, reason_phrase(problem.status), context);
  answer.append("Content-Type: ").append(kProblemContentType).append("\r\n");
  if (problem.status == 503 || problem.status == 429) answer += "Retry-After: 1\r\n";
  // RFC 9110 section 15.5.2: a 401 says how to ask again.
  if (problem.status == 401) answer += "WWW-Authenticate: Basic realm=\"Hookloop\", charset=\"UTF-8\"\r\n";
  if (!request_id.empty()) put_field(answer, kRequestIdField, request_id);
  end_head(answer, length_of(problem.status, body.size()), context);
  if (!context.is_head) answer += body;
  return answer;
}

}  // namespace hookloop

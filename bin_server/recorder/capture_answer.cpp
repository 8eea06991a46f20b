#include "bin_server/recorder/capture_answer.h"

#include <spdlog/fmt/fmt.h>

#include <iterator>

namespace hookloop {
namespace {

// RFC 9110 section 6.4.1: these have no content, whatever is set.
bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

// RFC 9110 section 8.6: 204 has no Content-Length either.
void end_head(std::string& answer, int status, std::size_t body_bytes, const AnswerContext& context) {
  if (may_have_body(status)) fmt::format_to(std::back_inserter(answer), "Content-Length: {}\r\n", body_bytes);
  // HTTP/1.1 stays open unless told, HTTP/1.0 closes unless told (RFC 9112 section 9.3).
  if (!context.keep_alive)
    answer += "Connection: close\r\n";
  else if (context.minor_version == 0)
    answer += "Connection: keep-alive\r\n";
  answer += "\r\n";
}

void begin_head(std::string& answer, int status, const AnswerContext& context, bool has_date = false) {
  fmt::format_to(std::back_inserter(answer), "HTTP/1.1 {} {}\r\n", status, reason_phrase(status));
  if (context.now && !has_date) answer.append("Date: ").append(to_http_date(*context.now)).append("\r\n");
}

}  // namespace

std::string capture_answer(const BinResponse& response, std::string_view request_id,
                           std::string_view content_sha256_hex, const AnswerContext& context) {
  std::string answer;
  answer.reserve(384 + response.body.size());
  const auto has = [&response](std::string_view name) { return find_header(response.headers, name).has_value(); };
  begin_head(answer, response.status, context, has("Date"));
  if (response.tells_capture && !has("Content-Type")) answer += "Content-Type: application/json\r\n";
  if (!response.tells_capture && !has("Content-Security-Policy")) answer += "Content-Security-Policy: sandbox\r\n";
  for (const HeaderField& field : response.headers) {
    answer.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  answer.append("Hookloop-Request-Id: ").append(request_id).append("\r\n");
  answer.append("Hookloop-Body-Sha256: ").append(content_sha256_hex).append("\r\n");
  std::string capture;
  if (response.tells_capture) capture.append("{\"captured\":\"").append(request_id).append("\"}");
  const std::string& body = response.tells_capture ? capture : response.body;
  end_head(answer, response.status, body.size(), context);
  if (!context.is_head && may_have_body(response.status)) answer += body;
  return answer;
}

std::string problem_answer(const Problem& problem, const AnswerContext& context) {
  std::string answer;
  const std::string body = to_json(problem);
  begin_head(answer, problem.status, context);
  answer.append("Content-Type: ").append(kProblemContentType).append("\r\n");
  if (problem.status == 503 || problem.status == 429) answer += "Retry-After: 1\r\n";
  // RFC 9110 section 15.5.2: a 401 says how to ask again.
  if (problem.status == 401) answer += "WWW-Authenticate: Basic realm=\"Hookloop\", charset=\"UTF-8\"\r\n";
  end_head(answer, problem.status, body.size(), context);
  if (!context.is_head) answer += body;
  return answer;
}

}  // namespace hookloop

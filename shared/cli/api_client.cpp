#include "shared/cli/api_client.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "shared/support/problem.h"

namespace hookloop {
namespace {

// Connecting is a matter of one machine or one network; an answer may be a long list from a busy disk.
constexpr Deadlines kDeadlines{std::chrono::seconds(5), std::chrono::minutes(1), std::chrono::minutes(1)};
// What is long or has no end: as long as there is somebody who reads it.
constexpr Microseconds kAnyTime = std::chrono::hours(24 * 365);
constexpr std::string_view kProblemPrefix = "urn:hookloop:problem:";

std::string text_or(const Json& object, const char* name, const std::string& otherwise) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

bool is_header_text(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

Result<ApiClient, ApiFailure> ApiClient::make(std::unique_ptr<StreamTransport> transport, ApiProgram program,
                                              const std::string& server_url, const std::string& token) {
  auto server = parse_url(server_url);
  if (!server) {
    return ApiFailure{ExitCode::wrong_usage,
                      fmt::format("--server (or {}): {}", program.server_variable, server.error().message)};
  }
  if (server->target.find('?') != std::string::npos) {
    return ApiFailure{ExitCode::wrong_usage,
                      fmt::format("--server (or {}): a server's address has no query", program.server_variable)};
  }
  if (!is_header_text(token)) {
    return ApiFailure{ExitCode::wrong_usage,
                      "--token (or HOOKLOOP_TOKEN): a token has neither spaces nor characters beyond ASCII"};
  }
  while (server->target.ends_with('/')) server->target.pop_back();
  return ApiClient(std::move(transport), std::move(program), *std::move(server), token);
}

Result<Json, ApiFailure> ApiClient::call(const ApiRequest& request) { return json_of(send(request, "", kDeadlines)); }

Result<Json, ApiFailure> ApiClient::upload(const std::string& path, const std::string& content_type,
                                           const std::string& bytes) {
  const Outgoing request = compose("POST", path, fmt::format("Content-Type: {}\r\n", content_type), &bytes);
  return json_of(transport_->send(request.url, request.bytes, {kDeadlines.connect, kAnyTime, kAnyTime}));
}

Result<Json, ApiFailure> ApiClient::json_of(const Exchange& exchange) const {
  if (auto failure = trouble(exchange)) return *std::move(failure);
  if (exchange.answer->body.empty()) return Json(nullptr);
  Json json = Json::parse(exchange.answer->body, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return another_program(*exchange.answer);
  return json;
}

Result<std::string, ApiFailure> ApiClient::read(const std::string& path) {
  const Exchange exchange = send({"GET", path}, "", kDeadlines);
  if (auto failure = trouble(exchange)) return *std::move(failure);
  return exchange.answer->body;
}

Result<std::string, ApiFailure> ApiClient::listen(const std::string& path, const std::string& last_event_id,
                                                  Microseconds time) {
  const Exchange exchange = send({"GET", path}, last_event_id, {kDeadlines.connect, kDeadlines.first_byte, time});
  const bool is_time_up = exchange.failure == SendFailure::timed_out && exchange.answer;
  if (is_time_up && exchange.answer->status == 200) return exchange.answer->body;
  if (auto failure = trouble(exchange)) return *std::move(failure);
  return exchange.answer->body;
}

std::optional<ApiFailure> ApiClient::stream(const std::string& path, const std::string& last_event_id,
                                            const TakeBody& take) {
  const Outgoing request = compose({"GET", path}, last_event_id);
  return refusal(
      transport_->stream(request.url, request.bytes, {kDeadlines.connect, kDeadlines.first_byte, kAnyTime}, take));
}

ApiClient::Outgoing ApiClient::compose(const ApiRequest& request, const std::string& last_event_id) const {
  std::string headers;
  if (!last_event_id.empty()) headers += fmt::format("Last-Event-ID: {}\r\n", last_event_id);
  if (!request.body) return compose(request.method, request.path, headers, nullptr);
  const std::string body = request.body->dump(-1, ' ', false, Json::error_handler_t::replace);
  return compose(request.method, request.path, headers + "Content-Type: application/json\r\n", &body);
}

ApiClient::Outgoing ApiClient::compose(const std::string& method, const std::string& path,
                                       const std::string& more_headers, const std::string* body) const {
  Url url = server_;
  url.target += path;
  std::string bytes = fmt::format(
      "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {}/{}\r\nAccept: application/json, application/problem+json, "
      "*/*\r\n",
      method, url.target, host_header(url), program_.name, HOOKLOOP_VERSION);
  if (!token_.empty()) bytes += fmt::format("Authorization: Bearer {}\r\n", token_);
  bytes += more_headers;
  if (body != nullptr || method != "GET") bytes += fmt::format("Content-Length: {}\r\n", body ? body->size() : 0);
  bytes += "\r\n";
  if (body != nullptr) bytes += *body;
  return {std::move(url), std::move(bytes)};
}

Exchange ApiClient::send(const ApiRequest& request, const std::string& last_event_id, const Deadlines& deadlines) {
  const Outgoing outgoing = compose(request, last_event_id);
  return transport_->send(outgoing.url, outgoing.bytes, deadlines);
}

std::string ApiClient::server_url() const {
  std::string text = to_string(server_);
  while (text.ends_with('/')) text.pop_back();
  return text;
}

std::optional<ApiFailure> ApiClient::refusal(const Exchange& exchange) const {
  if (exchange.failure || !exchange.answer) return unreachable(exchange);
  const Answer& answer = *exchange.answer;
  if (answer.status < 200 || answer.status > 299) return refused(answer);
  return std::nullopt;
}

std::optional<ApiFailure> ApiClient::trouble(const Exchange& exchange) const {
  if (auto failure = refusal(exchange)) return failure;
  const Answer& answer = *exchange.answer;
  if (answer.body.size() < answer.body_bytes) {
    return ApiFailure{ExitCode::environment,
                      fmt::format("the answer is larger than this command reads, {} bytes; ask for less with --limit",
                                  answer.body_bytes)};
  }
  return std::nullopt;
}

ApiFailure ApiClient::unreachable(const Exchange& exchange) const {
  return {ExitCode::environment,
          fmt::format("no answer from {}: {}; start it with `{}`, or say where it is with --server", server_url(),
                      exchange.detail, program_.serve_command)};
}

// RFC 9457: a sentence for a person, and in ours the field that is wrong.
ApiFailure ApiClient::refused(const Answer& answer) const {
  const Json problem = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  const std::string title = text_or(problem, "title", "");
  if (title.empty()) return another_program(answer);
  ApiFailure failure{answer.status >= 500 ? ExitCode::environment : ExitCode::wrong_usage,
                     text_or(problem, "detail", title)};
  failure.status = answer.status;
  if (answer.status == 401) {
    failure.message = fmt::format("{}: {} wants its token: --token or HOOKLOOP_TOKEN", title, server_url());
    return failure;
  }
  const std::string type = text_or(problem, "type", "");
  if (type.starts_with(kProblemPrefix)) failure.problem = type.substr(kProblemPrefix.size());
  const auto column = problem.find("column");
  if (column != problem.end() && column->is_number_unsigned()) failure.column = column->get<std::size_t>();
  const std::string pointer = text_or(problem, "pointer", "");
  if (!pointer.empty()) failure.pointer = pointer;
  return failure;
}

ApiFailure ApiClient::another_program(const Answer& answer) const {
  ApiFailure failure{ExitCode::environment, fmt::format("what answers at {} is no {}: it said {} {}", server_url(),
                                                        program_.name, answer.status, reason_phrase(answer.status))};
  failure.status = answer.status;
  return failure;
}

}  // namespace hookloop

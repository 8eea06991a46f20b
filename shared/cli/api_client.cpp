#include "shared/cli/api_client.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "shared/support/problem.h"

namespace hookloop {
namespace {

// Connecting is a matter of one machine or one network; an answer may be a long list from a busy disk.
constexpr Deadlines kDeadlines{std::chrono::seconds(5), std::chrono::minutes(1), std::chrono::minutes(1)};

std::string text_or(const Json& object, const char* name, const std::string& otherwise) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

bool is_header_text(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

Result<ApiClient, ApiFailure> ApiClient::make(std::unique_ptr<Transport> transport, const std::string& server_url,
                                              const std::string& token) {
  auto server = parse_url(server_url);
  if (!server) {
    return ApiFailure{ExitCode::wrong_usage, fmt::format("--server (or HOOKLOOP_SERVER): {}", server.error().message)};
  }
  if (server->target.find('?') != std::string::npos) {
    return ApiFailure{ExitCode::wrong_usage, "--server (or HOOKLOOP_SERVER): a server's address has no query"};
  }
  if (!is_header_text(token)) {
    return ApiFailure{ExitCode::wrong_usage,
                      "--token (or HOOKLOOP_TOKEN): a token has neither spaces nor characters beyond ASCII"};
  }
  while (server->target.ends_with('/')) server->target.pop_back();
  return ApiClient(std::move(transport), *std::move(server), token);
}

Result<Json, ApiFailure> ApiClient::call(const ApiRequest& request) {
  const Exchange exchange = send(request, "", kDeadlines);
  if (auto failure = trouble(exchange)) return *std::move(failure);
  if (exchange.answer->body.empty()) return Json(nullptr);
  Json json = Json::parse(exchange.answer->body, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return no_emitter(*exchange.answer);
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

Exchange ApiClient::send(const ApiRequest& request, const std::string& last_event_id, const Deadlines& deadlines) {
  Url url = server_;
  url.target += request.path;
  std::string bytes = fmt::format(
      "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: emitter/{}\r\nAccept: application/json, application/problem+json, "
      "*/*\r\n",
      request.method, url.target, host_header(url), HOOKLOOP_VERSION);
  if (!token_.empty()) bytes += fmt::format("Authorization: Bearer {}\r\n", token_);
  if (!last_event_id.empty()) bytes += fmt::format("Last-Event-ID: {}\r\n", last_event_id);
  if (request.body) {
    const std::string body = request.body->dump(-1, ' ', false, Json::error_handler_t::replace);
    bytes += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
  } else {
    bytes += request.method == "GET" ? "\r\n" : "Content-Length: 0\r\n\r\n";
  }
  return transport_->send(url, bytes, deadlines);
}

std::string ApiClient::server_url() const {
  std::string text = to_string(server_);
  while (text.ends_with('/')) text.pop_back();
  return text;
}

std::optional<ApiFailure> ApiClient::trouble(const Exchange& exchange) const {
  if (exchange.failure || !exchange.answer) return unreachable(exchange);
  const Answer& answer = *exchange.answer;
  if (answer.status < 200 || answer.status > 299) return refused(answer);
  if (answer.body.size() < answer.body_bytes) {
    return ApiFailure{ExitCode::environment,
                      fmt::format("the answer is larger than this command reads, {} bytes; ask for less with --limit",
                                  answer.body_bytes)};
  }
  return std::nullopt;
}

ApiFailure ApiClient::unreachable(const Exchange& exchange) const {
  return {ExitCode::environment,
          fmt::format("no answer from {}: {}; start it with `emitter serve`, or say where it is with --server",
                      server_url(), exchange.detail)};
}

// RFC 9457: a sentence for a person, and in ours the field that is wrong.
ApiFailure ApiClient::refused(const Answer& answer) const {
  const Json problem = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  const std::string title = text_or(problem, "title", "");
  if (title.empty()) return no_emitter(answer);
  if (answer.status == 401) {
    return {ExitCode::wrong_usage,
            fmt::format("{}: {} wants its token: --token or HOOKLOOP_TOKEN", title, server_url())};
  }
  ApiFailure failure{answer.status >= 500 ? ExitCode::environment : ExitCode::wrong_usage,
                     text_or(problem, "detail", title)};
  const std::string pointer = text_or(problem, "pointer", "");
  if (!pointer.empty()) failure.pointer = pointer;
  return failure;
}

ApiFailure ApiClient::no_emitter(const Answer& answer) const {
  return {ExitCode::environment, fmt::format("what answers at {} is no emitter: it said {} {}", server_url(),
                                             answer.status, reason_phrase(answer.status))};
}

}  // namespace hookloop

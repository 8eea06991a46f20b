// The platform's API as its client sees it: one request, one answer. What went wrong is a sentence for stderr and the
// exit code that goes with it: 2 for what the server refused (4xx), 4 for a server that can not be reached, is no
// emitter, or has trouble of its own (5xx). The token never stands in a sentence. One thread at a time.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "shared/http_client/transport.h"
#include "shared/support/exit_code.h"
#include "shared/support/result.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

struct ApiRequest {
  std::string method;
  std::string path;  // with its query; see api_path.h
  std::optional<Json> body = std::nullopt;
};

struct ApiFailure {
  ExitCode code = ExitCode::wrong_usage;
  std::string message;                                // may hold what the server wrote: printable() before it is shown
  std::optional<std::string> pointer = std::nullopt;  // into the request's body, where the server named a field
};

class ApiClient {
 public:
  // The failure says what is wrong with the server's address or the token, exit code 2.
  static Result<ApiClient, ApiFailure> make(std::unique_ptr<Transport> transport, const std::string& server_url,
                                            const std::string& token);

  // The answer's JSON; null where it has no content.
  Result<Json, ApiFailure> call(const ApiRequest& request);
  // The answer's bytes, whatever they are.
  Result<std::string, ApiFailure> read(const std::string& path);
  // What an answer that does not end, such as the live feed, brings within that time. `last_event_id` says where to go
  // on from; empty: from now on.
  Result<std::string, ApiFailure> listen(const std::string& path, const std::string& last_event_id, Microseconds time);

 private:
  ApiClient(std::unique_ptr<Transport> transport, Url server, std::string token)
      : transport_(std::move(transport)), server_(std::move(server)), token_(std::move(token)) {}

  Exchange send(const ApiRequest& request, const std::string& last_event_id, const Deadlines& deadlines);
  std::string server_url() const;  // as a person types it
  ApiFailure unreachable(const Exchange& exchange) const;
  ApiFailure refused(const Answer& answer) const;
  ApiFailure no_emitter(const Answer& answer) const;
  // Nothing where it is whole and says 2xx.
  std::optional<ApiFailure> trouble(const Exchange& exchange) const;

  std::unique_ptr<Transport> transport_;
  Url server_;
  std::string token_;
};

}  // namespace hookloop

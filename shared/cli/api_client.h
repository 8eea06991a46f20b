// The API of one of our programs as its client sees it: one request, one answer. What went wrong is a sentence for
// stderr and the exit code that goes with it: 2 for what the server refused (4xx), 4 for a server that can not be
// reached, is another program, or has trouble of its own (5xx). The token never stands in a sentence. One thread at a
// time.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "shared/http_client/stream_transport.h"
#include "shared/support/exit_code.h"
#include "shared/support/result.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

// Who is asked, for what is said of it.
struct ApiProgram {
  std::string name;             // "emitter"
  std::string serve_command;    // "emitter serve"
  std::string default_url;      // where it answers if nothing else is said
  std::string server_variable;  // of the environment, that says it: "HOOKLOOP_SERVER"
};

struct ApiRequest {
  std::string method;
  std::string path;  // with its query; see api_path.h
  std::optional<Json> body = std::nullopt;
};

struct ApiFailure {
  ExitCode code = ExitCode::wrong_usage;
  std::string message;                                // may hold what the server wrote: printable() before it is shown
  std::optional<std::string> pointer = std::nullopt;  // into the request's body, where the server named a field
  std::optional<std::size_t> column = std::nullopt;   // in a search, from 1, where the server named one
  std::string problem = "";                           // its type, where the server named one: "unknown-bin"
  int status = 0;                                     // what was answered; 0: nothing was
};

class ApiClient {
 public:
  // The failure says what is wrong with the server's address or the token, exit code 2.
  static Result<ApiClient, ApiFailure> make(std::unique_ptr<StreamTransport> transport, ApiProgram program,
                                            const std::string& server_url, const std::string& token);

  // The answer's JSON; null where it has no content.
  Result<Json, ApiFailure> call(const ApiRequest& request);
  // The answer's bytes, whatever they are.
  Result<std::string, ApiFailure> read(const std::string& path);
  // What an answer that does not end, such as the live feed, brings within that time. `last_event_id` says where to go
  // on from; empty: from now on.
  Result<std::string, ApiFailure> listen(const std::string& path, const std::string& last_event_id, Microseconds time);
  // The same as it comes, until the answer's end or until `take` wants no more: for what is long, or has no end.
  std::optional<ApiFailure> stream(const std::string& path, const std::string& last_event_id, const TakeBody& take);
  // Bytes of a type to the server, and the JSON that it answers.
  Result<Json, ApiFailure> upload(const std::string& path, const std::string& content_type, const std::string& bytes);

  std::string server_url() const;  // as a person types it

 private:
  ApiClient(std::unique_ptr<StreamTransport> transport, ApiProgram program, Url server, std::string token)
      : transport_(std::move(transport)),
        program_(std::move(program)),
        server_(std::move(server)),
        token_(std::move(token)) {}

  struct Outgoing {
    Url url;
    std::string bytes;
  };
  Outgoing compose(const ApiRequest& request, const std::string& last_event_id) const;
  Outgoing compose(const std::string& method, const std::string& path, const std::string& more_headers,
                   const std::string* body) const;
  Exchange send(const ApiRequest& request, const std::string& last_event_id, const Deadlines& deadlines);
  Result<Json, ApiFailure> json_of(const Exchange& exchange) const;
  ApiFailure unreachable(const Exchange& exchange) const;
  ApiFailure refused(const Answer& answer) const;
  ApiFailure another_program(const Answer& answer) const;
  // Nothing where it says 2xx; `trouble` also wants it whole.
  std::optional<ApiFailure> refusal(const Exchange& exchange) const;
  std::optional<ApiFailure> trouble(const Exchange& exchange) const;

  std::unique_ptr<StreamTransport> transport_;
  ApiProgram program_;
  Url server_;
  std::string token_;
};

}  // namespace hookloop

#include "bin_server/http/connection_server.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>

#include "bin_server/http/handed_stream.h"
#include "bin_server/model/request_head.h"
#include "bin_server/recorder/capture_answer.h"
#include "shared/support/chunked.h"

namespace hookloop {
namespace {

// What the library takes of a request's head; beyond that it says nothing, or nothing helpful.
constexpr std::size_t kLongestTarget = 8'000;
constexpr std::size_t kLongestField = 8'000;
constexpr std::size_t kMostFields = 100;
constexpr std::array<std::string_view, 7> kMethods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

std::optional<Problem> check_head(const RequestHead& head) {
  constexpr const char* kTooLarge = "The request's head is too large for the API";
  if (std::find(kMethods.begin(), kMethods.end(), head.method) == kMethods.end()) {
    return Problem{501, "unknown-method", "The method is not known here",
                   "The API and the pages know GET, HEAD, POST, PATCH and DELETE; a bin captures any method."};
  }
  if (head.target.size() > kLongestTarget) {
    return Problem{414, "target-too-long", kTooLarge, fmt::format("Its target may have {} bytes.", kLongestTarget)};
  }
  const bool too_long = std::any_of(head.headers.begin(), head.headers.end(), [](const HeaderField& field) {
    return field.name.size() + field.value.size() > kLongestField;
  });
  if (too_long || head.headers.size() > kMostFields) {
    return Problem{431, "head-too-large", kTooLarge,
                   fmt::format("It may have {} header fields of {} bytes each.", kMostFields, kLongestField)};
  }
  return std::nullopt;
}

// The request as the library reads it without doubt. Ours is the only reading of what came: the library sees an
// origin-form target (RFC 9112 section 3.2.2 wants the absolute form understood too), a body with its length and no
// other framing (the library takes a POST without a length for one that ends with the stream), no Expect (the recorder
// has answered it), no Content-Type (all that we take is JSON, and the library would take a form apart), and no Range
// (our answers are whole).
std::string in_plain_form(std::string_view request, const RequestHead& head, const BodyFraming& framing) {
  constexpr std::array<std::string_view, 5> kLeftOut{"Content-Length", "Transfer-Encoding", "Expect", "Content-Type",
                                                     "Range"};
  std::string_view body = request.substr(head_size(request).value_or(request.size()));
  std::string content;
  if (framing.kind == BodyFraming::Kind::chunked) {
    content = read_chunked(body).content;
    body = content;
  }
  std::string plain = head.method + ' ' + std::string(origin_form(head.target));
  plain += head.minor_version == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
  for (const HeaderField& field : head.headers) {
    const bool is_left_out = std::any_of(kLeftOut.begin(), kLeftOut.end(), [&field](std::string_view name) {
      return same_header_name(field.name, name);
    });
    if (!is_left_out) plain.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  plain.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  return plain;
}

}  // namespace

ConnectionServer::ConnectionServer(std::chrono::milliseconds write_timeout) : write_timeout_(write_timeout) {
  // The library takes "no listening socket" for "shutting down", and would end every streamed answer at once. It never
  // touches the number otherwise, as long as it was not told to listen.
  svr_sock_ = std::numeric_limits<socket_t>::max();
}

bool ConnectionServer::serve(HandedConnection& connection) {
  const RequestHead head = parse_request_head(connection.request);
  const BodyFraming framing = find_body_framing(head);
  HandedStream stream(connection, write_timeout_);
  if (const auto problem = check_head(head)) {
    AnswerContext context;
    context.is_head = head.method == "HEAD";
    context.keep_alive = !framing.must_close;
    const std::string answer = problem_answer(*problem, context);
    return stream.write(answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()) && context.keep_alive;
  }
  connection.request = in_plain_form(connection.request, head, framing);
  bool is_closed = false;
  const bool is_served = process_request(stream, connection.client_address, connection.client_port, "", 0,
                                         /*close_connection=*/false, is_closed, nullptr);
  return is_served && !is_closed && !framing.must_close;
}

}  // namespace hookloop

#include "bin_server/forward/returned_answer.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bin_server/forward/hop_by_hop.h"

namespace hookloop {
namespace {

// Where it is told once, or several times the same; the reader of the answer has refused all else that frames a body.
std::optional<std::uint64_t> content_length(const HeaderList& headers) {
  std::optional<std::uint64_t> length;
  for (const std::string_view text : header_values(headers, "Content-Length")) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number != length.value_or(number)) {
      return std::nullopt;
    }
    length = number;
  }
  return length;
}

// RFC 9112 section 4: tabs, spaces, visible characters and bytes beyond ASCII. What is none of these could end the
// line.
std::string reason_of(const std::string& reason) {
  const bool is_fine = std::all_of(reason.begin(), reason.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
  return is_fine ? reason : "";
}

Problem problem_of(const Exchange& exchange, std::uint64_t most_body, Microseconds timeout) {
  switch (*exchange.failure) {
    case SendFailure::timed_out:
      return target_timed_out(timeout);
    case SendFailure::interrupted:
      return server_is_ending();
    case SendFailure::answer_too_large:
      // Of a head that is too large there is no answer.
      return exchange.answer ? target_answer_too_large(most_body) : target_failed(to_string(*exchange.failure));
    default:
      return target_failed(to_string(*exchange.failure));
  }
}

}  // namespace

AnswerLimits limits_for_returning(std::uint64_t most_body) {
  AnswerLimits limits;
  limits.kept_body_bytes = std::max<std::size_t>(limits.kept_body_bytes, most_body);
  limits.most_body_bytes = std::max(limits.most_body_bytes, most_body);
  return limits;
}

ReturnedAnswer take_returned_answer(Exchange& exchange, std::uint64_t most_body, Microseconds timeout) {
  std::string body;
  if (exchange.answer) {
    body = std::move(exchange.answer->body);
    exchange.answer->body = body.substr(0, AnswerLimits{}.kept_body_bytes);
  }
  if (exchange.failure) return problem_of(exchange, most_body, timeout);
  const Answer& answer = *exchange.answer;
  if (answer.status < 200) return target_failed(to_string(SendFailure::malformed_answer));
  if (answer.body_bytes > most_body) return target_answer_too_large(most_body);
  return TargetAnswer{answer.status, reason_of(answer.reason), end_to_end(answer.headers),
                      content_length(answer.headers), std::move(body)};
}

}  // namespace hookloop

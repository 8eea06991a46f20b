#include "bin_server/model/target_answer.h"

#include <spdlog/fmt/fmt.h>

#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr const char* kTitle = "The answer of the bin's target can not be returned";
constexpr const char* kWhere = "The request was captured; its `exchanges` in the API say more.";

}  // namespace

Problem target_failed(std::string_view failure) {
  return {502, "target-failed", kTitle, fmt::format("Forwarding it failed: {}. {}", failure, kWhere)};
}

Problem target_answer_too_large(std::uint64_t limit) {
  return {502, "target-answer-too-large", kTitle,
          fmt::format("Its body is larger than {}; the server's --max-returned-body sets the limit. {}",
                      show_size(limit), kWhere)};
}

Problem not_forwarded(std::string_view failure) {
  return {502, "not-forwarded", "The request was not forwarded", fmt::format("Why: {}. {}", failure, kWhere)};
}

Problem target_timed_out(Microseconds timeout) {
  return {504, "target-timed-out", "The bin's target did not answer in time",
          fmt::format("There was no answer within {}; `timeout_ms` of the bin's `forward` sets the limit. {}",
                      show_duration(timeout), kWhere)};
}

Problem forward_loop() {
  return {508, "forward-loop", "The request came by way of the bin itself",
          fmt::format("So it is not forwarded again. {}", kWhere)};
}

Problem server_is_ending() {
  return {503, "server-ending", "The server is about to end",
          "The request was captured, and is forwarded when the server runs again if it was not by now."};
}

}  // namespace hookloop

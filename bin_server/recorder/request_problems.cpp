#include "bin_server/recorder/request_problems.h"

#include <spdlog/fmt/fmt.h>

#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr const char* kTooLarge = "The request is too large";

int status_of(Break why) {
  switch (why) {
    case Break::hung_up:
      return 400;
    case Break::late:
      return 408;
    case Break::stopped:
      return 503;
  }
  return 400;
}

}  // namespace

Problem malformed_request(std::string_view fault, Kept kept) {
  const char* const before = kept == Kept::stored ? "It was stored as it came, but" : "It is not served:";
  return {400, "malformed-request", "The request is not HTTP/1.1 as it should be",
          fmt::format("{} {}.", before, fault)};
}

std::string_view to_words(Break why) {
  switch (why) {
    case Break::hung_up:
      return "the sender hung up before the end";
    case Break::late:
      return "it did not come to its end in time";
    case Break::stopped:
      return "the server was stopped before the end";
  }
  return "it broke off";
}

Problem broken_off_request(Break why, Kept kept) {
  const char* const before = kept == Kept::stored ? "What came was stored, but" : "Send it again:";
  return {status_of(why), "incomplete-request", "The request broke off", fmt::format("{} {}.", before, to_words(why))};
}

Problem head_too_large(std::uint64_t limit) {
  return {431, "head-too-large", kTooLarge,
          fmt::format("Its head is larger than {}; the server's --max-head sets the limit.", show_size(limit))};
}

Problem body_too_large(std::uint64_t limit) {
  return {413, "body-too-large", kTooLarge,
          fmt::format("Its body is larger than {}; the server's --max-body sets the limit.", show_size(limit))};
}

Problem api_body_too_large(std::uint64_t limit) {
  return {
      413, "body-too-large", kTooLarge,
      fmt::format("The API takes bodies of up to {}; the server's --max-api-body sets the limit.", show_size(limit))};
}

Problem import_too_large(std::uint64_t limit) {
  return {413, "body-too-large", kTooLarge,
          fmt::format("A file to import may have {}; the server's --max-import sets the limit. Lines of captures alone "
                      "can be imported too: `grep '\"head\":' FILE | split -C {}` makes smaller files.",
                      show_size(limit), limit)};
}

Problem too_much_unfinished(std::uint64_t limit) {
  return {
      503, "too-much-unfinished", "The server holds too much that is half-way",
      fmt::format("Nothing of it was kept; send it again soon. All requests that are half-way may hold {} together; "
                  "the server's --max-unfinished sets the limit.",
                  show_size(limit))};
}

Problem too_much_returned(std::uint64_t limit) {
  return {503, "too-much-unfinished", "The server holds too much that is half-way",
          fmt::format("The request was captured and forwarded; what its target answered can not be returned now. All "
                      "requests and answers that are half-way may hold {} together; the server's --max-unfinished sets "
                      "the limit.",
                      show_size(limit))};
}

}  // namespace hookloop

#include "bin_server/forward/target_url.h"

#include <spdlog/fmt/fmt.h>

#include "shared/http_client/resolver.h"

namespace hookloop {

Result<Url> parse_target(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end != std::string_view::npos) {
    const std::string_view rest = text.substr(scheme_end + 3);
    if (rest.substr(0, rest.find_first_of("/?#")).find('@') != std::string_view::npos) {
      return Error{"a URL with a login in it would be shown and kept; leave the login out"};
    }
  }
  return parse_url(text);
}

std::optional<Error> check_target(const TargetPolicy& policy, const Url& target) {
  if (!is_numeric_address(target.host)) return std::nullopt;
  return policy.check(target.host, target.port, target.host);
}

Problem target_denied_problem(std::string_view why) {
  return {403, "target-denied", "Nothing may be sent there", fmt::format("{}.", why)};
}

}  // namespace hookloop

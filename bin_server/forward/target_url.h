// The URL of a target, as a person gives it for forwarding and replay. Pure functions; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "shared/http_client/target_policy.h"
#include "shared/http_client/url.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

// As parse_url. The error is a sentence, and does not show a password that is in the text.
Result<Url> parse_target(std::string_view text);

// Why nothing may be sent to a target whose address the URL itself tells; a name is looked up only when it is connected
// to, and its address checked then.
std::optional<Error> check_target(const TargetPolicy& policy, const Url& target);

// The problem of a target that the policy refuses: 403. `why` names the address, the rule and the flag.
Problem target_denied_problem(std::string_view why);

}  // namespace hookloop

#include "emitter/platform/webhook_rules.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "emitter/platform/fault_rules.h"
#include "emitter/platform/problems.h"
#include "shared/http_client/url.h"
#include "shared/schema/basic_authorization.h"
#include "shared/support/ascii.h"
#include "shared/support/quantity.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Found = std::optional<Problem>;

Found check_bytes(std::string_view text, std::size_t most, std::string pointer) {
  if (text.size() > most) return bad_field(std::move(pointer), fmt::format("This is at most {} bytes long.", most));
  if (!is_utf8(text)) return bad_field(std::move(pointer), "This is UTF-8, and holds bytes that are none.");
  return std::nullopt;
}

Found check_url(const std::string& url) {
  if (auto problem = check_bytes(url, kLongestUrlBytes, "/url")) return problem;
  const auto parsed = parse_url(url);
  if (!parsed) return bad_field("/url", sentence(parsed.error()));
  return std::nullopt;
}

Found check_login(const WebhookSettings& settings) {
  if (settings.password && !settings.login) {
    return bad_field("/password", "A password goes with a login; give the login too, or no password.");
  }
  if (!settings.login) return std::nullopt;
  const std::string password = settings.password.value_or("");
  if (auto problem = check_bytes(*settings.login, kLongestLoginBytes, "/login")) return problem;
  if (auto problem = check_bytes(password, kLongestLoginBytes, "/password")) return problem;
  if (const auto error = check_basic_login(*settings.login, "")) return bad_field("/login", sentence(*error));
  if (const auto error = check_basic_login("", password)) return bad_field("/password", sentence(*error));
  return std::nullopt;
}

Found check_secrets(const WebhookSettings& settings) {
  for (const WebhookSecret& secret : settings.secrets) {
    if (auto problem = check_bytes(secret.secret, kLongestSecretBytes, "/secret")) return problem;
    if (const auto error = check_signing_key({settings.signature_scheme, secret.secret})) {
      return bad_field("/secret", sentence(*error));
    }
  }
  if (!settings.secrets.empty() && settings.profile == WireProfile::faithful) {
    return bad_field("/profile",
                     "The profile faithful sends the bare body and no signature; choose instrumented, or give no "
                     "secret.");
  }
  return std::nullopt;
}

// What frames the request, and what we send in it.
bool is_ours(std::string_view name, WireProfile profile) {
  static constexpr std::array<std::string_view, 12> kOurs{"host",
                                                          "content-length",
                                                          "transfer-encoding",
                                                          "connection",
                                                          "keep-alive",
                                                          "content-type",
                                                          "authorization",
                                                          "accept",
                                                          "expect",
                                                          "te",
                                                          "trailer",
                                                          "upgrade"};
  const std::string lower = to_lower(name);
  if (std::find(kOurs.begin(), kOurs.end(), lower) != kOurs.end()) return true;
  if (lower == "user-agent") return profile == WireProfile::instrumented;
  return lower.starts_with("webhook-") || lower.starts_with("hookloop-") ||
         same_header_name(name, header_name::github_signature) || same_header_name(name, header_name::stripe_signature);
}

Found check_headers(const WebhookSettings& settings) {
  if (settings.headers.size() > kMostHeaders) {
    return bad_field("/headers", fmt::format("These are at most {} headers.", kMostHeaders));
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < settings.headers.size(); ++i) {
    const HeaderField& header = settings.headers[i];
    const std::string at = fmt::format("/headers/{}", i);
    if (!is_token(header.name)) {
      return bad_field(at + "/0", "A header's name is made of letters, digits and !#$%&'*+-.^_`|~.");
    }
    if (is_ours(header.name, settings.profile)) {
      return bad_field(at + "/0", fmt::format("{} is set by the platform itself.", header.name));
    }
    if (header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return bad_field(at + "/1", "A header's value holds no line breaks and no NUL.");
    }
    if (!is_utf8(header.value)) return bad_field(at + "/1", "This is UTF-8, and holds bytes that are none.");
    bytes += header.name.size() + header.value.size() + 4;  // ": " and the line's end
    if (bytes > kMostHeaderBytes) {
      return bad_field("/headers", fmt::format("All headers together are at most {} bytes.", kMostHeaderBytes));
    }
  }
  return std::nullopt;
}

// From `least` on, which is zero or, to be more than that, a millisecond.
Found check_duration(Microseconds duration, Microseconds least, Microseconds most, std::string pointer) {
  if (duration >= least && duration <= most) return std::nullopt;
  return bad_field(std::move(pointer), fmt::format("This is from {} to {} milliseconds ({}).",
                                                   std::chrono::duration_cast<std::chrono::milliseconds>(least).count(),
                                                   std::chrono::duration_cast<std::chrono::milliseconds>(most).count(),
                                                   to_flag_text(most)));
}

constexpr Microseconds kNoTime = Microseconds::zero();
constexpr Microseconds kSomeTime = std::chrono::milliseconds(1);

Found check_retry(const WebhookSettings& settings) {
  const RetryRules& retry = settings.retry;
  if (auto problem = check_text(settings.retry_profile, {"The name of a retry profile", 100}, "/retry")) return problem;
  if (retry.retries > kMostRetries) {
    return bad_field("/retry/retries", fmt::format("This is a whole number from 0 to {}.", kMostRetries));
  }
  if (auto problem = check_duration(retry.longest_delay, kNoTime, kLongestRetryDelay, "/retry/longest_delay_ms")) {
    return problem;
  }
  if (auto problem = check_duration(retry.first_delay, kNoTime, kLongestRetryDelay, "/retry/first_delay_ms")) {
    return problem;
  }
  if (retry.first_delay > retry.longest_delay) {
    return bad_field("/retry/first_delay_ms", "The first delay is no longer than the longest.");
  }
  if (auto problem =
          check_duration(retry.longest_retry_after, kNoTime, kLongestRetryDelay, "/retry/longest_retry_after_ms")) {
    return problem;
  }
  if (retry.delays.size() > kMostRetries) {
    return bad_field("/retry/delays_ms", fmt::format("These are at most {} delays.", kMostRetries));
  }
  for (std::size_t i = 0; i < retry.delays.size(); ++i) {
    const std::string at = fmt::format("/retry/delays_ms/{}", i);
    if (auto problem = check_duration(retry.delays[i], kNoTime, kLongestRetryDelay, at)) return problem;
  }
  if (!(retry.jitter_share >= 0 && retry.jitter_share <= 1)) {
    return bad_field("/retry/jitter_share", "This is a number from 0 to 1.");
  }
  return std::nullopt;
}

Found check_timeouts(const Timeouts& timeouts) {
  if (auto problem = check_duration(timeouts.whole, kSomeTime, kLongestTimeout, "/timeout_ms")) return problem;
  const std::array<std::pair<const char*, Microseconds>, 2> parts{
      {{"/connect_timeout_ms", timeouts.connect}, {"/first_byte_timeout_ms", timeouts.first_byte}}};
  for (const auto& [pointer, part] : parts) {
    if (auto problem = check_duration(part, kSomeTime, kLongestTimeout, pointer)) return problem;
    if (part > timeouts.whole) return bad_field(pointer, "This is no longer than the whole attempt may take.");
  }
  return std::nullopt;
}

Found check_pace(const WebhookSettings& settings) {
  if (settings.max_in_flight < 1 || settings.max_in_flight > kMostInFlight) {
    return bad_field("/max_in_flight", fmt::format("This is a whole number from 1 to {}.", kMostInFlight));
  }
  const double rate = settings.rate_per_second.value_or(1);
  if (!(rate > 0 && rate <= kHighestRate)) {
    return bad_field("/rate_per_second", fmt::format("This is more than 0 and at most {}.", kHighestRate));
  }
  return std::nullopt;
}

Found check_breaker(const BreakerRules& breaker) {
  if (breaker.failures < 1 || breaker.failures > kMostBreakerFailures) {
    return bad_field("/breaker/failures", fmt::format("This is a whole number from 1 to {}.", kMostBreakerFailures));
  }
  if (auto problem = check_duration(breaker.failing_for, kNoTime, kLongestFailing, "/breaker/failing_for_ms")) {
    return problem;
  }
  const std::array<std::pair<const char*, Microseconds>, 2> pauses{
      {{"/breaker/first_probe_ms", breaker.first_probe}, {"/breaker/longest_probe_ms", breaker.longest_probe}}};
  for (const auto& [pointer, pause] : pauses) {
    if (auto problem = check_duration(pause, kSomeTime, kLongestProbePause, pointer)) return problem;
  }
  if (breaker.first_probe > breaker.longest_probe) {
    return bad_field("/breaker/first_probe_ms", "The first pause is no longer than the longest.");
  }
  return check_duration(breaker.disable_after, kSomeTime, kLongestUntilDisabled, "/breaker/disable_after_ms");
}

}  // namespace

Found check_webhook_settings(const WebhookSettings& settings) {
  if (auto problem = check_text(settings.name, {"The name of a webhook", kLongestWebhookName}, "/name")) return problem;
  if (auto problem = check_url(settings.url)) return problem;
  if (auto problem = check_login(settings)) return problem;
  if (auto problem = check_secrets(settings)) return problem;
  if (auto problem = check_headers(settings)) return problem;
  if (auto problem = check_retry(settings)) return problem;
  if (auto problem = check_timeouts(settings.timeouts)) return problem;
  if (auto problem = check_pace(settings)) return problem;
  if (auto problem = check_breaker(settings.breaker)) return problem;
  return check_faults(settings.faults);
}

}  // namespace hookloop

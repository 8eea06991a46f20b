// What a webhook's settings may be, whatever way they came: over HTTP, from the command line or a scenario. Each limit
// is here by its name. Pure functions, any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "emitter/model/webhook.h"
#include "shared/support/clock.h"
#include "shared/support/problem.h"

namespace hookloop {

inline constexpr std::size_t kLongestWebhookName = 200;  // characters
inline constexpr std::size_t kLongestUrlBytes = 4096;    // receivers refuse longer ones: 8 KiB of head is usual
inline constexpr std::size_t kLongestLoginBytes =
    1000;  // of a login, and of a password: half a kilobyte in base64 more
inline constexpr std::size_t kLongestSecretBytes = 4096;

// Headers besides ours. Many receivers take no head of more than 8 KiB, and ours are about 1 KiB of it.
inline constexpr std::size_t kMostHeaders = 50;
inline constexpr std::size_t kMostHeaderBytes = 8192;  // names, values and what separates them

inline constexpr std::uint32_t kMostRetries = 100;
inline constexpr Microseconds kLongestRetryDelay = std::chrono::days(7);  // also what a Retry-After may ask for
inline constexpr Microseconds kLongestTimeout = std::chrono::hours(1);
inline constexpr std::uint32_t kMostInFlight = 1000;  // each is a connection: a process has a few thousand of them
inline constexpr double kHighestRate = 100'000;       // attempts a second: more than one machine sends

inline constexpr std::uint32_t kMostBreakerFailures = 100'000;
inline constexpr Microseconds kLongestFailing = std::chrono::days(7);
inline constexpr Microseconds kLongestProbePause = std::chrono::days(1);
inline constexpr Microseconds kLongestUntilDisabled = std::chrono::days(365);

// What is wrong with settings from a person, the first field that is; nothing: they can be used. Pointers are those of
// the API's webhook: "/name", "/url", "/login", "/password", "/secret", "/profile", "/headers/0/1",
// "/retry/first_delay_ms", "/timeout_ms" (the whole), "/connect_timeout_ms", "/first_byte_timeout_ms",
// "/max_in_flight", "/rate_per_second", "/breaker/failures", "/faults/0".
std::optional<Problem> check_webhook_settings(const WebhookSettings& settings);

}  // namespace hookloop

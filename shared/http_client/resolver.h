// Names to addresses, with a deadline. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "shared/support/interrupt.h"
#include "shared/support/result.h"

namespace hookloop {

// A numeric address, to be given to a socket; IPv6 without brackets.
struct ResolvedAddresses {
  std::vector<std::string> addresses;  // in the resolver's order, which prefers what this machine can reach
};

struct ResolveFailure {
  bool timed_out = false;
  bool interrupted = false;
  std::string detail;  // empty when interrupted
};

// getaddrinfo can neither be cancelled nor be given a deadline, so it runs on a thread of its own, which is left behind
// when the deadline passes or the interrupt comes, and ends by itself. Numeric addresses need no thread and always
// succeed.
Result<ResolvedAddresses, ResolveFailure> resolve(const std::string& host,
                                                  std::chrono::steady_clock::time_point deadline,
                                                  const Interrupt* interrupt = nullptr);

}  // namespace hookloop

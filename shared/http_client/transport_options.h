// What every transport over real sockets is told once. Plain values.
#pragma once

#include <string>

#include "shared/http_client/answer_reader.h"
#include "shared/http_client/resolver.h"
#include "shared/support/clock.h"
#include "shared/support/interrupt.h"

namespace hookloop {

// Well below the few seconds after which servers close an idle connection, and long enough for one burst of events.
inline constexpr Microseconds kLongestIdle = std::chrono::seconds(1);

class TargetPolicy;

struct TransportOptions {
  bool verify_certificates = true;
  std::string trusted_certificates = {};  // a PEM file that is trusted besides the system's store; none when empty
  AnswerLimits limits = {};
  // When it comes, what is under way ends as `interrupted` without waiting on; must outlive the transport.
  const Interrupt* interrupt = nullptr;
  Microseconds longest_idle = kLongestIdle;  // a kept connection that was idle for longer is not used again
  LookUp look_up = look_up_by_system;        // names to addresses
  // Asked before each connection; nullptr: everything is allowed. Must outlive the transport.
  const TargetPolicy* target_policy = nullptr;
};

}  // namespace hookloop

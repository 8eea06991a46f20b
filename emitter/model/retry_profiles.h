// Retry rules by name: how well-known senders try again and how long they wait for an answer, so that a receiver can be
// tried against the sender it will meet. Data only. Any thread.
//
//   default            ours: five retries, each drawn evenly from zero to 1 s, 2 s, 4 s … (at most 5 min).
//   none               one attempt.
//   standard-webhooks  the "Example retry schedule" of the Standard Webhooks specification, "Deliverability and
//                      reliability": 9 retries in 75 h 35 min. It recommends jitter without a number, a tenth is ours;
//                      and, in "Request timeouts", 15 to 30 s, of which 20 s is ours.
//   github             GitHub Docs, "Handling failed webhook deliveries": nothing is redelivered by itself, and an
//                      answer that takes more than 10 s is a failure.
//   svix               Svix Docs, "Retry Schedule": 7 retries in 27 h 35 min, and 15 s for an answer. It names no
//                      jitter, so there is none.
//   stripe             Stripe Docs, "Receive Stripe events in your webhook endpoint": in live mode up to three days
//   with
//                      an exponential back off, without a list. The list here is our approximation, of delays that
//                      others have seen (5 min, 30 min, 2, 4, 8, 16 h, then daily); its last one ends the three days.
//                      Nor does Stripe say how long it waits for an answer: most guides by others say 30 s.
//
// The delays of a list are pauses from the end of one attempt to the next. Retry-After is honoured as RetryRules says
// in all of them, whether that sender is known to do so or not.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emitter/model/retry_policy.h"
#include "shared/support/clock.h"
#include "shared/support/result.h"

namespace hookloop {

struct RetryProfile {
  std::string_view name;
  RetryRules rules;
  Microseconds timeout;      // what this sender gives a receiver for the whole of one attempt (Timeouts::whole)
  std::string_view summary;  // one sentence for a person
};

std::span<const RetryProfile> retry_profiles();  // in the order above; they live as long as the program
std::vector<std::string> retry_profile_names();

// By its name, case ignored. The error is a sentence that names the nearest and all there are.
Result<const RetryProfile*> find_retry_profile(std::string_view text);

}  // namespace hookloop

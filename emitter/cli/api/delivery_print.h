// Deliveries for a person: rows, and one with all of its attempts as they went over the wire.
#pragma once

#include "emitter/cli/api/api_command.h"

namespace hookloop {

void print_deliveries(const ApiSession& session, const Json& answer);
void print_delivery_row(const ApiSession& session, const Json& delivery);  // what a resend, a cancel or a ping answers
void print_delivery(const ApiSession& session, const Json& delivery);      // with payload and attempts

// "500", or what went wrong instead: "timed_out in first_byte".
std::string attempt_ending(const Json& attempt);

}  // namespace hookloop

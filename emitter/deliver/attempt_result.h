// What an exchange on the network means for the delivery that it was an attempt of. Pure function, any thread.
#pragma once

#include "emitter/model/attempt.h"
#include "shared/http_client/exchange.h"

namespace hookloop {

// The head of an answer is the receiver's word, whatever becomes of the rest of it: an exchange is accepted or rejected
// by its status even with a failure.
AttemptResult result_of(const Exchange& exchange);

}  // namespace hookloop

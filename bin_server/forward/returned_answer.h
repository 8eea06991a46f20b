// From what came of a forward to what is returned to the capture's sender. Pure functions; any thread.
//
// The status, the end-to-end fields in their order and the whole body go back as they came, whatever the status says: a
// redirect too, which is not followed. A 101 is nothing that can be returned: nobody had asked for another protocol.
#pragma once

#include <cstdint>

#include "bin_server/model/target_answer.h"
#include "shared/http_client/answer_reader.h"
#include "shared/http_client/exchange.h"
#include "shared/support/clock.h"

namespace hookloop {

// How much of an answer is to be read where it may be returned with a body of up to `most_body` bytes.
AnswerLimits limits_for_returning(std::uint64_t most_body);

// Takes the body out of the exchange, and leaves as much of it there as is kept of any answer. `timeout` is that of the
// forward.
ReturnedAnswer take_returned_answer(Exchange& exchange, std::uint64_t most_body, Microseconds timeout);

}  // namespace hookloop

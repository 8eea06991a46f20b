// Faults of the stage signature: what they do to the time that is said and to the signature. Part of making requests
// (outgoing_request.h). Any thread.
#pragma once

#include <span>
#include <string_view>

#include "emitter/deliver/fault_work.h"
#include "shared/schema/signature.h"

namespace hookloop {

// The time that the headers say and signatures cover; never before 1970.
UnixSeconds faulty_timestamp(UnixSeconds timestamp, FaultWork& work);

// The fields that `sign` gives, or what becomes of them. Without keys nothing is signed, and nothing done. A signature
// that is missing has no other fault, and one that is malformed no secret.
HeaderList faulty_signature(std::span<const SigningKey> keys, std::string_view delivery_id, UnixSeconds timestamp,
                            std::string_view body, FaultWork& work);

}  // namespace hookloop

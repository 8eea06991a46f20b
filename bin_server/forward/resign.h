// Signing a request anew with one of the bin's own secrets, so that a receiver that looks at timestamps takes a capture
// of yesterday. The delivery's id stays. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/signature.h"
#include "shared/support/http_message.h"
#include "shared/support/result.h"

namespace hookloop {

struct ResignOptions {
  std::optional<std::string> label;       // of the secret; nothing: the bin's first
  std::optional<SignatureScheme> scheme;  // nothing: as choose_signing_key says
};

// The scheme is, the first that there is: the one asked for; the secret's own; that of the signature that the captured
// request carries; by the secret's form (whsec_, whsk_), github for any other text. The error says what to do and holds
// no secret.
Result<SigningKey> choose_signing_key(const std::vector<VerificationKey>& secrets, const ResignOptions& options,
                                      const HeaderList& captured);

// The signature headers of all schemes give way to the one of `key` over `body`, in its place. webhook-timestamp is set
// to `now` where it was, and always for the two standard schemes; webhook-id is kept, or becomes `new_delivery_id`
// where those schemes find none.
void resign(HeaderList& headers, const SigningKey& key, const std::string& new_delivery_id, UnixSeconds now,
            std::string_view body);

}  // namespace hookloop

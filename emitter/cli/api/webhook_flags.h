// The flags of a webhook's settings, the same whether it is created or changed. Each is a field of the API's webhook,
// and what it may be is the server's to say but where that can be checked at no cost.
#pragma once

#include "shared/cli/request_fields.h"

namespace hookloop {

void add_webhook_flags(RequestFields& fields);
// For a webhook that is there: back to how a new one has it.
void add_webhook_undo_flags(RequestFields& fields);

// What is in the environment, where no flag says it: a password (HOOKLOOP_PASSWORD) beside a login, and with
// `with_secret` a secret (HOOKLOOP_SECRET). Fewer eyes see it there than among the words of a command.
void take_credentials_from_environment(RequestFields& fields, bool with_secret);

}  // namespace hookloop

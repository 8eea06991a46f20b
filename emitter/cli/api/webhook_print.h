// Webhooks and attachments for a person.
#pragma once

#include "emitter/cli/api/api_command.h"

namespace hookloop {

void print_webhook(const ApiSession& session, const Json& webhook);
void print_webhooks(const ApiSession& session, const Json& answer);
void print_attachment(const ApiSession& session, const Json& attachment);
void print_attachments(const ApiSession& session, const Json& answer);

}  // namespace hookloop

// What exports and snippets are asked for in the query, read and checked. A function that returns nothing has put a
// problem into the response. Any thread.
#pragma once

#include <httplib.h>

#include <optional>

#include "bin_server/export/sendable_request.h"

namespace hookloop {

// `redact=true|false`; `otherwise` where it is not given.
std::optional<Redaction> read_redaction(const httplib::Request& request, Redaction otherwise,
                                        httplib::Response& response);

// This server, as the client called it.
SendTarget own_address(const httplib::Request& request, const std::string& scheme);

}  // namespace hookloop

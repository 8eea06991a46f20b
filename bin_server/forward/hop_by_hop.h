// Fields that are for one connection alone and are not passed on (RFC 9110 section 7.6.1): those that Connection lists,
// Connection itself, Keep-Alive, Proxy-Connection, TE, Transfer-Encoding and Upgrade; and what tells of the framing of
// this one message, which whoever writes it on makes anew: Content-Length and Trailer. Pure functions, any thread.
#pragma once

#include <string_view>

#include "shared/support/http_message.h"

namespace hookloop {

// `all` are the fields of the message, for its Connection.
bool is_for_one_connection(const HeaderList& all, std::string_view name);
bool is_framing(std::string_view name);

// The other fields, in their order.
HeaderList end_to_end(const HeaderList& all);

}  // namespace hookloop

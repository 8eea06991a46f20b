// Text of an answer that can say what the request said:
//
// clang-format off
//   {{method}} {{target}} {{path}} {{bin}} {{id}}     of the request and its capture
//   {{query.NAME}} {{header.NAME}}                    the first of that name
//   {{body}}  {{body.app.name}}  {{body./app/name}}   all of it; of a JSON body a text without its quotes, others as
//                                                     they stand there
//   {{delivery}} {{attempt}} {{event}} {{type}}       as the headers of a delivery say
//   {{now}} {{now.unix}} {{now.ms}}                   RFC 3339; seconds and milliseconds since 1970
//   {{uuid}} {{random}} {{random.1.100}}              by chance (of the bin's seed): a version 4 UUID, 16 hex digits, a
//                                                     whole number from the first to the second
// clang-format on
//
// Behind a `|` stands what is made of it, from the left to the right: `json` (a JSON text in its quotes; a value of the
// body as it stands there; null where there is none), `base64`, `hex`, `url`, `html`, `upper`, `lower`,
// `default "text"` (where there is nothing). Quotes hold names together: {{header."X-A"}}. What is not there is empty.
// {{"…"}} is the text itself, so {{"{{"}} writes two braces.
//
// Ours and not a library's, for it runs on the thread that captures: it has no loops and no files, and takes a time and
// makes a text that are bounded by kLargestRendered; and what it puts in are bytes. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bin_server/answer/request_facts.h"
#include "shared/support/random.h"
#include "shared/support/result.h"

namespace hookloop {

inline constexpr std::size_t kLargestRendered = 8u << 20;

// A sentence that says what can not be read and at which character; nothing where all of it can.
std::optional<std::string> check_template(std::string_view text);

// The text with everything put in. An error says what can not be read, or that it became too large.
Result<std::string> render_template(std::string_view text, RequestFacts& facts, Random& random);

}  // namespace hookloop

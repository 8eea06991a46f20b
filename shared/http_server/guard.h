// Keeps a developer's machine safe from pages in their own browser: the API and the pages answer only requests that
// name this server as their Host (DNS rebinding), and change things only for their own Origin (cross-site writes,
// WHATWG Fetch "Origin header"). With a token they answer only who knows it: "Authorization: Bearer TOKEN", or HTTP
// Basic with the token as the password, which is what a browser asks its user for (RFC 6750 section 2.1, RFC 7617);
// health stays open. Who tries too many wrong ones has to wait. Every answer carries the headers below. Captures never
// come here: they are open on purpose. A body that is called a form is left a body, and adds nothing to the query.
#pragma once

#include <httplib.h>

#include <string>

#include "shared/support/clock.h"

namespace hookloop {

struct GuardOptions {
  std::string listen_host;  // as given to --listen; loopback names are always allowed
  // Empty: nobody has to know one. A server that other machines reach goes by many names, so where it has a token its
  // Host is not checked: a page that rebinds a name has no credentials for it.
  std::string token = {};
  const Clock* clock = nullptr;  // outlives the server; none: the system's
};

// Wrong tokens that one address may send at once, and then each second; more are answered 429 without a look at them. A
// token that is guessed at this rate lasts for ever; a person who mistypes one notices nothing.
inline constexpr double kWrongTokensAtOnce = 10;
inline constexpr double kWrongTokensPerSecond = 1;

// Sets the server's pre-routing handler and its default headers: a Content-Security-Policy without inline script,
// nosniff, no referrer, no framing.
void install_guard(httplib::Server& server, const GuardOptions& options);

// Pure checks, apart for their tests.
bool host_is_allowed(std::string_view host_header, std::string_view listen_host);
bool origin_is_allowed(std::string_view origin, std::string_view host_header);
bool knows_token(std::string_view authorization, std::string_view token);  // compared in constant time

}  // namespace hookloop

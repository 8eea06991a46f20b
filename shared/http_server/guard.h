// Keeps a developer's machine safe from pages in their own browser: the API and the pages answer only requests that name
// this server as their Host (DNS rebinding), and change things only for their own Origin (cross-site writes, WHATWG Fetch
// "Origin header"). Every answer carries the headers below. Captures never come here: they are open on purpose.
#pragma once

#include <httplib.h>

#include <string>

namespace hookloop {

struct GuardOptions {
  std::string listen_host;  // as given to --listen; loopback names are always allowed
};

// Sets the server's pre-routing handler and its default headers: a Content-Security-Policy without inline script,
// nosniff, no referrer, no framing.
void install_guard(httplib::Server& server, const GuardOptions& options);

// Pure checks, apart for their tests.
bool host_is_allowed(std::string_view host_header, std::string_view listen_host);
bool origin_is_allowed(std::string_view origin, std::string_view host_header);

}  // namespace hookloop

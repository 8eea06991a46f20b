#include "shared/http_server/guard.h"

#include <memory>

#include "shared/http_server/answer.h"
#include "shared/support/constant_time.h"
#include "shared/support/digest.h"
#include "shared/support/encoding.h"
#include "shared/support/guarded.h"
#include "shared/support/http_message.h"
#include "shared/support/listen_address.h"
#include "shared/support/rate_table.h"

namespace hookloop {
namespace {

constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
    "'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// "[::1]:8080" and "localhost:8080" without port and brackets.
std::string_view host_name(std::string_view host_header) {
  if (!host_header.empty() && host_header.front() == '[') {
    const auto end = host_header.find(']');
    return end == std::string_view::npos ? std::string_view() : host_header.substr(1, end - 1);
  }
  return host_header.substr(0, host_header.find(':'));
}

bool changes_something(const std::string& method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

class TokenCheck {
 public:
  explicit TokenCheck(const GuardOptions& options)
      : token_(options.token), clock_(options.clock == nullptr ? system_ : *options.clock) {}

  enum class Found { right, wrong, too_often };
  Found check(const httplib::Request& request) {
    const std::string said = request.get_header_value("Authorization");
    if (said.empty()) return Found::wrong;  // who has not been asked yet, such as a browser, guesses nothing
    const std::uint64_t key = rate_key_of_address(request.remote_addr);
    return wrong_ones_.with([&](RateTable& wrong_ones) {
      if (!wrong_ones.has(key, clock_.steady())) return Found::too_often;
      if (knows_token(said, token_)) return Found::right;
      wrong_ones.take(key, clock_.steady());
      return Found::wrong;
    });
  }

 private:
  const std::string token_;
  const SystemClock system_;
  const Clock& clock_;
  Guarded<RateTable> wrong_ones_{RateTable(kWrongTokensPerSecond, kWrongTokensAtOnce)};
};

bool is_open_to_all(const std::string& path) { return path == "/healthz" || path == "/readyz"; }

// RFC 9112 section 6.3: a request that says nothing of a body has none. The library would wait for one until the
// connection ends, and its Request is const here only by its type.
void say_that_there_is_no_body(const httplib::Request& request) {
  if (request.has_header("Content-Length") || request.has_header("Transfer-Encoding")) return;
  const_cast<httplib::Request&>(request).headers.emplace("Content-Length", "0");
}

// What is sent here is JSON, whatever its sender calls it: curl calls it a form, which the library would read as more
// of the query.
void read_no_form(const httplib::Request& request) {
  if (!request.get_header_value("Content-Type").starts_with("application/x-www-form-urlencoded")) return;
  const_cast<httplib::Request&>(request).headers.erase("Content-Type");
}

}  // namespace

bool knows_token(std::string_view authorization, std::string_view token) {
  // Digests, since the token's length is nobody's business either.
  const auto is_it = [digest = sha256(token)](std::string_view said) {
    return equal_in_constant_time(sha256(said), digest);
  };
  const auto scheme_end = authorization.find(' ');
  if (scheme_end == std::string_view::npos) return false;
  const std::string_view scheme = authorization.substr(0, scheme_end);
  const std::string_view credentials = trim_white_space(authorization.substr(scheme_end));
  if (same_header_name(scheme, "Bearer")) return is_it(credentials);
  if (!same_header_name(scheme, "Basic")) return false;
  const auto login = base64_decode(credentials);
  const auto colon = login ? login->find(':') : std::string::npos;
  return colon != std::string::npos && is_it(std::string_view(*login).substr(colon + 1));
}

bool host_is_allowed(std::string_view host_header, std::string_view listen_host) {
  const std::string_view name = host_name(host_header);
  return !name.empty() && (is_loopback(name) || same_header_name(name, listen_host));
}

bool origin_is_allowed(std::string_view origin, std::string_view host_header) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.substr(0, scheme.size()) == scheme) {
      return same_header_name(origin.substr(scheme.size()), host_header);
    }
  }
  return false;  // "null" among others: a sandboxed page, a local file
}

void install_guard(httplib::Server& server, const GuardOptions& options) {
  server.set_default_headers({{"Content-Security-Policy", kContentSecurityPolicy},
                              {"X-Content-Type-Options", "nosniff"},
                              {"Referrer-Policy", "no-referrer"},
                              {"Cross-Origin-Resource-Policy", "same-origin"},
                              {"Cross-Origin-Opener-Policy", "same-origin"}});
  server.set_pre_routing_handler([options, tokens = std::make_shared<TokenCheck>(options)](
                                     const httplib::Request& request, httplib::Response& response) {
    say_that_there_is_no_body(request);
    read_no_form(request);
    const std::string host = request.get_header_value("Host");
    const bool any_host = !options.token.empty() && !is_loopback(options.listen_host);
    if (request.get_header_value_count("Host") != 1 || !(any_host || host_is_allowed(host, options.listen_host))) {
      answer_problem(response, {421, "foreign-host", "The Host is not this server",
                                "Ask for this server by the address that it listens on, such as localhost."});
      return httplib::Server::HandlerResponse::Handled;
    }
    const bool is_checked = !options.token.empty() && !is_open_to_all(request.path);
    const auto found = is_checked ? tokens->check(request) : TokenCheck::Found::right;
    if (found == TokenCheck::Found::too_often) {
      response.set_header("Retry-After", "1");
      answer_problem(response, {429, "too-many-attempts", "Too many wrong tokens came from your address",
                                "None is looked at for a second; then send the right one."});
      return httplib::Server::HandlerResponse::Handled;
    }
    if (found == TokenCheck::Found::wrong) {
      response.set_header("WWW-Authenticate", "Basic realm=\"Hookloop\", charset=\"UTF-8\"");
      answer_problem(response, {401, "token-needed", "The token is needed",
                                "Send the server's token as Authorization: Bearer TOKEN, or as the password of HTTP "
                                "Basic with any login."});
      return httplib::Server::HandlerResponse::Handled;
    }
    const bool foreign_origin =
        request.has_header("Origin") && !origin_is_allowed(request.get_header_value("Origin"), host);
    const bool cross_site = request.get_header_value("Sec-Fetch-Site") == "cross-site";
    if (changes_something(request.method) && (foreign_origin || cross_site)) {
      answer_problem(response,
                     {403, "foreign-origin", "The Origin is not this server",
                      "A page of another site may not change anything here; call the API without a browser, or "
                      "from this server's own page."});
      return httplib::Server::HandlerResponse::Handled;
    }
    return httplib::Server::HandlerResponse::Unhandled;
  });
}

}  // namespace hookloop

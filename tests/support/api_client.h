// Calls bin_server's HTTP API as its users do, on one kept-alive connection. One thread at a time.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/raw_client.h"

namespace hookloop::test {

class ApiClient {
 public:
  explicit ApiClient(std::uint16_t port);

  // `header_lines` end in CRLF each. A connection that the server has closed is opened anew.
  RawAnswer call(std::string_view method, std::string_view target, std::string_view body = "",
                 std::string_view header_lines = "");
  RawAnswer get(std::string_view target) { return call("GET", target); }

  // These must succeed: anything but a 2xx throws with what was answered.
  nlohmann::json get_json(std::string_view target);
  void make_bin(std::string_view id, std::string_view more_fields = "");  // `more_fields`: ,"name":"…"
  nlohmann::json bin(std::string_view id);
  std::vector<nlohmann::json> rows(std::string_view bin);  // of all captures, oldest first
  nlohmann::json captured(std::string_view bin, std::string_view request = "latest");
  std::string raw(std::string_view bin, std::string_view request = "latest");
  std::string content(std::string_view bin, std::string_view request = "latest");

  std::uint16_t port() const { return port_; }

 private:
  std::string must_get(std::string_view target);

  std::uint16_t port_;
  std::vector<RawClient> connection_;  // one, or none yet
};

// The body of an answer as JSON; throws when it is none.
nlohmann::json json_of(const RawAnswer& answer);

// A whole POST with a Content-Length.
std::string post(std::string_view target, std::string_view body, std::string_view header_lines = "");

}  // namespace hookloop::test

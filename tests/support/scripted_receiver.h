// A receiver on a real socket that does what a list says, request by request, and afterwards tells exactly which bytes
// it got. The last reply of the list is given again and again. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "shared/support/http_message.h"

namespace hookloop::test {

struct Reply {
  enum class Then {
    keep_open,  // wait for the next request on this connection
    close,      // in good order
    reset,      // TCP RST
    hang,       // say nothing more, and wait until the other side goes
  };
  std::string bytes;  // written as they are
  Then then = Then::keep_open;
  bool reads_request = true;  // false: acts as soon as the connection is there, before a request was read
};

// "HTTP/1.1 503 Service Unavailable" with Content-Length, the body, and further header lines ("Retry-After: 1\r\n").
Reply reply(int status, const std::string& body = "", const std::string& header_lines = "");
Reply hang();
Reply reset();
Reply hang_up();  // closes without an answer

struct ReceivedRequest {
  std::string bytes;
  std::string head;
  std::string body;
  HeaderList headers;
  std::size_t connection = 0;  // counted from 1
};

// A request that never became whole.
struct BrokenRequest {
  std::string bytes;  // what came of it; may be empty
  bool was_reset = false;
};

// A self-signed certificate and its key. Its common name is localhost; without `names` it has no subjectAltName.
struct TestCertificate {
  std::string certificate_pem;
  std::string key_pem;
};
TestCertificate make_test_certificate(const std::string& names = "DNS:localhost,IP:127.0.0.1");

class ScriptedReceiver {
 public:
  explicit ScriptedReceiver(std::vector<Reply> replies);
  ScriptedReceiver(std::vector<Reply> replies, const TestCertificate& certificate);  // speaks TLS
  ~ScriptedReceiver();
  ScriptedReceiver(const ScriptedReceiver&) = delete;
  ScriptedReceiver& operator=(const ScriptedReceiver&) = delete;

  std::uint16_t port() const;
  std::string url(const std::string& target = "/hook") const;  // http or https, on 127.0.0.1
  std::vector<ReceivedRequest> received() const;
  std::vector<BrokenRequest> broken() const;  // of plain connections only
  std::size_t connections() const;
  // Waits until every connection that came was closed by this side; the other side can see it from then on.
  void wait_until_all_closed() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A port of 127.0.0.1 on which nothing listens.
std::uint16_t free_port();

}  // namespace hookloop::test

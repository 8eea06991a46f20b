#include "shared/http_client/http_transport.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>

#include "tests/support/fake_interrupt.h"
#include "tests/support/loop_sender.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_receiver.h"
#include "tests/support/temp_dir.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const Deadlines kShort{std::chrono::seconds(20), std::chrono::milliseconds(50), std::chrono::milliseconds(100)};

struct Sender {
  SystemClock clock;
  HttpTransport transport;
  explicit Sender(TransportOptions options = {}) : transport(clock, std::move(options)) {}

  Exchange send(const std::string& url, const Deadlines& deadlines = kLong, const std::string& request = kExact) {
    return transport.send(*parse_url(url), request, deadlines);
  }
};

std::string request_of(const std::string& body) {
  return fmt::format("POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
}

}  // namespace

TEST_CASE("HttpTransport writes exactly the bytes it is given and returns the answer", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(201, "made", "X-B: 1\r\nX-A: 2\r\n")});
  Sender sender;
  const Exchange exchange = sender.send(receiver.url());
  CHECK_FALSE(exchange.failure);
  REQUIRE(exchange.answer);
  CHECK(exchange.answer->status == 201);
  CHECK(exchange.answer->reason == "Created");
  CHECK(exchange.answer->body == "made");
  CHECK(exchange.answer->headers == HeaderList{{"Content-Length", "4"}, {"X-B", "1"}, {"X-A", "2"}});
  CHECK(exchange.peer == fmt::format("127.0.0.1:{}", receiver.port()));
  CHECK(exchange.phases.whole >= exchange.phases.first_byte);
  REQUIRE(receiver.received().size() == 1);
  CHECK(receiver.received()[0].bytes == kExact);
}

TEST_CASE("HttpTransport sends requests together, each on a connection of its own", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200, "yes")});
  ScriptedReceiver silent({hang()});
  Sender sender;
  const std::string bodies[] = {request_of("one"), request_of("two"), request_of("three")};
  const ConcurrentRequest requests[] = {{bodies[0]}, {bodies[1], {.reset_after = 10}}, {bodies[2]}};
  const auto exchanges = sender.transport.send_together(*parse_url(receiver.url()), requests, kLong);
  REQUIRE(exchanges.size() == 3);
  CHECK(exchanges[0].answer);
  CHECK(exchanges[1].failure == SendFailure::reset);
  CHECK(exchanges[2].answer);
  CHECK(receiver.connections() == 3);

  SECTION("and waits for all of them at the same time") {
    const auto begun = std::chrono::steady_clock::now();
    for (const Exchange& exchange : sender.transport.send_together(
             *parse_url(silent.url()), std::vector<ConcurrentRequest>(100, {bodies[0]}), kShort)) {
      CHECK(exchange.failure == SendFailure::timed_out);
    }
    // One after the other they would take a hundred times their deadline, at least.
    CHECK(std::chrono::steady_clock::now() - begun < 100 * kShort.first_byte);
  }
}

TEST_CASE("HttpTransport sends a body of several megabytes whole", "[http_client][integration]") {
  std::string body(5 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 + i / 251);
  ScriptedReceiver receiver({reply(200)});
  Sender sender;
  CHECK_FALSE(sender.send(receiver.url(), kLong, request_of(body)).failure);
  CHECK(receiver.received().at(0).body == body);
}

TEST_CASE("HttpTransport names what went wrong from a closed list", "[http_client][integration]") {
  struct Row {
    const char* what;
    Reply reply;
    SendFailure failure;
    int status;  // of the answer that had begun; 0 for none
  };
  const auto row = GENERATE(values<Row>({
      {"hangs", hang(), SendFailure::timed_out, 0},
      {"resets", reset(), SendFailure::reset, 0},
      {"hangs up", hang_up(), SendFailure::closed_early, 0},
      {"hangs up in the head", {"HTTP/1.1 200 OK\r\nX:", Reply::Then::close}, SendFailure::closed_early, 0},
      {"hangs up in the body",
       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", Reply::Then::close},
       SendFailure::closed_early,
       200},
      {"hangs in the body",
       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", Reply::Then::hang},
       SendFailure::timed_out,
       200},
      {"talks rubbish", {"220 mail.example.com ESMTP\r\n", Reply::Then::keep_open}, SendFailure::malformed_answer, 0},
      {"has an endless head",
       {"HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'), Reply::Then::hang},
       SendFailure::answer_too_large,
       0},
  }));
  CAPTURE(row.what);
  ScriptedReceiver receiver({row.reply});
  Sender sender;
  const bool is_late = row.failure == SendFailure::timed_out;
  const Exchange exchange = sender.send(receiver.url(), is_late ? kShort : kLong);
  REQUIRE(exchange.failure);
  CHECK(to_string(*exchange.failure) == to_string(row.failure));
  CHECK_FALSE(exchange.detail.empty());
  CHECK((exchange.answer ? exchange.answer->status : 0) == row.status);
  CHECK(exchange.timed_out_in.has_value() == is_late);
  if (is_late) CHECK(*exchange.timed_out_in == (row.status == 0 ? TimeoutPhase::first_byte : TimeoutPhase::whole));
  CHECK(receiver.received().size() == 1);
}

TEST_CASE("HttpTransport says that nothing listens and names the address", "[http_client][integration]") {
  const auto port = free_port();
  Sender sender;
  const Exchange exchange = sender.send(fmt::format("http://127.0.0.1:{}/", port));
  REQUIRE(exchange.failure == SendFailure::refused);
  CHECK_THAT(exchange.detail, ContainsSubstring(fmt::format("127.0.0.1:{}", port)));
  CHECK_FALSE(exchange.answer);
}

TEST_CASE("HttpTransport says that a name has no address", "[http_client][integration]") {
  Sender sender;
  // RFC 6761: .invalid never resolves.
  const Exchange exchange = sender.send("http://no-such-host.invalid/");
  REQUIRE(exchange.failure == SendFailure::dns_failure);
  CHECK_THAT(exchange.detail, ContainsSubstring("no-such-host.invalid"));
}

TEST_CASE("HttpTransport tries each address of a name", "[http_client][integration]") {
  // Where localhost is ::1 first, nothing listens there.
  ScriptedReceiver receiver({reply(200)});
  Sender sender;
  const Exchange exchange = sender.send(fmt::format("http://localhost:{}/", receiver.port()));
  CHECK_FALSE(exchange.failure);
  CHECK(exchange.peer == fmt::format("127.0.0.1:{}", receiver.port()));
}

TEST_CASE("HttpTransport keeps a connection for the next request to the same place", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  Sender sender;
  CHECK_FALSE(sender.send(receiver.url("/a")).connection_reused);
  CHECK(sender.send(receiver.url("/b")).connection_reused);
  CHECK(receiver.connections() == 1);
  CHECK(receiver.received().size() == 2);

  SECTION("and opens another for another place") {
    ScriptedReceiver other({reply(200)});
    CHECK_FALSE(sender.send(other.url()).connection_reused);
    CHECK(other.received().size() == 1);
  }
}

TEST_CASE("HttpTransport gives up a connection that the receiver wants closed", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200, "", "Connection: close\r\n")});
  Sender sender;
  CHECK_FALSE(sender.send(receiver.url()).failure);
  CHECK_FALSE(sender.send(receiver.url()).connection_reused);
  CHECK(receiver.connections() == 2);
}

TEST_CASE("HttpTransport never sends a request twice by itself", "[http_client][integration]") {
  struct Row {
    Reply reply;
    SendFailure failure;
    const char* detail;
  };
  const auto row = GENERATE(values<Row>({
      {hang_up(), SendFailure::closed_early, "closed before the answer, on a connection kept from the request before"},
      {reset(), SendFailure::reset, "reset before the answer, on a connection kept from the request before"},
      {{"HTTP/1.1 2", Reply::Then::close}, SendFailure::closed_early, "closed in the middle of the answer"},
  }));
  ScriptedReceiver receiver({reply(200), row.reply, reply(204)});
  Sender sender;
  CHECK_FALSE(sender.send(receiver.url()).failure);
  const Exchange exchange = sender.send(receiver.url());
  CHECK(exchange.failure == row.failure);
  CHECK(exchange.connection_reused);
  CHECK(exchange.detail == std::string("the connection was ") + row.detail);
  CHECK_FALSE(exchange.answer);
  CHECK(receiver.received().size() == 2);

  // The broken connection is not kept.
  const Exchange next = sender.send(receiver.url());
  CHECK_FALSE(next.failure);
  CHECK_FALSE(next.connection_reused);
  CHECK(receiver.received().size() == 3);
}

TEST_CASE("HttpTransport does not use a kept connection that has been idle for long", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  ManualClock clock;
  HttpTransport transport(clock);
  const auto send = [&] { return transport.send(*parse_url(receiver.url()), kExact, kLong); };
  CHECK_FALSE(send().connection_reused);
  clock.advance(kLongestIdle);
  CHECK(send().connection_reused);
  clock.advance(kLongestIdle + Microseconds(1));
  CHECK_FALSE(send().connection_reused);
  CHECK(receiver.received().size() == 3);
}

TEST_CASE("HttpTransport sees that a kept connection was closed and opens another", "[http_client][integration]") {
  Reply last = reply(200);
  last.then = Reply::Then::close;
  const bool with_tls = GENERATE(false, true);
  const std::vector<Reply> replies{last, reply(204)};
  const auto receiver = with_tls ? std::make_unique<ScriptedReceiver>(replies, make_test_certificate())
                                 : std::make_unique<ScriptedReceiver>(replies);
  Sender sender({.verify_certificates = false});
  CHECK_FALSE(sender.send(receiver->url()).failure);
  receiver->wait_until_all_closed();
  const Exchange exchange = sender.send(receiver->url());
  REQUIRE_FALSE(exchange.failure);
  CHECK(exchange.answer->status == 204);
  CHECK_FALSE(exchange.connection_reused);
  CHECK(receiver->received().size() == 2);
}

TEST_CASE("HttpTransport takes an answer that comes before the request is whole", "[http_client][integration]") {
  Reply early = reply(413, "too much");
  early.reads_request = false;
  early.then = Reply::Then::hang;
  ScriptedReceiver receiver({early});
  Sender sender;
  const Exchange exchange = sender.send(receiver.url(), kLong, request_of(std::string(8 * 1024 * 1024, 'x')));
  CHECK_FALSE(exchange.failure);
  CHECK(exchange.answer->status == 413);
}

TEST_CASE("HttpTransport is on time with a receiver that drips", "[http_client][integration]") {
  // The head ends, the body does not: each byte resets no clock.
  ScriptedReceiver receiver({Reply{"HTTP/1.1 200 OK\r\n\r\n" + std::string(1000, 'x'), Reply::Then::hang}});
  Sender sender;
  const Exchange exchange = sender.send(receiver.url(), kShort);
  CHECK(exchange.failure == SendFailure::timed_out);
  CHECK(exchange.timed_out_in == TimeoutPhase::whole);
  CHECK(exchange.answer->body_bytes == 1000);
}

TEST_CASE("HttpTransport gives an answer away as it comes, however long it is", "[http_client][integration]") {
  const std::string body(100'000, 'x');
  const TransportOptions small{.limits = {.kept_body_bytes = 10, .most_body_bytes = 100}};
  Sender sender(small);
  std::string taken;
  SECTION("to its end") {
    ScriptedReceiver receiver({reply(200, body)});
    const Exchange exchange = sender.transport.stream(*parse_url(receiver.url()), kExact, kLong, [&](auto piece) {
      taken += piece;
      return true;
    });
    CHECK_FALSE(exchange.failure);
    CHECK(exchange.answer->body_complete);
    CHECK(taken == body);
  }
  SECTION("until that is enough, though it has no end") {
    ScriptedReceiver receiver({Reply{"HTTP/1.1 200 OK\r\n\r\n" + body, Reply::Then::hang}});
    const Exchange exchange = sender.transport.stream(*parse_url(receiver.url()), kExact, kLong, [&](auto piece) {
      taken += piece;
      return taken.size() < body.size();
    });
    CHECK_FALSE(exchange.failure);
    CHECK_FALSE(exchange.answer->body_complete);
    CHECK(taken == body);
  }
}

TEST_CASE("HttpTransport speaks TLS and trusts only certificates that it was told of", "[http_client][integration]") {
  const TestCertificate certificate = make_test_certificate();
  const TempDir folder;
  const std::string file = (folder.path() / "trusted.pem").string();
  std::ofstream(file) << certificate.certificate_pem;
  ScriptedReceiver receiver({reply(200, "secret")}, certificate);

  SECTION("one that nobody vouches for is refused, and nothing is sent") {
    Sender sender;
    const Exchange exchange = sender.send(receiver.url());
    REQUIRE(exchange.failure == SendFailure::tls_failure);
    CHECK_THAT(exchange.detail, ContainsSubstring("not trusted") && ContainsSubstring("self-signed"));
    CHECK(receiver.received().empty());
  }
  SECTION("unless checking is switched off") {
    Sender sender({.verify_certificates = false});
    CHECK_FALSE(sender.send(receiver.url()).failure);
    CHECK(receiver.received().at(0).bytes == kExact);
  }
  SECTION("one that is trusted is accepted for its names and addresses, and the connection is kept") {
    Sender sender({.trusted_certificates = file});
    CHECK_FALSE(sender.send(receiver.url()).failure);
    CHECK(sender.send(receiver.url()).connection_reused);
    CHECK_FALSE(sender.send(fmt::format("https://localhost:{}/", receiver.port())).failure);
  }
}

TEST_CASE("HttpTransport refuses a trusted certificate that is for another host", "[http_client][integration]") {
  const TestCertificate certificate = make_test_certificate("DNS:example.com,IP:192.0.2.1");
  const TempDir folder;
  const std::string file = (folder.path() / "trusted.pem").string();
  std::ofstream(file) << certificate.certificate_pem;
  ScriptedReceiver receiver({reply(200)}, certificate);
  Sender sender({.trusted_certificates = file});
  const std::string host = GENERATE("127.0.0.1", "localhost");
  const Exchange exchange = sender.send(fmt::format("https://{}:{}/", host, receiver.port()));
  REQUIRE(exchange.failure == SendFailure::tls_failure);
  CHECK_THAT(exchange.detail, ContainsSubstring("mismatch"));
  CHECK(receiver.received().empty());
}

TEST_CASE("HttpTransport trusts no certificate by its common name", "[http_client][integration]") {
  const TestCertificate certificate = make_test_certificate("");
  const TempDir folder;
  const std::string file = (folder.path() / "trusted.pem").string();
  std::ofstream(file) << certificate.certificate_pem;
  ScriptedReceiver receiver({reply(200)}, certificate);
  Sender sender({.trusted_certificates = file});
  const Exchange exchange = sender.send(fmt::format("https://localhost:{}/", receiver.port()));
  REQUIRE(exchange.failure == SendFailure::tls_failure);
  CHECK_THAT(exchange.detail, ContainsSubstring("mismatch"));
  CHECK(receiver.received().empty());
}

TEST_CASE("HttpTransport trusts a wildcard for a whole label only", "[http_client][integration]") {
  const TestCertificate certificate = make_test_certificate("DNS:local*");
  const TempDir folder;
  const std::string file = (folder.path() / "trusted.pem").string();
  std::ofstream(file) << certificate.certificate_pem;
  ScriptedReceiver receiver({reply(200)}, certificate);
  Sender sender({.trusted_certificates = file});
  CHECK(sender.send(fmt::format("https://localhost:{}/", receiver.port())).failure == SendFailure::tls_failure);
}

TEST_CASE("HttpTransport stands deadlines that are further off than a clock can say", "[http_client][integration]") {
  ScriptedReceiver receiver({reply(200)});
  Sender sender;
  CHECK_FALSE(sender.send(receiver.url(), {Microseconds::max(), Microseconds::max(), Microseconds::max()}).failure);
}

TEST_CASE("HttpTransport says that a receiver speaks no TLS", "[http_client][integration]") {
  Reply plain{"HTTP/1.1 400 Bad Request\r\n\r\n", Reply::Then::close, false};
  ScriptedReceiver receiver({plain});
  Sender sender;
  const Exchange exchange = sender.send(fmt::format("https://127.0.0.1:{}/", receiver.port()));
  REQUIRE(exchange.failure == SendFailure::tls_failure);
  CHECK_THAT(exchange.detail, ContainsSubstring("https"));
}

TEST_CASE("HttpTransport waits no longer when it is interrupted", "[http_client][integration]") {
  SECTION("for an answer") {
    ScriptedReceiver receiver({hang()});
    const FakeInterrupt interrupt([&] { return !receiver.received().empty(); });
    Sender sender({.interrupt = &interrupt});
    const Exchange exchange = sender.send(receiver.url());
    CHECK(exchange.failure == SendFailure::interrupted);
    CHECK_FALSE(exchange.timed_out_in);
  }
  SECTION("for the rest of one, whose head is kept") {
    ScriptedReceiver receiver({Reply{"HTTP/1.1 200 OK\r\n\r\nhalf", Reply::Then::hang}});
    int looks = 0;
    const FakeInterrupt interrupt([&] { return ++looks > 10; });
    Sender sender({.interrupt = &interrupt});
    const Exchange exchange = sender.send(receiver.url());
    CHECK(exchange.failure == SendFailure::interrupted);
    CHECK(exchange.answer->status == 200);
  }
  SECTION("for a TLS handshake") {
    ScriptedReceiver receiver({Reply{"", Reply::Then::hang, false}});
    const FakeInterrupt interrupt([&] { return receiver.connections() > 0; });
    Sender sender({.interrupt = &interrupt});
    CHECK(sender.send(fmt::format("https://127.0.0.1:{}/", receiver.port())).failure == SendFailure::interrupted);
  }
}

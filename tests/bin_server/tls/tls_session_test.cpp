// TLS without sockets, held against OpenSSL's client.
#include "bin_server/tls/tls_session.h"

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

using namespace hookloop;

namespace {

// The other side.
class Client {
 public:
  explicit Client(int least_version = TLS1_2_VERSION, int most_version = TLS1_3_VERSION,
                  const std::string& protocols = "")
      : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_, least_version);
    SSL_CTX_set_max_proto_version(context_, most_version);
    SSL_CTX_set_security_level(context_, 0);
    ssl_ = SSL_new(context_);
    SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_);
    if (!protocols.empty()) {
      SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned int>(protocols.size()));
    }
  }
  ~Client() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool shake_hands() { return SSL_do_handshake(ssl_) == 1; }
  void put(const std::string& text) { SSL_write(ssl_, text.data(), static_cast<int>(text.size())); }
  std::string get() {
    std::array<char, 4096> buffer{};
    std::string text;
    for (int count = 0; (count = SSL_read(ssl_, buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
  }
  void end() { SSL_shutdown(ssl_); }
  bool other_has_ended() const { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl_, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }

  void take(const std::string& bytes) { BIO_write(SSL_get_rbio(ssl_), bytes.data(), static_cast<int>(bytes.size())); }
  std::string take_output() {
    std::string bytes(BIO_ctrl_pending(SSL_get_wbio(ssl_)), '\0');
    BIO_read(SSL_get_wbio(ssl_), bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }

 private:
  SSL_CTX* context_;
  SSL* ssl_;
};

std::unique_ptr<TlsContext> new_context() {
  auto identity = make_self_signed("localhost", SystemClock().now());
  REQUIRE(identity);
  auto context = TlsContext::make(*identity);
  REQUIRE(context);
  return *std::move(context);
}

struct World {
  std::unique_ptr<TlsContext> context = new_context();
  TlsSession server{*context};
  std::string content;

  bool pass_to_server(Client& client) { return server.take(client.take_output(), content); }
  void pass_to_client(Client& client) { client.take(server.take_output()); }
  bool open(Client& client) {
    for (int i = 0; i < 5; ++i) {
      const bool is_done = client.shake_hands();
      if (!pass_to_server(client)) return false;
      pass_to_client(client);
      if (is_done && server.is_open()) return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE("What is put in on one side comes out on the other", "[tls][unit]") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    World world;
    Client client(version, version);
    REQUIRE(world.open(client));
    const std::string much(100'000, 'x');
    client.put(much + "end");
    REQUIRE(world.pass_to_server(client));
    CHECK(world.content == much + "end");
    REQUIRE(world.server.put(much + "answer"));
    world.pass_to_client(client);
    CHECK(client.get() == much + "answer");
  }
}

TEST_CASE("Byte by byte it is the same", "[tls][unit]") {
  World world;
  Client client;
  const auto trickle = [&] {
    for (const char c : client.take_output()) REQUIRE(world.server.take(std::string(1, c), world.content));
  };
  for (int i = 0; i < 5 && !world.server.is_open(); ++i) {
    client.shake_hands();
    trickle();
    world.pass_to_client(client);
  }
  REQUIRE(world.server.is_open());
  client.put("GET / HTTP/1.1");
  trickle();
  CHECK(world.content == "GET / HTTP/1.1");
}

TEST_CASE("Each side may end while the other goes on", "[tls][unit]") {
  World world;
  Client client;
  REQUIRE(world.open(client));
  client.put("last words");
  client.end();
  REQUIRE(world.pass_to_server(client));
  CHECK(world.content == "last words");
  CHECK(world.server.peer_has_ended());
  REQUIRE(world.server.put("answer"));
  world.server.end();
  world.pass_to_client(client);
  CHECK(client.get() == "answer");
  CHECK(client.other_has_ended());
}

TEST_CASE("TLS before 1.2 is refused with an alert", "[tls][unit]") {
  World world;
  Client client(TLS1_VERSION, TLS1_1_VERSION);
  client.shake_hands();
  CHECK_FALSE(world.pass_to_server(client));
  CHECK(world.server.take_output().starts_with('\x15'));
}

TEST_CASE("Of the protocols that a client offers, http/1.1 is taken, and without it none", "[tls][unit]") {
  World world;
  Client both(TLS1_2_VERSION, TLS1_3_VERSION, "\x02h2\x08http/1.1");
  REQUIRE(world.open(both));
  CHECK(both.protocol() == "http/1.1");

  World other;
  Client only_newer(TLS1_2_VERSION, TLS1_3_VERSION, "\x02h2");
  CHECK_FALSE(other.open(only_newer));
}

TEST_CASE("What is no TLS, or was changed on its way, is refused", "[tls][unit]") {
  World world;
  CHECK_FALSE(world.server.take("\x16rubbish that is no TLS", world.content));

  World changed;
  Client client;
  REQUIRE(changed.open(client));
  client.put("text");
  std::string bytes = client.take_output();
  bytes.back() ^= 1;
  CHECK_FALSE(changed.server.take(bytes, changed.content));
  CHECK(changed.content.empty());
}

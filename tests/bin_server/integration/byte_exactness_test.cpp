#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "shared/support/digest.h"
#include "shared/support/encoding.h"
#include "shared/support/utf8.h"
#include "tests/bin_server/integration/bytes.h"
#include "tests/bin_server/integration/request_generator.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using nlohmann::json;

constexpr int kRequestsPerWay = 300;

json shown_pairs(const HeaderList& fields) {
  json pairs = json::array();
  for (const HeaderField& field : fields) pairs.push_back({to_shown_utf8(field.name), to_shown_utf8(field.value)});
  return pairs;
}

RawAnswer answer_after_interim(RawClient& client, const GeneratedRequest& request) {
  while (true) {
    auto answer = client.answer(request.method == "HEAD");
    if (answer.status != 100) return answer;
  }
}

// Everything that the API says of the capture, against what was written.
void check_capture(ApiClient& api, const GeneratedRequest& request, const RawAnswer& answer) {
  REQUIRE(answer.status == 200);
  const std::string id = answer.header("Hookloop-Request-Id");
  CAPTURE(id, request.method, to_shown_utf8(request.target));
  CHECK(difference(api.raw("exact", id), request.bytes).empty());
  CHECK(difference(api.content("exact", id), request.content).empty());
  const std::string digest = sha256_hex(request.content);
  CHECK(answer.header("Hookloop-Body-Sha256") == digest);

  const json captured = api.captured("exact", id);
  CHECK(captured["complete"] == true);
  CHECK(captured["method"] == request.method);
  CHECK(captured["target"] == to_shown_utf8(request.target));
  CHECK(captured["headers"] == shown_pairs(request.headers));
  CHECK(captured["trailers"] == shown_pairs(request.trailers));
  CHECK(captured["body"]["sha256"] == digest);
  CHECK(captured["body"]["bytes"] == request.content.size());
  const json& body = captured["body"];
  const std::string told = body.contains("text") ? body["text"].get<std::string>()
                                                 : base64_decode(body["base64"].get<std::string>()).value();
  CHECK(difference(told, request.content).empty());
  json query = json::array();
  for (const auto& [name, value] : request.query) query.push_back({to_shown_utf8(name), to_shown_utf8(value)});
  CHECK(captured["query"] == query);
}

}  // namespace

TEST_CASE("A captured request is kept byte for byte when it comes in one piece", "[bin_server][integration]") {
  RunningBinServer server;
  ApiClient api(server.port());
  api.make_bin("exact");
  SeededRandom random(1);
  RequestGenerator generator(random, "exact");
  for (int i = 0; i < kRequestsPerWay; ++i) {
    const GeneratedRequest request = generator.next();
    RawClient client(server.port());
    client.send(request.bytes);
    check_capture(api, request, answer_after_interim(client, request));
    if (!request.keeps_connection) CHECK(client.is_closed());
  }
  CHECK(api.bin("exact")["request_count"] == kRequestsPerWay);
}

TEST_CASE("A captured request is kept byte for byte when it comes cut at any places", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("exact");
  SeededRandom random(2);
  RequestGenerator generator(random, "exact");
  for (int i = 0; i < kRequestsPerWay; ++i) {
    const GeneratedRequest request = generator.next();
    RawClient client(server.port());
    client.send_in_pieces(request.bytes, generator.cuts(request.bytes.size()));
    check_capture(api, request, answer_after_interim(client, request));
  }
}

TEST_CASE("Pipelined requests are kept byte for byte and answered in order", "[bin_server][integration]") {
  RunningBinServer server;
  ApiClient api(server.port());
  api.make_bin("exact");
  SeededRandom random(3);
  RequestGenerator generator(random, "exact");
  for (int sent = 0; sent < kRequestsPerWay;) {
    std::vector<GeneratedRequest> requests;
    std::string bytes;
    do {
      requests.push_back(generator.next());
      bytes += requests.back().bytes;
    } while (requests.back().keeps_connection && requests.size() < 100);
    RawClient client(server.port());
    client.send_in_pieces(bytes, generator.cuts(bytes.size()));
    for (const GeneratedRequest& request : requests) check_capture(api, request, answer_after_interim(client, request));
    sent += static_cast<int>(requests.size());
  }
}

TEST_CASE("A request that comes byte by byte is kept as it is", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("exact");
  const std::string bytes =
      "M-SEARCH /b/exact/x?y=1 HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;e=1\r\nabc\r\n0\r\nT: 1\r\n\r\n";
  std::vector<std::size_t> everywhere;
  for (std::size_t i = 1; i < bytes.size(); ++i) everywhere.push_back(i);
  RawClient client(server.port());
  client.send_in_pieces(bytes, everywhere);
  CHECK(client.answer().status == 200);
  CHECK(difference(api.raw("exact"), bytes).empty());
  CHECK(api.content("exact") == "abc");
}

TEST_CASE("Bodies of megabytes are kept byte for byte, with a length and chunked", "[bin_server][integration]") {
  RunningBinServer server;
  ApiClient api(server.port());
  api.make_bin("exact");
  SeededRandom random(4);
  RequestGenerator generator(random, "exact");
  const std::string content = generator.random_bytes(5'000'000);

  GeneratedRequest request;
  request.method = "POST";
  request.target = "/b/exact";
  request.content = content;
  SECTION("with a length") { request.bytes = post("/b/exact", content); }
  SECTION("chunked") {
    request.bytes = "POST /b/exact HTTP/1.1\r\nHost: hooks.example\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < content.size(); at += 65'536) {
      const std::string chunk = content.substr(at, 65'536);
      char size[17];
      std::snprintf(size, sizeof size, "%zx", chunk.size());
      request.bytes.append(size).append("\r\n").append(chunk).append("\r\n");
    }
    request.bytes += "0\r\n\r\n";
  }
  RawClient client(server.port());
  client.send(request.bytes);
  const auto answer = client.answer();
  REQUIRE(answer.status == 200);
  CHECK(difference(api.raw("exact"), request.bytes).empty());
  CHECK(difference(api.content("exact"), content).empty());
  CHECK(answer.header("Hookloop-Body-Sha256") == sha256_hex(content));
}

TEST_CASE("Empty lines before a request line are passed over and are no part of the request",
          "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("exact");
  RawClient client(server.port());
  client.send("\r\n\n\r\nGET /b/exact HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.answer().status == 200);
  CHECK(api.raw("exact") == "GET /b/exact HTTP/1.1\r\nHost: h\r\n\r\n");
}

}  // namespace hookloop::test

// What breaks off or is no HTTP is stored with all its bytes, in the bin that it was meant for, and labelled.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "bin_server/cli/serve_command.h"
#include "tests/bin_server/integration/bytes.h"
#include "tests/support/api_client.h"
#include "tests/support/feed_reader.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using namespace std::string_literals;
using nlohmann::json;
using Store = RunningBinServer::Store;

struct World {
  explicit World(const RunningBinServer::Change& change = {}) : server(Store::memory, change) { api.make_bin("b"); }

  // Waits for the capture with this seq, and gives it.
  json capture(int seq) {
    FeedReader feed(server.port(), "b", "0");
    while (feed.must_have_next().id != std::to_string(seq)) {
    }
    return api.captured("b", std::to_string(seq));
  }
  std::size_t problems_with(const json& captured, const std::string& text) {
    std::size_t count = 0;
    for (const auto& problem : captured["problems"])
      count += problem.get<std::string>().find(text) != std::string::npos;
    return count;
  }

  RunningBinServer server;
  ApiClient api{server.port()};
};

}  // namespace

TEST_CASE("A request whose sender hangs up half-way is stored as incomplete with every byte",
          "[bin_server][integration]") {
  World world;
  const std::string bytes =
      GENERATE("POST /b/b HTTP/1.1\r\nHost: h\r\nX-Cut: in the he"s,  //
               "POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n\0\xff"s
               "abc",                                                                                         //
               "POST /b/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\nwor"s,  //
               "POST /b/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: x"s);
  RawClient client(world.server.port());
  client.send(bytes);
  SECTION("in good order") {
    client.half_close();
    const auto answer = client.answer();
    CHECK(answer.status == 400);
    CHECK(json_of(answer)["type"].get<std::string>().find("incomplete-request") != std::string::npos);
    CHECK(client.is_closed());
  }
  SECTION("with a reset") { client.reset(); }
  const json captured = world.capture(1);
  CHECK(captured["complete"] == false);
  CHECK(world.problems_with(captured, "incomplete") == 1);
  CHECK(difference(world.api.raw("b", "1"), bytes).empty());
}

TEST_CASE("The content of a chunked request that broke off is what came of it", "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send("POST /b/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n wor");
  client.half_close();
  CHECK(client.answer().status == 400);
  CHECK(world.api.content("b") == "hello wor");
  CHECK(world.api.captured("b")["body"]["bytes"] == 9);
}

TEST_CASE("The head of a request that breaks off before its bin is known goes to the bin stray",
          "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send("POST /b/");
  client.half_close();
  CHECK(client.answer().status == 400);
  CHECK(world.api.raw("stray") == "POST /b/");
}

TEST_CASE("A bin's id that was cut short is not taken for a whole one", "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send("POST /b/b");  // the bin "b", or the beginning of "builds"
  client.half_close();
  CHECK(client.answer().status == 400);
  CHECK(world.api.rows("b").empty());
  CHECK(world.api.raw("stray") == "POST /b/b");
}

TEST_CASE("What is not HTTP is stored as malformed with all its bytes and answered 400", "[bin_server][integration]") {
  struct Case {
    std::string bytes;
    std::string bin;
  };
  const Case given = GENERATE(
      Case{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS client hello \x00\xff"s, "stray"},
      Case{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x12\x04\x00\x00\x00\x00\x00"s, "stray"},
      Case{"\x00\x01\x02\x03"s, "stray"},                                                            //
      Case{"hello, is there anybody?\r\n", "stray"},                                                 //
      Case{"GET /b/b\r\n\r\n", "b"},                                                                 //
      Case{"GET /b/b HTTP/2.0\r\nHost: h\r\n\r\n", "b"},                                             //
      Case{"GET /b/b HTTP/1.1 \r\nHost: h\r\n\r\n", "b"},                                            //
      Case{"{GET} /b/b HTTP/1.1\r\nHost: h\r\n\r\n", "b"},                                           //
      Case{"GET /b/b?\x01 HTTP/1.1\r\nHost: h\r\n\r\n", "b"},                                        //
      Case{"GET /b/b HTTP/1.1\r\nno colon here\r\n\r\n", "b"},                                       //
      Case{"GET /b/b HTTP/1.1\r\nName : value\r\n\r\n", "b"},                                        //
      Case{"GET /b/b HTTP/1.1\r\n: no name\r\n\r\n", "b"},                                           //
      Case{"GET /b/b HTTP/1.1\r\n folded first\r\n\r\n", "b"},                                       //
      Case{"GET /b/b HTTP/1.1\r\nX: a\0b\r\n\r\n"s, "b"},                                            //
      Case{"GET /b/b HTTP/1.1\r\nX: a\rb\r\n\r\n", "b"},                                             //
      Case{"POST /b/b HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "b"},         //
      Case{"POST /b/b HTTP/1.1\r\nContent-Length: 3, 4\r\n\r\nabcd", "b"},                           //
      Case{"POST /b/b HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "b"},                                 //
      Case{"POST /b/b HTTP/1.1\r\nContent-Length: +3\r\n\r\nabc", "b"},                              //
      Case{"POST /b/b HTTP/1.1\r\nContent-Length: 0x3\r\n\r\nabc", "b"},                             //
      Case{"POST /b/b HTTP/1.1\r\nContent-Length:\r\n\r\nabc", "b"},                                 //
      Case{"POST /b/b HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\nabc", "b"},         //
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc", "b"},                         //
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\nabc", "b"},                //
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\nabc", "b"},                     //
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n", "b"},  //
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\nabc", "b"},                  //
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", "b"},   //
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n", "b"},
      Case{"POST /b/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", "b"});
  World world;
  CAPTURE(given.bytes);
  RawClient client(world.server.port());
  client.send(given.bytes);
  const auto answer = client.answer();
  CHECK(answer.status == 400);
  CHECK(answer.header("Content-Type") == "application/problem+json");
  CHECK(client.is_closed());
  const json captured = world.api.captured(given.bin);
  CHECK(captured["complete"] == false);
  CHECK(world.problems_with(captured, "malformed") == 1);
  CHECK(captured["response"]["status"] == 400);
  CHECK(difference(world.api.raw(given.bin), given.bytes).empty());
}

TEST_CASE("What follows a capture on its connection and is not HTTP goes to the same bin",
          "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send(post("/b/b", "good") + "?? and then rubbish"s);
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 400);
  CHECK(world.api.raw("b") == "?? and then rubbish");
}

TEST_CASE("A broken request takes nothing from the whole one before it on the connection",
          "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send(post("/b/b", "{}", "webhook-id: dlv_one\r\nHookloop-Attempt: 1\r\n"));
  CHECK(client.answer().status == 200);
  SECTION("rubbish is no duplicate of the delivery") {
    client.send("\x16\x03\x01");
    CHECK(client.answer().status == 400);
    CHECK(world.api.captured("b")["delivery"].is_null());
    CHECK(world.api.captured("b")["verdict"]["duplicate_of"].is_null());
  }
  SECTION("a request that broke off in its head is no duplicate either") {
    client.send("POST /b/b HTTP/1.1\r\nHost: h\r\n");
    client.half_close();
    CHECK(client.answer().status == 400);
    CHECK(world.api.captured("b")["verdict"]["duplicate_of"].is_null());
  }
}

TEST_CASE("A broken request after a HEAD is answered with a body", "[bin_server][integration]") {
  World world([](ServeOptions& options) { options.recorder.limits.head_bytes = 1024; });
  RawClient client(world.server.port());
  client.send("HEAD /b/b HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.answer(/*to_head=*/true).status == 200);
  client.send("GET /b/b HTTP/1.1\r\nX: " + std::string(2000, 'x'));
  const auto answer = client.answer();
  CHECK(answer.status == 431);
  CHECK(json_of(answer)["title"].is_string());
}

TEST_CASE("A request that came whole before a reset is stored, and so is the half one behind it",
          "[bin_server][integration]") {
  World world;
  const std::string half = "POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nonly this";
  {
    RawClient client(world.server.port());
    client.send(post("/b/b", "whole") + half);
    client.reset();
  }
  CHECK(world.capture(2)["complete"] == false);
  CHECK(world.api.content("b", "1") == "whole");
  CHECK(world.api.raw("b", "2") == half);
}

TEST_CASE("What was odd and yet understood is told of a capture", "[bin_server][integration]") {
  struct Case {
    std::string bytes;
    std::string problem;
  };
  const Case given = GENERATE(
      Case{"GET /b/b HTTP/1.1\n\n", "bare line feed"},                                                        //
      Case{"GET /b/b HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", "folded header line"},                       //
      Case{"GET /b/b HTTP/1.1\r\n\r\n", "no Host header"},                                                    //
      Case{"GET /b/b HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "more than one Host header"},                   //
      Case{"GET /b/b?a b HTTP/1.1\r\nHost: h\r\n\r\n", "space in the target"},                                //
      Case{"POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 2, 2\r\n\r\nhi", "Content-Length is repeated"},  //
      Case{"POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "both Transfer-Encoding and Content-Length"},
      Case{"POST /b/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\nhi\r\n0\r\n\r\n",
           "bare line feed in the chunked body"},
      Case{"POST /b/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n\r\n",
           "in the trailers, a header line has no colon"});
  World world;
  RawClient client(world.server.port());
  client.send(given.bytes);
  CHECK(client.answer().status == 200);
  const json captured = world.api.captured("b");
  CHECK(captured["complete"] == true);
  CHECK(world.problems_with(captured, given.problem) == 1);
}

TEST_CASE("A capture with Transfer-Encoding and Content-Length is the last of its connection",
          "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send(
      "POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "GET /b/b/smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto answer = client.answer();
  CHECK(answer.status == 200);
  CHECK(answer.header("Connection") == "close");
  CHECK(client.is_closed());
  CHECK(world.api.rows("b").size() == 1);
}

TEST_CASE("A refused request that is broken too is told the truth: nothing of it was stored",
          "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send("POST /b/none HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  SECTION("malformed") { client.send("xyz\r\n"); }
  SECTION("incomplete") { client.half_close(); }
  const auto answer = client.answer();
  CHECK(answer.status == 404);
  CHECK(answer.body.find("tored") == std::string::npos);
  CHECK(world.api.get("/api/v1/bins/stray").status == 404);
}

TEST_CASE("A request that is late is stored as incomplete and answered 408", "[bin_server][integration]") {
  World world([](ServeOptions& options) {
    options.recorder.head_timeout = std::chrono::milliseconds(300);
    options.recorder.body_timeout = std::chrono::milliseconds(300);
  });
  const std::string bytes = GENERATE("POST /b/b HTTP/1.1\r\nHost: h\r\nX-Late: he"s,
                                     "POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf"s,
                                     "POST /b/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"s);
  RawClient client(world.server.port());
  client.send(bytes);
  const auto answer = client.answer();
  CHECK(answer.status == 408);
  CHECK(client.is_closed());
  const json captured = world.api.captured("b");
  CHECK(captured["complete"] == false);
  CHECK(captured["response"]["status"] == 408);
  CHECK(difference(world.api.raw("b"), bytes).empty());
}

TEST_CASE("A sender that trickles is late like one that stalls", "[bin_server][integration]") {
  World world([](ServeOptions& options) { options.recorder.head_timeout = std::chrono::milliseconds(300); });
  RawClient client(world.server.port());
  client.send("POST /b/b HTTP/1.1\r\n");
  std::size_t written = 0;
  // A header byte at a time for as long as they are taken; each round trip to the API lets time pass.
  while (written < 1'000'000 && client.send_as_far_as_taken("x") == 1) {
    ++written;
    if (!world.api.rows("b").empty()) break;
  }
  REQUIRE(world.api.rows("b").size() == 1);
  CHECK(client.answer().status == 408);
}

TEST_CASE("A half request behind a whole one has its own deadline", "[bin_server][integration]") {
  World world([](ServeOptions& options) { options.recorder.body_timeout = std::chrono::milliseconds(300); });
  const std::string big = R"(,"response":{"body":")" + std::string(1'000'000, 'a') + "\"}";
  world.api.make_bin("big", big);
  // The answer to the first is too large for the socket, so that it is written piece by piece while the second is half
  // there already.
  const std::string half = "POST /b/big HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf";
  RawClient client(world.server.port(), 4096);
  client.send(post("/b/big", "") + half);
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 408);
  CHECK(world.api.raw("big") == half);
}

TEST_CASE("A connection that says nothing is closed without a word", "[bin_server][integration]") {
  World world([](ServeOptions& options) { options.recorder.idle_timeout = std::chrono::milliseconds(300); });
  RawClient silent(world.server.port());
  CHECK(silent.is_closed());
  CHECK(world.api.get("/api/v1/bins/stray").status == 404);
}

}  // namespace hookloop::test

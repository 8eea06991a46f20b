// One run of bin_server's command line inside the test: fake network, a clock that stands still, streams that are kept.
#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bin_server/cli/command_line.h"
#include "tests/support/fake_interrupt.h"
#include "tests/support/fake_transport.h"
#include "tests/support/manual_clock.h"

namespace hookloop::test {

using Words = std::vector<std::string>;

class BinServerRun {
 public:
  explicit BinServerRun(std::vector<Exchange> exchanges = {answered(200, "{}")})
      : transport_(std::make_shared<FakeTransport>(std::move(exchanges))) {}

  ExitCode operator()(const Words& words) {
    std::vector<const char*> argv{"bin_server"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    BinServerSurroundings surroundings{clock,
                                       interrupt,
                                       [this] { return std::make_unique<Shared>(transport_); },
                                       in_,
                                       out_,
                                       err_,
                                       in_is_terminal,
                                       out_is_terminal,
                                       has_colour,
                                       width,
                                       [this](const ServeOptions&) {
                                         ++served;
                                         return ExitCode::passed;
                                       }};
    return run_bin_server(static_cast<int>(argv.size()), argv.data(), surroundings);
  }

  void types(const std::string& text) {  // on a terminal
    in_is_terminal = true;
    in_.str(text);
  }
  std::string out() const { return out_.str(); }
  std::string err() const { return err_.str(); }
  const std::vector<SentRequest>& sent() const { return transport_->sent; }
  // "POST /api/v1/bins {…}" of each request.
  Words asked() const {
    Words all;
    for (const SentRequest& request : sent()) {
      const std::string line = request.bytes.substr(0, request.bytes.find(" HTTP/1.1\r\n"));
      all.push_back(request.body().empty() ? line : line + " " + request.body());
    }
    return all;
  }

  ManualClock clock;
  std::size_t interrupted_after = SIZE_MAX;  // requests sent, when a SIGINT comes
  FakeInterrupt interrupt{[this] { return sent().size() >= interrupted_after; }};
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool has_colour = false;
  unsigned width = 100;
  int served = 0;

 private:
  // The command owns its transport; what it recorded is for the test.
  class Shared final : public StreamTransport {
   public:
    explicit Shared(std::shared_ptr<FakeTransport> fake) : fake_(std::move(fake)) {}
    Exchange send(const Url& url, std::string_view request, const Deadlines& deadlines,
                  const WireBehaviour& wire) override {
      return fake_->send(url, request, deadlines, wire);
    }
    Exchange stream(const Url& url, std::string_view request, const Deadlines& deadlines,
                    const TakeBody& take) override {
      return fake_->stream(url, request, deadlines, take);
    }
    std::vector<Exchange> send_together(const Url& url, std::span<const ConcurrentRequest> requests,
                                        const Deadlines& deadlines) override {
      return fake_->send_together(url, requests, deadlines);
    }

   private:
    std::shared_ptr<FakeTransport> fake_;
  };

  std::shared_ptr<FakeTransport> transport_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

inline Exchange problem(int status, const std::string& json) {
  return answered(status, json, {{"Content-Type", "application/problem+json"}});
}

// An environment variable for the time of a test.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  ~Environment() { unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

}  // namespace hookloop::test

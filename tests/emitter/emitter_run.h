// One run of the emitter's command line inside the test: fake network, a clock that stands still, streams that are
// kept.
#pragma once

#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "emitter/cli/command_line.h"
#include "tests/support/fake_interrupt.h"
#include "tests/support/fake_transport.h"
#include "tests/support/manual_clock.h"

namespace hookloop::test {

class EmitterRun {
 public:
  explicit EmitterRun(std::vector<Exchange> exchanges = {answered(200)}) : exchanges_(std::move(exchanges)) {}

  ExitCode operator()(const std::vector<std::string>& words) {
    std::vector<const char*> argv{"emitter"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    Surroundings surroundings{clock,
                              random,
                              interrupt,
                              [this](bool verifies) {
                                verified_certificates = verifies;
                                return std::make_unique<Recording>(exchanges_, sent);
                              },
                              out_,
                              err_,
                              terminal,
                              false,
                              width,
                              {},
                              [this] { return std::make_unique<Recording>(exchanges_, sent); }};
    return run_emitter(static_cast<int>(argv.size()), argv.data(), surroundings);
  }
  // From now on its output fails, as when a disk is full.
  void break_out() { out_.setstate(std::ios::badbit); }
  std::string out() const { return out_.str(); }
  std::string err() const { return err_.str(); }
  std::vector<std::string> out_lines() const { return lines(out_.str()); }
  std::vector<std::string> err_lines() const { return lines(err_.str()); }

  ManualClock clock;
  SystemRandom random;
  std::size_t interrupted_after = SIZE_MAX;  // requests sent, when a SIGINT comes
  FakeInterrupt interrupt{[this] { return sent.size() >= interrupted_after; }};
  bool terminal = false;
  unsigned width = 80;
  std::vector<SentRequest> sent;
  bool verified_certificates = true;

 private:
  static std::vector<std::string> lines(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> result;
    for (std::string line; std::getline(in, line);) result.push_back(line);
    return result;
  }

  // Outlived by what it recorded: the command owns its transport.
  class Recording final : public StreamTransport {
   public:
    Recording(std::vector<Exchange> exchanges, std::vector<SentRequest>& sent_so_far)
        : fake_(std::move(exchanges)), sent_(sent_so_far) {}
    Exchange send(const Url& url, std::string_view request, const Deadlines& deadlines,
                  const WireBehaviour& wire) override {
      Exchange exchange = fake_.send(url, request, deadlines, wire);
      sent_.push_back(fake_.sent.back());
      return exchange;
    }
    Exchange stream(const Url& url, std::string_view request, const Deadlines& deadlines,
                    const TakeBody& take) override {
      Exchange exchange = fake_.stream(url, request, deadlines, take);
      sent_.push_back(fake_.sent.back());
      return exchange;
    }
    std::vector<Exchange> send_together(const Url& url, std::span<const ConcurrentRequest> requests,
                                        const Deadlines& deadlines) override {
      std::vector<Exchange> exchanges = fake_.send_together(url, requests, deadlines);
      sent_.insert(sent_.end(), fake_.sent.end() - static_cast<std::ptrdiff_t>(requests.size()), fake_.sent.end());
      return exchanges;
    }

   private:
    FakeTransport fake_;
    std::vector<SentRequest>& sent_;
  };

  std::vector<Exchange> exchanges_;
  std::ostringstream out_;
  std::ostringstream err_;
};

}  // namespace hookloop::test
